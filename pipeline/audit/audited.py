"""What the rules look at: curated files, snapshots and what was derived, with the indexes that several rules need."""

import re
import textwrap
from collections.abc import Iterator
from datetime import date
from operator import attrgetter
from typing import Any, Final, NamedTuple

from pipeline.kinds import LISTED
from pipeline.layout.catalog import Catalog
from pipeline.layout.curated import Curated
from pipeline.layout.kinds import BENCHMARKS, CURATED_BOARDS, FAMILIES, SECTIONS
from pipeline.layout.snapshots import Snapshots
from pipeline.model.claims import Value
from pipeline.model.curated import CuratedFamily, CuratedOrganization, Link, Prose
from pipeline.model.observed import DateSpan
from pipeline.names.words import Words, is_size, words
from pipeline.reconcile.catalog import Derived

_ADDRESS: Final = re.compile(r"""https?://[^\s<>()\[\]"'`，。；、）】！？]+""")


class Linked(NamedTuple):
    """One link of the curated files: whose, in which place, with which words, in which file."""

    subject: str
    place: str
    label: str
    url: str
    path: str

    @property
    def at(self) -> str:
        """The subject of a finding about this link."""
        return f"{self.subject}/{self.place}"


class Audited:
    """One catalog under audit. Every index is made once, so that each rule stays linear.

    Attributes:
        links: Every link of the curated files.
        family_words: The names of each family, as words.
        kin: See `_kin`.
    """

    def __init__(self, derived: Derived, today: date) -> None:
        self.curated, self.snapshots, self.catalog = derived.curated, derived.snapshots, derived.catalog
        self.stale = derived.stale
        self.today = today
        families = self.curated.families
        self.links: tuple[Linked, ...] = tuple(_links(self.curated))
        self.family_words: dict[str, tuple[Words, ...]] = {
            slug: tuple(dict.fromkeys(words(n) for n in (f.name, *f.aliases, slug))) for slug, f in families.items()
        }
        self._followed = {f.successor: slug for slug, f in sorted(families.items()) if f.successor is not None}
        self.kin = _kin(self.curated, self.snapshots, self.catalog)

    def organization(self, family: CuratedFamily) -> CuratedOrganization | None:
        """Who makes a family."""
        return self.curated.organizations.organizations.get(family.organization)

    def stated(self, slug: str, field: str) -> dict[str, Value]:
        """What the sources, and no person, state of each of a family's checkpoints.

        For checkpoints that are no members (see `kin`), their cards' own claims.
        """
        found: dict[str, Value] = {}
        evidence = self.catalog.evidence[slug].checkpoints if slug in self.catalog.evidence else {}
        for checkpoint in self.kin[slug]:
            if checkpoint in evidence:
                heard = next(
                    (
                        h
                        for h in evidence[checkpoint].get(field, ())
                        if h.source not in ("pin", "curated", "name")
                        and h.verdict in ("won", "agrees", "overruled", "rival")
                    ),
                    None,
                )
                if heard is not None:
                    found[checkpoint] = heard.value
                continue
            card = self.snapshots.cards.get(checkpoint)
            claims = card.facts.claims.get(field, ()) if card is not None and card.state == "read" else ()
            own = [c.value for c in claims if c.about == "self"]
            if own:
                found[checkpoint] = own[0]
        return found

    def place(self, slug: str, checkpoint: str, field: str) -> str:
        """Where a checkpoint's value can be seen."""
        evidence = self.catalog.evidence[slug].checkpoints if slug in self.catalog.evidence else {}
        heard = evidence.get(checkpoint, {}).get(field, ())
        urls = (h.url for h in heard if h.url and h.source not in ("pin", "curated"))
        return next(urls, f"https://huggingface.co/{checkpoint}")

    def released(self, slug: str | None) -> DateSpan | None:
        """When a family was released; None where that is not known, or there is no such family."""
        observed = self.catalog.families.get(slug or "")
        return observed.facts.dates("release_date") if observed is not None else None

    def before(self, slug: str) -> str | None:
        """The family that came before, as a person said of either of the two.

        A lower number in a name is no proof: Nemotron 3 came after Nemotron-4.
        """
        return self.curated.families[slug].predecessor or self._followed.get(slug)


def _kin(curated: Curated, snapshots: Snapshots, catalog: Catalog) -> dict[str, tuple[str, ...]]:
    """Family -> its members, and where it has none, its maker's checkpoints that bear its name.

    A row that links to an organisation's page has no members; what the maker's repositories of
    that name state is still what the row is judged by.
    """
    by_owner: dict[str, list[tuple[Words, str]]] = {}
    for checkpoint in snapshots.checkpoints:
        owner, _, name = checkpoint.partition("/")
        by_owner.setdefault(owner, []).append((words(name), checkpoint))
    for owned in by_owner.values():
        owned.sort()
    found: dict[str, tuple[str, ...]] = {}
    for slug, family in curated.families.items():
        members = tuple(catalog.families[slug].checkpoints) if slug in catalog.families else ()
        seen = tuple(m for m in members if m in snapshots.checkpoints)
        if not seen:
            organization = curated.organizations.organizations.get(family.organization)
            own = words(family.name)
            seen = tuple(
                checkpoint
                for owner in (organization.hub if organization else ())
                for name, checkpoint in by_owner.get(owner, ())
                if _bears(name, own)
            )
        found[slug] = seen
    return found


def _bears(name: Words, own: Words) -> bool:
    """Whether a repository's words are the family's name and then a size, or nothing."""
    at = next((n for n in range(min(2, len(name))) if name[n : n + len(own)] == own), None)
    if at is None:
        return False
    rest = name[at + len(own) :]
    return not rest or is_size(rest[0])


_FAMILY: Final = ("links.checkpoints", "links.code", "links.blog", "links.paper", "links.more", "prose")
_BOARD: Final = ("url", "links", "prose")
_BENCHMARK: Final = ("code", "dataset", "source", "results", "measures", "prose")
_RESOURCE: Final = ("url", "prose")


def _links(curated: Curated) -> Iterator[Linked]:
    """Every link of the curated files, thing by thing."""
    for slug, family in sorted(curated.families.items()):
        yield from _of(slug, FAMILIES.path(slug), family, _FAMILY)
    for slug, board in sorted(curated.boards.items()):
        yield from _of(f"leaderboards/{slug}", CURATED_BOARDS.path(slug), board, _BOARD)
    for slug, benchmark in sorted(curated.benchmarks.items()):
        yield from _of(f"benchmarks/{slug}", BENCHMARKS.path(slug), benchmark, _BENCHMARK)
    for resource in curated.sections.resources:
        yield from _of(f"resources/{resource.slug}", SECTIONS.place, resource, _RESOURCE)
    for kind in LISTED:
        yield from _of(f"sections/{kind}", SECTIONS.place, curated.sections.of(kind), ("intro",))


def _of(subject: str, path: str, thing: Any, places: tuple[str, ...]) -> Iterator[Linked]:  # noqa: ANN401  a curated thing
    """The links at some places of a thing: addresses, labelled links, and addresses in prose, each once."""
    for place in places:
        value: str | Link | tuple[Link, ...] | Prose | None = attrgetter(place)(thing)
        if isinstance(value, Prose):
            found = (url for text in (value.en, value.zh) if "://" in text for url in addresses(text))
            yield from (Linked(subject, place, "", url, path) for url in dict.fromkeys(found))
        elif isinstance(value, str):
            yield Linked(subject, place, thing.name if place == "url" else "", value, path)
        elif value:
            links = value if isinstance(value, tuple) else (value,)
            yield from (Linked(subject, place, link.label, link.url, path) for link in links)


def text_words(text: str) -> Words:
    """The words of a text of any length; `words` is made for names, and reads no more than fits into one."""
    return tuple(word for part in textwrap.wrap(text, 200) for word in words(part))


def addresses(text: str) -> Iterator[str]:
    """The web addresses in a text, cut where Markdown or a sentence ends them."""
    for found in _ADDRESS.findall(text):
        url = found.rstrip(".,;:!?*_")
        if len(url) > len("https://"):
            yield url
