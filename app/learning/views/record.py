"""Everything a person ever completed, to read and to take along."""

from __future__ import annotations

from flask import Response, jsonify, make_response, render_template
from flask.typing import ResponseReturnValue

from app.catalogue.queries import current_courses
from app.credentials.queries import Entry, entries_of
from app.credentials.record_wording import Owner, record_data, record_facts, record_table
from app.credentials.wording import line_for_cv
from app.documents.sheets import csv_lines
from app.equivalents.queries import Handed, handed_by
from app.languages import paper_size
from app.learning.attesting import issuer_from
from app.learning.views import bp
from app.records.queries import excuses_of
from app.requirements.certifying import certifications_of
from app.teams.queries import teams_seen
from app.web.guarding import principal, signed_in
from app.web.press import print_document
from app.web.requests import now, reading, settings, today_here


@bp.get("/record")
@signed_in
def record() -> ResponseReturnValue:
    entries, issuer = entries_of(reading(), principal().id), issuer_from(settings())
    lines = {one.id: line_for_cv(one, issuer) for entry in entries for one in entry.certificates}
    certified = certifications_of(reading(), principal().id)
    excused = excuses_of(reading(), principal().id)
    titles = {one.item_id: one.content.title for one in current_courses(reading())} if excused else {}
    led = teams_seen(reading(), scope=frozenset(), lead_id=principal().id, on=today_here())
    shown = {"handed": _handed(), "certified": certified, "excused": excused, "titles": titles, "led": led}
    return render_template("learning/record.html", entries=entries, lines=lines, **shown)


@bp.get("/record.pdf")
@signed_in
def record_pdf() -> ResponseReturnValue:
    owner = _owner()
    size = paper_size(owner.language, owner.zone)
    data = record_data(_entries(), owner, issuer_from(settings()), paper=size, at=now(), handed=_handed())
    return _to_keep(make_response(print_document("record", data)), "pdf", "application/pdf")


@bp.get("/record.csv")
@signed_in
def record_csv() -> ResponseReturnValue:
    table = record_table(_entries(), _owner(), issuer_from(settings()), handed=_handed())
    return _to_keep(make_response("".join(csv_lines(table))), "csv", "text/csv")


@bp.get("/record.json")
@signed_in
def record_json() -> ResponseReturnValue:
    facts = record_facts(_entries(), _owner(), issuer_from(settings()), at=now(), handed=_handed())
    return _to_keep(jsonify(facts), "json", "application/json")


def _entries() -> list[Entry]:
    return entries_of(reading(), principal().id)


def _handed() -> list[Handed]:
    return handed_by(reading(), principal().id)


def _owner() -> Owner:
    return Owner(principal().name, principal().language, principal().zone)


def _to_keep(response: Response, ending: str, kind: str) -> Response:
    response.mimetype = kind
    response.headers["Content-Disposition"] = f'attachment; filename="training-record.{ending}"'
    return response
