from __future__ import annotations

import contextlib
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.accounts.passwords import COMMON_LIST, check_password, hash_password, needs_rehash, verify_password
from app.errors import Invalid

ABOUT = ("Ana Ruiz-Vega", "a.ruizvega@mail.kingsbridge.example", "Calder University")


@pytest.mark.parametrize(
    "silly",
    [
        "short", "x" * 201, "aaaaaaaaaaaa", "abcabcabcabc", "121212121212", "123456789012", "abcdefghijkl", "qwertyuiop12",
        "Password1234!", "P4ssw0rd2026", "passwordpassword", "correcthorsebatterystaple", "welcomewelcome1", "iloveyou1234",
        "1q2w3e4r5t6y", "administrator", "November2026!", "000000000000", "!!!!!!!!!!!!", "letmein12345", "zyxwvutsrqpo",
        "unbelievable", "Manchester United".replace(" ", ""), "QWEASDZXC123", "polniypizdec0211",
        "my openward words", "c4lder is in the rain", "the 5tate of v3ga", "at kingsbridge lab",
        "ruiz and the sea", "calder is in the rain", "my vega rises late", "a.ruizvega 2026 x",
    ],
)  # fmt: skip
def test_refused(silly: str) -> None:
    with pytest.raises(Invalid) as caught:
        check_password(silly, about=ABOUT)
    assert caught.value.field == "password"


@pytest.mark.parametrize(
    "good",
    [
        "herons wade at dusk", "otters read at noon", "Zq7#kd92Lm!x", "la mer est calme ce soir", "университет полон книг",
        "four candles by the bay", "the university of crows", "password managers make these: v8Kq2",
    ],
)  # fmt: skip
def test_taken(good: str) -> None:
    check_password(good, about=ABOUT)


def test_the_list_is_whole() -> None:
    """As many as the standard asks for at least, and each line as it is read."""
    lines = [line for line in COMMON_LIST.read_text(encoding="ascii").splitlines() if not line.startswith("#")]
    assert len(set(lines)) == len(lines) >= 3000
    assert all(re.fullmatch(r"[0-9a-f]{12}", line) for line in lines)


@given(st.text(max_size=60))
@settings(max_examples=200)
def test_any_text_is_taken_or_refused_with_words(text: str) -> None:
    with contextlib.suppress(Invalid):
        check_password(text, about=ABOUT)
        assert len(text) >= 4


def test_kept_one_way() -> None:
    kept = hash_password("herons wade at dusk", memory_kib=8)
    assert kept.startswith("$argon2id$")
    assert "t=2,p=1" in kept
    assert verify_password(kept, "herons wade at dusk", memory_kib=8)
    assert not verify_password(kept, "herons wade at dawn", memory_kib=8)
    assert not verify_password(None, "nobody has this password", memory_kib=8)
    assert not verify_password("no hash at all", "herons wade at dusk", memory_kib=8)
    assert not verify_password(kept, "x" * 5000, memory_kib=8)
    assert not needs_rehash(kept, memory_kib=8)
    assert needs_rehash(kept, memory_kib=16)


def test_the_same_characters_from_every_keyboard() -> None:
    kept = hash_password("caf\u00e9 at the harbour", memory_kib=8)
    assert verify_password(kept, "cafe\u0301 at the harbour", memory_kib=8)
