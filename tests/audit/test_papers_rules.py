"""Rules about papers."""

from tests.audit.audit_parts import benchmark, family, paper
from tests.audit.conftest import Find

BODY = 'papers = ["2401.00001"]'
NAME = "ARC (AI2 Reasoning Challenge)"


def test_a_paper_about_something_else_is_found(found: Find) -> None:
    """Neither title, abstract nor authors name the family or its maker; where no abstract is known, nobody can say."""
    strange = paper("2401.00001", "On the flight of birds", "We watch them.", authors=["A. Person"])
    (one,) = found("paper-subject", family("toy", BODY), strange)
    assert "flight of birds" in one.message
    assert not found("paper-subject", family("toy", BODY), paper("2401.00001", "On the flight of birds"))


def test_the_whole_abstract_is_read(found: Find) -> None:
    """What a paper is about often stands at its end."""
    late = "We watch birds for years, and write down what they do. " * 20
    strange = paper("2401.00001", "On flight", late)

    assert found("paper-subject", family("toy", BODY), strange)
    assert not found("paper-subject", family("toy", BODY), paper("2401.00001", "On flight", f"{late}We call it Toy."))
    part = benchmark("arc", BODY, NAME)
    assert found("mixed-benchmarks", part, strange)
    assert not found("mixed-benchmarks", part, paper("2401.00001", "On flight", f"{late}Its name is ARC."))
    assert not found("mixed-benchmarks", part, paper("2401.00001", "On flight"))


def test_the_family_or_its_maker_is_enough(found: Find) -> None:
    """In the title, in a compound word, or as the author."""
    assert not found("paper-subject", family("toy", BODY), paper("2401.00001", "Toy: a small model"))
    assert not found("paper-subject", family("hawk", BODY), paper("2401.00001", "MiniHawk technical report"))
    assert not found("paper-subject", family("toy", BODY), paper("2401.00001", "A report", authors=["Acme Team"]))


def test_unknown_and_withdrawn_papers_are_found(found: Find) -> None:
    """An id that arXiv does not know, and a paper that its authors took back."""
    unknown = {
        path: data.replace(b'"receipt"', b'"state": "unknown", "receipt"')
        for path, data in paper("2401.00001", "").items()
    }
    assert "knows no paper" in found("paper-subject", family("toy", BODY), unknown)[0].message
    assert (
        "withdrawn"
        in found("paper-subject", family("toy", BODY), paper("2401.00001", "Toy", withdrawn=True))[0].message
    )


FACT = '[[facts]]\nfield = "release_date"\nvalue = "2024-06"\nsource = "https://acme.example/"\n'


def test_a_paper_long_before_the_family_is_found(found: Find) -> None:
    """A paper of the year before last belongs to something else."""
    (one,) = found("paper-date", family("toy", 'papers = ["2203.00001"]\n' + FACT))
    assert one.subject == "toy/2203.00001"


def test_a_paper_before_the_predecessor_is_found(found: Find) -> None:
    """What came out before version 1 cannot tell of version 2."""
    old = family("toy-1", FACT, name="Toy 1")
    new = family(
        "toy-2", 'predecessor = "toy-1"\npapers = ["2405.00001"]\n' + FACT.replace("2024-06", "2024-09"), name="Toy 2"
    )
    assert [f.subject for f in found("paper-date", old, new)] == ["toy-2/2405.00001"]


def test_a_month_that_does_not_exist_or_has_not_come_is_found(found: Find) -> None:
    """ArXiv ids are year and month."""
    assert "no month" in found("paper-date", family("toy", 'papers = ["2413.00001"]'))[0].message
    assert "after" in found("paper-date", family("toy", 'papers = ["2701.00001"]'))[0].message


def test_a_timely_paper_and_a_second_one_pass(found: Find) -> None:
    """The method's paper may be old where the family has its own as well."""
    assert not found("paper-date", family("toy", 'papers = ["2405.00001"]\n' + FACT))
    assert not found("paper-date", family("toy", 'papers = ["2405.00001", "2203.00001"]\n' + FACT))


def test_ids_from_before_2007_are_left_alone(found: Find) -> None:
    """They have a year in another place."""
    assert not found("paper-date", family("toy", 'papers = ["cs/0112017"]\n' + FACT))


def test_neither_paper_nor_source_is_found(found: Find) -> None:
    """A section without any origin."""
    assert [f.subject for f in found("benchmark-paper", benchmark("x", ""))] == ["benchmarks/x"]


def test_a_paper_or_a_source_is_enough(found: Find) -> None:
    """Not every benchmark has a paper."""
    assert not found("benchmark-paper", benchmark("x", 'papers = ["2401.00001"]'))
    assert not found("benchmark-paper", benchmark("x", 'source = "https://bench.example/"'))


def test_initials_spelt_out_otherwise_are_an_error(found: Find) -> None:
    """The text tells of the corpus, the name of the challenge."""
    part = benchmark("arc", '[prose]\nen = "ARC (Abstraction and Reasoning Corpus) is hard."', NAME)
    (one,) = found("mixed-benchmarks", part)
    assert "Abstraction and Reasoning Corpus" in one.message


def test_a_paper_about_the_other_is_an_error(found: Find) -> None:
    """The paper spells the same initials out as something else."""
    part = benchmark("arc", 'papers = ["2305.00001"]', NAME)
    other = paper("2305.00001", "Models and the Abstraction and Reasoning Corpus")
    assert [f.subject for f in found("mixed-benchmarks", part, other)] == ["benchmarks/arc/2305.00001"]


def test_the_right_text_and_paper_pass(found: Find) -> None:
    """Brackets that say something else than the initials are no second benchmark."""
    part = benchmark("arc", 'papers = ["1803.00001"]\n[prose]\nen = "ARC (grade-school questions) is hard."', NAME)
    own = paper("1803.00001", "Questions for the AI2 Reasoning Challenge")
    assert not found("mixed-benchmarks", part, own)
    assert not found("mixed-benchmarks", benchmark("x", 'papers = ["1803.00001"]', "Plain name"), own)


def test_initials_in_the_title_are_enough_unless_spelt_out_otherwise(found: Find) -> None:
    """ARC alone may be this one; spelt out without brackets it is another."""
    part = benchmark("arc", 'papers = ["1803.00001"]', NAME)
    assert not found("mixed-benchmarks", part, paper("1803.00001", "Solving ARC", "We answer questions of science."))
    assert found(
        "mixed-benchmarks", part, paper("1803.00001", "Solving ARC", "The abstraction and reasoning corpus is hard.")
    )


def test_a_pdf_is_no_blog_post(found: Find) -> None:
    """Nor is an abstract on arXiv."""
    for url in ("https://acme.example/toy-report.PDF", "https://arxiv.org/abs/2401.00001"):
        (one,) = found("blog-report", family("toy", f'[links]\nblog = {{ label = "x", url = "{url}" }}'))
        assert one.level == "warning"


def test_a_post_and_a_linked_report_pass(found: Find) -> None:
    """links.paper is where a PDF belongs."""
    body = (
        '[links]\nblog = { label = "x", url = "https://acme.example/toy" }\n'
        'paper = { label = "x", url = "https://acme.example/toy.pdf" }'
    )
    assert not found("blog-report", family("toy", body))
