"""Whether a request is one that GitHub describes: path, parameters and body, and nothing that it does not know."""

import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from openapi_core import OpenAPI
from openapi_core.datatypes import RequestParameters
from openapi_core.exceptions import OpenAPIError
from werkzeug.datastructures import Headers, ImmutableMultiDict

SPEC = Path(__file__).parent / "openapi.json"
_SEGMENTS = re.compile(r"(/git/(?:ref|refs|matching-refs)/)(.+)$")


@lru_cache(maxsize=1)
def _spec() -> tuple[OpenAPI, dict[str, Any]]:
    described = json.loads(SPEC.read_text(encoding="utf-8"))
    return OpenAPI.from_dict(described), described


class _Request:
    """A request in openapi-core's terms."""

    def __init__(self, method: str, target: str, body: bytes) -> None:
        parts = urlsplit(target)
        self.host_url = "http://127.0.0.1"
        # GitHub lets a reference span segments of the path; OpenAPI has no way to say so.
        self.path = _SEGMENTS.sub(lambda m: m[1] + m[2].replace("/", "%2F"), parts.path)
        self.method = method.lower()
        self.body = body or None
        self.content_type = "application/json"
        self.parameters = RequestParameters(query=ImmutableMultiDict(parse_qsl(parts.query)), header=Headers())


def violations(method: str, target: str, body: bytes) -> list[str]:
    """What is wrong with a request; [] if GitHub would know it."""
    api, described = _spec()
    request = _Request(method, target, body)
    try:
        api.validate_request(request)
    except OpenAPIError as error:
        return [f"{method} {target}: {error}: {error.__cause__}"]
    return [f"{method} {target}: unknown {name}" for name in _unknown(described, request)]


def _unknown(described: dict[str, Any], request: _Request) -> list[str]:
    """Query parameters and body keys that the description does not have: GitHub ignores them in silence."""
    for template, methods in described["paths"].items():
        pattern = re.sub(r"\\\{[^/]+?\\\}", "[^/]+", re.escape(template))
        operation = methods.get(request.method)
        if operation and re.fullmatch(pattern, request.path):
            known = {p["name"] for p in operation.get("parameters", ()) if p["in"] == "query"}
            schema = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
            keys = set(json.loads(request.body)) if request.body else set()
            allowed = set(schema.get("properties", {})) | {
                k for o in schema.get("oneOf", ()) for k in o.get("properties", {})
            }
            return sorted(set(request.parameters.query) - known) + sorted(keys - allowed)
    return [f"path {request.path}"]
