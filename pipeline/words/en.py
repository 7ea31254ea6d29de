"""English."""

from typing import Final

from pipeline.words import Words

KEPT: Final = """\
## How this list is kept

Facts are read from what the makers publish: model cards and the Hub's own records, papers on arXiv, and the
leaderboards. Each one keeps its evidence, down to the line of the card: the page of a family shows it, together
with whatever another source states differently. What people write (prose, links, corrections) lives in
[catalog/curated/](catalog/curated/) and is never overwritten. Each change arrives as one small pull request.

```sh
make demo       # the whole pipeline on a small world of its own, without any account
make refresh    # read the sources again, and write what changed into this folder
make test
.venv/bin/awesome why llama-3 training_tokens   # where a fact comes from, and what else was heard
```

These pages are generated: [docs/](docs/readme.md) says how, and what to do instead of editing them.
[What is not known](pages/coverage.md) is where help is most welcome.

## Contributing

A model is missing, or a fact is wrong? [CONTRIBUTING.md](CONTRIBUTING.md) has the recipes: add a family with one
file, correct a fact with four lines, add a leaderboard with one file. Please follow the
[code of conduct](CODE_OF_CONDUCT.md).

The code is under the [MIT licence](LICENSE). The data and these pages are dedicated to the public domain under
[CC0 1.0](LICENSE-DATA); boards and papers keep their own terms.
"""

EVIDENCE_KEY: Final = """\
What each source states, and what the list shows. *won*: the list shows this value. *agrees*: within tolerance of it.
*rival*: another value; the [order of authority]({docs}) decided. *pinned*: a person's correction, which holds
against what it *overruled*. A person's value with a source stands above every machine's reading. *yielded*: a value that
a better one made unnecessary: a person's without a source, or what follows only roughly.
"""

WORDS: Final = Words(
    code="en",
    name="English",
    suffix="",
    texts={
        # Signs
        "comma": ", ",
        "semicolon": "; ",
        "stop": ".",
        "colon": ": ",
        "opening": " (",
        "closing": ")",
        "dash": " — ",
        "gap": " ",
        "and": " and ",
        "fact": "**{label}:** {value}",
        "in_a_list": "{lower}",
        # The pages of the lists
        "fallback": "*(in Chinese only so far)*",
        "fallback_inline": "*(in Chinese)*",
        "all_models": "All models",
        "new": "New",
        "choose": "Choose",
        "choose_key": "At most five models a row, the best rated first, each family once; a model that the board has not rated "
        "stands in none. Memory is what the weights need at 4 bits, and a fifth on top. "
        "[How the rows are made](docs/readme.md#choose).",
        "memory_at_hand": "Memory",
        "wish": "Wish",
        "best_first": "Best rated",
        "ordered_by": "Rated by",
        "gigabytes": "{n} GB",
        "more_memory": "More than {n} GB",
        "wish.general": "General",
        "wish.reasoning": "Reasoning",
        "wish.code": "Code",
        "wish.vision": "Images",
        "wish.long": "256K context or more",
        "wish.chinese": "Chinese",
        "wish.free": "Free for any use",
        "newest": "The newest in full",
        "earlier": "Earlier models",
        "began": "Where this list began",
        "began_key": "The first ten families of this list, as it told of them in May 2024, with what is known today.",
        "weights_column": "Hub",
        "weights_link": "weights",
        "benchmark": "Benchmark",
        "summary": "Summary",
        "site": "Site: search, filter, compare",
        "feed": "Feed of changes",
        "amount": "{value} {label}",
        "contents": "Contents",
        "models": "Models",
        "boards": "Leaderboards",
        "benchmarks": "Benchmarks",
        "resources": "Resources",
        "kept": "How this list is kept",
        "contributing": "Contributing",
        "further": "Further pages",
        "kept_text": KEPT,
        "links_key": "A name leads to the page of the family: what it is good for, all of its weights, and where each value is "
        "stated. *(2 of 5)*: known of two of its five checkpoints.",
        "coverage": "*({known} of {all})*",
        "site.coverage": "known of {known} of {all} checkpoints",
        # Columns of the lists
        "model": "Model",
        "organization": "Maker",
        "checkpoints": "Checkpoints",
        # Details of a family
        "evidence": "Evidence",
        "memory": "Memory at 16 / 8 / 4 bits",
        "memory_of": "{size}: {memory} GB",
        "standings": "Standings",
        "lineage": "Lineage",
        "more_links": "More",
        "follows": "follows",
        "followed_by": "followed by",
        "edition": "edition",
        "paper": "paper",
        "code": "code",
        "blog": "blog",
        "weights": "checkpoints",
        "license": "Licence",
        "extended": "extended",
        "dead": "link is dead",
        "archived": "archived",
        "languages_count": "{n} languages",
        "languages_among": "{n} languages, {named} among them",
        "and_more": " and {n} more",
        "absent.gone": "*gone*",
        "missing.not stated": "Not stated",
        "missing.not readable": "Not readable without accepting a licence",
        "missing.gone": "Gone with the repository",
        "missing.failed": "Not retrieved yet",
        # Leaderboards and benchmarks
        "on_board": "Name on the board",
        "trend": "scores over time",
        "new_scale": "new scale",
        "no_points": "no points yet",
        "state": "State",
        "state.active": "active",
        "state.retired": "retired",
        "state.moved": "moved",
        "state.saturated": "saturated",
        "state.superseded": "superseded",
        "successor": "successor",
        "size": "Size",
        "metric": "Metric",
        "measures": "Measures",
        "dataset": "data set",
        "results": "Results",
        "data_license": "Data licence",
        "cite": "Cite as",
        "none_yet": "None yet.",
        "compared": "How vision models compare",
        "compared_link": "Vision encoders, base LLMs and scores stand side by side in",
        "compared_notes": "Families stand in the order of the list, not by score. A score is that of a family's best placed "
        "model, with or without reasoning; the board's section below names the model and, where there is one, the interval.",
        "scores_from": "Scores from",
        # The maintainers' page, in English alone
        "not_known": "What is not known",
        "not_known_key": "For those who keep the list: values that no row shows, by the reason, the newest families first. A value "
        "of the whole family counts; a family's page has each of its checkpoints.",
        "fields": "Fields",
        "checkpoints_are": "Checkpoints: {state}",
        # Evidence pages
        "evidence_key": EVIDENCE_KEY,
        "list_link": "English list",
        "part": "part {n}",
        "family": "Family",
        "field": "Field",
        "value": "Value",
        "verdict": "Verdict",
        "source": "Source",
        "kept_in": "Kept in",
        "board": "Board",
        "name_there": "Name there",
        "score": "Score",
        "edition_column": "Edition",
        "joined_by": "Joined by",
        "papers": "Papers",
        "rolled_up": "rolled up from checkpoints",
        "withdrawn": "withdrawn",
        "revision": "revision",
        "verdict.won": "won",
        "verdict.agrees": "agrees",
        "verdict.rival": "rival",
        "verdict.about the base": "of the base",
        "verdict.pinned": "pinned",
        "verdict.overruled": "overruled",
        "verdict.yielded": "yielded",
        "why.not stated": "not stated",
        "why.not readable": "not readable (gated)",
        "why.gone": "gone",
        "why.failed": "not retrieved yet, or the attempt failed",
        "checkpoint.present": "on the Hub",
        "checkpoint.gone": "gone from the Hub",
        "checkpoint.moved": "moved",
        "checkpoint.unseen": "not retrieved yet",
        "access.open": "open",
        "access.gated": "gated",
        "voice.card": "model card",
        "voice.hub.card_data": "card metadata",
        "voice.hub.safetensors": "weights (safetensors)",
        "voice.hub.config": "configuration",
        "voice.hub.gguf": "weights (GGUF)",
        "voice.hub.created": "Hub: created",
        "voice.hub.tags": "Hub tags",
        "voice.hub.task": "Hub task",
        "voice.name": "repository name",
        "voice.arxiv.abstract": "abstract",
        "voice.arxiv.published": "arXiv: first version",
        "voice.pin": "correction by a person",
        "voice.curated": "stated by a person",
        # The site
        "site.name": "English",
        "site.skip": "Skip to content",
        "site.models": "Models",
        "site.compare": "Compare",
        "site.charts": "Charts",
        "site.scheme": "Light or dark",
        "site.downloads": "Downloads and changes:",
        "site.terms": "Data and pages are dedicated to the public domain (CC0 1.0); each fact leads to its source. "
        "Licences of the libraries used:",
        "site.title": "Open models",
        "site.lead": "Large language models and vision-language models with open weights. Filter, search, sort, then "
        "share the address; a model's page says where each value is stated.",
        "site.search": "Search",
        "site.filters": "Filters",
        "site.kind": "Kind",
        "site.all": "All",
        "site.any": "Any",
        "site.organization": "Organisation",
        "site.size_from": "Size from (B)",
        "site.size_to": "Size to (B)",
        "site.license": "Licence",
        "site.free": "Free for any use",
        "site.context_from": "Context at least",
        "site.language": "Language",
        "site.since": "Released from",
        "site.unknown_too": "Also where a value is not known",
        "site.clear": "Clear",
        "site.free_key": "“Free for any use” is a licence approved by OSI, CC BY, CC0 and alike. One checkpoint has to "
        "meet size, licence, context, language and date together.",
        "site.compare_chosen": "Compare chosen",
        "site.copy_link": "Copy link",
        "site.caption": "Model families; choose a column's name to sort",
        "site.model": "Model",
        "site.sizes": "Sizes",
        "site.memory": "Memory, 4 bits",
        "site.memory_at": "Memory at 16 / 8 / 4 bits",
        "site.context": "Context",
        "site.released": "Released",
        "site.all_families": "All families",
        "site.add_family": "Add a family",
        "site.shaded": "Shaded values differ. A value leads to where it is stated.",
        "site.by_size": "Size and release date",
        "site.by_size_key": "One point a checkpoint, on a logarithmic scale. Click a point to open its family.",
        "site.as_table": "As a table",
        "site.by_score": "Score and release date",
        "site.by_score_key": "One point a family: its best placed model, at that model's release, or at the family's first "
        "where that is not known.",
        "site.leaderboard": "Leaderboard",
        "site.compare_with": "Compare with others",
        "site.code": "Code",
        "site.facts": "Facts",
        "site.further": "and {n} more",
        "site.rivals": "{n} checkpoints have another statement",
        "site.rivals.one": "{n} checkpoint has another statement",
        "site.checkpoint": "Checkpoint",
        "site.over_time": "Scores over time",
        "site.no_abstract": "Title and abstract are not retrieved yet.",
        "site.abstract": "Abstract",
        "site.evidence": "Every value and its evidence",
        "site.evidence_key": "What each source states, with a link to where it says so. Won: the value shown above; agrees: "
        "within tolerance of it; rival: something else; pinned: a person's correction, which holds "
        "against what it overruled.",
        "site.whole_family": "The family as a whole",
        "site.values": "{n} values",
        "site.values.one": "{n} value",
        "site.disputed": ", {n} disputed or corrected",
        "site.line": ", line {n}",
        "site.open_on_hub": "Open on Hugging Face",
        "site.retrieved": "Retrieved",
        # What the site's scripts say
        "script.share": "The address of this choice:",
        "script.copied": "Copied",
        "script.and": ", ",
        "script.pending": "pending",
        "script.gated": "gated",
        "script.gone": "gone",
        "script.compare": "Compare {name}",
        "script.count": "{n} of {all} families",
        "script.unsure": "; {n} more may fit, but a value is not known",
        "script.show_unsure": "Show them too",
        "script.show_more": "Show more ({n} left)",
        "script.compare_chosen": "Compare chosen ({n})",
        "script.may_fit": "may fit; not known: ",
        "script.fits": "fits: ",
        "script.and_more": " and {n} more",
        "script.wish.size": "size",
        "script.wish.license": "licence",
        "script.wish.context": "context",
        "script.wish.language": "language",
        "script.wish.since": "date",
        "script.yes": "yes",
        "script.some": "some checkpoints",
        "script.no": "no, or not known to be",
        "script.extended": "Extended context",
        "script.training_tokens": "Training tokens",
        "script.languages": "Languages",
        "script.languages_count": "{n} languages",
        "script.chosen_most": "{n} chosen; at most {most}",
        "script.none_chosen": "Nothing chosen yet: add families by name.",
        "script.remove": "Remove",
        "script.remove_one": "Remove {name}",
        "script.no_points": "No points yet.",
        "script.family": "Family",
        "script.parameters": "Parameters",
    },
)
