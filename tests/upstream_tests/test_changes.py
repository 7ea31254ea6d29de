"""What the embedded world says of its own changes is what its two days say over HTTP."""

import json
from collections.abc import Callable
from typing import Any

import pytest
import requests

from tests.upstream import Upstream, World
from tests.upstream.embedded import CHANGES, Expected
from tests.upstream.embedded.boards import ARENA_URL, MMMU_URL

DAYS = ("one", "two")


def _both(ask: Callable[[Upstream], Any]) -> tuple[Any, Any]:
    """What the two days answer."""
    with Upstream(World.embedded("one")) as up:
        first = ask(up)
        up.world = World.embedded("two")
        return first, ask(up)


def _of(kind: str) -> list[Expected]:
    found = [one for one in CHANGES if one.kind == kind]
    assert found, kind
    return found


def _get(path: str) -> Callable[[Upstream], Any]:
    return lambda up: requests.get(up.url + path, timeout=5, allow_redirects=False)


def _facts(model_id: str) -> tuple[dict[str, Any], dict[str, Any]]:
    first, second = _both(_get(f"/api/models/{model_id}"))
    return first.json(), second.json()


def _cards(model_id: str) -> tuple[str, str]:
    first, second = _both(_get(f"/{model_id}/resolve/main/README.md"))
    return first.text, second.text


def test_checkpoints_come_go_and_move() -> None:
    """Added: 401 then 200; gone: 200 then 401; renamed: 200 then 307 to the new name."""
    for kind, codes in (
        ("checkpoint added", (401, 200)),
        ("checkpoint gone", (200, 401)),
        ("checkpoint renamed", (200, 307)),
    ):
        for one in _of(kind):
            first, second = _both(_get(f"/api/models/{one.subject}"))
            assert (first.status_code, second.status_code) == codes
            if kind == "checkpoint renamed":
                assert second.headers["Location"] == f"/api/models/{one.new}"


def test_gating_licence_and_base() -> None:
    """Fields of the API that changed, from the value of the first day to that of the second."""
    for one in _of("newly gated"):
        first, second = _facts(one.subject)
        assert (first["gated"], second["gated"]) == (False, one.new)
    for one in [*_of("licence changed"), *_of("base changed")]:
        values = [facts["cardData"][one.field] for facts in _facts(one.subject)]
        assert [value[0] if isinstance(value, list) else value for value in values] == [one.old, one.new]


@pytest.mark.parametrize("one", [one for one in CHANGES if one.kind.startswith("fact ")], ids=lambda one: one.subject)
def test_facts_of_cards(one: Expected) -> None:
    """A figure stands in the card of the day that has it, and in the other day's card it does not."""
    spelt = {
        5_000_000_000_000: "5 Trillion",
        5_600_000_000_000: "5.6 Trillion",
        4_900_000_000_000: "4.9T tokens",
        1_500_000_000_000: "1,500B tokens",
    }
    first, second = _cards(one.subject)
    for value, here, there in ((one.old, first, second), (one.new, second, first)):
        if value is not None:
            assert spelt[int(value)] in here
            assert spelt[int(value)] not in there


def test_only_what_changed_has_a_new_commit() -> None:
    """Counters move no commit; every other change of a repository does."""
    first, second = _both(lambda up: requests.get(f"{up.url}/api/models?full=true", timeout=5).json())
    old, new = ({one["id"]: one["sha"] for one in day} for day in (first, second))
    moved = {model_id for model_id in old.keys() & new.keys() if old[model_id] != new[model_id]}
    kinds = ("newly gated", "fact changed", "fact gained", "fact lost", "licence changed", "base changed")
    assert moved == {one.subject for kind in kinds for one in _of(kind)}
    assert new.keys() - old.keys() == {
        one.new if one.kind in {"checkpoint renamed", "family new"} else one.subject
        for kind in ("checkpoint added", "checkpoint renamed", "family new")
        for one in _of(kind)
    }
    counted = _of("counters only")[0]
    downloads = [facts[counted.field] for facts in _facts(counted.subject)]
    assert downloads == [counted.old, counted.new]


def test_collections_gain_and_lose() -> None:
    """The items that differ are exactly the ones listed."""
    for slug, known in World.embedded("one").collections.items():
        before = {item["id"] for item in known["items"]}
        after = {item["id"] for item in World.embedded("two").collections[slug]["items"]}
        kinds = ("collection gained", "collection lost", "family new")
        listed = [one for kind in kinds for one in _of(kind) if one.subject == slug]
        assert after - before == {one.new for one in listed if one.new is not None}
        assert before - after == {one.old for one in listed if one.old is not None}


def test_papers_have_new_versions() -> None:
    """The versions that are there on each day are the ones listed, and no other paper changed."""
    newest = [{key: paper.latest.version for key, paper in World.embedded(day).papers.items()} for day in DAYS]
    listed = {one.subject: (one.old, one.new) for one in CHANGES if one.kind.startswith("paper ")}
    assert {key: (newest[0].get(key), newest[1][key]) for key in newest[1] if newest[0].get(key) != newest[1][key]} == (
        listed
    )


def test_standings_move() -> None:
    """The boards say the listed values, and have no further new names."""
    arena = [json.loads(World.embedded(day).files[ARENA_URL.partition("://")[2]].content)["full"] for day in DAYS]
    pages = [World.embedded(day).files[MMMU_URL.partition("://")[2] + "index.html"].content.decode() for day in DAYS]
    for one in [*_of("standing moved"), *_of("standing new")]:
        for day, value in enumerate((one.old, one.new)):
            if one.subject == "arena":
                row = arena[day].get(one.field)
                assert (row and str(row["rating"])) == value
            else:
                found = f"<b>{one.field}</b>" in pages[day]
                assert found == (value is not None)
                assert value is None or f"<td><b>{value}</b></td>" in pages[day]
    assert arena[1].keys() - arena[0].keys() == {one.field for one in _of("standing new") if one.subject == "arena"}
