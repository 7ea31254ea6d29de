"""Sites that have shut down are named with what followed."""

from collections.abc import Callable

from pipeline.model.findings import Finding
from tests.audit.audit_parts import benchmark, board, family

Find = Callable[..., list[Finding]]


def test_papers_with_code_is_closed(found: Find) -> None:
    """Results, data sets and papers went to different places."""
    body = 'results = [{ label = "Results", url = "https://paperswithcode.com/sota/toys" }]\ndataset = "https://paperswithcode.com/dataset/toys"'
    first, second = found("link-closed-site", benchmark("toys", body))
    assert "shut down in July 2025" in first.message
    assert {"datasets" in first.expected, "pwc-archive" in second.expected} == {True}


def test_links_in_prose_are_looked_at(found: Find) -> None:
    """A Markdown link ends at its bracket."""
    part = family("toy", '[prose]\nen = "See [there](https://ai.facebook.com/blog/toy/), they say."')
    (one,) = found("link-closed-site", part)
    assert one.subject == "toy/prose"
    assert "ai.facebook.com/blog/toy/:" in one.message


def test_a_retired_board_may_keep_its_last_address(found: Find) -> None:
    """What is marked as ended says so itself; and only the whole name of a site counts."""
    assert found("link-closed-site", board("a", 'url = "https://arena.lmsys.org/"'))
    assert not found("link-closed-site", board("a", 'url = "https://arena.lmsys.org/"\nstate = "moved"'))
    assert not found("link-closed-site", board("a", 'url = "https://my-arena.lmsys.org.example/"'))
