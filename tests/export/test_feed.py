"""The feed is Atom: by a grammar written from RFC 4287, and by its rules beyond a grammar."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree  # type: ignore[import-untyped]

from pipeline.derive import derive_all
from pipeline.export.files import CommitChanges, changes_feed, models_feed
from pipeline.export.records import ExportedCatalog, ExportedOrigin, exported
from pipeline.layout import kinds
from pipeline.model.changes import Change, ChangeKind
from tests.export.atom_rules import ATOM, faults
from tests.render.world import checkpoint, family, released, small_tree

ADDRESS = "https://github.com/example/list"
SERVED = "https://example.github.io/list"
WHOLE = ExportedCatalog()


def at(address: str) -> ExportedCatalog:
    """An empty list with the web address of its repository."""
    return ExportedCatalog(origin=ExportedOrigin(repository=address or None))


def entry(commit: str, date: str, **about: object) -> CommitChanges:
    """A commit with one change."""
    change = Change.model_validate({"kind": ChangeKind.FACT_CHANGED, "family": "lumen", "old": 1, "new": 2, **about})
    return CommitChanges(commit * 40, date, (change,))


DAYS = (
    entry("a", "2024-05-02T01:30:00Z"),
    entry("b", "2024-05-02T01:00:00Z"),
    entry("c", "2024-05-02T01:15:00Z"),
    entry("d", "2024-04-30T01:15:00Z", url="https://example.org/card"),
)


@pytest.mark.parametrize("address", ["", ADDRESS])
@pytest.mark.parametrize("served", ["", SERVED])
@pytest.mark.parametrize("entries", [(), DAYS[:1], DAYS], ids=len)
def test_feed_is_valid_atom(address: str, served: str, entries: tuple[CommitChanges, ...]) -> None:
    """With and without history, the repository's address, and the feed's own."""
    made = changes_feed(entries, at(address), served)
    assert faults(made) == []
    links = {(k.get("rel"), k.get("href")) for k in etree.fromstring(made).findall(ATOM + "link")}
    assert links == {(rel, href) for rel, href in (("self", served and f"{served}/feed.atom"), ("alternate", address)) if href}


@pytest.mark.parametrize("address", ["", ADDRESS])
def test_feed_of_models_is_valid_atom(address: str) -> None:
    """With names that XML would take for its own, prose, families of one day, and a checkpoint that came later to an older family."""
    tree = small_tree()
    for n, name in enumerate(("A <b> & C", "Zwölf 十二")):
        tree[f"catalog/curated/families/odd-{n}.toml"] = family(f"odd-{n}", name, rest=released("2024-02"))
    tree["catalog/curated/families/old-lumen.toml"] = family("old-lumen", "Old Lumen", rest='checkpoints = ["lumen/Old", "lumen/Old-1.1"]')
    for name, month in (("lumen/Old", "2022-01"), ("lumen/Old-1.1", "2024-04")):
        tree[kinds.CHECKPOINTS.path(name)] = checkpoint(name, created_at=f"{month}-09T00:00:00Z")
    derived = derive_all(tree)
    made = models_feed(exported(derived.catalog, derived.curated, at(address).origin), SERVED)
    assert faults(made) == []
    entries = etree.fromstring(made).findall(ATOM + "entry")
    links = [link.get("href") for e in entries[:2] for link in e.findall(ATOM + "link")]
    assert links == ([f"{ADDRESS}/blob/HEAD/pages/families/{one}.md" for one in ("old-lumen", "lumen-2")] if address else [])
    assert entries[1].findtext(ATOM + "updated") == "2024-02-01T00:00:00Z"
    assert [e.findtext(ATOM + "title") for e in entries[:3]] == ["Old Lumen: Old-1.1", "Lumen 2", "A <b> & C"]


def test_entries_follow_the_moment_and_not_the_order_of_commits() -> None:
    """Commits of a day make one entry, by its last one; the feed's own date is its newest entry's."""
    root = etree.fromstring(changes_feed(DAYS, WHOLE))
    told = [e.findtext(ATOM + "updated") for e in root.findall(ATOM + "entry")]
    assert told == ["2024-05-02T01:30:00Z", "2024-04-30T01:15:00Z"], "three commits of one day"
    grown = entry("e", DAYS[0].moment, field="training_tokens", old="1000000000000–1400000000000", new=2_000_000_000_000)
    assert "1,000,000,000,000–1,400,000,000,000 → 2,000,000,000,000" in changes_feed([grown], WHOLE).decode()
    assert root.findtext(ATOM + "updated") == told[0]
    closed = entry("f", DAYS[0].moment, kind=ChangeKind.STANDING_GAINED, family="", subject="duel: secret")
    assert b"secret" not in changes_feed([closed], WHOLE), "models that are not listed are no news"


TEXT = st.text(max_size=60)
ENTRIES = st.lists(
    st.builds(
        lambda commit, when, family, subject, old, new, url: CommitChanges(
            f"{commit:040x}", when.strftime("%Y-%m-%dT%H:%M:%SZ"),
            (Change(
                kind=ChangeKind.FACT_CHANGED, family=family, subject=subject, field="license", old=old, new=new, url=url,
            ),),
        ),
        st.integers(0, 2**160 - 1), st.datetimes(datetime(1971, 1, 1), datetime(2200, 1, 1)),  # noqa: DTZ001
        TEXT.filter(bool), TEXT, TEXT, TEXT, st.one_of(st.just(""), TEXT, TEXT.map("https://example.org/".__add__)),
    ),
    max_size=5, unique_by=lambda e: e.commit,
)  # fmt: skip


@given(ENTRIES, st.sampled_from(["", ADDRESS, "javascript:alert(1)", "not an address"]))
def test_whatever_upstream_says_the_feed_stays_valid(entries: list[CommitChanges], address: str) -> None:
    """Names, values and addresses of any characters: what XML cannot write is replaced, what is no address is no link."""
    assert faults(changes_feed(entries, at(address), address)) == []


@pytest.mark.parametrize("about", [
    {"url": "https://example.org/%"}, {"url": "https://example.org/a%2Fb?c=100%&d=%zz"}, {"url": "https://example.org/#a#b"},
    {"family": "a\ufffe\uffff\ud800"},
])  # fmt: skip
def test_what_browsers_forgive_and_xml_cannot_write_is_mended(about: dict[str, str]) -> None:
    """Addresses become IRIs; non-characters, which pass every eye and break every reader, are replaced."""
    assert faults(changes_feed([entry("a", "2024-05-01T00:00:00Z", **about)], WHOLE)) == []
