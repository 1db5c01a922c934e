"""A certificate as its owner holds it. Nobody else is told that it exists; they check it under its code."""

from __future__ import annotations

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.catalogue.topics import topic_words
from app.credentials.codes import in_fours, read_code
from app.credentials.hearing import SIZES
from app.credentials.issuing import reissue_certificate
from app.credentials.queries import find_paper
from app.credentials.showing import show_name as choose_showing
from app.credentials.verifying import Verification, certificate_of
from app.credentials.wording import certificate_data, line_for_cv
from app.languages import paper_size
from app.learning.attesting import issuer_from
from app.learning.remembering import find_offer
from app.learning.views import bp
from app.web.filters import reader_locale
from app.web.guarding import principal, signed_in
from app.web.press import print_document
from app.web.requests import now, reading, settings, transaction


@bp.get("/certificates/<code>")
@signed_in
def certificate(code: str) -> ResponseReturnValue:
    mine, issuer = _find(code), issuer_from(settings())
    return render_template(
        "learning/certificate.html",
        certificate=mine,
        code=in_fours(mine.code),
        successor=in_fours(mine.successor) if mine.successor else None,
        issuer=issuer,
        line=line_for_cv(mine, issuer),
        topics=topic_words(str(reader_locale())),
        offer=find_offer(reading(), completion_id=mine.completion_id, person_id=principal().id),
        other_size=next(size for size in SIZES if size != own_paper()),
    )


@bp.get("/certificates/<code>.pdf")
@signed_in
def certificate_pdf(code: str) -> ResponseReturnValue:
    """As the worker made it; on the spot where it has not yet."""
    mine, asked = _find(code), request.args.get("paper", "")
    size = asked if asked in SIZES else own_paper()
    made = find_paper(reading(), certificate_id=mine.id, size=size)
    content = made or print_document("certificate", certificate_data(mine, issuer_from(settings()), paper=size))
    answer = make_response(content)
    answer.mimetype = "application/pdf"
    answer.headers["Content-Disposition"] = f'attachment; filename="certificate-{in_fours(mine.code)}.pdf"'
    return answer


@bp.post("/certificates/<code>/name")
@signed_in
def show_name(code: str) -> ResponseReturnValue:
    mine, in_full = _find(code), request.form.get("in_full") == "yes"
    with transaction() as session:
        choose_showing(session, certificate_id=mine.id, person_id=principal().id, in_full=in_full, at=now())
    words = _("Whoever checks this certificate now reads your full name.") if in_full else _("Now only initials are shown.")
    flash(words, "good")
    return redirect(url_for("learning.certificate", code=in_fours(mine.code)))


@bp.post("/certificates/<code>/reissue")
@signed_in
def reissue(code: str) -> ResponseReturnValue:
    mine = _find(code)
    with transaction() as session:
        new = reissue_certificate(session, certificate_id=mine.id, person_id=principal().id, at=now()).code
    flash(_("Issued again in your present name. The former certificate now says that it was replaced."), "seal")
    return redirect(url_for("learning.certificate", code=in_fours(new)))


def own_paper() -> str:
    """The paper size of the reader's country."""
    return paper_size(principal().language, principal().zone)


def _find(typed: str) -> Verification:
    return certificate_of(reading(), code=read_code(typed) or "", person_id=principal().id)
