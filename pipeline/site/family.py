"""A family as the site shows it: facts, checkpoints, standings, papers, prose, and every value with its evidence."""

import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, Final
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from pipeline.export.records import Published, PublishedFamily
from pipeline.fields import FieldSpec, shown_in
from pipeline.layout.catalog import retrieved_at
from pipeline.model.claims import Claim, results_of
from pipeline.model.clean import clean
from pipeline.model.ids import HUB_URL
from pipeline.model.licences import terms_of
from pipeline.model.observed import ABSENCES
from pipeline.names.dissected import counting
from pipeline.render import values
from pipeline.render.family import in_order
from pipeline.render.links import own_copies, quantised
from pipeline.render.marked import checked
from pipeline.site.phrases import Cell, Phrase, TableRow, everywhere, joined, linked, phrase, unbroken
from pipeline.words import Words

_LINE: Final = 8  # families before and after one that are named
_PLACES: Final = 3  # sources named beside a fact; all of them stand with the evidence
_NOT_PLAIN: Final = re.compile(r"[^a-z0-9.]+")
_FAMILY: Final = "family"  # the part that speaks of the whole family; a checkpoint's name has a slash in it


class FamilyPage:
    """What the template of a family's page asks for, part by part."""

    def __init__(self, one: PublishedFamily, published: Published) -> None:
        self.one, self.family, self.observed, self.published = one, one.record, one.observed, published
        self.evidence = published.catalog.heard(one.record.slug)

    def lineage(self) -> Iterator[tuple[str, list[tuple[str, str]]]]:
        """What came before and after the family, and the newest of its maker where that is another one."""
        maker, families = self.family.organization, self.published.families
        newest = next(slug for slug, one in families.items() if one.record.organization == maker)
        last = [("site.newest", [newest])] if newest != self.family.slug else []
        for key, line in (*self.published.lineage(self.family.slug), *last):
            named = [families[slug].record for slug in line[:_LINE]]
            dated = ((one, values.began(one.release_date, len("YYYY-MM"))) for one in named)
            yield key, [(one.slug, clean(one.name, 200) + (f" ({date})" if date else "")) for one, date in dated]

    def links(self) -> Iterator[tuple[Phrase, str]]:
        """Where its things are: an editor's links, the code before those that lead away from the Hub."""
        links = self.family.links
        named = ((link, link.label if link.url.startswith(HUB_URL) else f"{link.label} ({urlsplit(link.url).hostname})") for link in links)
        chosen = [(everywhere(clean(text, 200)), link.url) for link, text in named]
        if self.family.code:
            first = next((n for n, link in enumerate(links) if not link.url.startswith(HUB_URL)), len(chosen))
            chosen.insert(first, (phrase("code"), self.family.code))
        return ((words, target) for words, address in chosen if (target := checked(address)) is not None)

    def facts(self) -> Iterator[dict[str, object]]:
        """The row's facts in full, each with the places it rests on; or why there is none."""
        family, evidence = self.family, self.evidence
        for spec in shown_in("site"):
            counted = not getattr(family, spec.name) and getattr(family, f"{spec.name}_count", None)
            field = f"{spec.name}_count" if counted else spec.name
            value = clean(values.exact(field, getattr(family, field)), 500)
            if not value and spec.name not in family.absent:
                continue
            won = [claim for claim in evidence.facts.get(field, ()) if claim.verdict in {"won", "pinned"}] if value else []
            covered = family.coverage if spec.form != "languages" else {}  # each list of them says so itself
            coverage = Phrase.of(partial(values.known_of, covered, spec, key="site.coverage"))
            if spec.form == "licence":
                coverage += Phrase.of(lambda words: f"{words['gap']}{values.unlicensed(self.observed, words)}".rstrip())
            rivals = (name for name, own in evidence.checkpoints.items() if any(claim.verdict == "rival" for claim in own.get(spec.name, ())))
            yield {
                "field": spec.name,
                "label": phrase(f"name.{field}"),
                "value": self._value(value, spec),
                "absent": phrase(f"why.{family.absent[spec.name]}") if not value else None,
                "coverage": coverage,
                "places": [_place(claim, named=True) for claim in won[:_PLACES]],
                "further": max(0, len(won) - _PLACES),
                "rivals": [clean(name, 200) for name in sorted(rivals, key=str.casefold)],
            }

    def _value(self, value: str, spec: FieldSpec) -> str | Phrase:
        """A value: licences lead to their pages, what is one of a few words is in the reader's language."""
        stated, coverage = getattr(self.family, spec.name), self.family.coverage
        if spec.form == "licence":
            named = (joined((licensed(name, self.one, "../"), phrase(f"licence.{terms_of(name)}")), phrase("colon")) for name in stated)
            return joined(named, phrase("semicolon"))
        if spec.form == "languages":
            return self._spoken()
        borne = spec.form == "count" and spec.name in coverage and coverage[spec.name].holds_for
        if not borne and (not isinstance(stated, tuple) or spec.form == "sizes"):
            return value
        return Phrase.of(lambda words: clean(values.borne(stated, coverage, spec, words), 2_000))

    def _spoken(self) -> str | Phrase:
        """Its languages by name, of many behind how many there are."""

        def said(words: Words, *, named: bool) -> str:
            parts = values.spoken(self.observed, words, "site.coverage", named=named)
            return clean(words["semicolon"].join(map("".join, parts)), 20_000)

        short, whole = (Phrase.of(partial(said, named=named)) for named in (False, True))
        return short if short == whole else Markup("<details><summary>{}</summary>{}</details>").format(short, whole)

    def members(self) -> tuple[list[Phrase], list[TableRow]]:
        """The columns of its checkpoints, and a row for each: the last cell leads to weights and copies."""
        columns, rows = values.member_table(self.observed)
        records = {member.id: member for member in self.family.checkpoints}
        return [phrase("site.checkpoint"), *map(phrase, columns), phrase("weights_column")], [self._member(records[name], cells) for name, cells in rows]

    def _member(self, one: Any, cells: list[str]) -> TableRow:  # noqa: ANN401  a record, whose fields come from the field table
        state = phrase("access.gated") if one.access == "gated" else None
        if self.observed.is_hearsay(one.id):
            state = phrase("unseen")
        elif one.state in {"gone", "moved"}:
            state = _state(one.state)
        name = linked(one.id, f"#{one.id}")
        copies = [linked(clean(copy, 60), address, outside=True) for copy, address in own_copies(one.id, self.observed)]
        there = joined((
            linked(phrase("weights_link"), one.url, outside=True), *copies,
            linked(phrase("site.gguf"), quantised(one.id, "gguf"), outside=True),
            linked(phrase("site.copies"), quantised(one.id), outside=True),
            linked(phrase("site.compare"), f"../compare.html#ids={one.id}"),
        ), phrase("comma"))  # fmt: skip
        first = name + Markup(' <span class="kind">{}</span>').format(state) if state else name
        return first, *(unbroken(clean(text, 60)) for text in cells), there if one.state != "gone" else ""

    def standings(self) -> Iterator[TableRow]:
        """Its rows on each board, the best first."""
        for slug, standing in sorted(self.family.standings.items()):
            board, edition = self.published.curated.boards[slug], clean(standing.edition or "", 40)
            for name, score, row in self.published.ranked[slug]:
                if row.family == self.family.slug:
                    shown = values.score_text(score, board.metric)
                    yield linked(clean(board.name, 200), f"../boards/{slug}.html"), shown, clean(name, 200), edition

    def results(self) -> Iterator[TableRow]:
        """What its maker reports of each checkpoint."""
        for name, result in ((member.id, result) for member in self.family.checkpoints for result in results_of(member.results)):
            target = checked(result.source)
            source = linked(phrase("source"), target, outside=True) if target else clean(result.source, 100)
            yield clean(name.partition("/")[2], 100), *(clean(part, 120) for part in result[:4]), source

    def parts(self) -> Iterator[dict[str, object]]:
        """Everything heard, of the family, then of each checkpoint by name; and what has no value, by the reason."""
        own = {field: tuple(claim for claim in heard if not claim.subject) for field, heard in self.evidence.facts.items()}
        if any(own.values()):
            yield {"name": _FAMILY, "state": (), "without": (), **self._heard(own)}
        for member in sorted(self.family.checkpoints, key=lambda own: counting(own.id)):
            why_not = [(why, in_order({field for field, own in member.absent.items() if own == why})) for why in (_FAMILY, *ABSENCES)]
            yield {
                "name": clean(member.id, 200),
                "url": checked(member.url),
                "state": (_state(member.state), *((phrase("access.gated"),) if member.access == "gated" else ())),
                "revision": clean((member.revision or "")[:12], 12),
                **self._heard(self.evidence.checkpoints.get(member.id, {})),
                "without": [(phrase(f"why.{why}"), [phrase(f"name.{field}") for field in fields]) for why, fields in why_not if fields],
            }

    def _heard(self, heard: Mapping[str, tuple[Claim, ...]]) -> dict[str, object]:
        """What was heard as rows, and how many values and how many disputed ones these are."""
        rows: list[TableRow] = []
        strong = []
        for field, claim in ((each, claim) for each in in_order(heard) for claim in heard[each]):
            if claim.verdict in {"rival", "pinned"}:
                strong.append(len(rows))
            because: Cell = phrase(f"verdict.{claim.verdict}")
            because = joined((because, clean(claim.because, 500)), phrase("colon")) if claim.because else because
            said, retrieved = clean(values.exact(field, claim.value), 300), retrieved_at(claim.snapshot, self.published.snapshots) or ""
            rows.append((phrase(f"name.{field}"), said, because, _place(claim, named=False), unbroken(retrieved[:10])))
        disputed = phrase("site.disputed", n=len(strong)) if strong else everywhere("")
        return {"lines": rows, "strong": strong, "summary": phrase("site.values", n=len(rows)) + disputed}


def _place(claim: Claim, *, named: bool) -> Markup:
    """Where a value is stated: what says so, of which checkpoint if that is not plain, and a link to what shows it."""
    of = clean(claim.subject.partition("/")[2], 120) + escape(phrase("colon")) if named and claim.subject else ""
    said = Phrase.of(lambda words: words.voice(clean(claim.source, 100)))
    line = phrase("site.line", n=claim.line) if claim.line is not None else ""
    return linked(joined((of, said, line), ""), claim.url, outside=True)


def _state(state: str) -> Phrase:
    return phrase("why.gone" if state == "gone" else f"checkpoint.{state}")


def license_page(name: str) -> str:
    """The page of a licence; names that differ in signs alone share one."""
    return f"licences/{_NOT_PLAIN.sub('-', name.lower()).strip('-.') or 'other'}.html"


def licensed(name: str, one: PublishedFamily, root: str) -> Markup:
    """A licence leads to its page, one without a name to its text; with what bears it where not every checkpoint does."""
    text = checked(one.record.license_link)
    unnamed = linked(phrase("site.license_text"), text, outside=True) if text else escape(phrase("undated"))
    whose = one.record.coverage.get("license", values.WHOLE).holds_for.get(name, ())
    named = linked(clean(name, 60), root + license_page(clean(name, 60))) if name != "other" else unnamed
    return named + escape(Phrase.of(lambda words: words.aside(values.bearers(whose, words)))) if whose else named
