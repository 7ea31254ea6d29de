"""What a repository states of itself in `.eval_results/*.yaml`, and the same through the API."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.sources.boards import Refusal
from pipeline.sources.boards.eval_results import MOST, EvalReading, EvalResult, read_eval_entries, read_eval_file

FILE = b"""
- dataset: {id: lake/diving, task_id: deep, revision: 5503434ddd753f426f4b38109466949a1217c2bb}
  value: 20.90
  date: "2026-01-15T10:30:00Z"
  source: {url: https://example.org/logs, name: Logs}
  notes: "with weights on the feet"
- dataset:
    id: lake/flying
    task_id: default
  value: 0.412
- dataset: {id: "no id", task_id: default}
  value: 1
- value: 3
- dataset: {id: lake/swimming, task_id: default}
  value: about 3
"""


def test_the_entries_of_a_file_are_read_and_the_others_counted() -> None:
    """Only what the form requires is required; notes are other people's words."""
    reading = read_eval_file(FILE)
    assert isinstance(reading, EvalReading)
    assert reading.results == (
        EvalResult("lake/diving", "deep", 20.9, "2026-01-15", "5503434ddd753f426f4b38109466949a1217c2bb",
                   "https://example.org/logs"),
        EvalResult("lake/flying", "default", 0.412),
    )  # fmt: skip
    assert sorted(reading.rejects) == ["/2", "/3", "/4"]


def test_the_apis_form_wraps_each_entry_and_says_what_the_hub_refused() -> None:
    """`data` inside, "verified" outside, and "error" for a file that the Hub could not use."""
    reading = read_eval_entries([
        {"filename": ".eval_results/a.yaml", "verified": True,
         "data": {"dataset": {"id": "lake/diving", "task_id": "deep"}, "value": 20.9}},
        {"filename": ".eval_results/b.yaml", "error": "bad"},
        "nothing",
        {"data": {"dataset": {"id": "lake/diving", "task_id": "deep"}}},
    ])  # fmt: skip
    assert isinstance(reading, EvalReading)
    assert reading.results == (EvalResult("lake/diving", "deep", 20.9, verified=True),)
    assert reading.rejects == {"/1": "refused by the Hub", "/2": "not an object", "/3": "no value"}


@pytest.mark.parametrize("payload", [b"", b"a: 1", b"- [", b"\xff", b"- &a x\n- *a\n", b"# only a comment\n"])
def test_what_is_no_list_of_results_is_refused(payload: bytes) -> None:
    """A whole file is read or refused."""
    assert isinstance(read_eval_file(payload), Refusal)


def test_more_results_than_anybody_has_are_refused() -> None:
    """A cap, checked before the work."""
    assert isinstance(read_eval_entries([{}] * (MOST + 1)), Refusal)


@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(["dataset", "value", "data", "date"]),
            st.none()
            | st.text()
            | st.integers()
            | st.dictionaries(st.sampled_from(["id", "task_id", "value"]), st.text()),
        )
    )
)
def test_any_entries_are_read_or_rejected(entries: list[object]) -> None:
    """Each entry is one result or one reject."""
    reading = read_eval_entries(entries)
    assert isinstance(reading, EvalReading)
    assert len(reading.results) + len(reading.rejects) == len(entries)
