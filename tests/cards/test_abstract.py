from pipeline.cards.abstract import read_abstract


def test_an_abstract_states_sizes_tokens_and_context() -> None:
    """The model that the title names gets the figures, each with its sentence."""
    reading = read_abstract(
        "Corvid-V3 Technical Report",
        "We present Corvid-V3, a sparse model with 671B total parameters with 37B activated for each token. "
        "It was pre-trained on 14.8 trillion tokens. It offers a 128K context window.",
    )
    found = {c.field: (c.value, c.line) for c in reading.claims}
    assert found["total_params"] == (671 * 10**9, 2)
    assert found["active_params"] == (37 * 10**9, 2)
    assert found["training_tokens"] == (14_800_000_000_000, 3)
    assert found["context_length"] == (128_000, 4)


def test_a_familys_sizes_are_rejected() -> None:
    """Several sizes in an abstract are the family's, and so is its largest model's."""
    reading = read_abstract(
        "Corvid 2", "Corvid 2 comes with 7B, 13B and 70B parameters. Our largest model has 405B parameters."
    )
    assert reading.claims == ()
    assert {r.field for r in reading.rejects} == {"total_params"}
