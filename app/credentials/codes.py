"""The code on a certificate: sixteen characters that nobody misreads, written in fours."""

from __future__ import annotations

import re
import secrets

ALPHABET = "ACDEFGHJKLMNPQRTUVWXY34679"
"""No O, I, S, B or Z, no 0, 1, 5, 8 or 2: none of them can be taken for another. 26 ** 16 is about 2 ** 75."""
LENGTH = 16


def new_certificate_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _place in range(LENGTH))


def read_code(typed: str) -> str | None:
    """The code as stored, from however it was typed: with hyphens, spaces, in lower case. None where it cannot be one."""
    code = re.sub(r"[\s\-‐–.]", "", typed).upper()
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else None


def in_fours(code: str) -> str:
    return "-".join(code[place : place + 4] for place in range(0, LENGTH, 4))
