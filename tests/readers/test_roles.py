"""Raw or tuned, own or another maker's: what a card says of itself decides before words are counted."""

import pytest
from reading import HEAD, VLM_HEAD

from pipeline.kinds import Kind, Role
from pipeline.readers.card import read_card

OPEN_HEAD = "---\nlicense: mit\n---\n"
CHATTER = "\n\nIt knows instruction following, function calling and tool use; a chatbot and assistant with RLHF.\n"


def role(repo: str, text: str, head: str = HEAD) -> Role | None:
    """The role that a card with this text gives its checkpoint."""
    return read_card(repo, f"{head}# A card\n\n{text}\n").role


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("This repository corresponds to the 3B pre-trained version of the Corvid model.", Role.PRETRAINED),
        ("This repo contains the **base** 7B Corvid model, which reads.", Role.PRETRAINED),
        ("This is the base version of Corvid.", Role.PRETRAINED),
        ("This model is the instruct post-trained version, made for talk.", Role.POST_TRAINED),
        ("This model card corresponds to the 7B chat version.", Role.POST_TRAINED),
        ("Corvid-7B is a base model, which one may tune further.", Role.PRETRAINED),
        ("[Corvid-7B](https://huggingface.co/acme/Corvid-7B) is the pretrained model.", Role.PRETRAINED),
        ("Corvid 7B is a general purpose reasoning model.", Role.POST_TRAINED),
        ("There are a 2 billion parameter instruct variant and a 7 billion parameter pretrained variant.", Role.PRETRAINED),
        ("There are a 7B instruct version and a 2B pretrained version.", Role.POST_TRAINED),
    ],
)  # fmt: skip
def test_what_a_card_says_of_itself(text: str, expected: Role) -> None:
    """A sentence on this repository, this name or this size outweighs any talk of chat."""
    assert role("acme/Corvid-7B", text + CHATTER) is expected


@pytest.mark.parametrize(
    "text",
    [
        "This model is fine-tuned from the base model of the family; instruction following, RLHF.",
        "This is the chat interface of the base model, an assistant; RLHF, function calling.",
        "The Corvid 7B Instruct model shows that the chatbot follows instructions, as an assistant.",
    ],
)
def test_said_of_something_else(text: str) -> None:
    """A base that it came from, a word for something else, and a sibling's name say nothing of this one being raw."""
    assert role("acme/Corvid-7B", text) is Role.POST_TRAINED


def test_a_line_stands_behind_the_role() -> None:
    """The sentence that decided is named by its line."""
    reading = read_card("acme/Corvid-7B", f"{HEAD}# A card\n\nText.\n\nThis is a **base** model.\n")
    assert (reading.role, reading.role_line) == (Role.PRETRAINED, 9)


def test_twins_of_both_kinds() -> None:
    """Between a raw and a supervised twin stands the final, tuned one."""
    text = "See [raw](https://huggingface.co/acme/rook-pretrain) and [SFT](https://huggingface.co/acme/rook-sft)."
    assert role("acme/rook", text) is Role.POST_TRAINED
    assert role("acme/rook", text.replace("rook-pretrain", "wren-pretrain")) is Role.PRETRAINED
    tuned = "Rook is mid-trained on traces and post-trained with many tasks. "
    assert role("acme/rook", tuned + text.replace("rook-pretrain", "wren-pretrain")) is not Role.PRETRAINED


def test_a_twin_without_its_maker() -> None:
    """A tuned twin may be named in a table without its maker; a longer name before it is another model."""
    table = "\n\n| Bench | Corvid-7B | Corvid-7B-Instruct |\n|-|-|-|\n| x | 1 | 2 |\n"
    assert role("acme/Corvid-7B", CHATTER + table) is Role.PRETRAINED
    assert role("acme/Corvid-7B", CHATTER + table.replace("Corvid-7B-I", "Great-Corvid-7B-I")) is Role.POST_TRAINED


def test_a_family_made_anew() -> None:
    """A name with another maker's family in it is no derivative where the weights were trained from scratch."""
    text = "An open reproduction of LLaMA. Its weights are trained completely from scratch; a pre-trained model."
    assert role("acme/open_llama_7b", text) is Role.PRETRAINED
    assert role("acme/open_llama_7b", "A chatbot.") is Role.DERIVATIVE


@pytest.mark.parametrize(
    "text",
    [
        "A collection of pretrained and instruction-tuned generative models. The tuned ones use SFT and RLHF; a chatbot.",
        "Acme released a 7 billion parameter base model and a chat model with tool use, function calling and RLHF.",
        "Instruction tuned text models are intended for chat, with an assistant, RLHF and function calling.",
    ],
)
def test_the_plain_name_in_a_family_of_both(text: str) -> None:
    """Of a family with raw and tuned models, one with a size in its name and no word for tuned is raw."""
    assert role("acme/Corvid-7B", text) is Role.PRETRAINED
    assert role("acme/Corvid", text) is None
    assert role("acme/Corvid-7B-Instruct", text) is Role.POST_TRAINED


def test_the_card_of_a_whole_family() -> None:
    """A file that is merely called a model card speaks of no checkpoint."""
    assert role("corvid3/MODEL_CARD", "Corvid 3 is an assistant, tuned from Llama 2 by RLHF.") is None


@pytest.mark.parametrize(
    "text",
    [
        "Rook 7B is a causal language model trained on much text.\n\n## Tuned models\n\nrook-tale is an instruct model for chat.",
        "A state-space model with 2.8B parameters, trained for 600B tokens of prose.",
        "The design follows others. The total token budget for training is 4 trillion tokens.",
        "BIRD, pre-trained only.",
    ],
)
def test_raw_by_its_training(text: str) -> None:
    """Training on many tokens, with no word of tuning before it, makes a raw model."""
    assert role("acme/rook-song-7b", text) is Role.PRETRAINED


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rook3 is our newest multimodal reasoning model for pages.", Role.POST_TRAINED),
        ("Training applies joint SFT with emphasis on images.", Role.POST_TRAINED),
        ("The model was trained by fine-tuning a Rook language model with both modalities.", Role.POST_TRAINED),
        (("The model is the base pre-trained version, not fine-tuned for instruction tasks. "
         "This model is the base pre-trained version."), Role.PRETRAINED),
        ("Rook3 sees pages and writes text.", None),
    ],
)  # fmt: skip
def test_models_that_see(text: str, expected: Role | None) -> None:
    """One plain sentence is enough for a model that sees; without one nothing is said."""
    assert role("acme/rook3", text, VLM_HEAD) is expected


@pytest.mark.parametrize(
    "text",
    ["Wren is a finetuned version of LLAMA-2 for research.", "Based on `pythia-12b`, Wren is tuned on dialogues."],
)
def test_other_makers_in_any_letters(text: str) -> None:
    """A family of another maker may be written in capitals or as a repository's name."""
    assert role("acme/Wren", text) is Role.DERIVATIVE


def test_recommended_and_credited_models_are_no_base() -> None:
    """A sibling to use instead, and a project whose code was used, are not what a model was made from."""
    body = (
        "# Corvid 3B Base\n\nThis model is not fine-tuned for chat.\n"
        "For chat, we recommend using [Corvid 3B Talk](https://huggingface.co/acme/Corvid-3B-Talk).\n\n"
        "## Acknowledgement\n\nCorvid is developed based on the codebases of [Eye](https://huggingface.co/eye/siglip-so400m).\n"
    )
    assert all(c.field != "base_model" for c in read_card("acme/Corvid-3B-Base", OPEN_HEAD + body).claims)


def test_own_tuned_version_is_no_base() -> None:
    """Saying "X is the base model and X-instruct the tuned one" names no parent of X."""
    text = (
        "`rook-1` is the base model and [`rook-1-instruct`](https://huggingface.co/acme/rook-1-instruct) its tuned one."
    )
    reading = read_card("acme/rook-1", f"{OPEN_HEAD}# Rook-1\n\nA language model, an LLM.\n\n{text}{CHATTER}")
    assert reading.role is Role.PRETRAINED
    assert all(c.field != "base_model" for c in reading.claims)


@pytest.mark.parametrize(
    ("head", "body", "kind"),
    [
        ("tags:\n- merge\n- mergekit\nbase_model:\n- roost/Alpha-7B", "whatever is a merge of the following.", Kind.LLM),
        ("tags:\n- mergekit\nbase_model:\n- roost/Alpha-VL-7B", "A merge of pre-trained models.", Kind.VLM),
        ("tags:\n- mergekit", "A merge of two text-to-image checkpoints, stable diffusion.", Kind.OTHER),
        ("library_name: vllm", "A tiny language model with vision capabilities.\n\n- 8B Language Model\n- 0.4B Vision Encoder", Kind.VLM),
        ("library_name: transformers", "A 26B mixture with active parameters and a context length of 8K.", Kind.LLM),
    ],
)  # fmt: skip
def test_kind_without_a_task(head: str, body: str, kind: Kind) -> None:
    """Merges, cards without tags and models that see besides are told apart by their words."""
    assert read_card("mallory/whatever", f"---\n{head}\n---\n# Whatever\n\n{body}\n").kind is kind
