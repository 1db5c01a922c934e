"""A lesson page beside a bare Flask page, and beside a bare page that opens the session."""

from __future__ import annotations

from flask import Flask, session

from bench.world import World, call, cookie_of, per_second


def bare_app() -> Flask:
    app = Flask("bare")
    app.config.update(SECRET_KEY="x" * 32, SESSION_COOKIE_NAME="openward")

    @app.get("/bare")
    def bare() -> str:
        return "<!doctype html><title>Bare</title><h1>Bare</h1>"

    @app.get("/session")
    def opened() -> str:
        return f"<!doctype html><title>Bare</title><h1>{session.get('_user_id')}</h1>"

    return app


def measure_pages(world: World) -> dict[str, float]:
    """Pages per second of CPU, in three rounds side by side; the best of each counts."""
    bare = bare_app()
    cookie, own = cookie_of(bare, "1:1"), world.cookies[0]
    page = world.course.pages[1]
    address = f"/courses/{world.course.slug}/{page.module}/{page.slug}"
    assert call(world.app, address, cookie=own)[0] == 200
    rounds: dict[str, list[float]] = {"bare": [], "session": [], "lesson": []}
    for _round in range(3):
        rounds["bare"].append(per_second(lambda: call(bare, "/bare")))
        rounds["session"].append(per_second(lambda: call(bare, "/session", cookie=cookie)))
        rounds["lesson"].append(per_second(lambda: call(world.app, address, cookie=own)))
    best = {name: max(found) for name, found in rounds.items()}
    return {
        "bare Flask page, 1/s": best["bare"],
        "bare page that opens the session, 1/s": best["session"],
        "lesson page, 1/s": best["lesson"],
        "lesson, % of bare": 100 * best["lesson"] / best["bare"],
        "lesson, % of bare with session": 100 * best["lesson"] / best["session"],
    }
