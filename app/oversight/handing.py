"""Giving somebody a link: by mail, or shown once to be given away."""

from __future__ import annotations

from dataclasses import dataclass

from app.access.principals import Permission
from app.accounts.nudging import prepare_personal_link, receivers_of, send_personal_link
from app.accounts.searching import Found
from app.accounts.units import units_within
from app.catalogue.live import LiveCourse
from app.catalogue.queries import current_courses
from app.oversight.people_forms import GuestForm, LinkForm
from app.oversight.reaching import scope_of
from app.records.assigning import given_because
from app.records.welcoming import invite_guest, prepare_guest
from app.web.guarding import principal
from app.web.requests import composer, now, reading, settings, stop_reading, today_here, transaction


@dataclass(frozen=True, slots=True)
class Handed:
    """`link` is there where it was not mailed: it is shown this once. Not `is_new`: the same letter went out today before."""

    code: str
    name: str
    link: str | None
    is_new: bool


def guest_form() -> GuestForm:
    scope = scope_of(Permission.INVITE_PEOPLE)
    units = [unit for unit in units_within(reading(), scope) if unit.closed_at is None]
    return GuestForm(course_choices(), units, unit_needed=scope is not None, today=today_here())


def course_choices() -> list[tuple[str, str]]:
    return [(str(course.item_id), course.content.title) for course in current_courses(reading())]


def hand_to_guest(form: GuestForm) -> Handed:
    """Raises `Invalid` or `Conflict`."""
    course = _course(form)
    units = {unit.slug: unit.id for unit in units_within(reading(), scope_of(Permission.INVITE_PEOPLE))}
    stop_reading()
    language, zone, base = settings().languages[0], settings().zone, settings().base_address.rstrip("/")
    said = {"name": form.name.data, "address": form.address.data, "course": course.content.title, "because": form.because.data}
    invitation = prepare_guest(composer(), host=principal().name, base_address=base, language=language, zone=zone, **said)
    how = {"because": form.because.data, "due_on": form.due_on.data, "is_mailed": form.way.data == "mail"}
    unit_id, by = units.get(form.unit.data), principal().id
    with transaction() as session:
        person, is_new = invite_guest(session, invitation, unit_id=unit_id, course=course, at=now(), by=by, **how)
        return Handed(person.code, invitation.name, None if how["is_mailed"] else invitation.link, is_new)


def hand_to(person: Found, form: LinkForm) -> Handed:
    """Raises `Invalid` or `Conflict`."""
    course = _course(form)
    base, because = settings().base_address.rstrip("/"), given_because(form.because.data)
    said = {"target": f"/courses/{course.slug}", "course": course.content.title, "because": because, "host": principal().name}
    receiver = receivers_of(reading(), [person.id])[person.id]
    personal = prepare_personal_link(composer(), receiver, base_address=base, **said)
    is_mailed = form.way.data == "mail"
    with transaction() as session:
        is_new = send_personal_link(session, personal, at=now(), by=principal().id, is_mailed=is_mailed)
    return Handed(person.code, person.name, None if is_mailed else personal.link, is_new)


def _course(form: LinkForm) -> LiveCourse:
    return next(course for course in current_courses(reading()) if str(course.item_id) == form.course.data)
