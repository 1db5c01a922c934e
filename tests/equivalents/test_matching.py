from __future__ import annotations

import datetime as dt

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.accounts.models import Person, PersonIdentifier, Scheme
from app.database.sessions import Database
from app.equivalents.exports import SOURCE, ExportLine
from app.equivalents.matching import Fit, match_lines
from tests.factories.people import LONG_AGO, make_person
from tests.factories.proofs import ON, given, hand_in
from tests.factories.staff import make_institution, make_member
from tests.queries import counted_queries


def line(name: str = "", *addresses: str, employee: str = "", number: int = 2) -> ExportLine:
    return ExportLine(number, name, addresses, employee, "Research Security", dt.date(2026, 6, 3), f"record {number}")


def fit(session: Session, one: ExportLine, scope: list[int] | None = None) -> tuple[Fit, list[str]]:
    (match,) = match_lines(session, [one], source=SOURCE, scope=scope, on=ON)
    return match.fit, [person.name for person in match.people]


def number(session: Session, person: Person, value: str) -> None:
    session.add(PersonIdentifier(person_id=person.id, scheme=Scheme.EMPLOYEE, value=value, recorded_at=LONG_AGO))
    session.flush()


def test_an_address_or_a_number_with_a_name_that_agrees_is_sure(session: Session) -> None:
    ana = make_person(session, "Ana Ruiz Mora", "ana.ruiz@calder.example")
    number(session, ana, "E-17")
    assert fit(session, line("Mora, Ana", "ana.ruiz@calder.example")) == (Fit.SURE, ["Ana Ruiz Mora"])
    assert fit(session, line("", "x@else.example", "ana.ruiz@calder.example")) == (Fit.SURE, ["Ana Ruiz Mora"])
    assert fit(session, line("ANA MORA", employee="E-17")) == (Fit.SURE, ["Ana Ruiz Mora"])


def test_a_name_that_disagrees_is_for_eyes(session: Session) -> None:
    make_person(session)
    assert fit(session, line("Bo Berg", "ana.ruiz@calder.example")) == (Fit.TO_CHOOSE, ["Ana Ruiz"])


def test_a_name_alone_is_never_sure(session: Session) -> None:
    make_person(session, "Ana Ruiz")
    make_person(session, "Ana Ruíz", "second@calder.example")
    assert fit(session, line("Ruiz, Ana")) == (Fit.TO_CHOOSE, ["Ana Ruiz", "Ana Ruíz"])
    assert fit(session, line("Ana M. Ruiz")) == (Fit.TO_CHOOSE, ["Ana Ruiz", "Ana Ruíz"])
    assert fit(session, line("Somebody Else")) == (Fit.NOBODY, [])


def test_an_address_and_a_number_of_two_people_are_for_eyes(session: Session) -> None:
    make_person(session)
    number(session, make_person(session, "Bo Berg"), "E-17")
    assert fit(session, line("Ana Ruiz", "ana.ruiz@calder.example", employee="E-17")) == (Fit.TO_CHOOSE, ["Ana Ruiz", "Bo Berg"])


def test_who_was_merged_is_found_as_who_she_is(session: Session) -> None:
    former, ana = make_person(session, "Ana Ruiz", "old@calder.example"), make_person(session, "Ana Ruiz")
    session.execute(update(Person).where(Person.id == former.id).values(merged_into=ana.id))
    (match,) = match_lines(session, [line("Ana Ruiz", "old@calder.example")], source=SOURCE, scope=None, on=ON)
    assert (match.fit, match.people[0].id) == (Fit.SURE, ana.id)


def test_nobody_out_of_reach_is_found(session: Session) -> None:
    there = make_institution(session)
    make_member(session, "Art Arts", there.arts)
    found = line("Art Arts", "art.arts@calder.example")
    assert fit(session, found, [there.arts.id]) == (Fit.SURE, ["Art Arts"])
    assert fit(session, found, [there.science.id]) == (Fit.NOBODY, [])


def test_what_was_handed_in_before_is_known(session: Session) -> None:
    hand_in(session, make_person(session), given(evidence=None, source=SOURCE, source_ref="record 2"))
    assert fit(session, line("Ana Ruiz", "ana.ruiz@calder.example")) == (Fit.KNOWN, [])


def test_it_asks_a_few_times_however_many_lines(database: Database) -> None:
    lines = [
        line(f"Ana Ruiz{'x' * place}", f"a{place}@calder.example", employee=str(place), number=place) for place in range(400)
    ]
    with database.reading() as session, counted_queries(database) as seen:
        assert len(match_lines(session, lines, source=SOURCE, scope=None, on=ON)) == 400
    assert len(seen) == 5
