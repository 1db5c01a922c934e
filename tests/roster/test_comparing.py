"""The rule itself, without a database: what a plan does to people, and that doing it twice does nothing."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from app.accounts.naming import name_key
from app.roster.comparing import compare
from app.roster.reading import read_roster
from app.roster.shapes import Known, KnownMembership, KnownPerson, KnownUnit, Plan
from tests.factories.rosters import ON, roster

UNITS = {slug: [KnownUnit(place, slug, slug.title(), False)] for place, slug in enumerate(("physics", "arts", "law"), 1)}
DAYS = st.one_of(st.just(""), st.dates(ON - dt.timedelta(days=60), ON + dt.timedelta(days=60)).map(str))
LINE = st.tuples(
    st.sampled_from(("1", "2", "3", "")),
    st.sampled_from(("", "ana@calder.example", "ben@calder.example", "cem@calder.example")),
    st.sampled_from(("Ana Ruiz", "Ruiz, Ana", "Ben Ode", "")),
    st.sampled_from(("", "physics", "arts", "law", "nowhere")),
    st.sampled_from(("", "student", "staff")),
    DAYS,
    DAYS,
).map(lambda part: f"{part[0]};;{part[1]};{part[2]};{part[3]};{part[4]};{part[5]};{part[6]}")
FILE = st.lists(LINE, max_size=8).filter(lambda lines: any(line.strip("; ") for line in lines)).map(lambda lines: roster(*lines))


def known(people: dict[int, KnownPerson], *, whole: bool = False) -> Known:
    holders = {key: person.id for person in people.values() for key in person.identifiers}
    beyond = ON + dt.timedelta(days=1)
    lasting = [
        one.id for one in people.values() if any(place.reaches(beyond) and place.from_on <= ON for place in one.memberships)
    ]
    return Known(holders, people, UNITS, frozenset(lasting) if whole else frozenset())


def done(plan: Plan, people: dict[int, KnownPerson]) -> dict[int, KnownPerson]:
    """What applying writes, in memory."""
    after, place_id = dict(people), 10_000
    for step in plan.steps:
        one = step.person_id or 1 + max(after, default=0)
        old = after.get(one) or KnownPerson(one, f"c{one}", step.name, name_key(step.name), None, frozenset(), ())
        ends, renamed = dict(step.ends), dict(step.renamed)
        kept = [
            KnownMembership(
                place.id,
                place.unit_id,
                renamed.get(place.id, place.affiliation),
                place.from_on,
                ends.get(place.id, place.until_on),
            )
            for place in old.memberships
        ]
        for join in step.joins:
            place_id += 1
            kept.append(KnownMembership(place_id, join.unit_id, join.affiliation, join.from_on, join.until_on))
        name = step.new_name or old.name
        left_on = step.left_on if step.sets_left else old.left_on
        identifiers = old.identifiers | set(step.identifiers)
        after[one] = KnownPerson(one, old.code, name, name_key(name), left_on, identifiers, tuple(kept))
    return after


def an_institution() -> dict[int, KnownPerson]:
    content = roster(
        "1;;ana@calder.example;Ana Ruiz;physics;;2026-01-05;", "2;;ben@calder.example;Ben Ode;arts;staff;2026-01-05;"
    )
    return done(compare(read_roster(content), known({}), on=ON), {})


@given(FILE, st.booleans())
def test_the_same_file_twice_changes_nothing(content: bytes, whole: bool) -> None:
    reading, people = read_roster(content), an_institution()
    after = done(compare(reading, known(people, whole=whole), on=ON), people)
    again = compare(reading, known(after, whole=whole), on=ON)
    assert not again.steps


@given(FILE, st.booleans())
def test_every_line_is_accounted_for_and_every_membership_runs_forward(content: bytes, whole: bool) -> None:
    reading, people = read_roster(content), an_institution()
    plan = compare(reading, known(people, whole=whole), on=ON)
    told = {problem.line for problem in plan.problems}
    changed = {step.line for step in plan.steps if step.line}
    assert not told & changed
    assert len(told) + len(changed) + plan.same <= plan.lines
    for person in done(plan, people).values():
        assert all(place.until_on is None or place.until_on >= place.from_on for place in person.memberships)


@given(FILE)
def test_nobody_is_matched_by_address_alone(content: bytes) -> None:
    people = an_institution()
    reading = read_roster(content)
    plan = compare(reading, known(people), on=ON)
    numbers = {entry.line: entry.employee for entry in reading.entries}
    for step in plan.steps:
        if step.person_id and step.line:
            assert ("employee", numbers[step.line]) in people[step.person_id].identifiers


@given(FILE)
def test_who_is_not_in_the_file_is_left_alone_unless_the_roster_is_whole(content: bytes) -> None:
    people = an_institution()
    plan = compare(read_roster(content), known(people), on=ON)
    assert all(step.line is not None for step in plan.steps)
