"""The arXiv API as arxiv.Client meets it, on the embedded world."""

from collections.abc import Iterator

import arxiv
import pytest
import requests

from tests.upstream import Upstream, World


@pytest.fixture
def up() -> Iterator[Upstream]:
    """The embedded world on its second day."""
    with Upstream(World.embedded("two")) as upstream:
        yield upstream


@pytest.fixture
def client(up: Upstream) -> arxiv.Client:
    """The real client, without its three seconds between requests."""
    client = arxiv.Client(delay_seconds=0, num_retries=0)
    client.query_url_format = up.arxiv_url + "?{}"
    return client


def test_papers_by_id(client: arxiv.Client) -> None:
    """Known ids come in their latest version or the one asked for; unknown ones are simply missing."""
    search = arxiv.Search(id_list=["2501.00656", "2501.00656v2", "2310.06825", "2501.99999"])
    found = {one.get_short_id(): one for one in client.results(search)}
    assert set(found) == {"2501.00656v3", "2501.00656v2", "2310.06825v1"}
    newest = found["2501.00656v3"]
    assert (newest.published.date().isoformat(), newest.updated.date().isoformat()) == ("2024-12-31", "2025-10-08")
    assert newest.title == "2 OLMo 2 Furious"
    assert newest.primary_category == "cs.CL"
    assert newest.entry_id == "http://arxiv.org/abs/2501.00656v3"
    assert newest.pdf_url == "https://arxiv.org/pdf/2501.00656v3"


def test_a_withdrawn_paper_has_a_comment_and_no_pdf(client: arxiv.Client) -> None:
    """ArXiv has no flag: only the comment tells."""
    (paper,) = client.results(arxiv.Search(id_list=["2503.99999"]))
    assert (paper.comment or "").startswith("This paper has been withdrawn")
    assert paper.pdf_url is None


def test_a_malformed_id_fails_the_whole_request(up: Upstream) -> None:
    """One bad id among good ones: 400 with an error feed."""
    reply = requests.get(f"{up.arxiv_url}?id_list=2310.06825,0112019", timeout=5)
    assert reply.status_code == 400
    assert "incorrect id format for 0112019" in reply.text


def test_ten_results_unless_more_are_asked_for(up: Upstream) -> None:
    """A longer id_list is cut silently at ten; `start` and `max_results` page through it."""
    ids = ",".join(World.embedded("two").papers)
    assert ids.count(",") == 10
    by_default = requests.get(f"{up.arxiv_url}?id_list={ids}", timeout=5).text
    with_all = requests.get(f"{up.arxiv_url}?id_list={ids}&max_results=100", timeout=5).text
    last = requests.get(f"{up.arxiv_url}?id_list={ids}&start=10", timeout=5).text
    assert [text.count("<entry>") for text in (by_default, with_all, last)] == [10, 11, 1]
