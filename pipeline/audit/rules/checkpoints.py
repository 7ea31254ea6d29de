"""Checkpoints: whether each is the family's and does what its name says, how large it is, when it was made, and its licence."""

import itertools
import re
from typing import Final

from pipeline.audit.addresses import TABLES, phrases
from pipeline.audit.audited import Audited, AuditedCheckpoint, AuditedFamily, Results, family_rule, member_rule, rule
from pipeline.fields import DATE_SLACK_DAYS, FIELDS, REVISED_DAYS
from pipeline.model.amounts import show_amount
from pipeline.model.claims import Value
from pipeline.model.ids import HUB_URL
from pipeline.model.licences import LICENCES, TERMS, Licence, least_free, licence, licences_of, terms_of
from pipeline.names.dissected import parse_name
from pipeline.names.words import is_size, named_version, words
from pipeline.reconcile.forms import days, earlier, paper_month, value_of
from pipeline.reconcile.roll_up import label, order_key


@member_rule("notice", exceptions="copies that state as much as their original, or less")
def copy_claims(copy: AuditedCheckpoint, _: Audited) -> Results:
    """A quantised or converted copy of a member states a freer licence or a longer context than its original, which answers for both."""
    original = copy.family.members.get(copy.observed.copy_of or "")
    if original is None:
        return
    own, of_original = (least_free(one.licences) or "unknown" for one in (copy, original))
    if own != "unknown" and TERMS.index(own) < TERMS.index(of_original):
        message = f"{copy.name} is under a freer licence than {original.name}"
        yield "license", message, "the licence of the original", original.url
    longest, known = (one.count("context_length") for one in (copy, original))
    if known and longest > known * (1 + FIELDS["context_length"].tolerance):
        message = f"{copy.name} states a context of {show_amount(longest)}, {original.name} of {show_amount(known)}"
        yield "context_length", message, "the context of the original", original.url


@family_rule("notice", exceptions="families of whose maker no name on the Hub is known")
def stranger_checkpoint(family: AuditedFamily, _: Audited) -> Results:
    """A family names a checkpoint that its maker does not publish."""
    for name in family.curated.checkpoints:
        if family.maker.hub and name.partition("/")[0] not in family.maker.hub:
            message = f"{name} is not of {', '.join(family.maker.hub)}"
            yield name, message, "a checkpoint of the maker, or the owner among the maker's names", HUB_URL + name


@family_rule("warning")
def checkpoint_state(family: AuditedFamily, audited: Audited) -> Results:
    """A checkpoint that a person named or linked is gone from the Hub, disabled there, or was renamed."""
    for name in {*family.curated.checkpoints, *dict(family.linked)}:
        snapshot = audited.snapshots.checkpoints.get(name)
        if snapshot is not None and snapshot.shown_state == "moved" and snapshot.moved_to:
            yield name, f"{name} is {snapshot.moved_to} now", f"the name {snapshot.moved_to}", HUB_URL + name
        elif snapshot is not None and snapshot.shown_state != "present":
            what = "is disabled by the Hub" if snapshot.facts.disabled else "is gone from the Hub, or private"
            yield name, f"{name} {what}", "another source, or the reason why it stays", HUB_URL + name


_ROUNDED: Final = 1.05
"""Active parameters and totals are rounded, each for itself."""
_PARTS: Final = (("base_llm", 1.0), ("vision_encoder", 1.3))
"""The parts of a model that sees, and how much larger than the size in a part's name the whole is at least."""


@family_rule("error")
def active_total(family: AuditedFamily, _: Audited) -> Results:
    """More parameters are active per token than there are."""
    for one in family.members.values():
        total, active = one.count("total_params"), one.count("active_params")
        if 0 < total * _ROUNDED < active:
            message = f"{one.name} has {show_amount(active)} active of {show_amount(total)} parameters"
            yield f"{one.name}/active_params", message, "the larger one as the total", one.url
    for size in family.observed.texts("sizes"):
        whole, used, _label = order_key(size)
        if used > whole * _ROUNDED:
            yield "sizes", f"{size} has more active parameters than in all", "the larger one first, as 30B-A3B"


@member_rule("warning", exceptions="parts whose name has no size")
def part_size(one: AuditedCheckpoint, _: Audited) -> Results:
    """A checkpoint is no larger than its own encoder or language model: what was counted is a part of it."""
    total = one.count("total_params")
    for field, least in _PARTS:
        if 0 < total < max(parse_name(one.text(field)).sizes, default=0) * least:
            message = f"{one.name} has {show_amount(total)} parameters, and {one.facts[field]} as a part"
            yield "total_params", message, "the parameters of the whole"


@member_rule("warning", exceptions="checkpoints with a size in the name, or of which a card or a person states one")
def several_models(one: AuditedCheckpoint, _: Audited) -> Results:
    """The weights of a repository are counted, while its card states sizes of several models and none of its own: the count may be their sum."""
    heard = one.family.evidence.checkpoints.get(one.name, {}).get("total_params", ())
    counted = heard and all(claim.source == "hub.safetensors" for claim in heard) and not parse_name(one.name).labels
    rejects = [r for r in one.card.facts.rejects if r.field == "total_params"] if one.card else []
    others = [r for r in rejects if r.reason.startswith("subject.other")]  # of another model than the one in its name
    if counted and len(others) > 1:
        message = f"{one.name} is counted at {show_amount(int(str(heard[0].value)))}; its card states sizes of other models in lines "
        yield "total_params", message + ", ".join(str(r.line) for r in others), "the sizes of the family, stated by a person"


@family_rule("error", exceptions="links to checkpoints that are no members, and values that no source states of them")
def linked_checkpoint(family: AuditedFamily, _: Audited) -> Results:
    """The row names neither the licence, the size nor the context of a checkpoint that it links."""
    row, span = family.observed, family.observed.span("context_length")
    heads = {order_key(text)[0] for text in row.texts("sizes")}
    for name in dict(family.linked).keys() & family.members.keys():
        one = family.members[name]
        known = one.facts if one.observed.copy_of is None and one.observed.state != "gone" else {}
        own = ", ".join(found.name for found in licences_of(known) if found.name.casefold() != "other")  # which names none
        size, context = label(name, known, family.evidence.checkpoints.get(name, {})), known.get("context_length")
        if own and row.texts("license") and own not in row.texts("license"):
            yield name, f"{name} is under {own}, which the row does not name", "a licence for each checkpoint", one.url
        if isinstance(context, int) and span is not None and not span.low * 0.95 <= context <= span.high * 1.05:
            yield name, f"{name} has a context of {show_amount(context)}, outside the row's", "both in the row", one.url
        if size and heads and not any(abs(order_key(size)[0] - head) <= 0.2 * head for head in heads):
            yield name, f"the size {size} of {name} is missing in the row", "the sizes of its checkpoints", one.url


@family_rule("notice", exceptions="siblings of another kind")
def lone_language(family: AuditedFamily, _: Audited) -> Results:
    """A checkpoint whose only stated language is a tag, while a sibling's card states many."""
    stated = [(c, heard[0], heard[0].value) for c, field, heard in family.claims() if c and field == "languages" and isinstance(heard[0].value, tuple)]
    many = next(((claim, codes) for _, claim, codes in stated if len(codes) >= 5), None)
    for name, claim, codes in stated:
        if many is not None and claim.source == "hub.card_data" and len(codes) == 1:
            message = f"only {codes[0]!r}, a tag; {many[0].subject} states {len(many[1])}"
            yield f"{name}/languages", message, "the languages that its card states, or a pin with the reason", claim.url, many[0].url


@member_rule("error", exceptions='names that say "no" or "non" before the word')
def named_ability(one: AuditedCheckpoint, _: Audited) -> Results:
    """A checkpoint, or the row, denies what the name of a checkpoint says that it can do: thinking, tools, images, sound."""
    name = words(one.name.partition("/")[2])
    for asked in TABLES["named"]:
        field, wanted = asked["field"], asked.get("goes_in", "")
        called = any(w in asked["words"] and not {"no", "non", "without"} & set(name[max(n - 1, 0) : n]) for n, w in enumerate(name))
        own = one.facts.get(field)
        said = (own,) if own is not None else one.family.observed.texts(field)
        denied = [wanted not in str(v).partition("→")[0] if field == "modalities" else v == "no" for v in said]
        if called and said and all(denied):
            message = f"{one.name} is called so, and {field} is {', '.join(map(str, said))}"
            yield field, message, "what its card says of it" if own is not None else "a value of this checkpoint as well"


@family_rule("error")
def shared_repository(family: AuditedFamily, _: Audited) -> Results:
    """People state two values of one field of one checkpoint, or a range: its repository holds several models, of which the row may not choose one."""
    seen: dict[tuple[str, str], Value | None] = {}
    for fact in family.curated.facts:
        if fact.checkpoint is not None:
            value = value_of(fact.field, fact.value)
            other = seen.setdefault((fact.checkpoint, fact.field), value)
            if value != other or (FIELDS[fact.field].form == "count" and isinstance(value, str)):
                message = f"{fact.value} of one repository" + (f", and {other}" if value != other else "")
                yield f"{fact.checkpoint}/{fact.field}", message, "a range of the whole family", fact.source or ""


@family_rule("error")
def size_version(family: AuditedFamily, _: Audited) -> Results:
    """A size repeats the version in a checkpoint's name, where the name states no size."""
    versions = {number: c for c in sorted(family.members, reverse=True) if (number := _version(c))}
    stated = (value_of("sizes", fact.value) for fact in family.curated.facts if fact.field == "sizes")
    for size in (one for value in stated if isinstance(value, tuple) for one in value):
        name = versions.get(size[:-1])
        if name is not None and size[-1:] in "Bb":
            message = f"the size {size} is the version in the name {name}, which states no size"
            yield "sizes", message, f"the parameters of {name}", HUB_URL + name
    for name, link in family.linked:
        number = _version(name)
        if number and any(is_size(w) and w[:-1] == number for w in words(link.label)):
            message = f"the label {link.label!r} gives {name} its version as a size"
            yield "links.checkpoints", message, "the checkpoint's own name", link.url


def _version(checkpoint: str) -> str:
    """The version in a checkpoint's name, where the name has no size."""
    name = checkpoint.partition("/")[2]
    _, number = named_version(name)
    return ".".join(map(str, number)) if number and not any(map(is_size, words(name))) else ""


@family_rule("error", exceptions="dates that may be the same at the precision stated (2024 and 2024-04)")
def before_predecessor(family: AuditedFamily, _: Audited) -> Results:
    """A family is dated before the one that it follows, as a person stated."""
    older, first = family.before, family.released.first
    if older is not None and earlier(first, older.released.first):
        message = f"{family.name} is dated {first}, before its predecessor {older.name} ({older.released.first})"
        yield "release_date", message, f"a date from {older.released.first} on", older.path


@family_rule("error", exceptions=f"versions of one name within {DATE_SLACK_DAYS} days")
def date_order(family: AuditedFamily, _: Audited) -> Results:
    """Inside a family a higher version is dated before a lower one."""
    dated = {c: str(day) for c, day in family.values("release_date").items()}
    versions = ((*named_version(c.partition("/")[2]), c) for c in dated)
    lines = sorted((stem, number, c) for stem, number, c in versions if number is not None)
    for (stem, older, first), (other, newer, second) in itertools.pairwise(lines):
        if stem == other and older < newer and earlier(dated[second], dated[first], by=DATE_SLACK_DAYS):
            message = f"{second} is dated {dated[second]}, before {first} ({dated[first]})"
            yield second, message, "versions dated in their order"


@member_rule("error", exceptions=f"up to {DATE_SLACK_DAYS} days, as dates are rounded to months")
def cutoff_order(one: AuditedCheckpoint, _: Audited) -> Results:
    """A checkpoint knows of more than there was on the day of its release."""
    released, cutoff = one.text("release_date"), one.text("knowledge_cutoff")
    if earlier(released, cutoff, by=DATE_SLACK_DAYS):
        message = f"{one.name} knows of the world until {cutoff}, and was released on {released}"
        yield "knowledge_cutoff", message, "a cutoff before the release"


@rule("error")
def future_date(audited: Audited) -> Results:
    """A release or publication lies after the day of the audit."""
    dated = [(f"papers/{identity}", "publication", paper.published, paper.url) for identity, paper in audited.catalog.papers.items()]
    for slug, family in audited.families.items():
        dated += [(f"{slug}/release_date", "release", end, family.path) for end in {family.released.first, family.released.latest}]
        dated += [(f"{slug}/{c}", "release", str(day), family.path) for c, day in family.values("release_date").items()]
    for subject, what, text, where in dated:
        stated = days(text)
        if stated is not None and stated[0] > audited.today:
            yield subject, f"the {what} date {text} is after {audited.today}", "a date that has come", where


@member_rule("warning", exceptions=f"dates up to {REVISED_DAYS} days after the repository was made: some wait for their announcement")
def revision_date(one: AuditedCheckpoint, _: Audited) -> Results:
    """A checkpoint is dated long after its repository was made, as by a card's "latest release": that is a later revision."""
    if earlier(one.made, said := one.text("release_date"), by=REVISED_DAYS):
        yield "", f"{one.name} is dated {said}, but its repository was made on {one.made}", "its first release"


@family_rule("warning", exceptions="ranges that come from the checkpoints themselves; a week, for weights that moved")
def range_end(family: AuditedFamily, _: Audited) -> Results:
    """A person's dates of a whole family end before a checkpoint of it was made."""
    released, heard, made = family.released, family.evidence.facts.get("release_date", ()), family.made
    late = [c for c in sorted(family.curated.checkpoints) if earlier(released.latest, made.get(c), by=7)]
    if heard and not heard[0].subject and late:
        message = f"the dates end with {released.latest}, but {late[0]} was made on {made[late[0]]}"
        yield "release_date", message, f"a range, such as {released.first}..{made[late[0]]}", HUB_URL + late[0]


_AHEAD: Final = DATE_SLACK_DAYS
"""Days that weights may be announced, or published elsewhere, before there is a repository or a paper."""


@family_rule("warning", exceptions=f"up to {_AHEAD} days ahead; repositories older than the Hub's own records; families of which a paper is as old as the date")
def date_too_early(family: AuditedFamily, _: Audited) -> Results:
    """A stated release lies before the oldest repository and the oldest paper of its family allow."""
    made, first = family.made, family.released.first
    oldest = min((*made.values(), *filter(None, map(paper_month, family.curated.papers))), default="")
    # The Hub gives repositories that are older than that the day from which it kept the date.
    if len(made) == len(family.members) and oldest > "2022-03-03" and earlier(first, oldest, by=_AHEAD):
        message = f"dated {first}, but nothing of it is older than {oldest}"
        yield "release_date", message, "a date that its repositories and papers bear out"


@family_rule("warning", exceptions="families none of whose checkpoints were read: what is gated, gone or failed says so itself")
def license_stated(family: AuditedFamily, _: Audited) -> Results:
    """No checkpoint of a family states a licence, and no person noted one."""
    read = [one for one in family.members.values() if one.card]
    named = any(one.hub.license or one.hub.license_name for one in family.members.values() if one.hub)
    if read and not named and not family.observed.texts("license") and not family.stated("license"):
        yield "license", "no licence is stated, neither by a card nor by the Hub", "the licence with its source, if there is one", read[0].url


@member_rule("warning", exceptions="known licences with conditions beside a free one, as of weights and code")
def licence_beside(one: AuditedCheckpoint, _: Audited) -> Results:
    """The name, text or sentence beside the id of a checkpoint's licence permits less than the id: nobody may take it for the freer one."""
    own, stated = one.licences, one.text("license")
    stated = one.text("license_name") if stated.casefold() == "other" else stated
    least = least_free(own) or "unknown"
    known = least == "conditions" and all(found.name in LICENCES for found in own)
    if stated and not known and TERMS.index(terms_of(stated)) < TERMS.index(least):
        message = f"{one.name} states {stated} beside {', '.join(found.name for found in own[1:])}"
        yield "license", message, "a pin with the licence of the weights"


_FORBIDS, _PERMITS, _ELSEWHERE = map(phrases, ("forbids", "permits", "elsewhere"))
_SENTENCE: Final = re.compile(r"[^.;。；]+(?:\.(?=\S)[^.;。；]*)*")


def _said(pattern: re.Pattern[str], family: AuditedFamily) -> str:
    """What a family's text first says that is of a pattern, of these weights of today."""
    own = (one for one in _SENTENCE.findall(family.text) if not _ELSEWHERE.search(one))
    return next((m[0] for one in own if (m := pattern.search(one))), "")


@family_rule("error", exceptions="rows of which some licence is not free, or is not known of every checkpoint; sentences about code, data or earlier models")
def prose_licence(family: AuditedFamily, _: Audited) -> Results:
    """A family's text tells of a restriction of its licence, and the row says that all of it is free for any use."""
    stated = family.observed.texts("license")
    if {*map(terms_of, stated)} == {"free"} and "license" not in family.observed.coverage and (said := _said(_FORBIDS, family)):
        message = f"the text says {said!r}, the row {', '.join(stated)}"
        yield "license", message, "a licence for each checkpoint, or another text"


@family_rule("error", exceptions="texts that tell of a restriction as well; sentences about code, data or earlier models")
def prose_permission(family: AuditedFamily, _: Audited) -> Results:
    """A family's text permits any use, and a licence of the row forbids commerce."""
    stated = family.observed.texts("license")
    forbidding = any(terms_of(name) in ("non-commercial", "research") for name in stated)
    if forbidding and not _FORBIDS.search(family.text) and (said := _said(_PERMITS, family)):
        message = f"the text says {said!r}, the row {', '.join(stated)}"
        yield "license", message, "a text that says which checkpoint is free"


@family_rule("notice", exceptions="checkpoints of which a name, a text or a person says which licence it is")
def licence_unnamed(family: AuditedFamily, _: Audited) -> Results:
    """Checkpoints of a family state a licence of their own ("other"), and neither its name nor a link to its text."""
    unnamed = sorted(c for c, one in family.members.items() if [(found.name.casefold(), found.url) for found in one.licences] == [("other", "")])
    if unnamed:
        message = f"{unnamed[0]}{f' and {len(unnamed) - 1} more' if unnamed[1:] else ''}: other, without a name or a text"
        yield "license", message, "the licence's name", HUB_URL + unnamed[0]


@member_rule("notice", exceptions="bases of the same owner, and bases of which no licence is known")
def base_licence(one: AuditedCheckpoint, audited: Audited) -> Results:
    """A checkpoint is free for any use, and the model that it was made from is not."""
    bases, own = one.facts.get("base_model"), one.licences
    for base in bases if isinstance(bases, tuple) and least_free(own) == "free" else ():
        stated = audited.licences.get(base) or _by_name(base)
        if base.partition("/")[0] != one.name.partition("/")[0] and least_free(stated) not in (None, "free", "unknown"):
            message = f"{one.name} is under {own[0].name}, its base {base} under {', '.join(found.name for found in stated)}"
            yield "license", message, "the licence of the weights, or the reason why the base's does not bind them", HUB_URL + base


def _by_name(base: str) -> tuple[Licence, ...]:
    """The licence of a base that is no member of the list: of each Llama, by its version."""
    stem, number = named_version(base.partition("/")[2])
    found = licence(f"llama{'.'.join(map(str, number))}") if number and "llama" in stem[:2] else None
    return (found,) if found is not None and found.name in LICENCES else ()


@family_rule("notice", exceptions="facts whose checkpoints all state the same, or are none")
def licence_of_all(family: AuditedFamily, _: Audited) -> Results:
    """One licence that a person states for a whole family, of whose checkpoints some were never read."""
    unread = [one for _, one in sorted(family.members.items()) if not one.licences]
    for fact in family.curated.facts:
        if fact.field == "license" and fact.checkpoint is None and unread:
            others = f" and {len(unread) - 1} more state nothing yet" if unread[1:] else " states nothing yet"
            message = f"{fact.value} for all; {unread[0].name}{others}"
            yield "license", message, "a licence for each checkpoint", fact.source or "", unread[0].url
