"""Reading pages back as GitHub would show them: HTML from its own cmark, anchors from the headings there."""

from collections.abc import Iterator, Mapping
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit

import cmarkgfm  # type: ignore[import-untyped]
from bs4 import BeautifulSoup
from cmarkgfm.cmark import Options  # type: ignore[import-untyped]

from pipeline.render.placement import anchors_of

OUR_FILES = ("LICENSE", "LICENSE-DATA", "CONTRIBUTING.md", "CODE_OF_CONDUCT.md", "docs/readme.md")
"""What the pages link to and people wrote."""


def html(markdown: str) -> BeautifulSoup:
    """A page as HTML."""
    return BeautifulSoup(cmarkgfm.github_flavored_markdown_to_html(markdown, Options.CMARK_OPT_UNSAFE), "lxml")


def anchors(page: BeautifulSoup) -> list[str]:
    """The anchors of a page's headings, from their rendered text."""
    return list(anchors_of(h.get_text() for h in page.find_all(["h1", "h2", "h3", "h4", "h5", "h6"])))


def broken(pages: Mapping[str, str], files: Mapping[str, object]) -> Iterator[str]:
    """Every internal link that leads nowhere, as page: target."""
    read = {path: html(text) for path, text in pages.items()}
    there = {path: set(anchors(page)) for path, page in read.items()}
    folders = {join(*path.split("/")[:n]) for path in files for n in range(1, path.count("/") + 1)}
    for path, page in read.items():
        for a in page.find_all("a", href=True):
            href = str(a["href"])
            parts = urlsplit(href)
            if parts.scheme:
                continue
            target = path if not parts.path else normpath(join(dirname(path), unquote(parts.path)))
            known = target in files or target in there or target in folders
            if not known or (parts.fragment and unquote(parts.fragment) not in there.get(target, set())):
                yield f"{path}: {href}"
