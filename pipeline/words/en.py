"""English."""

from typing import Final

from pipeline.words import Words

KEPT: Final = """\
## How this list is kept

Facts are read from what the makers publish: model cards and the Hub's own records, papers on arXiv, and the
leaderboards. Each one keeps its evidence, down to the line of the card: the *Evidence* link of a family shows it,
together with whatever another source states differently. What people write (prose, links, corrections) lives in
[catalog/curated/](catalog/curated/) and is never overwritten. Each change arrives as one small pull request.

```sh
make demo       # the whole pipeline on a small world of its own, without any account
make refresh    # read the sources again, and show what would change
make test
awesome why llama-3 training_tokens   # where a fact comes from, and what else was heard
```

These pages are generated: [docs/](docs/readme.md) says how, and what to do instead of editing them.

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
against what it *overruled*. *yielded*: a person's value that a source has made unnecessary.
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
        "title.llm": "Awesome Large Language Models",
        "title.vlm": "Awesome Vision-Language Models",
        "list.llm": "LLMs",
        "list.vlm": "VLMs",
        "intro.llm": "A list of large language models (LLMs) with open weights: sizes, context, training data, licences "
        "and checkpoints, each fact with its source.",
        "intro.vlm": "A list of vision-language models (VLMs) with open weights: sizes, context, training data, licences "
        "and checkpoints, each fact with its source.",
        "fallback": "*(in Chinese only so far)*",
        "fallback_inline": "*(in Chinese)*",
        "contents": "Contents",
        "models": "Models",
        "details": "Details",
        "boards": "Leaderboards",
        "benchmarks": "Benchmarks",
        "resources": "Resources",
        "kept": "How this list is kept",
        "contributing": "Contributing",
        "further": "Further pages",
        "kept_text": KEPT,
        "links_key": "A name leads to where its makers present the model, *details* to the section below, and *evidence* to "
        "where each value is stated.",
        "absent_key": "A dash (—) means that no source states it. *gated*: the model card cannot be read without accepting "
        "a licence. *gone*: the repository is no longer there. *pending*: not retrieved yet, or the last attempt failed.",
        # Columns of the lists
        "model": "Model",
        "organization": "Organisation",
        "checkpoints": "Checkpoints",
        "details_column": "Details",
        "details_link": "details",
        "evidence_link": "evidence",
        # Details of a family
        "evidence": "Evidence",
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
        "absent.not stated": "—",
        "absent.not readable": "*gated*",
        "absent.gone": "*gone*",
        "absent.failed": "*pending*",
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
        # Evidence pages
        "evidence_title": "evidence",
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
    },
)
