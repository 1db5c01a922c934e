from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.accounts.naming import ends_key, name_key


@pytest.mark.parametrize(
    "spelling",
    [
        "María García-López",
        "GARCÍA LÓPEZ, María",
        "Garcia-Lopez, Dr. Maria",
        "maria garcia lopez",
        "Maria  García López, PhD",
        "Prof. María García–López",
        "López García, María",
        "María García‑López",
        "Garcia Lopez Maria",
        "Ms Maria Garcia Lopez",
    ],
)
def test_ten_spellings_of_a_name_have_one_key(spelling: str) -> None:
    assert name_key(spelling) == "garcia lopez maria"


@pytest.mark.parametrize(
    ("name", "ends"), [("Maria J. Lopez", "lopez maria"), ("Lopez, Maria Jane", "lopez maria"), ("Cher", "")]
)
def test_the_ends_of_a_name_leave_out_what_stands_between(name: str, ends: str) -> None:
    assert ends_key(name) == ends


@given(st.text(max_size=400))
def test_any_text_has_a_key_that_is_its_own_key(text: str) -> None:
    key = name_key(text)
    assert len(key) <= 200
    assert len(key) == 200 or name_key(key) == key
