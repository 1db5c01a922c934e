"""The least that Flask can do, under the same server with the same options: `python -m bench.bare --port 9000 --workers 1`."""

from __future__ import annotations

import argparse

from flask import Flask, session

from app.operating.serving import answer_with


def bare_app() -> Flask:
    app = Flask("bare")
    app.config.update(SECRET_KEY="x" * 32, SESSION_COOKIE_NAME="openward")

    @app.get("/")
    def bare() -> str:
        return "<!doctype html><title>Bare</title><h1>Bare</h1>"

    @app.get("/session")
    def opened() -> str:
        return f"<!doctype html><title>Bare</title><h1>{session.get('_user_id')}</h1>"

    return app


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--port", type=int, required=True)
    asked.add_argument("--workers", type=int, required=True)
    given = asked.parse_args()
    answer_with(bare_app, host="127.0.0.1", port=given.port, workers=given.workers, limit=2_000_000)


if __name__ == "__main__":
    main()
