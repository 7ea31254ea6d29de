"""The list this repository began with, as it stands: the audit finds what is wrong in it, by general rules."""

from collections import Counter
from pathlib import Path

import pytest

from pipeline.adopt.adopted import merged
from pipeline.adopt.readme import read_list
from pipeline.adopt.write import files
from pipeline.audit import Audit, audit_all
from pipeline.derive import derive_all
from pipeline.layout import paths
from pipeline.store.tree import read_tree
from tests.audit.audit_parts import TODAY

HERE = Path(__file__).parents[2]
SEEDS = HERE.parent / "shared" / "seeds"
NAMES = ("README_2024-05-06.md", "README_2024-05-05.md")

pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason="needs ../shared (recorded payloads)")


@pytest.fixture(scope="module")
def done() -> Audit:
    """Both READMEs taken over into an empty tree that knows only who makes models, and audited without any snapshot."""
    adopted = merged([read_list(name, (SEEDS / name).read_text(encoding="utf-8"), kind="llm") for name in NAMES])
    tree = {paths.ORGANIZATIONS: (HERE / paths.ORGANIZATIONS).read_bytes()}
    return audit_all(derive_all(tree | files(adopted, tree)), TODAY)


def found(done: Audit, rule: str) -> set[str]:
    """The subjects of one rule's findings."""
    return {f.subject for f in done.findings if f.rule == rule}


def test_more_than_thirty_errors_are_found(done: Audit) -> None:
    """Without asking anybody: from the text alone."""
    assert Counter(f.level for f in done.findings)["error"] > 30


def test_wrong_links_are_found(done: Audit) -> None:
    """A web framework, a fine-tuning kit, front pages, closed sites, a label from the row above."""
    assert found(done, "code-owner") == {"falcon/links.code"}
    assert found(done, "code-topic") == {"phi/links.code"}
    assert found(done, "front-page") == {"llama-3/links.blog", "qwen1.5/links.blog"}
    assert found(done, "label-family") == {"gemma/links.blog"}
    assert found(done, "blog-report") == {"gemma/links.blog"}
    assert found(done, "organization-link") == {
        "qwen/links.checkpoints", "qwen1.5/links.checkpoints", "vicuna/links.checkpoints", "falcon/links.more",
    }  # fmt: skip
    assert len([f for f in done.findings if f.rule == "link-closed-site" and "paperswithcode" in f.message]) == 7
    assert "leaderboards/chatbot-arena/url" in found(done, "link-closed-site")


def test_wrong_facts_are_found(done: Audit) -> None:
    """A slipped year, a slipped point, versions as sizes, one value for three versions, two benchmarks in one."""
    assert found(done, "before-predecessor") == {"qwen1.5/release_date"}
    assert found(done, "tokens-proportion") == {"llama-3/training_tokens"}
    assert found(done, "size-version") == {"phi/sizes", "phi/links.checkpoints"}
    assert found(done, "one-value") == {"phi/release_date", "phi/training_tokens"}
    assert found(done, "mixed-benchmarks") == {"benchmarks/arc"}


def test_rows_without_evidence_are_found(done: Audit) -> None:
    """All rows but XGen's, whose checkpoint at least has its size in its name, rest on nothing that can be opened."""
    assert len(found(done, "row-evidence")) == 9
    assert "xgen" not in found(done, "row-evidence")


def test_with_the_committed_snapshots_more_is_found() -> None:
    """What the sources state contradicts more of it: a size that nobody published, dates far from the repositories'."""
    tree = {p: data for p, data in read_tree(HERE).items() if p.startswith((paths.SNAPSHOTS, paths.ORGANIZATIONS))}
    adopted = merged([read_list(name, (SEEDS / name).read_text(encoding="utf-8"), kind="llm") for name in NAMES])
    done = audit_all(derive_all(tree | files(adopted, tree)), TODAY)
    assert any(
        "1.3B" in f.message for f in done.findings if f.rule == "size-checkpoint" and f.subject == "falcon/sizes"
    )
    assert {"falcon/release_date", "phi/release_date"} <= found(done, "date-order")
