"""A quantised or converted copy does not answer for its original: not in the row, nor where somebody asks of a checkpoint."""


from pipeline.derive import derive_all
from pipeline.model.observed import ObservedFamily
from pipeline.reconcile.members import copies
from tests.audit.audit_parts import Tree, card, family, hub, tree_of


def observed(*checkpoints: str, **parts: Tree) -> ObservedFamily:
    """The row of a family of these checkpoints."""
    body = f"checkpoints = {list(checkpoints)}\n".replace("'", '"')
    return derive_all(tree_of(family("fig", body), *parts.values())).catalog.families["fig"]


def test_a_copy_alone_speaks_for_itself_and_one_of_an_unread_original_says_nothing() -> None:
    """Where the original is no member nothing else is there to ask; where it is, what nobody read of it is not known."""
    copy = hub("acme/Fig-8B-GGUF", license="mit") | card("acme/Fig-8B-GGUF", role="repack", license="mit")
    assert observed("acme/Fig-8B-GGUF", copy=copy).facts.texts("license") == ("MIT",)
    row = observed("acme/Fig-8B", "acme/Fig-8B-GGUF", copy=copy)
    assert row.facts.texts("license") == ()
    assert row.licences_for(row.checkpoints["acme/Fig-8B-GGUF"]) == ()


def test_whose_copy_a_member_is() -> None:
    """By its stated base, else by its name; a copy of a copy is the original's; the next version is no copy."""
    assert copies({
        "a/Fig-8B": {}, "a/Fig-8B-FP8": {}, "a/Fig-8B-FP8-GGUF": {"base_model": ("a/Fig-8B-FP8",)}, "b/Other-AWQ": {"base_model": ("a/Fig-8B",)},
        "a/Fig-8B-2.0": {"base_model": ("a/Fig-8B",), "base_relation": "quantized"},
        "a/Fig-8B-packed": {"base_model": ("a/Fig-8B",), "base_relation": "quantized"}, "a/Plum-1B-GGUF": {"base_model": ("c/Plum-1B",)},
    }) == {"a/Fig-8B-FP8": "a/Fig-8B", "a/Fig-8B-FP8-GGUF": "a/Fig-8B", "b/Other-AWQ": "a/Fig-8B", "a/Fig-8B-packed": "a/Fig-8B"}  # fmt: skip
