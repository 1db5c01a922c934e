"""Words for whatever a row can refer to, found from the tables themselves."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, select
from sqlalchemy.orm import Session

from app.accounts.models import Grant, Person, Role
from app.database.tables import Model
from app.privacy.inventory import owned_tables
from app.privacy.labelling import UNLABELLED, told_labels
from tests.factories.people import LONG_AGO, make_person
from tests.site.world import make_world


def targets() -> set[Column[Any]]:
    keys = {key.column for name in owned_tables() for key in Model.metadata.tables[name].foreign_keys}
    return {key for key in keys if key.table.name not in UNLABELLED}


def ids_of(table: str) -> Column[Any]:
    return Model.metadata.tables[table].columns.id


def test_whatever_is_referred_to_can_be_asked_for_its_words(session: Session) -> None:
    make_world(session)
    session.flush()
    for key in targets():
        numbers = session.scalars(select(key)).all()
        told = told_labels(session, key, numbers)
        assert set(told) == set(numbers), key
        assert all(words.strip(" :,") == words and words for words in told.values()), key


def test_nothing_is_called_after_a_person(session: Session) -> None:
    make_world(session)
    session.flush()
    names = set(session.scalars(select(Person.name)))
    told = [words for key in targets() for words in told_labels(session, key, session.scalars(select(key)).all()).values()]
    assert told
    assert [words for words in told if any(name in words for name in names)] == []
    assert told_labels(session, ids_of("person"), session.scalars(select(Person.id)).all()) == {}


def test_where_the_way_ends_in_nothing_the_instant_is_left(session: Session) -> None:
    person = make_person(session)
    everywhere = Grant(person_id=person.id, role=Role.AUDITOR, granted_at=LONG_AGO, recorded_at=LONG_AGO)
    session.add(everywhere)
    session.flush()
    assert told_labels(session, ids_of("role_grant"), {everywhere.id}) == {everywhere.id: f"{LONG_AGO:%Y-%m-%d %H:%M} UTC"}
    assert told_labels(session, ids_of("assignment"), {0}) == {}
