"""What GitHub's own Markdown parser makes of a value, with raw HTML let through."""

from html.parser import HTMLParser

import cmarkgfm  # type: ignore[import-untyped]
from cmarkgfm.cmark import Options  # type: ignore[import-untyped]


def rendered(markdown: str) -> str:
    """HTML of GitHub-flavoured Markdown in unsafe mode: nothing is filtered but by what we wrote."""
    html = cmarkgfm.markdown_to_html_with_extensions(
        markdown, options=Options.CMARK_OPT_UNSAFE, extensions=["table", "strikethrough", "autolink", "tasklist"]
    )
    assert isinstance(html, str)
    return html


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.links: list[str] = []
        self.bare: list[str] = []
        self.cells: list[str] = []
        self._code = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [v or "" for k, v in attrs if k in {"href", "src"}]
        self._code += tag == "code"
        if tag in {"td", "th"}:
            self.cells.append("")

    def handle_endtag(self, tag: str) -> None:
        self._code -= tag == "code"

    def handle_data(self, data: str) -> None:
        if self.cells:
            self.cells[-1] += data
        if not self._code:
            self.bare.append(data)

    def handle_comment(self, data: str) -> None:
        self.tags.append("!--" + data)


def _seen(html: str) -> _Tags:
    found = _Tags()
    found.feed(html)
    return found


def tags(html: str) -> list[str]:
    """The elements (and comments) of some HTML, in order."""
    return _seen(html).tags


def links(html: str) -> list[str]:
    """Every address that some HTML leads to or loads."""
    return _seen(html).links


def bare_text(html: str) -> str:
    """The visible text outside code, where GitHub looks for mentions and references."""
    return "\n".join(_seen(html).bare)


def cells(html: str) -> list[str]:
    """The text of each cell, head included; the text after the last cell belongs to it."""
    return _seen(html).cells


def row(*cells: str) -> str:
    """A table of one row that holds these cells."""
    rows = [f"h{i}" for i in range(len(cells))], ["---"] * len(cells), cells
    return "".join(f"| {' | '.join(row)} |\n" for row in rows) + "\nafter\n"
