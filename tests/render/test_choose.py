"""The tables that help to choose: what is known fits, what is not known does not."""

from collections.abc import Mapping
from typing import Any

import pytest

from pipeline.layout import kinds, paths
from tests.render import world
from tests.render.reading import html
from tests.render.world import DUEL, card, checkpoint, family, pages, released


def _rated(
    tree: dict[str, bytes], ratings: Mapping[str, float], slug: str = "arena", edition: str = "2024-03-01", rest: str = ""
) -> dict[str, bytes]:
    """The tree with a board that orders the tables."""
    board = DUEL.replace("duel", slug).replace("Duel", slug.title()).replace("sort_by", f"{rest}\nsort_by")
    tree[paths.BOARDS + f"{slug}.toml"] = f'{board}rates = "general"\nlanguages = ["zh"]\n'.encode()
    tree[kinds.BOARDS.path(slug)] = world.edition(slug, ratings, edition)
    return tree


def _with(tree: dict[str, bytes], slug: str, parameters: int | None, role: str = "pretrained", hub: Mapping[str, Any] = {}, **says: object) -> None:
    """A family of one checkpoint, of which the Hub and its card say something."""
    name = f"lumen/{slug}"
    tree[kinds.FAMILIES.path(slug)] = family(slug, slug, rest=f'checkpoints = ["{name}"]\n{released("2024-01")}')
    size = {"safetensors": {"total": parameters}} if parameters else {}
    tree[kinds.CHECKPOINTS.path(name)] = checkpoint(name, **{"license": "apache-2.0", **size, **hub})
    tree[kinds.CARDS.path(name)] = card(name, {field: [value] for field, value in says.items()}, role=role)


def _cells(page: str) -> list[list[list[str]]]:
    """The tables of the section: what stands below one another, the first of all what leads, by memory, by wish."""
    section = html(page.partition("## Choose")[2].partition("\n## ")[0])
    return [[[td.get_text() for td in tr.find_all("td")] for tr in one.find_all("tr")[1:]] for one in section.find_all("table")]


def _tables(page: str) -> list[dict[str, str]]:
    """By memory and by wish: each that the first cell names -> second."""
    leading, *_, by_memory, by_wish = _cells(page)
    memory, wishes = ({label: said.partition(": ")[2] or said for label, said in rows} for rows in (by_memory, by_wish))
    return [memory, wishes | {"General": "; ".join(f"{row[0]} {row[1]} {row[3]}" for row in leading)}]


def test_what_fits_stands_by_score(tree: dict[str, bytes]) -> None:
    """Each class of memory has what fits at four bits, the best rated first; a model of unknown size is in none."""
    assert "Choose" not in pages(tree)["README.md"], "nobody has rated anything"
    _with(tree, "small", 8_000_000_000, context_length=262_144)
    _with(tree, "large", 70_000_000_000, languages=["zh"])
    _with(tree, "vast", 400_000_000_000)
    _with(tree, "unknown", None)
    made = pages(_rated(tree, {"small": 1100.0, "large": 1300.0, "vast": 1250.0, "unknown": 1900.0}))

    memory, wishes = _tables(made["README.md"])
    fits = {f"{n} GB": "small 1100 (5 GB)" if n < 48 else "large 1300 (42 GB); small 1100 (5 GB)" for n in (8, 16, 24, 48, 80, 128)}
    assert {row: said for row, said in memory.items() if "newest" not in row} == fits | {"More than 128 GB": "vast 1250 (240 GB)"}, "the best first"
    assert wishes["General"] == "unknown 1900 —; large 1300 42 GB; vast 1250 240 GB; small 1100 5 GB"
    unsure = "Not known, so perhaps also: unknown 1900"
    assert wishes["With 256K context or more"] == f"small 1100 (5 GB){unsure}, large 1300 (42 GB), vast 1250 (240 GB)"
    assert wishes["Chinese"] == f"large 1300 (42 GB){unsure}"
    assert "Reasoning" not in wishes
    assert "[Choose](README.md#choose)" in made["README_VLMs.md"], "the list of one kind leads there"


def test_a_licence_that_is_not_known_is_not_free(tree: dict[str, bytes]) -> None:
    """Neither a licence of its own, nor none at all, nor a name that forbids beside a free id; nor is a copy freer than its original."""
    stated = {
        "bright": ("mit", None), "closed": ("llama2", None), "dark": (None, None), "guarded": ("mit", "guarded-noncommercial"),
        "spelt": ("other", "Apache License 2.0"), "bound": ("cc-by-nc-4.0", None), "bound-gguf": ("mit", None),
    }  # fmt: skip
    for slug, (licence, name) in stated.items():
        _with(tree, slug, 8_000_000_000, hub={"license": licence, "license_name": name})
    del tree[kinds.FAMILIES.path("bound-gguf")]
    tree[kinds.FAMILIES.path("bound")] = family("bound", "bound", rest='checkpoints = ["lumen/bound", "lumen/bound-gguf"]')
    ratings = {slug: 1001.0 + n for n, slug in enumerate(stated)}
    assert _tables(pages(_rated(tree, ratings))["README.md"])[1]["Free for any use"] == (
        "spelt 1005 (5 GB, Apache-2.0); bright 1001 (5 GB, MIT)Not known, so perhaps also: dark 1003 (5 GB, licence not known)"
    )


def test_only_what_can_be_had_is_offered(tree: dict[str, bytes]) -> None:
    """Neither what is gone nor what the Hub has disabled; what asks for terms says so."""
    hub: dict[str, dict[str, Any]] = {"gone": {"state": "gone"}, "barred": {"disabled": True}, "asks": {"gated": "auto"}, "open": {}}
    for slug, how in hub.items():
        _with(tree, slug, 8_000_000_000, hub=how)
    memory, _ = _tables(pages(_rated(tree, {"gone": 1004.0, "barred": 1003.0, "asks": 1002.0, "open": 1001.0}))["README.md"])
    assert memory["8 GB"] == "asks 1002 (5 GB, terms first); open 1001 (5 GB)"


def test_a_row_has_five_and_a_family_once(tree: dict[str, bytes]) -> None:
    """The first five families, each by its best row; once more by one that a quarter of the memory holds."""
    for n in range(7):
        _with(tree, f"model-{n}", 1_000_000_000)
    _with(tree, "vast", 100_000_000_000)
    tree[kinds.FAMILIES.path("vast")] = family("vast", "vast", rest='checkpoints = ["lumen/vast", "lumen/Vast-27B", "lumen/Vast-20B"]')
    ratings = {f"model-{n}": 1000.0 + n for n in range(7)} | {"lumen/model-6": 900.0, "vast": 1080.0, "Vast-27B": 1079.0, "Vast-20B": 1078.0}
    memory, _ = _tables(pages(_rated(tree, ratings))["README.md"])
    assert memory["8 GB"] == "; ".join(f"model-{n} {1000 + n} (1 GB)" for n in range(6, 1, -1))
    assert memory["128 GB"].startswith("vast 1080 (60 GB); Vast-20B 1078 (12 GB, licence not known); model-6 1006"), "runs there too"


@pytest.mark.parametrize(
    ("boards", "expected"),
    [
        ({"old": ("2024-01-01", "", "abc"), "new": ("2024-05-01", "", "ab")}, "new"),
        ({"old": ("2024-01-01", "", "abc"), "new": ("2024-05-01", "", "a")}, "old"),
        ({"archive": ("2024-05-01", 'state = "retired"', "abc"), "alive": ("2024-01-01", "", "ab")}, "alive"),
        ({"archive": ("2024-05-01", 'state = "moved"', "ab"), "alive": ("2024-01-01", "", "a")}, "archive"),
        ({"undated": ("", "", "abc"), "dated": ("2024-01-01", "", "ab")}, "dated"),
        ({"undated": ("", "", "abc"), "archive": ("2024-01-01", 'state = "moved"', "ab")}, "archive"),
        ({"one": ("2024-01-01", "", "a"), "none": ("2024-05-01", "", "")}, "one"),
    ],
)
def test_the_most_recent_living_board_that_knows_two_orders_a_row(
    boards: Mapping[str, tuple[str, str, str]], expected: str, tree: dict[str, bytes]
) -> None:
    """An archive only where no living board knows enough; one model alone is no choice unless nothing else is known."""
    for name in "abc":
        _with(tree, f"heron-{name}", 8_000_000_000)
    for slug, (edition, rest, known) in boards.items():
        _rated(tree, {f"heron-{name}": 1000.0 for name in known}, slug, edition, rest)
    assert _cells(pages(tree)["README.md"])[1][0][1].startswith(expected.title())


@pytest.mark.parametrize(("recent", "boards"), [("ab", ["Recent", "Older"]), ("abcd", ["Recent"])])
def test_a_board_that_knows_few_has_another_beside_it(recent: str, boards: list[str], tree: dict[str, bytes]) -> None:
    """In a row of its own: no row mixes the scores of two boards."""
    for name in "abcde":
        _with(tree, f"heron-{name}", 8_000_000_000)
    _rated(tree, {f"heron-{name}": 50.0 for name in recent}, "recent", "2024-05-01")
    _rated(tree, {f"heron-{name}": 1000.0 for name in "abcde"}, "older", "2024-01-01")
    rows = [row for row in _cells(pages(tree)["README.md"])[-2] if "newest" not in row[0]]
    assert [row[1].partition(",")[0] for row in rows if row[0].startswith("8 GB")] == boards
    scores = [row[1].partition(": ")[2].split("; ") for row in rows]
    assert all(len({len(one.split()[1]) for one in models}) == 1 for models in scores)


def test_the_newest_that_nobody_rated_have_a_row(tree: dict[str, bytes]) -> None:
    """By date, each with its month; neither a base model nor one for a single task answers a general wish."""
    spoken: dict[str, dict[str, object]] = {"crow": {"languages_count": 201}, "mute": {}, "dove": {}}
    sizes = {"wren": 8, "kite": 12, "finch": 1, "swan-base": 9, "heron-ocr": 2, "crow": 3, "mute": 3, "dove": 3}
    for n, (slug, size) in enumerate(sizes.items(), start=1):
        said: dict[str, Any] = {"release_date": f"2024-0{n}-09", "context_length": 131_072, **spoken.get(slug, {"languages": ["zh"]})}
        _with(tree, slug, size * 10**9, "post-trained", **said)
    made = pages(_rated(tree, {"wren": 1100.0}))["README.md"]
    memory = _tables(made)[0]
    assert memory["8 GB, newest"] .endswith("finch (1 GB, 2024-03); Lumen-2-8B (5 GB, licence not known, about 2024-02)")
    assert memory["16 GB, newest"] == "kite (8 GB, 2024-02)", "a tenth stays free"
    assert [row[:-1] for row in _cells(made)[2]] == [["finch", "1B", "1 GB", "128K", "text", "Apache-2.0 — free for any use"]]
    assert [line for line in made.splitlines() if line.startswith(("Makers who", "Not known"))] == [
        "Makers who count many languages and list none, so try yours first: crow (2 GB, 128K, Apache-2.0, 201 languages, 2024-06).",
        "Not known, so perhaps also: dove (2 GB, 128K, Apache-2.0, 2024-08), mute (2 GB, 128K, Apache-2.0, 2024-07).",
    ], "who counts many languages stands before who says nothing"
    assert [row[:2] for row in _cells(made)[1]] == [["wren", "1100"]]


def test_who_leads_without_weights_says_so(tree: dict[str, bytes]) -> None:
    """A checkpoint of which only its name is known: nobody saw its weights."""
    tree[kinds.FAMILIES.path("ghost")] = family("ghost", "Ghost", rest=f'checkpoints = ["lumen/Ghost"]\n{released("2024-01")}')
    made = pages(_rated(tree, {"Ghost": 1500.0, "Lumen-7B": 1000.0}))
    assert _tables(made["README.md"])[1]["General"] == "Ghost (weights not seen yet) 1500 —; Lumen-7B 1000 5 GB"
    assert "| [Ghost](pages/families/ghost.md) (weights not seen yet) | 1500 | Ghost |" in made["README.md"]
