"""Layouts met in cards of makers who had not been read before: seeing models, repacks and what is neither."""

import pytest
from reading import HEAD, VLM_HEAD, facts

from pipeline.kinds import Kind, Role
from pipeline.readers.card import read_card


def test_parts_joined_by_a_plus_are_no_total() -> None:
    """A sum of parts in a comparison does not contradict the model's own row."""
    body = (
        "# Corvid-VL-A2B\n\n| Model | #Total Params | #Activated Params |\n|-|-|-|\n| Corvid-VL-A2B | 14B | 2B |\n"
        "| Corvid-VL-A2B-Thinking | 14B | 2B |\n\n"
        "| Bench | Heron-11B | Corvid-VL-A2B |\n|-|-|-|\n| # Act. Params (LLM+ViT) | 10B+1B | 1.9B+0.3B |\n"
        "| # Total Params | 11B | 14B |\n"
    )
    found = facts("acme/Corvid-VL-A2B", body, VLM_HEAD)
    assert (found["total_params"], found["active_params"]) == (14_000_000_000, 2_000_000_000)


@pytest.mark.parametrize("label", ["Content Length", "Text length", "Context length"])
def test_length_by_any_name(label: str) -> None:
    """A window may be called a content or a text length."""
    assert facts("acme/Corvid", f"# Corvid\n\n| | Corvid |\n|-|-|\n| {label} | 8K |\n")["context_length"] == 8000


def test_window_to_run_out_to() -> None:
    """A model that runs out to a length supports it, whatever must be set for that."""
    body = "# Corvid\n\nYou may run this model out to 16K context with its scale set to 1.\n"
    assert facts("acme/Corvid", body)["context_length"] == 16000


@pytest.mark.parametrize(
    ("bases", "role"),
    [
        (("acme/Corvid-3B-Instruct", "google/siglip-base-patch16-224"), Role.POST_TRAINED),
        (("Qwen/Qwen2-7B", "openai/clip-vit-large-patch14-336"), Role.DERIVATIVE),
        (("acme/CorvidViT-300M", "Qwen/Qwen2-7B"), Role.DERIVATIVE),
    ],
)
def test_language_model_decides_whose_a_vlm_is(bases: tuple[str, str], role: Role) -> None:
    """A borrowed vision encoder makes no derivative; a borrowed language model does."""
    listed = "".join(f"- {base}\n" for base in bases)
    head = f"---\nlicense: mit\npipeline_tag: image-text-to-text\nbase_model:\n{listed}---\n"
    body = "# Corvid-VL-3B-Instruct\n\nIt follows instructions about images.\n"
    assert read_card("acme/Corvid-VL-3B-Instruct", head + body).role is role


def test_released_base_model_that_sees() -> None:
    """A plain sentence that a base model was released is enough."""
    body = "# Corvid\n\nPlease note that the model we have released is a base model.\n"
    assert read_card("acme/Corvid-8b", VLM_HEAD + body).role is Role.PRETRAINED


def test_paper_that_is_linked_and_cited() -> None:
    """Of two papers to cite, the one that is also linked as the paper is the model's own."""
    body = (
        '# Corvid2\n\n<a href="https://arxiv.org/pdf/2408.01234">📑 Paper</a>\n\n## Citation\n\n```\n'
        "@misc{a2023corvid,\n title={Corvid: Birds for Pretrained Language Models},\n eprint={2311.01234},\n}\n"
        "@misc{b2024corvid2,\n title={Corvid2: Language Models for Birds},\n journal={arXiv preprint "
        "arXiv:2408.01234},\n}\n```\n"
    )
    found = facts("acme/corvid2-chat-9B", body, VLM_HEAD)
    assert (found["own_arxiv"], found["cited_arxiv"]) == (["2408.01234"], ["2311.01234"])


def test_code_of_the_base_is_not_ours() -> None:
    """A link that bears the base's name leads to the base's code."""
    head = "---\nbase_model: acme/Corvid-4-9B-0101\npipeline_tag: image-text-to-text\n---\n"
    body = (
        "# Corvid-4.1V-9B\n\nBased on the [Corvid-4-9B-0101](https://github.com/acme/Corvid-4) foundation model, we "
        "present it.\n\nFor a demo see our [GitHub](https://github.com/acme/Corvid-V).\n"
    )
    assert facts("acme/Corvid-4.1V-9B", body, head)["own_github"] == "acme/Corvid-V"


def test_quantiser_is_not_the_code() -> None:
    """The tool that quantised the weights is not their code."""
    body = "# Model\n\nThis model is quantized with [Shrinker](https://github.com/acme/Model-Shrinker).\n"
    assert "own_github" not in facts("acme/Heron-7B-FP4", body)


def test_base_given_as_an_address() -> None:
    """An address on the Hub stands for the id in it."""
    head = "---\nbase_model: https://huggingface.co/acme/Corvid-13b\n---\n"
    assert facts("mallory/Corvid-13B-GGUF", "# Corvid 13B - GGUF\n", head)["base_model"] == ["acme/Corvid-13b"]


def test_converted_weights_in_quotes() -> None:
    """An id in backquotes behind a conversion is the base, and the conversion a repack."""
    body = "# roost/Corvid-2B-bf16\nThis model was converted to MLX format from [`acme/Corvid-2B`]() with mlx 0.1.\n"
    reading = read_card("roost/Corvid-2B-bf16", HEAD + body)
    assert reading.role is Role.REPACK
    assert facts("roost/Corvid-2B-bf16", body)["base_model"] == ["acme/Corvid-2B"]


@pytest.mark.parametrize(
    ("repo", "sentence", "role"),
    [
        ("mallory/Corvid-13B-Uncensored", "Corvid trained on a filtered set, by RLHF and SFT.", Role.DERIVATIVE),
        ("mallory/Corvid-13b", "The result is an enhanced Llama 13b model.", Role.DERIVATIVE),
        ("acme/Corvid-13b", "It was fine-tuned with instructions, an instruction-finetuned model.", Role.POST_TRAINED),
    ],
)
def test_role_from_words(repo: str, sentence: str, role: Role) -> None:
    """Loosened and bettered models are somebody else's; instruction finetuning is post-training."""
    assert read_card(repo, f"{HEAD}# Corvid\n\n{sentence}\n").role is role


@pytest.mark.parametrize(
    ("head", "body", "kind"),
    [
        (
            "library_name: vllm",
            "# Corvid-12B\n\nA multimodal model with a vision encoder. It keeps text-only performance.\n\n- Instruct LLM\n",
            Kind.VLM,
        ),
        (
            "license: mit",
            "# Corvid\n\nCorvid is a family of LLMs, handling text and image input and generating text output.\n",
            Kind.VLM,
        ),
        ("tags:\n- music", "# Corvid\n\nOpen music generation and song generation with a LLaMA.\n", Kind.OTHER),
        ("pipeline_tag: document-question-answering", "# CorvidLM\n\nIt finds the answer on a page.\n", Kind.OTHER),
        ("tags:\n- visual-question-answering", "# Corvid\n\nA transformer tuned on VQA.\n", Kind.OTHER),
        ("tags:\n- visual-question-answering", "# Corvid\n\nA multimodal LLM that chats.\n", Kind.VLM),
        ("pipeline_tag: image-to-text\ntags:\n- textline_detection", "# Corvid_det\n\nFinds lines.\n", Kind.OTHER),
        ("pipeline_tag: image-to-text", "# Corvid\n\nReads a line of text.\n", Kind.VLM),
    ],
)
def test_kind_by_what_comes_out(head: str, body: str, kind: Kind) -> None:
    """Images in and text generated is a VLM; an answer picked, a box or a song is not."""
    assert read_card("acme/Corvid-1", f"---\n{head}\n---\n{body}").kind is kind


@pytest.mark.parametrize(
    ("sentence", "encoder"),
    [
        ("- **Vision Encoder**: Based on Swin Transformer for visual features", "Swin Transformer"),
        ("- **Architecture:** SO400M + Heron2", "SO400M"),
        ("The model is built based on EVA02-5B and Heron-7B.", "EVA02-5B"),
        ("For LLM and vision tower, we choose Heron and siglip-so400m-patch14-384.", "siglip-so400m-patch14-384"),
    ],
)
def test_vision_encoders(sentence: str, encoder: str) -> None:
    """Encoders are named in labels, in sums and in sentences of choice."""
    assert facts("acme/Corvid-V", f"# Corvid-V\n\n{sentence}\n", VLM_HEAD)["vision_encoder"] == encoder


def test_likeness_is_no_encoder() -> None:
    """An encoder that is like a known one is not that one."""
    body = "# Corvid\n\nIt consists of a CLIP-like image encoder and a large language model.\n"
    assert "vision_encoder" not in facts("acme/Corvid-V", body, VLM_HEAD)


def test_paper_whose_title_heads_the_card() -> None:
    """A heading at the top that links a paper is this model's paper, whatever its title speaks of."""
    body = (
        "# Corvid\n\n## [Bird Models from a Dataset of Songs](https://arxiv.org/abs/2403.01234)\n\nText.\n\n## Citation\n\n"
        "```\n@misc{a,\n title={Bird Models from a Dataset of Songs},\n eprint={2403.01234},\n}\n"
        "@misc{b,\n title={Making Songs},\n eprint={2305.01234},\n}\n```\n"
    )
    assert facts("acme/Corvid", body, VLM_HEAD)["own_arxiv"] == ["2403.01234"]


def test_widened_window_beside_the_bases_own() -> None:
    """A window reached with YaRN is the extended one, though "native" is said of the base right after it."""
    body = "# Corvid\n\nBy leveraging YaRN to extend the context window to 128k (Heron2's native window is 32k), it reads.\n"
    found = facts("acme/Corvid", body)
    assert found.get("context_length_extended") == 128000
    assert "context_length" not in found


def test_eyes_and_words_named_together() -> None:
    """A model that sees may have two parents in one line."""
    body = (
        "# Corvid2\n\n- **Parent Models:** [eye/siglip-small](https://huggingface.co/eye/siglip-small) and "
        "[roost/Heron-7B](https://huggingface.co/roost/Heron-7B)\n"
    )
    assert facts("acme/corvid2-8b", body, VLM_HEAD)["base_model"] == ["eye/siglip-small", "roost/Heron-7B"]


def test_base_that_sees_makes_a_model_that_sees() -> None:
    """Without a task the base's name says that images go in."""
    head = "---\nbase_model: acme/Heron-VL-7B-Instruct\n---\n"
    body = "# Corvid-7B\n\nFine tuned from Heron-VL-7B-Instruct; it answers like an LLM with one page as input.\n"
    assert read_card("roost/Corvid-7B", head + body).kind is Kind.VLM


def test_tuned_from_its_own_instruct_version() -> None:
    """A base that is the same name with -Instruct is no sign that this one is raw."""
    head = "---\npipeline_tag: image-text-to-text\nbase_model: acme/Corvid3-8B-Instruct\n---\n"
    assert read_card("acme/Corvid3-8B", f"{head}# Corvid3-8B\n\nIt sees.\n").role is Role.POST_TRAINED


def test_trained_by_finetuning_another_family() -> None:
    """Training by fine-tuning a named family of another maker is a derivative."""
    body = "# Corvid\n\nCorvid is an assistant trained by fine-tuning LLaMA/Heron on dialogues. It is a chatbot.\n"
    assert read_card("mallory/corvid-v1.5-13b", VLM_HEAD + body).role is Role.DERIVATIVE
