"""Flask's signed cookies, opened once: what a cookie says never changes, so one that was opened before is known."""

from __future__ import annotations

import hashlib
import time
from copy import deepcopy
from functools import cached_property, lru_cache
from typing import Any

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from itsdangerous import BadSignature, URLSafeTimedSerializer

KNOWN = 2000
"""Cookies that a process remembers."""


class Sessions(SecureCookieSessionInterface):
    digest_method = staticmethod(hashlib.sha256)

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._open = lru_cache(KNOWN)(self._check)

    @cached_property
    def _signer(self) -> URLSafeTimedSerializer:
        signer = super().get_signing_serializer(self._app)
        assert signer is not None
        return signer

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer:
        return self._signer

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession:
        cookie = request.cookies.get(self.get_cookie_name(app))
        if not cookie:
            return self.session_class()
        try:
            said, signed_at = self._open(cookie)
        except BadSignature:
            return self.session_class()
        if signed_at + app.permanent_session_lifetime.total_seconds() < time.time():
            return self.session_class()
        return self.session_class({name: deepcopy(value) if isinstance(value, list | dict) else value for name, value in said})

    def _check(self, cookie: str) -> tuple[list[tuple[str, Any]], float]:
        """What the cookie says, and when it was signed, in seconds since 1970. Raises `BadSignature`."""
        said, signed_at = self._signer.loads(cookie, return_timestamp=True)
        return list(said.items()), signed_at.timestamp()


def init_sessions(app: Flask) -> None:
    app.session_interface = Sessions(app)
