"""Giving somebody a link: by mail, or shown once to be given away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import current_app

from app.access.principals import Permission
from app.accounts.nudging import prepare_personal_link, send_personal_link
from app.accounts.searching import Found
from app.accounts.units import units_within
from app.catalogue.queries import current_courses
from app.mail.composing import Composer
from app.oversight.people_forms import GuestForm, LinkForm
from app.oversight.reaching import scope_of, today
from app.records.assigning import given_because
from app.records.welcoming import invite_guest, prepare_guest
from app.web.guarding import principal
from app.web.requests import now, reading, settings, stop_reading, transaction


@dataclass(frozen=True, slots=True)
class Handed:
    """`link` is there where it was not mailed: it is shown this once."""

    code: str
    name: str
    link: str | None


def guest_form() -> GuestForm:
    scope = scope_of(Permission.INVITE_PEOPLE)
    units = [unit for unit in units_within(reading(), scope) if unit.closed_at is None]
    return GuestForm(course_choices(), units, unit_needed=scope is not None, today=today())


def course_choices() -> list[tuple[str, str]]:
    return [(str(course.item_id), course.content.title) for course in current_courses(reading())]


def hand_to_guest(form: GuestForm) -> Handed:
    """Raises `Invalid` or `Conflict`."""
    course_id, slug, title = _course(form)
    units = {unit.slug: unit.id for unit in units_within(reading(), scope_of(Permission.INVITE_PEOPLE))}
    stop_reading()
    language, zone, base = settings().languages[0], settings().zone, settings().base_address.rstrip("/")
    said = {"name": form.name.data, "address": form.address.data, "course": title, "because": form.because.data}
    invitation = prepare_guest(_composer(), host=principal().name, base_address=base, language=language, zone=zone, **said)
    how = {"because": form.because.data, "due_on": form.due_on.data, "is_mailed": form.way.data == "mail"}
    unit_id, by = units.get(form.unit.data), principal().id
    with transaction() as session:
        person = invite_guest(session, invitation, unit_id=unit_id, course_id=course_id, slug=slug, at=now(), by=by, **how)
        return Handed(person.code, invitation.name, None if how["is_mailed"] else invitation.link)


def hand_to(person: Found, form: LinkForm) -> Handed:
    """Raises `Invalid` or `Conflict`."""
    _course_id, slug, title = _course(form)
    base, because = settings().base_address.rstrip("/"), given_because(form.because.data)
    said = {"target": f"/courses/{slug}", "course": title, "because": because, "host": principal().name}
    personal = prepare_personal_link(reading(), _composer(), person_id=person.id, base_address=base, **said)
    is_mailed = form.way.data == "mail"
    with transaction() as session:
        send_personal_link(session, personal, at=now(), by=principal().id, is_mailed=is_mailed)
    return Handed(person.code, person.name, None if is_mailed else personal.link)


def _course(form: LinkForm) -> tuple[int, str, str]:
    found = next(course for course in current_courses(reading()) if str(course.item_id) == form.course.data)
    return found.item_id, found.slug, found.content.title


def _composer() -> Composer:
    return cast(Composer, current_app.extensions["openward.composer"])
