import pytest
from reading import HEAD, VLM_HEAD, facts, reasons

from pipeline.kinds import Kind, Role
from pipeline.readers.card import as_json, read_card


def test_languages_from_front_matter_keep_norwegian() -> None:
    """`no` is Norwegian, names and regions become codes, and programming languages are none."""
    head = "---\nlanguage:\n- en\n- no\n- Portuguese\n- zh-CN\n- code\n- python\n- multilingual\n---\n"
    assert facts("acme/Corvid", "text", head)["languages"] == ["en", "no", "pt", "zh"]
    assert "not a natural language's code" in reasons("acme/Corvid", "text", "languages", head)


@pytest.mark.parametrize(
    ("sentence", "codes"),
    [
        ("**Supported languages:** English, Italian, and Thai.", ["en", "it", "th"]),
        ("**Supported Languages:**\nEnglish, Italian, and Thai. However, others may work.", ["en", "it", "th"]),
        ("## Languages\n\n- English\n", ["en"]),
        ("Corvid is multilingual, with support for English, Czech and Dutch.", ["en", "cs", "nl"]),
        ("| | |\n|-|-|\n| Language(s) | Korean, Japanese |", ["ko", "ja"]),
        ("The model is intended for use in English only.", ["en"]),
    ],
)
def test_languages_from_text(sentence: str, codes: list[str]) -> None:
    """Lists after a label, under a heading, in a table and in a sentence of support are read."""
    assert facts("acme/Corvid", f"# Corvid\n\n{sentence}\n")["languages"] == codes


@pytest.mark.parametrize(
    "sentence",
    [
        "Results on the Chinese, English and Korean benchmarks are below.",
        "Corvid supports Python, Java and Rust, 92 programming languages in all.",
        "It may not work in languages other than English and German.",
    ],
)
def test_other_languages_are_not_supported_ones(sentence: str) -> None:
    """Benchmarks, programming languages and limits list nothing that is supported."""
    found = facts("acme/Corvid", f"# Corvid\n\n{sentence}\n")
    assert "languages" not in found
    assert "languages_count" not in found


def test_number_of_languages() -> None:
    """A stated number of supported languages is its own fact."""
    assert facts("acme/Corvid", "Corvid supports over 119 languages and dialects.")["languages_count"] == 119


def test_licence_forms() -> None:
    """The front matter's id keeps its spelling; `other` brings its name and link."""
    head = "---\nlicense: other\nlicense_name: modified-mit\nlicense_link: LICENSE\n---\n"
    found = facts("acme/Corvid", "text", head)
    assert (found["license"], found["license_name"], found["license_link"]) == ("other", "modified-mit", "LICENSE")


def test_licence_from_text_is_the_weights() -> None:
    """Without front matter a sentence about the model counts, and one about code does not."""
    assert (
        facts("acme/Corvid", "# Corvid\n\nThe model is released under the Apache 2.0 license.", "")["license"]
        == "apache-2.0"
    )
    code = "# Corvid\n\nThe code in this repository is licensed under the MIT License.\n"
    assert "license" not in facts("acme/Corvid", code, "")
    assert "licence of something other than the weights" in reasons("acme/Corvid", code, "license", "")


CITATION = """
## Citation

```bibtex
@article{acme2025corvid,
  title={Corvid Technical Report},
  journal={arXiv preprint arXiv:2507.01234},
  year={2025}
}
@article{other2023,
  title={A Benchmark for Counting Birds},
  journal={arXiv preprint arXiv:2301.00001},
  year={2023}
}
```
"""


def test_own_paper_and_cited_papers() -> None:
    """The paper named after the model is its own; a method's or a benchmark's is cited."""
    body = "# Corvid\n\nWe follow [sparse wings](https://arxiv.org/abs/2209.09999) for speed.\n" + CITATION
    found = facts("acme/Corvid-7B", body)
    assert found["own_arxiv"] == ["2507.01234"]
    assert set(found["cited_arxiv"]) == {"2209.09999", "2301.00001"}


def test_a_citation_year_is_no_release_date() -> None:
    """BibTeX years, knowledge cut-offs and news of other things give no release date."""
    body = (
        "# Corvid\n\nIts knowledge ends in June 2024.\n\n## News\n\n- 2025.3.1 We released the evaluation code "
        "of Corvid.\n" + CITATION
    )
    assert "release_date" not in facts("acme/Corvid-7B", body)


@pytest.mark.parametrize(
    ("sentence", "date"),
    [
        ("**Release Date**: April 16th, 2025", "2025-04-16"),
        ("- **Model Release Date:** 18 August 2025", "2025-08-18"),
        ("+ **Release date:** February 2025<br>", "2025-02"),
        ("## News\n\n* 2025.6.27 We have open-sourced Corvid-7B on the Hub.", "2025-06-27"),
        ("Today (September 17th, 2024), we introduce Corvid.", "2024-09-17"),
        ("发布日期:2025年6月27日", "2025-06-27"),
    ],
)
def test_release_dates(sentence: str, date: str) -> None:
    """Labels, news and announcements of this model date it."""
    assert facts("acme/Corvid-7B", f"# Corvid-7B\n\n{sentence}\n")["release_date"] == date


def test_release_of_another_model_is_not_this_ones() -> None:
    """News of a sibling dates the sibling."""
    body = "# Corvid-7B\n\n## News\n\n* [2025.01.14] We open source Heronet-o 2.6, better than Corvid-7B.\n"
    assert "release_date" not in facts("acme/Corvid-7B", body)


def test_own_repository_among_libraries() -> None:
    """Of many links only the model's own repository counts."""
    body = (
        "# Corvid\n\nRun with [vLLM](https://github.com/vllm-project/vllm) or our "
        "[cookbook](https://github.com/acme/corvid-cookbook).\n\n"
        "Code: [GitHub](https://github.com/acme-ai/Corvid). We thank [Heronet](https://github.com/heron/Heronet).\n"
    )
    assert facts("acme/Corvid-7B", body)["own_github"] == "acme-ai/Corvid"


@pytest.mark.parametrize(
    "link",
    [
        "https://github.com/huggingface/transformers",
        "https://github.com/ggml-org/llama.cpp",
        "https://github.com/acme/acme-cookbook",
        "https://github.com/hiyouga/LLaMA-Factory",
        "https://github.com/acme/Heronet/blob/main/logo.svg?raw=true",
    ],
)
def test_libraries_are_no_own_repository(link: str) -> None:
    """Inference frameworks, cookbooks, trainers and pictures are not the model's code."""
    assert "own_github" not in facts("acme/Corvid-7B", f"# Corvid-7B\n\nInstall from {link} first.\n")


def test_base_model_from_front_matter_or_link() -> None:
    """The front matter's base counts; else a link that a sentence says the model was made from."""
    head = HEAD.replace("---\n", "---\nbase_model:\n- heron/Heronet-8B\nbase_model_relation: quantized\n", 1)
    found = facts("acme/Corvid", "text", head)
    assert (found["base_model"], found["base_relation"]) == (["heron/Heronet-8B"], "quantized")
    body = "# Corvid\n\nCorvid is a fine-tuned version of [Heronet](https://huggingface.co/heron/Heronet-8B).\n"
    assert facts("acme/Corvid", body)["base_model"] == ["heron/Heronet-8B"]
    rival = "# Corvid\n\nCompare it with [Heronet](https://huggingface.co/heron/Heronet-8B).\n"
    assert "base_model" not in facts("acme/Corvid", rival)


@pytest.mark.parametrize(
    ("repo", "head", "body", "role"),
    [
        ("acme/Corvid-7B-Base", HEAD, "# Corvid\n\nA base model.", Role.PRETRAINED),
        ("acme/Corvid-7B-Instruct", HEAD, "# Corvid", Role.POST_TRAINED),
        ("acme/Corvid-7B-Instruct-GGUF", HEAD, "# Corvid", Role.REPACK),
        (
            "acme/Corvid-7B",
            HEAD.replace("---\n", "---\nbase_model: heron/Heronet-8B\n", 1),
            "# Corvid",
            Role.DERIVATIVE,
        ),
        (
            "acme/Corvid-7B",
            HEAD.replace("---\n", "---\nbase_model: acme/Corvid-7B-Base\n", 1),
            "# Corvid",
            Role.POST_TRAINED,
        ),
        ("acme/Corvid-Llama-8B", HEAD, "# Corvid", Role.DERIVATIVE),
        ("acme/Corvid-7B", HEAD, "# Corvid\n\n- Training Stage: Pretraining & Post-training\n", Role.POST_TRAINED),
    ],
)
def test_roles(repo: str, head: str, body: str, role: Role) -> None:
    """The name, the base and its maker decide where a checkpoint stands."""
    assert read_card(repo, head + body).role is role


@pytest.mark.parametrize(
    ("repo", "card", "kind"),
    [
        ("a/Corvid", "---\npipeline_tag: text-generation\n---\n", Kind.LLM),
        ("a/Corvid", "---\npipeline_tag: image-text-to-text\n---\n", Kind.VLM),
        ("a/Corvid", "---\npipeline_tag: text-to-image\n---\nA language model writes the prompts.", Kind.OTHER),
        (
            "a/corvid-embedding",
            "---\ntags:\n- mteb\n---\nA text embedding model built on a language model.",
            Kind.OTHER,
        ),
        ("a/Corvid-7B", "# Corvid\n\nA large language model. Load it with AutoModelForCausalLM.", Kind.LLM),
        ("a/Corvid-VL-7B", "# Corvid-VL\n\nA vision-language model that answers questions on images.", Kind.VLM),
        ("a/corvid-lora", "---\ntags:\n- diffusers\n- lora\n---\nTrigger word: crow.", Kind.OTHER),
        ("a/b", "", Kind.OTHER),
    ],
)
def test_kinds(repo: str, card: str, kind: Kind) -> None:
    """The task tag decides; without it, the words do; and nothing at all is neither."""
    assert read_card(repo, card).kind is kind


def test_vision_encoder_and_language_model() -> None:
    """A family's table of parts is read at this checkpoint's row, a sentence at its own."""
    table = (
        "| Model | Vision Part | Language Part |\n|-|-|-|\n| Corvid-VL-2B | InternViT-300M-448px | Qwen2.5-1.5B |\n"
        "| Corvid-VL-38B | InternViT-6B-448px | Qwen2.5-32B |\n"
    )
    found = facts("acme/Corvid-VL-2B", table, VLM_HEAD)
    assert (found["vision_encoder"], found["base_llm"]) == ("InternViT-300M-448px", "Qwen2.5-1.5B")
    sentence = "It pairs a native-resolution visual encoder (MoonViT) with a decoder.\n"
    assert facts("acme/Corvid-VL-2B", sentence, VLM_HEAD)["vision_encoder"] == "MoonViT"


def test_a_repack_answers_with_its_base_card() -> None:
    """A quantised copy has the base's figures: the card pasted below speaks of the same weights."""
    head = "---\nbase_model: acme/Corvid-7B\nlicense: mit\npipeline_tag: text-generation\n---\n"
    body = "# Corvid 7B - AWQ\n\nFiles.\n\n# Original model card: Corvid 7B\n\nCorvid-7B has a 32K context window.\n"
    line = as_json(read_card("packer/Corvid-7B-AWQ", head + body))
    assert (line["role"], line["facts"]["context_length"]) == ("repack", 32_000)


def test_rejects_and_evidence_name_their_lines() -> None:
    """Every fact has a line that holds it, and what was passed over is kept with its reason."""
    body = "# Corvid-7B\n\nCorvid-7B has 7.2B parameters.\n\nHeronet-70B has 70B parameters.\n"
    line = as_json(read_card("acme/Corvid-7B", HEAD + body))
    assert "7.2B" in (HEAD + body).split("\n")[line["evidence"]["total_params"]["line"] - 1]
    assert {"line": 9, "reason": "size of another model", "field": "total_params"} in line["rejects"]


def test_facts_have_only_known_keys() -> None:
    """Absent facts are left out, and no key stands there that the catalog does not know."""
    line = as_json(read_card("acme/Corvid-7B", "# Corvid-7B\n"))
    assert set(line) == {"id", "kind", "role", "facts", "evidence", "rejects"}
    assert set(line["facts"]) == set(line["evidence"])
