"""Claims in files: what is kept, what is left out, and read back as it was."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.layout.canonical import dumps
from pipeline.model.claims import Claim, Reject, by_field
from pipeline.model.observed import FamilyEvidence
from pipeline.model.snapshots import CardFacts

TEXT = st.text(max_size=5)
TEXTS = ("subject", "source", "url", "snapshot", "at", "rule", "because")
PERHAPS = st.one_of(st.none(), st.text(min_size=1, max_size=5))
VALUES = st.one_of(st.integers(0, 10**15), TEXT, st.booleans(), st.lists(TEXT, min_size=1, max_size=2).map(tuple))
HEARD = st.builds(
    Claim,
    field=st.just("license"), value=VALUES, revision=PERHAPS, line=st.one_of(st.none(), st.integers(1, 99)), pointer=PERHAPS, about=st.just("self"),
    verdict=st.sampled_from(("won", "rival", "yielded")), text=st.just(""), **dict.fromkeys(TEXTS, TEXT),
)  # fmt: skip


@given(HEARD)
def test_what_was_heard_reads_back_as_it_was(heard: Claim) -> None:
    """Of a family, and of a checkpoint."""
    evidence = FamilyEvidence(slug="heron", facts={"license": (heard,)}, checkpoints={"a/b": {"license": (heard,)}})
    assert FamilyEvidence.model_validate_json(dumps(evidence)) == evidence


@given(st.lists(st.builds(Claim, field=st.sampled_from(("license", "languages")), value=VALUES, text=st.just("a sentence"),
                          line=st.integers(1, 99), rule=TEXT, about=st.sampled_from(("self", "base")))))  # fmt: skip
def test_a_card_is_kept_without_its_sentences(claims: list[Claim]) -> None:
    """Values, lines and rules come back; other people's text is never written."""
    rejects = (Reject(reason="a sibling's", line=3, field="license", text="a sentence"),)
    facts = CardFacts(id="a/b", reader=1, kind="llm", claims=by_field(tuple(claims)), rejects=rejects)
    written = dumps(facts)
    assert b"a sentence" not in written
    read = CardFacts.model_validate_json(written)
    assert read.claims == facts.claims
    assert [(r.reason, r.line, r.field) for r in read.rejects] == [("a sibling's", 3, "license")]
    assert sorted(c.field for c in claims) == [c.field for stated in read.claims.values() for c in stated]
