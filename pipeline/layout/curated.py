"""catalog/curated/ as types: every fault of every file gathered, then raised at once, each with its line."""

import difflib
import re
from collections.abc import Collection, Iterator, Mapping
from operator import attrgetter
from typing import Any, Final, NamedTuple, TypeVar

import tomli
from pydantic import BaseModel, ValidationError

from pipeline.kinds import LISTED
from pipeline.layout import kinds, paths
from pipeline.layout.kinds import FileKind
from pipeline.model import curated as model
from pipeline.model.boards import CuratedBoard
from pipeline.model.findings import Fault, InputFaults

Model = TypeVar("Model", bound=BaseModel)
_EMPTY_LIST: Final = model.ListSection(title=model.Prose())
Path = tuple[str | int, ...]


class Curated(NamedTuple):
    """All that people decided, by slug."""

    families: Mapping[str, model.CuratedFamily]
    boards: Mapping[str, CuratedBoard]
    benchmarks: Mapping[str, model.CuratedBenchmark]
    organizations: model.Organizations = model.Organizations()
    papers: model.Papers = model.Papers()
    sections: model.Sections = model.Sections(**dict.fromkeys(LISTED, _EMPTY_LIST))
    watch: model.Watch = model.Watch()
    declined: model.DeclinedList = model.DeclinedList()
    accepted: model.AcceptedList = model.AcceptedList()

    @property
    def listed(self) -> "Curated":
        """What the public sees: without drafts, and without lineage that leads to one."""
        drafts = {slug for slug, family in self.families.items() if family.draft}
        shown = {}
        for slug, family in self.families.items():
            hidden = {key: None for key in ("predecessor", "successor") if getattr(family, key) in drafts}
            if slug not in drafts:
                shown[slug] = family.model_copy(update=hidden) if hidden else family
        return self._replace(families=shown) if drafts else self


def parse_curated(tree: Mapping[str, bytes]) -> Curated:
    """The curated files of a tree.

    InputFaults with all syntax errors, unknown keys, bad ids, duplicate slugs and dangling references, each with file,
    line and fix.
    """
    read = _Reader(tree)
    found: dict[str, Any] = {}
    for kind in kinds.CURATED:
        if kind.place.endswith("/"):
            found[kind.name] = read.folder(kind)
        elif kind.place in tree and (whole := read.file(kind.place, kind.type)) is not None:
            found[kind.name] = whole
    for path in tree:
        if path.startswith(paths.CURATED) and not any(kind.holds(path) for kind in kinds.CURATED):
            fix = "move it to families/, leaderboards/ or benchmarks/, or delete it"
            read.fault(path, (), "this file has no place in catalog/curated/", fix)
    curated = Curated(**found)
    read.dangling(curated)
    read.names_of_two(curated.families)
    if read.faults:
        raise InputFaults(sorted(read.faults, key=lambda f: (f.path, f.line or 0, f.message)))
    return curated


class _Reader:
    """Reads files of one tree and gathers their faults."""

    def __init__(self, tree: Mapping[str, bytes]) -> None:
        self._tree = tree
        self._texts: dict[str, str] = {}
        self.faults: list[Fault] = []

    def fault(self, path: str, loc: Path, message: str, fix: str) -> None:
        self.faults.append(Fault(path, line_of(self._texts.get(path, ""), loc), message, fix))

    def file(self, path: str, kind: type[Model]) -> Model | None:
        try:
            text = self._texts[path] = self._tree[path].decode("utf-8-sig")
            return kind.model_validate(tomli.loads(text))
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            self.faults.append(Fault(path, line, "not UTF-8", "save the file as UTF-8"))
        except ValidationError as error:
            for one in error.errors():
                self.fault(path, one["loc"], *_in_words(kind, one["loc"], one))
        except ValueError as error:  # a number of 5,000 digits has no line
            said, fix = str(error).partition(" (at line ")[0], "correct the syntax in this line (https://toml.io)"
            self.faults.append(Fault(path, getattr(error, "lineno", None), f"not valid TOML: {said}", fix))
        return None

    def folder(self, kind: FileKind[Model]) -> dict[str, Model]:
        found: dict[str, Model] = {}
        for path in sorted(filter(kind.holds, self._tree)):
            stem = path.removeprefix(kind.place).removesuffix(kind.ending)
            if "/" in stem or not path.endswith(kind.ending):
                self.fault(path, (), "not a TOML file of this folder", f"name it {kind.place}<slug>.toml")
            elif (item := self.file(path, kind.type)) is None:
                continue
            elif (slug := attrgetter(kind.key)(item)) in found:
                said = f"the slug {slug!r} is already used in {kind.path(slug)}"
                self.fault(path, ("slug",), said, "choose another slug, or merge the two files")
            elif slug != stem:
                fix = f'write slug = "{stem}", or rename the file to {slug}.toml'
                self.fault(path, ("slug",), f"the slug {slug!r} is not the file's name", fix)
            else:
                found[slug] = item
        return found

    def dangling(self, curated: Curated) -> None:
        """Names that point nowhere. Files that did not parse are not counted as missing."""
        for path, loc, what, name, known, fix in self._references(curated):
            if name not in known:
                near = difflib.get_close_matches(name, known, n=3)
                hint = f" (did you mean {', '.join(near)}?)" if near else ""
                self.fault(path, loc, f"{what} names {name!r}, which is not there{hint}", fix)

    def _references(self, curated: Curated) -> Iterator[tuple[str, Path, str, str, Collection[str], str]]:
        """Each name of another file's: where it stands, what names it, the name, what there is, and how to mend it."""
        organizations = curated.organizations.organizations
        there = {kind.name: {kind.stem_of(p) for p in filter(kind.holds, self._tree)} for kind in kinds.CURATED}
        unread = {fault.path for fault in self.faults}
        for slug, family in curated.families.items():
            path, maker = kinds.FAMILIES.path(slug), family.organization
            if paths.ORGANIZATIONS not in unread:
                fix = f"add [organizations.{maker}] to {paths.ORGANIZATIONS}"
                yield path, ("organization",), "organisation", maker, organizations, fix
            for key, other in (("predecessor", family.predecessor), ("successor", family.successor)):
                if other is not None:
                    yield path, (key,), "family", other, there["families"], "add that family, or drop the key"
        fix = "add its file, or take it out of the order"
        named = {f"{kind}.{key}": "families" for kind in LISTED for key in ("order", "fold")}
        for key, of in (named | {"leaderboards": "boards", "benchmarks": "benchmarks"}).items():
            slugs = attrgetter(key)(curated.sections)
            yield from ((paths.SECTIONS, tuple(key.split(".")), key, slug, there[of], fix) for slug in slugs)

    def names_of_two(self, families: Mapping[str, model.CuratedFamily]) -> None:
        """Names or aliases that two families claim."""
        owners: dict[str, str] = {}
        for slug, family in sorted(families.items()):
            for name in {slug, family.name.casefold(), *(a.casefold() for a in family.aliases)}:
                other = owners.setdefault(name, slug)
                if other != slug:
                    said = f"the name or alias {name!r} is also that of {other}"
                    self.fault(kinds.FAMILIES.path(slug), ("aliases",), said, "give each name to one family only")


class CuratedLink(NamedTuple):
    """One link: whose (a family's slug, "resources/slug"), in which place, with which words, and in which file."""

    subject: str
    place: str
    label: str
    url: str
    path: str


TEXTS: Final = ("prose", "measures", "intro")
"""Places that are text: the links in them are those of a person's sentence."""
_ADDRESS: Final = re.compile(r"""https?://[^\s<>()\[\]"'`，。；、）】！？]+""")


def addresses(text: str) -> Iterator[str]:
    """The web addresses in a text, cut where Markdown or a sentence ends them."""
    found = (one.rstrip(".,;:!?*_") for one in _ADDRESS.findall(text))
    return (url for url in found if len(url) > len("https://"))


def links_of(curated: Curated) -> Iterator[CuratedLink]:
    """The links at each place of a family, board, benchmark, resource or list; of a text each address once."""
    family = ("links.checkpoints", "links.blog", "links.paper", "links.more", "links.code", "prose")
    board, benchmark = ("url", "links", "prose"), ("code", "dataset", "source", "results", "measures", "prose")
    things: list[tuple[str, str, Any, tuple[str, ...]]] = [
        *((slug, kinds.FAMILIES.path(slug), one, family) for slug, one in sorted(curated.families.items())),
        *((f"leaderboards/{slug}", kinds.CURATED_BOARDS.path(slug), one, board) for slug, one in sorted(curated.boards.items())),
        *((f"benchmarks/{slug}", kinds.BENCHMARKS.path(slug), one, benchmark) for slug, one in sorted(curated.benchmarks.items())),
        *((f"resources/{one.slug}", paths.SECTIONS, one, ("url", "prose")) for one in curated.sections.resources),
        *((f"sections/{kind}", paths.SECTIONS, curated.sections.of(kind), ("intro",)) for kind in LISTED),
    ]
    for subject, path, thing, place in ((*those, place) for *those, places in things for place in places):
        value = attrgetter(place)(thing)
        if place in TEXTS:
            links = [("", url) for url in dict.fromkeys(addresses(f"{value.en}\n{value.zh}"))]
        elif isinstance(value, str):
            links = [(thing.name if place == "url" else "", value)]
        else:
            links = [(one.label, one.url) for one in (value if isinstance(value, tuple) else (value,)) if one]
        yield from (CuratedLink(subject, place, *link, path) for link in links)


def _in_words(kind: type[BaseModel], loc: Path, error: Any) -> tuple[str, str]:  # noqa: ANN401
    """A pydantic error in our words: (what is wrong, what to do)."""
    place = ".".join(map(str, loc)) or "the file"
    if error["type"] == "extra_forbidden":
        known = _keys(kind, loc[:-1])
        near = difflib.get_close_matches(str(loc[-1]), known, n=2)
        hint = f"did you mean {' or '.join(near)}? " if near else ""
        return f"unknown key {place!r}", f"{hint}the keys here are {', '.join(known) or 'described in docs/schemas/'}"
    if error["type"] == "missing":
        return f"{place!r} is missing", f"add {loc[-1]} = … (see docs/schemas/)"
    said = str(error["msg"]).removeprefix("Value error, ")
    return f"{place}: {said}", "correct the value; docs/schemas/ describes each key"


def _keys(kind: type[BaseModel], loc: Path) -> list[str]:
    """The keys allowed at a place, found by walking the annotations."""
    for part in (p for p in loc if isinstance(p, str)):
        found = next(_models_in(kind.model_fields[part].annotation), None) if part in kind.model_fields else None
        if found is None:
            return []
        kind = found
    return sorted(kind.model_fields)


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:  # noqa: ANN401
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in getattr(annotation, "__args__", ()):
        yield from _models_in(argument)


def line_of(text: str, loc: Path) -> int | None:
    """The line, counted from 1, of the deepest part of `loc` that stands in a TOML text."""
    index = dict(reversed(list(_places(text))))
    return next((index[loc[:depth]] for depth in range(len(loc), 0, -1) if loc[:depth] in index), None)


def _places(text: str) -> Iterator[tuple[Path, int]]:
    """Headers and keys, and the tables they open, with their lines: `tomli` keeps none, so it reads a statement at a time."""
    arrays: dict[Path, int] = {}
    here: Path = ()
    start, lines = 1, ""
    for number, line in enumerate(text.splitlines(keepends=True), start=1):
        lines += line
        try:
            value: Any = tomli.loads(lines)
        except ValueError:  # it goes on
            continue
        is_header = lines.lstrip().startswith("[")
        path = () if is_header else here
        while isinstance(value, dict) and value:
            part, value = next(iter(value.items()))
            path = (*path, part)
            if is_header and isinstance(value, list):  # tables in an array are counted
                arrays[path] = arrays.get(path, -1) + 1
            path = (*path, arrays[path]) if path in arrays else path
            yield path, start
        here = path if is_header else here
        start, lines = number + 1, ""


def line_with(data: bytes, value: str) -> int | None:
    """The first line of a TOML file that holds a string value, as it is quoted."""
    lines = enumerate(data.decode("utf-8", "replace").splitlines(), start=1)
    return next((number for number, line in lines if f'"{value}"' in line or f"'{value}'" in line), None)
