"""What stands at the foot of every page: whom to ask, accessibility, privacy, light or dark."""

from __future__ import annotations

import datetime as dt

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.catalogue.queries import current_overlays
from app.entry.views import bp
from app.web.guarding import is_safe_target, open_to_all
from app.web.looks import look_cookie
from app.web.requests import reading, settings

YEAR = dt.timedelta(days=365)


@bp.get("/whom-to-ask")
@open_to_all
def whom_to_ask() -> ResponseReturnValue:
    overlay = current_overlays(reading()).get("whom-to-ask")
    return render_template("entry/whom_to_ask.html", overlay=overlay, office=settings().office_address)


@bp.get("/accessibility")
@open_to_all
def accessibility() -> ResponseReturnValue:
    return render_template("entry/accessibility.html")


@bp.post("/look")
@open_to_all
def look() -> ResponseReturnValue:
    target, chosen = request.form.get("next"), request.form.get("look", "device")
    response = redirect(target if target and is_safe_target(target) else url_for("learning.dashboard"))
    if chosen in ("light", "dark"):
        response.set_cookie(look_cookie(), chosen, max_age=YEAR, secure=settings().is_secure, httponly=True, samesite="Lax")
    else:
        response.delete_cookie(look_cookie(), secure=settings().is_secure, httponly=True, samesite="Lax")
    return response
