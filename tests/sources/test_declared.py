"""A source is a folder: dropped in, it is known to commands, asked, reported, and nowhere else named."""

import importlib
from pathlib import Path

import pytest

import pipeline.sources
from pipeline.model.outcomes import WrongUsage
from pipeline.refresh import refresh
from pipeline.settings import Settings
from pipeline.sources.asking import Options
from pipeline.sources.declared import default_sources, sources

DECLARATION = '''"""A shelf of books."""
from pipeline.model.policy import Policy
from pipeline.sources.declared import Source

SOURCE = Source(name="shelf", label="the shelf", policy=Policy(), place=9, default=False)
'''
ASK = '''"""What the shelf is asked."""
from pipeline.sources.asking import Batch, Stage


def stages(job):
    def one(part):
        part.answered = True
        part.objects += 1

    yield Stage([Batch("shelf", "book", "the only book", one)])
'''


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One more folder beside those of the sources."""
    folder = tmp_path / "more" / "shelf"
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text(DECLARATION, encoding="utf-8")
    (folder / "ask.py").write_text(ASK, encoding="utf-8")
    monkeypatch.setattr(pipeline.sources, "__path__", [*pipeline.sources.__path__, str(folder.parent)])
    importlib.invalidate_caches()
    sources.cache_clear()


@pytest.mark.usefixtures("shelf")
def test_a_folder_is_a_source(settings: Settings) -> None:
    """It is asked where it is named, and its report stands last."""
    try:
        done = refresh(settings, Options(), sources=("links", "shelf"))
        assert [s.source for s in done.report.sources] == ["links", "shelf"]
        assert done.report.sources[-1].outcome == "ok"
        assert "shelf" not in default_sources()
    finally:
        sources.cache_clear()


def test_what_is_no_folder_is_no_source(settings: Settings) -> None:
    """A wrong name is refused with those that there are."""
    with pytest.raises(WrongUsage, match="huggingface, arxiv, leaderboards, links, github"):
        refresh(settings, Options(), sources=("shelf",))
