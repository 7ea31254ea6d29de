"""Rows: what a family comes to from its checkpoints, sizes, dates, licences and papers, and from what people say of it."""

from collections.abc import Iterable
from typing import Any

import pytest

from pipeline.derive import derive_all
from pipeline.layout.catalog import Curated, parse_snapshots
from pipeline.model.amounts import Span, parse_amount
from pipeline.model.claims import Claim, Value
from pipeline.model.curated import CuratedPaper, CuratedValue, Papers
from pipeline.model.observed import Coverage, DateSpan, ObservedCheckpoint, ObservedFamily
from pipeline.reconcile.catalog import observe_paper
from pipeline.reconcile.checkpoints import facts_of, settle
from pipeline.reconcile.forms import value_of
from pipeline.reconcile.members import copies
from pipeline.reconcile.roll_up import label, roll_up, same_in_row
from tests.audit.audit_parts import Tree, card, family, hub, paper, tree_of
from tests.audit.rule_cases import fact


def observed(*checkpoints: str, facts: str = "", parts: Iterable[Tree] = ()) -> ObservedFamily:
    """The row of a family of these checkpoints, with what people say of it."""
    body = f"checkpoints = {list(checkpoints)}\n{facts}"
    return derive_all(tree_of(family("fig", body), *parts)).catalog.families["fig"]


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
    found = observed(*names, *(f"acme/toy-{name}" for name in made), parts=[*hubs, *cards])
    assert found.dates("release_date") == span
    assert {c for c, one in found.checkpoints.items() if "release_date" not in one.facts} == ({f"acme/toy-{undated}"} if undated else set())
    known = found.coverage.get("release_date")
    assert (known.known if known else len(made) + len(stated)) == (len(stated) or len(made))


def test_other_names_no_licence() -> None:
    """Beside a name it counts as not known; alone it says at least that the licence is the maker's own."""
    names = [f"acme/toy-{size}b" for size in (7, 40, 180)]
    both = [hub(name, license=licence) for name, licence in zip(names, ("mit", "other"), strict=False)]
    for hubs, licences, known in ((both, ("MIT",), 1), (both[1:], ("other",), 1)):
        row = observed(*names, parts=hubs)
        assert (row.texts("license"), row.coverage["license"]) == (licences, Coverage(known=known, of=3))


@pytest.mark.parametrize(("source", "latest", "by"), [("hub.created", "2024-09", ("latest",)), ("curated", "2024-09-06", ())])
def test_a_persons_day_of_the_whole_is_its_first(source: str, latest: str, by: tuple[str, ...]) -> None:
    """A checkpoint that was made or, as a person says, released long after tells until when the family grew."""
    said = Claim(field="release_date", value="2024-05-01", source="curated", url="https://acme.example/", verdict="won")
    made = Claim(field="release_date", value="2024-09-06", subject="acme/toy-7b", source=source, verdict="won")
    one = ObservedCheckpoint(facts={"release_date": "2024-09" if by else "2024-09-06"}, by=("release_date",) if by else ())
    found, _ = roll_up("toy", {"acme/toy-7b": one}, {"acme/toy-7b": {"release_date": (made,)}}, {"release_date": (said,)})

    assert found.dates("release_date") == DateSpan(first="2024-05-01", latest=latest, by=by)


def test_a_copy_alone_speaks_for_itself_and_one_of_an_unread_original_says_nothing() -> None:
    """Where the original is no member nothing else is there to ask; where it is, what nobody read of it is not known."""
    copy = hub("acme/Fig-8B-GGUF", license="mit") | card("acme/Fig-8B-GGUF", role="repack", license="mit")
    assert observed("acme/Fig-8B-GGUF", parts=[copy]).texts("license") == ("MIT",)
    row = observed("acme/Fig-8B", "acme/Fig-8B-GGUF", parts=[copy])
    assert row.texts("license") == ()
    assert row.licences_for(row.checkpoints["acme/Fig-8B-GGUF"]) == ()


def test_whose_copy_a_member_is() -> None:
    """By its stated base, else by its name; a copy of a copy is the original's; the next version is no copy."""
    assert copies({
        "a/Fig-8B": {}, "a/Fig-8B-FP8": {}, "a/Fig-8B-FP8-GGUF": {"base_model": ("a/Fig-8B-FP8",)}, "b/Other-AWQ": {"base_model": ("a/Fig-8B",)},
        "a/Fig-8B-2.0": {"base_model": ("a/Fig-8B",), "base_relation": "quantized"},
        "a/Fig-8B-packed": {"base_model": ("a/Fig-8B",), "base_relation": "quantized"}, "a/Plum-1B-GGUF": {"base_model": ("c/Plum-1B",)},
    }) == {"a/Fig-8B-FP8": "a/Fig-8B", "a/Fig-8B-FP8-GGUF": "a/Fig-8B", "b/Other-AWQ": "a/Fig-8B", "a/Fig-8B-packed": "a/Fig-8B"}  # fmt: skip


@pytest.mark.parametrize(
    ("sevens", "by_size"),
    [
        ((2_000,), {"7B": 2_000, "14B": 3_000}),
        ((1_200, 1_500), {"14B": 3_000}),  # neither lends its figure to both
        ((2_000, 2_010), {"7B": 2_010, "14B": 3_000}),  # one amount, rounded twice
    ],
)
def test_each_size_has_its_own_figure_unless_its_members_differ(sevens: tuple[int, ...], by_size: dict[str, int]) -> None:
    """Sizes that were trained on different amounts stand apart."""
    stated = {f"acme/toy-{n}-7b": (7 * 10**9, n) for n in sevens} | {"acme/toy-14b": (14 * 10**9, 3_000)}
    members = {c: ObservedCheckpoint(facts={"total_params": size, "training_tokens": n}) for c, (size, n) in stated.items()}
    row, _ = roll_up("toy", members, {}, {})
    assert row.span("training_tokens") == Span(low=min(sevens), high=3_000, by_size=by_size)


@pytest.mark.parametrize(
    ("field", "left", "right", "same"),
    [
        ("training_tokens", 2 * 10**12, 2 * 10**12, True), ("training_tokens", "2.2T~3T", "2200000000000~3000000000000", True),
        ("training_tokens", "2.2T~3T", 3 * 10**12, False), ("training_tokens", "a lot", "a lot", True),
        ("context_length", 128_000, 131_072, True), ("languages_count", 29, 30, False),
        ("release_date", "2024-04", "2024-04-18", True), ("release_date", "2024-04..2024-07", "2024-04..2024-12", False),
        ("release_date", "2024-04", "2024-04-18..2024-12-01", False), ("languages", ("en", "zh"), ("zh", "en"), True),
        ("license", ("MIT",), ("Apache-2.0",), False), ("license", "mit, apache-2.0", ("Apache-2.0", "MIT"), True),
        ("license", "mit", ("Apache-2.0", "MIT"), False), ("vision_encoder", "SigLIP", ("SigLIP",), True),
    ],
)  # fmt: skip
def test_values_of_a_row_are_compared_in_their_own_form(field: str, left: Value, right: Value, *, same: bool) -> None:
    """Ranges by both ends, dates as precisely as stated, lists without order."""
    assert same_in_row(field, left, right) is same
    assert same_in_row(field, right, left) is same


@pytest.mark.parametrize(
    ("checkpoint", "total", "active", "said"),
    [
        ("org/Model-8B-Instruct", None, None, "8B"), ("org/Model-30B-A3B", 30.5, 3.3, "30B-A3B"),
        ("org/Scout-17B-16E-Instruct", 109, 17, "109B-A17B"), ("org/Unified-7B-MoT", 14, 7, "14B-A7B"),
        ("org/Dense-7B", 7.6, 7.6, "7B"), ("org/Model-321B", 321, 38, "321B-A38B"), ("org/Model", 321, 38, "321B-A38B"),
    ],
)  # fmt: skip
def test_a_size_in_a_name_that_is_the_active_count_is_not_taken_for_the_total(
    checkpoint: str, total: float | None, active: float | None, said: str
) -> None:
    """17B-16E and 7B-MoT name what is active per token: the label then says the total as well."""
    known = {"total_params": total, "active_params": active}
    assert label(checkpoint, {k: round(v * 10**9) for k, v in known.items() if v is not None}) == said


@pytest.mark.parametrize(
    ("stated", "sizes"),
    [
        ({"8b-a1b": ("active_params", "1.5B"), "1b": ("total_params", "1.67B"), "3b": ("total_params", "3.3B")}, ("1.7B", "3B", "8B-A1.5B")),
        ({"8b": ("total_params", 8_840_488_784), "base": ("total_params", "8.84B"), "mini": ("total_params", "8.3B")}, ("8B", "8.3B")),
        ({"8b": ("total_params", "8.84B"), "9b": ("total_params", "8.84B")}, ("8B", "9B")),  # their makers call them so
    ],
)
def test_a_row_shows_the_figure_that_refutes_a_name_and_one_count_once(stated: dict[str, tuple[str, str | int]], sizes: tuple[str, ...]) -> None:
    """What was stated stands above the label in a name, unless they agree; a sibling without a size in its name shares one."""
    facts = "".join(fact(field, value, f"acme/toy-{name}") for name, (field, value) in stated.items())
    assert observed(*(f"acme/toy-{name}" for name in stated), facts=facts).texts("sizes") == sizes


@pytest.mark.parametrize(
    ("checkpoint", "source", "count", "believed"),
    [
        ("acme/Toy-32B-Think", "hub.safetensors", 1_053_696, False),  # one shard, or an index
        ("acme/Toy-32B-AWQ", "hub.safetensors", 6_000_000_000, False),  # eight in an integer
        ("acme/Toy-32B", "card", 335_000_000, False),  # a part
        ("acme/Toy-1B", "hub.safetensors", 9 * 10**9, False),  # another model's
        ("acme/ToyMoE-1B", "hub.safetensors", 7_200_000_000, True),  # what is active
        ("acme/Toy-7B", "hub.safetensors", 8_500_000_000, True),  # with embeddings
        ("acme/Toy-2.7B", "hub.safetensors", 3_745_000_000, True),  # with eyes
    ],
)
def test_a_count_that_cannot_be_of_the_named_size_is_not_believed(checkpoint: str, source: str, count: int, *, believed: bool) -> None:
    """Whichever source states it: it stands in the evidence, with the reason, and the size in the name is the value."""
    named = parse_amount(checkpoint.split("-")[1])
    assert named
    said = [Claim(field="total_params", value=value, source=voice) for voice, value in (("name", named), (source, count))]
    settled = settle(said, checkpoint)
    assert facts_of(settled)["total_params"] == (count if believed else named)
    assert {bool(c.because) for c in settled["total_params"] if c.source == source} == {not believed}


@pytest.mark.parametrize(
    ("field", "raw", "value"),
    [
        ("vision_encoder", "SigLIP", "SigLIP"), ("vision_encoder", ("SigLIP",), "SigLIP"), ("training_tokens", "15T", 15 * 10**12),
        ("base_llm", ("Vicuna-7B", "Vicuna-13B"), "Vicuna-7B, Vicuna-13B"), ("languages", ("en", "zh"), ("en", "zh")),
        ("context_length", float("inf"), None), ("vision_encoder", True, None), ("tool_use", "sometimes", None), ("reasoning", "maybe", None),
        ("modalities", "text->text", None), ("modalities", "text+image→text", "text+image→text"), ("base_model", "Qwen3-8B-Base", None),
        ("own_github", "https://github.com/x/y", None), ("own_arxiv", "https://arxiv.org/abs/2505.09388", None), ("role", "chat", None),
    ],
)  # fmt: skip
def test_value_takes_the_form_of_its_field(field: str, raw: CuratedValue, value: object) -> None:
    """A list for a field of one text is its items in a row, never a list's notation."""
    assert value_of(field, raw) == value


@pytest.mark.parametrize("whose", ["acme/toy-7b", ""])
def test_a_pins_empty_list_takes_a_value_of_any_form_away(whose: str) -> None:
    """What a source misstates and nobody knows better is not known: of a checkpoint, or of the row."""
    said: dict[str, Any] = {"training_tokens": 10**12, "release_date": "2024-04-01", "reasoning": "yes", "languages": ["en"], "license": "mit"}
    pins = "".join(fact(field, [], whose, because="it is told of another").replace("[[facts]]", "[[pins]]") for field in said)
    row = observed("acme/toy-7b", facts=pins, parts=[hub("acme/toy-7b"), card("acme/toy-7b", **said)])
    assert not said.keys() & (row.facts.keys() if not whose else row.facts.keys() | row.checkpoints[whose].facts.keys())


def test_a_count_of_none_is_no_value() -> None:
    """A context of 0, or "0" tokens, is a finding of the audit and not shown; nor is a range in the row that is of one checkpoint."""
    facts = fact("context_length", 0) + fact("training_tokens", "0") + fact("total_params", 0, "acme/toy-7b")
    row = observed("acme/toy-7b", facts=facts)
    assert not {"context_length", "training_tokens"} & row.facts.keys()
    for none in ("soon", "2026-02-30", "2024-4", "2024-04..", "20240401", "２０２４-04"):
        assert observed("acme/toy-7b", facts=fact("release_date", none)).dates("release_date") is None
    assert row.checkpoints["acme/toy-7b"].facts["total_params"] == 7 * 10**9
    facts = fact("training_tokens", "2T~3T", "acme/toy-7b") + fact("training_tokens", "4T", "acme/toy-70b")
    assert observed("acme/toy-7b", "acme/toy-70b", facts=facts).span("training_tokens") == Span(low=4 * 10**12, high=4 * 10**12)


def test_a_paper_has_what_people_found_until_arxiv_itself_has_answered() -> None:
    """With the page that shows it; a paper of which nobody found anything has nothing."""
    page = "https://lake.example/herons"
    known = CuratedPaper(title="Herons", authors=("A. Heron",), published="2024-01", source=page)
    curated = Curated({}, {}, {}, papers=Papers(papers={"2401.00001": known}))
    retrieved = paper("2401.00001", "On Herons", version=2, published="2024-01-03")
    for tree, shown in (({}, ("Herons", "2024-01", None, page)), (retrieved, ("On Herons", "2024-01-03", 2, "https://arxiv.org/abs/2401.00001v2"))):
        found = observe_paper("2401.00001", ["heron"], curated, parse_snapshots(tree))
        assert found is not None
        assert (found.title, found.published, found.version, found.url) == shown
    assert observe_paper("2401.00002", ["heron"], curated, parse_snapshots({})) is None
