"""Names on boards joined to families and checkpoints: right or not at all."""


import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.boards import CuratedBoard
from pipeline.model.curated import CuratedFamily
from pipeline.names.join import Join, NameIndex
from pipeline.names.words import words
from tests.names.samples import index_of, rows_of


@pytest.fixture(scope="module")
def index() -> NameIndex:
    """The families that the first sample's names were judged against, closed ones among them."""
    return index_of("families.tsv")


@pytest.mark.parametrize(
    ("families", "joins", "least", "recall"),
    [
        ("families.tsv", "joins.tsv", 300, 0.94),
        ("catalog_families.tsv", "joins_unseen.tsv", 300, 0.92),
        ("catalog_families.tsv", "joins_held_out.tsv", 200, 0.96),
        ("families_2026.tsv", "joins_2026.tsv", 650, 0.95),
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


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("openrouter/qwen/qwen3-32b:free", "qwen3"),
        ("accounts/fireworks/models/llama-v3p1-70b-instruct", "llama-3.1"),
        ("together_ai/meta-llama/Llama-3.3-70B-Instruct-Turbo", "llama-3.3"),
        ("z-ai/glm-5.3:exacto", "glm-5"),
        ("ollama/qwen2.5:32b", None),
        ("🔥 Qwen3.5-9B", "qwen3.5"),
        ("Qwen3.5-9B (new)", "qwen3.5"),
        ("qwen3.6-27b (vLLM)", "qwen3.6"),
        ("Kimi-K3 @ high", "kimi-k3"),
        ("unsloth/Qwen3-32B", None),
        ("openrouter/unsloth/qwen3-32b", None),
        ("Kimi K3 + tools", None),
        ("Claude (via Kimi K3)", None),
        ("qwen3.8-max", None),
    ],
)
def test_names_as_routers_hosts_and_boards_dress_them(name: str, family: str | None) -> None:
    """The way to a model and a sign beside it are no part of its name; another's copy and two models together are no model of the list."""
    join = index_of("families_2026.tsv").join(name)
    assert (join.family if join is not None else None) == family


def test_no_name_was_judged_twice() -> None:
    """The samples have no name in common: what the rules were mended on is not what they are measured by."""
    samples = [{name for _, name, *_ in rows_of(f"{part}.tsv")} for part in ("joins", "joins_unseen", "joins_held_out", "joins_2026")]
    assert sum(map(len, samples)) == len(set().union(*samples)) >= 1400


@pytest.mark.parametrize(
    ("name", "family", "checkpoint", "rule"),
    [
        ("01-ai/Yi-34B-Chat", "yi", "01-ai/Yi-34B-Chat", "Hub id"),
        ("qwen2.5-72b-instruct", "qwen2.5", "Qwen/Qwen2.5-72B-Instruct", "words of the Hub id"),
        ("Llama-2-70b-chat", "llama-2", "meta-llama/Llama-2-70b-chat-hf", "words of the Hub id"),
        ("Meta-Llama-3.1-405B-Instruct-bf16", "llama-3.1", "meta-llama/Llama-3.1-405B-Instruct", "precision (bf16)"),
        ("llama-3.2-vision-11b-instruct", "llama-3.2-vision", "meta-llama/Llama-3.2-11B-Vision-Instruct", "words of the Hub id"),
        ("gpt-4o-2024-08-06", "gpt-4o", None, "family name, date"),
        ("vicuna-7b", "vicuna", None, "family name, size"),
        ("qwen3-32b-thinking", "qwen3", None, "without how it was run (thinking)"),
        ("Command R+ (08-2024)", "command-r-plus", "CohereLabs/c4ai-command-r-plus-08-2024", "words of the Hub id"),
        ("InternVL 2.0 8B", "internvl2", "OpenGVLab/InternVL2-8B", "words of the Hub id"),
        ("Qwen2-72B", "qwen2", None, "or its tuned sibling"),
        ("deepseek-v3-chat", "deepseek-v3", None, "without how it was run (chat)"),
        ("openai/hf:01-ai/Yi-Coder-9B-Chat", "yi-coder", "01-ai/Yi-Coder-9B-Chat", "inside the name"),
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


@pytest.fixture(scope="module")
def of_2026() -> NameIndex:
    """Invented and real lines whose names boards write with effort, host or month."""
    made = {
        "heron-3": ("Heron-3", ("lake/Heron-3",)),
        "heron-4": ("Heron 4", ("lake/Heron-4-120B", "lake/Heron-4-Flash-9B")),
        "phi-3": ("Phi-3", ("microsoft/Phi-3-medium-4k-instruct", "microsoft/Phi-3-mini-4k-instruct")),
        "qwen3.8": ("Qwen3.8", ("Qwen/Qwen3.8-27B",)),
        "mistral-large": ("Mistral Large", ("mistralai/Mistral-Large-Instruct-2407",)),
        "deepseek-v3": ("DeepSeek-V3", ("deepseek-ai/DeepSeek-V3", "deepseek-ai/DeepSeek-V3-0324")),
    }
    families = {
        slug: CuratedFamily(slug=slug, name=name, organization=slug, kind="llm", checkpoints=ids) for slug, (name, ids) in made.items()
    }
    return NameIndex(families, ())


@pytest.mark.parametrize(
    ("name", "family", "checkpoint"),
    [
        ("heron-3-max", "heron-3", "lake/Heron-3"),
        ("heron-3-xhigh", "heron-3", "lake/Heron-3"),
        ("heron-3-max 1", "heron-3", "lake/Heron-3"),
        ("Heron 3 (high reasoning)", "heron-3", "lake/Heron-3"),
        ("Heron 3 (FC)", "heron-3", "lake/Heron-3"),
        ("heron-4-120b_medium", "heron-4", "lake/Heron-4-120B"),
        ("chutes/Heron-4-120B", "heron-4", "lake/Heron-4-120B"),
        ("Heron-4-120B (Thinking; Fireworks)", "heron-4", "lake/Heron-4-120B"),
        ("heron-3-high-preview", "heron-3", "lake/Heron-3"),
        ("phi-3-medium", "phi-3", None),
        ("DeepSeek V3 (Mar 2025)", "deepseek-v3", None),
    ],
)
def test_how_a_board_ran_a_model_is_no_part_of_its_name(of_2026: NameIndex, name: str, family: str, checkpoint: str | None) -> None:
    """Effort, calling, host, footnote and month are set aside where nothing else accounts for them."""
    join = of_2026.join(name)
    assert join is not None
    assert (join.family, join.checkpoint) == (family, checkpoint)


@pytest.mark.parametrize(
    "name", ["qwen3.8-max", "Qwen 3.8 Max (0902)", "mistral-medium-3.5", "Mistral Large (Mar 2024)", "heron-5-high", "heron-4-ultra-max"]
)
def test_a_tier_is_no_effort_and_another_month_is_another_model(of_2026: NameIndex, name: str) -> None:
    """Qwen3.8-Max and Mistral Medium are models of their own; no checkpoint of Mistral Large is of March."""
    assert of_2026.join(name) is None


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
        ("Llama-3-120B", "a size that the family has not"),
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


def _board(**aliases: str) -> CuratedBoard:
    return CuratedBoard(slug="made-up", name="Made up", url="https://example.org", aliases=aliases)


def test_an_alias_of_the_board_holds_before_every_rule(index: NameIndex) -> None:
    """A person's word decides: to a checkpoint, to a family, or to nothing."""
    board = _board(**{"house model": "qwen3", "base": "Qwen/Qwen3-8B", "qwen3-32b": "none", "lost": "no-such-family"})
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
    found = NameIndex(twins, [])
    assert found.join("Twin-7B") is None
    assert found.join("one/Twin-7B") == Join("one", "one/Twin-7B", "Hub id")


def test_of_several_checkpoints_the_named_one_is_meant() -> None:
    """A renamed repository leaves two ids with the same words; the one that the file names is the one."""
    family = CuratedFamily(
        slug="made", name="Made", organization="made", kind="llm",
        checkpoints=("made/Made-7B",), match=("made/*",), exclude=("made/*-GGUF",),
    )  # fmt: skip
    index = NameIndex({"made": family}, ["made/Made-7B", "made/made_7b", "made/Made-9B", "made/Other-7B-GGUF"])
    assert index.join("made 7b") == Join("made", "made/Made-7B", "words of the Hub id")
    assert index.join("Made-9B") == Join("made", "made/Made-9B", "words of the Hub id")
    assert index.join("Other-7B-GGUF") is None


@given(
    st.sampled_from(["Meta-Llama-3.1-405B-Instruct", "qwen3 235b a22b", "internlm2_5-20b-chat", "phi-3-mini-4k"]),
    st.sampled_from(["-", "_", " "]),
    st.booleans(),
)
def test_the_way_of_writing_a_name_does_not_change_its_words(name: str, separator: str, upper: bool) -> None:  # noqa: FBT001
    """Capitals, hyphens, underscores and spaces are spelling, not meaning."""
    written = separator.join(name.replace("2_5", "2.5").split("-"))
    assert words(written.upper() if upper else written) == words(name)


@given(st.text(max_size=120))
def test_any_text_joins_or_does_not_and_says_why(text: str) -> None:
    """Total: hostile names neither raise nor join without a rule."""
    families = {"qwen3": CuratedFamily(slug="qwen3", name="Qwen3", organization="alibaba", kind="llm")}
    join = NameIndex(families, []).join(text)
    assert join is None or (join.family == "qwen3" and join.rule)
