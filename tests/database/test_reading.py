"""Statements sent straight to the driver give what SQLAlchemy gives, on both engines."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.catalogue.models import Version
from app.database.reading import fetch
from app.database.sessions import Database
from tests.factories.content import publish_sample
from tests.factories.people import make_person
from tests.queries import counted_queries

PEOPLE = select(Person.id, Person.name, Person.recorded_at, Person.merged_into).where(Person.name == bindparam("name"))
VERSIONS = select(Version.id, Version.manifest).order_by(Version.id)
SINCE = select(Person.name).where(Person.recorded_at >= bindparam("since"))
AT = dt.datetime(2026, 3, 29, 1, 30, 5, 250_000, tzinfo=dt.UTC)


def test_columns_come_back_as_what_they_are(session: Session) -> None:
    person = make_person(session, "Åsa Öst", "asa@calder.example", at=AT)
    row = fetch(session, PEOPLE, {"name": "Åsa Öst"})[0]
    assert (row.id, row.name, row.recorded_at, row.merged_into) == (person.id, "Åsa Öst", AT, None)
    assert tuple(row) == tuple(session.execute(PEOPLE, {"name": "Åsa Öst"}).one())


def test_json_comes_back_as_what_it_was(session: Session) -> None:
    publish_sample(session)
    assert [tuple(row) for row in fetch(session, VERSIONS, {})] == [tuple(row) for row in session.execute(VERSIONS)]


def test_what_is_asked_with_is_written_as_the_engine_writes_it(session: Session) -> None:
    make_person(session, at=AT)
    assert fetch(session, SINCE, {"since": AT})
    assert not fetch(session, SINCE, {"since": AT + dt.timedelta(microseconds=1)})


def test_what_is_not_yet_written_is_seen(session: Session) -> None:
    session.add(Person(name="Ana Ruiz", recorded_at=AT))
    assert fetch(session, PEOPLE, {"name": "Ana Ruiz"})


def test_no_list_of_unknown_length(session: Session) -> None:
    with pytest.raises(ValueError, match="another one for each list"):
        fetch(session, select(Person.id).where(Person.id.in_([1, 2])), {})


def test_it_is_counted(database: Database) -> None:
    with database.reading() as session, counted_queries(database) as seen:
        fetch(session, PEOPLE, {"name": "Ana Ruiz"})
    assert len(seen) == 1
