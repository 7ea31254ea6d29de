"""catalog/curated/ as types: every fault of every file gathered, then raised at once."""

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple, TypeVar

import tomli
from pydantic import BaseModel, ValidationError

from pipeline.kinds import LISTED
from pipeline.layout import kinds, paths
from pipeline.layout.kinds import FileKind
from pipeline.layout.toml_lines import line_of
from pipeline.model import curated as model
from pipeline.model.boards import CuratedBoard
from pipeline.model.findings import Fault, InputFaults

Model = TypeVar("Model", bound=BaseModel)
_TOML_PLACE: Final = re.compile(r"\(at line (\d+), column (\d+)\)")
_EMPTY_LIST: Final = model.ListSection(title=model.Prose())


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
        if not drafts:
            return self
        shown = {}
        for slug, family in self.families.items():
            hidden = {key: None for key in ("predecessor", "successor") if getattr(family, key) in drafts}
            if slug not in drafts:
                shown[slug] = family.model_copy(update=hidden) if hidden else family
        return self._replace(families=shown)


def parse_curated(tree: Mapping[str, bytes]) -> Curated:
    """The curated files of a tree.

    Raises:
        InputFaults: syntax errors, unknown keys, bad ids, duplicate slugs, dangling references:
            all of them, each with file, line and fix.
    """
    faults: list[Fault] = []
    read = _CuratedReader(tree, faults)
    found: dict[str, Any] = {}
    for kind in kinds.CURATED:
        whole = read.folder(kind) if kind.place.endswith("/") else read.file(kind.place, kind.type)
        if whole is not None:
            found[kind.name] = whole
    curated = Curated(**found)
    faults.extend(
        Fault(path=path, line=None, message="this file has no place in catalog/curated/",
              fix="move it to families/, leaderboards/ or benchmarks/, or delete it")
        for path in sorted(tree)
        if path.startswith(paths.CURATED) and not any(kind.holds(path) for kind in kinds.CURATED)
    )  # fmt: skip
    read.references(curated)
    if faults:
        raise InputFaults(tuple(sorted(faults, key=lambda f: (f.path, f.line or 0, f.message))))
    return curated


class _CuratedReader:
    """Reads files of one tree and gathers their faults."""

    def __init__(self, tree: Mapping[str, bytes], faults: list[Fault]) -> None:
        self._tree = tree
        self._faults = faults
        self._texts: dict[str, str] = {}

    def file(self, path: str, kind: type[Model]) -> Model | None:
        data = self._tree.get(path)
        if data is None:
            return None
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data[: error.start].count(b"\n") + 1
            self._fault(path, line, "not UTF-8", "save the file as UTF-8")
            return None
        self._texts[path] = text
        try:
            raw = tomli.loads(text)
        except tomli.TOMLDecodeError as error:
            place = _TOML_PLACE.search(str(error))
            line = int(place[1]) if place else text.count("\n") + 1
            said = _TOML_PLACE.sub("", str(error)).strip()
            self._fault(path, line, f"not valid TOML: {said}", "correct the syntax in this line (https://toml.io)")
            return None
        try:
            return kind.model_validate(raw)
        except ValidationError as error:
            for one in error.errors():
                loc = tuple(p for p in one["loc"] if isinstance(p, str | int))
                self._fault(path, line_of(text, loc), *_in_words(kind, loc, one))
            return None

    def folder(self, kind: FileKind[Model]) -> dict[str, Model]:
        prefix = kind.place
        found: dict[str, Model] = {}
        owner: dict[str, str] = {}
        for path in sorted(self._tree):
            if not path.startswith(prefix):
                continue
            stem, dot, ending = path[len(prefix) :].rpartition(".")
            if ending != "toml" or not dot or "/" in stem:
                self._fault(path, None, "not a TOML file of this folder", f"name it {prefix}<slug>.toml")
                continue
            item = self.file(path, kind.type)
            if item is None:
                continue
            slug: str = item.slug  # type: ignore[attr-defined]
            if slug in found:
                self._fault(path, line_of(self._texts[path], ("slug",)), f"the slug {slug!r} is already used in {owner[slug]}",
                            "choose another slug, or merge the two files")  # fmt: skip
                continue
            if slug != stem:
                self._fault(path, line_of(self._texts[path], ("slug",)), f"the slug {slug!r} is not the file's name",
                            f'write slug = "{stem}", or rename the file to {slug}.toml')  # fmt: skip
                continue
            found[slug] = item
            owner[slug] = path
        return found

    def references(self, curated: Curated) -> None:
        """Names that point nowhere. Files that did not parse are not counted as missing."""
        families, sections = curated.families, curated.sections
        orgs = curated.organizations.organizations
        broken = {f.path for f in self._faults}
        if paths.ORGANIZATIONS not in broken:
            for slug, family in families.items():
                if family.organization not in orgs:
                    self._dangling(kinds.FAMILIES.path(slug), ("organization",), "organisation", family.organization, orgs,
                                   f"add [organizations.{family.organization}] to {paths.ORGANIZATIONS}")  # fmt: skip
        stems = {p[len(paths.FAMILIES) : -5] for p in self._tree if p.startswith(paths.FAMILIES)}
        for slug, family in families.items():
            for key in ("predecessor", "successor"):
                other = getattr(family, key)
                if other is not None and other not in stems:
                    self._dangling(kinds.FAMILIES.path(slug), (key,), "family", other, stems, "add that family, or drop the key")
        for name, listed, known in (
            *((f"{kind}.order", sections.of(kind).order, stems) for kind in LISTED),
            *((f"{kind}.fold", sections.of(kind).fold, stems) for kind in LISTED),
            ("leaderboards", sections.leaderboards, _stems(self._tree, paths.BOARDS)),
            ("benchmarks", sections.benchmarks, _stems(self._tree, paths.BENCHMARKS)),
        ):
            for slug in listed:
                if slug not in known:
                    self._dangling(paths.SECTIONS, tuple(name.split(".")), name, slug, known,
                                   "add its file, or take it out of the order")  # fmt: skip
        self._claimed_twice(families)

    def _claimed_twice(self, families: Mapping[str, model.CuratedFamily]) -> None:
        names: dict[str, str] = {}
        for slug, family in sorted(families.items()):
            for name in {slug, family.name.casefold(), *(a.casefold() for a in family.aliases)}:
                other = names.setdefault(name, slug)
                if other != slug:
                    self._fault(kinds.FAMILIES.path(slug), line_of(self._texts[kinds.FAMILIES.path(slug)], ("aliases",)),
                                f"the name or alias {name!r} is also that of {other}",
                                "give each name to one family only")  # fmt: skip

    def _dangling(self, path: str, loc: tuple[str, ...], what: str, name: str, known: Iterable[str], fix: str) -> None:
        near = difflib.get_close_matches(name, list(known), n=3)
        hint = f" (did you mean {', '.join(near)}?)" if near else ""
        self._fault(
            path, line_of(self._texts.get(path, ""), loc), f"{what} names {name!r}, which is not there{hint}", fix
        )

    def _fault(self, path: str, line: int | None, message: str, fix: str) -> None:
        self._faults.append(Fault(path=path, line=line, message=message, fix=fix))


def retired(curated: Curated) -> list[str]:
    """Keys that files set and that have no effect any more (`deprecated` at the field), each with why."""
    limits = curated.watch.proposals
    notes = {name: type(limits).model_fields[name].deprecated for name in sorted(limits.model_fields_set)}
    return [f"{paths.CURATED}watch.toml: {name} of [proposals] {note}" for name, note in notes.items() if note]


def _stems(tree: Mapping[str, bytes], prefix: str) -> set[str]:
    return {p[len(prefix) :].removesuffix(".toml") for p in tree if p.startswith(prefix)}


def _in_words(kind: type[BaseModel], loc: tuple[str | int, ...], error: Any) -> tuple[str, str]:  # noqa: ANN401
    """A pydantic error in our words: (what is wrong, what to do)."""
    place = ".".join(str(p) for p in loc) or "the file"
    if error["type"] == "extra_forbidden":
        known = _keys(kind, loc[:-1])
        near = difflib.get_close_matches(str(loc[-1]), known, n=2)
        hint = f"did you mean {' or '.join(near)}? " if near else ""
        return f"unknown key {place!r}", f"{hint}the keys here are {', '.join(known) or 'described in docs/schemas/'}"
    if error["type"] == "missing":
        return f"{place!r} is missing", f"add {loc[-1]} = … (see docs/schemas/)"
    said = str(error["msg"]).removeprefix("Value error, ")
    return f"{place}: {said}", "correct the value; docs/schemas/ describes each key"


def _keys(kind: type[BaseModel], loc: tuple[str | int, ...]) -> list[str]:
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
