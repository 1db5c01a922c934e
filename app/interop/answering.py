"""The form of every question and answer of the API. What `reads` is told is what the OpenAPI document says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from flask import Blueprint, Response, request
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from app.access.principals import Scope
from app.errors import Invalid
from app.interop.shapes import Answer, Question
from app.web.guarding import by_token, open_to_all
from app.web.requests import stop_reading


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that can be read. `scope` None: by anybody. `gives` None: the document itself."""

    name: str
    path: str
    scope: Scope | None
    summary: str
    asks: type[Question]
    gives: type[Answer] | None


OPERATIONS: list[Operation] = []
api = Blueprint("api", __name__, url_prefix="/api/v1")


def reads(
    path: str, *, scope: Scope | None, summary: str, asks: type[Question], gives: type[Answer] | None
) -> Callable[[Callable[..., str]], Callable[..., Response]]:
    """Makes a page of the API of a function that is given what was asked and returns JSON."""

    def mark(view: Callable[..., str]) -> Callable[..., Response]:
        @wraps(view)
        def answer(**places: str) -> Response:
            return reply(view(read_question(asks), **places))

        OPERATIONS.append(Operation(view.__name__, path, scope, summary, asks, gives))
        guarded = by_token(scope)(answer) if scope else open_to_all(answer)
        api.add_url_rule(path, view_func=guarded, methods=["GET"])
        return guarded

    return mark


def read_question(asks: type[Question]) -> Any:
    """What stands behind the question mark. Raises `Invalid` with every complaint."""
    twice = [name for name, values in request.args.lists() if len(values) > 1]
    if twice:
        raise Invalid("Given more than once: %(names)s.", names=", ".join(twice))
    try:
        return asks.model_validate(request.args.to_dict())
    except ValidationError as error:
        raise Invalid("%(complaints)s.", complaints="; ".join(_complaint(problem) for problem in error.errors())) from None


def _complaint(problem: ErrorDetails) -> str:
    return f"{'.'.join(str(part) for part in problem['loc'])}: {problem['msg'].removeprefix('Value error, ')}"


def reply(body: str) -> Response:
    """With a tag of what it says, so that a reader who knows it already is told so in a few bytes."""
    stop_reading()
    answer = Response(body, mimetype="application/json")
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.vary.add("Authorization")
    answer.add_etag(weak=True)
    return answer.make_conditional(request)  # type: ignore[return-value]
