"""What is asked for in the address of a report, and its answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.access.principals import Permission
from app.accounts.models import Unit
from app.accounts.units import units_within
from app.catalogue.live import LiveCourse
from app.catalogue.queries import current_courses
from app.errors import Invalid
from app.oversight.forms import blame
from app.oversight.reaching import scope_of
from app.oversight.report_forms import PeopleReportFilter, ReportFilter
from app.oversight.wording import AFFILIATIONS
from app.requirements.demanding import COURSE, Demand, demand_for_course, demand_of
from app.requirements.listing import PeopleAsked
from app.requirements.reporting import AsOf, Whom, rules_and_policy, sorts_of_completions, sorts_of_proofs
from app.requirements.summing import Report, groups_by_affiliation, groups_by_unit, hide_small, sum_by_demand, sum_by_group
from app.web.requests import now, reading, settings, today_here


@dataclass(frozen=True, slots=True)
class Asked:
    """`demands` are all that hold on that day: of sponsors first, then of courses. `warn_days`: how long
    before something lapses it is said to."""

    by: str
    demand: Demand
    of_sponsors: list[Demand]
    of_courses: list[Demand]
    asof: AsOf
    whom: Whom
    units: list[Unit]
    unit: Unit | None
    warn_days: int


NEEDING_NONE = ("sponsor", "course")
"""What may be counted by without choosing what is measured."""


def may_see_people() -> bool:
    """Wherever reports are seen, so that nobody is shown by name whom the asker may not see."""
    people, reports = scope_of(Permission.SEE_PEOPLE), scope_of(Permission.SEE_REPORTS)
    return people is None or (reports is not None and reports <= people)


def report_form(kind: type[ReportFilter] = ReportFilter) -> Any:
    units = units_within(reading(), scope_of(Permission.SEE_REPORTS))
    return kind(request.args, units, _choices(), today=today_here())


def people_form() -> PeopleReportFilter:
    form: PeopleReportFilter = report_form(PeopleReportFilter)
    return form


def asked_by(form: ReportFilter) -> Asked | None:
    """None where the form is not right, and says why."""
    if not form.validate():
        return None
    asked = _read(form)
    if form.by.data not in NEEDING_NONE and form.demand.data and asked.demand.slug != form.demand.data:
        blame(form, Invalid(_("This did not hold on that day. Choose another, or a day on which it did"), field="demand"))
        return None
    return asked


def _read(form: ReportFilter) -> Asked:
    on = form.on.data or today_here()
    asof = AsOf(on, now(), settings().zone, form.people.data == "left")
    if form.known.data == "then" and on < today_here():
        asof = AsOf(on, asof.ends_at, asof.zone, asof.with_left)
    session = reading()
    units = units_within(session, scope_of(Permission.SEE_REPORTS))
    unit = next((one for one in units if one.slug == form.unit.data), None)
    rules, policy = rules_and_policy(session, known_at=asof.known_at)
    sorts, proofs = sorts_of_completions(session), sorts_of_proofs(session)
    held = [rule for rule in rules if rule.kind == "training" and rule.holds_on(on)]
    of_sponsors = [demand_of(rule, policy, sorts, proofs, on=on) for rule in held]
    of_courses = [demand_for_course(course.slug, course.title, policy, sorts) for course in _courses()]
    chosen = next((one for one in of_sponsors + of_courses if one.slug == form.demand.data), None)
    affiliation = form.affiliation.data if isinstance(form, PeopleReportFilter) else ""
    whom = Whom(scope_of(Permission.SEE_REPORTS), unit.id if unit else None, affiliation or None)
    fallback = (of_sponsors + of_courses)[0] if of_sponsors + of_courses else Demand("", "", (), None, False)
    warn = max(policy.warn_days, default=0)
    return Asked(form.by.data, chosen or fallback, of_sponsors, of_courses, asof, whom, units, unit, warn)


def answer_report(session: Session, asked: Asked) -> Report:
    if asked.by in ("sponsor", "course"):
        demands = asked.of_sponsors if asked.by == "sponsor" else asked.of_courses
        report = sum_by_demand(session, demands, asked.asof, asked.whom, warn_days=asked.warn_days)
    else:
        groups = groups_by_unit(asked.units, asked.unit) if asked.by == "unit" else groups_by_affiliation(AFFILIATIONS)
        report = sum_by_group(session, asked.demand, asked.asof, asked.whom, warn_days=asked.warn_days, groups=groups)
    return report if may_see_people() else hide_small(report)


def people_asked(asked: Asked, state: str) -> PeopleAsked:
    end_of_warning = asked.asof.on + dt.timedelta(days=asked.warn_days)
    return PeopleAsked(asked.demand, asked.asof, asked.whom, (asked.asof.on, end_of_warning), state)


def row_address(asked: Asked, key: str) -> Mapping[str, str] | None:
    """What changes in the address to come to the people of a row; None where the row leads nowhere."""
    match asked.by:
        case "sponsor" | "course":
            return {"demand": key}
        case "affiliation":
            return {"affiliation": key} if key else None
        case _:
            return {"unit": key} if key else None


def _choices() -> list[tuple[str, Any]]:
    rules, _policy = rules_and_policy(reading(), known_at=now())
    of_rules = [(rule.slug, f"{rule.sponsor}, {rule.title}") for rule in rules if rule.kind == "training"]
    return of_rules + [(COURSE + course.slug, _("Course: %(title)s", title=course.title)) for course in _courses()]


def _courses() -> list[LiveCourse]:
    return current_courses(reading())
