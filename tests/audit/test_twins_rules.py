"""Rules about twins."""

from tests.audit.audit_parts import board, family
from tests.audit.conftest import Find


def test_names_that_differ_only_in_punctuation_are_one(found: Find) -> None:
    """Toy 2 and toy2 are one family."""
    (one,) = found("duplicates", family("toy-2", name="Toy 2"), family("toy2"))
    assert one.subject == "toy2"


def test_a_checkpoint_of_two_families_is_found(found: Find) -> None:
    """Each checkpoint counts once."""
    body = 'checkpoints = ["acme/toy-7b"]'
    (one,) = found("duplicates", family("one", body), family("two", body))
    assert one.subject == "two/acme/toy-7b"


def test_two_boards_with_one_address_are_found(found: Find) -> None:
    """The slash at the end makes no difference."""
    parts = (board("a", 'url = "https://board.example/x"'), board("b", 'url = "https://board.example/x/"'))
    assert [f.subject for f in found("duplicates", *parts)] == ["leaderboards/b/url"]


def test_versions_and_sizes_are_not_duplicates(found: Find) -> None:
    """A point tells "Toy 2.5" from "Toy 25"."""
    assert not found("duplicates", family("toy2.5", name="Toy 2.5"), family("toy25", name="Toy 25"))


SHARED = """\
url = "https://board.example/x"
sort_by = "{score}"

[source]
url = "https://board.example/x.json"
format = "json"

[columns]
model = "name"

[[scores]]
name = "{score}"
column = "{score}"
"""


def test_one_file_may_hold_two_boards(found: Find) -> None:
    """A file with the scores of two tests is two boards, told apart by the score; by one score it is one board twice."""
    hard, easy = SHARED.format(score="hard"), SHARED.format(score="easy")
    assert not found("duplicates", board("a", easy), board("b", hard))
    assert [f.subject for f in found("duplicates", board("a", hard), board("b", hard))] == ["leaderboards/b/url"]
