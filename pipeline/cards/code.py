"""The model's own code repository among the GitHub links of a card.

Each link is weighed: how well its name fits the model's, whose it is, and what is said around it.
Rows bound the weight from above, or raise it to a floor.
"""

import re
from typing import Final

from pipeline.cards.engine import Occurrence, Views, first_match
from pipeline.cards.findings import Candidate
from pipeline.cards.rules import REFUSING, SHARED, stating
from pipeline.cards.statements import Card, Statement
from pipeline.cards.words import WORDS
from pipeline.names.dissected import parse_name

FIELD: Final = "own_github"
_LINK: Final = re.compile(r"github(?:usercontent)?\.com/([A-Za-z0-9][\w-]{0,38})/([\w.-]{1,100})((?:/[^\s)>\"'\]|]{0,200})?)")
_PICTURE: Final = re.compile(r"raw\.githubusercontent\.com/([A-Za-z0-9][\w-]{0,38}/[\w.-]{1,100})")
_NO_OWNERS: Final = frozenset(WORDS["repositories.no_owners"])
_TOOLS: Final = frozenset(WORDS["repositories.tools"])
_NOISE: Final = ("ai", "org", "team", "lab", "labs", "lm", "official", "research", "community", "seed")
_CODE_WORD: Final = re.compile(r"\W*(?:source )?(?:code|github|repo|repository)\W*$", re.IGNORECASE)
_OURS: Final = re.compile(SHARED["code.ours"], re.IGNORECASE)
_INSIDE: Final = re.compile(r"/(?:blob|tree|issues|pull|releases|wiki|raw|discussions)\b(?!.*(?:license|readme|\.pdf|report))", re.IGNORECASE)
_FLOORS: Final = stating(FIELD)
_FITS: Final = {"same": 45, "near": 38, "far": 22, "": 0}
_OWNED: Final = {"own": 25, "": 0}
_ENOUGH: Final = 40


def _flat(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


def _fit(o: Occurrence) -> str:
    """How well the repository's name fits the model's: a key of the table of fits."""
    own, repo = o.card.subject.name, o.view("repo")
    flat, mine = _flat("".join(parse_name(repo).family)) or _flat(repo), _flat(own.key)
    if not flat or not mine:
        return ""
    if flat == mine:
        return "same"
    if len(flat) >= 3 and mine.startswith(flat) and not (flat[-1].isdigit() and mine[len(flat)].isdigit()):
        return "near"
    begun = (len(own.lead) >= 3 and flat.startswith(own.lead)) or (len(mine) >= 4 and flat.startswith(mine))
    return "far" if begun else ""


def _begun(o: Occurrence) -> str:
    """The first word of the model's name, or a mark that is in no address."""
    return _flat("".join(o.card.subject.name.family[:1])) or "-"


def _owned(o: Occurrence) -> str:
    """own, where the card's organisation and the repository's owner are alike."""
    a, b = _flat(o.card.owner), _flat(str(o.value).partition("/")[0])
    for noise in _NOISE:
        a, b = a.removesuffix(noise) or a, b.removesuffix(noise) or b
    return "own" if a == b or (min(len(a), len(b)) >= 4 and (a in b or b in a)) else ""


def _client(o: Occurrence) -> str:
    """yes, for a link that is an item of a list under its own name: things that the model can be used with."""
    item = o.statement.block is not None and o.statement.block.kind == "item" and not o.statement.start
    begins = not o.statement.text[: o.start].strip(" -*")
    return "yes" if item and begins and not o.view("owned") and not o.view("fit") and not _CODE_WORD.match(o.anchor) else ""


_VIEWS: Final[Views] = {
    "repo": lambda o: str(o.value).partition("/")[2],
    "path": lambda o: o.view("repo") + o.target.partition(o.view("repo"))[2].removeprefix(".git"),
    "fit": _fit,
    "owned": _owned,
    "tool": lambda o: "yes" if o.view("repo").lower() in _TOOLS else "",
    # yes, for the maker's branch in a repository of tools that is named after the model
    "own_folder": lambda o: "yes" if o.view("owned") and _begun(o) in _flat(o.view("path").partition("/tree/")[2]) else "",
    "client": _client,
    "called": lambda o: f"{o.view('wide')[-60:]}#{o.anchor}",
    "below": lambda o: f"{o.statement.section.title if o.statement.section.index != 1 else ''}#{o.view('wide')[-60:]}",
}


def read_code(card: Card) -> None:
    """The best candidate for the model's own repository; every other link is rejected once."""
    best: dict[str, tuple[int, Occurrence, str]] = {}
    for statement, link in card.links("github"):
        m = _LINK.search(link.target)
        repo = m[2].removesuffix(".git").strip(".") if m else ""
        if m is None or not repo or m[1].lower() in _NO_OWNERS:
            continue
        name = f"{m[1]}/{repo}"
        o = Occurrence(card, statement, name, link.start, link.end, more=_VIEWS, target=link.target, anchor=link.label)
        score, rule = _weigh(o)
        if name.lower() not in best or score > best[name.lower()][0]:
            o.value = best[name.lower()][1].value if name.lower() in best else name  # as it is written first
            best[name.lower()] = (score, o, rule)
    # Pictures of the card may lie in a repository that is named as the model is.
    for m in _PICTURE.finditer(card.text) if "raw.githubusercontent" in card.lowered else ():
        line = card.matter.end + card.text.count("\n", 0, m.start()) + 1
        o = Occurrence(card, Statement(m[0], "sentence", card.doc.sections[0], line), m[1], 0, 0, more=_VIEWS, target=m[0])
        if m[1].lower() not in best and o.view("fit") in {"same", "near"}:
            best[m[1].lower()] = _ENOUGH, o, "code.picture_inside"
    for n, (score, o, rule) in enumerate(sorted(best.values(), key=lambda b: (-b[0], b[1].line))[:40]):
        if n == 0 and score >= _ENOUGH:
            card.out.candidates.append(Candidate(FIELD, o.value, o.line, o.quoted, rule, score))
        else:
            card.out.reject(o.line, f"{rule}: not the model's own repository", FIELD, str(o.value))


def _weigh(o: Occurrence) -> tuple[int, str]:
    bound = first_match(o, REFUSING[FIELD])
    if bound is not None:
        return 20, bound.name
    said = 10 if _OURS.search(f"{o.view('wide')[-60:]} {o.anchor} {o.view('after')}") else 0
    score = _FITS[o.view("fit")] + _OWNED[o.view("owned")] + said - (8 if _INSIDE.match(o.view("path").removeprefix(o.view("repo"))) else 0)
    floor = first_match(o, _FLOORS)
    return (floor.rank, floor.name) if floor is not None and floor.rank > score else (score, "code.link")
