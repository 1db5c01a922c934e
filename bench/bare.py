"""The least that Flask can do, under the same server with the same options: `python -m bench.bare --port 9000 --workers 1`."""

from __future__ import annotations

import argparse
import json
import threading
from functools import partial

from flask import Flask, redirect, request, session
from werkzeug.wrappers import Response

from app.operating.serving import answer_with
from bench.commits import make_writer


def bare_app(database: str = "") -> Flask:
    app = Flask("bare")
    app.config.update(SECRET_KEY="x" * 32, SESSION_COOKIE_NAME="openward")

    @app.get("/")
    def bare() -> str:
        return "<!doctype html><title>Bare</title><h1>Bare</h1>"

    @app.get("/session")
    def opened() -> str:
        return f"<!doctype html><title>Bare</title><h1>{session.get('_user_id')}</h1>"

    mine = threading.local()

    @app.post("/<int:drawn>")
    def keep(drawn: int) -> Response:
        """What a learner's answer commits, with nothing asked before."""
        if not hasattr(mine, "writer"):
            mine.writer = make_writer(database)
        mine.writer[0](drawn, json.dumps(request.form["answer"]))
        return redirect("/")

    return app


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--port", type=int, required=True)
    asked.add_argument("--workers", type=int, required=True)
    asked.add_argument("--database", default="")
    given = asked.parse_args()
    answer_with(partial(bare_app, given.database), host="127.0.0.1", port=given.port, workers=given.workers, limit=2_000_000)


if __name__ == "__main__":
    main()
