"""Drafts: new files that hold, and words from upstream that cannot get out of their comment."""

import tomllib

from hypothesis import given
from hypothesis import strategies as st

from pipeline.discover.evidence import Entry
from pipeline.discover.find import CandidateFamily
from pipeline.layout.curated import parse_curated
from pipeline.sources.hub.discovery import drafts
from tests.discover.conftest import LIST


def candidate(**more: object) -> CandidateFamily:
    """A candidate of a known maker."""
    seen = Entry(id="river-ai/Brook-3-7B", created="2026-03-01T10:00:00Z", license="mit", total_params=7_000_000_000)
    return CandidateFamily.model_validate({
        "slug": "brook-3", "name": "Brook-3", "kind": "llm", "owner": "river-ai", "organization": "river", "checkpoints": (seen,),
        "reasons": ("river-ai is watched",), "score": 1.0, **more,
    })  # fmt: skip


def test_draft_is_a_valid_family_without_prose() -> None:
    """The list with the draft in it has no fault; the draft has no prose and says why it is there.

    It is a new file, or none: a family of an organisation that is not in organizations.toml would be a fault.
    """
    made = drafts([candidate(), candidate(slug="brook-2"), candidate(slug="brook-4", organization=None)], LIST)
    (text,) = (data.decode() for data in made.values())
    family = parse_curated({**LIST, **made}).families["brook-3"]

    assert family.draft
    assert family.checkpoints == ("river-ai/Brook-3-7B",)
    assert not family.prose.en
    assert not family.facts
    assert "# Why: river-ai is watched" in text
    assert "https://huggingface.co/api/models/river-ai/Brook-3-7B" in text


@given(st.text(max_size=60), st.text(max_size=60))
def test_words_from_upstream_stay_in_their_comment(reason: str, license_: str) -> None:
    """No licence, reason or name of a listing can add a key to the draft."""
    seen = Entry(id="river-ai/Brook-3-7B", license=license_)
    (text,) = drafts([candidate(reasons=(reason,), checkpoints=(seen,))], LIST).values()

    assert set(tomllib.loads(text.decode())) == {"slug", "name", "organization", "kind", "checkpoints", "draft", "links"}
