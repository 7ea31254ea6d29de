"""Where things are for this run: read from the environment once, at the edge. Tokens are never shown."""

import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pipeline.http.origins import Origins, origin, parse_origin_map
from pipeline.model.outcomes import WrongUsage

_REMOTE: Final = re.compile(
    r"(?:https?://(?:[^@/]*@)?([a-z0-9.-]+(?::\d+)?)/|ssh://(?:[^@/]*@)?([a-z0-9.-]+)(?::\d+)?/|(?:[\w.-]+@)?([a-z0-9.-]+):)"
    r"([A-Za-z0-9-]{1,39}/[A-Za-z0-9._-]{1,100}?)(?:\.git)?/?",
    re.IGNORECASE,
)
_TOKEN: Final = re.compile(r"[!-~]*")
_LOGIN: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,99}(?:\[bot\])?")


@dataclass(frozen=True)
class Settings:
    """One run's surroundings.

    `state` holds what belongs to time (ETags, when a paper was last asked); `cache` holds model
    cards by revision. Both are outside git.
    """

    root: Path
    cache: Path
    state: Path
    hf_endpoint: str = "https://huggingface.co"
    arxiv_url: str = "https://export.arxiv.org/api/query"
    github_api: str = "https://api.github.com"
    github_server: str = "https://github.com"
    repository: str = ""  # "owner/name" on GitHub; empty where nothing says it
    origins: Origins = field(default_factory=Origins)
    bot_login: str = ""  # who the bot is on GitHub, where its token may not ask
    own_login: str = ""  # who it is where nothing else says so: in a workflow that has no App
    hf_token: str | None = field(default=None, repr=False)
    github_token: str | None = field(default=None, repr=False)

    @property
    def user_agent(self) -> str:
        """An honest name with a place to complain (arXiv asks for one)."""
        return "awesome-llm-vlm/0.1" + (f" (+{self.address})" if self.repository else "")

    @property
    def address(self) -> str:
        """The list's repository on the web; empty where it is not known."""
        return f"{self.github_server}/{self.repository}" if self.repository else ""


def origin_of(root: Path) -> tuple[str, str]:
    """The host (with the port of a web address) and the "owner/name" of a clone's remote origin; "" where it has none."""
    words = ["git", "-C", str(root), "config", "--get", "remote.origin.url"]
    try:
        done = subprocess.run(words, capture_output=True, check=False, text=True, timeout=30)  # noqa: S603  a list
    except OSError:  # no git here
        return "", ""
    match = _REMOTE.fullmatch(done.stdout.strip())
    return ((match[1] or match[2] or match[3]).lower().removeprefix("ssh."), match[4]) if match else ("", "")


def read_settings(environment: Mapping[str, str], root: Path) -> Settings:
    """Settings from the environment, for the tree at `root`; WrongUsage names the variable that is malformed."""

    def address(name: str, default: str) -> str:
        value = (environment.get(name) or default).strip().rstrip("/")
        if not value.startswith(("http://", "https://")):
            shown = value.rpartition("@")[2]  # what stands before it is a name and a password
            raise WrongUsage(f"{name} is {shown!r}; it must be a web address such as {default}")
        return value

    def token(name: str) -> str | None:
        value = environment.get(name, "").strip()  # a secret is often pasted with the end of its line
        if not _TOKEN.fullmatch(value):
            raise WrongUsage(f"{name} has a space, a line break or another sign that no token has; set it anew")
        return value or None

    hf, arxiv = address("HF_ENDPOINT", Settings.hf_endpoint), address("ARXIV_API_URL", Settings.arxiv_url)
    server = address("GITHUB_SERVER_URL", Settings.github_server)
    api = address("GITHUB_API_URL", Settings.github_api if server == Settings.github_server else f"{server}/api/v3")
    try:
        mapped = parse_origin_map(environment.get("AWESOME_ORIGIN_MAP", ""))
        origins = Origins(mapped, frozenset(map(origin, (hf, arxiv, api, server))))
    except ValueError as error:
        raise WrongUsage(str(error)) from error
    login = (environment.get("CATALOG_BOT_LOGIN") or "").strip()
    if login and not _LOGIN.fullmatch(login):
        raise WrongUsage(f"CATALOG_BOT_LOGIN is {login[:60]!r}; it must be a login such as name-of-the-app[bot]")
    host, repository = origin_of(root)
    known = server.partition("://")[2]
    here = host in {known, known.partition(":")[0]}  # by ssh it has no port of the web's
    of_actions = environment.get("GITHUB_ACTIONS") == "true" and not environment.get("CATALOG_APP_ID")
    return Settings(
        root=root, cache=Path(environment.get("AWESOME_CACHE_DIR") or root / ".cache"),
        state=Path(environment.get("AWESOME_STATE_DIR") or root / ".state"),
        hf_endpoint=hf, arxiv_url=arxiv, github_api=api, github_server=server, origins=origins,
        repository=environment.get("GITHUB_REPOSITORY") or (repository if here else ""),
        bot_login=login, own_login="github-actions[bot]" if of_actions else "",
        hf_token=token("HF_TOKEN"), github_token=token("GITHUB_TOKEN"),
    )  # fmt: skip
