"""An adopted list as files of catalog/curated/: new ones only, what a person wrote is never overwritten."""

import tomllib
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from pipeline.adopt.adopted import AdoptedList, same_name
from pipeline.adopt.toml import (
    benchmark_toml,
    board_toml,
    family_toml,
    organization_toml,
    organizations_toml,
    sections_toml,
)
from pipeline.layout import paths
from pipeline.model.claims import Locator, Reject
from pipeline.model.curated import CuratedOrganization, ListKind

_THERE: Final = "is there already"


class Plan(NamedTuple):
    """The files to write, and what was kept because a person's file stands in the way."""

    files: dict[str, bytes]
    kept: tuple[Reject, ...]


def files(adopted: AdoptedList, existing: Mapping[str, bytes]) -> dict[str, bytes]:
    """The new files of an adopted list, by path from the root. See `plan` for what was left as it was."""
    return plan(adopted, existing).files


def plan(adopted: AdoptedList, existing: Mapping[str, bytes]) -> Plan:
    """What adopting a list writes, given the tree as it is.

    organizations.toml is the one existing file that grows: makers it does not know yet are added
    at its end, its own bytes stay. Every other existing file stays whole and is reported.
    """
    return _Planning(adopted, existing).result()


class _Planning:
    """One adoption: new files gathered, collisions reported."""

    def __init__(self, adopted: AdoptedList, existing: Mapping[str, bytes]) -> None:
        self.adopted = adopted
        self.existing = existing
        self.new: dict[str, bytes] = {}
        self.kept: list[Reject] = []

    def result(self) -> Plan:
        makers = self._organizations()
        known = self._family_names()
        order: dict[ListKind, list[str]] = {"llm": [], "vlm": []}
        for family in self.adopted.families:
            names = (family.slug, family.name, *family.aliases)
            other = next((known[same_name(n)] for n in names if same_name(n) in known), None)
            if other is not None:
                self._keep(other, f"{family.name!r} ({family.origin}) {_THERE}")
                order[family.kind].append(other.removeprefix(paths.FAMILIES).removesuffix(".toml"))
                continue
            family = family.model_copy(update={"organization": makers[family.organization]})  # noqa: PLW2901
            self.new[paths.family(family.slug)] = family_toml(family).encode()
            order[family.kind].append(family.slug)
        boards = self._board_addresses()
        for board in self.adopted.boards:
            path = boards.get(board.url.rstrip("/"), f"{paths.BOARDS}{board.slug}.toml")
            self._add(path, board_toml(board), board.name)
        for benchmark in self.adopted.benchmarks:
            self._add(f"{paths.BENCHMARKS}{benchmark.slug}.toml", benchmark_toml(benchmark), benchmark.name)
        self._sections({kind: list(dict.fromkeys(slugs)) for kind, slugs in order.items()})
        return Plan(dict(sorted(self.new.items())), tuple(self.kept))

    def _sections(self, order: dict[ListKind, list[str]]) -> None:
        if paths.SECTIONS not in self.existing:
            self.new[paths.SECTIONS] = sections_toml(self.adopted, order).encode()
            return
        self._keep(paths.SECTIONS, f"the order of the list {_THERE}")
        raw = _read(self.existing[paths.SECTIONS]).get("resources", [])
        known = {one.get("url") for one in raw if isinstance(one, dict)}
        for resource in self.adopted.resources:
            if resource.url not in known:
                self._keep(paths.SECTIONS, f"the resource {resource.name!r} ({resource.url}, {resource.origin}) "
                                           "is not in it: add it by hand")  # fmt: skip

    def _add(self, path: str, text: str, what: str) -> None:
        if path in self.existing:
            self._keep(path, f"{what!r} {_THERE}")
        else:
            self.new[path] = text.encode()

    def _keep(self, path: str, reason: str) -> None:
        self.kept.append(Reject(locator=Locator(url=path), reason=reason))

    def _family_names(self) -> dict[str, str]:
        """Every name that an existing family goes by -> its file."""
        names: dict[str, str] = {}
        for path in sorted(self.existing):
            if path.startswith(paths.FAMILIES):
                raw = _read(self.existing[path])
                said = [
                    path.removeprefix(paths.FAMILIES).removesuffix(".toml"),
                    raw.get("name"),
                    *raw.get("aliases", ()),
                ]
                for name in said:
                    if isinstance(name, str):
                        names.setdefault(same_name(name), path)
        return names

    def _board_addresses(self) -> dict[str, str]:
        """Every address that an existing board goes by, its links included -> its file."""
        found: dict[str, str] = {}
        for path in sorted(self.existing):
            if path.startswith(paths.BOARDS):
                raw = _read(self.existing[path])
                linked = [one.get("url") for one in raw.get("links", ()) if isinstance(one, dict)]
                for url in (raw.get("url"), *linked):
                    if isinstance(url, str):
                        found.setdefault(url.rstrip("/"), path)
        return found

    def _organizations(self) -> dict[str, str]:
        """The slug that each adopted organisation has in the catalog; those it lacks are added to the file."""
        old = self.existing.get(paths.ORGANIZATIONS)
        raw = _read(old or b"").get("organizations", {})
        by_name: dict[str, str] = {}
        for slug, one in raw.items() if isinstance(raw, dict) else ():
            for name in (slug, one.get("name"), *one.get("aliases", ()), *one.get("hub", ())):
                by_name.setdefault(same_name(str(name)), slug)
        used = {family.organization for family in self.adopted.families}
        slugs: dict[str, str] = {}
        missing: dict[str, CuratedOrganization] = {}
        for slug, one in self.adopted.organizations.items():
            found = next((by_name[same_name(n)] for n in (slug, one.name, *one.hub) if same_name(n) in by_name), None)
            slugs[slug] = found or slug
            if found is None and slug in used:
                missing[slug] = one
        if missing and old is None:
            self.new[paths.ORGANIZATIONS] = organizations_toml(missing).encode()
        elif missing and old is not None:
            added = "".join("\n" + organization_toml(slug, one) for slug, one in sorted(missing.items()))
            self.new[paths.ORGANIZATIONS] = old.rstrip(b"\n") + b"\n" + added.encode()
        return slugs


def _read(data: bytes) -> dict[str, Any]:
    """A TOML file as far as it can be read: a broken one is the checker's business, and has no names here."""
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        return {}
