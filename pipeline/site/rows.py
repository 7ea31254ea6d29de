"""The families as the site's scripts read them: one compact row each, and the words to search in."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from pipeline.export.contract import ExportedOrganization
from pipeline.export.records import Published
from pipeline.model.amounts import parse_amount
from pipeline.model.clean import clean
from pipeline.model.licences import is_free, licences
from pipeline.render.scores import column_of
from pipeline.site.phrases import SHORT_ABSENCE
from pipeline.words import FIRST, LANGUAGES

_SAID: Final = ("script.", "site.")
_SHOWN: Final = {
    "sizes": "sizes", "context_length": "context", "license": "license", "release_date": "released",
    "training_tokens": "tokens", "languages": "languages",
}  # fmt: skip
"""Fields whose absence a row tells, and what the scripts call them."""
MEMBER: Final = ("id", "billions", "context", "license", "languages", "released")
"""What a filter asks of one checkpoint. A family fits when one of its checkpoints fits every wish at once."""


def words_script() -> bytes:
    """data/words.js: what the scripts say, in each language."""
    said = {
        code: {"name": words["site.name"], **{key: text for key, text in words.texts.items() if key.startswith(_SAID)}}
        for code, words in LANGUAGES.items()
    }
    return _script("WORDS", said)


def index_script(published: Published) -> bytes:
    """data/index.js: a script and not JSON, since a page opened from disk may not fetch."""
    whole = published.whole
    by_name = sorted(whole.families, key=lambda f: (f.name.casefold(), f.slug))
    newest = sorted(by_name, key=_released, reverse=True)
    rows = [_row(f, published) for f in newest]
    licenses = {clean(one, 60) for family in whole.families for one in _licenses(family)}
    return _script("LIST", {
        "columns": list(rows[0]) if rows else [],
        "member": MEMBER,
        "rows": [list(row.values()) for row in rows],
        "organizations": {slug: _names(maker) for slug, maker in whole.organizations.items()},
        "boards": {b.slug: [clean(b.name, 100), _unit(b.slug, published), clean(b.edition or "", 40)] for b in whole.boards},
        "free": sorted(one for one in licenses if is_free(one)),
    })  # fmt: skip


def _released(family: Any) -> str:  # noqa: ANN401
    """A family's first date; "" where none is known."""
    return family.release_date.first if family.release_date else ""


def _names(maker: ExportedOrganization) -> dict[str, str]:
    """What a maker is called, by language; the first is English."""
    names = {code: getattr(maker, f"name_{code}", None) for code in LANGUAGES}
    return {code: clean(name, 100) for code, name in {**names, FIRST: maker.name}.items() if name}


def _unit(slug: str, published: Published) -> str:
    metrics = {f.standings[slug].metric for f in published.whole.families if slug in f.standings}
    columns = [column_of(metric, published.boards[slug]) for metric in sorted(metrics)]
    return clean(next((c.unit for c in columns if c is not None), ""), 20)


def _licenses(family: Any) -> Iterator[str]:  # noqa: ANN401
    yield from family.license
    yield from (one for one in map(license_name, family.checkpoints) if one)


def license_name(one: Any) -> str | None:  # noqa: ANN401
    """A checkpoint's licence as the rows name it."""
    found = licences(one.license or one.license_name or "", one.license_name or "", one.license_link or "")
    return ", ".join(licence.name for licence in found) or None


def _row(family: Any, published: Published) -> dict[str, object]:  # noqa: ANN401  its fields come from the field table
    context, tokens = family.context_length, family.training_tokens
    return {
        "slug": family.slug,
        "name": clean(family.name, 100),
        "organization": family.organization,
        "kind": family.kind,
        "sizes": [clean(size, 40) for size in family.sizes],
        "memory": _memory(family),
        "context": [context.low, context.high] if context else None,
        "extended": family.context_length_extended.high if family.context_length_extended else None,
        "license": [clean(one, 60) for one in family.license],
        "released": family.release_date.first if family.release_date else None,
        "dated": _dated(family.release_date) if family.release_date else None,
        "tokens": [tokens.low, tokens.high] if tokens else None,
        "languages": [clean(code, 20) for code in family.languages],
        "spoken": family.languages_count,
        "absent": {
            short: SHORT_ABSENCE[family.absent[field]]
            for field, short in _SHOWN.items()
            if family.absent.get(field) in SHORT_ABSENCE
        },
        "scores": {slug: _score(family, slug, published) for slug in family.standings},
        "members": list(_members(family)),
    }


def _dated(released: Any) -> str:  # noqa: ANN401
    """The first date, as it is shown: a repository's creation is only a month by which."""
    return f"≤ {released.first}" if "first" in released.by else str(released.first)


def _memory(family: Any) -> list[int] | None:  # noqa: ANN401
    """Gigabytes that the smallest and the largest of the checkpoints need at four bits."""
    needed = [one.memory.bits_4 for one in family.checkpoints if one.memory and one.state != "gone"]
    return [min(needed), max(needed)] if needed else None


def _score(family: Any, slug: str, published: Published) -> list[object]:  # noqa: ANN401
    """Score, interval where there is one, and when the placed model was released, if that is not the family's date."""
    one = family.standings[slug]
    placed = published.placed[family.slug][slug]
    own = next((c.release_date for c in family.checkpoints if c.id == placed), None)
    return _short([round(one.score, 3), _rounded(one.low), _rounded(one.high), own])


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def _members(family: Any) -> Iterator[list[object]]:  # noqa: ANN401
    """The checkpoints that can be had; what no checkpoint states, the family's own value says for all of them."""
    there = [_own(one) for one in family.checkpoints if one.state != "gone"]
    spans = (family.context_length, family.context_length_extended)
    # A licence that is stated of the whole is every checkpoint's; one that rolled up from some is theirs alone.
    whole = len(family.license) == 1 and "license" not in family.coverage
    common: dict[str, object] = {
        "context": max((span.high for span in spans if span), default=None),
        "license": clean(family.license[0], 60) if whole else None,
        "languages": [clean(code, 20) for code in family.languages],
        "released": family.release_date.first if family.release_date else None,
    }
    sizes = billions(family.sizes)
    if not there:
        there = [{"id": "", "billions": [size]} for size in sizes] or [{"id": "", "billions": []}]
    else:
        common["billions"] = sizes
    said = {key for one in there for key, value in one.items() if value}
    for one in there:
        yield _short([
            one.get(key) or (_NONE.get(key) if key in said and not (key == "license" and whole) else common.get(key))
            for key in MEMBER
        ])  # fmt: skip


_NONE: Final[Mapping[str, object]] = {"billions": [], "languages": []}


def _own(one: Any) -> dict[str, object]:  # noqa: ANN401
    """What a checkpoint says itself."""
    license_named = license_name(one)
    return {
        "id": clean(one.id, 200),
        "billions": [round(one.total_params / 1e9, 3)] if one.total_params else [],
        "context": max(one.context_length or 0, one.context_length_extended or 0) or None,
        "license": clean(license_named, 60) if license_named else None,
        "languages": [clean(code, 20) for code in one.languages],
        "released": one.release_date,
    }


def _short(row: list[object]) -> list[object]:
    """A row without the unknown values at its end."""
    while len(row) > 1 and row[-1] in (None, []):
        row.pop()
    return row


def billions(sizes: Iterable[str]) -> list[float]:
    """The sizes of a row as numbers of billions: "8x7B" counts eight times, "30B-A3B" whole, a range both ends."""
    found: set[float] = set()
    for size in sizes:
        whole = size.split("-A", 1)[0]
        for end in whole.split("-"):
            times, cross, rest = end.replace("×", "x").partition("x")
            amount = parse_amount(rest if cross else end)
            if amount is not None:
                found.add(round(amount * (int(times) if cross and times.isdigit() else 1) / 1e9, 3))
    return sorted(found)


def search_script(published: Published) -> bytes:
    """data/search.js: what full-text search looks through, in every language; loaded when somebody searches."""
    return _script("SEARCH", [_document(family, published) for family in published.whole.families])


def _document(family: Any, published: Published) -> dict[str, str]:  # noqa: ANN401
    maker = published.whole.organizations.get(family.organization)
    titles = (paper.title or "" for paper in family.papers)
    abstracts = (published.papers[paper.arxiv].abstract for paper in family.papers)
    ids = (one.id for one in family.checkpoints)
    return {
        "id": family.slug,
        "name": clean(" ".join((family.name, *published.aliases[family.slug])), 400),
        "maker": clean(" ".join((maker.name, maker.name_zh or "")) if maker else family.organization, 200),
        "prose": clean(" ".join(getattr(family.prose, code, "") for code in LANGUAGES), 8_000),
        "more": clean(" ".join((*titles, *ids, *family.license, *filter(None, abstracts))), 8_000),
    }


def _script(name: str, value: object) -> bytes:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    # Harmless inside a script, whatever a value holds: no end tag, no comment, no line separator.
    for raw, safe in (("<", "\\u003c"), ("\u2028", "\\u2028"), ("\u2029", "\\u2029")):
        text = text.replace(raw, safe)
    return f"window.{name}={text};\n".encode()
