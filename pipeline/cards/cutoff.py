"""Knowledge cutoff: the month up to which the training data goes, where a card states it of this checkpoint."""

from typing import Final

from pipeline.cards.dates import DATE, as_date
from pipeline.cards.engine import SUBJECT, Occurrence, judge, states
from pipeline.cards.statements import Card

FIELD: Final = "knowledge_cutoff"
_CUT: Final = (
    r"(?:knowledge|(?:pre-?)?training data(?: (?:has|with))?|data ?sets? with)(?: an?| the)? cut-?off(?: dates?)?"
)
_STATING: Final = (
    states("cutoff.label", FIELD, 55, "Knowledge cutoff: June 2024", "Release date: June 2024", form="cell|label", label=rf"^(?:the )?{_CUT}\W*$"),
    states("cutoff.sentence", FIELD, 45, "The pretraining data has a cutoff of June 2024.", "It was released in June 2024.",
           before=rf"\b{_CUT}(?: (?:of|is|was|in|at|on))?:? (?:[a-z]+ ){{0,2}}$"),
)  # fmt: skip


def read_cutoff(card: Card) -> None:
    """Candidates for the knowledge cutoff, as precise as a month."""
    for statement in card.statements("cutoff", "cut-off", numeric=True):
        for m in DATE.finditer(statement.text):
            if date := as_date(m):
                judge(Occurrence(card, statement, date[:7], m.start(), m.end()), _STATING, SUBJECT)
