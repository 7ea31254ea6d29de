"""What arXiv states of a paper, as it is kept."""

from pipeline.sources.arxiv.states import MOST_AUTHORS, author_names


def test_punctuation_is_no_author() -> None:
    """A team before a colon, and a version that the feed took apart."""
    stated = ["NVIDIA", ":", "Bo Adler", "GLM-4. 5 Team", "", "李 明"]

    assert author_names(stated) == ("NVIDIA", "Bo Adler", "GLM-4.5 Team", "李 明")


def test_a_list_that_is_cut_says_so() -> None:
    """Hundreds of authors are kept, and of more than anybody reads the number is told."""
    few = [f"Person {n}" for n in range(664)]
    many = [f"Person {n}" for n in range(MOST_AUTHORS + 5)]

    assert author_names(few) == tuple(few)
    assert author_names(many)[-1] == "and 5 others"
    assert len(author_names(many)) == MOST_AUTHORS + 1
