"""Boards, pages, the environment and the command line."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import requests
from bs4 import BeautifulSoup

from tests.upstream import Upstream, World
from tests.upstream.embedded.boards import ARENA_URL, MMMU_URL


def test_a_file_with_its_validators() -> None:
    """ETag and Last-Modified come with the file and are honoured."""
    with Upstream(World.embedded("one")) as up:
        first = requests.get(up.file_url(ARENA_URL), timeout=5)
        by_tag = requests.get(first.url, headers={"If-None-Match": first.headers["ETag"]}, timeout=5)
        by_date = requests.get(first.url, headers={"If-Modified-Since": first.headers["Last-Modified"]}, timeout=5)
    assert first.json()["full"]["qwen2.5-72b-instruct"] == {
        "rating": 1256.89,
        "rating_q025": 1254.27,
        "rating_q975": 1260.71,
    }
    assert first.headers["Last-Modified"] == "Mon, 17 Mar 2025 00:00:00 GMT"
    assert (by_tag.status_code, by_date.status_code) == (304, 304)


def test_a_page_with_a_table() -> None:
    """The page's first table has the heading of MMMU's and a row for each model."""
    with Upstream(World.embedded("one")) as up:
        page = BeautifulSoup(requests.get(up.file_url(MMMU_URL), timeout=5).content, "html.parser")
    rows = page.select("#table1 tr")
    assert [cell.get_text() for cell in rows[0].select("td")][:4] == ["Reset", "Size", "Date", "Overall"]
    assert {"Qwen2.5-VL 7B", "InternVL2.5-8B"} <= {row.select("td")[0].get_text() for row in rows}


def test_github_repositories() -> None:
    """Minimal facts by either address, and GitHub's own 404."""
    with Upstream(World.embedded("one")) as up:
        for prefix in (up.url, up.file_url("https://api.github.com")):
            assert requests.get(f"{prefix}/repos/allenai/OLMo", timeout=5).json()["full_name"] == "allenai/OLMo"
        assert requests.get(f"{up.url}/repos/allenai/none", timeout=5).json()["message"] == "Not Found"


def test_a_moved_page_says_where() -> None:
    """On the second day a repository of code has another name."""
    with Upstream(World.embedded("two")) as up:
        reply = requests.get(up.file_url("https://github.com/QwenLM/Qwen2.5"), allow_redirects=False, timeout=5)
    assert (reply.status_code, reply.headers["Location"]) == (301, "https://github.com/QwenLM/Qwen3")


def test_the_environment_names_every_origin() -> None:
    """Each entry is origin=target, and the target's files answer."""
    with Upstream(World.embedded("one")) as up:
        told = up.environment()
        origins = dict(entry.split("=") for entry in told["AWESOME_ORIGIN_MAP"].split(","))
        board = ARENA_URL.replace("https://raw.githubusercontent.com", origins["https://raw.githubusercontent.com"])
        assert requests.get(board, timeout=5).status_code == 200
        assert requests.get(origins["https://huggingface.co"] + "/Qwen/Qwen2.5-7B", timeout=5).status_code == 200
        assert requests.get(origins["https://arxiv.org"] + "/abs/2310.06825", timeout=5).status_code == 200
    assert told["HF_ENDPOINT"] == origins["https://huggingface.co"]


def test_the_command_prints_its_environment_and_ends_when_told() -> None:
    """`python -m tests.upstream --print-env` serves until it is terminated, and then ends with 0."""
    root = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-m", "tests.upstream", "--world", "embedded", "--date", "two", "--print-env"]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    with subprocess.Popen(command, cwd=root, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(3)]
        match = re.fullmatch(r"export HF_ENDPOINT=(http://127\.0\.0\.1:\d+)\n", lines[0])
        assert match is not None
        assert requests.get(f"{match[1]}/api/models/zai-org/glm-4-9b-chat", timeout=5).status_code == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=5) == 0
