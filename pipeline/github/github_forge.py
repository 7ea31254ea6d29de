"""GitHubForge: pull requests on GitHub, written through its API or by `git push`; read by `git fetch` into a clone.

Commits made through the API carry no author and no committer, so GitHub signs them for the token's
owner; whether it did is read back. Branches move by compare-and-swap alone: `updateRefs` with
`beforeOid`, or `git push --force-with-lease=<branch>:<sha>`.
"""

import base64
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from itertools import accumulate, groupby
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from pipeline.github.api import LATER, Answered, Api, Pace, understood
from pipeline.github.git import BOT, NOWHERE, Files, Git, credentials
from pipeline.model.changes import Pull
from pipeline.model.clean import clean
from pipeline.model.outcomes import GitFailed, Moved, Refused
from pipeline.propose.wording import read_note
from pipeline.render.escape import BRANCH_PREFIX
from pipeline.settings import Settings

TREE_BYTES: Final = 2_000_000  # of one request that makes a tree
TREE_ENTRY: Final = 20_000  # what an entry counts besides its content: a request has a hundred at most


class GitHubForge:
    """The repository of the settings on GitHub, a Forge. Their root is a clone, or a folder where one may be made."""

    def __init__(self, settings: Settings, transport: str = "api", pace: Pace | None = None) -> None:
        self._api, self._repository = Api(settings, pace), settings.repository
        self._remote, self._by_push = f"{settings.address}.git", transport == "git"
        self.git = Git(_clone(settings.root), secret=credentials(settings.github_server, settings.github_token))
        self._trees: dict[str, str] = {}  # of commits that no branch has yet

    # Reading.

    def base(self) -> str:
        """The commit at the head of the default branch."""
        branch = self._about["default_branch"]
        return self.branches(branch).get(branch, NOWHERE)

    @cached_property
    @understood("looking at the repository")
    def _about(self) -> dict[str, str]:
        found = self._api.ask("GET", "", "looking at the repository")
        if found["full_name"].casefold() != self._repository.casefold():  # its own pull requests would be strangers
            raise Refused(f"the repository was renamed: set GITHUB_REPOSITORY={clean(found['full_name'], 150)}")
        return {key: str(found[key]) for key in ("default_branch", "node_id")}

    @understood("listing branches")
    def branches(self, prefix: str = BRANCH_PREFIX) -> dict[str, str]:
        """The bot's branches, or those of another prefix: name to head."""
        found = self._api.ask("GET", f"/git/matching-refs/heads/{quote(prefix)}", f"looking for branches {prefix}")
        return {entry["ref"].removeprefix("refs/heads/"): entry["object"]["sha"] for entry in found}

    @understood("listing pull requests")
    def pulls(self) -> tuple[Pull, ...]:
        """The bot's pull requests, oldest first: open ones by their branch, ended ones by their author.

        An ended one is shown by the list of issues: its branch is in the bot's note.
        """
        found = [
            self._pull(entry)
            for entry in self._api.pages("/pulls", "listing pull requests", state="open")
            if entry["head"]["ref"].startswith(BRANCH_PREFIX)
            and str((entry["head"]["repo"] or {}).get("full_name")).casefold() == self._repository.casefold()
        ]
        ended = self._api.pages("/issues", "listing ended pull requests", state="closed", creator=self._api.login)
        ours = (self._pull({**entry, **(entry["pull_request"] or {})}) for entry in ended if "pull_request" in entry)
        return tuple(sorted([*found, *(pull for pull in ours if pull.note)], key=lambda p: p.number))

    def _pull(self, entry: Mapping[str, Any]) -> Pull:
        body = (entry["body"] or "").replace("\r\n", "\n")
        by_bot = str((entry["user"] or {}).get("login")).casefold() == self._api.login.casefold()
        note = read_note(body) if by_bot else None  # nobody else's text is read for one
        head = entry.get("head") or {"ref": note.branch if note else "", "sha": ""}
        return Pull(
            number=entry["number"], branch=head["ref"], head=head["sha"], title=entry["title"], body=body,
            state="open" if entry["state"] == "open" else "merged" if entry.get("merged_at") else "closed",
            by_bot=by_bot, note=note, draft=bool(entry.get("draft")), url=entry["html_url"],
            labels=tuple(label["name"] for label in entry.get("labels", ())), node=entry.get("node_id", ""),
        )  # fmt: skip

    def fetch(self, *commits: str) -> None:
        """Bring commits into the clone; no branch, tag or other name of it moves."""
        missing = sorted(c for c in set(commits) if not self.git.has("cat-file", "-e", f"{c}^{{commit}}"))
        options = ("--quiet", "--no-tags", "--no-write-fetch-head", "--no-auto-maintenance")
        if missing:
            self._git("fetching from GitHub", "fetch", *options, self._remote, *missing)

    def _git(self, what: str, *arguments: str) -> None:
        """A command against the remote; what fails in git's words is told in GitHub's."""
        try:
            self.git.run(*arguments)
        except GitFailed as error:
            raise Answered(what, 422 if "rejected" in str(error) else 0, str(error)) from None

    # Commits and branches.

    @understood("writing a commit")
    def write_commit(self, parent: str, files: Files, message: str, author: Mapping[str, str] = BOT) -> str:
        """A commit on `parent` with these files changed; no branch points at it yet."""
        if self._by_push:
            return self.git.write_commit(parent, files, message, author)
        # The tree of one that was made a moment ago cannot be fetched, as no branch has it.
        tree = self._trees.get(parent) or self.git.text("rev-parse", f"{parent}^{{tree}}")
        for part in _parts(files):
            entries = [self._entry(path, files[path]) for path in part]
            tree = self._api.ask("POST", "/git/trees", "writing files", {"base_tree": tree, "tree": entries})["sha"]
        given: dict[str, Any] = {"message": message, "tree": tree, "parents": [parent]}
        if author is not BOT:  # whose commits carry no name, so that they are signed
            given["author"] = dict(author)
        made = self._api.ask("POST", "/git/commits", "writing a commit", given)
        self._trees[made["sha"]] = tree
        return str(made["sha"])

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
        if self._by_push:
            return None
        found = self._api.ask("GET", f"/git/commits/{commit}", "reading a commit's signature")
        return bool((found.get("verification") or {}).get("verified"))

    def move(self, branch: str, new: str | None, expected: str | None) -> None:
        """Point a branch at a commit (None: take it away) if it is where it was last seen (None: not there).

        Moved where it is somewhere else; after a lost answer the branch itself is asked.
        """
        ref, what = f"refs/heads/{branch}", f"moving {branch}"
        try:
            if self._by_push:
                lease = f"--force-with-lease={ref}:{expected or ''}"
                self._git(what, "push", "--quiet", "--no-verify", lease, self._remote, f"{new or ''}:{ref}")
            else:
                update = {"name": ref, "beforeOid": expected or NOWHERE, "afterOid": new or NOWHERE, "force": True}
                given = {"repositoryId": self._about["node_id"], "refUpdates": [update]}
                self._api.graphql("updateRefs", given, "clientMutationId", what)
        except Refused:
            head = self.branches(branch).get(branch)
            if head == new:
                return
            if head != expected:
                raise Moved(branch) from None
            raise

    # Pull requests.

    @understood("opening a pull request")
    def open_pull(self, branch: str, title: str, body: str, *, draft: bool) -> Pull:
        """A pull request from a branch; one that is already open is taken for it."""
        what = f"opening a pull request for {branch}"
        given = {"title": title, "head": branch, "base": self._about["default_branch"], "body": body, "draft": draft}
        try:
            return self._pull(self._api.ask("POST", "/pulls", what, given))
        except Answered as answer:
            if draft and "raft" in answer.said:  # no drafts in this repository's plan
                return self.open_pull(branch, title, body, draft=False)
            if "already exists" not in answer.said:
                raise
        owner = self._repository.partition("/")[0]
        found = self._api.ask("GET", "/pulls", what, state="open", head=f"{owner}:{branch}")
        if not found:
            raise Refused(f"{what}: GitHub says there is one already, and shows none", code=LATER)
        pull = self._pull(found[0])
        return self.edit_pull(pull, title=title, body=body) if pull.by_bot else pull

    @understood("reading a pull request")
    def again(self, pull: Pull) -> Pull:
        """A pull request as it is now: a person may have written to it since it was listed."""
        return self._pull(self._api.ask("GET", f"/pulls/{pull.number}", f"reading pull request {pull.number}"))

    @understood("editing a pull request")
    def edit_pull(self, pull: Pull, *, title: str, body: str, close: bool = False) -> Pull:
        """New words, and perhaps the end, in one write."""
        given = {"title": title, "body": body, **({"state": "closed"} if close else {})}
        return self._pull(self._api.ask("PATCH", f"/pulls/{pull.number}", f"editing pull request {pull.number}", given))

    def mark(self, pull: Pull, labels: tuple[str, ...], *, draft: bool | None = None) -> str:
        """Add labels; with `draft`, mark it as not ready, or (False) as ready, with these labels alone.

        What GitHub would not do, in its words, and "" when all is done. Right after a pull request was made
        labelling may fail for a moment; the next run does it then.
        """
        what, path = f"marking pull request {pull.number}", f"/issues/{pull.number}"
        failed = ""
        if draft is not None and draft != pull.draft:
            mutation = "convertPullRequestToDraft" if draft else "markPullRequestReadyForReview"
            given = {"pullRequestId": pull.node}
            failed = _passed_over(lambda: self._api.graphql(mutation, given, "pullRequest { id }", what))
        # The one sets them, the other adds.
        method, path = ("PATCH", path) if draft is False else ("POST", f"{path}/labels")
        unlabelled = _passed_over(lambda: self._api.ask(method, path, what, {"labels": list(labels)}))
        return "; ".join(filter(None, (failed, unlabelled)))

    def comment(self, pull: Pull, marker: str, text: str) -> str:
        """Say something once, found again by its marker; why it could not be said, "" if it was."""
        what, path = f"commenting on pull request {pull.number}", f"/issues/{pull.number}/comments"
        return _passed_over(lambda: self._api.create(path, what, {"body": text}, marker))

    def merge(self, pull: Pull) -> bool:
        """Merge at the head that was read, if checks passed and nothing forbids it."""
        what, path = f"merging pull request {pull.number}", f"/pulls/{pull.number}"
        if self._api.ask("GET", path, what).get("mergeable_state") != "clean":
            return False
        given = {"sha": pull.head, "merge_method": "squash"}
        return not _passed_over(lambda: self._api.ask("PUT", f"{path}/merge", what, given))

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


def _parts(files: Files) -> Iterator[list[str]]:
    """Files in portions that one request may carry: by their bytes, each a little more than it has."""
    ends = accumulate(TREE_ENTRY + len(content or b"") for content in files.values())
    parts = groupby(zip(files, ends, strict=True), key=lambda file: file[1] // TREE_BYTES)
    return ([path for path, _ in part] for _, part in parts)


def _passed_over(step: Callable[[], object]) -> str:
    """Do what the rest need not wait for: how it failed; what asks to stop, or of which nothing is known, is raised."""
    try:
        step()
    except Refused as error:
        if error.code == LATER:
            raise
        return str(error)
    return ""
