"""A row says no more than its checkpoints do: what its dates say, and what a licence that is not named."""

import pytest

from pipeline.derive import derive_all
from pipeline.model.claims import Claim
from pipeline.model.observed import Coverage, DateSpan, ObservedCheckpoint
from pipeline.reconcile.checkpoints import Settled
from pipeline.reconcile.roll_up import Members, roll_up
from tests.audit.audit_parts import card, family, hub, tree_of


@pytest.mark.parametrize(
    ("stated", "made", "span", "undated"),
    [
        ([], {"1b": "2026-03-14", "2b": "2026-05-02"}, DateSpan(first="2026-03", latest="2026-05", by=("first", "latest")), ""),
        (["2024-06-27"], {"1b": "2024-06-20"}, DateSpan(first="2024-06-27", latest="2024-06-27"), ""),
        (["2024-06-03"], {"1b": "2024-05-20"}, DateSpan(first="2024-06-03", latest="2024-06-03"), "1b"),  # made for the announcement
        (["2025-11-06"], {"1b": "2025-07-10"}, DateSpan(first="2025-07", latest="2025-11-06", by=("first",)), ""),
        (["2024-02-05"], {"1b": "2024-04-20", "s0-hf": "2024-10-23"}, DateSpan(first="2024-02-05", latest="2024-04", by=("latest",)), ""),
        (["2024-02", "2024-04-01"], {}, DateSpan(first="2024-02", latest="2024-04-01"), ""),
        (["2024-04-18", "2024-04"], {}, DateSpan(first="2024-04", latest="2024-04"), ""),  # the one may have come before or after the other
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
    names = [f"acme/toy-{size}b" for size in (7, 40, 180)]
    both = [hub(name, license=licence) for name, licence in zip(names, ("mit", "other"), strict=False)]
    for hubs, licences, known in ((both, ("MIT",), 1), (both[1:], ("other",), 1)):
        (row,) = derive_all(tree_of(family("toy", f"checkpoints = {names}\n"), *hubs)).catalog.families.values()
        assert (row.facts.texts("license"), row.coverage["license"]) == (licences, Coverage(known=known, of=3))


@pytest.mark.parametrize(("source", "latest", "by"), [("hub.created", "2024-09", ("latest",)), ("curated", "2024-09-06", ())])
def test_a_persons_day_of_the_whole_is_its_first(source: str, latest: str, by: tuple[str, ...]) -> None:
    """A checkpoint that was made or, as a person says, released long after tells until when the family grew."""
    said = Claim(field="release_date", value="2024-05-01", source="curated", url="https://acme.example/", verdict="won")
    made = Claim(field="release_date", value="2024-09-06", subject="acme/toy-7b", source=source, verdict="won")
    one = ObservedCheckpoint(facts={"release_date": "2024-09" if by else "2024-09-06"}, by=("release_date",) if by else ())
    members = Members.of({"acme/toy-7b": one}, {"acme/toy-7b": {"release_date": (made,)}})
    found = roll_up(members, Settled({}, {"release_date": (said,)}))

    assert found.facts.dates("release_date") == DateSpan(first="2024-05-01", latest=latest, by=by)
