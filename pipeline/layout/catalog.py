"""The files of a tree as three values: what people decided, what upstreams stated, what derive concludes.

Every fault of every file is gathered, then raised at once; of what people wrote each with its line.
"""

import re
from collections import UserDict
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import lru_cache
from operator import attrgetter
from typing import Any, Final, NamedTuple, TypeVar

import tomli
from pydantic import BaseModel, ValidationError

from pipeline.kinds import LISTED
from pipeline.layout import kinds, paths
from pipeline.model import curated as model
from pipeline.model import snapshots
from pipeline.model.boards import CuratedBoard
from pipeline.model.ids import near
from pipeline.model.observed import FamilyEvidence, ObservedBoard, ObservedFamily, ObservedPaper
from pipeline.model.outcomes import Fault, InputFaults

Model = TypeVar("Model", bound=BaseModel)
_EMPTY_LIST: Final = model.ListSection(title=model.Prose())
Path = tuple[str | int, ...]
Tree = Mapping[str, bytes]


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


class Snapshots(NamedTuple):
    """What every upstream stated, as last retrieved. `others`: kinds that a source's folder adds, by their names."""

    checkpoints: Mapping[str, snapshots.CheckpointSnapshot] = {}
    cards: Mapping[str, snapshots.CardSnapshot] = {}
    collections: Mapping[str, snapshots.CollectionSnapshot] = {}
    papers: Mapping[str, snapshots.PaperSnapshot] = {}
    boards: Mapping[str, snapshots.BoardSnapshot] = {}
    repositories: Mapping[str, snapshots.RepositorySnapshot] = {}
    links: Mapping[str, snapshots.LinkSnapshot] = {}
    others: Mapping[str, Mapping[str, BaseModel]] = {}


class Catalog(NamedTuple):
    """What derive concludes, by slug (papers by arXiv id)."""

    families: dict[str, ObservedFamily]
    evidence: dict[str, FamilyEvidence]
    boards: dict[str, ObservedBoard]
    papers: dict[str, ObservedPaper]

    def observed(self, slug: str) -> ObservedFamily:
        """What is known of a family; nothing where it was never derived."""
        return self.families.get(slug) or ObservedFamily(slug=slug)

    def heard(self, slug: str) -> FamilyEvidence:
        """What was heard of a family."""
        return self.evidence.get(slug) or FamilyEvidence(slug=slug)


def parse_curated(tree: Tree) -> Curated:
    """The curated files of a tree.

    InputFaults with all syntax errors, unknown keys, bad ids, duplicate slugs and dangling references, each with file,
    line and fix.
    """
    found: dict[str, Any] = {kind.name: {} for kind in kinds.CURATED if kind.key}
    faults = [fault for path in sorted(tree) if path.startswith(paths.CURATED) for fault in _read(tree, path, found)]
    curated = Curated(**found)
    faults += [*_dangling(tree, curated, {fault.path for fault in faults}), *_names_of_two(tree, curated.families)]
    if faults:
        raise InputFaults(sorted(faults, key=lambda f: (f.path, f.line or 0, f.message)))
    return curated


def fault_at(tree: Tree, path: str, loc: Path, message: str, fix: str) -> Fault:
    """A fault of a curated file, with the line of a place in it."""
    return Fault(path, line_of(tree[path].decode("utf-8-sig"), loc) if loc else None, message, fix)


def _read(tree: Tree, path: str, found: dict[str, Any]) -> Iterator[Fault]:
    """Put what a file holds beside the others of its kind; or what is wrong with it."""
    kind = next((one for one in kinds.CURATED if one.holds(path)), None)
    if kind is None:
        fix = "move it to families/, leaderboards/ or benchmarks/, or delete it"
        yield fault_at(tree, path, (), "this file has no place in catalog/curated/", fix)
    elif kind.key and path != kind.path(stem := kind.stem_of(path)):
        yield fault_at(tree, path, (), "not a TOML file of this folder", f"name it {kind.place}<slug>.toml")
    else:
        try:
            item = _parsed(tree, path, kind.type)
        except InputFaults as error:
            yield from error.faults
            return
        if not kind.key:
            found[kind.name] = item
        elif (slug := attrgetter(kind.key)(item)) in found[kind.name]:
            said = f"the slug {slug!r} is already used in {kind.path(slug)}"
            yield fault_at(tree, path, ("slug",), said, "choose another slug, or merge the two files")
        elif slug != stem:
            fix = f'write slug = "{stem}", or rename the file to {slug}.toml'
            yield fault_at(tree, path, ("slug",), f"the slug {slug!r} is not the file's name", fix)
        else:
            found[kind.name][slug] = item


def _parsed(tree: Tree, path: str, kind: type[Model]) -> Model:
    """A file as its type; InputFaults where it is none."""
    try:
        return kind.model_validate(tomli.loads(tree[path].decode("utf-8-sig")))
    except UnicodeDecodeError as error:
        faults = [Fault(path, error.object[: error.start].count(b"\n") + 1, "not UTF-8", "save the file as UTF-8")]
    except ValidationError as error:
        # Of a value that is none of several types each says so. What is wrong with a whole file names its key.
        stated = (("facts",), ("pins",))
        found = {one["loc"][:3] if one["loc"][:1] in stated else one["loc"]: one for one in error.errors()}
        words = {loc: re.findall(r"\w+", one["msg"]) for loc, one in found.items()}
        keys = {loc: loc or tuple(word for word in words[loc] if word in kind.model_fields)[:1] for loc in found}
        faults = [fault_at(tree, path, keys[loc], *_in_words(kind, loc, one)) for loc, one in found.items()]
    except ValueError as error:  # a number of 5,000 digits has no line
        said, fix = str(error).partition(" (at line ")[0], "correct the syntax in this line (https://toml.io)"
        faults = [Fault(path, getattr(error, "lineno", None), f"not valid TOML: {said}", fix)]
    raise InputFaults(faults)


def _dangling(tree: Tree, curated: Curated, unread: Collection[str]) -> Iterator[Fault]:
    """Names that point nowhere. Files that did not parse are not counted as missing."""
    makers = curated.organizations.organizations
    there = {kind.name: set(map(kind.stem_of, filter(kind.holds, tree))) for kind in kinds.CURATED if kind.key}
    names: list[tuple[str, str, str, str | None, Collection[str], str]] = []  # file, key, what, name, known ones, fix
    for slug, one in curated.families.items():
        path, drop = kinds.FAMILIES.path(slug), "add that family, or drop the key"
        if paths.ORGANIZATIONS not in unread:
            fix = f"add [organizations.{one.organization}] to {paths.ORGANIZATIONS}"
            names.append((path, "organization", "organisation", one.organization, makers, fix))
        names += [(path, key, "family", getattr(one, key), there["families"], drop) for key in ("predecessor", "successor")]
    ordered = {f"{kind}.{key}": "families" for kind in LISTED for key in ("order", "fold")}
    for key, of in (ordered | {"leaderboards": "boards", "benchmarks": "benchmarks"}).items():
        fix = "add its file, or take it out of the order"
        names += [(paths.SECTIONS, key, key, slug, there[of], fix) for slug in attrgetter(key)(curated.sections)]
    for path, key, what, name, known, fix in names:
        if name is not None and name not in known:
            said = f"{what} names {name!r}, which is not there{near(name, known)}"
            yield fault_at(tree, path, tuple(key.split(".")), said, fix)


def _names_of_two(tree: Tree, families: Mapping[str, model.CuratedFamily]) -> Iterator[Fault]:
    """Names or aliases that two families claim."""
    owners: dict[str, str] = {}
    for slug, family in sorted(families.items()):
        for name in {slug, family.name.casefold(), *(a.casefold() for a in family.aliases)}:
            other = owners.setdefault(name, slug)
            if other != slug:
                said = f"the name or alias {name!r} is also that of {other}"
                yield fault_at(tree, kinds.FAMILIES.path(slug), ("aliases",), said, "give each name to one family only")


_WANTED: Final = {
    "tuple": 'a list, such as ["…"],', "string": "a text in quotes", "boolean": "true or false",
    "integer": "a whole number", "number": "a number", "dictionary": "a table",
}  # fmt: skip
"""Pydantic's word for a type of value -> what it is in TOML."""


def _in_words(kind: type[BaseModel], loc: Path, error: Any) -> tuple[str, str]:  # noqa: ANN401
    """A pydantic error in the words of the file (its line tells which table it is): what is wrong, what to do."""
    place = ".".join(part for part in loc if isinstance(part, str) and part != "[key]")
    if error["type"] == "extra_forbidden":
        known = _keys(kind, loc[:-1])
        fix = f"the keys here are {', '.join(known) or 'described in docs/schemas/'}"
        return f"unknown key {place!r}{near(str(loc[-1]), known)}", fix
    if error["type"] == "missing":
        return f"{place!r} is missing", f"add {loc[-1]} = … (see docs/schemas/)"
    said = re.sub(r"^(Input|String|Tuple) should", "it must", str(error["msg"]))
    said = re.sub(r"^Value error, | after validation.*", "", said)
    said = re.sub(r"^it must be a valid (\w+).*", lambda typed: f"{_WANTED.get(typed[1], typed[1])} is wanted", said)
    return f"{place}: {said}".removeprefix(": "), "correct the value; docs/schemas/ describes each key"


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
    found = (index.get(loc[:depth]) or index.get((*loc[:depth], 0)) for depth in range(len(loc), 0, -1))
    return next(filter(None, found), None)


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


def parse_snapshots(tree: Mapping[str, bytes], *, most: int | None = None) -> Snapshots:
    """The snapshots of a tree; with `most`, so many of each kind are held in memory and others read when needed.

    InputFaults with all files that are not what the machine writes.
    """
    faults: list[Fault] = []
    read: dict[str, Mapping[str, Any]] = {}
    most = len(tree) if most is None else most
    for kind in kinds.snapshot_kinds():
        long = sum(path.startswith(kind.place) for path in tree) > most
        read[kind.name] = _ReadAgain(kind, tree, most, faults) if long else dict(kind.each(tree, faults))
    if faults:
        raise InputFaults(faults)
    return Snapshots(**{name: read.pop(name) for name in Snapshots._fields if name in read}, others=read)


class _ReadAgain(UserDict[str, Any]):
    """The files of one kind, of which at most so many are held: reading one again costs less than the memory."""

    def __init__(self, kind: kinds.FileKind[Any], tree: Mapping[str, bytes], most: int, faults: list[Fault]) -> None:
        super().__init__({identifier: kind.path(identifier) for identifier, _ in kind.each(tree, faults)})
        self._read: Callable[[str], BaseModel] = lru_cache(most)(lambda path: kind.type.model_validate_json(tree[path]))

    def __getitem__(self, key: str) -> BaseModel:
        return self._read(super().__getitem__(key))


def parse_catalog(tree: Mapping[str, bytes]) -> Catalog:
    """The catalog that a tree holds; InputFaults where a file is not what derive writes."""
    return Catalog(**{kind.name: kind.read(tree) for kind in kinds.OUTPUTS})


def retrieved_at(path: str, snapshots: Snapshots) -> str | None:
    """When the snapshot in a file was retrieved (ISO 8601, UTC); None where the path tells of none."""
    kind = next((one for one in kinds.snapshot_kinds() if path.startswith(one.place)), None)
    if kind is None:
        return None
    held: Mapping[str, Any] = getattr(snapshots, kind.name, None) or snapshots.others.get(kind.name, {})
    snapshot = held.get(kind.id_of(path) or "")
    return getattr(getattr(snapshot, "receipt", None), "retrieved_at", None)


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


def line_with(data: bytes, value: str) -> int | None:
    """The first line of a TOML file that holds a string value, as it is quoted."""
    lines = enumerate(data.decode("utf-8", "replace").splitlines(), start=1)
    return next((number for number, line in lines if f'"{value}"' in line or f"'{value}'" in line), None)
