"""Passwords: which are taken, and how they are kept (argon2id).

Hashing is slow on purpose: call it outside any writing transaction. At most `AT_ONCE` hashes run in one process, on half of the
cores, so that a rush of sign-ins takes neither all memory nor the turn of those who only read a page.
"""

from __future__ import annotations

import hashlib
import os
import re
import threading
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.errors import Invalid, Unavailable

SHORTEST, LONGEST = 12, 200
AT_ONCE = max(1, (os.cpu_count() or 2) // 2)
PATIENCE = 20.0
"""Seconds a sign-in waits for its turn before it says so."""

_COMMON_WORDS = """
password passwort passphrase letmein welcome changeme iloveyou ilovemyself administrator superman batman starwars princess
sunshine football baseball basketball dragon monkey shadow master trustno openward security research university secret default
correcthorsebatterystaple horsebatterystaple whatever nothing computer internet michael jennifer charlie liverpool chelsea
arsenal pokemon minecraft mypassword thepassword newpassword yourpassword supersecret topsecret loveyou loveyouforever hello
goodbye freedom summer winter spring autumn january february march april june july august september october november december
monday tuesday wednesday thursday friday saturday sunday test testing guest access login admin root user pass qwerty azerty
qwertz
"""
COMMON = frozenset(_COMMON_WORDS.split())
RUNS = (
    "abcdefghijklmnopqrstuvwxyz", "zyxwvutsrqponmlkjihgfedcba", "01234567890123456789", "98765432109876543210",
    "qwertyuiopasdfghjklzxcvbnm", "qwertzuiopasdfghjklyxcvbnm", "azertyuiopqsdfghjklmwxcvbn", "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "1q2w3e4r5t6y7u8i9o0p", "qazwsxedcrfvtgbyhnujmikolp", "mnbvcxzlkjhgfdsapoiuytrewq",
)  # fmt: skip
COMMON_LIST = Path(__file__).parent / "common_passwords.txt"
LEET = str.maketrans("013457@$!", "oleastasi")
PLACE_WORDS = frozenset({
    "university", "college", "institute", "school", "hospital", "national", "laboratory", "centre", "mail", "student", "students",
})  # fmt: skip

_turns = threading.BoundedSemaphore(AT_ONCE)


def check_password(password: str, *, about: Iterable[str] = ()) -> None:
    """Raises `Invalid` for what is too short, too long, or among the first that anybody would try. `about`: the person's name and
    address and the institution's name, which must not stand in it."""
    text = _normal(password)
    if len(text) < SHORTEST:
        raise Invalid(
            "Use at least %(count)s characters: three or four unrelated words are good", count=SHORTEST, field="password"
        )
    if len(text) > LONGEST:
        raise Invalid("Use at most %(count)s characters", count=LONGEST, field="password")
    folded = text.casefold()
    if _is_silly(folded) or _is_on_the_list(folded):
        raise Invalid("This is among the first passwords that are tried: choose unrelated words", field="password")
    if any(word in text for word in _words_about(about) for text in (folded, folded.translate(LEET))):
        raise Invalid("Leave out your name, your address and the institution: others would try them first", field="password")


def hash_password(password: str, *, memory_kib: int) -> str:
    with _Turn():
        return _hasher(memory_kib).hash(_normal(password))


def verify_password(kept: str | None, password: str, *, memory_kib: int) -> bool:
    """Takes as long for nobody (`kept` is None) as for somebody."""
    dummy = _dummy(memory_kib)
    text = _normal(password)
    with _Turn():
        try:
            _hasher(memory_kib).verify(kept or dummy, text if len(text) <= LONGEST else "")
        except (VerificationError, InvalidHashError):
            return False
    return kept is not None


def needs_rehash(kept: str, *, memory_kib: int) -> bool:
    return _hasher(memory_kib).check_needs_rehash(kept)


class _Turn:
    def __enter__(self) -> None:
        if not _turns.acquire(timeout=PATIENCE):
            raise Unavailable("Many people are signing in just now. Try again in a minute.")

    def __exit__(self, *_error: object) -> None:
        _turns.release()


def _normal(password: str) -> str:
    """The same characters from every keyboard."""
    return unicodedata.normalize("NFKC", password)


def _is_silly(text: str) -> bool:
    """One short piece over and over, a run along the alphabet or the keyboard, or a common word with figures hung on."""
    if len(set(text)) < 5 or re.fullmatch(r"(.{1,6}?)\1+.{0,5}", text):
        return True
    bare = re.sub(r"[\W_]", "", text)
    if any(_is_run(piece) for piece in (bare, bare[: len(bare) // 2 + 1])):
        return True
    letters = re.sub(r"[\W\d_]", "", text)
    read = re.sub(r"[\W\d_]", "", text.strip("0123456789!?.*#$@_- ").translate(LEET))
    return any(_is_common(word) for word in (letters, read))


def _is_on_the_list(text: str) -> bool:
    return hashlib.sha256(text.encode()).hexdigest()[:12] in _list()


@lru_cache(maxsize=1)
def _list() -> frozenset[str]:
    lines = COMMON_LIST.read_text(encoding="ascii").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))


def _is_run(text: str) -> bool:
    return len(text) >= 6 and any(text in run or text in run * 2 for run in RUNS)


def _is_common(letters: str) -> bool:
    """Whether nothing, or only one or two common words, is left once figures and signs are gone."""
    if not letters or letters in COMMON:
        return True
    return any(letters[:cut] in COMMON and letters[cut:] in COMMON for cut in range(3, len(letters) - 2))


def _words_about(about: Iterable[str]) -> set[str]:
    found = {"openward"}
    for text in about:
        local, _at, host = _normal(text).casefold().partition("@")
        parts = re.split(r"[\W_\d]+", f"{local} {host.rpartition('.')[0]}")
        found |= {word for word in (local, *parts) if len(word) >= 4 and word not in PLACE_WORDS}
    return found


@lru_cache(maxsize=4)
def _hasher(memory_kib: int) -> PasswordHasher:
    return PasswordHasher(time_cost=2, memory_cost=memory_kib, parallelism=1)


@lru_cache(maxsize=4)
def _dummy(memory_kib: int) -> str:
    return _hasher(memory_kib).hash("nobody has this password")
