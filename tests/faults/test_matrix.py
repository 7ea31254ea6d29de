"""Every answer of every source against every fault: nothing lost, nothing half, nothing waited for without end."""

from collections.abc import Iterator

import pytest

from tests.faults.kinds import ANSWERS, FAULTS, Answer, Fault, applies, is_answered, is_believed, is_noticed
from tests.faults.run import Matrix
from tests.faults.small_hub import first_day
from tests.upstream import Upstream

CASES = [(a, f) for a in ANSWERS for f in FAULTS if applies(f, a)]


@pytest.fixture(scope="module")
def matrix(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Matrix]:
    """The small hub, and what undisturbed runs make of it."""
    with Upstream(first_day()) as upstream:
        yield Matrix(tmp_path_factory.mktemp("matrix"), upstream)


@pytest.mark.parametrize(("answer", "fault"), CASES, ids=lambda one: one.name)
def test_nothing_is_lost_whatever_the_upstream_does(matrix: Matrix, answer: Answer, fault: Fault) -> None:
    """Old or new and never between, derived, said, bounded; overcome where it passed, and healed afterwards."""
    cell = matrix.cell(answer, fault)

    assert cell.whole or is_believed(fault, answer)
    assert cell.healed or fault.name in answer.believes
    assert cell.overcome is not False
    assert cell.exit_code == 4 or cell.kept == "all that is new" or is_answered(fault, answer), "0 only where all answered"
    assert cell.exit_code == 0 or (cell.exit_code == 4 and cell.kept != "all that is new"), "4 only where something was not taken"
    assert cell.said or cell.exit_code == 0
    assert cell.waited <= 900
    if cell.exit_code == 0 and cell.kept == "the last snapshots" and is_noticed(fault, answer):
        assert cell.said, "what was not taken is told, also where nothing failed"
