"""GitHubForge: pull requests on GitHub. Written through its API or by `git push`; read by `git fetch` into a local clone.

Commits made through the API carry no author and no committer, so GitHub signs them for the token's
owner; whether it did is read back. Branches move by compare-and-swap alone: `updateRefs` with
`beforeOid`, or `git push --force-with-lease=<branch>:<sha>`.
"""

import base64
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from pipeline.github.api import Answered, Api, Pace, in_path, understood
from pipeline.github.forge import Forge
from pipeline.github.git import NOWHERE, Git, credentials
from pipeline.github.refusals import LATER, refusal
from pipeline.model.clean import clean
from pipeline.model.outcomes import GitFailed, Moved, Refused
from pipeline.model.proposals import Person, Pull
from pipeline.propose.wording import read_note
from pipeline.render.escape import BRANCH_PREFIX

TREE_ENTRIES: Final = 100  # entries of one request that makes a tree
TREE_BYTES: Final = 2_000_000
# What git's words say, as the HTTP status that they speak of.
_GIT_STATUS: Final = {
    "403": 403, "401": 401, "Authentication failed": 401, "404": 404, "not found": 404, "rejected": 422,
}  # fmt: skip


class GitHubForge(Forge):
    """One repository on GitHub. `clone` is a local clone of it, or a folder in which an empty one may be made."""

    def __init__(
        self, *, api: str, server: str, repository: str, token: str | None, clone: Path, transport: str = "api",
        login: str = "", assumed: str = "", pace: Pace | None = None,
    ) -> None:  # fmt: skip
        self._api = Api(api, repository, token, login=login, assumed=assumed, pace=pace)
        self._repository = repository
        self._remote = f"{server}/{repository}.git"
        self._transport = transport
        self._git = Git(_clone(clone), secret=credentials(server, token))
        self._described: dict[str, Any] = {}  # the repository, as GitHub describes it
        self._nodes: dict[int, str] = {}  # ids of pull requests in GraphQL
        self._trees: dict[str, str] = {}  # of commits that no branch has yet
        self._verified: dict[str, bool] = {}
        self._wanted: set[str] = set()  # heads that will be read
        self._present: set[str] = set()  # commits that the clone has

    # Reading.

    def base(self) -> str:
        """The commit at the head of the default branch."""
        return self.head(self._about("default_branch")) or NOWHERE

    @understood("looking at the repository")
    def _about(self, key: str) -> str:
        if not self._described:
            found = self._api.ask("GET", "", "looking at the repository")
            if found["full_name"].casefold() != self._repository.casefold():  # its own pull requests would be strangers
                raise Refused(f"the repository was renamed: set GITHUB_REPOSITORY={clean(found['full_name'], 150)}")
            self._described = found
        return str(self._described[key])

    @understood("reading a branch")
    def head(self, branch: str) -> str | None:
        """The commit at the head of any branch; None where there is no such branch."""
        what = f"reading {branch}"
        try:
            return str(self._api.call("GET", f"/git/ref/heads/{in_path(branch)}", what)["object"]["sha"])
        except Answered as answer:
            if answer.status == 404:
                return None
            raise answer.refused(what) from None

    @understood("listing the bot's branches")
    def branches(self) -> dict[str, str]:
        """The bot's branches: name to head."""
        found = self._api.ask("GET", f"/git/matching-refs/heads/{BRANCH_PREFIX}", "listing the bot's branches")
        heads = {entry["ref"].removeprefix("refs/heads/"): entry["object"]["sha"] for entry in found}
        self._wanted |= set(heads.values())
        return heads

    @understood("listing pull requests")
    def pulls(self) -> tuple[Pull, ...]:
        """The bot's pull requests: open ones by their branch, ended ones by their author."""
        found = [
            self._pull(entry)
            for entry in self._api.pages("/pulls", "listing pull requests", state="open")
            if entry["head"]["ref"].startswith(BRANCH_PREFIX)
            and str((entry["head"]["repo"] or {}).get("full_name")).casefold() == self._repository.casefold()
        ]
        ended = self._api.pages("/issues", "listing ended pull requests", state="closed", creator=self._api.login)
        found += [pull for entry in ended if "pull_request" in entry and (pull := self._ended(entry))]
        return tuple(sorted(found, key=lambda p: p.number))

    def _pull(self, entry: Mapping[str, Any], **known: Any) -> Pull:  # noqa: ANN401  fields of Pull
        self._nodes[entry["number"]] = entry.get("node_id", "")
        ended = "merged" if entry.get("merged_at") else "closed"
        shown: dict[str, Any] = {
            "number": entry["number"], "state": "open" if entry["state"] == "open" else ended, "title": entry["title"],
            "body": (entry["body"] or "").replace("\r\n", "\n"), "draft": bool(entry.get("draft")), "url": entry["html_url"],
            "by_bot": str((entry["user"] or {}).get("login")).casefold() == self._api.login.casefold(),
            "labels": tuple(label["name"] for label in entry.get("labels", ())),
        }  # fmt: skip
        return Pull(**shown, **(known or {"branch": entry["head"]["ref"], "head": entry["head"]["sha"]}))

    def _ended(self, entry: Mapping[str, Any]) -> Pull | None:
        """An ended pull request as the list of issues shows it: its branch is in the bot's note."""
        note = read_note((entry["body"] or "").replace("\r\n", "\n"))
        if note is None:
            return None
        return self._pull({**entry, **(entry["pull_request"] or {})}, branch=note.branch, head=note.head)

    def _fetch(self, *commits: str) -> None:
        """Bring commits into the clone; no branch, tag or other name of it moves."""
        if all(self._has(c) for c in commits):
            return
        missing = sorted(c for c in {*commits, *self._wanted} if not self._has(c))  # all branches in one go
        options = ("--quiet", "--no-tags", "--no-write-fetch-head", "--no-auto-maintenance")
        try:
            self._git.run("fetch", *options, self._remote, *missing)
        except GitFailed as error:
            raise _refused(error, "fetching from GitHub") from None

    def _has(self, commit: str) -> bool:
        if commit not in self._present and self._git.has("cat-file", "-e", f"{commit}^{{commit}}"):
            self._present.add(commit)
        return commit in self._present

    # Commits and branches.

    @understood("writing a commit")
    def write_commit(
        self, parent: str, files: Mapping[str, bytes | None], message: str, author: Person | None = None
    ) -> str:
        """A commit object; no branch points at it yet."""
        if self._transport == "git":
            return super().write_commit(parent, files, message, author)
        tree = self._tree_of(parent)
        for part in _parts(files):
            entries = [self._entry(path, content) for path, content in part]
            tree = self._api.ask("POST", "/git/trees", "writing files", {"base_tree": tree, "tree": entries})["sha"]
        given: dict[str, Any] = {"message": message, "tree": tree, "parents": [parent]}
        if author is not None:
            given["author"] = {"name": author.name, "email": author.email, "date": author.date}
        made = self._api.ask("POST", "/git/commits", "writing a commit", given)
        self._trees[made["sha"]] = tree
        self._verified[made["sha"]] = _is_verified(made)
        return str(made["sha"])

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
            return {**entry, "sha": self._api.ask("POST", "/git/blobs", "writing a file", given)["sha"]}

    @understood("reading a commit's signature")
    def verified(self, commit: str) -> bool | None:
        """What GitHub says of a commit's signature; a push carries none of ours, and nothing is said of that."""
        if self._transport == "git":
            return None
        if commit not in self._verified:
            found = self._api.ask("GET", f"/git/commits/{commit}", "reading a commit's signature")
            self._verified[commit] = _is_verified(found)
        return self._verified[commit]

    def move(self, branch: str, new: str | None, expected: str | None) -> None:
        """Compare-and-swap of a branch, by either transport; after a lost answer the branch itself is asked."""
        ref, what = f"refs/heads/{branch}", f"moving {branch}"
        try:
            if self._transport == "git":
                lease = f"--force-with-lease={ref}:{expected or ''}"
                self._git.run("push", "--quiet", "--no-verify", lease, self._remote, f"{new or ''}:{ref}")
            else:
                update = {"name": ref, "beforeOid": expected or NOWHERE, "afterOid": new or NOWHERE, "force": True}
                given = {"repositoryId": self._about("node_id"), "refUpdates": [update]}
                self._api.graphql("updateRefs", given, "clientMutationId", what)
        except (GitFailed, Answered, Refused) as error:
            head = self.head(branch)
            if head == new:
                return
            if head != expected:
                raise Moved(branch) from None
            raise _refused(error, what) from None

    # Pull requests and issues.

    @understood("opening a pull request")
    def open_pull(self, branch: str, title: str, body: str, *, draft: bool) -> Pull:
        """A pull request from a branch; one that is already open is taken for it."""
        what = f"opening a pull request for {branch}"
        given = {"title": title, "head": branch, "base": self._about("default_branch"), "body": body, "draft": draft}
        try:
            return self._pull(self._api.call("POST", "/pulls", what, given=given))
        except Answered as answer:
            if "already exists" in answer.message:
                return self._adopted(branch, title, body, what)
            if draft and "raft" in answer.message:  # no drafts in this repository's plan
                return self.open_pull(branch, title, body, draft=False)
            raise answer.refused(what) from None

    def _adopted(self, branch: str, title: str, body: str, what: str) -> Pull:
        owner = self._repository.partition("/")[0]
        found = self._api.ask("GET", "/pulls", what, state="open", head=f"{owner}:{branch}")
        if not found:
            raise Refused(f"{what}: GitHub says there is one already, and shows none", code=4)
        pull = self._pull(found[0])
        return self.edit_pull(pull, title=title, body=body) if pull.by_bot else pull

    @understood("reading a pull request")
    def again(self, pull: Pull) -> Pull:
        """A pull request as it is now."""
        return self._pull(self._api.ask("GET", f"/pulls/{pull.number}", f"reading pull request {pull.number}"))

    @understood("editing a pull request")
    def edit_pull(self, pull: Pull, *, title: str, body: str, close: bool = False) -> Pull:
        """New words, and perhaps the end, in one write."""
        given = {"title": title, "body": body, **({"state": "closed"} if close else {})}
        what = f"editing pull request {pull.number}"
        return self._pull(self._api.ask("PATCH", f"/pulls/{pull.number}", what, given))

    def mark(self, pull: Pull, labels: tuple[str, ...], *, draft: bool | None = None) -> str:
        """Labels, and the mark of a draft; what GitHub would not do, in its words, and "" when all is done.

        Right after a pull request was made labelling may fail for a moment; the next run does it then.
        """
        what, given = f"marking pull request {pull.number}", {"labels": list(labels)}
        node = {"pullRequestId": self._nodes.get(pull.number, "")}
        method, path = ("PATCH", "") if draft is False else ("POST", "/labels")  # the one sets them, the other adds
        steps: list[Callable[[], object]] = [lambda: self._api.call(method, f"/issues/{pull.number}{path}", what, given=given)]
        if draft is not None and draft != pull.draft:
            mutation = "convertPullRequestToDraft" if draft else "markPullRequestReadyForReview"
            steps.insert(0, lambda: self._api.graphql(mutation, node, "pullRequest { id }", what))
        return "; ".join(filter(None, (_passed_over(step, what) for step in steps)))

    def comment(self, pull: Pull, marker: str, text: str) -> str:
        """Say something once: found by its marker among the bot's own comments before it is made; why it could not be said."""
        what = f"commenting on pull request {pull.number}"
        return _passed_over(lambda: self._api.create(f"/issues/{pull.number}/comments", what, {"body": text}, marker), what)

    def merge(self, pull: Pull) -> bool:
        """Merge at the head that was read, if checks passed and nothing forbids it."""
        what, path = f"merging pull request {pull.number}", f"/pulls/{pull.number}"
        if self._api.ask("GET", path, what).get("mergeable_state") != "clean":
            return False
        given = {"sha": pull.head, "merge_method": "squash"}
        return not _passed_over(lambda: self._api.call("PUT", f"{path}/merge", what, given=given), what)

    def status(self, commit: str, given: Mapping[str, str], what: str) -> None:
        """Post a commit's status."""
        self._api.ask("POST", f"/statuses/{commit}", what, dict(given))


def _clone(folder: Path) -> Path:
    """The clone, or an empty repository to fetch into: a shallow clone does not know what main's commits came from."""
    is_clone = (folder / ".git").exists() or (folder / "objects").is_dir()
    if is_clone and Git(folder).text("rev-parse", "--is-shallow-repository") == "false":
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


def _passed_over(step: Callable[[], object], what: str) -> str:
    """Do what the rest need not wait for: how it failed; what asks to stop, or of which nothing is known, is raised."""
    try:
        step()
    except (Answered, Refused) as error:
        refused = _refused(error, what)
        if refused.code == LATER:
            raise refused from None
        return str(refused)
    return ""


def _is_verified(commit: Mapping[str, Any]) -> bool:
    return bool((commit.get("verification") or {}).get("verified"))


def _refused(error: Exception, what: str) -> Refused:
    """What GitHub would not do, whether it said so over HTTP or in git's words."""
    if isinstance(error, Answered):
        return error.refused(what)
    if isinstance(error, Refused):
        return error
    said = str(error)
    return refusal(next((s for words, s in _GIT_STATUS.items() if words in said), 0), said, {}, what)
