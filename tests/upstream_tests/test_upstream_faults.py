"""Each planned fault is what it says, seen by a real client."""

import gzip
from collections.abc import Iterator

import pytest
import requests

from tests.upstream import Limits, Model, Upstream, World, model_from_card
from tests.upstream.faults import Kind

PATH = "/api/models/org-00000/model-0000000"


@pytest.fixture
def up() -> Iterator[Upstream]:
    """An upstream with one hundred models."""
    with Upstream(World.synthetic(100)) as upstream:
        yield upstream


def test_a_fault_is_spent_after_its_times(up: Upstream) -> None:
    """Two 503s with Retry-After, then the right answer."""
    up.fault("/api/models/*", "status", times=2, code=503, headers={"Retry-After": "1"})
    replies = [requests.get(up.url + PATH, timeout=5) for _ in range(3)]
    assert [one.status_code for one in replies] == [503, 503, 200]
    assert replies[0].headers["Retry-After"] == "1"
    assert [one.status for one in up.log] == [503, 503, 200]


@pytest.mark.parametrize("kind", ["refuse", "reset", "truncated"])
def test_a_broken_connection_is_an_error_of_the_client(up: Upstream, kind: Kind) -> None:
    """A closed, reset or cut-off answer raises; the next request is served."""
    up.fault(PATH, kind)
    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        requests.get(up.url + PATH, timeout=5)
    assert requests.get(up.url + PATH, timeout=5).status_code == 200


@pytest.mark.parametrize("kind", ["slow", "drip"])
def test_a_slow_answer_runs_into_the_time_out(up: Upstream, kind: Kind) -> None:
    """Silence longer than the client's patience is a time-out."""
    up.fault(PATH, kind, seconds=0.6)
    with pytest.raises((requests.Timeout, requests.ConnectionError)):
        requests.get(up.url + PATH, timeout=0.2)


def test_answers_of_another_kind(up: Upstream) -> None:
    """A page, broken JSON and JSON of another shape all come with status 200."""
    for kind in ("html200", "garbage", "wrong_type"):
        up.fault(PATH, kind)
    page, garbage, shape = (requests.get(up.url + PATH, timeout=5) for _ in range(3))
    assert page.headers["Content-Type"].startswith("text/html")
    with pytest.raises(requests.JSONDecodeError):
        garbage.json()
    assert isinstance(shape.json(), list)


def test_a_redirect_leads_where_it_says(up: Upstream) -> None:
    """The client follows it; the log has both hops."""
    up.fault(PATH, "redirect", url="/api/models/org-00001/model-0000001")
    assert requests.get(up.url + PATH, timeout=5).json()["id"] == "org-00001/model-0000001"
    assert [one.status for one in up.log] == [307, 200]


def test_a_bomb_is_small_on_the_wire(up: Upstream) -> None:
    """Ten million bytes come as some ten thousand."""
    up.fault(PATH, "gzip_bomb", size=10_000_000)
    with requests.get(up.url + PATH, timeout=5, stream=True) as reply:
        packed = reply.raw.read(decode_content=False)
    assert len(packed) < 20_000
    assert len(gzip.decompress(packed)) == 10_000_000


def test_a_huge_answer_is_streamed(up: Upstream) -> None:
    """The length is told beforehand, and the bytes keep coming until the client leaves."""
    up.fault(PATH, "huge", size=50_000_000)
    with requests.get(up.url + PATH, timeout=5, stream=True) as reply:
        assert reply.headers["Content-Length"] == "50000000"
        assert len(reply.raw.read(100_000)) == 100_000


def test_nobody_listens_while_refused(up: Upstream) -> None:
    """Connections are refused, then the same address answers again."""
    session = requests.Session()
    assert session.get(up.url + PATH, timeout=5).status_code == 200
    with up.refused(), pytest.raises(requests.ConnectionError):
        session.get(up.url + PATH, timeout=5)
    assert session.get(up.url + PATH, timeout=5).status_code == 200
    session.close()


def test_an_unknown_fault_is_refused(up: Upstream) -> None:
    """A misspelt kind is told at once, with the kinds there are."""
    with pytest.raises(ValueError, match="gzip_bomb"):
        up.fault("*", "gzipbomb")  # type: ignore[arg-type]


def test_every_nth_request_is_refused() -> None:
    """With `every_nth_429=3` the third and sixth of six requests are refused."""
    with Upstream(World.synthetic(1), every_nth_429=3) as up:
        assert [requests.get(up.url + PATH, timeout=5).status_code for _ in range(6)] == [200, 200, 429, 200, 200, 429]


def test_an_exhausted_bucket_says_so_until_its_window_ends() -> None:
    """Two requests a window: the third is refused, and the headers tell how long."""
    now = [0.0]
    limits = Limits(anonymous={"api": 2, "resolvers": 5, "pages": 5}, window=60, clock=lambda: now[0])
    with Upstream(World.synthetic(1), limits=limits) as up:
        first, _, third = (requests.get(up.url + PATH, timeout=5) for _ in range(3))
        card = requests.get(f"{up.url}/org-00000/model-0000000/resolve/main/README.md", timeout=5)
        now[0] = 61.0
        later = requests.get(up.url + PATH, timeout=5)
    assert first.headers["ratelimit"] == '"api";r=1;t=60'
    assert first.headers["ratelimit-policy"] == '"fixed window";"api";q=2;w=60'
    assert (third.status_code, third.headers["ratelimit"]) == (429, '"api";r=0;t=60')
    assert card.headers["ratelimit"] == '"resolvers";r=4;t=60'
    assert later.status_code == 200


def test_a_fault_may_spare_the_first_requests() -> None:
    """The second page of a listing breaks, the first does not: by `after`, and by the cursor in the query."""
    with Upstream(World.synthetic(2_500)) as up:
        for glob, after in (("/api/models", 1), ("/api/models?*cursor=*", 0)):
            up.fault(glob, "status", after=after, code=500)
            first = requests.get(f"{up.url}/api/models", timeout=5)
            second = requests.get(first.links["next"]["url"], timeout=5)
            third = requests.get(first.links["next"]["url"], timeout=5)
            assert [one.status_code for one in (first, second, third)] == [200, 500, 200]


def test_a_world_can_be_changed_for_one_test(up: Upstream) -> None:
    """A repository is added, replaced or taken away, and a file put anywhere."""
    card = "---\nlicense: mit\nbase_model: org-00000/model-0000000\n---\n\n# New\n"
    up.world = (
        up.world.with_models(model_from_card("new/one", card, gated="auto"))
        .without_models("org-00000/model-0000000")
        .with_file("https://board.example/table.csv", b"model,score\na,1\n", "text/csv")
    )
    facts = requests.get(f"{up.url}/api/models/new/one", timeout=5).json()
    assert facts["tags"] == ["base_model:org-00000/model-0000000", "base_model:finetune:org-00000/model-0000000",
                             "license:mit", "region:us"]  # fmt: skip
    assert requests.get(f"{up.url}/new/one/resolve/main/README.md", timeout=5).status_code == 401
    assert requests.get(up.url + PATH, timeout=5).status_code == 401
    assert requests.get(up.file_url("https://board.example/table.csv"), timeout=5).text.endswith("a,1\n")


def test_feeds_and_files_of_another_kind() -> None:
    """A feed becomes XML that is no feed; a table comes under a type that is no table's."""
    world = World.embedded("one").with_file("https://board.example/table.csv", b"model,score\n", "text/csv")
    with Upstream(world) as up:
        up.fault("/arxiv/*", "wrong_type")
        up.fault("/files/*", "wrong_type")
        feed = requests.get(f"{up.arxiv_url}?id_list=2310.06825", timeout=5)
        table = requests.get(up.file_url("https://board.example/table.csv"), timeout=5)
    assert "<entry>" not in feed.text
    assert (table.text, table.headers["Content-Type"]) == ("model,score\n", "application/octet-stream")


def test_disabled_and_unknown_addresses(up: Upstream) -> None:
    """A disabled repository is 403 everywhere; what the API does not have is 404; writing is refused."""
    up.world = up.world.with_models(Model({"id": "new/off"}, disabled=True))
    for path in ("/api/models/new/off", "/new/off/resolve/main/README.md"):
        reply = requests.get(up.url + path, timeout=5)
        assert (reply.status_code, reply.headers["X-Error-Message"]) == (403, "Access to this resource is disabled.")
    assert requests.get(f"{up.url}/api/nothing", timeout=5).status_code == 404
    assert requests.get(f"{up.url}/collections/none/none", timeout=5).status_code == 404
    assert requests.post(up.url + PATH, timeout=5).status_code == 405
