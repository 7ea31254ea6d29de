"""Organisations' listings and collections of the Hub: which checkpoints there are, and what the API states."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from pipeline.changes.guard import LEAST, accepted, doubt_of_entries, refusal
from pipeline.http.policy import SourceTrouble, Trouble
from pipeline.layout import kinds
from pipeline.layout.snapshots import Snapshots
from pipeline.model.ids import HUB_URL
from pipeline.model.snapshots import CheckpointFacts, CheckpointSnapshot, CollectionSnapshot
from pipeline.reconcile.members import inner_collections
from pipeline.sources.asking import Gathered, entry_bytes, receipt
from pipeline.sources.hub.client import HubClient, parse_json
from pipeline.sources.hub.states import api_url, checkpoint_facts, collection_facts, entry_id, quantised_of
from pipeline.sources.hub.wanted import HubNotes, Wanted

NO_NAME: Final = "no valid repository id"
NOT_THERE: Final = "named on the list, but the Hub does not have it (or it is private)"
Entries = dict[str, tuple[dict[str, Any], str | None]]
"""A listing: checkpoint -> its wire entry, and the date of the answer that brought it."""


@dataclass
class Listings:
    """Asks for listings and collections, and takes what is believed of them.

    `probes` are the checkpoints never seen that may be asked for one by one where a listing has them not. Of what was
    asked, `found` are the checkpoints that matter, as they are now; `whole` the subjects that answered and were believed.
    """

    client: HubClient
    old: Snapshots
    notes: HubNotes
    allowed: Collection[str]
    want: Wanted
    probes: Collection[str] = ()
    found: dict[str, CheckpointSnapshot] = field(default_factory=dict)
    whole: set[str] = field(default_factory=set)

    def collection(self, slug: str, gathered: Gathered) -> None:
        """One collection: what it holds. A vanished one keeps its last content, marked gone."""
        before, subject, path = self.old.collections.get(slug), f"collections/{slug}", kinds.COLLECTIONS.path(slug)
        url = f"{HUB_URL}api/{subject}"
        try:
            answer = self.client.collection(slug)
            facts = collection_facts(slug, parse_json(answer.body, url), lambda item: gathered.reject(f"{subject}, {item}", NO_NAME))
        except SourceTrouble as trouble:
            if trouble.trouble is not Trouble.NOT_FOUND:
                gathered.keep(subject, trouble)
                return
            gathered.answered = True
            self.whole.add(subject)
            if before is None:
                gathered.reject(subject, NOT_THERE)
                return
            gathered.store(path, before.model_copy(update={"state": "gone"}), before)
            gathered.keep(subject, "it is gone, or was made private; its last content stays", trouble=False)
            return
        gathered.answered = True
        if facts is None:
            gathered.keep(subject, "the answer holds no list of items")
            return
        had = before.facts.items if before is not None and before.state == "present" else {}
        if self._is_refused(subject, doubt_of_entries(len(had), len(had.keys() & facts.items.keys())), gathered):
            return
        gathered.store(path, CollectionSnapshot(facts=facts, receipt=receipt(url, answer.body, date=answer.date)), before)
        self.whole.add(subject)
        for inner in inner_collections(facts):
            if f"collections/{inner}" not in self.whole and kinds.COLLECTIONS.path(inner) not in gathered.files:
                self.collection(inner, gathered)

    def organization(self, owner: str, gathered: Gathered) -> None:
        """One organisation's listing, and what it should have and has not."""
        subject, kept, old, whole = f"huggingface/{owner}", len(gathered.kept), self.old.checkpoints, True
        entries: Entries = {}
        try:
            self._list(owner, entries, gathered)
        except SourceTrouble as trouble:
            gathered.keep(subject, trouble)
            whole = False
        found = self._admitted(owner, entries, gathered)
        own = (c for c, s in old.items() if s.state == "present" and c.partition("/")[0] == owner)
        present = {c for c in own if self.want.admits(c, None, known=True)}
        # A few are asked for one by one where they are missing, and the Hub's word on each is believed.
        doubt = doubt_of_entries(len(present), len(present & entries.keys())) if len(present) >= LEAST else None
        if whole and not entries:
            whole = not present  # nothing can be lost by it
            gathered.keep(subject, "an empty listing: the name may be wrong (names are case-sensitive), or the source failed")
        elif whole and not self._is_refused(subject, doubt, gathered):
            found |= self._missing(owner, present, entries, gathered)
        if whole := whole and (not entries or len(gathered.kept) == kept):
            self.whole.add(subject)
        for checkpoint, snapshot in sorted(found.items()):
            before = old.get(checkpoint)
            if not whole and before is not None:  # what half a listing lacks is not gone
                facts = with_copies(snapshot.facts, {*snapshot.facts.copies, *before.facts.copies})
                found[checkpoint] = snapshot.model_copy(update={"facts": facts})
            gathered.store(kinds.CHECKPOINTS.path(checkpoint), found[checkpoint], before)
        self.found |= found

    def _is_refused(self, subject: str, doubt: str | None, gathered: Gathered) -> bool:
        if doubt is None or accepted(subject, self.allowed):
            return False
        gathered.refused = True
        gathered.keep(subject, refusal(subject, doubt), trouble=False)
        return True

    def _list(self, owner: str, entries: Entries, gathered: Gathered) -> None:
        """Fill in the entries of a listing, page by page, until there are no more or one cannot be had."""
        for page in self.client.models([("author", owner)]):
            gathered.answered = True
            for number, entry in enumerate(page.entries):
                checkpoint = entry_id(entry)
                if checkpoint is None:
                    gathered.reject(f"huggingface/{owner}, entry {number}", NO_NAME)
                elif checkpoint.partition("/")[0] != owner:
                    reason = f"{checkpoint} is not of this organisation, as the list spells it"
                    gathered.reject(f"huggingface/{owner}, entry {number}", reason)
                else:
                    entries[checkpoint] = entry, page.headers.get("date")

    def _admitted(self, owner: str, entries: Entries, gathered: Gathered) -> dict[str, CheckpointSnapshot]:
        """The entries of a listing that matter, as snapshots."""
        found: dict[str, CheckpointSnapshot] = {}
        copies = quantised_of(entry for entry, _ in entries.values())
        for checkpoint, (entry, date) in entries.items():
            facts, before = checkpoint_facts(entry), self.old.checkpoints.get(checkpoint)
            if facts is None or not self.want.admits(checkpoint, facts.pipeline_tag, known=before is not None):
                continue
            if self._is_refused(checkpoint, doubt_of_facts(facts, before), gathered):
                continue
            made = receipt(f"{HUB_URL}api/models?author={owner}", entry_bytes(entry), date=date, revision=facts.sha)
            found[checkpoint] = CheckpointSnapshot(facts=with_copies(facts, copies.get(checkpoint, ())), receipt=made)
        return found

    def _missing(self, owner: str, present: set[str], entries: Entries, gathered: Gathered) -> dict[str, CheckpointSnapshot]:
        """The checkpoints that a whole listing should have and has not: asked for one by one, or remembered."""
        found: dict[str, CheckpointSnapshot] = {}
        missing, named = self.notes.missing, {c for c in self.want.named if c.partition("/")[0] == owner}
        for checkpoint in named & entries.keys():
            missing.pop(checkpoint, None)
        for checkpoint in sorted((named | present) - entries.keys()):
            if checkpoint not in self.old.checkpoints and checkpoint not in self.probes:
                since = f"; asked on {missing[checkpoint]}" if checkpoint in missing else ""
                gathered.reject(checkpoint, f"named on the list, but not in the Hub's listing{since}")
            elif (probed := self._probe(checkpoint, gathered)) is not None:
                found[checkpoint] = probed
        return found

    def _probe(self, checkpoint: str, gathered: Gathered) -> CheckpointSnapshot | None:
        """A checkpoint that the listing does not have: renamed, gone, or never there."""
        before = self.old.checkpoints.get(checkpoint)
        try:
            answer = self.client.model(checkpoint)
            entry = parse_json(answer.body, checkpoint)
        except SourceTrouble as trouble:
            if trouble.trouble not in {Trouble.NOT_FOUND, Trouble.GATED}:
                gathered.keep(checkpoint, trouble)
            elif before is not None:
                return before.model_copy(update={"state": "gone"})
            else:
                self.notes.missing[checkpoint] = self.notes.now.date().isoformat()
                gathered.reject(checkpoint, NOT_THERE)
            return None
        facts = checkpoint_facts(entry)
        if facts is None:
            gathered.keep(checkpoint, "the Hub's answer names no repository")
            return None
        if self._is_refused(checkpoint, doubt_of_facts(facts, before), gathered):
            return None
        made = receipt(api_url(checkpoint, None), entry_bytes(entry), date=answer.date, revision=facts.sha)
        now = with_copies(facts, before.facts.copies if before is not None else ()).model_copy(update={"id": checkpoint})
        if facts.id.casefold() == checkpoint.casefold():
            return CheckpointSnapshot(facts=now, receipt=made)
        return CheckpointSnapshot(facts=before.facts if before is not None else now, receipt=made, state="moved", moved_to=facts.id)


def with_copies(facts: CheckpointFacts, copies: Iterable[str]) -> CheckpointFacts:
    """The facts with these quantised copies, which only a listing knows."""
    return facts.model_copy(update={"copies": tuple(sorted(copies))})


_DERIVED: Final = ("pipeline_tag", "library", "tags", "created_at", "architectures", "safetensors")
"""What the Hub derives from a commit: it does not vanish while the commit stays."""


def doubt_of_facts(facts: CheckpointFacts, before: CheckpointSnapshot | None) -> str | None:
    """Why an entry is not believed beside the one that we have: it says less, is older, or is of another repository."""
    if before is None:
        return None
    was = before.facts
    if was.sha is not None and facts.sha is None:
        return "the answer leaves out its revision, which the Hub always states"
    lost = [name for name in _DERIVED if getattr(was, name) and not getattr(facts, name)]
    if facts.sha == was.sha and len(lost) > 1:
        return f"of the same revision the answer leaves out what it had: {', '.join(lost)}"
    # A name is free again once it is given up, and two makers may change theirs.
    made, now = (was.created_at or "")[:10], (facts.created_at or "")[:10]
    if facts.id.casefold() == was.id.casefold() and made and now and made != now:
        return f"its repository was made on {now}, and the one that we know on {made}: another one has its name"
    if facts.sha != was.sha and (facts.last_modified or "9") < (was.last_modified or ""):
        return f"it was last changed on {facts.last_modified}, before what we have of it ({was.last_modified})"
    return None
