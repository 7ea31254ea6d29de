"""Addresses, dates and versions taken apart."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.audit.addresses import hub_page, is_front_page
from pipeline.layout.catalog import addresses
from pipeline.model.ids import address
from pipeline.names.words import named_version
from pipeline.reconcile.forms import days, earlier, paper_month

COLLECTION = "acme/toy-0123456789abcdef01234567"


def test_links_to_the_hub_are_told_apart() -> None:
    """A checkpoint, a collection, an organisation, and the Hub's own pages."""
    for url, named in {
        "https://huggingface.co/datasets/acme/toys": ("", ""), f"https://hf.co/collections/{COLLECTION}": ("collection", COLLECTION),
        "https://huggingface.co/acme/": ("organization", "acme"), "https://huggingface.co/organizations/acme": ("organization", "acme"),
        "https://huggingface.co/papers": ("", ""), "https://example.org/acme": ("", ""),
        "https://huggingface.co/acme/toy-7b/tree/main": ("checkpoint", "acme/toy-7b"),
    }.items():  # fmt: skip
        assert hub_page(url) == named


@pytest.mark.parametrize("url", ["https://a.example", "https://a.example/en/blog/", "https://a.example/index.html"])
def test_front_pages(url: str) -> None:
    """A site, or a section of one."""
    assert [is_front_page(one) for one in (url, url.rstrip("/") + "/toy-2", url + "?id=3")] == [True, False, False]


@given(st.text(max_size=60))
def test_no_text_breaks_an_address(text: str) -> None:
    """Curated links are checked, redirects of upstream are not."""
    assert address(text).host == address(text).host.casefold()
    assert isinstance(is_front_page(f"https://{text}"), bool)
    assert all(url.startswith("http") for url in addresses(text + "https://" + text))


def test_addresses_end_where_markdown_does() -> None:
    """Brackets, quotes, Chinese punctuation and the end of a sentence are not part of them."""
    text = "见[页](https://a.example/x)，或 https://b.example/y。And (https://c.example/z), <http://d.example/>."
    assert list(addresses(text)) == ["https://a.example/x", "https://b.example/y", "https://c.example/z", "http://d.example/"]


def test_dates_are_as_precise_as_they_were_stated() -> None:
    """A month is any of its days."""
    assert (days("2024-02"), days("2024")) == ((date(2024, 2, 1), date(2024, 2, 29)), (date(2024, 1, 1), date(2024, 12, 31)))
    assert [days(one) for one in ("2024-02-30", "soon", "9999999999", None)] == [None] * 4
    assert [earlier("2024", "2024-05"), earlier("2024-04", "2024-05"), earlier("2024-04", "2024-05", by=31)] == [False, True, False]
    assert [paper_month(one) for one in ("2402.12345", "cs/0112017")] == ["2024-02", None]


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_earlier_is_an_order(left: date, right: date) -> None:
    """Of two days at most one is the earlier; less precision never decides more."""
    a, b = left.isoformat(), right.isoformat()
    assert earlier(a, b) == (left < right)
    assert not (earlier(a[:7], b[:7]) and not earlier(a, b))


def test_names_have_a_line_and_a_version() -> None:
    """Sizes and context lengths are no versions."""
    versions = {
        "Qwen2.5-VL": (("qwen", "vl"), (2, 5)), "Llama 3.1": (("llama",), (3, 1)), "Qwen": (("qwen",), None),
        "Mistral 7B": (("mistral",), None), "phi-3-mini-4k": (("phi", "mini"), (3,)),
    }  # fmt: skip
    assert {name: named_version(name) for name in versions} == versions
