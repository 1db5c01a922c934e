from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from app.accounts.linking import keep_link
from app.accounts.models import LinkPurpose, PersonIdentifier, Scheme
from app.accounts.profiling import change_preferences, confirm_new_address, keep_new_address, reset_password
from app.accounts.queries import find_by_address, primary_address
from app.errors import Gone, Invalid
from tests.factories.people import make_person

AT = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


def test_the_former_address_still_finds_the_person(session: Session) -> None:
    ana = make_person(session)
    keep_new_address(session, person_id=ana.id, address="ana@lab.example", secret="s", at=AT)
    confirm_new_address(session, secret="s", at=AT)
    assert primary_address(session, ana.id) == "ana@lab.example"
    assert find_by_address(session, "ana.ruiz@calder.example") is ana


def test_an_address_taken_meanwhile_stays_where_it_is(session: Session) -> None:
    ana = make_person(session)
    keep_new_address(session, person_id=ana.id, address="shared@lab.example", secret="s", at=AT)
    bo = make_person(session, "Bo Lind", address="shared@lab.example")
    with pytest.raises(Gone, match="belongs to another account"):
        confirm_new_address(session, secret="s", at=AT)
    assert find_by_address(session, "shared@lab.example") is bo


def test_an_address_of_a_merged_self_becomes_primary(session: Session) -> None:
    ana = make_person(session)
    former = make_person(session, "Ann Ruiz")
    former.merged_into = ana.id
    keep_new_address(session, person_id=ana.id, address="ann.ruiz@calder.example", secret="s", at=AT)
    confirm_new_address(session, secret="s", at=AT)
    assert primary_address(session, ana.id) == "ann.ruiz@calder.example"


def test_a_new_password_ends_sessions_and_letters(session: Session) -> None:
    ana = make_person(session)
    for secret in ("one", "two"):
        keep_link(session, secret=secret, purpose=LinkPurpose.RESET, address="x@y.example", person_id=ana.id, at=AT)
    reset_password(session, secret="one", password_hash="$new", at=AT)
    session.expire_all()
    assert (ana.password_hash, ana.generation) == ("$new", 2)
    with pytest.raises(Gone):
        reset_password(session, secret="two", password_hash="$newer", at=AT)


def test_preferences_come_from_the_lists(session: Session) -> None:
    ana = make_person(session)
    change_preferences(session, person_id=ana.id, language="en", zone="Asia/Tokyo", languages=("en", "fr"))
    with pytest.raises(Invalid):
        change_preferences(session, person_id=ana.id, language="tlh", zone="Asia/Tokyo", languages=("en", "fr"))
    with pytest.raises(Invalid):
        change_preferences(session, person_id=ana.id, language="en", zone="Mars/Olympus", languages=("en", "fr"))


def test_an_address_is_confirmed_by_reading_its_letter(session: Session) -> None:
    ana = make_person(session, password=None)
    keep_link(session, secret="s", purpose=LinkPurpose.RESET, address="ana.ruiz@calder.example", person_id=ana.id, at=AT)
    reset_password(session, secret="s", password_hash="$new", at=AT)
    session.expire_all()
    [kept] = [row for row in ana.identifiers if row.scheme == Scheme.ADDRESS]
    assert isinstance(kept, PersonIdentifier)
    assert kept.confirmed_at == AT
