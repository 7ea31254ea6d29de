"""What GitHub's own Markdown parser makes of a value, with raw HTML let through."""

import cmarkgfm  # type: ignore[import-untyped]
from bs4 import BeautifulSoup, Comment
from cmarkgfm.cmark import Options  # type: ignore[import-untyped]


def rendered(markdown: str) -> str:
    """HTML of GitHub-flavoured Markdown in unsafe mode: nothing is filtered but by what we wrote."""
    html = cmarkgfm.markdown_to_html_with_extensions(
        markdown, options=Options.CMARK_OPT_UNSAFE, extensions=["table", "strikethrough", "autolink", "tasklist"]
    )
    assert isinstance(html, str)
    return html


def _page(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser")


def tags(html: str) -> list[str]:
    """The elements of some HTML, in order, then its comments."""
    page = _page(html)
    comments = (text for text in page.find_all(string=True) if isinstance(text, Comment))
    return [*(tag.name for tag in page.find_all()), *(f"!--{text}" for text in comments)]


def links(html: str) -> list[str]:
    """Every address that some HTML leads to or loads."""
    return [str(tag[key]) for tag in _page(html).find_all() for key in ("href", "src") if tag.has_attr(key)]


def bare_text(html: str) -> str:
    """The visible text outside code, where GitHub looks for mentions and references."""
    texts = (text for text in _page(html).find_all(string=True) if not isinstance(text, Comment))
    return "\n".join(text for text in texts if text.find_parent("code") is None)


def cells(html: str) -> list[str]:
    """The text of each cell, head included."""
    return [cell.get_text() for cell in _page(html).find_all(["td", "th"])]


def row(*cells: str) -> str:
    """A table of one row that holds these cells."""
    rows = [f"h{i}" for i in range(len(cells))], ["---"] * len(cells), cells
    return "".join(f"| {' | '.join(row)} |\n" for row in rows) + "\nafter\n"
