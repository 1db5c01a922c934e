"""Sending a file that somebody handed in, so that no browser runs what is in it."""

from __future__ import annotations

from flask import Response

KINDS = {"pdf": ("application/pdf", "pdf"), "png": ("image/png", "png"), "jpeg": ("image/jpeg", "jpg")}
UNKNOWN = ("application/octet-stream", "bin")


def as_attachment(content: bytes, kind: str, *, name: str) -> Response:
    """To be saved, not shown. `name` is ours: what the file was called elsewhere is not kept."""
    mimetype, ending = KINDS.get(kind, UNKNOWN)
    response = Response(content, mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response
