"""GitHubForge: pull requests on GitHub. Written through its API or by `git push`; read by `git fetch` into a local clone.

Commits made through the API carry no author and no committer, so GitHub signs them for the token's
owner; whether it did is read back. `git push --force-with-lease=<branch>:<sha>` is atomic where the
API's forced update is not: there the branch is read just before and checked just after.
"""

import base64
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final, Literal

from pipeline.github.api import Answered, Api, in_path
from pipeline.github.forge import Moved, Refused
from pipeline.github.git import NOWHERE, Git, GitFailed
from pipeline.github.refusals import refusal
from pipeline.model.proposals import Commit, Person, Pull, Written
from pipeline.propose.state import read_note
from pipeline.render.escape import BRANCH_PREFIX

Transport = Literal["api", "git"]
ACTIONS: Final = "github-actions[bot]"
TREE_ENTRIES: Final = 100  # entries of one request that makes a tree
TREE_BYTES: Final = 2_000_000


class GitHubForge:
    """One repository on GitHub. `clone` is a local clone of it, or a folder in which an empty one may be made."""

    def __init__(
        self, *, api: str, server: str, repository: str, token: str | None, clone: Path, transport: str = "api",
        login: str = "", pace: Mapping[str, float] | None = None,
    ) -> None:  # fmt: skip
        if not token:
            raise Refused("--publish github needs a token: set GITHUB_TOKEN (contents: write and pull-requests: write)")
        self._api = Api(api, repository, token, **(pace or {}))  # type: ignore[arg-type]
        self._owner = repository.partition("/")[0]
        self._repository = repository
        self._remote = f"{server}/{repository}.git"
        self._transport = transport
        self._login = login
        self._base_branch = ""
        basic = base64.b64encode(f"x-access-token:{token}".encode()).decode()
        self._git = Git(_clone(clone), secret={f"http.{server}/.extraHeader": f"Authorization: Basic {basic}"})
        self._nodes: dict[int, str] = {}
        self._trees: dict[str, str] = {}
        self._wanted: set[str] = set()  # heads that will be read
        self._present: set[str] = set()  # commits that the clone has

    # Reading.

    def base(self) -> str:
        """The commit at the head of the default branch."""
        return self._head(self._default()) or NOWHERE

    def _default(self) -> str:
        if not self._base_branch:
            self._base_branch = str(self._ask("GET", "", "looking at the repository")["default_branch"])
        return self._base_branch

    def _head(self, branch: str) -> str | None:
        try:
            return str(self._api.call("GET", f"/git/ref/heads/{in_path(branch)}", f"reading {branch}")["object"]["sha"])
        except Answered as answer:
            if answer.status == 404:
                return None
            raise refusal(answer.status, answer.message, answer.headers, f"reading {branch}") from None

    def branches(self) -> dict[str, str]:
        """The bot's branches: name to head."""
        found = self._ask("GET", f"/git/matching-refs/heads/{BRANCH_PREFIX}", "listing the bot's branches")
        heads = {entry["ref"].removeprefix("refs/heads/"): entry["object"]["sha"] for entry in found}
        self._wanted |= set(heads.values())
        return heads

    def pulls(self) -> tuple[Pull, ...]:
        """The bot's pull requests: open ones by their branch, ended ones by their author."""
        who = self._who()
        found = [
            self._pull(entry, who)
            for entry in self._api.pages("/pulls", "listing pull requests", state="open")
            if entry["head"]["ref"].startswith(BRANCH_PREFIX)
            and (entry["head"]["repo"] or {}).get("full_name") == self._repository
        ]
        ended = self._api.pages("/issues", "listing ended pull requests", state="closed", creator=who)
        found += [pull for entry in ended if "pull_request" in entry for pull in self._ended(entry)]
        return tuple(sorted(found, key=lambda p: p.number))

    def _who(self) -> str:
        self._login = self._login or self._api.whoami() or ACTIONS
        return self._login

    def _pull(self, entry: Mapping[str, Any], who: str) -> Pull:
        self._nodes[entry["number"]] = entry.get("node_id", "")
        ended = "merged" if entry.get("merged_at") else "closed"
        return Pull(
            number=entry["number"], branch=entry["head"]["ref"], head=entry["head"]["sha"],
            state="open" if entry["state"] == "open" else ended, title=entry["title"], body=(entry["body"] or "").replace("\r\n", "\n"),
            by_bot=(entry["user"] or {}).get("login") == who, draft=bool(entry.get("draft")),
            labels=tuple(label["name"] for label in entry.get("labels", ())), url=entry["html_url"],
        )  # fmt: skip

    def _ended(self, entry: Mapping[str, Any]) -> list[Pull]:
        """An ended pull request as the list of issues shows it: its branch is in the bot's note."""
        body = (entry["body"] or "").replace("\r\n", "\n")
        note = read_note(body)
        if note is None:
            return []
        merged = bool((entry["pull_request"] or {}).get("merged_at"))
        pull = Pull(
            number=entry["number"], branch=note.branch, head=note.head, state="merged" if merged else "closed",
            title=entry["title"], body=body, labels=tuple(label["name"] for label in entry["labels"]), url=entry["html_url"],
        )  # fmt: skip
        return [pull]

    def tree(self, commit: str) -> dict[str, str]:
        """Path to blob of a commit's whole tree."""
        self._fetch(commit)
        return self._git.tree(commit)

    def blobs(self, ids: Iterable[str]) -> dict[str, bytes]:
        """The content of blobs of commits that were looked at."""
        return self._git.blobs(ids)

    def commits(self, base: str, head: str) -> tuple[Commit, ...]:
        """The commits that head has and base has not, oldest first."""
        self._fetch(base, head)
        return self._git.commits(base, head)

    def _fetch(self, *commits: str) -> None:
        """Bring commits into the clone; no branch, tag or other name of it moves."""
        if all(self._has(c) for c in commits):
            return
        missing = sorted(c for c in {*commits, *self._wanted} if not self._has(c))  # all branches in one go
        options = ("--quiet", "--no-tags", "--no-write-fetch-head", "--no-auto-maintenance")
        self._network("fetching from GitHub", "fetch", *options, self._remote, *missing)

    def _has(self, commit: str) -> bool:
        if commit not in self._present and self._git.has("cat-file", "-e", f"{commit}^{{commit}}"):
            self._present.add(commit)
        return commit in self._present

    def _network(self, what: str, *arguments: str) -> bytes:
        try:
            return self._git.run(*arguments)
        except GitFailed as error:
            raise refusal(_status(str(error)), str(error), {}, what) from None

    def _ask(self, method: str, path: str, what: str, given: dict[str, Any] | None = None, **query: str) -> Any:  # noqa: ANN401  JSON
        """A call whose failure nobody knows how to take."""
        try:
            return self._api.call(method, path, what, given=given, **query)
        except Answered as answer:
            raise refusal(answer.status, answer.message, answer.headers, what) from None

    # Commits and branches.

    def write_commit(
        self, parent: str, files: Mapping[str, bytes | None], message: str, author: Person | None = None
    ) -> Written:
        """A commit object; no branch points at it yet."""
        if self._transport == "git":
            self._fetch(parent)
            return self._git.write_commit(parent, files, message, author)
        tree = self._tree_of(parent)
        for part in _parts(files):
            entries = [self._entry(path, content) for path, content in part]
            tree = self._ask("POST", "/git/trees", "writing files", {"base_tree": tree, "tree": entries})["sha"]
        given: dict[str, Any] = {"message": message, "tree": tree, "parents": [parent]}
        if author is not None:
            given["author"] = {"name": author.name, "email": author.email, "date": author.date}
        made = self._ask("POST", "/git/commits", "writing a commit", given)
        self._trees[made["sha"]] = tree
        return Written(sha=made["sha"], verified=bool((made.get("verification") or {}).get("verified")))

    def _tree_of(self, commit: str) -> str:
        """The tree of a commit; one that was made a moment ago may not be fetched, as no branch has it."""
        if commit in self._trees:
            return self._trees[commit]
        self._fetch(commit)
        return self._git.text("rev-parse", f"{commit}^{{tree}}")

    def _entry(self, path: str, content: bytes | None) -> dict[str, Any]:
        entry: dict[str, Any] = {"path": path, "mode": "100644", "type": "blob"}
        if content is None:
            return {**entry, "sha": None}
        try:
            return {**entry, "content": content.decode()}
        except UnicodeDecodeError:
            given = {"content": base64.b64encode(content).decode(), "encoding": "base64"}
            return {**entry, "sha": self._ask("POST", "/git/blobs", "writing a file", given)["sha"]}

    def verified(self, commit: str) -> bool | None:
        """What GitHub says of a commit's signature; a push carries none of ours, and nothing is said of that."""
        if self._transport == "git":
            return None
        found = self._ask("GET", f"/git/commits/{commit}", "reading a commit's signature")
        return bool((found.get("verification") or {}).get("verified"))

    def move(self, branch: str, new: str, expected: str | None) -> None:
        """Point a branch at a commit, if it is where it was last seen."""
        if self._transport == "git":
            self._push(branch, new, expected)
        elif expected is None:
            self._create(branch, new)
        else:
            self._force(branch, new, expected)

    def _create(self, branch: str, new: str) -> None:
        try:
            self._api.call("POST", "/git/refs", f"making {branch}", given={"ref": f"refs/heads/{branch}", "sha": new})
        except Answered as answer:
            head = self._head(branch)
            if head == new:
                return  # made by a request whose answer was lost
            if head is not None:
                raise Moved(branch) from None
            raise refusal(answer.status, answer.message, answer.headers, f"making {branch}") from None

    def _force(self, branch: str, new: str, expected: str) -> None:
        head = self._head(branch)
        if head == new:
            return
        if head != expected:
            raise Moved(branch)
        given = {"sha": new, "force": True}
        self._ask("PATCH", f"/git/refs/heads/{in_path(branch)}", f"moving {branch}", given)
        if self._head(branch) != new:
            raise Moved(branch)

    def _push(self, branch: str, new: str | None, expected: str | None) -> None:
        ref = f"refs/heads/{branch}"
        lease = f"--force-with-lease={ref}:{expected or ''}"
        try:
            self._git.run("push", "--quiet", "--no-verify", lease, self._remote, f"{new or ''}:{ref}")
        except GitFailed as error:
            head = self._head(branch)
            if head == new:
                return
            if head != expected:
                raise Moved(branch) from None
            raise refusal(_status(str(error)), str(error), {}, f"pushing {branch}") from None

    def delete(self, branch: str, expected: str) -> None:
        """Take a branch away, if it is where it was last seen."""
        if self._transport == "git":
            self._push(branch, None, expected)
            return
        head = self._head(branch)
        if head is None:
            return
        if head != expected:
            raise Moved(branch)
        try:
            self._api.call("DELETE", f"/git/refs/heads/{in_path(branch)}", f"deleting {branch}")
        except Answered as answer:
            if self._head(branch) is not None:
                raise refusal(answer.status, answer.message, answer.headers, f"deleting {branch}") from None

    # Pull requests and issues.

    def open_pull(self, branch: str, title: str, body: str, *, draft: bool) -> Pull:
        """A pull request from a branch; one that is already open is taken for it."""
        what = f"opening a pull request for {branch}"
        given = {"title": title, "head": branch, "base": self._default(), "body": body, "draft": draft}
        try:
            made = self._api.call("POST", "/pulls", what, given=given)
        except Answered as answer:
            if "already exists" in answer.message:
                return self._adopted(branch, title, body, what)
            if draft and "raft" in answer.message:  # no drafts in this repository's plan
                return self.open_pull(branch, title, body, draft=False)
            raise refusal(answer.status, answer.message, answer.headers, what) from None
        return self._pull(made, self._who())

    def _adopted(self, branch: str, title: str, body: str, what: str) -> Pull:
        found = self._ask("GET", "/pulls", what, state="open", head=f"{self._owner}:{branch}")
        if not found:
            raise Refused(f"{what}: GitHub says there is one already, and shows none", code=4)
        pull = self._pull(found[0], self._who())
        return self.edit_pull(pull, title=title, body=body) if pull.by_bot else pull

    def edit_pull(self, pull: Pull, *, title: str, body: str, close: bool = False) -> Pull:
        """New words, and perhaps the end, in one write."""
        given = {"title": title, "body": body, **({"state": "closed"} if close else {})}
        return self._pull(
            self._ask("PATCH", f"/pulls/{pull.number}", f"editing pull request {pull.number}", given), self._who()
        )

    def make_draft(self, pull: Pull) -> None:
        """Mark a pull request as not ready; where the plan has no drafts, its label has to do."""
        if pull.draft:
            return
        given = {"pullRequestId": self._nodes.get(pull.number, "")}
        try:
            self._api.graphql("convertPullRequestToDraft", given, "pullRequest { id }", f"making {pull.number} a draft")
        except (Answered, Refused):
            return

    def label(self, pull: Pull, labels: tuple[str, ...]) -> None:
        """Add labels. Right after a pull request was made this may fail for a moment; the next run adds them then."""
        try:
            self._api.call("POST", f"/issues/{pull.number}/labels", "labelling", given={"labels": list(labels)})
        except Answered:
            return
        except Refused as refused:
            if "permission" not in str(refused):
                raise

    def comment(self, pull: Pull, marker: str, text: str) -> None:
        """Say something once: found by its marker among the bot's own comments before it is made."""
        what, path = f"commenting on pull request {pull.number}", f"/issues/{pull.number}/comments"
        self._api.create(path, what, {"body": text}, lambda: self._marked(path, what, marker))

    def _marked(self, path: str, what: str, marker: str, **query: str) -> dict[str, Any] | None:
        """The bot's own comment or issue whose text begins with a marker."""
        who = self._who()
        for entry in self._api.pages(path, what, **query):
            mine = (entry["user"] or {}).get("login") == who and "pull_request" not in entry
            if mine and (entry["body"] or "").startswith(marker):
                return entry
        return None

    def merge(self, pull: Pull) -> bool:
        """Merge at the head that was read, if checks passed and nothing forbids it."""
        what = f"merging pull request {pull.number}"
        if self._ask("GET", f"/pulls/{pull.number}", what).get("mergeable_state") != "clean":
            return False
        try:
            self._api.call(
                "PUT", f"/pulls/{pull.number}/merge", what, given={"sha": pull.head, "merge_method": "squash"}
            )
        except Answered:
            return False
        return True

    def dashboard(self, marker: str, title: str, body: str) -> str:
        """The one issue with this marker on its first line, made or rewritten if it differs; its address."""
        what, given = "writing the dashboard", {"title": title, "body": f"{marker}\n\n{body}"}
        found = self._api.create(
            "/issues", what, given, lambda: self._marked("/issues", what, marker, state="open", creator=self._who())
        )
        if (found["body"] or "").replace("\r\n", "\n") != given["body"] or found["title"] != title:
            self._ask("PATCH", f"/issues/{found['number']}", what, given)
        return str(found["html_url"])


def _clone(folder: Path) -> Path:
    """The clone, or an empty repository to fetch into."""
    if (folder / ".git").exists() or (folder / "objects").is_dir():
        return folder
    bare = folder / ".cache" / "github.git"
    bare.mkdir(parents=True, exist_ok=True)
    Git(bare).run("init", "--quiet", "--bare")
    return bare


def _parts(files: Mapping[str, bytes | None]) -> Iterable[list[tuple[str, bytes | None]]]:
    """Files in portions that one request may carry; an empty commit has none."""
    part: list[tuple[str, bytes | None]] = []
    size = 0
    for path, content in files.items():
        if part and (len(part) >= TREE_ENTRIES or size + len(content or b"") > TREE_BYTES):
            yield part
            part, size = [], 0
        part.append((path, content))
        size += len(content or b"")
    if part:
        yield part


def _status(said: str) -> int:
    """The HTTP status that git's words speak of; 0 (no answer) when they speak of none."""
    for words, status in (
        ("403", 403),
        ("401", 401),
        ("Authentication failed", 401),
        ("404", 404),
        ("not found", 404),
        ("rejected", 422),
    ):
        if words in said:
            return status
    return 0
