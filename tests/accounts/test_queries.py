from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from app.accounts.queries import credentials_of, find_by_address, primary_address
from tests.factories.people import make_person

AT = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


def test_by_address_in_any_case(session: Session) -> None:
    ana = make_person(session)
    assert find_by_address(session, "ANA.Ruiz@calder.example") is ana
    assert find_by_address(session, "nobody@calder.example") is None
    assert primary_address(session, ana.id) == "ana.ruiz@calder.example"


def test_merges_are_followed_to_the_end(session: Session) -> None:
    first, second, third = (make_person(session, name) for name in ("One A", "Two A", "Three A"))
    first.merged_into, second.merged_into = second.id, third.id
    session.flush()
    assert find_by_address(session, "one.a@calder.example") is third
    found = credentials_of(session, "one.a@calder.example")
    assert found is not None
    assert found.person_id == third.id


def test_the_password_of_a_merged_person_serves_who_has_none(session: Session) -> None:
    old, new = make_person(session, "Old One"), make_person(session, "New One", password=None)
    old.merged_into = new.id
    session.flush()
    found = credentials_of(session, "old.one@calder.example")
    assert found is not None
    assert (found.person_id, found.password_hash) == (new.id, old.password_hash)


def test_who_was_erased_is_not_found(session: Session) -> None:
    ana = make_person(session)
    ana.erased_at = AT
    session.flush()
    assert find_by_address(session, "ana.ruiz@calder.example") is None
