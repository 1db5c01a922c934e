"""The second step of a sign-in."""

from __future__ import annotations

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from app.entry import enrolling, proving
from app.entry.forms import ProveForm, blame
from app.entry.sessions import way_on
from app.entry.views import bp
from app.errors import Invalid
from app.web.guarding import SECOND_FACTOR_DONE, open_to_all


@bp.get("/sign-in/second")
@open_to_all
def prove() -> ResponseReturnValue:
    asked, target = proving.whose_proof(), request.args.get("next")
    if asked is None:
        return redirect(url_for("entry.sign_in"))
    if not asked.half and session.get(SECOND_FACTOR_DONE):
        return redirect(way_on(asked.me.id, target=target))
    if not asked.factors:
        enrolling.want(target)
        return redirect(url_for("entry.second_factor"))
    return _page(asked, ProveForm(next=target))


@bp.post("/sign-in/second")
@open_to_all
def prove_now() -> ResponseReturnValue:
    asked, form = proving.whose_proof(), ProveForm()
    if asked is None or not asked.factors:
        return redirect(url_for("entry.sign_in"))
    try:
        if form.validate():
            return redirect(proving.prove(asked, form))
    except Invalid as error:
        blame(form, error)
    return _page(asked, form), 422


def _page(asked: proving.Asked, form: ProveForm) -> str:
    form.credential.data = form.recovery.data = form.typed.data = ""
    return render_template("entry/prove.html", asked=asked, form=form, options=proving.options_for(asked))
