"""Checking a certificate: open to all, by its code."""

from __future__ import annotations

from typing import TypeVar

from flask import jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from app.access.throttling import Limit, count_try
from app.catalogue.topics import topic_words
from app.credentials.codes import in_fours, read_code
from app.learning.attesting import LONGEST, Answer, certified_facts, look_up
from app.learning.views import bp
from app.web.filters import reader_locale
from app.web.guarding import open_to_all
from app.web.networks import network_of
from app.web.requests import database, now, reading, settings, stop_reading

R = TypeVar("R", bound=Response)
MISSES = Limit("unknown certificates by network", 120, 600)
"""Only codes that nobody has are counted: whoever checks real certificates may check as many as there are."""


@bp.get("/verify")
@open_to_all
def verify_form() -> ResponseReturnValue:
    """A pasted address will do as well as a code."""
    typed = request.args.get("code", "").strip().rstrip("/").rpartition("/")[2][:LONGEST]
    if typed:
        return redirect(url_for("learning.verify", code=_written(typed)))
    return render_template("learning/verify_form.html", typed="", is_unknown=False)


@bp.get("/verify/<code>")
@open_to_all
def verify(code: str) -> ResponseReturnValue:
    if code != _written(code):
        return redirect(url_for("learning.verify", code=_written(code)))
    answer = _look_up(code)
    if answer.certificate is None:
        page = render_template("learning/verify_form.html", typed=answer.typed, is_unknown=True)
        return _fresh(make_response(page)), 404
    topics = topic_words(str(reader_locale()))
    page = render_template("learning/verify.html", answer=answer, certificate=answer.certificate, topics=topics)
    return _fresh(make_response(page))


@bp.get("/verify/<code>.json")
@open_to_all
def verify_json(code: str) -> ResponseReturnValue:
    answer = _look_up(code)
    return _fresh(jsonify(certified_facts(answer))), 200 if answer.certificate else 404


def _written(typed: str) -> str:
    """In fours, where it can be a code."""
    code = read_code(typed)
    return in_fours(code) if code else typed


def _look_up(typed: str) -> Answer:
    answer = look_up(reading(), typed=typed, settings=settings(), at=now())
    if answer.certificate is None:
        stop_reading()
        with database().transaction() as session:
            count_try(session, MISSES, network_of(request.remote_addr), at=now())
    return answer


def _fresh(response: R) -> R:
    """True only now, and nobody's to collect."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
