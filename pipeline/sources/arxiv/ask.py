"""arXiv papers: new ones asked in batches; the room left in a batch looks again at known ones.

`arxiv.Client` takes any 200 for a feed and skips entries that it cannot read: so the answer is inspected below the
library (HTML, cut feeds, error entries), and what was asked is compared with what came.
"""

from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import date
from functools import partial
from types import SimpleNamespace
from typing import Any, Final

import arxiv

from pipeline.cards import READER_VERSION
from pipeline.cards.card import read_abstract
from pipeline.changes.guard import doubt_of_letters
from pipeline.fields import FIELDS
from pipeline.http.meter import Meter
from pipeline.http.policy import SourceTrouble, Trouble
from pipeline.http.transport import FetchedPage, PageClient
from pipeline.layout import kinds
from pipeline.layout.canonical import dumps
from pipeline.layout.catalog import Curated, Snapshots
from pipeline.model.claims import by_field
from pipeline.model.curated import CuratedFamily
from pipeline.model.snapshots import PaperFacts, PaperSnapshot
from pipeline.reconcile.members import members
from pipeline.settings import Settings
from pipeline.sources.arxiv.states import bare_id, feed_facts, hub_paper_facts
from pipeline.sources.asking import Batch, Gathered, Job, Stage, Stages, receipt
from pipeline.sources.hub import SOURCE as HUB_SOURCE
from pipeline.sources.hub.client import HubClient, parse_json
from pipeline.sources.json_fields import days_since

PUBLIC: Final = "https://export.arxiv.org/api/query"
BATCH: Final = 100
RECHECK_DAYS: Final = 14
"""A paper is looked at again after that long, for new versions and withdrawals."""
TOPIC: Final = "papers"
_HEARD: Final = frozenset(name for name, spec in FIELDS.items() if "arxiv.abstract" in spec.voices)
"""The fields of which an abstract may speak."""


def inspect_feed(answer: FetchedPage) -> str | None:
    """What is wrong with a 200 answer that should be an Atom feed, or None."""
    body = answer.body
    if b"<feed" not in body[:2000]:
        return "no Atom feed"
    if body.decode(errors="ignore").encode() != body:
        return "a feed that is not UTF-8"
    return None if body.rstrip().endswith(b"</feed>") else "a feed that was cut off"


class ArxivClient:
    """Asks for papers by id, in batches."""

    def __init__(self, settings: Settings, meter: Meter) -> None:
        # arXiv asks for a name that says who calls (arxiv.py #203).
        self._pages = PageClient(meter, settings.origins, {"User-Agent": settings.user_agent}, inspect=inspect_feed)
        self._date: str | None = None
        # The policy paces and retries; the library's own delay and retries would only add to it.
        self._client = arxiv.Client(delay_seconds=0.0, num_retries=0)
        self._client.query_url_format = settings.arxiv_url.rstrip("?") + "?{}"
        self._client._session = self  # noqa: SLF001  the library has no argument for it

    def get(self, url: str, **_theirs: object) -> SimpleNamespace:
        """An answer, as the library asks its session for one."""
        page = self._pages.believed(self._pages.look(url), PUBLIC, missing=())
        self._date = page.date
        return SimpleNamespace(status_code=page.status, content=page.body)

    def papers(self, wanted: list[str]) -> tuple[dict[str, arxiv.Result], str | None]:
        """The latest version of each paper that arXiv returned, by the id asked for; and the answer's date."""
        self._client.page_size = len(wanted)
        try:
            results = list(self._client.results(arxiv.Search(id_list=wanted, max_results=len(wanted))))
        except (arxiv.ArxivError, ValueError, AttributeError, TypeError, KeyError) as error:
            raise SourceTrouble(Trouble.MALFORMED, f"a feed that cannot be read ({type(error).__name__})", PUBLIC) from error
        return {bare: r for r in results if (bare := bare_id(r)) in wanted}, self._date


def papers_to_ask(
    ids: Sequence[str], old: Snapshots, asked_on: Mapping[str, str], today: date, *, recheck: bool
) -> list[list[str]]:
    """Batches of at most 100 ids: unknown ones first, then known ones that wait longest.

    Known ones fill the room beside new ones; for themselves they are asked only when they are due (or `recheck`).
    """
    new = [i for i in ids if i not in old.papers]
    known = sorted((i for i in ids if i in old.papers), key=lambda i: (asked_on.get(i, ""), i))
    room = -len(new) % BATCH
    due = [i for i in known[room:] if recheck or (not new and days_since(asked_on.get(i), today) >= RECHECK_DAYS)]
    asked = [*new, *known[:room], *due]
    return [asked[n : n + BATCH] for n in range(0, len(asked), BATCH)]


def papers_of(families: Mapping[str, CuratedFamily], curated: Curated, snapshots: Snapshots) -> tuple[str, ...]:
    """The families' own papers: named by a person, or by the cards of members."""
    of_family, cards = members(curated, snapshots), snapshots.cards
    read = (cards[c] for slug in families for c in of_family[slug] if c in cards and cards[c].was_read)
    own = (card.facts.own_papers for card in read if card.facts.role != "derivative")
    return tuple(sorted({paper for papers in (*(f.papers for f in families.values()), *own) for paper in papers}))


def stages(job: Job) -> Stages:
    """Batches of at most 100 ids; when arXiv refuses one, the Hub's papers API is asked for those that are new."""
    settings, old, today = job.settings, job.old, job.today.isoformat()
    noted: dict[str, Any] = job.known(TOPIC)
    # Without run state (a new clone) all count as asked today.
    asked_on = {i: str(noted.get(i) or (s.receipt.retrieved_at or "")[:10]) if noted else today for i, s in old.papers.items()}
    ids = papers_of(job.scope().families, job.curated, old)
    batches = papers_to_ask(ids, old, asked_on, job.today, recheck=job.options.recheck)
    job.progress.start("papers", sum(map(len, batches)))
    client = ArxivClient(settings, job.meter())
    with closing(HubClient(settings, job.meter(HUB_SOURCE))) as hub:  # the fallback keeps the Hub's pace, not arXiv's
        named = ((batch, f"{len(batch)} papers, batch {n} of {len(batches)}") for n, batch in enumerate(batches, 1))
        yield Stage([Batch(name, partial(_gather, b, client, hub, job, noted)) for b, name in named])
    job.conclude(TOPIC, noted, asked=bool(batches))


def _gather(
    batch: list[str], client: ArxivClient, hub: HubClient, job: Job, noted: dict[str, Any], gathered: Gathered
) -> None:
    """Ask for one batch, and note that it was asked where arXiv answered."""
    known = job.old.papers
    try:
        papers, when = client.papers(batch)
        if not papers and (len(batch) > 1 or batch[0] in known):
            raise SourceTrouble(Trouble.MALFORMED, f"a feed with none of {len(batch)} papers")  # noqa: TRY301
    except SourceTrouble as trouble:
        gathered.keep(f"arxiv ({len(batch)} papers)", trouble)
        job.progress.write(f"arXiv: {trouble.trouble}")
        for new in (i for i in batch if i not in known):
            with gathered.keeping(f"arxiv/{new}"):
                answer = hub.paper(new)
                facts = hub_paper_facts(new, parse_json(answer.body))
                gathered.answered |= facts is not None
                job.progress.step("papers")
                _take(new, facts, f"https://huggingface.co/api/papers/{new}", answer.date, None, gathered)
        return
    gathered.answered = True
    for identity, result in sorted(papers.items()):
        job.progress.step("papers")
        _take(identity, feed_facts(result), f"{PUBLIC}?id_list={identity}", when, known.get(identity), gathered)
    for missing in (i for i in batch if i not in papers):
        if missing in known:
            gathered.keep(f"arxiv/{missing}", "arXiv did not return it: the last answer stays", trouble=False)
        else:
            gathered.reject(f"arxiv/{missing}", "arXiv does not know this id")
    noted.update(dict.fromkeys(batch, job.today.isoformat()))


def _take(
    identity: str, facts: PaperFacts | None, url: str, when: str | None, before: PaperSnapshot | None, gathered: Gathered
) -> None:
    """Take what is stated of a paper, unless it cannot be read, goes back, or came broken."""
    had = before.facts if before is not None else None
    if facts is None:
        gathered.keep(f"arxiv/{identity}", "the entry could not be read")
    elif had is not None and (had.version or 0) > (facts.version or 0):
        gathered.keep(f"arxiv/{identity}", f"an older version (v{facts.version}) was returned", trouble=False)
    elif doubt := doubt_of_letters(had.title + had.abstract if had else "", facts.title + facts.abstract):
        gathered.keep(f"arxiv/{identity}", doubt)
    else:
        stated = by_field(tuple(c for c in read_abstract(facts.title, facts.abstract).claims if c.field in _HEARD))
        whole = facts.model_copy(update={"reader": READER_VERSION, "claims": stated})
        made = receipt(url, dumps(facts), date=when, revision=f"v{facts.version}" if facts.version else None)
        gathered.store(kinds.PAPERS.path(identity), PaperSnapshot(facts=whole, receipt=made), before)
