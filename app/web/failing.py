"""The error tree becomes HTTP here, and nowhere else."""

from __future__ import annotations

import json
import logging

from flask import Flask, Response, g, jsonify, make_response, redirect, render_template, request
from flask.globals import request_ctx
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.http import HTTP_STATUS_CODES

from app.errors import Failure, NotSignedIn, Throttled
from app.web.languages import said
from app.web.redirecting import page_above

API = "/api/"
"""What other programs ask for; an error is told to them as RFC 9457 has it, in English, whoever's cookies came along."""

log = logging.getLogger("openward")


def init_failing(app: Flask) -> None:
    @app.errorhandler(Failure)
    def failed(error: Failure) -> ResponseReturnValue:
        if error.status == 500:
            log.error("%s %s: %s", g.get("reference"), request.endpoint, error)
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
        log.exception("%s %s", g.get("reference"), request.endpoint)
        return _page(500, None)


def _page(status: int, text: str | None) -> Response:
    reference = g.get("reference", "")
    if request.path.startswith(API):
        return _problem(status, text)
    if request_ctx.url_adapter is None:
        return Response(_("This address is not served here.") + "\n", status, mimetype="text/plain")
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
