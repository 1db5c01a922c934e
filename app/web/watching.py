"""How long each answer took and what it was, told to whoever watches: the counters and the log."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, Response, g, request

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"})
NOWHERE = "-"
"""The endpoint of an address that leads nowhere."""


@dataclass(frozen=True, slots=True)
class Answered:
    """`endpoint` names the page without the codes in its address."""

    endpoint: str
    method: str
    status: int
    seconds: float
    reference: str


Watcher = Callable[[Answered], None]


def init_watching(app: Flask) -> None:
    """To be called before anything else that has a say in requests: it begins first and ends last."""
    watchers: list[Watcher] = app.extensions.setdefault("openward.watchers", [])

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()

    @app.after_request
    def tell(response: Response) -> Response:
        if watchers:
            seconds = time.perf_counter() - g.get("began", time.perf_counter())
            method = request.method if request.method in METHODS else NOWHERE
            answered = Answered(request.endpoint or NOWHERE, method, response.status_code, seconds, g.get("reference", ""))
            for watch in watchers:
                watch(answered)
        return response


def watch(app: Flask, watcher: Watcher) -> None:
    app.extensions["openward.watchers"].append(watcher)
