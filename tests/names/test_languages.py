"""Codes of natural languages, and what is listed among them that is none."""

import pytest

from pipeline.names.vocabulary import code_of


@pytest.mark.parametrize(
    ("word", "code"),
    [("en", "en"), ("EN-us", "en"), ("Chinese", "zh"), ("日语", "ja"), ("yue", "yue"), ("pt_BR", "pt"), ("eng", "en"), ("ger", "de"), ("ber", "ber")],
)
def test_a_language_has_one_code(word: str, code: str) -> None:
    """By its code, its name, or a code with a region."""
    assert code_of(word) == code


@pytest.mark.parametrize(
    "word", ["code", "multilingual", "mul", "zxx", "Python", "qq", "en-nonsense", "many more", "", "12", "💬", "qqq", "zzz", "abx1", "qaa"]
)
def test_what_is_no_language_has_none(word: str) -> None:
    """Words of metadata that name something else, and codes that were never given."""
    assert code_of(word) is None
