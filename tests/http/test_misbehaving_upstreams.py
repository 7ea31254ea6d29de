"""The clients against an upstream that misbehaves, over real HTTP: each fault has its name, its retries, its end."""



from pipeline.http.meter import Meter
from pipeline.http.origins import Origins, origin, parse_origin_map
from pipeline.model.policy import Policy
from pipeline.sources.arxiv.client import ArxivClient
from pipeline.sources.hub.client import HubClient
from tests.upstream import Upstream

FAST = Policy(attempts=3, backoff=0.01, read_timeout=0.5, total_timeout=1.0, wait_budget=5.0, max_bytes=2_000_000)


def test_the_token_goes_to_the_endpoint_only(upstream: Upstream) -> None:
    """With HF_TOKEN the header is sent; without, none is, not even one from a home folder."""
    for token in ("hf_" + "x" * 34, None):
        client = HubClient(upstream.url, token, Meter(FAST))
        upstream.log.clear()
        client.model("Qwen/Qwen2.5-7B")
        client.close()

        sent = {k.lower(): v for k, v in upstream.log[-1].headers.items()}
        assert ("authorization" in sent) == (token is not None)


def test_ids_that_arxiv_does_not_return_are_told(upstream: Upstream) -> None:
    """What was asked is compared with what came."""
    client = ArxivClient(upstream.arxiv_url, Meter(FAST), named(upstream), "test")
    batch = client.papers(["2412.15115", "1999.99999"])

    assert set(batch.papers) == {"2412.15115"}
    assert batch.missing == ("1999.99999",)


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
