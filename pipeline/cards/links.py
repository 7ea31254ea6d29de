"""What the links of a card name: the models that its checkpoint was made from, its own and its cited papers, its own code."""

import re
from collections.abc import Iterator
from itertools import chain, islice, zip_longest
from typing import Final

from pipeline.cards.engine import VIEWS, Occurrence, first_match
from pipeline.cards.rules import REFUSING, SHARED, WORDS, Candidate, Pattern, holds, stating
from pipeline.cards.statements import Card, Statement, heads
from pipeline.markdown import Block, MarkdownLink, plain
from pipeline.model.claims import Value
from pipeline.names.dissected import OWN, Relation, parse_name
from pipeline.names.vocabulary import ORDINARY

BASE, PAPER, CODE = "base_model", "own_arxiv", "own_github"
HUB_ID: Final = re.compile(r"[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95}$")
ENCODER_NAME: Final = Pattern("vision.encoder_name", re.IGNORECASE)
_HUB_LINK, _WRITTEN, _ID_ITEM, _REPOSITORY, _PICTURE, _ENTRY = (
    re.compile(SHARED[f"addresses.{name}"]) for name in ("hub", "written", "item", "repository", "picture", "entry")
)
_BASE_HEAD: Final = re.compile(SHARED["lineage.base_head"])
_REPACK, _CONVERTED, _FORMATTED, _MAKING = (Pattern(f"lineage.{n}", re.IGNORECASE) for n in ("repack", "converted", "formatted", "made"))

_ARXIV_ID: Final = re.compile(r"(?<![\d.])\d{4}\.\d{4,5}(?!\d)")
_BENEATH: Final = Pattern("papers.beneath")
_IN_TEXT, _IN_ENTRY, _TITLE = (re.compile(SHARED[f"papers.{name}"], re.IGNORECASE) for name in ("in_text", "in_entry", "title"))
_LIKELY, _SURE, _UNRELATED = 57, 50, 36  # a link called the paper; a maker's title; a title that names nobody known
_CITED: Final = "papers.citation"

_NO_OWNERS, _TOOLS, _NO_MODELS = (frozenset(WORDS[f"repositories.{name}"]) for name in ("no_owners", "tools", "no_models"))
_NOISE: Final = ("ai", "org", "team", "lab", "labs", "lm", "official", "research", "community", "seed")
_OURS: Final = Pattern("said.our_code")
_INSIDE: Final = re.compile(r"(?P<licence>.*licen)|/(?:blob|tree|issues|pull|releases|wiki|raw|discussions)\b(?!.*(?:readme|\.pdf|report))", re.IGNORECASE)
_FITS: Final = {"exact": 58, "same": 45, "near": 38, "far": 22, "": 0}
_ENOUGH: Final = 40


def _at(card: Card, statement: Statement, link: MarkdownLink, value: str) -> Occurrence:
    return Occurrence(card, statement, value, link.start, link.end, target=link.target, anchor=link.label)


def _base(name: str, line: int, text: str, rule: str) -> Candidate:
    return Candidate(BASE, (name,), line, text, f"lineage.{rule}", 60 if rule == "front_matter" else 30)


def read_lineage(card: Card) -> tuple[list[Candidate], str | None]:
    """The models that this one was made from, by the front matter, else by what is said; and the relation."""
    bases: list[Candidate] = []
    for item in card.matter.items.get(BASE, ()):
        if HUB_ID.match(item.text) and item.text.lower() != card.id.lower():
            bases.append(_base(item.text, item.line, f"base_model: {item.text}", "front_matter"))
        else:
            card.out.reject(item.line, "lineage.no_id: not another repository's id", BASE, item.text)
    bases = bases or _in_own_row(card) or _linked_bases(card)
    relation, line = _relation(card, bases)
    card.out.candidates += bases
    if relation is not None and bases:
        text = f"base_model_relation: {relation}" if line else bases[0].text
        card.out.candidates.append(Candidate("base_relation", relation, line or bases[0].line, text, "lineage.relation", 30))
    return bases, relation


def _linked_bases(card: Card) -> list[Candidate]:
    """The base that a sentence names by its Hub id, or links; of a model that sees not its eyes. Further ones are rejected."""
    found: dict[str, Candidate] = {}
    for statement, link in (*islice(card.links("co/"), 400), *_written_ids(card)):
        m = _HUB_LINK.search(link.target)
        name = m[1].rstrip(".") if m and statement.form != "code" and "/blob/" not in link.target else ""
        owner, _, model = name.lower().partition("/")
        if owner in _NO_MODELS | {""} or name.lower() in {card.id.lower(), *found} or (card.kind == "vlm" and ENCODER_NAME.compiled.match(model)):
            continue
        o = _at(card, statement, link, name)
        rule = first_match(o, stating(BASE))
        refusal = first_match(o, REFUSING[BASE]) if rule is not None else None
        if refusal is not None:
            card.out.reject(o.line, f"{refusal.name}: {refusal.says}", BASE, o.quoted)
        elif rule is not None:
            found[name.lower()] = Candidate(BASE, (name,), o.line, o.quoted, rule.name, rule.rank)
    sized = sorted(found.values(), key=lambda base: parse_name(base.members[0]).sizes != card.subject.name.sizes)
    for base in sized[1:]:
        card.out.reject(base.line, "lineage.second: second candidate for the base model", BASE, base.members[0])
    return sized[:1]


def _written_ids(card: Card) -> Iterator[tuple[Statement, MarkdownLink]]:
    blocks = (n for n, block in enumerate(card.doc.blocks) if "/" in block.text)
    for statement in (*(cell for cell in card.cells if "/" in cell.text), *(s for n in blocks for s in card.of_block(n))):
        for m in islice(_WRITTEN.finditer(statement.text), 8):
            if not any(link.start <= m.start() < link.end and "co/" in link.target for link in statement.links):
                yield statement, MarkdownLink(m.start(), m.end(), f"https://huggingface.co/{m[0]}", m[0])


def _in_own_row(card: Card) -> list[Candidate]:
    """The base that a table links in this checkpoint's row, under a head that says so."""
    for table in card.doc.tables:
        column = next((j for j, head in enumerate(table.raw[0]) if _BASE_HEAD.fullmatch(plain(head).lower())), None) if table.raw else None
        if column is None:
            continue
        relations = heads([row[0] for row in table.rows], card.subject)
        for row, line, relation in zip(table.raw, table.lines, relations, strict=True):
            cell = row[column] if relation is Relation.SELF and len(row) > column else ""
            m = _HUB_LINK.search(cell) or _ID_ITEM.match(cell)
            if m is not None and m[1].lower() != card.id.lower() and m[1].partition("/")[0] not in _NO_MODELS:
                return [_base(m[1], line, f"{' | '.join(row)} [{m[1]}]", "own_row")]
    return []


def _relation(card: Card, bases: list[Candidate]) -> tuple[str | None, int | None]:
    """finetune, quantized, adapter or merge, with the line where one says so; a front matter may be the original's."""
    for m in chain(_CONVERTED.by_line(card.plain), _FORMATTED.by_line(card.plain) if bases else ()):
        return "quantized", card.matter.end + card.plain.count("\n", 0, m.start()) + 1
    stated = card.matter.first("base_model_relation")
    if stated is not None and stated.text.lower() in {"finetune", "quantized", "adapter", "merge"}:
        return stated.text.lower(), stated.line
    named = [m["adapter"] for m in _REPACK.compiled.finditer(card.name)]
    trained = not bases and card.subject.name.formats == {"mlx"} and not holds(card.lowered, ("convert", "quanti"))
    if (None in named or card.subject.name.formats) and not trained:
        return "quantized", None
    tags = card.matter.words("tags")
    adapts = named or "peft" in card.matter.words("library_name") or tags & {"lora", "peft", "adapter", "qlora"}
    merged = tags & {"merge", "mergekit"} or len({b.value for b in bases}) > 2
    return ("adapter" if adapts else "merge" if merged else "finetune" if bases else None), None


def read_papers(card: Card) -> None:
    """Own and cited arXiv ids, with the line where each is named best."""
    entries = _entries(card)
    mentions = list(islice(_papers(card, entries), 500))
    best: dict[Value, Candidate] = {}
    for m in mentions:
        best[m.value] = max(best.get(m.value, m), m, key=lambda one: one.rank)  # of one rank the first stays
    linked, asked = ({m.value for m in mentions if m.rank >= _LIKELY and (m.rule == _CITED) is by} for by in (False, True))
    # A paper that is both linked as the paper and asked to be cited is surer than either.
    both = {value: best[value]._replace(rank=best[value].rank + 16, rule=_CITED) for value in linked & asked}
    ranked = sorted((best | both).values(), key=lambda m: (-m.rank, m.line))
    own = _own(ranked, entry_seen=any(score >= _SURE for _, _, _, score in entries))
    cited = sorted((m for m in best.values() if m.value not in {one.value for one in own}), key=lambda m: m.line)
    card.out.candidates += [m._replace(value=(str(m.value),)) for m in own]
    card.out.candidates += [m._replace(field="cited_arxiv", value=(str(m.value),)) for m in cited]


def _papers(card: Card, entries: list[tuple[Block, int, int, int]]) -> Iterator[Candidate]:
    """Every place where an arXiv id stands, with how surely it is the card's own paper."""
    for block, start, end, score in entries:
        for m in _IN_ENTRY.finditer(block.text, start, end):
            yield Candidate(PAPER, m[1], block.line_at(m.start(1)), block.text[max(0, m.start() - 60) : m.end() + 20], _CITED, score)
    for statement, link in card.links("rxiv", "RXIV", "/papers/"):
        if (arxiv := _ARXIV_ID.search(link.target)) and holds(link.target.lower(), ("arxiv", ".co/papers/")) and statement.form != "code":
            yield _paper(_at(card, statement, link, arxiv[0]))
    for statement in card.statements("arxiv", "eprint"):
        for m in _IN_TEXT.finditer(statement.text):
            if not any(link.start <= m.start() <= link.end for link in statement.links):
                yield _paper(Occurrence(card, statement, m[1], m.start(), m.end()))


def _paper(o: Occurrence) -> Candidate:
    rule = first_match(o, stating(PAPER)) or stating(PAPER)[-1]
    return Candidate(PAPER, o.value, o.line, o.quoted, rule.name, rule.rank)


def _own(ranked: list[Candidate], *, entry_seen: bool) -> list[Candidate]:
    """Which papers are the card's own: the sure ones, else the one that is likeliest."""
    own = [m for m in ranked if m.rank >= _SURE]
    if not own:
        likely = [m for m in ranked if m.rank >= 31]
        own = [m for m in likely if m.rule == _CITED] or likely[:1]
        if entry_seen and (len(own) > 1 or any(m.rank == _UNRELATED for m in own)):  # its own entry has no id
            own = []
    links = [m for m in own if m.rule != _CITED]
    tied = bool(links) and links[0].rank < 70 and sum(m.rank == links[0].rank for m in links) > 2
    kept = [m for n, m in enumerate(links) if not tied and (n == 0 or m.rank >= 80)]  # a list of many tells none apart
    own = [m for m in own if m.rule == _CITED or m in kept]
    return [m for m in own if m.rank >= max(m.rank for m in own) - 15]


def _entries(card: Card) -> list[tuple[Block, int, int, int]]:
    """BibTeX entries: their block, start and end, and how surely each is this model's own paper."""
    found: list[tuple[Block, int, int, int]] = []
    for n, block in enumerate(card.doc.blocks):
        starts = list(islice(_ENTRY.finditer(block.text), 100)) if "@" in block.text else []
        theirs = starts and _BENEATH.search(f"{block.section.path}#{card.lower[max(n - 1, 0)][-80:]}")
        for m, following in zip_longest(starts, starts[1:]):
            end = min(following.start() if following else len(block.text), m.start() + 6000)
            title = _TITLE.search(block.text, m.start(), end)
            words = re.sub(r"[{}\"\\]", "", title[1]).strip(" ,") if title else ""
            found.append((block, m.start(), end, _title_score(card, words, m[1], first=not found, theirs=bool(theirs))))
    return found


def _title_score(card: Card, title: str, key: str, *, first: bool, theirs: bool) -> int:
    """How surely a paper with this title is the card's own; `theirs`: it stands below the name of something else."""
    own = card.subject.name
    relations = {m.relation for m in card.subject.names(title)}
    flat, keyed, maker = _flat(title), _flat(key), _flat(card.owner)
    if Relation.SELF in relations or (len(own.key) >= 4 and (own.key in flat or own.key in keyed)):
        return 80
    if Relation.FAMILY in relations and card.role != "derivative":
        return 60
    if first and not theirs and len(maker) >= 5 and flat.startswith(maker):
        return _SURE  # a whole project's paper
    if relations or theirs:
        return 34 if not theirs and len(own.lead) >= 3 and own.lead not in ORDINARY and own.lead in flat else 24
    lead = own.family[0].replace(".", "") if own.family else ""
    return 62 if len(lead) >= 3 and lead not in ORDINARY and (lead in flat or lead in keyed) else _UNRELATED


def read_code(card: Card) -> None:
    """The best candidate for the model's own repository, by its name, its owner and the words around; others rejected."""
    best: dict[str, tuple[int, Occurrence, str]] = {}
    pictures = _PICTURE.finditer(card.text) if "raw.githubusercontent" in card.lowered else ()
    places = ((m[0], card.matter.end + card.text.count("\n", 0, m.start()) + 1) for m in pictures)
    blocks = (Block("paragraph", address, line, card.doc.sections[0]) for address, line in places)
    inside = ((Statement(block.text, "sentence", block), MarkdownLink(0, 0, block.text, "")) for block in blocks)
    for statement, link in (*card.links("github"), *inside):
        m = _REPOSITORY.search(link.target)
        repo = m[2].removesuffix(".git").strip(".") if m else ""
        if m is None or not repo or m[1].lower() in _NO_OWNERS:
            continue
        name = f"{m[1]}/{repo}"
        o = _at(card, statement, link, name)
        score, rule = _weigh(o)
        if name.lower() not in best or score > best[name.lower()][0]:
            o.value = best[name.lower()][1].value if name.lower() in best else name  # as it is written first
            best[name.lower()] = (score, o, rule)
    for n, (score, o, rule) in enumerate(sorted(best.values(), key=lambda b: (-b[0], b[1].line))[:40]):
        if n == 0 and score >= _ENOUGH:
            card.out.candidates.append(Candidate(CODE, o.value, o.line, o.quoted, rule, score))
        else:
            card.out.reject(o.line, f"{rule}: not the model's own repository", CODE, str(o.value))


def _weigh(o: Occurrence) -> tuple[int, str]:
    if bound := first_match(o, REFUSING[CODE]):
        return 20, bound.name
    said = 10 if _OURS.search(f"{o.view('wide')[-60:]} {o.anchor} {o.view('after')}".lower()) else 0
    inside = _INSIDE.match(o.view("address").removeprefix(o.view("repo")))
    less = 20 if inside and inside["licence"] else 8 if inside else 0
    score = _FITS[o.view("fit")] + 25 * bool(o.view("owned")) + said - less
    floor = first_match(o, stating(CODE))
    return (floor.rank, floor.name) if floor is not None and floor.rank > score else (score, "code.link")


def _flat(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


def _fit(o: Occurrence) -> str:
    """How well the repository's name fits the model's: a key of the table of fits."""
    own, repo = o.card.subject.name, o.view("repo")
    flat, mine = _flat("".join(parse_name(repo).family)) or _flat(repo), _flat(own.key)
    if flat and flat == mine:
        return "exact" if _flat(repo) == _flat(o.card.name) else "same"
    if len(flat) >= 3 and mine.startswith(flat) and not (flat[-1].isdigit() and mine[len(flat)].isdigit()):
        return "near"
    begins = (len(own.lead) >= 3 and flat.startswith(own.lead)) or (len(mine) >= 4 and flat.startswith(mine))
    return "far" if begins or (len(flat) >= 4 and flat in own.family) else ""


def _owned(o: Occurrence) -> str:
    """own, where the card's organisation and the repository's owner are alike."""
    a, b = _flat(o.card.owner), _flat(str(o.value).partition("/")[0])
    for noise in _NOISE:
        a, b = a.removesuffix(noise) or a, b.removesuffix(noise) or b
    return "own" if a == b or (min(len(a), len(b)) >= 4 and (a in b or b in a)) else ""


def _source(o: Occurrence) -> str:
    """Who is named between the word for making and the link: "made from Corvid-7B: [x](...)"; copy, where a repack or "Corvid-7B-Chat" is linked."""
    if f"/{o.card.name}-".lower() in o.target.lower() or parse_name(str(o.value)).formats > o.card.subject.name.formats:
        return "copy"
    _, *parts = _MAKING.compiled.split(o.view("wide"))
    return o.relations(parts[-1]) if parts else ""


def _past(o: Occurrence) -> str:
    """The text since the model that is linked before, another than this one."""
    hub = ((link.end, _HUB_LINK.search(link.target)) for link in o.statement.links if link.end <= o.start)
    ends = [end for end, m in hub if m and o.card.subject.relation(m[1]) not in OWN]
    return o.statement.text[ends[-1] : o.start] if ends else ""


VIEWS.update({
    "source": _source,
    "past": _past,
    "headed": lambda o: o.card.section_relation(o.statement.block.section) or "",
    "linked_is": lambda o: o.card.subject.relation(str(o.value)),
    "repacked": lambda o: "yes" if o.card.subject.name.formats else "",
    "either": lambda o: f"{o.view('around')} {o.anchor}",
    "repo": lambda o: str(o.value).partition("/")[2],
    "beside": lambda o: f"{o.view('repo')} @ {o.card.name}",
    "address": lambda o: o.view("repo") + o.target.partition(o.view("repo"))[2].removeprefix(".git"),
    "fit": _fit,
    "owned": _owned,
    "tool": lambda o: "yes" if o.view("repo").lower() in _TOOLS else "",
    # The maker's branch in a repository of tools that is named after the model.
    "own_folder": lambda o: "yes" if o.view("owned") and (lead := _flat("".join(o.card.subject.name.family[:1])))
    and lead in _flat(o.view("address").partition("/tree/")[2]) else "",
    # A link that is an item of a list under its own name: things that the model can be used with.
    "client": lambda o: "yes" if o.statement.block.kind == "item" and not o.statement.text[: o.start].strip(" -*")
    and not (o.statement.start or o.view("owned") or o.view("fit") or o.anchor.lower() in WORDS["repositories.code"]) else "",
    "called": lambda o: f"{o.view('wide')[-60:]}#{o.anchor}",
    "said_is": lambda o: o.relations(o.view("wide")),
    "below": lambda o: f"{o.statement.block.section.title if o.statement.block.section.index != 1 else ''}#{o.view('wide')[-60:]}",
})  # fmt: skip
