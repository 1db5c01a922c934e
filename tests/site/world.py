"""A world small enough to ask every route about: two learners, each in a school with an officer, and all there is of theirs."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.linking import keep_link
from app.accounts.merging import merge
from app.accounts.models import LinkPurpose, Membership, Person, Role
from app.assessment.attempting import begin_attempt
from app.catalogue.live import LiveCourse
from app.catalogue.models import Media
from app.catalogue.queries import current_registers
from app.catalogue.walking import find_checklist
from app.credentials.codes import in_fours
from app.database.tables import new_code
from app.enrolments.enrolling import start_cycle
from app.factors.queries import factors_of
from app.practice.practising import begin_practice
from app.practice.queries import practices_of
from app.records.obliging import make_rule
from app.records.shapes import Audience, DueDay
from app.roster.holding import keep_file, pack
from app.teams.models import Team
from app.tokens.queries import find_token
from app.web.holding import hold_form
from app.workbook.applying import begin_project
from app.workbook.keeping import Place
from app.workbook.planning import keep_plan
from app.workbook.shapes import KeptPlan
from tests.factories.asked import make_asked
from tests.factories.attempts import Begun, take
from tests.factories.content import publish_sample
from tests.factories.keys import give_app
from tests.factories.library import WITH_LIBRARY
from tests.factories.people import make_person
from tests.factories.plans import ANSWERS, PLAN
from tests.factories.proofs import hand_in, import_by, make_certification
from tests.factories.staff import complete, make_institution, make_member, make_staff
from tests.factories.tokens import give_token

NOBODY = "nobody"
ROLES = (
    NOBODY,
    "learner",
    "other learner",
    "instructor",
    "officer",
    "officer elsewhere",
    "administrator",
    "auditor",
    "award auditor",
)
LEARNERS = ("learner", "other learner")
PLACES = {
    "course": "keys",
    "module": "keys",
    "page": "lending",
    "position": 1,
    "ending": "svg",
    "term": "key-keeper",
    "unit": "physics",
    "format": "csv",
    "case": "drawer-settled",
    "rule": "nsf",
    "number": 0,
    "provider": "calder",
}


@dataclass(frozen=True)
class World:
    """`things` holds, of each learner, the codes that stand in addresses."""

    keys: dict[str, str]
    things: dict[str, dict[str, str]]
    digest: str
    secret: str
    tokens: dict[str, str]


def make_world(session: Session) -> World:
    now = clock.now()
    there, course = make_institution(session), publish_sample(session, at=now - dt.timedelta(days=40), files=PLAN | WITH_LIBRARY)
    people = {
        "learner": make_member(session, "Lea Learner", there.physics),
        "other learner": make_member(session, "Otto Other", there.arts),
        "instructor": make_staff(session, "Tom Instructor", Role.INSTRUCTOR),
        "officer": make_staff(session, "Paul Physics", Role.OFFICER, there.physics),
        "officer elsewhere": make_staff(session, "Olga Arts", Role.OFFICER, there.arts),
        "administrator": make_staff(session, "Ruth Okafor", Role.ADMINISTRATOR),
        "auditor": make_staff(session, "Vera Vidal", Role.AUDITOR),
    }
    make_person(session, "Ned Nobody")
    offices = {"learner": ("officer", there.physics), "other learner": ("officer elsewhere", there.arts)}
    things = {
        who: _things_of(session, people[who], course, now, people[office])
        | make_asked(session, people[who], people[office], unit, at=now)
        for who, (office, unit) in offices.items()
    }
    award = session.scalars(select(Team.id).where(Team.code == things["learner"]["teams"])).one()
    people["award auditor"] = make_staff(session, "Eva External", Role.AUDITOR, teams=[award])
    tokens = {who: give_token(session, people[who]) for who in ("officer", "officer elsewhere", "administrator")}
    for who, (office, _unit) in offices.items():
        made = find_token(session, tokens[office])
        things[who]["tokens"] = made.code if made else ""
    secret = "A" * 22
    address = "lea.learner@calder.example"
    keep_link(session, secret=secret, purpose=LinkPurpose.RESET, address=address, person_id=people["learner"].id, at=now)
    keys = {who: f"{person.id}:{person.generation}" for who, person in people.items()}
    return World(keys, things, session.query(Media.digest).limit(1).scalar() or "", secret, tokens)


def _things_of(session: Session, person: Person, course: LiveCourse, now: dt.datetime, officer: Person) -> dict[str, str]:
    """A completion with its certificate, a second cycle with an attempt under way, a form that waits, private tools, and training
    from elsewhere, of which `officer` has brought an export."""
    completion, certificate = complete(session, person, course, now - dt.timedelta(days=30))
    take(session, Begun(person.id, completion.enrolment_id, course, course.modules[0]), right=6, at=now - dt.timedelta(days=30))
    enrolment = start_cycle(session, person_id=person.id, course=course, at=now - dt.timedelta(days=2))
    attempt = begin_attempt(session, enrolment_id=enrolment.id, module=course.modules[0], at=now, chance=random.Random(1))
    begin_practice(session, completion=completion.code, person_id=person.id, at=now - dt.timedelta(days=20))
    practice = practices_of(session, person.id)[0]
    proof, made = hand_in(session, person), import_by(session, officer)
    held = hold_form(session, person_id=person.id, path="/account/name", fields=[("name", "Another Name")], at=now)
    return {
        "people": person.code,
        "completions": completion.code,
        "certificates": in_fours(certificate.code),
        "verify": in_fours(certificate.code),
        "courses": attempt.code,
        "held": held or "",
        "practice": practice.rounds[0].code,
        "record": proof.code,
        "equivalents": proof.code,
        "equivalent-imports": made.code,
        "talent-certifications": make_certification(session, person).code,
        "account": _factor_of(session, person),
        **_tools_of(session, person, course, now),
        **_office_of(session, person, course, now),
    }


def _office_of(session: Session, person: Person, course: LiveCourse, now: dt.datetime) -> dict[str, str]:
    """What an office keeps about this person: a roster that waits, a second record, a rule for the unit."""
    packed = pack("roster.csv", f"employee_number;name;address\n{person.id};{person.name};new{person.id}@calder.example".encode())
    twin = make_person(session, f"{person.name} Twin", f"twin{person.id}@calder.example")
    merged = merge(session, person_id=twin.id, into_id=person.id, reason="Two records of one", at=now, by=None)
    unit_id = session.scalar(select(Membership.unit_id).where(Membership.person_id == person.id))
    what = {"course_id": course.item_id, "because": "Everybody here does.", "due": DueDay(), "newcomers_only": True}
    rule = make_rule(session, Audience(unit_id=unit_id), on=now.date(), at=now, by=None, **what)  # type: ignore[arg-type]
    return {
        "roster": keep_file(session, packed, is_whole=False, by=None, at=now).code,
        "merges": merged.code,
        "assignments": rule.code,
    }


def _factor_of(session: Session, person: Person) -> str:
    give_app(session, person.id)
    return factors_of(session, person.id)[0].code


def _tools_of(session: Session, person: Person, course: LiveCourse, now: dt.datetime) -> dict[str, str]:
    """A checklist used for a project, and a plan."""
    page, code, plan = course.pages[2], new_code(), current_registers(session).plan
    assert plan is not None
    keep_plan(session, KeptPlan(code, plan.version_id, "A loan", ANSWERS, None), person_id=person.id, at=now)
    checklist = find_checklist(page.content, "before-lending")
    place = Place(person.id, page.page_id)
    project = begin_project(session, place, checklist=checklist, name="Store key", review_on=None, at=now)
    return {"checklists": project, "plans": code}


def values_for(world: World, rule: str, arguments: set[str], learner: str) -> tuple[dict[str, object], bool]:
    """What stands in the address for each variable, and whether any of it is this learner's own.

    A `code` is of the kind that the first part of the address names.
    """
    values: dict[str, object] = {name: PLACES[name] for name in arguments & PLACES.keys()}
    if "digest" in arguments:
        values["digest"] = world.digest
    if "secret" in arguments:
        values["secret"] = world.secret
    if "block" in arguments:
        page, block = next(place for part, place in BLOCKS.items() if f"/{part}/" in rule)
        values |= {"page": page, "block": block}
    values |= {name: world.things[learner][name] for name in arguments & {"member", "event"}}
    if "code" in arguments:
        parts = rule.removeprefix("/api/v1").split("/")
        values["code"] = world.things[learner][parts[1]]
    unknown = arguments - values.keys()
    assert not unknown, f"{rule}: say in tests/site/world.py what stands for {sorted(unknown)}"
    return values, "code" in arguments


BLOCKS = {
    "checks": ("lending", "date-of-return"),
    "scenarios": ("lending", "the-visitor"),
    "checklists": ("asking", "before-lending"),
    "sorts": ("asking", "on-the-ring"),
    "clauses": ("asking", "the-loan"),
}
