"""`awesome export --hub` against a Hub on loopback: nothing is sent unless asked, and then all of it in one commit."""

import base64
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.cli.group import cli
from tests.loopback import body_of
from tests.on_disk import write_tree
from tests.render.world import small_tree

TOKEN = "hf_" + "x" * 34
NAME = "example/list"


class _Hub(ThreadingHTTPServer):
    """The few addresses of the Hub that an upload asks, and what was committed."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.asked: list[str] = []
        self.committed: dict[str, bytes] = {}
        self.refuses = 0

    def answer(self, path: str, body: bytes) -> dict[str, object]:
        """What the Hub says to a request that it lets through."""
        if path == "/api/repos/create":
            assert json.loads(body)["type"] == "dataset"
            return {"url": f"http://127.0.0.1:{self.server_port}/datasets/{NAME}", "id": NAME}
        if path == f"/api/datasets/{NAME}/preupload/main":
            return {"files": [{"path": f["path"], "uploadMode": "regular", "shouldIgnore": False} for f in json.loads(body)["files"]]}
        if path == f"/api/datasets/{NAME}/commit/main":
            lines = [line["value"] for line in map(json.loads, body.splitlines()) if line["key"] == "file"]
            self.committed |= {one["path"]: base64.b64decode(one["content"]) for one in lines}
            return {"commitUrl": f"http://127.0.0.1:{self.server_port}/datasets/{NAME}/commit/{'a' * 40}", "commitOid": "a" * 40}
        return {"errors": [], "warnings": []}


class _Answers(BaseHTTPRequestHandler):
    server: _Hub

    def log_message(self, *_: object) -> None:
        """Keep quiet."""

    def do_POST(self) -> None:
        body, hub = body_of(self), self.server
        hub.asked.append(self.path)
        refused = hub.refuses or (401 if self.headers.get("Authorization") != f"Bearer {TOKEN}" else 0)
        data = json.dumps({"error": "no"} if refused else hub.answer(self.path, body)).encode()
        self.send_response(refused or 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_POST  # noqa: N815  http.server's name


@pytest.fixture
def hub() -> Iterator[_Hub]:
    """A Hub that believes one token."""
    with _Hub() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def _export(tmp_path: Path, hub: _Hub, *options: str, token: str | None = TOKEN) -> Result:
    write_tree(small_tree(), tmp_path / "list")
    port = hub.server_port if hub.refuses >= 0 else 9
    surroundings = {"HF_ENDPOINT": f"http://127.0.0.1:{port}", "HF_TOKEN": token, "HF_HUB_DISABLE_XET": "1"}
    return CliRunner().invoke(cli, ["--root", str(tmp_path / "list"), "export", str(tmp_path / "out"), *options], env=surroundings)


def test_without_push_nothing_is_asked(tmp_path: Path, hub: _Hub) -> None:
    """It says what would be sent and where, and needs no token."""
    done = _export(tmp_path, hub, "--hub", NAME, token=None)
    assert done.exit_code == 0, done.output
    assert "would send catalog.parquet" in done.output
    assert f"/datasets/{NAME}; with --push it is" in done.output
    assert hub.asked == []


def test_push_commits_the_folder_as_it_is(tmp_path: Path, hub: _Hub) -> None:
    """Card, tables and all, byte for byte; the commit's address is told. What lies there beside the export stays at home."""
    write_tree({"notes.txt": b"mine", "catalog.json": b"of an earlier call"}, tmp_path / "out")
    done = _export(tmp_path, hub, "--hub", NAME, "--push")
    assert done.exit_code == 0, done.output
    assert hub.committed == {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir() if path.name != "notes.txt"}
    assert b"license: cc0-1.0" in hub.committed["README.md"]
    assert (f"/commit/{'a' * 40}" in done.output, TOKEN in done.output) == (True, False)


@pytest.mark.parametrize(("options", "token", "refuses", "code", "said"), [
    (("--push",), TOKEN, 0, 2, "--push needs --hub"),
    (("--hub", "no name"), TOKEN, 0, 2, "owner/name"),
    (("--hub", NAME, "--push"), None, 0, 1, "HF_TOKEN is not set"),
    (("--hub", NAME, "--push"), "hf_other", 0, 1, "may not write there"),
    (("--hub", NAME, "--push"), TOKEN, 503, 4, "try again later"),
    (("--hub", NAME, "--push"), TOKEN, -1, 4, "cannot be reached"),  # nobody listens there
])  # fmt: skip
def test_a_refusal_says_what_to_do(  # a row a refusal
    options: tuple[str, ...], token: str | None, refuses: int, code: int, said: str, tmp_path: Path, hub: _Hub
) -> None:
    """With the exit code of its kind; nothing was committed."""
    hub.refuses = refuses
    done = _export(tmp_path, hub, *options, token=token)
    assert (done.exit_code, said in done.output, hub.committed) == (code, True, {}), done.output
