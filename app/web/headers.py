"""Headers of every answer, and the reference number that error pages print."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, g, request

from app.settings import Settings
from app.web.guarding import reader

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)

GIVEN = re.compile(r"[A-Za-z0-9-]{8,64}")
"""A reference that a proxy gave the request. Where no proxy is trusted, none is taken."""

FIXED = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def init_headers(app: Flask) -> None:
    settings: Settings = app.extensions["openward.settings"]
    fixed = FIXED | ({"Strict-Transport-Security": "max-age=31536000; includeSubDomains"} if settings.is_secure else {})
    app.wsgi_app = _with_fixed(app.wsgi_app, list(fixed.items()))  # type: ignore[method-assign,assignment]

    @app.before_request
    def name_request() -> None:
        given = request.headers.get("X-Request-ID", "") if settings.trusted_proxies else ""
        g.reference = given if GIVEN.fullmatch(given) else secrets.token_hex(4).upper()

    @app.after_request
    def add(response: Response) -> Response:
        response.headers["X-Request-ID"] = g.get("reference", "")
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "private, no-store" if _is_private() else "no-cache"
        return response


def _with_fixed(application: WSGIApplication, fixed: list[tuple[str, str]]) -> WSGIApplication:
    """Every answer leaves with these, unless it says otherwise itself."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            given = {name.lower() for name, _value in headers}
            return start_response(status, [*headers, *(pair for pair in fixed if pair[0].lower() not in given)], *error)

        return application(environ, start)

    return answer


def _is_private() -> bool:
    return reader() is not None or request.method not in ("GET", "HEAD") or "csrf_token" in g
