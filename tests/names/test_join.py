"""Names on boards joined to families and checkpoints: right or not at all."""

import re
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.model.boards import CuratedBoard
from pipeline.model.curated import CuratedFamily
from pipeline.names.join import Join, NameIndex
from pipeline.names.words import is_size, parameters, words
from tests.names.samples import index_of, rows_of


@pytest.fixture(scope="module")
def index() -> NameIndex:
    """The families that the first sample's names were judged against, closed ones among them."""
    return index_of("families.tsv")


@pytest.mark.parametrize(
    ("families", "joins", "least", "recall"),
    [
        ("families.tsv", "joins.tsv", 300, 0.95),
        ("catalog_families.tsv", "joins_unseen.tsv", 300, 0.98),
        ("catalog_families.tsv", "joins_held_out.tsv", 200, 0.96),
        ("families_2026.tsv", "joins_2026.tsv", 650, 0.95),
        ("families_2026.tsv", "joins_services.tsv", 520, 0.97),
        ("families_boards.tsv", "joins_boards.tsv", 1450, 0.97),
        ("families_hands.tsv", "joins_hands.tsv", 900, 0.96),
    ],
)
def test_joins_of_judged_names_are_right_and_most_are_found(families: str, joins: str, least: int, recall: float) -> None:
    """On names of real boards judged by hand no join is wrong, and most names that speak of a family are joined."""
    index, judged = index_of(families), rows_of(joins)
    assert len(judged) >= least
    right, wrong, speaking = 0, [], 0
    for _, name, family, checkpoint in judged:
        speaking += family != "-"
        join = index.join(name)
        if join is None:
            continue
        assert join.rule
        if join.family == family and join.checkpoint in {None, checkpoint}:
            right += 1
        else:
            wrong.append((name, join))
    assert speaking >= 90, "too few names that speak of a family: the recall would mean nothing"
    assert not wrong
    assert right / speaking >= recall


@pytest.mark.parametrize(("name", "family"), rows_of("dressed.tsv"))
def test_names_as_routers_hosts_and_boards_dress_them(name: str, family: str) -> None:
    """The way to a model and a sign beside it are no part of its name; another's copy and two models together are no model of the list."""
    join = OF_2026.join(name)
    assert (join.family if join is not None else "-") == family


OF_2026 = index_of("families_2026.tsv")
IDS = sorted((c, slug) for slug, *_, ids in rows_of("families_2026.tsv") for c in ids.split())


@given(
    st.sampled_from(IDS),
    st.sampled_from(["{}", "{} (high)", "{}-xhigh", "{} (FC)", "{} (Thinking)", "chutes/{}", "{} w/ thinking", "{} [5-shot]", "{}-bf16", "**{}**"]),
    st.sampled_from([str, str.lower, lambda name: name.replace("-", " "), lambda name: name.replace("-", "_")]),
)
def test_a_dressed_id_joins_its_own_family_or_none(made: tuple[str, str], dress: str, spelled: Callable[[str], str]) -> None:
    """Effort, brackets, hosts, precision, capitals and separators never lead to another model."""
    join = OF_2026.join(dress.format(spelled(made[0].partition("/")[2])))
    assert join is None or (join.family == made[1] and join.checkpoint in {None, *(c for c, s in IDS if s == made[1])})


@given(
    st.sampled_from(IDS),
    st.sampled_from(["{}-abliterated", "{}-GPTQ-Int4", "{}-Distilled", "Dolphin-{}", "{}-REAP", "{}-Medical", "mlx-community/{}", "{} + tools"]),
)
def test_what_others_made_of_a_model_is_not_that_model(made: tuple[str, str], other: str) -> None:
    """One word that nothing accounts for, another owner, or a second part: no join."""
    assert OF_2026.join(other.format(made[0].partition("/")[2])) is None


@given(st.sampled_from(IDS), st.integers(3, 997))
@example(("ai21labs/AI21-Jamba-1.5-Large", "jamba"), 3)  # the maker's own number is no version
def test_another_size_or_version_is_another_model(made: tuple[str, str], number: int) -> None:
    """A size that no checkpoint of the family has, and a version that none bears, join nothing but a family that has them."""
    name = made[0].partition("/")[2]
    sized = re.sub(r"(?<![\d._A-Za-z])\d+(?:\.\d+)?B(?![A-Za-z])", f"{number}B", name, flags=re.IGNORECASE)
    versioned = re.sub(r"(?<=[A-Za-z]-|[A-Za-z]V)\d(?:\.\d)?(?=-|$)|(?<=[a-z])\d\.\d(?=-|$)", f"{number % 7 + 11}.9", name)
    for other in {name if f"{number}B" in name else sized, versioned} - {name}:
        join = OF_2026.join(other)
        assert join is None or join.checkpoint is None or words(join.checkpoint.partition("/")[2]) == words(other)
        assert join is None or other == sized
        if join is not None:
            sizes = {w for c, slug in IDS if slug == join.family for w in words(c.partition("/")[2]) if is_size(w)}
            assert f"{number}b" in sizes or not sizes or number > max(map(parameters, sizes))


@pytest.mark.parametrize(
    ("name", "family", "checkpoint", "rule"),
    [
        ("01-ai/Yi-34B-Chat", "yi", "01-ai/Yi-34B-Chat", "Hub id"),
        ("qwen2.5-72b-instruct", "qwen2.5", "Qwen/Qwen2.5-72B-Instruct", "words of the Hub id"),
        ("Meta-Llama-3.1-405B-Instruct-bf16", "llama-3.1", "meta-llama/Llama-3.1-405B-Instruct", "precision (bf16)"),
        ("gpt-4o-2024-08-06", "gpt-4o", None, "family name, date"),
        ("vicuna-7b", "vicuna", None, "family name, size"),
        ("qwen3-32b-thinking", "qwen3", None, "without how it was run (thinking)"),
        ("Qwen2-72B", "qwen2", None, "or its tuned sibling"),
        ("deepseek-v3-chat", "deepseek-v3", None, "without how it was run (chat)"),
        ("openai/hf:01-ai/Yi-Coder-9B-Chat", "yi-coder", "01-ai/Yi-Coder-9B-Chat", "words of the Hub id"),
    ],
)
def test_every_join_says_by_which_rule(
    index: NameIndex, name: str, family: str, checkpoint: str | None, rule: str
) -> None:
    """A join carries the words that `awesome why` shows."""
    join = index.join(name)
    assert join is not None
    assert (join.family, join.checkpoint) == (family, checkpoint)
    assert rule in join.rule


@pytest.mark.parametrize(
    ("name", "trap"),
    [
        ("Claude", "no version: several families could be meant"),
        ("llama-3.1-nemotron-super", "another maker's derivative of Llama 3.1"),
        ("gemma-2-9b-it-simpo", "a derivative with one word more"),
        ("upstage/Llama-2-70b-instruct", "somebody else's fine-tune under a borrowed name"),
        ("TheBloke/Llama-2-70B-fp16", "a repack"),
        ("qwen2.5-max", "a service beside an open family"),
        ("mistral-medium", "a service beside Mistral 7B"),
        ("glm-4-0520", "a service; the family's weights all name their size"),
        ("mistral-large-2402", "a service, whose date no checkpoint of the family bears"),
        ("Ovis2-8B", "a size that Ovis2 has not, and a version that Ovis has not"),
        ("QwQ-32B + Qwen 2.5 Coder Instruct", "two models together"),
        ("Llama-4-Maverick-03-26-Experimental", "not what was released"),
        ("DreamPRM-1.5 (GPT-5-mini w/ thinking)", "a method on top of a model"),
        ("codestral:22b-v0.1-q4_0", "a four-bit conversion scores otherwise"),
        ("", "nothing"),
    ],
)
def test_what_is_not_certain_stays_unjoined(index: NameIndex, name: str, trap: str) -> None:
    """Precision before recall: derivatives, services and combinations are left to a person."""
    assert index.join(name) is None, trap


def test_what_tells_two_models_apart_is_no_setting() -> None:
    """A word by which a family's checkpoints differ has to be one's, with the size or tier beside it; a mode need not."""
    ids = ("made/Toy-Base-Alpha-7B", "made/Toy-Large-Thinking", "made/Toy-Nano-Preview", "made/Toy-3B-Base", "made/Toy-8B")
    toy = CuratedFamily(slug="toy", name="Toy", organization="made", kind="llm", checkpoints=ids)
    index, plain = NameIndex({"toy": toy}), NameIndex({"toy": toy.model_copy(update={"checkpoints": ids[-1:]})})
    assert not any(map(index.join, ("toy-tuned-alpha-7b", "toy-large-preview", "toy-large-preview-high", "Toy 8B (Base)", "toy-3b-preview")))
    assert all(map(index.join, ("toy-nano-preview", "toy-base-alpha-7b", "Toy 3B (base)", "toy-8b-thinking", "Toy 8B (Instruction Tuned)")))
    assert plain.join("toy-8b-preview"), "a service's word for the same weights"


def test_an_alias_of_the_board_holds_before_every_rule(index: NameIndex) -> None:
    """A person's word decides: to a checkpoint, to a family, or to nothing."""
    aliases = {"house model": "qwen3", "base": "Qwen/Qwen3-8B", "qwen3-32b": "none", "lost": "no-such-family"}
    board = CuratedBoard(slug="made-up", name="Made up", url="https://example.org", aliases=aliases)
    assert index.join("house model", board) == Join("qwen3", None, "alias in the board's file")
    assert index.join("base", board) == Join("qwen3", "Qwen/Qwen3-8B", "alias in the board's file")
    assert index.join("qwen3-32b", board) is None
    assert index.join("lost", board) is None


def test_a_maker_that_is_another_one_on_the_list_speaks_against_a_join(index: NameIndex) -> None:
    """The board's own column of makers can only prevent joins, never make them."""
    assert index.join("llama-3-8b-instruct", organization="Meta") is not None
    assert index.join("llama-3-8b-instruct", organization="NVIDIA") is None
    assert index.join("llama-3-8b-instruct", organization="a maker unknown here") is not None


def test_a_proprietary_row_is_not_a_family_of_weights(index: NameIndex) -> None:
    """Mistral Large was a service before its second release: the board says so, and no checkpoint is that one."""
    assert index.join("mistral-large-latest") is not None
    assert index.join("mistral-large-latest", closed=True) is None
    assert index.join("gpt-4-0613", closed=True) is not None


def test_one_name_in_two_families_joins_neither() -> None:
    """Ambiguity is for a person."""
    twins = {s: CuratedFamily(slug=s, name=n, organization=s, kind="llm", checkpoints=(f"{s}/Twin-7B",))
             for s, n in (("one", "One"), ("two", "Two"))}  # fmt: skip
    found = NameIndex(twins)
    assert found.join("Twin-7B") is None
    assert found.join("one/Twin-7B") == Join("one", "one/Twin-7B", "Hub id")


def test_of_several_checkpoints_the_named_one_is_meant() -> None:
    """A renamed repository leaves two ids with the same words; the one that the file names is the one."""
    family = CuratedFamily(slug="made", name="Made", organization="made", kind="llm", checkpoints=("made/Made-7B",))
    index = NameIndex({"made": family}, {"made": ["made/Made-7B", "made/made_7b", "made/Made-9B"]})
    assert index.join("made 7b") == Join("made", "made/Made-7B", "words of the Hub id")
    assert index.join("Made-9B") == Join("made", "made/Made-9B", "words of the Hub id")


@given(st.text(max_size=120))
def test_any_text_joins_or_does_not_and_says_why(text: str) -> None:
    """Total: hostile names neither raise nor join without a rule."""
    families = {"qwen3": CuratedFamily(slug="qwen3", name="Qwen3", organization="alibaba", kind="llm")}
    join = NameIndex(families).join(text)
    assert join is None or (join.family == "qwen3" and join.rule)
