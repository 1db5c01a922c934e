"""The OpenAPI 3.1 document, made of `OPERATIONS` and the shapes they name."""

from __future__ import annotations

import json
import re
from typing import Any

from pydantic.json_schema import models_json_schema

from app.interop.answering import OPERATIONS, Operation
from app.interop.shapes import Problem

API_VERSION = "1.0.0"
PROBLEMS = {
    401: "No token, or one that is no good any more.",
    403: "The token does not open this.",
    404: "There is no such thing within reach of the token.",
    422: "The question cannot be read; the detail says why.",
    429: "Too many requests; Retry-After says when to come back.",
}
PLACE = {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,24}$"}


def document(*, base_address: str, institution: str) -> str:
    shapes = [(one.gives, "serialization") for one in OPERATIONS if one.gives] + [(Problem, "serialization")]
    _keys, schemas = models_json_schema(shapes, ref_template="#/components/schemas/{model}")  # type: ignore[arg-type]
    whole = {
        "openapi": "3.1.0",
        "info": {
            "title": f"Openward at {institution}",
            "version": API_VERSION,
            "description": "States of people, completions and checks, for other programs to read. No answers, no scores.",
        },
        "servers": [{"url": f"{base_address.rstrip('/')}/api/v1"}],
        "paths": {_path(one): {"get": _operation(one)} for one in OPERATIONS},
        "components": {
            "schemas": schemas["$defs"],
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "description": "A token made under API tokens."}},
        },
    }
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":"))


def _path(one: Operation) -> str:
    return re.sub(r"<(\w+)>", r"{\1}", one.path)


def _operation(one: Operation) -> dict[str, Any]:
    problems = PROBLEMS if one.scope else {422: PROBLEMS[422]}
    answer = {"$ref": f"#/components/schemas/{one.gives.__name__}"} if one.gives else {"type": "object"}
    told: dict[str, Any] = {
        "operationId": one.name,
        "summary": one.summary,
        "security": [{"token": [str(one.scope)]}] if one.scope else [],
        "responses": {
            "200": {
                "description": one.summary,
                "headers": {"ETag": {"description": "Send it back as If-None-Match.", "schema": {"type": "string"}}},
                "content": {"application/json": {"schema": answer}},
            },
            "304": {"description": "Nothing has changed since the tag in If-None-Match."},
            **{str(status): _problem(words) for status, words in problems.items()},
            "default": _problem("Anything else that went wrong."),
        },
    }
    parameters = [*_places(one), *_asked(one)]
    return told | ({"parameters": parameters} if parameters else {})


def _problem(words: str) -> dict[str, Any]:
    return {
        "description": words,
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def _places(one: Operation) -> list[dict[str, Any]]:
    return [{"name": name, "in": "path", "required": True, "schema": PLACE} for name in re.findall(r"<(\w+)>", one.path)]


def _asked(one: Operation) -> list[dict[str, Any]]:
    schema = one.asks.model_json_schema()
    return [
        {"name": name, "in": "query", "required": False, "description": said.pop("description", ""), "schema": _bare(said)}
        for name, said in schema.get("properties", {}).items()
    ]


def _bare(said: dict[str, Any]) -> dict[str, Any]:
    """What may stand in an address: a parameter is left out rather than null."""
    kinds = [kind for kind in said.get("anyOf", [said]) if kind.get("type") != "null"]
    kept = {**kinds[0], **{key: value for key, value in said.items() if key == "default" and value is not None}}
    kept.pop("title", None)
    return kept
