"""What is held about oneself, who looked, being erased; the privacy notice in its versions; the seal for everybody to see."""

from __future__ import annotations

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from app.audit.heads import newest_head
from app.entry.own_data import notice_html, send_json, send_page
from app.entry.views import bp
from app.errors import NotFound
from app.privacy.erasing import ask_erasure, let_go_on, open_request, plan_erasure, withdraw_request
from app.privacy.notices import current_notice, keep_read, notice_since, notices
from app.privacy.queries import looks_at, notices_read
from app.requirements.seal_signing import signed_head
from app.requirements.signing import signer_from
from app.web.guarding import open_to_all, principal, reader, signed_in
from app.web.requests import database, now, reading, settings, stop_reading, today_here, transaction


@bp.get("/privacy")
@open_to_all
def privacy() -> ResponseReturnValue:
    day, me = request.args.get("since"), reader()
    notice = notice_since(day) if day else current_notice()
    read = notices_read(reading(), me.id) if me else {}
    shown = {"notice": notice, "current": current_notice(), "notices": notices(), "read": read}
    return render_template("entry/privacy.html", html=notice_html(notice, settings()), **shown)


@bp.post("/privacy/read")
@signed_in
def privacy_read() -> ResponseReturnValue:
    with transaction() as session:
        keep_read(session, person_id=principal().id, digest=request.form.get("digest", ""), at=now())
    flash(_("Kept that you read it"), "good")
    return redirect(url_for("learning.dashboard"))


@bp.get("/account/data")
@signed_in
def your_data() -> ResponseReturnValue:
    asked = open_request(reading(), principal().id)
    return render_template("entry/your_data.html", asked=asked, gone_at=let_go_on(reading(), asked))


@bp.get("/account/data.json")
@signed_in
def your_data_json() -> ResponseReturnValue:
    stop_reading()
    return send_json(database(), settings(), principal().id, at=now())


@bp.get("/account/data.html")
@signed_in
def your_data_page() -> ResponseReturnValue:
    stop_reading()
    return send_page(database(), settings(), principal().id, at=now(), language=str(get_locale()))


@bp.get("/account/looks")
@signed_in
def who_looked() -> ResponseReturnValue:
    return render_template("entry/who_looked.html", looks=looks_at(reading(), principal().id))


@bp.get("/account/erasure")
@signed_in
def erasure() -> ResponseReturnValue:
    session, on = reading(), today_here()
    plan = plan_erasure(session, principal().id, on=on, years=settings().retention_years)
    asked = open_request(session, principal().id)
    return render_template("entry/erasure.html", asked=asked, gone_at=let_go_on(session, asked), plan=plan)


@bp.post("/account/erasure")
@signed_in
def ask_for_erasure() -> ResponseReturnValue:
    with transaction() as session:
        ask_erasure(session, principal().id, at=now())
    flash(_("Your request is with the office"), "good")
    return redirect(url_for("entry.erasure"))


@bp.post("/account/erasure/withdraw")
@signed_in
def withdraw_erasure() -> ResponseReturnValue:
    with transaction() as session:
        withdraw_request(session, principal().id, at=now())
    flash(_("Your request is taken back"), "good")
    return redirect(url_for("entry.your_data"))


@bp.get("/seal")
@open_to_all
def seal() -> ResponseReturnValue:
    return render_template("entry/seal.html", head=newest_head(reading()))


@bp.get("/seal.json")
@open_to_all
def seal_json() -> ResponseReturnValue:
    head, config = newest_head(reading()), settings()
    if head is None:
        raise NotFound(_("Nothing is sealed yet."))
    keys_at = f"{config.base_address.rstrip('/')}/.well-known/openward-keys.json"
    return jsonify(signed_head(head, signer_from(config.key("signing")), institution=config.institution, keys_at=keys_at))
