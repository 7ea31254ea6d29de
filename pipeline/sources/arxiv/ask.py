"""arXiv papers: new ones asked in batches; the room left in a batch looks again at known ones."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import ExitStack, closing
from datetime import datetime
from functools import cache, partial
from typing import Any, Final

import arxiv

from pipeline.cards import READER_VERSION
from pipeline.cards.abstract import read_abstract
from pipeline.changes.guard import doubt_of_letters
from pipeline.fields import FIELDS
from pipeline.http.meter import SourceTrouble
from pipeline.http.policy import Trouble
from pipeline.layout import kinds
from pipeline.layout.canonical import dumps
from pipeline.layout.curated import Curated
from pipeline.layout.snapshots import Snapshots
from pipeline.model.claims import by_field
from pipeline.model.clean import clean
from pipeline.model.curated import CuratedFamily
from pipeline.model.snapshots import PaperFacts, PaperSnapshot
from pipeline.reconcile.members import index_by_owner, members
from pipeline.sources.answers import Gathered, receipt
from pipeline.sources.arxiv.client import BATCH, ArxivClient, PaperBatch
from pipeline.sources.arxiv.states import hub_paper_facts, paper_facts
from pipeline.sources.asking import Job
from pipeline.sources.batches import Batch, Stage, Stages
from pipeline.sources.hub import SOURCE as HUB_SOURCE
from pipeline.sources.hub.client import HubClient, parse_json

RECHECK_DAYS: Final = 14
"""A paper is looked at again after that long, for new versions and withdrawals."""
TOPIC: Final = "papers"
_HEARD: Final = frozenset(name for name, spec in FIELDS.items() if "arxiv.abstract" in spec.voices)
"""The fields of which an abstract may speak."""


def papers_to_ask(
    ids: Sequence[str], old: Snapshots, asked_on: Mapping[str, str], today: str, *, recheck: bool
) -> list[list[str]]:
    """Batches of at most 100 ids: unknown ones first, then known ones that wait longest.

    Known ones cost no request of their own while there is room beside new ones; without new ones
    they are asked only when they are due (or `recheck`).
    """
    new = [i for i in ids if i not in old.papers]
    known = sorted((i for i in ids if i in old.papers), key=lambda i: (asked_on.get(i, ""), i))
    due = [i for i in known if recheck or _days(asked_on.get(i), today) >= RECHECK_DAYS]
    batches = [new[n : n + BATCH] for n in range(0, len(new), BATCH)]
    if batches:
        batches[-1] += known[: BATCH - len(batches[-1])]
        rest = [i for i in due if i not in batches[-1]] if recheck else []
    else:
        rest = due
    return batches + [rest[n : n + BATCH] for n in range(0, len(rest), BATCH)]


def _days(last: str | None, today: str) -> int:
    if not last:
        return RECHECK_DAYS
    try:
        return (datetime.fromisoformat(today) - datetime.fromisoformat(last)).days
    except ValueError:
        return RECHECK_DAYS


def papers_of(families: Mapping[str, CuratedFamily], curated: Curated, snapshots: Snapshots) -> tuple[str, ...]:
    """The families' own papers: named by a person, or by the cards of members."""
    by_owner = index_by_owner(snapshots)
    found: set[str] = set()
    for family in families.values():
        found.update(family.papers)
        for checkpoint in members(family, curated, snapshots, by_owner):
            card = snapshots.cards.get(checkpoint)
            if card is not None and card.was_read and card.facts.role != "derivative":
                for claim in card.facts.claims.get("own_arxiv", ()):
                    if claim.about == "self" and isinstance(claim.value, tuple):
                        found.update(claim.value)
    return tuple(sorted(found))


def stages(job: Job) -> Stages:
    """Batches of at most 100 ids; when arXiv refuses one, the Hub's papers API is asked for those that are new."""
    settings, old = job.settings, job.old
    state, today = job.state(), job.today.isoformat()
    noted: dict[str, Any] = dict(state.read(TOPIC))
    # Without run state (a new clone), the receipt's own date is when the paper was last looked at.
    asked_on = {i: str(noted.get(i) or (s.receipt.retrieved_at or "")[:10]) for i, s in old.papers.items()}
    ids = papers_of(job.families(), job.curated, old)
    asked_on = asked_on if noted else dict.fromkeys(asked_on, today)
    batches = papers_to_ask(ids, old, asked_on, today, recheck=job.options.recheck)
    job.progress.start("papers", sum(map(len, batches)))
    client = ArxivClient(settings.arxiv_url, job.meter(), settings.origins, settings.user_agent)

    with ExitStack() as opened:

        @cache
        def hub() -> HubClient:
            spare = job.meter(HUB_SOURCE)  # the fallback keeps the Hub's pace, not arXiv's
            return opened.enter_context(closing(HubClient(settings.hf_endpoint, settings.hf_token, spare, settings.address)))

        def one(batch: list[str], part: Gathered) -> None:
            if _gather(batch, client, hub, job, part):
                noted.update(dict.fromkeys(batch, today))

        yield Stage([
            Batch("arxiv", "papers", f"{len(batch)} papers, batch {n} of {len(batches)}", partial(one, batch))
            for n, batch in enumerate(batches, 1)
        ])  # fmt: skip
    if batches:
        state.write(TOPIC, noted)
    elif not job.gathered.kept:
        job.gathered.answered = True


def _gather(batch: list[str], client: ArxivClient, hub: Callable[[], HubClient], job: Job, gathered: Gathered) -> bool:
    """Ask for one batch; whether arXiv answered."""
    known = job.old.papers
    try:
        answer = client.papers(batch)
        if not answer.papers and (len(batch) > 1 or batch[0] in known):
            raise SourceTrouble(Trouble.MALFORMED, f"an empty feed for {len(batch)} papers")  # noqa: TRY301
    except SourceTrouble as trouble:
        gathered.keep(f"arxiv ({len(batch)} papers)", trouble)
        job.progress.write(f"arXiv: {trouble.trouble}")
        new = [i for i in batch if i not in known]
        if new:
            _fall_back(new, hub(), job, gathered)
        return False
    gathered.answered = True
    _take(answer, job, gathered)
    for missing in answer.missing:
        if missing in known:
            gathered.keep(f"arxiv/{missing}", "arXiv did not return it: the last answer stays", trouble=False)
        else:
            gathered.reject(f"arxiv/{missing}", "arXiv does not know this id")
    return True


def _take(answer: PaperBatch, job: Job, gathered: Gathered) -> None:
    for identity, result in sorted(answer.papers.items()):
        job.progress.step("papers", identity)
        facts = _facts_of(result)
        if facts is None or facts.id != identity:
            gathered.keep(f"arxiv/{identity}", "the entry could not be read")
            continue
        before = job.old.papers.get(identity)
        had = before.facts if before is not None else None
        if had is not None and (had.version or 0) > (facts.version or 0) and had.via == "arxiv":
            gathered.keep(f"arxiv/{identity}", f"an older version (v{facts.version}) was returned", trouble=False)
            continue
        doubt = doubt_of_letters(had.title + had.abstract if had else "", facts.title + facts.abstract)
        if doubt:
            gathered.keep(f"arxiv/{identity}", doubt)
            continue
        _store(facts, f"https://export.arxiv.org/api/query?id_list={identity}", answer.date, before, gathered)


def _facts_of(result: arxiv.Result) -> PaperFacts | None:
    if not (result.title or "").strip() or not (result.summary or "").strip():
        return None  # every paper has both: an entry without them is a stump
    return paper_facts(
        result.get_short_id(),
        title=result.title or "",
        authors=[a.name for a in result.authors],
        abstract=result.summary or "",
        published=result.published.date().isoformat() if result.published else None,
        updated=result.updated.date().isoformat() if result.updated else None,
        primary_category=clean(result.primary_category or "", limit=20) or None,
        categories=tuple(sorted({clean(c, limit=40) for c in result.categories or ()})),
        comment=result.comment,
        journal_ref=clean(result.journal_ref or "", limit=300) or None,
        doi=clean(result.doi or "", limit=120) or None,
    )


def _store(facts: PaperFacts, url: str, date: str | None, before: PaperSnapshot | None, gathered: Gathered) -> None:
    reading = read_abstract(facts.title, facts.abstract)
    claims = by_field(tuple(c for c in reading.claims if c.field in _HEARD))
    whole = facts.model_copy(update={"reader": READER_VERSION, "claims": claims})
    made = receipt(url, dumps(facts), date=date, revision=f"v{facts.version}" if facts.version else None)
    gathered.store(kinds.PAPERS.path(facts.id), PaperSnapshot(facts=whole, receipt=made), before)


def _fall_back(ids: Collection[str], hub: HubClient, job: Job, gathered: Gathered) -> None:
    for identity in ids:
        try:
            answer = hub.paper(identity)
            body = parse_json(answer.body)
        except SourceTrouble as trouble:
            gathered.keep(f"arxiv/{identity}", trouble)
            continue
        facts = hub_paper_facts(identity, body) if isinstance(body, dict) else None
        if facts is None:
            gathered.reject(f"arxiv/{identity}", "the Hub's papers API gave no usable answer")
            continue
        gathered.answered = True
        job.progress.step("papers", identity)
        _store(facts, f"https://huggingface.co/api/papers/{identity}", answer.date, None, gathered)
