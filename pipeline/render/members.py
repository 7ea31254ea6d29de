"""The checkpoints of a family in short, for a table of its page and for the site's."""

from collections.abc import Iterator
from itertools import compress

from pipeline.fields import shown_in
from pipeline.model.memory import Memory
from pipeline.model.observed import ObservedFamily
from pipeline.render.values import memory, of_checkpoint
from pipeline.words import ENGLISH

MEMORY = "memory"
"""The column that no field has."""


def member_table(observed: ObservedFamily) -> tuple[list[str], list[tuple[str, list[str]]]]:
    """The columns that any checkpoint fills, by field, and each checkpoint's id with its cells.

    The newest stand first, then by name; those without a date come last.
    """
    names = sorted(sorted(observed.checkpoints, key=str.casefold), key=lambda n: _date(observed, n), reverse=True)
    rows = [list(_cells(name, observed)) for name in names]
    filled = [any(column) for column in zip(*rows, strict=True)]
    columns = compress((*(spec.name for spec in shown_in("members")), MEMORY), filled)
    return list(columns), [(name, list(compress(row, filled))) for name, row in zip(names, rows, strict=True)]


def _date(observed: ObservedFamily, name: str) -> str:
    return str(observed.checkpoints[name].facts.get("release_date", ""))


def _cells(name: str, observed: ObservedFamily) -> Iterator[str]:
    one = observed.checkpoints[name]
    for spec in shown_in("members"):
        if spec.form == "licence":
            yield ", ".join(name for name in observed.licences_for(one) if name != spec.nameless)
        else:
            own = of_checkpoint(one.facts.get(spec.name), spec, ENGLISH, rough=spec.name in one.by)
            longer = of_checkpoint(one.facts.get(f"{spec.name}_extended"), spec, ENGLISH)
            yield f"{own} → {longer}" if own and longer else own or longer
    total = one.facts.get("total_params")
    yield memory(Memory.of(total)) if isinstance(total, int) else ""
