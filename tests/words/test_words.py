"""A language is one file: all say the same things, and another one needs nothing else."""

import re
from collections.abc import Mapping
from types import MappingProxyType

import pytest

from pipeline.derive import derive_all
from pipeline.words import ENGLISH, LANGUAGES, Words, each
from tests.on_disk import PROJECT
from tests.render.world import small_tree

PIPELINE = PROJECT / "pipeline"
OTHERS = [words for words in LANGUAGES.values() if words is not ENGLISH]


@pytest.mark.parametrize("words", OTHERS, ids=lambda words: words.code)
def test_each_language_has_words_for_everything(words: Words) -> None:
    """The same keys, in the same order."""
    assert list(words.texts) == list(ENGLISH.texts)
    assert len({(w.name, w.suffix) for w in LANGUAGES.values()}) == len(LANGUAGES)


def test_every_word_is_said_somewhere() -> None:
    """A key that no code, template or script names is dead; of some, code knows the first part and data the second."""
    paths = (path for room in ("render", "site", "export", "words") for path in (PIPELINE / room).rglob("*") if path.parent.name != "vendor")
    code = {".py", ".js", ".html"}
    text = "\n".join(p.read_text("utf-8") for p in paths if p.suffix in code or (p.suffix == ".toml" and p.parent.name != "words"))
    said = set(re.findall(r"[a-z_]+", text)) | set(re.findall(r"[a-z]+\.[a-z_]+", text))
    halves = tuple(set(re.findall(r"""f["']([a-z]+\.)\{""", text)) - {"script."})
    from_data = (
        {f"value.{name}" for name in ("yes", "no", "both")}
        | {f"takes.{name}" for name in ("text", "image", "video", "audio")}
        | {f"site.by_{what}_key" for what in ("size", "score")}
    )
    dead = [key for key in ENGLISH.texts if key.removesuffix(".one") not in said and not key.startswith(halves)]
    assert set(dead) <= from_data


def test_a_third_language_is_one_more_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """With words alone: its README is there, other pages lead to it, and what nobody wrote in it says so."""
    french = Words("fr", "Français", "_fr", {key: f"fr {text}" for key, text in ENGLISH.texts.items()}, {"license": "Licence (fr)"})
    everyone: Mapping[str, Words] = MappingProxyType({**LANGUAGES, "fr": french})
    for module in ("words", "render.placement", "render.pages", "render.family"):
        monkeypatch.setattr(f"pipeline.{module}.LANGUAGES", everyone)
    each.cache_clear()
    files = derive_all(small_tree()).files
    each.cache_clear()
    page = files["README_fr.md"].decode()
    assert "| fr Model | fr Maker | Kind | Sizes | Context | Licence (fr) |" in page
    assert "fr *(in Chinese only so far)*\n\nA lamp of a model." in files["pages/families/lumen.md"].decode()
    assert "[Français](README_fr.md)" in files["README.md"].decode()
    assert "[fr English list](../../README_fr.md)" in files["pages/families/lumen.md"].decode()
