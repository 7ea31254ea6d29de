"""Files of a repository (`/resolve/`, `/raw/`) and the Hub's pages: who may read them, and their ETags."""

import hashlib
from urllib.parse import quote

from tests.upstream.hub_models import knows_revision, moved_or_missing
from tests.upstream.messages import Reply, Request, hub_error, matches_etag, redirect, text_reply
from tests.upstream.world import Model, World


def blob_id(data: bytes) -> str:
    """The git blob id of a file, which is the ETag that the Hub gives to a small file."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def resolved_file(
    request: Request, world: World, model_id: str, revision: str, path: str, *, accepted: frozenset[str], through_cache: bool = False
) -> Reply:
    """`/{id}/resolve/{revision}/{path}`: with ETag, 304, and the commit only where it is known."""
    model = world.models.get(model_id)
    if model is None:
        return moved_or_missing(request, world, model_id, f"/{{id}}/resolve/{revision}/{path}")
    if (refusal := refused(request, model, accepted)) is not None:
        return refusal
    if not knows_revision(model, revision):
        return hub_error(404, f"Invalid rev id: {revision}", "RevisionNotFound")
    data = model.files.get(path)
    commit = [("X-Repo-Commit", model.sha)] if model.sha is not None else []
    if data is None:
        return hub_error(404, "Entry not found", "EntryNotFound").adding(*commit)
    etag = f'"{blob_id(data)}"'
    if through_cache:
        target = f"/api/resolve-cache/models/{model_id}/{model.sha or 'main'}/{path}"
        linked = [("X-Linked-Etag", etag), ("X-Linked-Size", str(len(data)))]
        return redirect(quote(target), headers=[*commit, *linked])
    if matches_etag(request, etag):
        return Reply(304, b"", (("ETag", etag), *commit))
    return Reply(200, data, (("Content-Type", "text/plain; charset=utf-8"), ("ETag", etag), *commit))


def refused(request: Request, model: Model, accepted: frozenset[str]) -> Reply | None:
    """Why this caller may not read the files of a repository, if so."""
    if not model.gated or request.token in accepted:
        return None
    if request.token is None:
        message = f"Access to model {model.id} is restricted. You must have access to it and be authenticated."
        return hub_error(401, message, "GatedRepo")
    return hub_error(403, f"Access to model {model.id} is restricted and you are not in the list.", "GatedRepo")


def page(request: Request, world: World, model_id: str) -> Reply:
    """A repository's page for people: only its status and address matter here."""
    if world.models.get(model_id) is None:
        reply = moved_or_missing(request, world, model_id, "/{id}")
        return reply if reply.status == 307 else text_reply("<h1>404</h1>", 404, "text/html; charset=utf-8")
    return text_reply(f"<!doctype html><title>{model_id}</title>", kind="text/html; charset=utf-8")
