"""What the card reader returns: claims and rejects by line, before they have an address.

The reader knows the card's text and id, not its revision; `sources.cards` adds the address.
"""

from typing import Literal

from pipeline.kinds import Kind, Role
from pipeline.model.claims import Value
from pipeline.model.frozen import Frozen

About = Literal["self", "base"]


class CardClaim(Frozen):
    """One fact that the card states. `line` counts from 1, front matter included.

    `text` is the passage, cut to 200 characters: for `awesome extract` on a card at hand; it is
    never stored (cards are other people's text). `about` is "base" where the figure is the base
    model's and only inherited by this checkpoint.
    """

    field: str
    value: Value
    line: int
    text: str
    rule: str
    about: About = "self"


class CardReject(Frozen):
    """A passage that was seen and not used: a sibling's number, an ambiguous sentence, a bad key."""

    line: int
    reason: str
    field: str | None = None
    text: str = ""


class CardReading(Frozen):
    """One card as read: its kind and role (always decided), facts, and rejects.

    `kind_line`, `role_line` point at the line that decided, where there is one.
    """

    id: str
    kind: Kind
    role: Role | None
    claims: tuple[CardClaim, ...] = ()
    rejects: tuple[CardReject, ...] = ()
    kind_line: int | None = None
    role_line: int | None = None
