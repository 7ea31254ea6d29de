"""Tokens go where they are used and nowhere else; addresses that only data names stay inside the public web."""

from pathlib import Path

import pytest

from pipeline.layout import paths
from pipeline.settings import read_settings
from tests.crash.dying import Ended, run
from tests.crash.scenes import SCENES, Scene, Stage
from tests.upstream import Upstream

HUB = "hf_" + "PlantedHubToken" * 3
FORGE = "ghp_" + "PlantedForgeToken" * 3
PLAIN = Scene("plain", ())
COMMANDS = (
    ("check",), ("audit",), ("audit", "--json"), ("why", "egret", "license"), ("diff",), ("status",), ("derive",),
    ("extract", "README.md"), ("export", "out"), ("site", "pages-out"), ("discover", "--dry-run"), ("discover",),
    ("refresh", "--report", "report.json"), ("refresh", "--recheck", "-s", "links", "-s", "github"),
    ("refresh", "--publish", "local"), ("refresh", "--publish", "github"), ("refresh", "--no-such-option"),
    ("history", "--help"), ("add", "heron-lab/Egret-Ancient-1B", "--kind", "llm"), ("why", "no-such-family"),
    *(s.words for s in SCENES if s.name == "pin"),
)  # fmt: skip


def with_tokens(stage: Stage) -> dict[str, str]:
    """The environment with both tokens planted; GitHub is the stand-in too."""
    origin = stage.environment["HF_ENDPOINT"]
    named = {"GITHUB_API_URL": f"{origin}/github", "GITHUB_SERVER_URL": origin, "GITHUB_REPOSITORY": "heron-lab/list"}
    return {**stage.environment, **named, "HF_TOKEN": HUB, "GITHUB_TOKEN": FORGE}


def nothing_leaked(done: Ended, root: Path) -> None:
    """Neither token is in the words of a command or in any file that it left."""
    for token in (HUB, FORGE):
        assert token not in done.said
        holders = [p for p in root.rglob("*") if p.is_file() and token.encode() in p.read_bytes()]
        assert not holders


@pytest.mark.parametrize("words", COMMANDS, ids=lambda w: " ".join(w)[:40])
def test_no_command_shows_or_keeps_a_token(stage: Stage, words: tuple[str, ...]) -> None:
    """Output, logs, reports, caches, state, git objects' names: no token, whether the command works or fails."""
    root = stage.tree(PLAIN, "planted")
    nothing_leaked(run(words, root, with_tokens(stage)), root)
    if words[0] in {"refresh", "discover"}:  # a line end is taken off, a line break within is refused
        for end in ("\n", "\r\nX-More: 1"):
            pasted = {name: token + end for name, token in (("HF_TOKEN", HUB), ("GITHUB_TOKEN", FORGE))}
            nothing_leaked(run(words, root, {**with_tokens(stage), **pasted}), root)


@pytest.mark.parametrize("words", [("refresh",), ("discover",), ("refresh", "--publish", "github")], ids=" ".join)
def test_no_failure_shows_a_token(stage: Stage, upstream: Upstream, words: tuple[str, ...]) -> None:
    """Every request answered with 401, 403, HTML or a redirect elsewhere: the errors name addresses, never headers."""
    root = stage.tree(PLAIN, "planted")
    try:
        for code in (401, 403, 500):
            upstream.faults.clear()
            upstream.fault("*", "status", None, code=code)
            nothing_leaked(run([*words, *(("--max-wait", "0") if "refresh" in words else ())], root, with_tokens(stage)), root)
        upstream.faults.clear()
        upstream.fault("*", "redirect", None, url="http://127.0.0.1:9/elsewhere")
        nothing_leaked(run(words, root, with_tokens(stage)), root)
    finally:
        upstream.faults.clear()


def test_each_token_goes_to_its_own_service_only(stage: Stage, upstream: Upstream) -> None:
    """Boards, links and arXiv get no Authorization header at all; the Hub gets the Hub's."""
    root = stage.tree(PLAIN, "planted")
    upstream.log.clear()
    run(["refresh", "--recheck", "-s", "huggingface", "-s", "arxiv", "-s", "leaderboards", "-s", "links"], root, with_tokens(stage))

    sent = {(e.path, e.headers.get("authorization", "")) for e in upstream.log}
    assert any(HUB in header for path, header in sent if path.startswith("/api/"))
    assert not [path for path, header in sent if FORGE in header]
    assert not [path for path, header in sent if header and path.startswith(("/files/", "/arxiv/"))]


def test_settings_do_not_show_their_tokens() -> None:
    """A settings object in a log line or a traceback shows where things are, not the keys."""
    shown = repr(read_settings({"HF_TOKEN": HUB, "GITHUB_TOKEN": FORGE}, Path("list")))

    assert HUB not in shown
    assert FORGE not in shown


@pytest.mark.parametrize(
    "host", ["169.254.169.254", "127.0.0.1", "10.1.2.3", "[::1]", "[fe80::1]", "localhost", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]"]
)
def test_no_private_address_is_fetched_because_a_file_names_it(stage: Stage, upstream: Upstream, host: str) -> None:
    """What the catalog names must be public, in whatever notation; only the environment may name what is not."""
    root = stage.tree(PLAIN, "inward")
    port = stage.environment["HF_ENDPOINT"].rpartition(":")[2]
    address = f"http://{host}:{port}/files/boards.example/standings.csv"
    board = root / f"{paths.BOARDS}marsh.toml"
    board.write_text(board.read_text("utf-8").replace("https://boards.example/standings.csv", address), encoding="utf-8")
    environment = {k: v for k, v in stage.environment.items() if not k.startswith(("HF_", "ARXIV_", "AWESOME_"))}
    upstream.log.clear()
    done = run(["refresh", "--recheck", "-s", "leaderboards", "--max-wait", "0"], root, environment)

    assert done.code in {2, 4}, done.said
    assert not upstream.requests("/files/boards.example/standings.csv")
