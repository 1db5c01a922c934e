"""What the office sees before it lets anybody go, and the act itself, one transaction each."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response
from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from app.access.principals import Permission
from app.accounts.models import Person
from app.accounts.searching import Found
from app.audit.recording import record_act
from app.languages import local_day
from app.oversight.reaching import person_in_reach, scope_of
from app.oversight.witnessing import see
from app.privacy.erasing import erase, open_request, plan_erasure
from app.privacy.models import ErasureRequest, Hold
from app.privacy.queries import open_requests, people_due
from app.privacy.retaining import blank_old_checks, count_old_checks, open_holds
from app.privacy.shapes import Asked, Plan, Seen
from app.privacy.telling import as_json_file
from app.records.recording import given_reason
from app.web.guarding import principal
from app.web.requests import database, now, reading, settings, stop_reading, today_here, transaction

TABLES: dict[str, LazyString] = {
    "act": _("Reasons of acts"),
    "assignment": _("Why courses were assigned"),
    "authenticator": _("Apps for a second factor"),
    "certificate": _("Certificates"),
    "completion_void": _("Reasons of voids"),
    "decision": _("Reasons of decisions"),
    "excuse": _("Reasons of excuses"),
    "held_form": _("Forms that wait"),
    "hold": _("Reasons of holds"),
    "keepsake": _("Pieces of the workbook"),
    "letter": _("Letters"),
    "mail_link": _("Links in letters"),
    "mailing": _("Addresses of mailings"),
    "merge": _("Reasons of merges"),
    "merge_undone": _("Reasons of undone merges"),
    "name_showing": _("Choices to show the name"),
    "paper": _("Certificates’ papers"),
    "passkey": _("Passkeys"),
    "person": _("The name and the password"),
    "person_identifier": _("Addresses and other marks"),
    "plan": _("Plans"),
    "practice": _("Practices"),
    "practice_round": _("Rounds of practice"),
    "project": _("Checklists"),
    "proof_import": _("Files of imports that name the person"),
    "recovery_code": _("Recovery codes"),
    "reminder": _("What reminders were about"),
    "revocation": _("Reasons of revocations"),
    "submission": _("Training handed in"),
    "talent_certification_void": _("Reasons of voided certifications"),
    "team_member": _("Names as typed on teams"),
}


@dataclass(frozen=True, slots=True)
class Desk:
    """`answers`: how many kept checks are past their award's years. Only who reaches everywhere lets these go."""

    asked: list[Asked]
    due: Sequence[Person]
    answers: int
    years: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """One person before the act."""

    person: Found
    plan: Plan
    request: ErasureRequest | None
    holds: Sequence[Hold]


def desk() -> Desk:
    session, scope, years = reading(), scope_of(Permission.ADMINISTER), settings().retention_years
    due = people_due(session, scope=scope, on=today_here(), years=years)
    answers = count_old_checks(session, on=today_here(), years=years) if scope is None else 0
    return Desk(open_requests(session, scope=scope, on=today_here()), due, answers, years)


def sheet_on(code: str) -> Sheet:
    """Raises `NotFound`."""
    person = person_in_reach(Permission.ADMINISTER, code)
    see([person.id], Seen.PERSON)
    session = reading()
    plan = plan_erasure(session, person.id, on=today_here(), years=settings().retention_years)
    return Sheet(person, plan, open_request(session, person.id), open_holds(session, person.id))


def counted(counts: dict[str, int]) -> list[tuple[str, int]]:
    """In words, the most first."""
    return sorted(((str(TABLES.get(name, name)), count) for name, count in counts.items()), key=lambda pair: (-pair[1], pair[0]))


def let_go(sheet: Sheet, reason: str) -> Plan:
    """Raises `Conflict`."""
    because = "request" if sheet.request else "retention"
    with transaction() as session:
        return erase(session, sheet.person.id, because=because, reason=reason, **_facts())


def let_go_of_due(codes: Collection[str], reason: str, *, answers: bool) -> tuple[int, int]:
    """Those of the chosen who are due still, and with `answers` the old answers; all or nothing. Returns how many of each."""
    scope, facts = scope_of(Permission.ADMINISTER), _facts()
    reason = given_reason(reason)
    with transaction() as session:
        due = [one for one in people_due(session, scope=scope, on=facts["on"], years=facts["years"]) if one.code in codes]
        for one in due:
            erase(session, one.id, because="retention", reason=reason, **facts)
        blanked = blank_old_checks(session, reason=reason, **facts) if answers and scope is None else 0
    return len(due), blanked


def copy_of(code: str) -> Response:
    """What is held about somebody, as staff take it out: seen by the person, and on record."""
    person = person_in_reach(Permission.ADMINISTER, code)
    see([person.id], Seen.EXPORT)
    with transaction() as session:
        record_act(session, "person.exported", ("person", person.id), at=now(), by=principal().id)
    source, institution, at = database(), settings().institution, now()
    stop_reading()

    def stream() -> Iterator[str]:
        with source.snapshot() as session:
            yield from as_json_file(session, person.id, institution=institution, at=at)

    name = f"openward-data-{local_day(at, settings().zone).isoformat()}.json"
    return Response(stream(), mimetype="application/json", headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _facts() -> dict[str, Any]:
    return {"on": today_here(), "years": settings().retention_years, "at": now(), "by": principal().id}
