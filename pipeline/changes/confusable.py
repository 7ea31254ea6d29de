"""Confusable names: letters of another alphabet, or spelling tricks, that make one name look like another."""

import unicodedata
from collections.abc import Iterable
from typing import Final

# Letters outside Latin that most typefaces draw like a Latin one (from Unicode's confusables,
# reduced to what can stand in a model's name), and digits that stand for letters.
_LOOKS_LIKE: Final = str.maketrans(
    "аеорсухіјѕһԁԛԝкмтвн" "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαονρικτυχ" "ıɑɡℓ" "０１２３４５６７８９" "10|_.",
    "aeopcyxijshdqwkmtbh" "abezhikmnoptyxaovpiktux" "iagl" "0123456789" "lol--",
)  # fmt: skip


def skeleton(name: str) -> str:
    """What a name looks like at a glance: two names with one skeleton are easily taken for each other."""
    text = unicodedata.normalize("NFKC", name).casefold().translate(_LOOKS_LIKE)
    kept = [c for c in unicodedata.normalize("NFD", text) if unicodedata.category(c) not in {"Mn", "Me", "Cf"}]
    return "".join(kept).replace("rn", "m").replace("vv", "w").replace("i", "l")


def confusable_owners(names: Iterable[str], known: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """New names of owners, each with the known owners that it imitates; honest ones are left out."""
    by_look: dict[str, set[str]] = {}
    for other in known:
        by_look.setdefault(skeleton(other), set()).add(other)
    imitated = {name: by_look.get(skeleton(name), set()) - {name} for name in sorted(set(names))}
    return {name: tuple(sorted(others)) for name, others in imitated.items() if others}
