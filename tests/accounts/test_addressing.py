from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.accounts.addressing import clean_address, clean_name
from app.errors import Invalid


def test_addresses_are_kept_in_lower_case() -> None:
    assert clean_address("  Ana.Ruiz@Calder.EDU ") == "ana.ruiz@calder.edu"


@pytest.mark.parametrize(
    "wrong", ["", "ana@ x.org", "ana@", "@calder.edu", "ana@calder", "a b@calder.edu", "a@b.edu\nBcc: x@y.org"]
)
def test_what_is_no_address(wrong: str) -> None:
    with pytest.raises(Invalid):
        clean_address(wrong)


def test_names_are_one_line() -> None:
    assert clean_name(" Zoe\u0308   de\tla  Cruz ") == "Zoë de la Cruz"


@pytest.mark.parametrize(
    "wrong", ["", "   ", "x" * 201, "A\u0000na", "Win: https://evil.example", "see www.evil.example", "a@b.org"]
)
def test_what_is_no_name(wrong: str) -> None:
    with pytest.raises(Invalid):
        clean_name(wrong)


@given(st.text(max_size=250))
def test_a_clean_name_stays_as_it_is(text: str) -> None:
    try:
        name = clean_name(text)
    except Invalid:
        return
    assert clean_name(name) == name
    assert "\n" not in name
