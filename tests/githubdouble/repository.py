"""What GitHub keeps: a bare repository, and issues and pull requests whose fate follows from it."""

import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

BODY_LIMIT = 65_536
TITLE_LIMIT = 256


class Unprocessable(Exception):  # noqa: N818  GitHub's own word for 422
    """GitHub's 422, with its message."""


@dataclass
class Issue:
    """An issue, or a pull request where `branch` is set."""

    number: int
    title: str
    body: str
    author: str
    branch: str = ""
    base: str = ""
    state: str = "open"
    merged: bool = False
    draft: bool = False
    last_head: str = ""
    labels: list[str] = field(default_factory=list)
    comments: list[dict[str, Any]] = field(default_factory=list)


class Hosted:
    """One repository on the double."""

    def __init__(self, folder: Path, name: str = "acme/list", branch: str = "main") -> None:
        self.name, self.folder, self.branch = name, folder, branch
        self.issues: dict[int, Issue] = {}
        folder.mkdir(parents=True)
        self.git("init", "--quiet", "--bare", f"--initial-branch={branch}")
        for key, value in (("http.receivepack", "true"), ("uploadpack.allowAnySHA1InWant", "true")):
            self.git("config", key, value)

    def git(self, *arguments: str, stdin: bytes = b"") -> str:
        """A command on the bare repository."""
        return self._with({}, *arguments, stdin=stdin)

    def head(self, branch: str) -> str | None:
        """Where a branch is."""
        try:
            return self.git("rev-parse", "--verify", "--quiet", f"refs/heads/{branch}")
        except Unprocessable:
            return None

    def refs(self, prefix: str) -> list[dict[str, Any]]:
        """Branches that begin so, as the API lists them."""
        lines = self.git("for-each-ref", "--format=%(objectname) %(refname)", "refs/heads").splitlines()
        pairs = [line.split(" ", 1) for line in lines]
        return [ref_of(name, sha) for sha, name in pairs if name.startswith(f"refs/heads/{prefix}")]

    def settle(self) -> None:
        """What a push does to pull requests: a branch that went away closes them, one that main has merges them."""
        for issue in self.issues.values():
            if not issue.branch or issue.state != "open":
                continue
            head, base = self.head(issue.branch), self.head(issue.base)
            if head is None:
                issue.state = "closed"
                if self.has(issue.last_head, base or ""):
                    issue.merged = True
            elif self.has(head, base or ""):
                issue.state, issue.merged = "closed", head == issue.last_head
            else:
                issue.last_head = head

    def has(self, commit: str, of: str) -> bool:
        """Whether a commit is in another's history."""
        try:
            self.git("merge-base", "--is-ancestor", commit, of)
        except Unprocessable:
            return False
        return True

    def issue(self, given: dict[str, Any], author: str) -> Issue:
        """A new issue or pull request."""
        self._check_words(given)
        number = len(self.issues) + 1
        found = Issue(number, given["title"], given.get("body") or "", author)
        self.issues[number] = found
        return found

    def open_pull(self, given: dict[str, Any], author: str) -> Issue:
        """A new pull request, refused as GitHub refuses them."""
        head, base = self.head(given["head"]), self.head(given["base"])
        if head is None:
            raise Unprocessable("Validation Failed: head invalid")
        if any(i.branch == given["head"] and i.state == "open" for i in self.issues.values()):
            raise Unprocessable(f"A pull request already exists for {self.name.partition('/')[0]}:{given['head']}.")
        if self.has(head, base or ""):
            raise Unprocessable(f"No commits between {given['base']} and {given['head']}")
        made = self.issue(given, author)
        made.branch, made.base, made.last_head = given["head"], given["base"], head
        made.draft = bool(given.get("draft"))
        return made

    def edit(self, issue: Issue, given: dict[str, Any]) -> None:
        """New words or a new state."""
        self._check_words({"title": issue.title, **given})
        issue.title = given.get("title", issue.title)
        issue.body = given.get("body", issue.body)
        issue.labels = list(given.get("labels", issue.labels))
        if given.get("state") == "open" and issue.state == "closed" and issue.branch:
            if issue.merged or self.head(issue.branch) != issue.last_head:
                raise Unprocessable("state cannot be changed. The branch was force-pushed or recreated.")
            issue.state = "open"
        elif given.get("state") == "closed":
            issue.state = "closed"

    def _check_words(self, given: dict[str, Any]) -> None:
        if len(given.get("body") or "") > BODY_LIMIT:
            raise Unprocessable("Validation Failed: body is too long (maximum is 65536 characters)")
        if len(given["title"]) > TITLE_LIMIT:
            raise Unprocessable("Validation Failed: title is too long (maximum is 256 characters)")

    def write_tree(self, given: dict[str, Any]) -> str:
        """POST /git/trees with real git objects."""
        index = {"GIT_INDEX_FILE": str(self.folder / "double.index")}
        self._with(index, "read-tree", given["base_tree"])
        lines = []
        for entry in given["tree"]:
            sha = entry.get("sha", "")
            if "content" in entry:
                sha = self.git("hash-object", "-w", "--stdin", stdin=entry["content"].encode())
            lines.append(f"0 {'0' * 40}\t{entry['path']}" if sha is None else f"{entry['mode']} {sha}\t{entry['path']}")
        self._with(index, "update-index", "-z", "--index-info", stdin="\0".join(lines).encode() + b"\0")
        return self._with(index, "write-tree")

    def write_commit(self, given: dict[str, Any], bot: str) -> str:
        """POST /git/commits; without an author it is the token's owner's, and signed."""
        author = given.get("author") or {"name": bot, "email": f"{bot}@users.noreply.github.com"}
        names = {"GIT_AUTHOR_NAME": author["name"], "GIT_AUTHOR_EMAIL": author["email"], "GIT_COMMITTER_NAME": "GitHub",
                 "GIT_COMMITTER_EMAIL": "noreply@github.com"}  # fmt: skip
        if "date" in author:
            names["GIT_AUTHOR_DATE"] = author["date"]
        parents = [word for parent in given["parents"] for word in ("-p", parent)]
        return self._with(names, "commit-tree", given["tree"], *parents, "-F", "-", stdin=given["message"].encode())

    def _with(self, environment: dict[str, str], *arguments: str, stdin: bytes = b"") -> str:
        done = subprocess.run(
            ["git", "-C", str(self.folder), *arguments], input=stdin, capture_output=True, check=False,
            env={"PATH": "/usr/local/bin:/usr/bin:/bin", **environment},
        )  # fmt: skip
        if done.returncode:
            raise Unprocessable(done.stderr.decode())
        return done.stdout.decode().strip()


def ref_of(name: str, sha: str) -> dict[str, Any]:
    """A reference as the API shows it."""
    return {"ref": name, "object": {"sha": sha, "type": "commit"}}
