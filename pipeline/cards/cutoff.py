"""The month up to which a card says that its checkpoint's training data reach."""

from typing import Final

from pipeline.cards.dates import DATE, as_date
from pipeline.cards.engine import SUBJECT, Occurrence, judge, refuses, states
from pipeline.cards.statements import Card

FIELD: Final = "knowledge_cutoff"
_WORDS: Final = ("cutoff", "cut-off", "cut off", "up to", "until", "截止")
_CUTOFF: Final = r"cut[\s-]?off(?: dates?| point| time)?"
_LABEL: Final = (
    rf"^(?:(?:model|knowledge|(?:pre-?)?training|data) )*{_CUTOFF}(?: \([^)]*\))?\W*$|^(?:知识|训练?数据)截止(?:日期|时间)?\W*$"
)

_STATING: Final = (
    states("cutoff.label", FIELD, 55, "Knowledge cutoff: June 2024", "Submission deadline: June 2024", form="cell|label", label=_LABEL,
           before=r"^[^\d]{0,12}$"),
    states("cutoff.said", FIELD, 45, "**Data Freshness:** The pretraining data has a cutoff of December 2023.", "It was released in December 2023.",
           clause_before=rf"(?:knowledge|train|\bdata|corpus)[^.;]{{0,160}}{_CUTOFF}(?:\s(?:is|was|of|in|at|to|on|up)|:)*\s$|"
           r"知识截止(?:日期|时间)?(?:是|为|：)?\s?$"),
    states("cutoff.up_to", FIELD, 35, "Heron-7B was pre-trained on web data up to March 2024.", "The benchmark has data up to March 2024.",
           clause_before=r"(?:\b(?:pre-?)?train(?:ed|ing)\b|knowledge)[^.;]{0,60}\b(?:up to|until)\s(?:the end of\s)?$"),
)  # fmt: skip
_REFUSING: Final = (
    refuses("cutoff.sizes", "a month for each of several models", "Its data have a cutoff of March 2023 for the 8B and December 2023 for the 70B models.",
            "Its data have a cutoff of March 2023 for all models.", after=r"^,? for the [^.;]{0,20}\d ?[BM]\b"),
    refuses("cutoff.thing", "the last month of something else", "The benchmark's data have a cutoff of May 2024.", "Our data have a cutoff of May 2024.",
            clause_before=r"benchmark|evaluat|leaderboard|livecode|problems|questions|contest|post-?train|tuning data|submission|support"),
)  # fmt: skip


def read_cutoff(card: Card) -> None:
    """Candidates for the knowledge cutoff; a day is read as its month.

    Where two are stated as plainly as one another, of models that are not told apart, none is taken.
    """
    for statement in card.statements(*_WORDS, numeric=True):
        for m in DATE.finditer(statement.text):
            if date := as_date(m):
                judge(Occurrence(card, statement, date[:7], m.start(), m.end()), _STATING, (*SUBJECT, *_REFUSING))
    found = card.out.of(FIELD)
    top = [c for c in found if c.rank == max(one.rank for one in found)]
    for candidate in top if len({c.value for c in top}) > 1 else ():
        card.out.drop(candidate, "cutoff.disputed: several models' months, none of them told apart")
