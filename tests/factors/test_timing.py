"""Codes by the clock: which half minutes count, and that of two presses one gets in."""

from __future__ import annotations

import contextlib
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.errors import Invalid
from app.factors.timing import app_address, check_new_app, keep_app, prove_by_app, step_of
from tests.factories.keys import CIPHER
from tests.factories.people import make_person

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
"""Of the examples in RFC 6238."""


def at(seconds: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(seconds, dt.UTC)


@pytest.mark.parametrize(("seconds", "code"), [(59, "287082"), (1111111109, "081804"), (1234567890, "005924")])
def test_the_examples_of_the_standard(seconds: int, code: str) -> None:
    assert step_of(SECRET, code, at=at(seconds)) == seconds // 30
    assert step_of(SECRET, f"{code[:3]} {code[3:]}", at=at(seconds + 30)) == seconds // 30
    assert step_of(SECRET, code, at=at(seconds + 90)) is None


@given(st.text(max_size=12))
def test_whatever_is_typed_is_a_code_or_refused(typed: str) -> None:
    with contextlib.suppress(Invalid):
        check_new_app(SECRET, typed, at=at(59))
        assert len([char for char in typed if char in "0123456789"]) == 6


def test_a_step_is_taken_once_and_none_before_it(session: Session) -> None:
    ana = make_person(session).id
    keep_app(session, person_id=ana, name="Phone", secret=SECRET, step=0, cipher=CIPHER, at=at(0))
    prove_by_app(session, person_id=ana, typed="287082", cipher=CIPHER, at=at(59))
    for moment in (59, 75):
        with pytest.raises(Invalid):
            prove_by_app(session, person_id=ana, typed="287082", cipher=CIPHER, at=at(moment))
    prove_by_app(session, person_id=ana, typed="081804", cipher=CIPHER, at=at(1111111109))


def test_the_address_names_account_and_institution() -> None:
    address = app_address(SECRET, account="ana@calder.example", issuer="Calder: University")
    assert address.startswith("otpauth://totp/Calder%20%20University:ana%40calder.example?")
    assert f"secret={SECRET}" in address
