"""The evidence of a check, to file: signed JSON, PDF, all of it as an archive; the public keys; whether anything was voided
since."""

from __future__ import annotations

from flask import Response, make_response
from flask.typing import ResponseReturnValue

from app.access.principals import Permission
from app.languages import paper_size
from app.oversight.asking import Kept
from app.oversight.views import bp
from app.oversight.witnessing import see_check
from app.requirements.evidence import archive_of, fingerprint, signed_file
from app.requirements.evidence_wording import evidence_data
from app.web.filters import reader_locale
from app.web.guarding import requires
from app.web.press import print_document
from app.web.requests import reading, settings


@bp.get("/checks/<code>/evidence.json")
@requires(Permission.SEE_CHECKS)
def check_json(code: str) -> ResponseReturnValue:
    kept = see_check(code)
    return _to_keep(make_response(signed_file(kept.row)), kept, "json", "application/json")


@bp.get("/checks/<code>/evidence.pdf")
@requires(Permission.SEE_CHECKS)
def check_pdf(code: str) -> ResponseReturnValue:
    kept = see_check(code)
    return _to_keep(make_response(_paper(kept)), kept, "pdf", "application/pdf")


@bp.get("/checks/<code>/evidence.zip")
@requires(Permission.SEE_CHECKS)
def check_zip(code: str) -> ResponseReturnValue:
    kept = see_check(code)
    return _to_keep(make_response(archive_of(reading(), kept.row, pdf=_paper(kept))), kept, "zip", "application/zip")


def _paper(kept: Kept) -> bytes:
    language = str(reader_locale())
    paper = paper_size(language, settings().zone)
    return print_document("evidence", evidence_data(kept.data, fingerprint=fingerprint(kept.row), language=language, paper=paper))


def _to_keep(response: Response, kept: Kept, ending: str, kind: str) -> Response:
    response.mimetype = kind
    name = f"evidence-{kept.row.sponsor}-{kept.row.happens_on.isoformat()}-{kept.row.code[:6]}.{ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
