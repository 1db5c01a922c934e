"""Completions: the list, the same list as a file, and the two acts that hurt."""

from __future__ import annotations

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access.principals import Permission
from app.credentials.codes import in_fours, read_code
from app.credentials.issuing import revoke_certificate
from app.errors import Conflict, Invalid, NotFound
from app.oversight.downloading import COLUMNS, stream_csv
from app.oversight.elsewhere import page_of_elsewhere
from app.oversight.forms import ReasonForm, blame
from app.oversight.listing import asked_by, asked_for_one, completions_form, list_heading
from app.oversight.queries import Line, find_certificate, find_completion, page_of_completions
from app.oversight.telling import tell
from app.oversight.views import bp
from app.oversight.witnessing import see_list
from app.privacy.shapes import Listed
from app.records.recording import void_completion
from app.web.guarding import principal, requires
from app.web.requests import database, now, reading, stop_reading, today_here, transaction


@bp.get("/completions")
@requires(Permission.SEE_COMPLETIONS)
def completions() -> ResponseReturnValue:
    form = completions_form()
    if not form.validate():
        return render_template("oversight/completions.html", form=form, found=None, title=_("Completions"), columns=COLUMNS), 422
    asked, page = asked_by(form), request.args.get("page", 1, type=int)
    see_list(Listed.COMPLETIONS, Permission.SEE_COMPLETIONS, unit_id=asked.unit_id)
    found = (page_of_elsewhere if asked.elsewhere else page_of_completions)(reading(), asked, page=page)
    title = list_heading(found.total, form)
    return render_template("oversight/completions.html", form=form, found=found, title=title, columns=COLUMNS)


@bp.get("/completions.csv")
@requires(Permission.SEE_COMPLETIONS)
def completions_csv() -> ResponseReturnValue:
    form = completions_form()
    if not form.validate():
        return redirect(f"{url_for('oversight.completions')}?{request.query_string.decode()}")
    asked = asked_by(form)
    see_list(Listed.COMPLETIONS_FILE, Permission.SEE_COMPLETIONS, unit_id=asked.unit_id)
    stop_reading()
    name = f"completions-{today_here().isoformat()}.csv"
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(stream_csv(database(), asked), mimetype="text/csv", headers=disposition)


@bp.get("/completions/<code>/void")
@requires(Permission.VOID_RECORDS)
def void(code: str) -> ResponseReturnValue:
    _completion_id, line = find_completion(reading(), code, asked_for_one())
    return render_template("oversight/void.html", line=_not_voided(line), form=ReasonForm())


@bp.post("/completions/<code>/void")
@requires(Permission.VOID_RECORDS)
def void_now(code: str) -> ResponseReturnValue:
    completion_id, line = find_completion(reading(), code, asked_for_one())
    form = ReasonForm()
    try:
        with transaction() as session:
            void_completion(session, completion_id=completion_id, reason=form.reason.data, by=principal().id, at=now())
    except Invalid as error:
        blame(form, error)
        return render_template("oversight/void.html", line=line, form=form), 422
    tell(_("The completion is voided"), _("That is on record, with your reason. It counts no longer."), "seal")
    return redirect(url_for("oversight.person", code=line.person))


@bp.get("/certificates/<code>/revoke")
@requires(Permission.VOID_RECORDS)
def revoke(code: str) -> ResponseReturnValue:
    _certificate_id, revoked_at, line = find_certificate(reading(), _stored(code), asked_for_one())
    if revoked_at:
        raise Conflict(_("This certificate was revoked before."))
    return render_template("oversight/revoke.html", line=line, code=in_fours(_stored(code)), form=ReasonForm())


@bp.post("/certificates/<code>/revoke")
@requires(Permission.VOID_RECORDS)
def revoke_now(code: str) -> ResponseReturnValue:
    certificate_id, _revoked_at, line = find_certificate(reading(), _stored(code), asked_for_one())
    form = ReasonForm()
    try:
        with transaction() as session:
            revoke_certificate(session, certificate_id=certificate_id, reason=form.reason.data, by=principal().id, at=now())
    except Invalid as error:
        blame(form, error)
        return render_template("oversight/revoke.html", line=line, code=in_fours(_stored(code)), form=form), 422
    tell(_("The certificate is revoked"), _("That is on record, with your reason. Whoever checks it is told."), "seal")
    return redirect(url_for("oversight.person", code=line.person))


def _stored(typed: str) -> str:
    code = read_code(typed)
    if code is None:
        raise NotFound(_("There is no such certificate."))
    return code


def _not_voided(line: Line) -> Line:
    if line.voided_at:
        raise Conflict(_("This completion was voided before."))
    return line
