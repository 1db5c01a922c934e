"""What a version of a course covers of what is asked of training: open to all, on the page, on paper and as a table."""

from __future__ import annotations

from flask import Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from app.documents.sheets import csv_lines
from app.languages import paper_size
from app.learning.attesting import issuer_from
from app.learning.proving import Proof, prove
from app.learning.views import bp
from app.requirements.coverage_wording import coverage_data, coverage_table
from app.web.filters import reader_locale
from app.web.guarding import open_to_all
from app.web.press import print_document
from app.web.requests import reading, settings

ADDRESS = "/courses/<course>/coverage"


@bp.get(ADDRESS)
@open_to_all
def coverage(course: str) -> ResponseReturnValue:
    return render_template("learning/coverage.html", proof=_find(course))


@bp.get(f"{ADDRESS}.pdf")
@open_to_all
def coverage_pdf(course: str) -> ResponseReturnValue:
    proof, language = _find(course), str(reader_locale())
    zone = settings().zone
    paper = paper_size(language, zone)
    data = coverage_data(proof.coverage, proof.sources, issuer_from(settings()), language=language, paper=paper, zone=zone)
    return _to_keep(make_response(print_document("coverage", data)), proof, "pdf", "application/pdf")


@bp.get(f"{ADDRESS}.csv")
@open_to_all
def coverage_csv(course: str) -> ResponseReturnValue:
    proof = _find(course)
    table = coverage_table(proof.coverage, proof.sources)
    return _to_keep(make_response("".join(csv_lines(table))), proof, "csv", "text/csv")


def _find(course: str) -> Proof:
    return prove(reading(), course=course, label=request.args.get("version"))


def _to_keep(response: Response, proof: Proof, ending: str, kind: str) -> Response:
    response.mimetype = kind
    name = f"coverage-{proof.course.slug}-{proof.course.label}.{ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
