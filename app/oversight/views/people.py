"""People: the register, and inviting somebody into it."""

from __future__ import annotations

from hashlib import sha256

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access.principals import Permission
from app.accounts.inviting import invite, prepare_invitation
from app.accounts.searching import find_people
from app.accounts.units import units_within
from app.errors import Conflict, Invalid
from app.oversight.forms import InviteForm, PeopleFilter, blame
from app.oversight.reaching import scope_of
from app.oversight.telling import tell
from app.oversight.views import bp
from app.oversight.witnessing import see_list
from app.oversight.wording import person_state
from app.privacy.shapes import Listed
from app.records.standing import standings
from app.web.guarding import principal, requires
from app.web.requests import composer, now, reading, settings, stop_reading, today_here, transaction


@bp.get("/people")
@requires(Permission.SEE_PEOPLE)
def people() -> ResponseReturnValue:
    scope = scope_of(Permission.SEE_PEOPLE)
    units = units_within(reading(), scope)
    form = PeopleFilter(request.args, units)
    if not form.validate():
        return render_template("oversight/people.html", form=form, found=None), 422
    unit_id = next((unit.id for unit in units if unit.slug == form.unit.data), None)
    see_list(Listed.PEOPLE, Permission.SEE_PEOPLE, unit_id=unit_id)
    page = request.args.get("page", 1, type=int)
    found = find_people(reading(), words=form.words.data, unit_id=unit_id, scope=scope, on=today_here(), page=page)
    states = standings(reading(), [person.id for person in found.people])
    lines = [(person, person_state(states[person.id].state(today_here())), states[person.id]) for person in found.people]
    return render_template("oversight/people.html", form=form, found=found, lines=lines)


@bp.get("/people/invite")
@requires(Permission.INVITE_PEOPLE)
def invite_person() -> ResponseReturnValue:
    return render_template("oversight/invite.html", form=_invite_form())


@bp.post("/people/invite")
@requires(Permission.INVITE_PEOPLE)
def send_invitation() -> ResponseReturnValue:
    form = _invite_form()
    try:
        if form.validate():
            code = _invite(form)
            tell(_("An invitation is on its way"), _("The link in it is good for 30 days."), "good")
            return redirect(url_for("oversight.person", code=code) if form.unit.data else url_for("oversight.people"))
    except (Invalid, Conflict) as error:
        blame(form, error)
    return render_template("oversight/invite.html", form=form), 422


def _invite_form() -> InviteForm:
    scope = scope_of(Permission.INVITE_PEOPLE)
    return InviteForm(units_within(reading(), scope), unit_needed=scope is not None)


def _invite(form: InviteForm) -> str:
    """Pressed twice within a minute, it is one letter, and one link."""
    units = {unit.slug: unit.id for unit in units_within(reading(), scope_of(Permission.INVITE_PEOPLE))}
    stop_reading()
    language, zone, base = settings().languages[0], settings().zone, settings().base_address.rstrip("/")
    name, address = form.name.data, form.address.data
    invitation = prepare_invitation(composer(), name=name, address=address, base_address=base, language=language, zone=zone)
    unit = {"unit_id": units.get(form.unit.data), "affiliation": form.affiliation.data}
    key = f"invite:{sha256(invitation.address.encode()).hexdigest()[:24]}:{now():%Y-%m-%dT%H:%M}"
    with transaction() as session:
        return invite(session, invitation, at=now(), by=principal().id, key=key, **unit).person.code
