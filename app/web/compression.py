"""Pages leave compressed where the browser can read it."""

from __future__ import annotations

import gzip
import io
import secrets
from functools import lru_cache

from flask import Flask, Response, request
from werkzeug.http import parse_accept_header

LEAST = 500
"""Bytes below which compressing costs more than it saves."""
TYPES = {"text/html", "text/plain", "text/csv", "application/json", "image/svg+xml"}
LEVEL = 1
PADDING = 64


def compress(app: Flask) -> None:
    app.after_request(squeeze)


@lru_cache(256)
def takes_gzip(accepted: str) -> bool:
    """By the header in which a browser says what encodings it takes."""
    return parse_accept_header(accepted).quality("gzip") > 0


def squeeze(response: Response) -> Response:
    """Streams and files pass untouched. A header of random length hides how well a page with a secret in it compressed."""
    if "Content-Encoding" in response.headers or response.status_code in (204, 206, 304):
        return response
    if response.mimetype not in TYPES or response.is_streamed or response.direct_passthrough:
        return response
    content = response.get_data()
    if len(content) <= LEAST:
        return response
    response.vary.add("Accept-Encoding")
    if not takes_gzip(request.headers.get("Accept-Encoding", "")):
        return response
    out = io.BytesIO()
    name = "a" * secrets.randbelow(PADDING)
    with gzip.GzipFile(filename=name, mode="wb", compresslevel=LEVEL, fileobj=out, mtime=0) as squeezed:
        squeezed.write(content)
    response.set_data(out.getvalue())
    response.headers["Content-Encoding"] = "gzip"
    etag, is_weak = response.get_etag()
    if etag and not is_weak:
        response.set_etag(etag, weak=True)
    return response
