"""`awesome add` with a look at the Hub: what is there, what it is, its siblings; asked over HTTP on loopback."""

import subprocess
from pathlib import Path

import pytest

from pipeline.layout import kinds, paths
from tests.edit.issue_bodies import draft, issue_body
from tests.on_disk import command
from tests.upstream import Model, Upstream
from tests.upstream.faults import Kind

DAY = "two"
INTERNVL3 = ("OpenGVLab/InternVL3-8B", "OpenGVLab/InternVL3-78B")
COLLECTION = "OpenGVLab/internvl25-673e1019b66e2218f68d7c1c"


def add(
    root: Path, upstream: Upstream, *words: str, given: str | None = None, code: int = 0, **named: str
) -> subprocess.CompletedProcess[str]:
    """The command as a person would call it, which ends with this exit code."""
    done = command(root, upstream.environment() | named, "add", *words, given=given)
    assert done.returncode == code, done.stderr
    return done


def families(root: Path) -> dict[str, bytes]:
    """The families' files by name."""
    return {p.name: p.read_bytes() for p in (root / paths.FAMILIES).iterdir()}


def asked(upstream: Upstream) -> list[str]:
    """The paths that the command asked for."""
    return [e.path for e in upstream.log]


def with_models(upstream: Upstream, *models: dict[str, object]) -> None:
    """The world with further repositories."""
    upstream.world = upstream.world.with_models(*(Model(facts={"sha": "a" * 40, "tags": [], **facts}) for facts in models))


def test_a_checkpoint_brings_its_family(root: Path, upstream: Upstream) -> None:
    """Name, maker, kind, siblings, own paper and predecessor; three requests; no fact and no counter is written.

    A dry run writes the very file to standard output, the rest to standard error, and nothing on disk.
    """
    before = families(root)
    seen = add(root, upstream, INTERNVL3[0], "--dry-run")
    assert families(root) == before
    assert [p.rpartition("/")[2] for p in asked(upstream)] == ["InternVL3-8B", "models", "README.md"]
    done = add(root, upstream, INTERNVL3[0])
    assert (root / kinds.FAMILIES.path("internvl3")).read_text("utf-8") == seen.stdout
    made = draft(root, "internvl3")
    assert made.pop("links")
    assert made == {
        "slug": "internvl3", "name": "InternVL3", "organization": "shanghai-ai-lab", "kind": "vlm", "draft": True,
        "checkpoints": list(INTERNVL3), "papers": ["2504.10479"], "predecessor": "internvl2.5",
    }  # fmt: skip
    assert "with its siblings OpenGVLab/InternVL3-78B" in done.stdout
    assert "next: `awesome refresh --family internvl3`" in done.stdout
    assert "likes" not in seen.stdout
    assert command(root, {}, "derive").returncode == 0


def test_a_collection_and_a_paper_bring_it_as_well(root: Path, upstream: Upstream) -> None:
    """By the collection's models that the list does not have, and by the model whose card links to the paper."""
    add(root, upstream, f"https://huggingface.co/collections/{COLLECTION}")
    made = draft(root, "internvl3")
    assert (made["collections"], made["papers"], "checkpoints" in made) == ([COLLECTION], ["2504.10479"], False)
    (root / kinds.FAMILIES.path("internvl3")).unlink()
    add(root, upstream, "https://arxiv.org/abs/2504.10479v2")
    assert (draft(root, "internvl3")["checkpoints"], draft(root, "internvl3")["papers"]) == (
        list(INTERNVL3), ["2504.10479"],
    )  # fmt: skip


def test_a_renamed_repository_is_listed_under_its_name_of_today(root: Path, upstream: Upstream) -> None:
    """`--family` adds one line; an old name leads to a repository that the list has, or is written as the new one."""
    add(root, upstream, INTERNVL3[0], "--family", "internvl2.5")
    assert INTERNVL3[0] in str(draft(root, "internvl2.5")["checkpoints"])
    done = add(root, upstream, "THUDM/glm-4-9b-chat", "--family", "glm-4")
    said = (root / kinds.FAMILIES.path("glm-4")).read_text("utf-8")
    assert "the Hub calls THUDM/glm-4-9b-chat zai-org/glm-4-9b-chat today" in done.stdout or "already" in done.stdout
    assert said.count("glm-4-9b-chat") == said.count("zai-org/glm-4-9b-chat") + said.count("THUDM/glm-4-9b-chat")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nobody/Hawk-7B",), "the Hub has no repository nobody/Hawk-7B, or keeps it private"),
        (("OpenGVLab/InternVL3-79B", "--family", "internvl2.5"), "(did you mean OpenGVLab/InternVL3-78B"),
        (("Qwen/gone-" + "0" * 24,), "the Hub has no collection"),
        (("QuantFactory/Meta-Llama-3-8B-Instruct-GGUF",), "does not look like a model for the list (repack"),
        (("nvidia/Llama3-ChatQA-1.5-8B",), "add --kind llm or --kind vlm"),
        (("allenai/olmo-2-674117b93ab84e98afc72edc",), "are of olmo-2 already: add --family olmo-2"),
        ((INTERNVL3[0], "--organization", "shanghai-ai-lap"), "(did you mean shanghai-ai-lab"),
        ((INTERNVL3[0], "--slug", "internvl2.5"), "is there already: add --family internvl2.5"),
        (("2512.00001", "--kind", "llm"), "the paper 2512.00001: add --name"),
    ],
)  # fmt: skip
def test_refusals_say_what_is_nearest_and_what_to_do(
    root: Path, upstream: Upstream, words: tuple[str, ...], said: str
) -> None:
    """Exit code 2 and nothing written."""
    before = families(root)
    done = add(root, upstream, *words, code=2)
    assert done.stdout == ""
    assert said in done.stderr
    assert families(root) == before


def test_a_card_that_fails_in_passing_is_worth_another_try(root: Path, upstream: Upstream) -> None:
    """Its paper may be there in a minute: nothing is drafted without it."""
    upstream.fault("/OpenGVLab/*/resolve/*", "status", times=None, code=429)
    before = families(root)
    assert "try again later" in add(root, upstream, INTERNVL3[0], code=1).stderr
    assert families(root) == before


def test_an_unknown_maker_is_refused_with_the_lines_to_add(root: Path, upstream: Upstream) -> None:
    """The nearest makers are named; those lines, pasted, make the command work."""
    with_models(upstream, {"id": "Shanghai-AI/Hawk-7B", "pipeline_tag": "text-generation"})
    done = add(root, upstream, "Shanghai-AI/Hawk-7B", code=2)
    assert (
        "nobody in catalog/curated/organizations.toml publishes as 'Shanghai-AI' alone (did you mean shanghai-ai-lab"
        in done.stderr
    )
    lines = done.stderr.partition("a new organisation:\n")[2]
    with (root / paths.ORGANIZATIONS).open("a") as file:
        file.write(lines)
    add(root, upstream, "Shanghai-AI/Hawk-7B")
    assert draft(root, "hawk")["organization"] == "shanghai-ai"


def test_what_was_declined_stays_out_without_asking(root: Path, upstream: Upstream) -> None:
    """A checkpoint, a whole maker or a family's slug; the reason is told."""
    file = root / paths.DECLINED
    for held, said in (
        (INTERNVL3[0], "was declined: no"), ("OpenGVLab/*", "was declined: no"), ("internvl3", "declined"),
    ):  # fmt: skip
        file.write_text(f'[[declined]]\nid = "{held}"\nbecause = "no"\n', encoding="utf-8")
        done = add(root, upstream, INTERNVL3[0], code=2)
        assert said in done.stderr
    assert len(asked(upstream)) <= 3


def test_a_joined_checkpoint_is_sent_to_its_family_unless_a_person_insists(root: Path, upstream: Upstream) -> None:
    """A new size of a family on the list is no new family."""
    with_models(upstream, {"id": "Qwen/Qwen2.5-3B", "pipeline_tag": "text-generation"})
    file = root / kinds.FAMILIES.path("qwen2.5")
    file.write_text(
        "\n".join(x for x in file.read_text("utf-8").splitlines() if not x.startswith(("match", "collections")))
    )
    done = add(root, upstream, "Qwen/Qwen2.5-3B", code=2)
    assert "looks like one of qwen2.5" in done.stderr
    assert "add --family qwen2.5" in done.stderr
    add(root, upstream, "Qwen/Qwen2.5-3B", "--slug", "qwen2.5-small")
    assert draft(root, "qwen2.5-small")["kind"] == "llm"


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        ("html200", "/api/models/OpenGVLab/*"), ("truncated", "/api/models/OpenGVLab/*"), ("garbage", "/api/models"),
        ("wrong_type", "/api/models"), ("wrong_type", "/api/models/OpenGVLab/*"), (None, ""),
    ],
)  # fmt: skip
def test_a_hub_that_fails_is_told_and_nothing_is_written(root: Path, upstream: Upstream, kind: Kind | None, path: str) -> None:
    """A page instead of JSON, a cut body, a broken connection, none at all: exit code 1, what to do, and not a byte written."""
    before = families(root)
    if kind is not None:
        upstream.fault(path, kind, times=None)
    done = add(root, upstream, INTERNVL3[0], **({} if kind else {"HF_ENDPOINT": "http://127.0.0.1:9"}), code=1)
    assert done.stdout == ""
    assert "the Hub " in done.stderr
    assert "nothing was written (try again later, or add --offline" in done.stderr
    assert families(root) == before


def test_hostile_words_of_the_hub_do_not_reach_file_or_terminal(root: Path, upstream: Upstream) -> None:
    """What a listing states is cleaned where it is read; a licence cannot end the comment it stands in."""
    with_models(
        upstream,
        {"id": "OpenGVLab/InternVL4-8B", "pipeline_tag": "image-text-to-text", "cardData": {"license": 'mit\nslug = "x"'}},
        {"id": "OpenGVLab/InternVL4-1B\x1b[31m", "pipeline_tag": "image-text-to-text"},
    )  # fmt: skip
    done = add(root, upstream, "OpenGVLab/InternVL4-8B")
    made = draft(root, "internvl4")
    assert (made["slug"], made["checkpoints"]) == ("internvl4", ["OpenGVLab/InternVL4-8B"])
    assert "\x1b" not in done.stdout + (root / kinds.FAMILIES.path("internvl4")).read_text("utf-8")


def test_a_form_is_looked_up_as_well(root: Path, upstream: Upstream) -> None:
    """The link of a filled-in form brings the siblings; what the Hub does not have is told by heading and line."""
    body = issue_body("add-model", {"link": INTERNVL3[0], "kind": "VLM", "prose": "它看图。"})
    add(root, upstream, "--form", "-", given=body)
    assert (draft(root, "internvl3")["checkpoints"], draft(root, "internvl3")["prose"]) == (
        list(INTERNVL3),
        {"zh": "它看图。"},
    )
    odd = add(root, upstream, "--form", "-", given=issue_body("add-model", {"link": "nobody/Hawk-7B", "kind": "LLM"}), code=2)
    assert "standard input:1: '### Link': the Hub has no repository nobody/Hawk-7B" in odd.stderr


def test_a_form_s_kind_does_not_go_before_evidence(root: Path, upstream: Upstream) -> None:
    """A stranger who says "LLM" of a repack, or of a vision-language model, is not believed; a maintainer who insists is."""
    repack = {"link": "QuantFactory/Meta-Llama-3-8B-Instruct-GGUF", "kind": "LLM", "organization": "alibaba"}
    done = add(root, upstream, "--form", "-", given=issue_body("add-model", repack), code=2)
    assert (
        "'### Link': QuantFactory/Meta-Llama-3-8B-Instruct-GGUF does not look like a model for the list (repack"
        in done.stderr
    )
    seeing = issue_body("add-model", {"link": INTERNVL3[0], "kind": "LLM"})
    done = add(root, upstream, "--form", "-", given=seeing)
    assert draft(root, "internvl3")["kind"] == "vlm"
    assert "the form says llm, the Hub shows vlm" in done.stdout
    (root / kinds.FAMILIES.path("internvl3")).unlink()
    add(root, upstream, "--form", "-", "--kind", "llm", given=seeing)
    assert draft(root, "internvl3")["kind"] == "llm"


def test_a_card_behind_a_gate_costs_only_the_paper(root: Path, upstream: Upstream) -> None:
    """The listing says enough for a draft; what the card would have said comes when somebody may read it."""
    refused = {"X-Error-Code": "GatedRepo", "X-Error-Message": "Access to this model is restricted"}
    upstream.fault("/OpenGVLab/*", "status", times=None, code=401, headers=refused)
    add(root, upstream, INTERNVL3[0])
    assert (draft(root, "internvl3")["checkpoints"], "papers" in draft(root, "internvl3")) == (list(INTERNVL3), False)
