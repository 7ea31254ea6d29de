"""On the wire: connections go to judged addresses, every read ends in time, and one window holds for all who ask."""

import contextlib
import re
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest
from cryptography import x509
from huggingface_hub import constants
from huggingface_hub.utils import _detect_agent
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.http.meter import Meter
from pipeline.http.origins import Origins, origin, parse_origin_map
from pipeline.http.policy import SourceTrouble, Trouble, pause_before_next, retry_after, room_left
from pipeline.http.transport import FetchedPage, PageClient
from pipeline.settings import read_settings
from pipeline.sources.declared import Policy
from pipeline.sources.hub import HUB
from pipeline.sources.hub.client import HubClient, other_bytes
from tests.certificate import certificate
from tests.http.clock import Clock
from tests.loopback import answered
from tests.upstream import Limits, Upstream
from tests.upstream.derived import synthetic_world
from tests.upstream.faults import Kind

QUICK = Policy(attempts=1, read_timeout=5.0, connect_timeout=5.0, total_timeout=0.5, max_bytes=2_000_000)
PUBLIC, INSIDE = "93.184.216.34", "127.0.0.2"
NAME = "rebind.example"


def get(url: str, policy: Policy, origins: Origins) -> int:
    """The status."""
    return PageClient(Meter(policy), origins, {}).look(url).status


def of(url: str, policy: Policy, origins: Origins) -> SourceTrouble:
    """What a request ends in."""
    with pytest.raises(SourceTrouble) as caught:
        get(url, policy, origins)
    return caught.value


def names(up: Upstream) -> Origins:
    """The environment names the upstream."""
    return Origins(named=frozenset({origin(up.url)}))


@pytest.mark.parametrize(("kind", "seconds"), [("header_drip", 0.05), ("interim", 0.0), ("interim", 0.01), ("drip", 0.2)])
def test_no_drip_outlasts_the_whole_requests_time(upstream: Upstream, kind: Kind, seconds: float) -> None:
    """A byte of a header, an interim answer or a piece of the body each moment: over when the request is due."""
    upstream.fault("*", kind, times=99, seconds=seconds)
    begun = time.monotonic()
    trouble = of(f"{upstream.url}/api/models", QUICK, names(upstream))
    assert trouble.trouble is Trouble.TIMED_OUT
    assert "not whole after" in trouble.reason
    assert time.monotonic() - begun < 3.0


@pytest.mark.parametrize(("kind", "size"), [("many_headers", 20_000), ("endless_header", 10**9)])
def test_headers_do_not_fill_memory(upstream: Upstream, kind: Kind, size: int) -> None:
    """Thousands of headers, one of a gigabyte: no longer read where no answer is that long."""
    upstream.fault("*", kind, times=99, size=size)
    assert of(f"{upstream.url}/api/models", replace(QUICK, total_timeout=60.0), names(upstream)).trouble is Trouble.UNREACHABLE


class Resolver:
    """Names and where they lead: `rebind.example` is public when it is first asked for, and inside from then on.

    A public address leads to the upstream on this machine, as a route would.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch, answers: list[list[str]]) -> None:
        self._answers = answers
        self._real = socket.getaddrinfo
        self.asked = 0
        monkeypatch.setattr(socket, "getaddrinfo", self.look)

    def look(self, host: Any, port: Any, *more: Any, **named: Any) -> Any:
        """Stand in for the system's resolver."""
        if host == PUBLIC:
            return self._real("127.0.0.1", port, *more, **named)
        if host != NAME:
            return self._real(host, port, *more, **named)
        found = self._answers[min(self.asked, len(self._answers) - 1)]
        self.asked += 1
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port or 0)) for address in found]


@pytest.fixture
def inside(upstream: Upstream) -> Iterator[socket.socket]:
    """A service of the inner network on the upstream's port; nobody may connect to it."""
    port = int(upstream.url.rpartition(":")[2])
    with socket.create_server((INSIDE, port)) as listening:
        listening.setblocking(False)  # noqa: FBT003
        yield listening


def nobody_came(listening: socket.socket) -> bool:
    """Whether no connection waits."""
    try:
        listening.accept()
    except BlockingIOError:
        return True
    return False


@pytest.mark.parametrize(("answers", "good"), [([[PUBLIC], [INSIDE]], 1), ([[PUBLIC, INSIDE]], 0)])
def test_a_name_that_is_private_or_becomes_it_leads_nowhere(
    upstream: Upstream, inside: socket.socket, monkeypatch: pytest.MonkeyPatch, answers: list[list[str]], good: int
) -> None:
    """Resolved once for a connection, which goes to what was judged; the next is judged anew, and one private address is enough."""
    url = f"http://{NAME}:{inside.getsockname()[1]}/api/models"
    resolver = Resolver(monkeypatch, answers)
    assert [get(url, QUICK, Origins()) for _ in range(good)] == [200] * good
    assert resolver.asked == good
    assert of(url, QUICK, Origins()).trouble is Trouble.FORBIDDEN_ADDRESS
    assert len(upstream.log) == good
    assert nobody_came(inside)


def test_the_next_address_is_tried(upstream: Upstream, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of two addresses that the environment names, one where nobody listens costs nothing."""
    Resolver(monkeypatch, [["127.0.0.3", "127.0.0.1"]])
    port = upstream.url.rpartition(":")[2]
    assert get(f"http://{NAME}:{port}/api/models", QUICK, Origins(named=frozenset({f"http://{NAME}:{port}"}))) == 200


HIDDEN = (
    "10.0.0.1", "100.64.0.1", "0.0.0.0", "224.0.0.1", "::", "fd00::1", "::ffff:10.0.0.1", "64:ff9b::10.0.0.1",  # noqa: S104  to refuse
    "2002:0a00:0001::1", "2001:0:0a00:1::f5ff:fffe", "fe80::1%lo", "169.254.169.254",
)  # fmt: skip
SHOWN = (PUBLIC, "2606:2800:220:1::1", "::ffff:93.184.216.34", "64:ff9b::93.184.216.34")


@pytest.mark.parametrize("address", [*HIDDEN, *SHOWN])
def test_no_private_address_hides_in_another(address: str) -> None:
    """Shared, unspecified, multicast, and IPv4 inside of IPv6 in each way that leads to it; public ones are reached in each notation."""
    origins = Origins(resolve=lambda _host: [address])
    if address in SHOWN:
        assert origins.addresses("a.example", 443) == [address]
        return
    with pytest.raises(SourceTrouble) as caught:
        origins.addresses("a.example", 443)
    assert caught.value.trouble is Trouble.FORBIDDEN_ADDRESS


def test_a_proxy_is_not_asked_for_private_addresses(upstream: Upstream, monkeypatch: pytest.MonkeyPatch) -> None:
    """The proxy that the environment names may be private; what it is asked for may not."""
    monkeypatch.setenv("http_proxy", upstream.url)
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    assert of("http://10.0.0.1/x", QUICK, Origins()).trouble is Trouble.FORBIDDEN_ADDRESS
    assert not upstream.log
    get(f"http://{PUBLIC}/x", QUICK, Origins())
    assert len(upstream.log) == 1
    upstream.fault("*", "header_drip", times=9, seconds=0.05)
    assert of(f"http://{PUBLIC}/x", QUICK, Origins()).trouble is Trouble.TIMED_OUT


def answer(etag: str, body: bytes) -> FetchedPage:
    """A file with its ETag."""
    return FetchedPage(200, httpx2.Headers({"ETag": etag}), body)


@settings(max_examples=40)  # each asks git
@given(st.binary(max_size=200), st.sampled_from(['"%s"', 'W/"%s"']))
def test_bytes_are_held_against_their_id(body: bytes, form: str) -> None:
    """The id that git gives, the SHA-256 and the SHA-1 of the bytes are right; of other bytes they are wrong."""
    said = subprocess.run(["git", "hash-object", "--stdin"], input=body, capture_output=True, check=True).stdout
    etag = form % said.decode().strip()
    assert other_bytes(answer(etag, body)) is None
    assert other_bytes(answer(etag, body + b"\n")) is not None


@pytest.mark.parametrize("etag", ["", '"17-abc"', 'W/"2b9ba-pXSAWQGydm2bHdj4mG6CG0h2nKE"', f'"{"A" * 40}"', '"d41d8cd98f00b204e9800998ecf8427e"'])
def test_other_etags_say_nothing_of_the_bytes(etag: str) -> None:
    """An ETag of another form is opaque, as it may be."""
    assert other_bytes(answer(etag, b"anything")) is None
    assert other_bytes(answer('"e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"', b"")) is None  # git's id of an empty file


def test_a_card_of_other_bytes_is_asked_for_again_and_then_a_fault(upstream: Upstream) -> None:
    """A proxy that cuts or rewrites a card does so once, or is told: such a card would stand for its revision for good."""
    policy = replace(QUICK, attempts=3, backoff=0.01, total_timeout=5.0)
    with contextlib.closing(HubClient(read_settings(upstream.environment(), Path()), Meter(policy))) as client:
        upstream.fault("*/README.md", "other_bytes", times=1, alter=lambda body: body[: len(body) // 2])
        assert client.card("Qwen/Qwen2.5-7B", None).body
        assert client.meter.tally["retries"] == 1
        upstream.fault("*/README.md", "other_bytes", times=3, alter=lambda body: body + b"<!-- -->")
        with pytest.raises(SourceTrouble) as caught:
            client.card("Qwen/Qwen2.5-7B", None)
    assert caught.value.trouble is Trouble.MALFORMED
    assert "ETag" in caught.value.reason


def test_what_a_header_must_not_hold_is_not_repeated(upstream: Upstream) -> None:
    """The libraries' own error quotes the header, and so a token that somebody put together wrongly."""
    client = PageClient(Meter(QUICK), names(upstream), {"Authorization": "Bearer planted\nX: 1"})
    with pytest.raises(SourceTrouble) as caught:
        client.look(f"{upstream.url}/api/models")
    assert "planted" not in str(caught.value)


def test_headers_in_any_bytes_are_headers(upstream: Upstream) -> None:
    """UTF-8 and Latin-1, in what is read and in what is not: the answer stands, and a redirect leads where a browser goes."""
    for text in ("café, 名".encode(), "café".encode("latin-1")):
        upstream.fault("*", "relabelled", code=200, headers={"X-Note": text.decode("latin-1"), "ETag": f'"{text.decode("latin-1")}"'})
        assert get(f"{upstream.url}/api/models?author=Qwen", QUICK, names(upstream)) == 200
    page = PageClient(Meter(QUICK), names(upstream), {})
    upstream.fault("/here", "status", code=301, headers={"Location": "/caf\u00c3\u00a9"})
    assert page.look(f"{upstream.url}/here", etag='"名"').status == 404
    assert upstream.log[-1].path in {"/café", "/caf%C3%A9"}
    for nowhere in ("http://[", "http://host:99999/"):
        upstream.fault("/here", "status", code=301, headers={"Location": nowhere})
        with pytest.raises(SourceTrouble, match="no address"):
            page.get(f"{upstream.url}/here")


def test_a_proxy_that_is_no_address_is_named(upstream: Upstream, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the environment's fault, not this program's; a password in it is not shown."""
    monkeypatch.delenv("no_proxy", raising=False)
    for wrong in ("::::", "http://somebody:planted@host:port", "http://[::1", "socks5://127.0.0.1:1"):
        monkeypatch.setenv("http_proxy", wrong)
        trouble = of(f"{upstream.url}/api/models", QUICK, names(upstream))
        assert "proxy" in trouble.reason
        assert "planted" not in trouble.reason


def test_origin_map_sends_an_origin_elsewhere() -> None:
    """The path and query go along; other origins are left alone."""
    origins = Origins(parse_origin_map("https://a.example=http://127.0.0.1:1/files"), resolve=lambda _host: ["93.184.216.34"])
    assert origins.target("https://a.example/x?y=1") == "http://127.0.0.1:1/files/x?y=1"
    assert origins.target("https://b.example/x") == "https://b.example/x"
    assert origin("HTTPS://A.example:443/x") == "https://a.example"


def test_the_library_asks_nothing_by_itself(upstream: Upstream, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a home folder that was never used, one listing is one request, and no word of the surroundings goes out."""
    monkeypatch.setattr(_detect_agent, "_registry", None)
    monkeypatch.setattr(constants, "AGENT_HARNESSES_PATH", str(tmp_path / "never" / "used.json"))
    monkeypatch.setenv("AI_AGENT", "somebody")
    with contextlib.closing(HubClient(read_settings(upstream.environment(), Path()), Meter(Policy()))) as client:
        next(client.models([("author", "orca-labs")]))
    assert {e.path for e in upstream.log} == {"/api/models"}
    assert not (tmp_path / "never").exists()
    assert _detect_agent._registry is None  # it was not even looked for


def test_the_certificate_is_of_the_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Held against the name, not the judged address: the right one is served, one that the certificate has not is refused."""
    authority = certificate(tmp_path, x509.DNSName("upstream.example"))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(authority))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority)
    with answered(lambda _: b"ok", context) as port:
        right, other = (f"https://{name}.example:{port}" for name in ("upstream", "other"))
        here = Origins(named=frozenset({right, other}), resolve=lambda _host: ["127.0.0.1"])
        patient = replace(QUICK, total_timeout=10.0)
        assert get(f"{right}/", patient, here) == 200
        assert re.search("certificate verify failed|doesn't match|not valid for", of(f"{other}/", patient, here).reason)


URL, OTHER = "https://a.example/x", "https://b.example/x"


def metered(policy: Policy) -> tuple[Meter, Clock]:
    """A meter on such a clock."""
    clock = Clock()
    return Meter(policy, clock=clock.now, sleep=clock.sleep), clock


def test_a_wait_beyond_the_limits_is_not_begun() -> None:
    """An hour is not waited, nor what is left of the budget exceeded; nobody asks that bucket again, others are asked."""
    meter, clock = metered(Policy(max_wait=60, wait_budget=100))
    bucket = meter.bucket(URL)
    meter.close(bucket, 50, "HTTP 429")
    meter.admit(bucket)
    meter.came(bucket)
    meter.close(bucket, 50, "HTTP 429")
    meter.admit(bucket)
    meter.came(bucket)
    for seconds in (1, 3600):
        with pytest.raises(SourceTrouble) as caught:
            meter.close(bucket, seconds, "HTTP 429")
        assert caught.value.trouble is Trouble.LIMITED
    with pytest.raises(SourceTrouble, match="is the most we wait"):
        meter.ask(URL)
    meter.admit(meter.bucket(OTHER))
    assert (clock.at, meter.tally["waited_seconds"], meter.tally["logical"]) == (100, 100, 0)


@given(st.lists(st.tuples(st.floats(0, 30), st.floats(0, 30)), max_size=12))
def test_waits_that_overlap_count_as_the_time_they_take(waits: list[tuple[float, float]]) -> None:
    """Each closing of a bucket, by whichever thread: what is counted is the union of the intervals."""
    meter, clock = metered(Policy(wait_budget=10_000))
    closed: list[tuple[float, float]] = []
    for after, seconds in waits:
        clock.at += after
        meter.close(meter.bucket(URL), seconds, "full")
        closed.append((clock.at, clock.at + seconds))
    union, end = 0.0, 0.0
    for start, stop in closed:
        union += max(0.0, stop - max(start, end))
        end = max(end, stop)
    assert meter.tally["waited_seconds"] == pytest.approx(union)


def test_a_bucket_that_only_fails_is_left_alone_and_others_are_not() -> None:
    """Two requests in a row without an answer, or three server errors: that host is over for this run."""
    for trouble, most in ((Trouble.UNREACHABLE, 2), (Trouble.SERVER, 3)):
        meter, _ = metered(Policy())
        for _ in range(most):
            meter.ask(URL)
            meter.failed(meter.bucket(URL), SourceTrouble(trouble, "down"))
        with pytest.raises(SourceTrouble, match="not asked"):
            meter.ask(URL)
        meter.ask(OTHER)


@contextmanager
def limited(quota: int, window: float) -> Iterator[Upstream]:
    """A Hub of sixty organisations that allows so many requests in so many seconds."""
    quotas = {"api": quota, "resolvers": quota, "pages": quota}
    with Upstream(synthetic_world(600, 60), limits=Limits(anonymous=quotas, user=quotas, window=window)) as up:
        yield up


def asked_at_once(up: Upstream, policy: Policy) -> tuple[Meter, list[int], list[Trouble]]:
    """Sixty listings asked for in six threads: how long those were that came, and what became of the others."""
    had: list[int] = []
    lost: list[Trouble] = []

    def one(number: int) -> None:
        try:
            had.append(len(next(client.models([("author", f"org-{number:05d}")])).entries))
        except SourceTrouble as trouble:
            lost.append(trouble.trouble)

    with contextlib.closing(HubClient(read_settings(up.environment(), Path()), Meter(policy))) as client, ThreadPoolExecutor(6) as pool:
        list(pool.map(one, range(60)))
    return client.meter, had, lost


@pytest.mark.parametrize(("quota", "window"), [(20, 1.0), (7, 1.0), (100, 2.0)])
def test_a_closed_window_loses_nobody(quota: int, window: float) -> None:
    """Six threads and a quota far below what they ask: all sixty listings come, hardly a request is refused."""
    with limited(quota, window) as up:
        began = time.monotonic()
        meter, had, _ = asked_at_once(up, replace(HUB, wait_budget=60.0))
        seconds = time.monotonic() - began
        refused = sum(e.status == 429 for e in up.log)

    windows = -(-60 // quota) - 1
    assert had == [10] * 60
    assert refused <= 6 + windows
    assert meter.tally["waited_seconds"] <= seconds + 1.0
    assert seconds <= (windows + 1) * (window + 2.5)


def test_beyond_the_budget_all_stop_at_once_and_say_why() -> None:
    """A window that opens too late: what was had is had, the rest is refused without a request."""
    with limited(20, 30.0) as up:
        _, had, lost = asked_at_once(up, replace(HUB, wait_budget=5.0, max_wait=5.0))
    assert (len(had), lost) == (20, [Trouble.LIMITED] * 40)
    assert len(up.log) <= 26


NOW = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)
POLICY = Policy()


def test_server_errors_wait_longer_each_time_and_end() -> None:
    """500 is retried with growing waits until the attempts are used up; silence once, what is too large never."""
    waits = [pause_before_next(POLICY, Trouble.SERVER, attempt=n, jitter=0.0) for n in (1, 2, 3, 4)]
    assert waits == [0.5, 1.0, 2.0, None]
    silence = [pause_before_next(POLICY, Trouble.TIMED_OUT, attempt=n, jitter=0.0) for n in (1, 2)]
    assert silence == [0.5, None]
    assert pause_before_next(POLICY, Trouble.TOO_LARGE, attempt=1, jitter=0.0) is None


def test_each_form_of_asking_to_wait_is_understood() -> None:
    """Retry-After in seconds and as a date, IETF RateLimit, and X-RateLimit-Reset."""
    assert retry_after({"retry-after": "7"}, NOW) == 7
    assert retry_after({"retry-after": "Sun, 22 Nov 2026 12:00:30 GMT"}, NOW) == 30
    skewed = {"retry-after": "Sun, 22 Nov 2026 18:00:30 GMT", "date": "Sun, 22 Nov 2026 18:00:00 GMT"}
    assert retry_after(skewed, NOW) == 30
    assert retry_after({"ratelimit": '"api";r=0;t=104'}, NOW) == 104.5
    assert retry_after({"ratelimit": '"api";r=0;t=1'}, NOW) == 1.25
    assert retry_after({"ratelimit": '"api";r=3;t=104'}, NOW) is None
    assert retry_after({"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(int(NOW.timestamp()) + 9)}, NOW) == 9
    assert retry_after({"retry-after": "soon"}, NOW) is None
    assert room_left({"ratelimit": '"api";r=494;t=104'}) == (494, 104.0)


@given(st.dictionaries(st.sampled_from(["retry-after", "ratelimit", "date", "x-ratelimit-reset"]), st.text(max_size=60)),
       st.sampled_from([Trouble.LIMITED, Trouble.SERVER]), st.integers(1, 60), st.floats(0, 0.999))  # fmt: skip
def test_no_wait_is_zero_nor_without_end(headers: dict[str, str], trouble: Trouble, attempt: int, jitter: float) -> None:
    """Whatever hostile headers say: a wait that a meter keeps within its limits, below the cap where none was asked for, or an end."""
    asked = retry_after(headers, NOW)
    pause = pause_before_next(replace(POLICY, attempts=50), trouble, attempt=attempt, jitter=jitter, asked=asked)
    assert (pause is None) == (attempt >= 50)
    meter, clock = metered(POLICY)
    if pause is not None:
        assert 0 < pause <= (2 * asked if asked else POLICY.backoff_cap)
        with contextlib.suppress(SourceTrouble):
            meter.wait(pause, "asked", trouble)
    assert clock.at <= POLICY.max_wait
