"""The clients against an upstream that misbehaves, over real HTTP: each fault has its name, its retries, its end."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from pipeline.http.meter import Meter, SourceTrouble
from pipeline.http.origins import Origins, origin, parse_origin_map
from pipeline.http.pages import PageClient
from pipeline.http.policy import Trouble
from pipeline.model.policy import Policy
from pipeline.sources.arxiv.client import ArxivClient
from pipeline.sources.hub.client import HubClient, parse_json
from tests.upstream import Upstream, World
from tests.upstream.faults import bomb

FAST = Policy(attempts=3, backoff=0.01, read_timeout=0.5, total_timeout=1.0, wait_budget=5.0, max_bytes=2_000_000)
MODEL = "/api/models/Qwen/Qwen2.5-7B*"


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    """The embedded world."""
    with Upstream(World.embedded("one")) as up:
        yield up


@pytest.fixture
def hub(upstream: Upstream) -> Iterator[HubClient]:
    """A client of it, quick to lose patience."""
    client = HubClient(upstream.url, None, Meter(FAST))
    yield client
    client.close()


def trouble_of(hub: HubClient) -> SourceTrouble:
    """What asking for one model ends in."""
    with pytest.raises(SourceTrouble) as caught:
        parse_json(hub.model("Qwen/Qwen2.5-7B").body)
    return caught.value






def test_huge_and_packed_bodies_are_refused_before_they_fill_memory(upstream: Upstream, hub: HubClient) -> None:
    """A body above the cap, and one that unpacks above it, are given up without a retry."""
    bomb(50_000_000)  # packed beforehand: it may take as long as the client waits
    for kind in ("huge", "gzip_bomb"):
        upstream.faults.clear()
        upstream.fault(MODEL, kind, times=99, size=50_000_000)

        assert trouble_of(hub).trouble is Trouble.TOO_LARGE
    assert hub.meter.tally.retries == 0



def test_a_redirect_to_another_host_is_not_followed(upstream: Upstream, hub: HubClient) -> None:
    """Neither the request nor the token goes where the upstream points."""
    upstream.fault(MODEL, "redirect", times=99, url="http://127.0.0.1:9/elsewhere")

    assert trouble_of(hub).trouble is Trouble.ELSEWHERE


def test_the_token_goes_to_the_endpoint_only(upstream: Upstream) -> None:
    """With HF_TOKEN the header is sent; without, none is, not even one from a home folder."""
    for token in ("hf_" + "x" * 34, None):
        client = HubClient(upstream.url, token, Meter(FAST))
        upstream.log.clear()
        client.model("Qwen/Qwen2.5-7B")
        client.close()

        sent = {k.lower(): v for k, v in upstream.log[-1].headers.items()}
        assert ("authorization" in sent) == (token is not None)


def test_arxiv_losses_become_errors(upstream: Upstream) -> None:
    """A page of HTML, a cut feed and an empty body with status 200 are not zero results."""
    for body in (b"<html>Rate exceeded</html>", b'<feed xmlns="http://www.w3.org/2005/Atom"><entry>', b""):
        upstream.faults.clear()
        upstream.fault("/arxiv/*", "status", times=99, code=200, body=body)
        client = ArxivClient(upstream.arxiv_url, Meter(replace(FAST, attempts=2)), named(upstream), "test")
        with pytest.raises(SourceTrouble) as caught:
            client.papers(["2412.15115"])

        assert caught.value.trouble is Trouble.MALFORMED


def test_ids_that_arxiv_does_not_return_are_told(upstream: Upstream) -> None:
    """What was asked is compared with what came."""
    client = ArxivClient(upstream.arxiv_url, Meter(FAST), named(upstream), "test")
    batch = client.papers(["2412.15115", "1999.99999"])

    assert set(batch.papers) == {"2412.15115"}
    assert batch.missing == ("1999.99999",)


def test_pages_are_asked_conditionally(upstream: Upstream) -> None:
    """The second request says what it has, and 304 costs no body."""
    client = PageClient(Meter(FAST), named(upstream), {"User-Agent": "test"})
    url = "https://raw.githubusercontent.com/lmarena/arena-catalog/main/data/leaderboard-text.json"
    first = client.get(url)
    second = client.get(url, etag=first.etag)

    assert first.body
    assert second.unchanged
    assert client.meter.tally.not_modified == 1


@pytest.mark.parametrize("url", ["http://127.0.0.1/x", "http://169.254.169.254/latest", "http://[::1]/", "http://10.0.0.1/", "file:///etc/hosts"])
def test_private_addresses_from_data_are_refused(url: str) -> None:
    """Only the environment may name an address that is not public."""
    with pytest.raises(SourceTrouble) as caught:
        Origins().target(url)

    assert caught.value.trouble is Trouble.FORBIDDEN_ADDRESS


def test_origin_map_sends_an_origin_elsewhere() -> None:
    """The path and query go along; other origins are left alone."""
    origins = Origins(parse_origin_map("https://a.example=http://127.0.0.1:1/files"), resolve=lambda _host: ["93.184.216.34"])

    assert origins.target("https://a.example/x?y=1") == "http://127.0.0.1:1/files/x?y=1"
    assert origins.target("https://b.example/x") == "https://b.example/x"
    assert origin("HTTPS://A.example:443/x") == "https://a.example"


def named(upstream: Upstream) -> Origins:
    """The origins that the environment names for this upstream."""
    environment = upstream.environment()
    return Origins(parse_origin_map(environment["AWESOME_ORIGIN_MAP"]), frozenset({origin(upstream.url)}))
