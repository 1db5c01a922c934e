"""Many completions from elsewhere at once, from a provider's export."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from app.access.principals import Permission
from app.equivalents.exports import LARGEST
from app.errors import Conflict, Invalid
from app.oversight.importing import SHOWN, Sorted, hand_in_chosen, hand_in_sure, keep_import, sorted_import
from app.oversight.proof_forms import HandInForm, ImportForm
from app.oversight.views import bp
from app.web.fields import blame, chosen_bytes
from app.web.guarding import requires, takes_file
from app.web.requests import transaction


@bp.get("/equivalent-imports")
@requires(Permission.REVIEW_PROOFS)
def proof_imports() -> ResponseReturnValue:
    return render_template("oversight/proof_imports.html", form=ImportForm())


@bp.post("/equivalent-imports")
@requires(Permission.REVIEW_PROOFS)
@takes_file
def import_proofs() -> ResponseReturnValue:
    form = ImportForm()
    try:
        if form.validate():
            content = chosen_bytes(form.file, LARGEST)
            if content is None:
                raise Invalid(_("Choose the file"), field="file")
            with transaction() as session:
                code = keep_import(session, content)
            return redirect(url_for("oversight.proof_import", code=code))
    except (Invalid, Conflict) as error:
        blame(form, error)
    return render_template("oversight/proof_imports.html", form=form), 422


@bp.get("/equivalent-imports/<code>")
@requires(Permission.REVIEW_PROOFS)
def proof_import(code: str) -> ResponseReturnValue:
    return render_template("oversight/proof_import.html", found=sorted_import(code), shown=SHOWN, form=HandInForm())


@bp.post("/equivalent-imports/<code>")
@requires(Permission.REVIEW_PROOFS)
def hand_in_lines(code: str) -> ResponseReturnValue:
    found, form = sorted_import(code), HandInForm()
    try:
        if form.validate():
            with transaction() as session:
                count = _hand_in(session, found, form)
            flash(ngettext("%(num)s line is handed in", "%(num)s lines are handed in", count), "good")
            return redirect(url_for("oversight.proof_import", code=code))
    except (Invalid, Conflict) as error:
        blame(form, error)
    return render_template("oversight/proof_import.html", found=sorted_import(code), shown=SHOWN, form=form), 422


def _hand_in(session: Session, found: Sorted, form: HandInForm) -> int:
    how = {"topics": form.topics.data, "at_once": form.at_once.data}
    if request.form.get("which") == "chosen":
        return hand_in_chosen(session, found, request.form, **how)
    return hand_in_sure(session, found, **how)
