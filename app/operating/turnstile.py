"""Who sends slowly waits outside: a request takes a place among those that are answered only once it is whole."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from threading import BoundedSemaphore
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class Turnstile:
    """Lets `at_once` requests in at a time. A body beyond `limit` bytes is not read: the application refuses it by its length."""

    def __init__(self, application: WSGIApplication, *, at_once: int, limit: int) -> None:
        self._application, self._limit = application, limit
        self._places = BoundedSemaphore(at_once)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ.get("CONTENT_LENGTH") or "HTTP_TRANSFER_ENCODING" in environ:
            self._take_in(environ)
        with self._places:
            return self._application(environ, start_response)

    def _take_in(self, environ: WSGIEnvironment) -> None:
        length = environ.get("CONTENT_LENGTH") or ""
        is_too_long = length.isdigit() and int(length) > self._limit
        body = b"" if is_too_long else environ["wsgi.input"].read(self._limit + 1)
        environ.pop("HTTP_TRANSFER_ENCODING", None)
        if not is_too_long:
            environ["CONTENT_LENGTH"] = str(len(body))
        environ["wsgi.input"] = BytesIO(body[: self._limit])
