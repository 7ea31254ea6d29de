"""Every answer of every source against every fault: nothing lost, nothing half, nothing waited for without end."""

from pathlib import Path

import pytest

from tests.faults.kinds import ANSWERS, FAULTS, Answer, Fault, applies, is_believed
from tests.faults.run import Cell, every_cell
from tests.faults.table import page

PAGE = Path(__file__).parents[2] / "docs" / "faults.md"
CASES = [(a, f) for a in ANSWERS for f in FAULTS if applies(f, a)]


@pytest.fixture(scope="module")
def cells() -> dict[tuple[str, str], Cell]:
    """The matrix, run once."""
    return {(c.answer, c.fault): c for c in every_cell()}


@pytest.mark.parametrize(("answer", "fault"), CASES, ids=lambda one: one.name)
def test_nothing_is_lost_whatever_the_upstream_does(
    cells: dict[tuple[str, str], Cell], answer: Answer, fault: Fault
) -> None:
    """Old or new and never between, derived, said, bounded; overcome where it passed, and healed afterwards."""
    cell = cells[answer.name, fault.name]

    assert cell.whole or is_believed(fault, answer)
    assert cell.healed or fault.name in answer.believes
    assert cell.overcome is not False
    assert cell.exit_code in {0, 4}
    assert cell.said or cell.exit_code == 0
    assert cell.waited <= 900
    if cell.exit_code == 0 and cell.kept == "the last snapshots" and answer.source != "links":
        assert cell.said, "what was not taken is told, also where nothing failed"


def test_the_page_says_what_was_run(cells: dict[tuple[str, str], Cell]) -> None:
    """docs/faults.md is what the matrix comes to: `python -m tests.faults.table > docs/faults.md`."""
    assert steady(page(cells.values())) == steady(PAGE.read_text(encoding="utf-8"))


def steady(text: str) -> list[str]:
    """The lines of the page whose figures a busy machine does not change: those of time-outs it may."""
    moody = tuple(f"| {f.name} |" for f in FAULTS if f.impatient)
    return [line for line in text.splitlines() if not line.startswith(moody)]
