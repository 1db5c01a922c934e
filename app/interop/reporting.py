"""How many are covered, as far as the bearer of the token reaches. Counts alone: small groups are not told."""

from __future__ import annotations

from app.accounts.units import units_within
from app.catalogue.queries import current_courses
from app.errors import NotFound
from app.interop import shapes
from app.interop.admitting import bearer
from app.languages import local_day
from app.requirements.demanding import Demand, demand_for_course, demand_of
from app.requirements.reporting import AsOf, Whom, rules_and_policy, sorts_of_completions, sorts_of_proofs
from app.requirements.shapes import Policy
from app.requirements.summing import Row, groups_by_unit, hide_small, sum_by_group
from app.web.requests import now, reading, settings

YEARS = range(2000, 2100)


def coverage(asked: shapes.CoverageQuestion) -> shapes.Coverage:
    """Raises `NotFound` for a measure that nobody knows, and for a day of another century."""
    session, zone = reading(), settings().zone
    if asked.on and asked.on.year not in YEARS:
        raise NotFound("Nothing is on record of that day: ask for one between the years 2000 and 2099.")
    asof = AsOf(asked.on or local_day(now(), zone), now(), zone)
    demand, policy = _demand(asked.measure, asof)
    units = units_within(session, bearer().units)
    whom, warn = Whom(bearer().units), max(policy.warn_days, default=0)
    groups = groups_by_unit(units, None)
    report = hide_small(sum_by_group(session, demand, asof, whom, warn_days=warn, groups=groups))
    return shapes.Coverage(
        measure=asked.measure,
        title=demand.title,
        on=asof.on,
        known_at=asof.known_at,
        whole=_as_row(report.whole),
        units=[_as_row(row) for row in report.rows],
    )


def _demand(measure: str, asof: AsOf) -> tuple[Demand, Policy]:
    session = reading()
    rules, policy = rules_and_policy(session, known_at=asof.known_at)
    sorts = sorts_of_completions(session)
    rule = next((one for one in rules if one.slug == measure and one.kind == "training" and one.holds_on(asof.on)), None)
    if rule is not None:
        return demand_of(rule, policy, sorts, sorts_of_proofs(session), on=asof.on), policy
    course = next((one for one in current_courses(session) if one.slug == measure), None)
    if course is None:
        raise NotFound("There is no rule of this name that asks for training on that day, and no course.")
    return demand_for_course(course.slug, course.content.title, policy, sorts), policy


def _as_row(row: Row) -> shapes.CoverageRow:
    def told(count: int) -> int | None:
        return None if row.is_hidden else count

    return shapes.CoverageRow(
        unit=row.key,
        name=row.name,
        people=told(row.total),
        covered=told(row.in_order),
        lapses_soon=told(row.lapses),
        expired=told(row.expired),
        missing=told(row.missing),
    )
