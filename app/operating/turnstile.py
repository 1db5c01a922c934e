"""Who sends slowly waits outside: a request takes a place among those that are answered only once it is whole.

The server sets no time within which a body must come. So only so many may be coming in: whoever sends nothing but a head, as to
read a page, is answered however many send slowly.
"""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from threading import BoundedSemaphore
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


PATIENCE = 0.25
"""Seconds that a body waits for others to come in before it is sent away: who sends at once is in within a few thousandths."""
FULL = b"Too many forms are on their way at this moment. Send yours again in a few seconds.\n"


class Turnstile:
    """Lets `at_once` requests in at a time, and `coming` bodies. A body beyond `limit` bytes is not read: the application refuses
    it by its length."""

    def __init__(self, application: WSGIApplication, *, at_once: int, coming: int, limit: int) -> None:
        self._application, self._limit = application, limit
        self._places, self._coming = BoundedSemaphore(at_once), BoundedSemaphore(coming)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ.get("CONTENT_LENGTH") or "HTTP_TRANSFER_ENCODING" in environ:
            if not self._coming.acquire(timeout=PATIENCE):
                start_response("503 Service Unavailable", [("Content-Type", "text/plain; charset=utf-8"), ("Retry-After", "5")])
                return [FULL]
            try:
                self._take_in(environ)
            finally:
                self._coming.release()
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
