"""How a row came to say what is not so: each kind on a small invented family, and the rule that finds it or forbids it."""

from typing import NamedTuple

import pytest

from pipeline.derive import derive_all
from pipeline.layout import paths
from pipeline.layout.canonical import dumps
from pipeline.model.observed import ObservedFamily
from tests.audit.audit_parts import RECEIPT, Tree, board, card, family, hub, tree_of
from tests.audit.conftest import Find


def fact(field: str, value: str, checkpoint: str = "", source: str = "https://acme.example/") -> str:
    """A person's fact."""
    of = f'checkpoint = "{checkpoint}"\n' if checkpoint else ""
    return f'[[facts]]\nfield = "{field}"\nvalue = "{value}"\n{of}source = "{source}"\n'


def prose(text: str) -> str:
    """A family's text."""
    return f'[prose]\nen = "{text}"\n'


def rows(models: dict[str, dict[str, float]]) -> Tree:
    """A board of two scores and more, joined by name."""
    columns = sorted({column for scores in models.values() for column in scores})
    held = {
        name: {"name": name, "scores": {c: {"value": v} for c, v in scores.items()}} for name, scores in models.items()
    }
    facts = {"slug": "duel", "columns": ["model", *columns], "rows": held}
    toml = 'url = "https://duel.example/"\n' + "".join(f'[[scores]]\nname = "{c}"\ncolumn = "{c}"\n' for c in columns)
    return board("duel", toml) | {paths.board_snapshot("duel"): dumps({"facts": facts, "receipt": RECEIPT})}


ONE = 'checkpoints = ["acme/toy-7b"]\n'
TWO = 'checkpoints = ["acme/toy-7b", "acme/toy-70b"]\n'
LINKED = '[[links.checkpoints]]\nlabel = "Toy 70B"\nurl = "https://huggingface.co/acme/toy-70b"\n'
OLD = family(
    "toy", ONE + 'successor = "toy-2"\n[links.paper]\nlabel = "Toy report"\nurl = "https://acme.example/toy.pdf"\n'
)
NEW = '[links.paper]\nlabel = "{}"\nurl = "https://acme.example/toy.pdf"\n'
MANY = card("acme/toy-70b", languages=["de", "en", "es", "fr", "it", "zh"])


class Kind(NamedTuple):
    """A kind of fault: the rule against it, a family that has it, and one beside it that has not."""

    rule: str
    wrong: Tree
    right: Tree


KINDS = {
    "one licence for all, and the text says otherwise": Kind(
        "prose-licence", family("toy", ONE + fact("license", "apache-2.0") + prose("The large one is for research only.")),
        family("toy", ONE + fact("license", "apache-2.0") + prose("An earlier model was for research only.")),
    ),
    "a licence in Chinese words": Kind(
        "prose-licence", family("toy", ONE + fact("license", "mit") + '[prose]\nzh = "代码为 MIT。权重不得商用。"\n'),
        family("toy", ONE + fact("license", "cc-by-nc-4.0") + '[prose]\nzh = "权重不得商用。"\n'),
    ),
    "one licence for all, of which some were never read": Kind(
        "licence-of-all", family("toy", TWO + fact("license", "mit") + fact("license", "mit", "acme/toy-7b")),
        family("toy", ONE + fact("license", "mit") + fact("license", "mit", "acme/toy-7b")),
    ),
    "a linked checkpoint under another licence": Kind(
        "linked-checkpoint", family("toy", TWO + LINKED + fact("license", "mit")) | hub("acme/toy-70b", license="gemma"),
        family("toy", TWO + LINKED) | hub("acme/toy-7b", license="mit") | hub("acme/toy-70b", license="gemma"),
    ),
    "a linked checkpoint with another context": Kind(
        "linked-checkpoint", family("toy", TWO + LINKED + fact("context_length", "8K")) | card("acme/toy-70b", context_length=131072) | hub("acme/toy-70b"),
        family("toy", TWO + LINKED + fact("context_length", "128K")) | card("acme/toy-70b", context_length=131072) | hub("acme/toy-70b"),
    ),
    "the size of a linked checkpoint is missing": Kind(
        "linked-checkpoint", family("toy", TWO + LINKED + fact("sizes", "7B")), family("toy", TWO + LINKED),
    ),
    "a longer context in the text": Kind(
        "prose-context", family("toy", ONE + fact("context_length", "32K") + prose("The newest has a context of 256K.")),
        family("toy", ONE + fact("context_length", "256K") + prose("A 128K context at first, then 256K.")),
    ),
    "a mixture without its active size": Kind(
        "mixture-active", family("toy", ONE) | hub("acme/toy-7b", architectures=["ToyMoeForCausalLM"]),
        family("toy", ONE + fact("active_params", "1B", "acme/toy-7b")) | hub("acme/toy-7b", architectures=["ToyMoeForCausalLM"]),
    ),
    "a mixture only by its text": Kind(
        "mixture-active", family("toy", ONE + prose("A mixture of experts.")), family("toy", ONE + prose("Larger without a mixture of experts.")),
    ),
    "the newest revision for the release": Kind(
        "revision-date",
        family("toy", ONE + fact("release_date", "2025-06-21", "acme/toy-7b")) | hub("acme/toy-7b", created_at="2024-03-04T00:00:00Z"),
        family("toy", ONE) | hub("acme/toy-7b", created_at="2024-03-04T00:00:00Z") | card("acme/toy-7b", release_date="2025-06-21"),
    ),
    "a range that ends before a named checkpoint": Kind(
        "range-end", family("toy", TWO + fact("release_date", "2024-02..2024-03")) | hub("acme/toy-70b", created_at="2024-09-01T00:00:00Z"),
        family("toy", TWO + fact("release_date", "2024-02..2024-09")) | hub("acme/toy-70b", created_at="2024-09-01T00:00:00Z"),
    ),
    "a paper long before the date": Kind(
        "paper-date", family("toy", ONE + 'papers = ["2404.00001"]\n' + fact("release_date", "2026-05")),
        family("toy", ONE + 'papers = ["2404.00001"]\n' + fact("release_date", "2024-05")),
    ),
    "the day of retrieval for an edition": Kind(
        "retrieved-edition", board("duel", 'url = "https://duel.example/"\nkind = "llm"\nedition = "2026-03-04"') | {paths.board_snapshot("duel"): dumps(
            {"facts": {"slug": "duel"}, "receipt": {**RECEIPT, "retrieved_at": "2026-03-04T10:00:00Z"}})},
        board("duel", 'url = "https://duel.example/"\nkind = "llm"\nedition = "2026-02"') | {paths.board_snapshot("duel"): dumps(
            {"facts": {"slug": "duel"}, "receipt": {**RECEIPT, "retrieved_at": "2026-03-04T10:00:00Z"}})},
    ),
    "a machine's reading beside a person's value": Kind(
        "disputed-fact", family("toy", ONE + fact("base_llm", "Lamp-2", "acme/toy-7b")) | hub("acme/toy-7b") | card("acme/toy-7b", base_llm="Lamp-3"),
        family("toy", ONE + fact("base_llm", "Lamp-2", "acme/toy-7b")) | hub("acme/toy-7b") | card("acme/toy-7b", base_llm="Lamp-2"),
    ),
    "the predecessor's report": Kind(
        "predecessor-link", OLD | family("toy-2", NEW.format("Report"), name="Toy 2"), OLD | family("toy-2", NEW.format("Report of toy"), name="Toy 2"),
    ),
    "two rows of a board that are equal": Kind(
        "equal-rows", family("toy", ONE) | rows({"toy-7b": {"a": 1, "b": 2, "c": 3}, "lamp-9b": {"a": 1, "b": 2, "c": 3}}),
        family("toy", ONE) | rows({"toy-7b": {"a": 1, "b": 2, "c": 3}, "lamp-9b": {"a": 1, "b": 2, "c": 4}}),
    ),
    "a tag of one language against a card of many": Kind(
        "lone-language", family("toy", TWO) | hub("acme/toy-7b", languages=["en"]) | hub("acme/toy-70b") | MANY,
        family("toy", TWO) | hub("acme/toy-7b", languages=["en", "zh"]) | hub("acme/toy-70b") | MANY,
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_each_kind_has_its_rule(found: Find, kind: Kind) -> None:
    """It is found where it is, and not where it is not."""
    assert found(kind.rule, kind.wrong)
    assert not found(kind.rule, kind.right)


def row(*parts: Tree) -> ObservedFamily:
    """What the family comes to."""
    return derive_all(tree_of(*parts)).catalog.families["toy"]


def test_kinds_that_no_row_can_have() -> None:
    """Some kinds need no finding: the row itself says of how many, of which sizes, and by when."""
    read = (
        family("toy", TWO)
        | hub("acme/toy-7b", license="mit", created_at="2024-05-06T00:00:00Z")
        | card("acme/toy-7b", context_length=8192)
    )
    some = row(read)
    assert {f: (c.known, c.of) for f, c in some.coverage.items()} == {
        "license": (1, 2),
        "context_length": (1, 2),
        "release_date": (1, 2),
    }
    dated = some.facts.dates("release_date")
    assert dated is not None
    assert dated.by == ("first", "latest")

    each = row(
        read
        | hub("acme/toy-70b", license="gemma", created_at="2024-09-06T00:00:00Z")
        | card("acme/toy-70b", context_length=131072)
    )
    span = each.facts.span("context_length")
    assert span is not None
    assert (span.low, span.high, span.by_size) == (8192, 131072, {"7B": 8192, "70B": 131072})
    assert each.coverage["license"].holds_for == {"MIT": ("7B",), "Gemma Terms of Use": ("70B",)}

    later = row(
        family("toy", TWO + fact("release_date", "2024-05-01")) | hub("acme/toy-70b", created_at="2024-09-06T00:00:00Z")
    ).facts.dates("release_date")
    assert later is not None
    assert (later.first, later.latest, later.by) == ("2024-05-01", "2024-09", ("latest",))
