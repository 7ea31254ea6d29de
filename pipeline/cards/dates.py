"""The release date that a card states of its checkpoint, and the month up to which its training data reach."""

import re
from itertools import pairwise
from typing import Final

from pipeline.cards.engine import SUBJECT, Occurrence, judge, refuses, states
from pipeline.cards.findings import Candidate
from pipeline.cards.statements import Card
from pipeline.cards.subjects import Mention
from pipeline.names.kinship import Relation
from pipeline.names.makers import listed

FIELD: Final = "release_date"
_MONTHS: Final = {m: n for n, m in enumerate(listed("jan feb mar apr may jun jul aug sep oct nov dec"), 1)}
_MONTH: Final = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)"
)
DATE: Final = re.compile(
    rf"(?<![\d.])(?:(?P<y1>20[12]\d)\s?[-./年]\s?(?P<m1>\d{{1,2}})(?:\s?[-./月]\s?(?P<d1>\d{{1,2}})日?|月)?(?![\d.]*\d)|"
    rf"(?P<n2>{_MONTH})[.,]?[\s-]{{1,2}}(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,?[\s-]{{1,2}}(?P<y2>20[12]\d)|"
    rf"(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?[\s.-]{{1,2}}(?P<n3>{_MONTH})[\s.,-]{{1,2}}(?P<y3>20[12]\d)|"
    rf"(?P<n4>{_MONTH})\.?,?\s(?:of\s)?(?P<y4>20[12]\d)|(?P<d5>\d{{1,2}})/(?P<m5>\d{{1,2}})/(?P<y5>20[12]\d))(?!\d)",
    re.IGNORECASE,
)
_LABEL: Final = (
    r"^(?:initial |model |first |weights? |hugging face |github |public |original |estimated )*release[sd]?(?: "
    r"?dates?)?(?: estimate| on)?(?: on)?\W*$|^发布(?:日期|时间)\W*$|^release dates?\b.{0,30}$"
)
_HEAD: Final = re.compile(rf"{_LABEL}|model dates?\W*$", re.IGNORECASE)
_RELEASE: Final = re.compile(
    r"\b(?:release[sd]?|releasing|launch(?:ed|es)?|introduc(?:e|ed|es|ing)|open-?\s?sourc\w+|unveil\w*|announc\w+|"
    r"presents?|made available|publicly available|out now|is now (?:live|available)|(?:is|are) out|"
    r"c[ao]mes? out|followed on|(?:is|are) (?:now )?(?:live |up )?on (?:the )?(?:hub|hugging ?face)|(?:weights|checkpoints?|model) (?:is|"
    r"are) (?:now )?available)\b|发布|开源|推出",
    re.IGNORECASE,
)
_NOT: Final = (
    r"cut-?\s?off|knowledge|\btrained (?:between|from|in|on)\b|evaluat|accessed|retriev|copyright|as of\b|until|"
    r"dataset|\bdata\b|\bpaper\b|report\b|arxiv|\bcode\b|blog|api\b|demo|gguf|quantiz|training (?:code|data|script)|"
    r"fine-?tuning (?:code|script)|integrat|support|inference code|vllm|leaderboard|merged|available (?:in|on) (?:ollama|vllm)|"
    r"updated?\b|deprecat|benchmark|training (?:began|start)|deployment|conference|licen[cs]e|agreement|template|fix|bug|ollama|"
    r"llama\.cpp|workshop|\btool|supersed"
)
_HEAVY: Final = (
    r"(?:inference code|code)[^.]{0,12} and (?:the )?(?:pre-?trained )?(?:model )?(?:weights|models?)\b|"
    r"\breleas\w{1,3} (?:[\w🤗]{1,10} ){0,3}model weights\b|\bweights and (?:the )?(?:\w+ )?report\b"
)
_GAP: Final = re.compile(r"[\s,、/&和及]{0,6}(?:and|or)?[\s,]{0,3}(?:the )?(?:base models? )?", re.IGNORECASE)
_BRACKETS: Final = re.compile(r"\([^()]{0,80}\)")

_STATING: Final = (
    states("dates.label", FIELD, 55, "Release date: 2025-03-02", "Paper date: 2025-03-02", form="cell|label", label=_LABEL),
    states("dates.inline", FIELD, 50, "Model release date 2025-03-02", "In 2025-03-02.", text=r"^(?=.{1,80}$)(?:model )?release date\b"),
    states("dates.self", FIELD, 41, "- [2025-03-02] We release Heron-7B.", "- [2025-03-02] We release Egret-7B.", released="self"),
    states("dates.family", FIELD, 36, "- [2025-03-02] We release Heron.", "- [2025-03-02] We release Egret-7B.", released="family"),
    states("dates.weights", FIELD, 34, "- 2025.03.02: released weights", "- 2025.02.01: paper released", released="none",
           event=r"releas\w* (?:the |our )?(?:model )?(?:weights|checkpoints?)\b|(?:weights|model) (?:is |are |was |were )?(?:released|out\b|open-?sourced)"),
    states("dates.bare", FIELD, 29, "Released on 2025-03-02.", "Data released on 2025-03-02.", released="none",
           event=r"^\W*(?:first |initially |publicly |officially )?released (?:on|in)\b"),
    states("dates.this", FIELD, 30, "This is the version that we released on 2025-03-02.", "It was made on 2025-03-02.", released="none",
           event=r"\bit (?:came out|(?:was|is) (?:first )?released)\b|\bthis (?:model|is|version|release)|\bmodel (?:was|is|weight)|our model|\bwe\b"),
)  # fmt: skip
_REFUSING: Final = (
    refuses("dates.thing", "date of something other than the release", "We release the training data on 2025-05-05.", "We release Heron-7B on 2025-05-05.",
            event=_NOT, event2=f"!{_HEAVY}", label=f"!{_LABEL}"),
    refuses("dates.other", "release of another model", "| Model | Release date |\n|---|---|\n| Heron-7B | |\n| Egret-7B | 2025-05-05 |",
           "2025-05-05: We release Heron-7B.", form="cell", whose="sibling|other"),
)  # fmt: skip


CUTOFF: Final = "knowledge_cutoff"
_CUTOFF_WORDS: Final = ("cutoff", "cut-off", "cut off", "up to", "until", "knowledge", "截止", "截至")
_CUT_OFF: Final = r"cut[\s-]?off(?: dates?| point| time)?"
_PROMPTED: Final = re.compile(r"\b[Yy]our (?:knowledge cut-?off(?: date)? is|knowledge base was last updated on) ")
_CUTOFF_LABEL: Final = (
    rf"^(?:(?:model|knowledge|(?:pre-?)?training|data) )*{_CUT_OFF}(?: \([^)]*\))?\W*$|^(?:知识|训练?数据)截止(?:日期|时间)?\W*$"
)

_CUTOFF_STATING: Final = (
    states("cutoff.label", CUTOFF, 55, "Knowledge cutoff: June 2024", "Submission deadline: June 2024", form="cell|label", label=_CUTOFF_LABEL,
           before=r"^[^\d]{0,12}$"),
    states("cutoff.said", CUTOFF, 45, "**Data Freshness:** The pretraining data has a cutoff of December 2023.", "It was released in December 2023.",
           clause_before=rf"(?:knowledge|train|\bdata|corpus)[^.;]{{0,160}}{_CUT_OFF}(?:\s(?:is|was|of|in|at|to|on|up)|:)*\s$|"
           r"\b(?:knowledge|corpus|data)[^.;]{0,40}\b(?:ends?|stops?|reaches|extends?|goes) (?:in|at|to|up to|until|with) $|(?:知识|语料|数据)截[止至](?:日期|"
           r"时间)?(?:是|为|到|"
           r"于|"
           r"至|：)*\s?$"),
    states("cutoff.up_to", CUTOFF, 35, "Heron-7B was pre-trained on web data up to March 2024.", "The benchmark has data up to March 2024.",
           clause_before=r"(?:\b(?:pre-?)?train(?:ed|ing)\b|knowledge)[^.;]{0,60}\b(?:up to|until)\s(?:the end of\s)?$"),
)  # fmt: skip
_CUTOFF_REFUSING: Final = (
    refuses("cutoff.sizes", "a month for each of several models", "Its data have a cutoff of March 2023 for the 8B and December 2023 for the 70B models.",
            "Its data have a cutoff of March 2023 for all models.", after=r"^,? for the [^.;]{0,20}\d ?[bm]\b"),
    refuses("cutoff.thing", "the last month of something else", "The benchmark's data have a cutoff of May 2024.", "Our data have a cutoff of May 2024.",
            clause_before=r"benchmark|evaluat|leaderboard|livecode|problems|questions|contest|post-?train|tuning data|submission|support"),
)  # fmt: skip


def as_date(m: re.Match[str]) -> str | None:
    """A matched date as YYYY-MM or YYYY-MM-DD, or None where it is no date."""
    g = m.groupdict()
    n = next(n for n in "12345" if g.get(f"y{n}"))
    name = g.get(f"n{n}")
    month = _MONTHS[name[:3].lower()] if name else int(g.get(f"m{n}") or 0)
    day = int(g.get(f"d{n}") or 0)
    if n == "5" and month > 12 >= day:
        month, day = day, month
    elif n == "5" and day <= 12 and month <= 12 and day != month:
        return None  # 03/04/2025: day or month first is not known
    if not 1 <= month <= 12 or day > 31:
        return None
    return f"{g[f'y{n}']}-{month:02}-{day:02}" if day else f"{g[f'y{n}']}-{month:02}"


def read_dates(card: Card) -> None:
    """Candidates for the release date; of several dates in a statement each with the words around it."""
    for statement in card.statements("201", "202", numeric=True):
        found = [(m, date) for m in DATE.finditer(statement.text) if (date := as_date(m))][:6]
        if found and re.search(_LABEL, statement.label):
            found = [min(found, key=lambda pair: pair[1])]
        ends = [0, *(m.end() for m, _ in found)]
        for n, (m, date) in enumerate(found):
            end = found[n + 1][0].start() if n + 1 < len(found) else len(statement.text)
            o = Occurrence(card, statement, date, m.start(), m.end())
            _views(o, statement.text[ends[n] : end])
            judge(o, _STATING, (*_REFUSING, SUBJECT[1]))
    for block, following in pairwise(card.doc.blocks):
        if block.kind == "heading" and _HEAD.match(block.text) and following.kind != "code":
            most = 60 if "releas" in block.text.lower() else 24  # a model's date, not "trained between ..."
            below = DATE.search(following.text) if len(following.text) < most else None
            if below is not None and (said := as_date(below)):
                card.out.candidates.append(Candidate(FIELD, said, following.line, following.text, "dates.below_heading", 50))


def _views(o: Occurrence, event: str) -> None:
    """The views of a date: the event, which is the words around it or the short block that it begins, and what was released.

    `released` is the relation of the model, "" where none is named, "no" where nothing is released.
    """
    block = o.statement.block
    if not _RELEASE.search(event) and block is not None and not o.statement.start and len(block.text) < 400 and o.start < 40:
        event = block.text
    said = _RELEASE.search(event)
    o.seen |= {"event": _BRACKETS.sub(" ", event), "released": "no"}
    if said is None:
        return
    mentions = [m for m in o.card.subject.names(event) if not DATE.match(event, m.start)]
    aside = event.rfind("(", 0, said.start())
    if aside >= 0 and ")" not in event[aside : said.start()]:  # "Corvid-1 (released in May)" says nothing of who is named before
        named = Relation.SELF in {m.relation for m in mentions}
        mentions = [m for m in mentions if m.start > aside] or [m for m in mentions if m.end <= aside][-1:]
        if named and mentions and mentions[-1].relation is Relation.FAMILY:
            return
    after = _named_together(event, [m for m in mentions if m.start >= said.start()])
    first = after[0] if after else mentions[-1].relation if mentions else ""
    own = Relation.SELF in after or ((first is Relation.FAMILY or not after) and Relation.SELF in {m.relation for m in mentions})
    o.seen["released"] = "self" if own else str(first)


def _named_together(text: str, mentions: list[Mention]) -> list[Relation]:
    """The models named in one breath: the first, and those enumerated right after it."""
    out: list[Relation] = []
    end: int | None = None
    for m in mentions:
        if end is not None and not _GAP.fullmatch(_BRACKETS.sub("", text[end : m.start])):
            break
        out.append(m.relation)
        end = m.end
    return out


def read_cutoff(card: Card) -> None:
    """Candidates for the knowledge cutoff, last of them what the maker's system prompt tells the model; a day is read as its month."""
    for statement in card.statements(*_CUTOFF_WORDS, numeric=True):
        for m in DATE.finditer(statement.text):
            if date := as_date(m):
                judge(Occurrence(card, statement, date[:7], m.start(), m.end()), _CUTOFF_STATING, (*SUBJECT, *_CUTOFF_REFUSING))
    for block in card.doc.blocks:
        told = _PROMPTED.search(block.text) if block.kind == "code" else None
        if told is not None and (at := DATE.match(block.text, told.end())) and (date := as_date(at)):
            card.out.candidates.append(Candidate(CUTOFF, date[:7], block.line_at(told.start()), block.text[told.start() : at.end()], "cutoff.prompt", 30))
