"""What a reader of the list will see change: rows before and after, and edits by hand that a derivation undoes."""

import re
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from typing import Final

from pipeline.fields import shown_in
from pipeline.layout import kinds, paths
from pipeline.layout.kinds import OBSERVED_FAMILIES
from pipeline.model.observed import ObservedFamily
from pipeline.propose.rows import Row
from pipeline.render import escape, values
from pipeline.words import LANGUAGES

Tree = Mapping[str, bytes]

_WORDS: Final = LANGUAGES["en"]
_COLUMNS: Final = shown_in("row")
HEAD: Final = (
    "| Row | " + " | ".join(_WORDS.label(spec).column for spec in _COLUMNS) + " |",
    "|---" * (len(_COLUMNS) + 1) + "|",
)
"""The head of the table of rows: the columns of the list, in their order."""
_FILES: Final = 5  # that a person edits by hand at once
_OF_A_FAMILY: Final = re.compile(r"families/([a-z0-9][a-z0-9.-]*)\.(?:md|json)")
_OWNERS: Final = (
    (re.compile(r"boards/([a-z0-9.-]+)\."), paths.BOARDS + "{}.toml"),
    (re.compile(r"/papers/()"), paths.CURATED_PAPERS + "{}"),
    (re.compile(r"(?:benchmarks|coverage)()"), paths.BENCHMARKS + "{}"),
)


def list_rows(base: Tree, files: Mapping[str, bytes | None]) -> Iterator[Row]:
    """The row of each family whose row changes, as it is and as it would be, what differs in bold: two lines that stay together."""
    changed = [path for path in files if OBSERVED_FAMILIES.holds(path)]
    before = OBSERVED_FAMILIES.read({path: base[path] for path in changed if path in base})
    after = OBSERVED_FAMILIES.read({path: data for path in changed if (data := files[path]) is not None})
    for slug in sorted(before.keys() | after.keys()):
        was, now = _cells(before.get(slug)), _cells(after.get(slug))
        if was != now:
            name = escape.md_code(slug)
            marked = (new if old == new else f"**{new}**" for old, new in zip(was, now, strict=True))
            yield Row(f"| {name} before | {' | '.join(was)} |\n| {name} after | {' | '.join(marked)} |")


def _cells(family: ObservedFamily | None) -> list[str]:
    if family is None:
        return [escape.EMPTY] * len(_COLUMNS)
    return [values.in_row(family, spec, _WORDS) or escape.EMPTY for spec in _COLUMNS]


def edited_outputs(base: Tree, derived: Tree) -> dict[str, bytes | None]:
    """The outputs on the base that do not follow from its inputs, each with what does follow (None: no such file)."""
    outputs = {path for path in base if paths.is_output(path)} | derived.keys()
    return {path: derived.get(path) for path in sorted(outputs) if base.get(path) != derived.get(path)}


def edit_rows(base: Tree, edited: Mapping[str, bytes | None], files: Mapping[str, bytes | None]) -> Iterator[Row]:
    """What these files put back as it is derived: where main says something else, and where that belongs.

    A person edits few files; where there are many, main was derived by another version of the program.
    """
    if len(edited) > _FILES:
        yield Row(
            f"- main is not the derivation of its inputs in {len(edited)} files (run `awesome derive`); "
            "what this proposal changes is derived anew"
        )
        return
    for path in sorted(edited.keys() & files.keys() & base.keys()):
        theirs, ours = (data.decode(errors="replace").splitlines() for data in (base[path], edited[path] or b""))
        places = [p for p in SequenceMatcher(None, theirs, ours, autojunk=False).get_opcodes() if p[0] != "equal"]
        _, start, end, left, right = places[0] if places else ("", 0, 0, 0, 0)
        said = " ".join(theirs[start:end]) or "nothing"
        owner = _owner(path, "\n".join([*theirs[start:end], *ours[left:right], *theirs[start : start + 1]]))
        more = f" (and {len(places) - 1} more places)" if len(places) > 1 else ""
        yield Row(
            f"- {escape.md_code(path)}, line {start + 1}{more}: main says {escape.md_inline(said, 120)}. "
            f"To keep that, write it into {escape.md_code(owner)}."
        )


def _owner(path: str, lines: str) -> str:
    """The curated file that a generated line rests on."""
    family = _OF_A_FAMILY.search(path) or _OF_A_FAMILY.search(lines)
    if family:
        return kinds.FAMILIES.path(family[1])
    found = ((pattern.search(path), place) for pattern, place in _OWNERS)
    return next((place.format(match[1]) for match, place in found if match), paths.SECTIONS)
