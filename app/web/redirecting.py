"""Where a browser is led that cannot simply follow: by a script that sends a form, or from an address that only takes forms."""

from __future__ import annotations

from flask import Flask, Response, request
from flask.globals import request_ctx
from werkzeug.exceptions import HTTPException

ASKS = "X-Redirect"
"""With the value `tell`, a redirect is told, in `Location`, instead of made: the page there is loaded once, with its message."""


def init_redirecting(app: Flask) -> None:
    @app.after_request
    def tell(response: Response) -> Response:
        if response.status_code in (302, 303) and request.headers.get(ASKS) == "tell":
            response.status_code = 204
            response.set_data(b"")
        return response


def page_above() -> str | None:
    """For a form's own address that is opened, as after a refusal: the nearest one above it that can be."""
    adapter, path = request_ctx.url_adapter, request.path
    while adapter and path != "/" and request.method in ("GET", "HEAD"):
        page, dot, ending = path.rpartition(".")
        path = page if dot and "/" not in ending else path.rpartition("/")[0] or "/"
        try:
            adapter.match(path, method="GET")
        except HTTPException:
            continue
        return request.root_path + path
    return None
