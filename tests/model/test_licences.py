"""Licences by their table."""

import pytest

from pipeline.model.licences import LICENCES, TERMS, least_free, licence, licences, licences_of, named, terms_of
from pipeline.reconcile.forms import agree


@pytest.mark.parametrize(
    ("stated", "name"),
    [
        ("apache-2.0", "Apache-2.0"), ("Apache 2.0", "Apache-2.0"), ("Apache License, Version 2.0", "Apache-2.0"),
        ("mit", "MIT"), ("MIT License", "MIT"), ("mit, cc-by-nc-4.0", "MIT, CC-BY-NC-4.0"), ("cc-by-nc-sa-4.0", "CC-BY-NC-SA-4.0"),
        ("odc-by", "ODC-By-1.0"), ("gpl-3.0", "GPL-3.0"), ("openmdw-1.1", "OpenMDW-1.1"), ("gemma", "Gemma Terms of Use"),
        ("llama3.1", "Llama 3.1 Community License"), ("Llama 3.1 Community License Agreement", "Llama 3.1 Community License"),
        ("mistral-research-license", "Mistral Research License"), ("Falcon-180B TII License", "Falcon-180B TII License"),
    ],
)  # fmt: skip
def test_spellings_of_one_licence_are_one(stated: str, name: str) -> None:
    """However it was written; twice is once."""
    assert named(stated) == name
    assert named(name) == name


@pytest.mark.parametrize(
    ("stated", "terms"),
    [
        ("apache", "unknown"), ("other", "unknown"), ("unknown", "unknown"), ("brook-open-license", "unknown"), ("cc", "unknown"), ("", "unknown"),
        ("MIT License with a rider", "unknown"), ("brook-nc-1.0", "non-commercial"), ("Brook Non-Commercial License", "non-commercial"),
        ("research purpose only", "research"), ("mit, gpl-3.0", "free"), ("mit, cc-by-nc-4.0", "non-commercial"), ("mit, brook", "unknown"),
    ],
)  # fmt: skip
def test_only_a_restriction_is_believed_of_a_stranger(stated: str, terms: str) -> None:
    """What the table does not know is never free, and of several licences the strictest counts."""
    assert terms_of(stated) == terms


APACHE = "https://spdx.org/licenses/Apache-2.0.html"


@pytest.mark.parametrize(
    ("stated", "name", "link", "names", "terms"),
    [
        ("apache-2.0", "brook-research-noncommercial", "", "Apache-2.0, brook-research-noncommercial", "research"),
        ("mit", "brook-model-license", "", "MIT, brook-model-license", "unknown"),
        ("mit, apache-2.0", "brook-nc", "", "MIT, Apache-2.0, brook-nc", "non-commercial"),
        ("mit", "MIT License", APACHE, "MIT", "free"),
        ("mit", "", LICENCES["Gemma Terms of Use"].url, "MIT, Gemma Terms of Use", "conditions"),
        ("gemma", "brook-terms", "", "Gemma Terms of Use", "conditions"),
        ("other", "deepseek-license", "", "DeepSeek License", "conditions"),
        ("other", "", "https://huggingface.co/Qwen/Qwen2.5-72B-Instruct/blob/0123abc/LICENSE", "Qwen License", "conditions"),
        ("mit", "deepseek", "", "MIT, DeepSeek License", "conditions"),
        ("llama3.1", "Llama 3.1 Community License", "", "Llama 3.1 Community License", "conditions"),
        ("other", "brook", "https://brook.example/terms", "brook", "unknown"),
        ("unknown", "", "", "", None),
        ("other", "brook-noncommercial", APACHE, "brook-noncommercial", "non-commercial"),
        ("other", "brook", APACHE, "Apache-2.0", "free"),
        ("other", "Apache 2.0", "https://brook.example/LICENSE-NONCOMMERCIAL", "Apache-2.0, LICENSE-NONCOMMERCIAL", "non-commercial"),
        ("other", "modified-mit", "https://huggingface.co/moonshotai/Kimi-K2.6/blob/0a1b/LICENSE", "Modified MIT (Kimi)", "conditions"),
        ("modified-mit", "", LICENCES["Modified MIT (Mistral)"].url, "Modified MIT (Mistral)", "conditions"),
        ("other", "modified-mit", "https://huggingface.co/brook/Brook-7B/blob/main/LICENSE", "Modified MIT", "unknown"),
        ("other", "modified-mit", "", "Modified MIT", "unknown"),
    ],
)  # fmt: skip
def test_a_name_or_text_that_forbids_is_never_dropped_for_a_freer_id(stated: str, name: str, link: str, names: str, terms: str | None) -> None:
    """Where id, name and text differ, the strictest of them is what people may do; what nobody knows is not free."""
    found = licences_of({"license": stated, "license_name": name, "license_link": link})
    assert (", ".join(one.name for one in found), least_free(found)) == (names, terms)
    assert terms is None or terms_of(names) == terms


def test_a_comma_within_a_name_is_part_of_it() -> None:
    """Ids of the Hub and names that are known make a list."""
    stated = ("mit, brook", "Brook License for Research, Sale and Use", "Apache-2.0, Qwen Research License")
    assert [len(licences(one)) for one in stated] == [2, 1, 2]


def test_each_row_is_whole() -> None:
    """What a licence permits stands there in both languages, unless nobody has read it."""
    assert {one.terms for one in LICENCES.values()} <= set(TERMS)
    for name, one in LICENCES.items():
        assert licence(name) is one
        assert one.terms == "unknown" or (one.permits("en") and one.permits("zh") != one.permits("en"))


def test_a_list_agrees_with_the_same_licences_in_any_order_and_with_no_part_of_it() -> None:
    """The permissive one of two is not what was granted; a source that writes a name out does not contradict the Hub."""
    assert agree("license", "apache-2.0", "Apache License 2.0")
    assert agree("license", "mit, cc-by-nc-4.0", "CC-BY-NC-4.0, MIT")
    assert not agree("license", "mit, cc-by-nc-4.0", "mit")
    assert not agree("license", "apache-2.0", "mit")
