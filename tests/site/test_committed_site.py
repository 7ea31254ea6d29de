"""The committed list as a site with its exports: every link inside leads somewhere, also from the feeds and llms.txt."""

import csv
import html
import io
import json
import posixpath
import re
import xml.etree.ElementTree as ET
from urllib.parse import unquote

import jsonschema  # type: ignore[import-untyped]
import pytest

from pipeline.cli.export import fixed_files
from pipeline.derive import derive_all
from pipeline.export.files import CommitChanges, export_files
from pipeline.export.records import Published
from pipeline.layout import paths
from pipeline.model.changes import Change, ChangeKind
from pipeline.site.files import site_files
from pipeline.store.tree import read_tree
from tests.export.atom_rules import ATOM, faults
from tests.on_disk import PROJECT

REPOSITORY = "https://github.com/example/list"
HREF = re.compile(r'(?:href|src)="([^"]*)"')
IDENTITY = re.compile(r'id="([^"]+)"')
PAGE = ("index.html", "data/words.js", "static/theme.js", "static/list.js", "static/style.css")


@pytest.fixture(scope="module")
def served() -> dict[str, bytes]:
    """All files of the site as Pages serves them, the exports in export/."""
    derived = derive_all({path: data for path, data in read_tree(PROJECT).items() if paths.is_input(path)})
    site = derived.curated.sections.site or ""
    made = site_files(Published(derived.catalog, derived.curated.listed, derived.snapshots, REPOSITORY), "export", derived.files)
    added = (Change(kind=ChangeKind.FAMILY_ADDED, family=slug, new=1) for slug in derived.curated.families)
    past = (CommitChanges("a" * 40, "2026-05-02T08:00:00Z", tuple(added)),)
    exported = export_files(derived.catalog, derived.curated, past, address=REPOSITORY, served_at=f"{site}export")
    fixed = dict(fixed_files())
    return {**made, **fixed, **{f"export/{name}": data for name, data in exported.items()}, "": site.encode()}


def _inside(path: str, target: str, site: str) -> tuple[str, str] | None:
    """The file and the part of it that a link leads to; None for one that leads out."""
    target = "/" + target.removeprefix(site) if site and target.startswith(site) else target
    if re.match(r"[a-z]+:", target):
        return None
    place, _, part = unquote(target).partition("#")
    if place.startswith("/"):
        return place.lstrip("/") or "index.html", part
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), place)) if place else path, part


def test_every_link_of_the_pages_leads_somewhere(served: dict[str, bytes]) -> None:
    """To a file that is served, and to a part of it that is there; state behind "#" of a page with scripts is its own."""
    site = served[""].decode()
    pages = {path: data.decode() for path, data in served.items() if path.endswith(".html")}
    parts = {path: set(map(html.unescape, IDENTITY.findall(text))) for path, text in pages.items()}
    broken = set()
    for path, text in pages.items():
        assert not re.search(r'(?:src|stylesheet" href)="(?:https?:)?//', text), f"{path} loads from outside"
        for target in set(HREF.findall(text)):
            found = _inside(path, html.unescape(target), site)
            if found is None:
                continue
            if found[0] not in served or (found[1] and "=" not in found[1] and found[1] not in parts.get(found[0], ())):
                broken.add(f"{path}: {target}")
    assert sorted(broken) == []


def test_links_of_feeds_sitemap_and_llms_txt_lead_to_what_is_served(served: dict[str, bytes]) -> None:
    """A family's page from each; of the feed of models every entry."""
    site = served[""].decode()
    feeds = {name: ET.fromstring(served[f"export/{name}.atom"]).iter(f"{ATOM}link") for name in ("new", "feed")}  # noqa: S314
    found = [link.get("href", "") for links in feeds.values() for link in links]
    assert {t for t in found if not t.startswith(site)} == {REPOSITORY, f"{REPOSITORY}/commit/{'a' * 40}"}
    found += re.findall(r"<loc>([^<]+)</loc>", served["sitemap.xml"].decode())
    assert sum(target.startswith(f"{site}families/") for target in found) > 300
    for path in ("llms.txt", "export/llms.txt"):
        targets = re.findall(r"\]\(([^)\s]+)\)", served[path].decode())
        links = [posixpath.join(posixpath.dirname(path), t) if ":" not in t else t for t in targets]
        assert len(links) > 200
        found += [site + link if ":" not in link else link for link in links]
    inside = [target for target in found if target.startswith(site)]
    assert [t for t in inside if (_inside("", t, site) or ("", ""))[0] not in served] == []


def test_the_exports_keep_their_rules(served: dict[str, bytes]) -> None:
    """The feeds are Atom, the catalog keeps its schema, and no cell of its table is one that a spreadsheet would compute."""
    assert [faults(served[f"export/{name}.atom"]) for name in ("feed", "new")] == [[], []]
    whole = json.loads(served["export/catalog.json"])
    jsonschema.Draft202012Validator(json.loads(served["export/catalog.schema.json"])).validate(whole)
    table = list(csv.reader(io.StringIO(served["export/catalog.csv"].decode())))
    assert len(table) - 1 == sum(max(1, len(f.get("checkpoints", ()))) for f in whole["families"])
    assert not [cell for row in table for cell in row if cell.startswith(tuple("=+-@\t\r|%"))]


def test_what_is_ours_is_escaped_once(served: dict[str, bytes]) -> None:
    """A phrase put into another is an element there too; "&" between two parts of a query is no "&amp;" to the host."""
    twice = re.compile(rb'&lt;span|href="[^"]*&amp;amp;')
    assert [path for path, data in served.items() if path.endswith(".html") and twice.search(data)] == []


def test_a_board_has_every_row_that_the_page_of_all_boards_has(served: dict[str, bytes]) -> None:
    """Each checkpoint and each way in which it was run, not the best of a family alone."""
    rows = sum(data.count(b"<tr") - 1 for path, data in served.items() if path.startswith("boards/"))
    assert rows == len(re.findall(r"^\| \[", (PROJECT / "pages/leaderboards.md").read_text("utf-8"), re.MULTILINE))


def test_the_first_view_is_light(served: dict[str, bytes]) -> None:
    """What the first page loads before a reader does anything: the page, and little for each family, however many there are."""
    assert sum(len(served[path]) for path in PAGE) <= 61_650
    assert len(served["data/index.js"]) <= 262 * sum(name.startswith("families/") for name in served)
