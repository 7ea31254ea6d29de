"""Small invented catalogs for the rules: for each fault one that has it, and others beside it that have not."""

import json
from typing import Any, Final, NamedTuple

from pipeline.layout import kinds
from pipeline.layout.canonical import dumps
from tests.audit.audit_parts import (
    RECEIPT,
    Tree,
    benchmark,
    board,
    card,
    collection,
    edition,
    family,
    hub,
    link,
    paper,
    repository,
    snapshot,
)

SITE: Final = "https://acme.example/"
URL: Final = "https://acme.example/toy"
HUB: Final = "https://huggingface.co/"
SHA: Final = "0123456789abcdef0123456789abcdef01234567"
ONE: Final = 'checkpoints = ["acme/toy-7b"]\n'
TWO: Final = 'checkpoints = ["acme/toy-7b", "acme/toy-70b"]\n'
PAPER: Final = 'papers = ["2401.00001"]\n'


class RuleCase(NamedTuple):
    """A fault: the rule against it, a catalog that has it, what the findings are about and say, and catalogs that have it not."""

    rule: str
    wrong: Tree
    right: tuple[Tree, ...] = ()
    subjects: tuple[str, ...] = ()
    says: tuple[str, ...] = ()


def toy(body: str = "", **more: str) -> Tree:
    """The family that most cases are about."""
    return family("toy", body, **more)


def fact(field: str, value: str | int | list[str], checkpoint: str = "", source: str = SITE, **more: str) -> str:
    """A person's fact."""
    stated = {"field": field, "value": value, "checkpoint": checkpoint, "source": source, **more}
    return "[[facts]]\n" + "".join(f"{key} = {said!r}\n" for key, said in stated.items() if said != "")


def from_list(field: str, value: str | list[str]) -> str:
    """A fact whose only evidence is another list."""
    return fact(field, value, source="", origin="a list, line 1")


def linked(place: str, url: str = URL, label: str = "x") -> str:
    """A family's link, or one of several."""
    held = f'{{ label = "{label}", url = "{url}" }}'
    return f"[links]\n{place} = {held if place in ('blog', 'paper') else f'[{held}]'}\n"


def code(repo: str) -> str:
    """A family's code."""
    return f'[links]\ncode = "https://github.com/{repo}"\n'


def prose(text: str, language: str = "en") -> str:
    """A family's text."""
    return f'[prose]\n{language} = "{text}"\n'


def dated(slug: str, day: str, more: str = "", name: str = "") -> Tree:
    """A family of which nothing is known but its release."""
    return family(slug, more + fact("release_date", day), name=name)


def trained(slug: str, tokens: str, sizes: str, more: str = "") -> Tree:
    """A family of these tokens and sizes."""
    return family(slug, more + fact("training_tokens", tokens) + fact("sizes", sizes))


def made(day: str, checkpoint: str = "acme/toy-7b") -> Tree:
    """A repository with the day on which it was made."""
    return hub(checkpoint, created_at=f"{day}T00:00:00Z")


def stated(checkpoint: str = "acme/toy-7b", **claims: Any) -> Tree:
    """A repository with what its card states."""
    return hub(checkpoint) | card(checkpoint, **claims)


def rows(models: dict[str, dict[str, float]]) -> Tree:
    """A board of several scores, joined by name."""
    columns = sorted({column for scores in models.values() for column in scores})
    held = {name: {"name": name, "scores": {c: {"value": v} for c, v in scores.items()}} for name, scores in models.items()}
    toml = 'url = "https://duel.example/"\n' + "".join(f'[[scores]]\nname = "{c}"\ncolumn = "{c}"\n' for c in columns)
    return board("duel", toml) | snapshot(kinds.BOARDS, "duel", {"slug": "duel", "columns": ["model", *columns], "rows": held})


def retrieved(edition: str) -> Tree:
    """A board of an edition that was retrieved on one day of 2026."""
    receipt = {**RECEIPT, "retrieved_at": "2026-03-04T10:00:00Z"}
    toml = f'url = "https://duel.example/"\nkind = "llm"\nedition = "{edition}"'
    return board("duel", toml) | snapshot(kinds.BOARDS, "duel", {"slug": "duel"}, receipt=receipt)


def source_of(slug: str, score: str = "score", page: str = "", more: str = "") -> Tree:
    """A board that is read from a file."""
    address = f"https://board.example/{page or slug}"
    return board(slug, f'url = "{address}"\nsort_by = "{score}"\n{more}\n[source]\nurl = "{address}.json"\nformat = "json"\n'
                 f'[columns]\nmodel = "model"\n[[scores]]\nname = "{score}"\ncolumn = "{score}"\n', slug)  # fmt: skip


def one(body: str = "", **facts: Any) -> Tree:
    """The family with one checkpoint, and what the Hub states of it."""
    return toy(ONE + body) | hub("acme/toy-7b", **facts)


def known(body: str = "", **claims: Any) -> Tree:
    """The same, and what its card states."""
    return toy(ONE + body) | stated(**claims)


PAIR: Final = toy('checkpoints = ["acme/toy-7b", "acme/toy-7b-gguf"]\n')
COPIES: Final = {
    "a copy that is freer than its original": RuleCase(
        "copy-claims", PAIR | stated(license="cc-by-nc-4.0") | stated("acme/toy-7b-gguf", license="mit"),
        (PAIR | stated(license="mit") | stated("acme/toy-7b-gguf", license="mit"), PAIR | stated(license="mit") | stated("acme/toy-7b-gguf"),
         toy(TWO) | stated(license="cc-by-nc-4.0") | stated("acme/toy-70b", license="mit")),
        ("toy/acme/toy-7b-gguf/license",)),
    "a copy that reads more than its original": RuleCase(
        "copy-claims", PAIR | stated(context_length=32768) | stated("acme/toy-7b-gguf", context_length=1 << 20), says=("1.05M",),
    ),
    "a stranger's checkpoint": RuleCase("stranger-checkpoint", toy('checkpoints = ["acme/toy-7b", "stranger/toy-7b"]\n'),
                                        (toy(TWO),), ("toy/stranger/toy-7b",)),
}  # fmt: skip


def sized(total: str, active: str) -> Tree:
    """A family of one checkpoint, whose sizes a person states."""
    return toy(ONE + fact("total_params", total, "acme/toy-7b") + fact("active_params", active, "acme/toy-7b"))


def counted(checkpoint: str, total: int, others: int, **claims: Any) -> Tree:
    """A repository whose weights are counted, and whose card states sizes of other models."""
    rejects = [{"field": "total_params", "line": n, "reason": "subject.other: said of another model"} for n in range(11, 11 + others)]
    (path, data), = card(checkpoint, **claims).items()
    read = json.loads(data)
    read["facts"]["rejects"] = rejects
    return toy(f'checkpoints = ["{checkpoint}"]\n') | hub(checkpoint, safetensors={"total": total}) | {path: dumps(read)}


VLM: Final = toy('checkpoints = ["acme/toy"]\n', kind="vlm")
SIZES: Final = {
    "more active than there is": RuleCase("active-total", sized("3B", "30B"), (sized("30B", "3B"), sized("7B", "7B")), ("toy/acme/toy-7b/active_params",)),
    "the same in a person's sizes": RuleCase("active-total", toy(fact("sizes", "3B-A30B")), (toy(fact("sizes", "30B-A3B/8x7B")),)),
    "the weights of an encoder": RuleCase(
        "part-size", VLM | hub("acme/toy", safetensors={"total": 310_000_000}) | card("acme/toy", vision_encoder="InternViT-300M"),
        (VLM | hub("acme/toy", safetensors={"total": 7_300_000_000}) | card("acme/toy", vision_encoder="InternViT-300M", base_llm="Qwen2-7B"),
         VLM | hub("acme/toy", safetensors={"total": 310_000_000}) | card("acme/toy", vision_encoder="SigLIP")),
        ("toy/acme/toy/total_params",)),
    "weights without the language model": RuleCase(
        "part-size", VLM | hub("acme/toy", safetensors={"total": 1_000_000_000}) | card("acme/toy", base_llm="Qwen2-7B"),
    ),
    "the sum of two models": RuleCase(
        "several-models", counted("acme/toy", 77_000_000_000, 2), (counted("acme/toy", 77_000_000_000, 1),
        counted("acme/toy-77b", 77_000_000_000, 2),
        counted("acme/toy", 77_000_000_000, 2, total_params=77_000_000_000)), says=("lines 11, 12",)),
}  # fmt: skip

CODE: Final = {
    "a stranger's repository": RuleCase(
        "code-owner", family("falcon", code("webframe/falcon")), (toy(code("acmelab/toy")),
        toy(code("old-owner/toy")) | repository("old-owner/toy", "AcmeLab/toy", state="moved")), ("falcon/links.code",),
        ("webframe/falcon", "AcmeLab")),
    "a fine-tuning kit": RuleCase(
        "code-topic", toy(code("AcmeLab/dstoolkit-toy2-finetune")),
        (family("cookbook", code("AcmeLab/cookbook"), name="Cookbook"), toy(code("AcmeLab/toy"))), says=("finetune",),
    ),
}  # fmt: skip

VERSIONS: Final = 'checkpoints = ["acme/toy-1", "acme/toy-2"]\n'
DATES: Final = {
    "before the predecessor": RuleCase(
        "before-predecessor", dated("old", "2024-05") | dated("new", "2024-03", 'predecessor = "old"\n'),
        (dated("old", "2024-05") | dated("new", "2024", 'predecessor = "old"\n'),
        dated("toy", "2023-08", name="Toy") | dated("toy1.5", "2023-02", name="Toy1.5")), ("new/release_date",)),
    "the same, by its file": RuleCase("before-predecessor", dated("old", "2024-05", 'successor = "new"\n') | dated("new", "2024-03"), says=("old (2024-05)",)),
    "a higher version earlier": RuleCase(
        "date-order", toy(VERSIONS + fact("release_date", "2024-06-01", "acme/toy-1") + fact("release_date", "2024-01-01", "acme/toy-2")),
        (toy(VERSIONS + fact("release_date", "2024-06-01", "acme/toy-1") + fact("release_date", "2024-06-20", "acme/toy-2")),),
        ("toy/acme/toy-2",)),
    "a cutoff after the release": RuleCase(
        "cutoff-order", known(fact("release_date", "2025-06-10", "acme/toy-7b"), knowledge_cutoff="2026-12"),
        tuple(known(fact("release_date", "2025-06-10", "acme/toy-7b"), knowledge_cutoff=at) for at in ("2025-07", "2024-12", "2025")),
        ("toy/acme/toy-7b/knowledge_cutoff",)),
    "a day that has not come": RuleCase("future-date", dated("toy", "2030-01-02"), (dated("toy", "2024-01-02"), dated("toy", "2026-11")),
                                    ("toy/release_date",)),  # a month that has begun passes
    "a paper of a day that has not come": RuleCase("future-date", toy(PAPER) | paper("2401.00001", "Toy", published="2027-01-01")),
    "the newest revision for the release": RuleCase(
        "revision-date", toy(ONE + fact("release_date", "2025-06-21", "acme/toy-7b")) | made("2024-03-04"),
        (toy(ONE) | made("2024-03-04") | card("acme/toy-7b", release_date="2025-06-21"),)),
    "a range that ends before a named checkpoint": RuleCase(
        "range-end", toy(TWO + fact("release_date", "2024-02..2024-03")) | made("2024-04-10", "acme/toy-70b"),
        (toy(TWO + fact("release_date", "2024-02..2024-09")) | made("2024-09-01", "acme/toy-70b"),)),
    "before there was anything of it": RuleCase(
        "date-too-early", toy(ONE + fact("release_date", "2024-01")) | made("2024-09-03"),
        (toy(ONE + fact("release_date", "2024-08-20")) | made("2024-09-03"),
        toy(ONE + PAPER + fact("release_date", "2024-01")) | made("2024-09-03"),
        toy(TWO + fact("release_date", "2024-01")) | made("2024-09-03"),
        toy(ONE + fact("release_date", "2019-02")) | made("2022-03-02")), ("toy/release_date",), ("2024-09-03",)),
}  # fmt: skip

PHI: Final = family("phi", organization="other")
OLD: Final = toy(ONE + 'successor = "toy-2"\n' + linked("paper", f"{URL}.pdf", "Toy report"))
LABELS: Final = {
    "another family's name": RuleCase(
        "label-family", PHI | family("gem", linked("blog", label="Phi AI")),
        (
            *(PHI | family("gem", linked("blog", label=label)) for label in ("Gem after Phi", "Technical report", "gem-7b")),
            family("toy-2", name="Toy 2") | family("toy-vl", linked("blog", label="Toy 2"), name="Toy-VL"),
        ),
        ("gem/links.blog",), ("phi",)),
    "words of one day": RuleCase("label-wording", toy(linked("more", label="Toy (only mini is available now)")),
                                 (toy(linked("more", label="Snow (large)")),), says=("'now'",)),
    "an empty pair of brackets": RuleCase("label-wording", toy(linked("more", label="toy-1B()")), says=("empty pair",)),
    "the predecessor's report": RuleCase(
        "predecessor-link", OLD | family("toy-2", linked("paper", f"{URL}.pdf", "Report"), name="Toy 2"),
        (OLD | family("toy-2", linked("paper", f"{URL}.pdf", "Report of toy"), name="Toy 2"),)),
}  # fmt: skip

MIT: Final = fact("license", "mit")
LICENCES: Final = {
    "cards that state none": RuleCase(
        "license-stated", known(), (one() | card("acme/toy-7b", state="gated"),
        one(license="mit") | card("acme/toy-7b")), ("toy/license",)),
    "two sources that differ": RuleCase(
        "license-changed", one(license="mit") | card("acme/toy-7b", license="apache-2.0"),
        (one(license="MIT") | card("acme/toy-7b", license="mit"),), ("toy/acme/toy-7b/license",)),
    "a name that forbids beside a free id": RuleCase(
        "licence-beside", one(license="mit", license_name="toy-noncommercial"),
        (one(license="mit", license_name="deepseek"),
        one(license="other", license_name="toy-noncommercial")), ("toy/acme/toy-7b/license",)),
    "a text that forbids beside a free name": RuleCase(
        "licence-beside", one(license="other", license_name="MIT", license_link=f"{URL}/LICENSE-NC")),
    "a sentence of the card that forbids": RuleCase(
        "licence-beside", one(license="mit") | card("acme/toy-7b", license="mit", license_name="non-commercial use only"),
    ),
    "the text says otherwise": RuleCase("prose-licence", toy(ONE + MIT + prose("The large one is for research only.")),
                                        (toy(ONE + MIT + prose("An earlier model was for research only.")),)),
    "the text says otherwise in Chinese": RuleCase(
        "prose-licence", toy(ONE + MIT + prose("代码为 MIT。权重不得商用。", "zh")),
        (toy(ONE + fact("license", "cc-by-nc-4.0") + prose("权重不得商用。", "zh")),)),
    "the text permits what a licence forbids": RuleCase(
        "prose-permission", toy(ONE + fact("license", "cc-by-nc-4.0") + prose("A pair of models for any use, also in products.")),
        (toy(ONE + MIT + prose("For any use, also in products.")),
         toy(ONE + fact("license", "llama3.1") + prose("It allows commercial use.")),
         toy(ONE + fact("license", "cc-by-nc-4.0") + prose("The code is free for any use; the weights are non-commercial."))),
    ),
    "the same in Chinese": RuleCase("prose-permission", toy(ONE + fact("license", "cc-by-nc-4.0") + prose("可作任何用途，包括商用。", "zh"))),
    "a licence without name and text": RuleCase(
        "licence-unnamed", toy(TWO) | hub("acme/toy-7b", license="other") | hub("acme/toy-70b", license="other"),
        (one(license="other", license_name="toy"), one(license="other", license_link=URL)), ("toy/license",),
        ("acme/toy-70b and 1 more",)),
    "a free licence on a base that is not": RuleCase(
        "base-licence", known(license="mit", base_model=["meta-llama/Llama-3.1-8B"]),
        (known(license="llama3.1", base_model=["meta-llama/Llama-3.1-8B"]),
         known(license="mit", base_model=["other/brook-8b"]),
         toy(TWO) | stated(license="mit", base_model=["acme/toy-70b"]) | stated("acme/toy-70b", license="cc-by-nc-4.0")),
        says=("Llama 3.1 Community License",)),
    "the same of a base on the list": RuleCase(
        "base-licence", known(license="mit", base_model=["other/brook-8b"])
        | family("brook", 'checkpoints = ["other/brook-8b"]\n', organization="other") | stated("other/brook-8b", license="cc-by-nc-4.0"),
    ),
    "one for all, of which some were never read": RuleCase(
        "licence-of-all", toy(TWO + MIT + fact("license", "mit", "acme/toy-7b")),
        (toy(ONE + MIT + fact("license", "mit", "acme/toy-7b")),), says=("acme/toy-70b states nothing yet",)),
}  # fmt: skip

SOTA: Final = "https://paperswithcode.com"
COLLECTION: Final = "acme/toy-0123456789abcdef01234567"
COLLECTED: Final = toy(ONE + linked("checkpoints", f"{HUB}collections/{COLLECTION}"))
MOVED: Final = toy(linked("blog"))
RENAMED: Final = toy(code("AcmeLab/Toy1"))
LINKS: Final = {
    **{f"a front page, {url}": RuleCase(
        "front-page", toy(linked("blog", url)), (toy(linked("blog", f"{SITE}?p=12")), MOVED), ("toy/links.blog",), (url,),
    ) for url in (SITE, f"{SITE}blog/", "https://toy.readthedocs.io/en/latest/")},
    "Papers with Code": RuleCase(
        "link-closed-site", benchmark("toys", f'results = [{{ label = "x", url = "{SOTA}/sota/toys" }}]\ndataset = "{SOTA}/dataset/toys"'),
        says=("shut down in July 2025", "pwc-archive", "huggingface.co/datasets")),
    "a closed site in a text": RuleCase("link-closed-site",
                                        toy(prose("See [there](https://ai.facebook.com/blog/toy/), they say.")),
                                        subjects=("toy/prose",), says=("ai.facebook.com/blog/toy/:",)),
    "a board's last address": RuleCase("link-closed-site", board("a", 'url = "https://arena.lmsys.org/"'),
                                       (board("a", 'url = "https://arena.lmsys.org/"\nstate = "moved"'),
                                       board("a", 'url = "https://my-arena.lmsys.org.example/"'))),
    "a moved page": RuleCase("link-moved", MOVED | link(URL, "moved", "https://new.example/toy"),
                             (MOVED | link(URL, "moved", "https://www.acme.example/toy/"),),
                             says=("https://new.example/toy",)),
    "a renamed repository": RuleCase("link-moved", RENAMED | repository("AcmeLab/Toy1", "AcmeLab/Toy3", state="moved"),
                                     (RENAMED | repository("AcmeLab/Toy1", "acmelab/toy1"),),
                                     says=("https://github.com/AcmeLab/Toy3",)),
    "a repository that is gone": RuleCase("link-moved", RENAMED | repository("AcmeLab/Toy1", state="gone"), says=("gone",)),
    "a dead link": RuleCase("link-state", MOVED | link(URL, "dead", status=404), (MOVED | link(URL, "ok", URL, 200), MOVED), says=("HTTP 404",)),
    "a redirect to the front page": RuleCase("link-state", MOVED | link(URL, "moved", SITE), says=("front page",)),
    "an organisation's page": RuleCase(
        "organization-link", toy(linked("checkpoints", f"{HUB}acme")),
        tuple(toy(linked("more", HUB + at)) for at in ("acme/toy-7b", f"collections/{COLLECTION}", "papers", "blog/acme")),
        ("toy/links.checkpoints",)),
    "an organisation's page under other words": RuleCase(
        "organization-link", toy(linked("more", f"{HUB}acme", "Hugging Face model")),
        (toy(linked("more", f"{HUB}acme", "Acme on Hugging Face")),)),
    "a collection of something else": RuleCase(
        "collection-members", COLLECTED | collection(COLLECTION, "acme/hawk-1b", "acme/hawk-2b"),
        (COLLECTED, *(COLLECTED | collection(COLLECTION, one, "acme/hawk-2b") for one in ("acme/toy-7b", "acme/toy-70b"))), says=("none of them of toy",),
    ),
    "a collection that is gone": RuleCase("collection-members", COLLECTED | collection(COLLECTION, state="gone"), says=("is gone",)),
    "a checkpoint that is gone": RuleCase("checkpoint-state", one(state="gone"), (one(), toy(ONE)), says=("gone",)),
    "a checkpoint that the Hub has disabled": RuleCase("checkpoint-state", one(disabled=True), says=("disabled",)),
    "a renamed checkpoint": RuleCase("checkpoint-state", one(state="moved", moved_to="acme/toy-8b"),
                                     says=("the name acme/toy-8b",)),
}  # fmt: skip

ARC: Final = "ARC (AI2 Reasoning Challenge)"
BIRDS: Final = "We watch birds for years, and write down what they do. " * 20
PAPERS: Final = {
    "a card's own that is another model's": RuleCase(
        "paper-subject", known(own_arxiv=["2401.00001"]) | paper("2401.00001", "Yew: attention in the hedge", BIRDS),
        (known(own_arxiv=["2401.00001"]) | paper("2401.00001", "Toy: attention in the hedge", BIRDS),), says=("Yew",),
    ),
    "about something else": RuleCase(
        "paper-subject", toy(PAPER) | paper("2401.00001", "On the flight of birds", BIRDS, authors=["A. Person"]),
        (
            *(toy(PAPER) | paper("2401.00001", title, text, authors=who) for title, text, who in (
                ("On the flight of birds", "", []), ("On flight", f"{BIRDS}We call it Toy.", []), ("Toy: a small model", BIRDS, []),
                ("A report", BIRDS, ["Acme Team"]))),
            family("hawk", PAPER) | paper("2401.00001", "MiniHawk technical report", BIRDS),
        ),
        says=("flight of birds",)),
    "a withdrawn one": RuleCase("paper-subject", toy(PAPER) | paper("2401.00001", "Toy", withdrawn=True), says=("withdrawn",)),
    "long before the family": RuleCase("paper-date", dated("toy", "2025-06", PAPER), (dated("toy", "2024-06", PAPER),
                                       dated("toy", "2025-06", 'papers = ["2505.00001", "2401.00001"]\n'),
                                       dated("toy", "2024-06", 'papers = ["cs/0112017"]\n')), ("toy/2401.00001",)),
    "before the predecessor": RuleCase(
        "paper-date", dated("toy-1", "2024-06") | dated("toy-2", "2024-09", 'predecessor = "toy-1"\npapers = ["2405.00001"]\n'), subjects=("toy-2/2405.00001",),
    ),
    "of a month that has not come": RuleCase("paper-date", toy('papers = ["2701.00001"]'), says=("after",)),
    "a benchmark without any": RuleCase(
        "benchmark-paper", benchmark("x", ""), (benchmark("x", PAPER), benchmark("x", f'source = "{URL}"')), ("benchmarks/x",),
    ),
    "initials spelt out otherwise": RuleCase(
        "mixed-benchmarks", benchmark("arc", prose("ARC (Abstraction and Reasoning Corpus) is hard."), ARC),
        (benchmark("arc", PAPER + prose("ARC (grade-school questions) is hard."), ARC) | paper("2401.00001", "Questions for the AI2 Reasoning Challenge"),),
        says=("Abstraction and Reasoning Corpus",)),
    "a paper about the other": RuleCase(
        "mixed-benchmarks",
        benchmark("arc", PAPER, ARC) | paper("2401.00001", "Models and the Abstraction and Reasoning Corpus"),
        (benchmark("arc", PAPER, ARC) | paper("2401.00001", "On flight", f"{BIRDS}Its name is ARC."),
        benchmark("arc", PAPER, ARC) | paper("2401.00001", "Solving ARC", "We answer questions of science."),
        benchmark("arc", PAPER, ARC) | paper("2401.00001", "On flight"),
        benchmark("x", PAPER, "Plain name") | paper("2401.00001", "On flight", BIRDS)), ("benchmarks/arc/2401.00001",),
    ),
    "initials spelt out without brackets": RuleCase(
        "mixed-benchmarks", benchmark("arc", PAPER, ARC) | paper("2401.00001", "Solving ARC", "The abstraction and reasoning corpus is hard."),
    ),
    "a report for a post": RuleCase("blog-report", toy(linked("blog", f"{URL}-report.PDF")),
                                    (toy(linked("blog") + f'paper = {{ label = "x", url = "{URL}.pdf" }}\n'),)),
    "an abstract for a post": RuleCase("blog-report", toy(linked("blog", "https://arxiv.org/abs/2401.00001"))),
}  # fmt: skip

LINKED: Final = TWO + linked("checkpoints", f"{HUB}acme/toy-70b", "Toy 70B")
LONG: Final = stated("acme/toy-70b", context_length=131072)
MOE: Final = hub("acme/toy-7b", architectures=["ToyMoeForCausalLM"])
MANY: Final = stated("acme/toy-70b", languages=["de", "en", "es", "fr", "it", "zh"])
TOOLS: Final = 'checkpoints = ["acme/toy-tools-7b"]\n'
THINKING: Final = 'checkpoints = ["acme/toy-7b", "acme/toy-7b-thinking"]\n'
ROWS: Final = {
    "a linked checkpoint under another licence": RuleCase(
        "linked-checkpoint", toy(LINKED + MIT) | hub("acme/toy-70b", license="gemma"),
        (toy(LINKED) | hub("acme/toy-7b", license="mit") | hub("acme/toy-70b", license="gemma"),)),
    "a linked checkpoint with another context": RuleCase(
        "linked-checkpoint", toy(LINKED + fact("context_length", "8K")) | LONG, (toy(LINKED + fact("context_length", "128K")) | LONG,),
    ),
    "the size of a linked checkpoint": RuleCase("linked-checkpoint", toy(LINKED + fact("sizes", "7B")), (toy(LINKED),)),
    "a longer context in the text": RuleCase(
        "prose-context", toy(ONE + fact("context_length", "32K") + prose("The newest has a context of 256K.")),
        (toy(ONE + fact("context_length", "256K") + prose("A 128K context at first, then 256K.")),)),
    "a context of every size in the text": RuleCase(
        "prose-every-context", known(prose("Toy reads 128K tokens at every size."), context_length=32768),
        (known(prose("Toy reads 128K tokens at every size."), context_length=131072),
        known(prose("Toy reads 128K tokens."), context_length=32768)), ("toy/context_length",)),
    "the same where it is not known of all": RuleCase(
        "prose-every-context", toy(TWO + prose("Toy 各规模均可读 128K 词元。", "zh")) | stated(context_length=131072), says=("1 of 2",),
    ),
    "gigabytes that the table has not": RuleCase(
        "prose-memory", toy(ONE + prose("About 62 GB at 4 bits.")),
        (toy(ONE + prose("At 4 bits it needs about 5 GB; one card of 24 GB at 4 bits.")), toy(prose("4 比特约需 62 GB。", "zh"))),
    ),
    "a mixture without its active size": RuleCase(
        "mixture-active", toy(ONE) | MOE, (toy(ONE + fact("active_params", "1B", "acme/toy-7b")) | MOE,)),
    "a mixture only by its text": RuleCase("mixture-active", toy(ONE + prose("A mixture of experts.")),
                                           (toy(ONE + prose("Larger without a mixture of experts.")),)),
    "a tag of one language against a card of many": RuleCase(
        "lone-language", toy(TWO) | hub("acme/toy-7b", languages=["en"]) | MANY,
            (toy(TWO) | hub("acme/toy-7b", languages=["en", "zh"]) | MANY,)),
    "a thinking checkpoint that is said not to think": RuleCase(
        "named-ability", toy(THINKING + fact("reasoning", "no", "acme/toy-7b-thinking")),
        (toy(THINKING + fact("reasoning", "yes", "acme/toy-7b-thinking")),
        toy('checkpoints = ["acme/toy-7b-non-thinking"]\n' + fact("reasoning", "no", "acme/toy-7b-non-thinking"))),
        ("toy/acme/toy-7b-thinking/reasoning",)),
    "a row that says no of a thinking checkpoint": RuleCase(
        "named-ability", toy(THINKING + fact("reasoning", "no", "acme/toy-7b")),
        (toy(THINKING + fact("reasoning", "no", "acme/toy-7b") + fact("reasoning", "both", "acme/toy-7b-thinking")),),
    ),
    "a seeing checkpoint that takes text alone": RuleCase(
        "named-ability", toy('checkpoints = ["acme/toy-vl-7b"]\n' + fact("modalities", "text→text", "acme/toy-vl-7b"), kind="vlm"),
        (toy('checkpoints = ["acme/toy-vl-7b"]\n' + fact("modalities", "text+image→text", "acme/toy-vl-7b"), kind="vlm"),),
    ),
    "a checkpoint for tools that uses none": RuleCase("named-ability", toy(TOOLS + fact("tool_use", "no", "acme/toy-tools-7b"))),
    "two models in one repository": RuleCase(
        "shared-repository", toy(ONE + fact("context_length", "128K", "acme/toy-7b") + fact("context_length", "256K", "acme/toy-7b")),
        (toy(ONE + fact("context_length", "128K~256K")), toy(ONE + fact("context_length", "128K", "acme/toy-7b"))),
        ("toy/acme/toy-7b/context_length",)),
    "a range of one repository": RuleCase("shared-repository", toy(ONE + fact("context_length", "128K~256K", "acme/toy-7b"))),
    "a version for a size": RuleCase(
        "size-version", toy('checkpoints = ["acme/toy-1_5", "acme/toy-2"]\n' + linked("checkpoints", f"{HUB}acme/toy-1_5", "toy-1.5B")
                               + fact("sizes", ["1.5B", "2B"])),
        (toy('checkpoints = ["acme/toy-2-7B"]\n' + fact("sizes", ["2B", "7B"])),),
        ("toy/links.checkpoints", "toy/sizes", "toy/sizes")),
}  # fmt: skip

WEIGHTS: Final = hub("acme/toy-7b", safetensors={"total": 7_000_000_000, "parameters": {}})
TOKENS: Final = {n: stated("acme/toy-70b", training_tokens=n * 10**12) | stated(training_tokens=2 * 10**12) for n in (2, 6)}
SPOKEN: Final = toy(ONE + fact("license", "mit", "acme/toy-7b", source="", origin="a list, line 7"))
NOTED: Final = toy(ONE + fact("license", "mit", "acme/toy-7b"))
PINNED: Final = toy(f'{ONE}[[pins]]\nfield = "license"\nvalue = "apache-2.0"\nwas = "mit"\nbecause = "the file says so"\nsource = "{SITE}"\n'
                       'checkpoint = "acme/toy-7b"\n')  # fmt: skip
SOURCES: Final = {
    "counts that differ": RuleCase("rival-values", toy(ONE) | WEIGHTS | card("acme/toy-7b", total_params=6_000_000_000),
                                   (toy(ONE) | WEIGHTS | card("acme/toy-7b", total_params=6_900_000_000),),
                                   ("toy/acme/toy-7b/total_params",), ("weights (safetensors): 7B", "model card: 6B")),
    "no page for any value": RuleCase("row-evidence", toy(from_list("sizes", "7B")), (toy(fact("sizes", "7B")), toy(ONE)),
        says=("1 values",)),
    "nothing was heard": RuleCase("row-evidence", toy(), says=("nothing was heard",)),
    "one value for all, and they differ": RuleCase(
        "one-value", toy(TWO + from_list("training_tokens", "2T")) | TOKENS[6],
        (toy(TWO + from_list("training_tokens", "2T")) | TOKENS[2], toy(TWO + from_list("training_tokens", "2T~6T")) | TOKENS[6]),
        says=("acme/toy-70b states 6T",)),
    "a pin whose source moved on": RuleCase(
        "stale-pin", PINNED | hub("acme/toy-7b", license="llama3"), (PINNED | hub("acme/toy-7b", license="mit"),), ("toy/acme/toy-7b/license",), ("llama3",),
    ),
    "a pin whose source fell silent": RuleCase("stale-pin", PINNED | hub("acme/toy-7b"), says=("no source",)),
    "a source speaks of a person's fact without one": RuleCase(
        "yielded-fact", SPOKEN | hub("acme/toy-7b", license="mit"), (SPOKEN | hub("acme/toy-7b"),), ("toy/acme/toy-7b/license",),
    ),
    "a source says otherwise than a person": RuleCase(
        "disputed-fact", NOTED | hub("acme/toy-7b", license="apache-2.0"), (NOTED | hub("acme/toy-7b", license="mit"),),
        ("toy/acme/toy-7b/license",), ("mit", "apache-2.0")),
    "a machine's reading beside a person's value": RuleCase(
        "disputed-fact", known(fact("base_llm", "Lamp-2", "acme/toy-7b"), base_llm="Lamp-3"),
        (known(fact("base_llm", "Lamp-2", "acme/toy-7b"), base_llm="Lamp-2"),)),
}  # fmt: skip


def cited(field: str, at: str, value: str = "mit", **more: str) -> Tree:
    """A family with one fact and the page that it cites."""
    return toy(ONE + fact(field, value, "acme/toy-7b", at, **more))


EVIDENCE: Final = {
    "another list": RuleCase("unsourced-fact", toy(from_list("sizes", "7B")), (toy(fact("sizes", "7B")),), ("toy/sizes",)),
    **{f"a proposed change, {at}": RuleCase("proposed-source", cited("license", at), (cited("license", f"{HUB}acme/toy-7b"),)) for at in (
        f"{HUB}acme/toy-7b/blob/refs%2Fpr%2F4/README.md", f"{HUB}acme/toy-7b/tree/refs/pr/16", "https://github.com/acme/toy/pull/7/files")},
    **{f"a branch, {at}": RuleCase(
        "branch-source", cited("license", at),
        (cited("license", f"{HUB}acme/toy-7b/blob/{SHA}/README.md"), cited("license", "https://github.com/acme/toy/blob/v1.2.0/README.md"),
         cited("license", f"{HUB}acme/toy-7b"), cited("release_date", f"{HUB}acme/toy-7b/commits/main", "2024-05")),
    ) for at in (f"{HUB}acme/toy-7b/blob/main/README.md", "https://github.com/acme/toy/blob/develop/README.md",
                 "https://raw.githubusercontent.com/acme/toy/main/README.md")},
    **{f"{file} for {field}": RuleCase(
        "source-file", cited(field, f"{HUB}acme/toy-7b/blob/{SHA}/{file}", wrong), (cited(right, f"{HUB}acme/toy-7b/blob/{SHA}/{file}", value),),
    ) for file, field, wrong, right, value in (
        ("config.json", "license", "mit", "context_length", "8192"), ("sub/generation_config.json", "training_tokens", "2T", "context_length", "8192"),
        ("LICENSE", "languages", "en", "license", "mit"), ("model.safetensors.index.json", "languages", "en", "total_params", "7B"),
        ("chat_template.jinja", "license", "mit", "tool_use", "yes"),
    )},
    "a vocabulary": RuleCase("source-file", cited("license", f"{HUB}acme/toy-7b/blob/{SHA}/tokenizer.json"),
        (cited("license", f"{HUB}acme/toy-7b/tree/{SHA}"),)),
    "the day of a service": RuleCase(
        "closed-weights-date", cited("release_date", f"https://github.com/x/models.dev/blob/{SHA}/models/acme/toy.toml", "2026-06-01", note="a third party"),
        (cited("release_date", f"https://github.com/x/models.dev/blob/{SHA}/models/acme/toy.toml", "2026-06-01", note="a third party; open_weights = true"),),
    ),
}  # fmt: skip

TRAINED: Final = {
    "fewer than the predecessor": RuleCase(
        "tokens-proportion", trained("toy-2", "2T", "7B/70B") | trained("toy-3", "1.5T", "8B/70B", 'predecessor = "toy-2"\n'),
        (trained("toy-2", "2T", "70B") | trained("toy-3", "1.5T", "3B", 'predecessor = "toy-2"\n'),), ("toy-3/training_tokens",),
    ),
    "a fine-tune among pre-trained ones": RuleCase(
        "tokens-proportion", toy(TWO + fact("training_tokens", "2B", "acme/toy-7b") + fact("training_tokens", "2T", "acme/toy-70b")),
            says=("2B to 2T",)),
    "a token for a parameter": RuleCase("tokens-proportion", trained("toy", "70B", "70B"), (trained("toy", "1.4T", "70B"),)),
}  # fmt: skip

SCORES: Final = {"a": 1.0, "b": 2.0}
TWINS: Final = {
    "names that differ in punctuation": RuleCase("duplicates", family("toy-2", name="Toy 2") | family("toy2"),
                                             (family("toy2.5", name="Toy 2.5") | family("toy25", name="Toy 25"),), ("toy2",)),
    "a checkpoint of two families": RuleCase("duplicates", family("one", ONE) | family("two", ONE), subjects=("two/acme/toy-7b",)),
    "two boards of one address": RuleCase(
        "duplicates", board("a", 'url = "https://board.example/x"') | board("b", 'url = "https://board.example/x/"'), subjects=("leaderboards/b/url",),
    ),
    "two boards of one file and one score": RuleCase(
        "duplicates", source_of("a", "hard", "x") | source_of("b", "hard", "x"), (source_of("a", "easy", "x") | source_of("b", "hard", "x"),),
            ("leaderboards/b/url",)),
    "rows of a board that are equal": RuleCase("equal-rows", toy(ONE) | rows({"toy-7b": SCORES, "lamp-9b": SCORES}),
                                               (toy(ONE) | rows({"toy-7b": SCORES, "lamp-9b": {**SCORES, "b": 3.0}}),)),
    "the day of retrieval for an edition": RuleCase("retrieved-edition", retrieved("2026-03-04"), (retrieved("2026-02"),)),
    "a board left behind": RuleCase(
        "stale-source", source_of("slow") | source_of("fast") | edition("slow", "2025-01-02") | edition("fast", "2026-11-02"),
        (
            source_of("slow") | source_of("fast") | edition("slow", "2025-01-02") | edition("fast", "2025-02-02"),
            *(source_of("slow", more=more) | source_of("fast") | edition("slow", "2025-01-02") | edition("fast", "2026-11-02")
              for more in ('state = "retired"', "stale_after_days = 3650")),
        ),
        ("leaderboards/slow",)),
}  # fmt: skip
