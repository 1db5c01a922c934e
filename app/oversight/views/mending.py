"""The remedies beside the rows of a check."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.access.principals import Permission
from app.accounts.nudging import Receiver, receivers_of, send_personal_link
from app.accounts.resolving import resolve
from app.accounts.searching import codes_below, people_behind
from app.accounts.units import units_within
from app.errors import Conflict, Invalid, NotFound
from app.oversight.answering import numbers_to_send, row_at
from app.oversight.asking import Kept, ask_and_keep, kept_check, with_choice
from app.oversight.check_forms import GuestForm, WhoForm
from app.oversight.forms import blame
from app.oversight.mending import choose_on_team, invite_to, links_for, may_hold, people_at, person_of
from app.oversight.reaching import scope_of
from app.oversight.telling import tell, tell_of_repeat
from app.oversight.views import bp
from app.oversight.witnessing import see_check
from app.reminders.queries import last_mailings
from app.requirements.hearing import question_of
from app.web.guarding import principal, requires
from app.web.requests import now, reading, stop_reading, today_here, transaction


@bp.get("/checks/<code>/people/<int:number>")
@requires(Permission.CHECK_TEAMS)
def mend(code: str, number: int) -> ResponseReturnValue:
    return _mend_page(see_check(code), number, WhoForm())


@bp.post("/checks/<code>/people/<int:number>/link")
@requires(Permission.CHECK_TEAMS)
def send_link(code: str, number: int) -> ResponseReturnValue:
    kept = kept_check(reading(), code)
    receiver = person_of(reading(), kept, number)[1]
    personal, may_copy = links_for(reading(), kept, [receiver])[0], may_hold(receiver)
    stop_reading()
    with transaction() as session:
        is_new = send_personal_link(session, personal, at=now(), by=principal().id)
    if is_new:
        _tell_of_one(receiver.name, personal.link if may_copy else None)
    else:
        tell_of_repeat(receiver.name)
    return redirect(url_for("oversight.check", code=code))


@bp.post("/checks/<code>/links")
@requires(Permission.CHECK_TEAMS)
def send_links(code: str) -> ResponseReturnValue:
    kept = kept_check(reading(), code)
    people = receivers_of(reading(), people_at(reading(), kept.data, numbers_to_send(kept.data))).values()
    personals = links_for(reading(), kept, [one for one in people if one.address])
    stop_reading()
    with transaction() as session:
        sent = [one.receiver.name for one in personals if send_personal_link(session, one, at=now(), by=principal().id)]
    _tell_of_many(sent, len(personals) - len(sent), [one.name for one in people if not one.address])
    return redirect(url_for("oversight.check", code=code))


@bp.post("/checks/<code>/choose")
@requires(Permission.CHECK_TEAMS)
def choose(code: str) -> ResponseReturnValue:
    kept = kept_check(reading(), code)
    row = row_at(kept.data, request.form.get("number", -1, type=int))
    chosen = request.form.get("person", "")
    person_id = people_behind(reading(), [chosen]).get(chosen)
    if row is None or person_id is None or chosen not in {one["code"] for one in row["candidates"]}:
        raise NotFound(_("Choose one of those who are offered."))
    return _ask_with(kept, row["input"], chosen, person_id)


@bp.post("/checks/<code>/people/<int:number>/other")
@requires(Permission.CHECK_TEAMS)
def choose_other(code: str, number: int) -> ResponseReturnValue:
    """Somebody else than the one who was found, by an address, an ORCID iD or an employee number."""
    kept, form = kept_check(reading(), code), WhoForm()
    row = row_at(kept.data, number)
    if row is None:
        raise NotFound
    asked = (form.who.data, "")
    found = resolve(reading(), [asked], scope=scope_of(Permission.CHECK_TEAMS))[asked] if form.who.data else None
    if found is None or found.person is None:
        form.who.errors = (_("Nobody here is known by this. Write an address, an ORCID iD or an employee number."),)
        again = _mend_page if row["person"] else _guest_page
        return again(kept, number, form), 422
    return _ask_with(kept, row["input"], found.person.code, found.person.id)


@bp.get("/checks/<code>/people/<int:number>/invite")
@requires(Permission.CHECK_TEAMS)
def invite_to_check(code: str, number: int) -> ResponseReturnValue:
    return _guest_page(kept_check(reading(), code), number, WhoForm())


@bp.post("/checks/<code>/people/<int:number>/invite")
@requires(Permission.INVITE_PEOPLE)
def invite_to_check_now(code: str, number: int) -> ResponseReturnValue:
    kept = kept_check(reading(), code)
    form, typed = _guest_form(kept, number), _typed_at(kept, number)
    try:
        if form.validate():
            newer, is_new, link = invite_to(kept, typed, form, unit_id=_unit_ids().get(form.unit.data))
            _tell_of_guest(form.name.data, link if is_new else None)
            return redirect(url_for("oversight.check", code=newer))
    except (Invalid, Conflict) as error:
        blame(form, error)
    return _guest_page(kept, number, WhoForm(None), form), 422


def _typed_at(kept: Kept, number: int) -> str:
    row = row_at(kept.data, number)
    if row is None:
        raise NotFound(_("There is nobody at this place of the check."))
    return str(row["input"])


def _guest_page(kept: Kept, number: int, who_form: WhoForm, form: GuestForm | None = None) -> str:
    shown = {"code": kept.row.code, "number": number, "typed": _typed_at(kept, number), "who_form": who_form}
    return render_template("oversight/invite_to_check.html", form=form or _guest_form(kept, number), **shown)


def _guest_form(kept: Kept, number: int) -> GuestForm:
    """Filled in with what was typed, and the unit of the team."""
    scope, typed = scope_of(Permission.INVITE_PEOPLE), _typed_at(kept, number)
    units = [unit for unit in units_within(reading(), scope) if unit.closed_at is None]
    own = next((unit.slug for unit in units if kept.team and unit.id == kept.team.unit_id), "")
    given = {"address" if "@" in typed else "name": typed, "unit": own}
    return GuestForm(units, unit_needed=scope is not None, data=given)


def _unit_ids() -> dict[str, int]:
    return {unit.slug: unit.id for unit in units_within(reading(), scope_of(Permission.INVITE_PEOPLE))}


def _tell_of_guest(name: str, link: str | None) -> None:
    """`link` None: nothing new was sent."""
    if link is None:
        return tell_of_repeat(name)
    words = _("An account of the own, as a guest. The link works once, for 30 days; to copy:")
    return tell(_("An invitation is on its way"), f"{words} {link}", "good")


def _tell_of_one(name: str, link: str | None) -> None:
    words = _("The letter to %(name)s goes out now.", name=name)
    tell(_("A link is on its way"), f"{words} {_('The same link, to copy:')} {link}" if link else words, "good")


def _tell_of_many(sent: list[str], repeated: int, without: list[str]) -> None:
    words = [_("Letters go out now to: %(names)s.", names=", ".join(sent))] if sent else []
    words += [
        ngettext("%(num)s got the same letter today already.", "%(num)s got the same letter today already.", repeated)
    ] * bool(repeated)
    words += [_("No address is known of: %(names)s.", names=", ".join(without))] if without else []
    if sent:
        tell(_("The links are on their way"), " ".join(words), "good")
    else:
        tell(_("No letter was sent"), " ".join(words) or _("Nobody on this list waits for a link."), "soon")


def _ask_with(kept: Kept, typed: str, code: str, person_id: int) -> ResponseReturnValue:
    question = with_choice(question_of(kept.row), typed, code)
    with transaction() as session:
        choose_on_team(session, kept, typed, person_id)
        newer = ask_and_keep(session, question).code
    return redirect(url_for("oversight.check", code=newer))


def _mend_page(kept: Kept, number: int, form: WhoForm) -> str:
    row, receiver = person_of(reading(), kept, number)
    mailed = last_mailings(reading(), [receiver.person_id]).get(receiver.person_id)
    personal = {"link": _link(kept, receiver), "may_hold": may_hold(receiver), "mailed": mailed}
    code = row["person"]["code"]
    reached = codes_below(reading(), [code], scope=scope_of(Permission.REVIEW_PROOFS), on=today_here())
    shown = {"kept": kept, "row": row, "code": code, "number": number, "form": form, "is_reached": code in reached}
    return render_template("oversight/mend.html", **shown, person=receiver, **personal)


def _link(kept: Kept, receiver: Receiver) -> str | None:
    """To copy. None for who never set a password, and where no course would be enough."""
    try:
        return links_for(reading(), kept, [receiver])[0].link if receiver.can_sign_in else None
    except Conflict:
        return None
