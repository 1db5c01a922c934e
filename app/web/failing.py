"""The error tree becomes HTTP here, and nowhere else."""

from __future__ import annotations

import json
import logging

from flask import Flask, Response, g, jsonify, make_response, redirect, render_template, request
from flask.globals import request_ctx
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import AnonymousUserMixin
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.http import HTTP_STATUS_CODES

from app.database.absence import is_away
from app.errors import Failure, NotSignedIn, Throttled
from app.web.languages import said
from app.web.redirecting import page_above

API = "/api/"
"""What other programs ask for; an error is told to them as RFC 9457 has it, in English, whoever's cookies came along."""

log = logging.getLogger("openward")
SECONDS_AWAY = 10
"""After how long a browser may ask again where the database does not answer."""


def init_failing(app: Flask) -> None:
    @app.errorhandler(Failure)
    def failed(error: Failure) -> ResponseReturnValue:
        if error.status == 500:
            log.error("failed", extra={"request": g.get("reference"), "endpoint": request.endpoint, "fault": error.message})
            return _page(500, None)
        told = error.message if request.path.startswith(API) else said(error)
        answer = _page(
            error.status, told or (_("Sign in, then open this page again.") if isinstance(error, NotSignedIn) else None)
        )
        if isinstance(error, Throttled):
            answer.headers["Retry-After"] = str(error.retry_after)
        return answer

    @app.errorhandler(CSRFError)
    def forged(error: CSRFError) -> ResponseReturnValue:
        return _page(
            400,
            _("This form was opened too long ago, or in another browser. Go back, load the page again and send it once more."),
        )

    @app.errorhandler(HTTPException)
    def refused(error: HTTPException) -> ResponseReturnValue:
        if error.code is None or error.code < 400:
            return error
        above = page_above() if isinstance(error, MethodNotAllowed) else None
        if above is not None:
            return redirect(above)
        answer = _page(error.code, None)
        answer.headers.extend([pair for pair in error.get_headers() if pair[0] in ("Allow", "Retry-After")])
        return answer

    @app.errorhandler(Exception)
    def broke(error: Exception) -> ResponseReturnValue:
        if app.testing:
            raise error
        if is_away(error):
            return _database_is_away(error)
        log.exception("failed", extra={"request": g.get("reference"), "endpoint": request.endpoint})
        return _page(500, None)


def _database_is_away(error: Exception) -> Response:
    """Who they are cannot be asked either: the page is that of a stranger."""
    log.error("no database", extra={"request": g.get("reference"), "endpoint": request.endpoint}, exc_info=error)
    g._login_user = AnonymousUserMixin()
    answer = _page(503, None)
    answer.headers["Retry-After"] = str(SECONDS_AWAY)
    return answer


def _page(status: int, text: str | None) -> Response:
    reference = g.get("reference", "")
    if request.path.startswith(API):
        return _problem(status, text)
    if request_ctx.url_adapter is None:
        words = _("This address is not served here.") + "\n" + _("Number of this request:") + f" {reference}\n"
        return Response(words, status, mimetype="text/plain")
    if request.path.endswith(".json"):
        answer = jsonify(status=status, detail=text or "", reference=reference)
    else:
        answer = make_response(render_template("errors/problem.html", status=status, reference=reference, text=text))
    answer.status_code = status
    return answer


def _problem(status: int, text: str | None) -> Response:
    title = HTTP_STATUS_CODES.get(status, "Error")
    detail, reference = text or f"{title}.", g.get("reference")
    told = {"type": "about:blank", "title": title, "status": status, "detail": detail, "reference": reference}
    answer = Response(json.dumps(told, ensure_ascii=False) + "\n", status, mimetype="application/problem+json")
    answer.headers["Cache-Control"] = "no-store"
    if status == 401:
        answer.headers["WWW-Authenticate"] = 'Bearer realm="Openward"'
    return answer
