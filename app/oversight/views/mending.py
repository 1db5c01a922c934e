"""The remedies beside the rows of a check."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from app.access.principals import Permission
from app.accounts.inviting import invite
from app.accounts.models import Person
from app.accounts.resolving import resolve
from app.errors import Conflict, Invalid, NotFound
from app.oversight.answering import row_at, view_of
from app.oversight.asking import Kept, ask_and_keep, kept_check, with_choice
from app.oversight.check_forms import GuestForm, WhoForm
from app.oversight.forms import blame
from app.oversight.mending import (
    choose_on_team,
    codes_in,
    invitation_for,
    mailings,
    person_of,
    prepare_sending,
    send,
)
from app.oversight.telling import tell
from app.oversight.views import bp
from app.oversight.witnessing import see_check
from app.requirements.answers import Fix
from app.requirements.hearing import question_of
from app.web.guarding import principal, requires
from app.web.requests import now, reading, stop_reading, transaction


@bp.get("/checks/<code>/people/<int:number>")
@requires(Permission.CHECK_TEAMS)
def mend(code: str, number: int) -> ResponseReturnValue:
    return render_template("oversight/mend.html", **_one(see_check(code), number, WhoForm()))


@bp.post("/checks/<code>/people/<int:number>/link")
@requires(Permission.CHECK_TEAMS)
def send_link(code: str, number: int) -> ResponseReturnValue:
    kept = kept_check(reading(), code)
    _row, person = person_of(reading(), kept, number)
    sending = prepare_sending(reading(), kept, person)
    stop_reading()
    with transaction() as session:
        send(session, sending, kept.row, by=principal().id, at=now())
    words = _("The letter to %(name)s goes out now. The same link, to copy:", name=sending.person.name)
    tell(_("A link is on its way"), f"{words} {sending.link}", "good")
    return redirect(url_for("oversight.check", code=code))


@bp.post("/checks/<code>/links")
@requires(Permission.CHECK_TEAMS)
def send_links(code: str) -> ResponseReturnValue:
    kept, language = kept_check(reading(), code), "en"
    numbers = _to_send(kept, language)
    sendings = [prepare_sending(reading(), kept, person_of(reading(), kept, number)[1]) for number in numbers]
    stop_reading()
    with transaction() as session:
        for sending in sendings:
            send(session, sending, kept.row, by=principal().id, at=now())
    names = ", ".join(sending.person.name for sending in sendings)
    tell(_("The links are on their way"), _("Letters go out now to: %(names)s.", names=names), "good")
    return redirect(url_for("oversight.check", code=code))


@bp.post("/checks/<code>/choose")
@requires(Permission.CHECK_TEAMS)
def choose(code: str) -> ResponseReturnValue:
    kept = kept_check(reading(), code)
    row = row_at(kept.data, request.form.get("number", -1, type=int))
    chosen = request.form.get("person", "")
    person_id = reading().scalar(select(Person.id).where(Person.code == chosen))
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
    found = resolve(reading(), [asked])[asked] if form.who.data else None
    if found is None or found.person is None:
        form.who.errors = (_("Nobody here is known by this. Write an address, an ORCID iD or an employee number."),)
        return render_template("oversight/mend.html", **_one(kept, number, form)), 422
    return _ask_with(kept, row["input"], found.person.code, found.person.id)


@bp.get("/checks/<code>/people/<int:number>/invite")
@requires(Permission.CHECK_TEAMS)
def invite_to_check(code: str, number: int) -> ResponseReturnValue:
    row = row_at(kept_check(reading(), code).data, number)
    if row is None:
        raise NotFound
    typed = row["input"]
    given = {"address": typed} if "@" in typed else {"name": typed}
    return render_template("oversight/invite_to_check.html", form=GuestForm(data=given), code=code, number=number, typed=typed)


@bp.post("/checks/<code>/people/<int:number>/invite")
@requires(Permission.INVITE_PEOPLE)
def invite_to_check_now(code: str, number: int) -> ResponseReturnValue:
    kept, form = kept_check(reading(), code), GuestForm()
    row = row_at(kept.data, number)
    if row is None:
        raise NotFound
    try:
        newer, link = _invite(kept, row["input"], form)
    except (Invalid, Conflict) as error:
        blame(form, error)
        shown = {"form": form, "code": code, "number": number, "typed": row["input"]}
        return render_template("oversight/invite_to_check.html", **shown), 422
    words = _("An account of the own, as a guest. The link works once, for 30 days; to copy:")
    tell(_("An invitation is on its way"), f"{words} {link}", "good")
    return redirect(url_for("oversight.check", code=newer))


def _invite(kept: Kept, typed: str, form: GuestForm) -> tuple[str, str]:
    """The code of the next answer, on which the guest stands, and the link."""
    invitation = invitation_for(form.name.data, form.address.data)
    question = question_of(kept.row)
    with transaction() as session:
        person = invite(session, invitation, at=now(), by=principal().id)
        choose_on_team(session, kept, typed, person.id)
        newer = ask_and_keep(session, with_choice(question, typed, person.code)).code
    return newer, invitation.link


def _ask_with(kept: Kept, typed: str, code: str, person_id: int) -> ResponseReturnValue:
    question = with_choice(question_of(kept.row), typed, code)
    with transaction() as session:
        choose_on_team(session, kept, typed, person_id)
        newer = ask_and_keep(session, question).code
    return redirect(url_for("oversight.check", code=newer))


def _one(kept: Kept, number: int, form: WhoForm) -> dict[str, Any]:
    row, person = person_of(reading(), kept, number)
    link = _link(kept, person)
    mailed = mailings(reading(), codes_in(kept.data)).get(person.code)
    return {"kept": kept, "row": row, "person": person, "number": number, "form": form, "link": link, "mailed": mailed}


def _link(kept: Kept, person: Person) -> str | None:
    """To copy. None for who never set a password, and where no course would be enough."""
    try:
        return prepare_sending(reading(), kept, person).link if person.password_hash else None
    except Conflict:
        return None


def _to_send(kept: Kept, language: str) -> list[int]:
    rows = [row for rule in view_of(kept.data, language).rules for group in rule.groups for row in group.rows]
    return sorted({row.number for row in rows if row.action is Fix.SEND_LINK})
