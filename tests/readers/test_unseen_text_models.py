"""Shapes that cards of text models showed when they were met for the first time."""

import pytest
from reading import HEAD, facts

from pipeline.kinds import Role
from pipeline.readers.card import read_card

OPEN_HEAD = "---\nlicense: mit\nlibrary_name: transformers\ntags:\n- text-generation\n---\n"


@pytest.mark.parametrize(
    "anchor",
    ["[Marlow et al., 2021]", "[Marlow and Finch, 2021]", "[Feather Attention]"],
)
def test_method_is_not_the_own_paper(anchor: str) -> None:
    """A link named after authors or a method is cited, even where no paper of the model's own is given."""
    body = f"# Corvid-7B\n\nCorvid-7B has fast attention ({anchor}(https://arxiv.org/abs/2101.00001)).\n"
    found = facts("acme/Corvid-7B", body)
    assert "own_arxiv" not in found
    assert found["cited_arxiv"] == ["2101.00001"]


def test_report_named_after_the_family() -> None:
    """A link called the family's technical report is its own, whatever section it stands in."""
    body = (
        "# Corvid-2-mini\n\nCorvid-2-mini is a model.\n\n### Datasets\n\n"
        "More on data is in the [Corvid-2 Technical Report](https://arxiv.org/abs/2401.00007).\n"
    )
    assert facts("acme/Corvid-2-mini", body)["own_arxiv"] == ["2401.00007"]


def test_eprint_in_aligned_bibtex() -> None:
    """BibTeX whose values are lined up far from their names is read."""
    body = (
        "# Corvid-7B\n\n## Citation\n\n```\n@misc{acme2025,\n    title         = {Corvid: A Model of Few Words},\n"
        "    eprint        = {2501.00042},\n    archivePrefix = {arXiv}\n}\n```\n"
    )
    assert facts("acme/Corvid-7B", body)["own_arxiv"] == ["2501.00042"]


def test_advice_when_to_scale_is_no_window() -> None:
    """Advice to use YaRN beyond some length yields to the configuration that the card shows."""
    body = (
        "# Corvid-7B\n\n- Context Length: Full 131,072 tokens\n"
        "- For inputs exceeding 8,192 tokens, enable YaRN in `config.json`:\n\n"
        '```json\n{"rope_scaling": {"factor": 4.0, "original_max_position_embeddings": 32768, "type": "yarn"}}\n```\n'
    )
    found = facts("acme/Corvid-7B", body)
    assert (found["context_length"], found["context_length_extended"]) == (32768, 131072)


def test_table_of_hyperparameters_with_comments() -> None:
    """A column headed "Value" holds this model's values, whatever other columns follow."""
    body = (
        "# Corvid-7B\n\n## Architecture\n\n| Hyperparameter | Value | Comment |\n|---|---|---|\n"
        "| Layers | 32 | |\n| Sequence length | 2048 | kept short |\n"
    )
    assert facts("acme/Corvid-7B", body)["context_length"] == 2048


def test_labels_written_as_formulas() -> None:
    """A label set as a formula is read like one in plain letters."""
    body = (
        "# Corvid-6B\n\n| Hyperparameter | Value |\n|---|---|\n| \\\\(n_{parameters}\\\\) | 6053000000 |\n"
        "| \\\\(n_{ctx}\\\\) | 2048 |\n"
    )
    found = facts("acme/Corvid-6B", body)
    assert (found["total_params"], found["context_length"]) == (6_053_000_000, 2048)


def test_alignment_after_pretraining_in_one_breath() -> None:
    """A later stage joined with "and" does not take the tokens of pre-training."""
    body = "# Corvid-7B\n\nCorvid-7B underwent pre-training with 1.4T bilingual tokens and preference alignment.\n"
    assert facts("acme/Corvid-7B", body)["training_tokens"] == 1_400_000_000_000


def test_languages_of_limited_use_are_left_out() -> None:
    """What a label calls limited is not listed as supported."""
    body = "# Corvid-7B\n\n- **Language(s) (NLP):** English, German, Spanish (and limited skill in Italian, Polish);\n"
    assert facts("acme/Corvid-7B", body)["languages"] == ["en", "de", "es"]


def test_languages_not_limited_to_a_list() -> None:
    """A list that a card says it is not limited to is a list of supported languages."""
    body = "# Corvid-7B\n\nLanguages: not limited to English, German and Thai\n"
    assert facts("acme/Corvid-7B", body)["languages"] == ["en", "de", "th"]


@pytest.mark.parametrize(
    "sentence",
    [
        "Corvid-7B-Talk is derived from\n[Acme's](https://acme.example/) [Wren-7B](https://huggingface.co/birds/Wren-7B).",
        "Finetuned on top of [birds/Wren-7B](https://huggingface.co/birds/Wren-7B) by us.",
    ],
)
def test_base_behind_a_line_break_or_its_own_name(sentence: str) -> None:
    """A sentence is read across a line break, and a long link text does not hide the words before it."""
    assert facts("acme/Corvid-7B-Talk", f"# Corvid\n\n{sentence}\n", OPEN_HEAD)["base_model"] == ["birds/Wren-7B"]


def test_long_name_of_the_base_with_tokens_seen() -> None:
    """What follows a size as "3T" is tokens seen; the link's own long name is no distance."""
    base = "acme/Corvid-1.1B-intermediate-step-1431k-3T"
    body = f"# Corvid\n\nThe chat model finetuned on top of [{base}](https://huggingface.co/{base}).\n"
    assert facts("acme/Corvid-1.1B-Chat-v1.0", body, OPEN_HEAD)["base_model"] == [base]


@pytest.mark.parametrize(
    ("repo", "text", "role"),
    [
        ("acme/Corvid", "Trained on much text (1T tokens like Llama) by acme, a transformer pretrained from scratch.",
         Role.PRETRAINED),
        ("acme/Corvid", "It is _not_ an instruction model; with the assistant prompt it is a chatbot and assistant.",
         Role.PRETRAINED),
        ("acme/ChatRook2-6b", "A bilingual model, built upon our foundation model and pre-trained model.",
         Role.POST_TRAINED),
    ],
)  # fmt: skip
def test_roles(repo: str, text: str, role: Role) -> None:
    """A likened family is no base, "not an instruction model" is a base model, and a name may begin with chat."""
    assert read_card(repo, f"{HEAD}# {repo}\n\n{text}\n").role is role


def test_model_date() -> None:
    """A date alone under "Model Date" is the release; a span of training is not."""
    assert facts("acme/Corvid", "# Corvid\n\n## Model Date\n\nMay 5, 2023\n")["release_date"] == "2023-05-05"
    body = "# Corvid\n\n## Model Date\n\nTrained between January 2023 and July 2023\n"
    assert "release_date" not in facts("acme/Corvid", body)


@pytest.mark.parametrize(
    ("suffix", "role"), [("-Chat", Role.PRETRAINED), ("-Instruct", Role.PRETRAINED), ("-Base", Role.POST_TRAINED)]
)
def test_role_by_a_twin(suffix: str, role: Role) -> None:
    """Beside a twin called "-Chat" stands the raw model, beside one called "-Base" the tuned one."""
    body = (
        "# Corvid-2\n\nA chat model and a base model: instruction following, function calling, pretrained model.\n\n"
        f"See also [the other](https://huggingface.co/acme/Corvid-2{suffix}).\n"
    )
    assert read_card("acme/Corvid-2", HEAD + body).role is role


def test_a_longer_name_is_no_twin() -> None:
    """Another model whose name goes on after the suffix says nothing of this one."""
    body = "# Corvid-2\n\nA chat model.\n\n[x](https://huggingface.co/acme/Corvid-2-Base-Encoder)\n"
    assert read_card("acme/Corvid-2", HEAD + body).role is Role.POST_TRAINED


def test_active_size_of_a_sibling_in_an_enumeration() -> None:
    """The active size of the one mixture in a family is not a dense model's."""
    body = "# Corvid-72B\n\n* 3 sizes, 7B, 32B and 72B dense models, and an MoE model of 14B with 2.7B activated;\n"
    assert "active_params" not in facts("acme/Corvid-72B", body)


def test_stages_of_a_recipe_are_no_window() -> None:
    """Lengths that a training recipe passes through are settings."""
    body = "# Corvid-1.5B\n\n## Training Recipe\n\n- Initial 8K Context (0-1040 steps)\n- Extended to 16K\n"
    assert "context_length" not in facts("acme/Corvid-1.5B", body)


@pytest.mark.parametrize(
    "link",
    [
        "- **Repository:** [flock-workshop/many](https://github.com/flock-workshop/many)",
        '<a href="https://github.com/acme-project/many" target="_blank">\n    <img alt="Code" src="https://img.shields.io/badge/x-y"/>\n</a>',
    ],
)
def test_repository_by_its_label_or_button(link: str) -> None:
    """A link after "Repository:" or behind a button called "Code" is the own repository, whatever its name."""
    assert facts("acme/Corvid", f"# Corvid\n\n{link}\n")["own_github"].endswith("/many")


def test_name_without_its_maker() -> None:
    """A card of "acme/acme-solar" may call its model just Solar."""
    body = "# Model\n\nSolar is a mixture with 480B total and 17B active parameters.\n"
    found = facts("acme/acme-solar-instruct", body)
    assert (found["total_params"], found["active_params"]) == (480_000_000_000, 17_000_000_000)


def test_paper_by_its_label() -> None:
    """A link after "Paper:" is the own paper, whatever the link is called."""
    body = "# Corvid-7B\n\n- **Code:** none\n- **Paper:** [Link](https://arxiv.org/abs/2402.00038)\n"
    assert facts("acme/Corvid-7B", body)["own_arxiv"] == ["2402.00038"]


def test_date_with_a_comma_after_the_month() -> None:
    """A comma may stand after the month."""
    assert (
        facts("acme/Corvid", "# Corvid\n\n**Model Release Date** April, 24th 2024.\n")["release_date"] == "2024-04-24"
    )


@pytest.mark.parametrize(
    "text",
    [
        "A chat format works. We **did not** fine-tune Corvid for instruction following or by RLHF.",
        "Corvid models have not been tuned for dialog like chatbots and do not follow an assistant's prompts (RLHF).",
        "It has chat and assistant prompts; the model has not undergone instruction fine-tuning.",
    ],
)
def test_not_tuned_is_pretrained(text: str) -> None:
    """A card that denies tuning is a base model's, however often it speaks of chat."""
    assert read_card("acme/Corvid-1_5", f"{HEAD}# Corvid\n\n{text}\n").role is Role.PRETRAINED


def test_started_from_a_model_named_distilled() -> None:
    """A base whose name has "Distilled" in it is still a base."""
    text = "Corvid-14B is trained by reinforcement learning, starting from the DeepSeek-R1-Distilled-Qwen-14B."
    assert read_card("acme/Corvid-14B", f"{HEAD}# Corvid-14B\n\n{text}\n").role is Role.DERIVATIVE
