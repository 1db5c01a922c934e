"""Guests, and personal links for people who are known."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access.principals import Permission
from app.errors import Conflict, Invalid
from app.oversight.forms import blame
from app.oversight.handing import Handed, course_choices, guest_form, hand_to, hand_to_guest
from app.oversight.people_forms import LinkForm
from app.oversight.reaching import person_in_reach
from app.oversight.telling import tell, tell_of_repeat
from app.oversight.views import bp
from app.web.guarding import requires


@bp.get("/guests/new")
@requires(Permission.INVITE_PEOPLE)
def guest() -> ResponseReturnValue:
    return render_template("oversight/guest.html", form=guest_form())


@bp.post("/guests/new")
@requires(Permission.INVITE_PEOPLE)
def invite_guest() -> ResponseReturnValue:
    form = guest_form()
    try:
        if form.validate():
            return _respond(hand_to_guest(form))
    except (Invalid, Conflict) as error:
        blame(form, error)
    return render_template("oversight/guest.html", form=form), 422


@bp.get("/people/<code>/link")
@requires(Permission.INVITE_PEOPLE)
def personal_link(code: str) -> ResponseReturnValue:
    person = person_in_reach(Permission.INVITE_PEOPLE, code)
    return render_template("oversight/link.html", person=person, form=LinkForm(course_choices()))


@bp.post("/people/<code>/link")
@requires(Permission.INVITE_PEOPLE)
def give_link(code: str) -> ResponseReturnValue:
    person, form = person_in_reach(Permission.INVITE_PEOPLE, code), LinkForm(course_choices())
    try:
        if form.validate():
            return _respond(hand_to(person, form))
    except (Invalid, Conflict) as error:
        blame(form, error)
    return render_template("oversight/link.html", person=person, form=form), 422


def _respond(handed: Handed) -> ResponseReturnValue:
    """A link that was not mailed stands on the page that answers, and nowhere else."""
    if handed.link is not None:
        return render_template("oversight/link_once.html", handed=handed)
    if handed.is_new:
        tell(_("A letter to %(name)s is on its way", name=handed.name), _("It says that you sent it, and why."), "good")
    else:
        tell_of_repeat(handed.name)
    return redirect(url_for("oversight.people"))
