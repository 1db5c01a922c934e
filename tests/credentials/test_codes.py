from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.credentials.codes import ALPHABET, LENGTH, in_fours, new_certificate_code, read_code

CODES = st.text(ALPHABET, min_size=LENGTH, max_size=LENGTH)


@given(CODES)
def test_it_is_read_however_it_is_typed(code: str) -> None:
    assert read_code(code) == code
    assert read_code(in_fours(code)) == code
    assert read_code(in_fours(code).lower().replace("-", " ")) == code
    assert read_code(f"  {in_fours(code).replace('-', '–')}. ") == code


@given(st.text(max_size=30))
def test_anything_else_is_no_code(text: str) -> None:
    read = read_code(text)
    assert read is None or (len(read) == LENGTH and set(read) <= set(ALPHABET))


@pytest.mark.parametrize("text", ["", "AAAA", "A" * 17, "A" * 15 + "O", "A" * 15 + "5", "Ａ" * 16, "A" * 15 + "\u0391"])
def test_what_can_be_misread_is_not_in_a_code(text: str) -> None:
    assert read_code(text) is None


def test_codes_are_new_and_of_the_alphabet() -> None:
    codes = {new_certificate_code() for _time in range(200)}
    assert len(codes) == 200
    assert all(read_code(code) == code for code in codes)
    assert not set("OISBZ01258") & set(ALPHABET)
    assert in_fours("ACDEFGHJKLMNPQRT") == "ACDE-FGHJ-KLMN-PQRT"
