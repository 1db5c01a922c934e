"""The head of the chain as it leaves the building: signed like evidence, so that anybody can tell whose it is."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from app.audit.heads import Head, body_of
from app.requirements.signing import Signer, is_signed

LINE = re.compile(r"^[> \t]*sign[ \t]+(\S+)[ \t]*$", re.MULTILINE)


def signed_head(head: Head, signer: Signer, *, institution: str, keys_at: str) -> dict[str, Any]:
    """`signature` is over `head`, three lines in UTF-8, as a JWS with detached payload."""
    return {
        "institution": institution,
        "seal": head.number,
        "mark": head.mac,
        "made": str(head).rsplit(" ", 1)[1],
        "head": str(head),
        "signature": signer.sign(str(head)),
        "kid": signer.kid,
        "keys_at": keys_at,
    }


def signed_lines(head: Head, signer: Signer) -> str:
    """For a letter: the head, and its signature on a line of its own."""
    return f"{head}\nsign {signer.sign(str(head))}"


def signature_in(text: str) -> str | None:
    """Of a saved letter or of the JSON. None where it carries none, as the file in the data folder."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        found = LINE.search(body_of(text)) or LINE.search(text)
        return found[1] if found else None
    signature = data.get("signature") if isinstance(data, Mapping) else None
    return str(signature) if signature else None


def is_head_signed(head: Head, signature: str, keys: Mapping[str, Any]) -> bool:
    return is_signed(str(head), signature, keys)
