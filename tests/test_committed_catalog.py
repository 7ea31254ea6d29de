"""The committed catalog keeps the project's promises: derived, evidenced, resolvable, and nobody's prose."""

import json
import random
import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

import pytest

from pipeline.derive import derive
from pipeline.layout import paths
from pipeline.layout.catalog import Catalog, parse_catalog, parse_snapshots
from pipeline.layout.kinds import snapshot_kinds
from pipeline.model.claims import Claim
from pipeline.store.tree import read_tree
from tests.on_disk import PROJECT

LONGEST_UPSTREAM_TEXT = 120
"""Names, titles of licences and the like; sentences are longer. Abstracts (CC0) stand apart."""


@pytest.fixture(scope="module")
def tree() -> dict[str, bytes]:
    """The committed tree."""
    return read_tree(PROJECT)


@pytest.fixture(scope="module")
def catalog(tree: dict[str, bytes]) -> Catalog:
    """Its catalog."""
    return parse_catalog(tree)


def heard(catalog: Catalog) -> Iterator[tuple[str, Claim]]:
    """Everything that the evidence holds, with where it stands."""
    for slug, evidence in catalog.evidence.items():
        for field, entries in evidence.facts.items():
            yield from ((f"{slug} {field}", h) for h in entries)
        for checkpoint, fields in evidence.checkpoints.items():
            for field, entries in fields.items():
                yield from ((f"{checkpoint} {field}", h) for h in entries)


def at(document: Any, pointer: str) -> Any:
    """What a JSON pointer leads to; raises where it leads nowhere."""
    for part in pointer.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        document = document[int(key)] if isinstance(document, list) else document[key]
    return document


def test_outputs_follow_from_inputs_in_any_order(tree: dict[str, bytes]) -> None:
    """derive(main) is main, whatever the order in which the files are given."""
    inputs = [(p, d) for p, d in tree.items() if not paths.is_output(p)]
    random.Random(7).shuffle(inputs)  # noqa: S311  any order will do

    assert dict(inputs) | derive(dict(inputs)) == tree


def test_every_observed_value_has_evidence(catalog: Catalog) -> None:
    """No fact of a checkpoint or family stands without what it rests on, and the winner states it."""
    for slug, family in catalog.families.items():
        evidence = catalog.evidence[slug]
        for checkpoint, observed in family.checkpoints.items():
            for field, value in observed.facts.items():
                first = evidence.checkpoints[checkpoint][field][0]
                assert first.verdict in {"won", "pinned"}
                assert first.value == value or (field in observed.by and str(first.value).startswith(f"{value}-"))
        for field, rolled in family.facts.items():
            assert evidence.facts.get(field), f"{slug}: {field} = {rolled} has no evidence"


def test_every_locator_resolves(catalog: Catalog, tree: dict[str, bytes]) -> None:
    """Pointers are found in the snapshot or curated file that they name, and addresses are well formed."""
    read: dict[str, Any] = {}
    count = 0
    for where, one in heard(catalog):
        if one.snapshot not in read:
            data = tree[one.snapshot]
            read[one.snapshot] = json.loads(data) if one.snapshot.endswith(".json") else tomllib.loads(data.decode())
        try:
            at(read[one.snapshot], one.at)
        except (KeyError, IndexError, ValueError) as error:
            pytest.fail(f"{where}: {one.snapshot} has nothing at {one.at} ({error})")
        if one.url:
            parts = urlsplit(one.url)
            assert parts.scheme == "https", f"{where}: {one.url}"
            assert "." in parts.netloc
            assert not re.search(r"[\s<>\"]", one.url)
        count += 1
    assert count > 1000


def test_no_sentence_of_a_model_card_is_stored(tree: dict[str, bytes]) -> None:
    """Card snapshots hold values, lines, rules and our reasons; no long upstream text."""
    for path, data in tree.items():
        if path.startswith(paths.CARDS):
            facts = json.loads(data)["facts"]
            for stated in facts.get("claims", {}).values():
                for claim in stated:
                    values = claim["value"] if isinstance(claim["value"], list) else [claim["value"]]
                    assert all(len(str(v)) <= LONGEST_UPSTREAM_TEXT or str(v).startswith("http") for v in values), path


def test_nothing_made_up_is_committed(tree: dict[str, bytes]) -> None:
    """Receipts name public addresses and days of recording; revisions are whole commit ids or absent."""
    snapshots = parse_snapshots(tree)
    for kind in snapshot_kinds():
        for identity, snapshot in kind.read(tree).items():
            receipt = snapshot.receipt
            assert receipt.url.startswith("https://"), identity
            assert "127.0.0.1" not in receipt.url
            assert (receipt.retrieved_at or "2025")[:4] in {"2025", "2026"}
    for checkpoint in snapshots.checkpoints.values():
        assert checkpoint.facts.sha is None or re.fullmatch(r"[0-9a-f]{40}", checkpoint.facts.sha)


def test_machine_files_hold_no_counters(tree: Mapping[str, bytes]) -> None:
    """Downloads, likes and ranks never enter git."""
    for path, data in tree.items():
        if path.startswith((paths.SNAPSHOTS, paths.OBSERVED)) and path.endswith(".json"):
            assert not re.search(rb'"(downloads|likes|rank|trendingScore|last_checked)"', data), path
