"""A row says no more than its checkpoints do: of how many a value is known, and which sizes bear which."""

from collections.abc import Mapping

import pytest

from pipeline.derive import derive_all
from pipeline.model.claims import Claim, Value
from pipeline.model.observed import Coverage, DateSpan, ObservedCheckpoint
from pipeline.reconcile.checkpoints import Settled
from pipeline.reconcile.roll_up import FamilyRollUp, Members, roll_up
from tests.audit.audit_parts import card, family, hub, tree_of

SIZES = {"7b": 7 * 10**9, "40b": 40 * 10**9, "180b": 180 * 10**9}


def row(licences: dict[str, str], *, whole: Claim | None = None) -> FamilyRollUp:
    """The row of a family of which each size has a checkpoint, and some have a licence."""
    facts: dict[str, dict[str, Value]] = {size: {"total_params": total} for size, total in SIZES.items()}
    for size, licence in licences.items():
        facts[size]["license"] = licence
    checkpoints = {f"acme/toy-{size}": ObservedCheckpoint(facts=known) for size, known in facts.items()}
    evidence: dict[str, Mapping[str, tuple[Claim, ...]]] = {}
    for size, licence in licences.items():
        said = Claim(field="license", value=licence, subject=f"acme/toy-{size}", source="card", verdict="won")
        evidence[f"acme/toy-{size}"] = {"license": (said,)}
    members = Members.of(checkpoints, evidence)
    return roll_up(members, Settled({}, {"license": (whole,)} if whole is not None else {}))


def test_unknown_never_becomes_yes() -> None:
    """Two of three say Apache: the row tells that it is two."""
    assert row({"7b": "apache-2.0", "40b": "apache-2.0"}).coverage["license"] == Coverage(known=2, of=3)


def test_each_licence_names_its_sizes() -> None:
    """Falcon's case: the largest has a licence of its own."""
    found = row({"7b": "apache-2.0", "40b": "apache-2.0", "180b": "Falcon-180B TII License"})

    assert found.coverage["license"].holds_for == {"Apache-2.0": ("7B", "40B"), "Falcon-180B TII License": ("180B",)}
    assert found.coverage["license"].whole


def test_a_value_of_all_needs_no_word() -> None:
    """All say the same."""
    assert "license" not in row(dict.fromkeys(SIZES, "mit")).coverage


def test_a_person_speaks_of_the_whole() -> None:
    """A sourced fact of the family covers every checkpoint, and what a machine read otherwise stands beside it."""
    said = Claim(field="license", value="mit", source="curated", url="https://acme.example/", verdict="won")
    found = row({"7b": "apache-2.0"}, whole=said)

    assert found.facts.texts("license") == ("MIT",)
    assert "license" not in found.coverage
    assert [c.verdict for c in found.evidence["license"]] == ["won", "rival"]


@pytest.mark.parametrize(
    ("stated", "made", "span", "undated"),
    [
        ([], {"1b": "2026-03-14", "2b": "2026-05-02"}, DateSpan(first="2026-03", latest="2026-05", by=("first", "latest")), ""),
        (["2024-06-27"], {"1b": "2024-06-20"}, DateSpan(first="2024-06-27", latest="2024-06-27"), ""),
        (["2024-06-03"], {"1b": "2024-05-20"}, DateSpan(first="2024-06-03", latest="2024-06-03"), "1b"),  # made for the announcement
        (["2025-11-06"], {"1b": "2025-07-10"}, DateSpan(first="2025-07", latest="2025-11-06", by=("first",)), ""),
        (["2024-02-05"], {"1b": "2024-04-20", "s0-hf": "2024-10-23"}, DateSpan(first="2024-02-05", latest="2024-04", by=("latest",)), ""),
        (["2024-02", "2024-04-01"], {}, DateSpan(first="2024-02", latest="2024-04-01"), ""),
    ],
)
def test_the_making_of_a_repository_is_no_release(stated: list[str], made: dict[str, str], span: DateSpan, undated: str) -> None:
    """It is a month by which, where no stated release says more; it is not counted as known beside one, nor that of a conversion at all."""
    names = [f"acme/toy-s{n}" for n in range(len(stated))]
    hubs = [hub(f"acme/toy-{name}", created_at=f"{day}T00:00:00Z") for name, day in made.items()]
    cards = [hub(name) | card(name, release_date=day) for name, day in zip(names, stated, strict=True)]
    body = f"checkpoints = {[*names, *(f'acme/toy-{name}' for name in made)]}\n"
    found = derive_all(tree_of(family("toy", body), *hubs, *cards)).catalog.families["toy"]
    assert found.facts.dates("release_date") == span
    assert {c for c, one in found.checkpoints.items() if "release_date" not in one.facts} == ({f"acme/toy-{undated}"} if undated else set())
    known = found.coverage.get("release_date")
    assert (known.known if known else len(made) + len(stated)) == (len(stated) or len(made))


def test_other_names_no_licence() -> None:
    """Beside a name it counts as not known; alone it says at least that the licence is the maker's own."""
    found = row({"7b": "mit", "40b": "other"})

    assert found.facts.texts("license") == ("MIT",)
    assert found.coverage["license"] == Coverage(known=1, of=3)
    assert row({"7b": "other"}).facts.texts("license") == ("other",)


@pytest.mark.parametrize("field", ["reasoning", "tool_use", "modalities", "base_llm", "knowledge_cutoff"])
def test_one_checkpoint_does_not_speak_for_all(field: str) -> None:
    """Whatever the field: the row tells of how many it is known."""
    value = "2025-03" if field == "knowledge_cutoff" else "no"
    won = Claim(field=field, value=value, subject="acme/toy-7b", source="card", verdict="won")
    checkpoints = {"acme/toy-7b": ObservedCheckpoint(facts={field: value}), "acme/toy-7b-thinking": ObservedCheckpoint()}
    found = roll_up(Members.of(checkpoints, {"acme/toy-7b": {field: (won,)}}), Settled({}, {}))

    assert found.coverage[field] == Coverage(known=1, of=2)


@pytest.mark.parametrize(("source", "latest", "by"), [("hub.created", "2024-09", ("latest",)), ("curated", "2024-09-06", ())])
def test_a_persons_day_of_the_whole_is_its_first(source: str, latest: str, by: tuple[str, ...]) -> None:
    """A checkpoint that was made or, as a person says, released long after tells until when the family grew."""
    said = Claim(field="release_date", value="2024-05-01", source="curated", url="https://acme.example/", verdict="won")
    made = Claim(field="release_date", value="2024-09-06", subject="acme/toy-7b", source=source, verdict="won")
    one = ObservedCheckpoint(facts={"release_date": "2024-09" if by else "2024-09-06"}, by=("release_date",) if by else ())
    members = Members.of({"acme/toy-7b": one}, {"acme/toy-7b": {"release_date": (made,)}})
    found = roll_up(members, Settled({}, {"release_date": (said,)}))

    assert found.facts.dates("release_date") == DateSpan(first="2024-05-01", latest=latest, by=by)
