"""The head as it leaves the building: by letter, as JSON; compared and recognised again."""

from __future__ import annotations

import datetime as dt
import json
from email.message import EmailMessage

import pytest

from app.audit.heads import Head, parse_head
from app.requirements.seal_signing import is_head_signed, signature_in, signed_head, signed_lines
from app.requirements.signing import signer_from

HEAD = Head(7, "ab" * 32, dt.datetime(2026, 11, 22, 9, 30, tzinfo=dt.UTC))
SIGNER = signer_from("test-signing-" * 3)
KEYS = {"keys": [SIGNER.public]}


def as_letter() -> str:
    letter = EmailMessage()
    letter["Subject"] = "Seal"
    letter.set_content(f"Keep this letter.\n\n{signed_lines(HEAD, SIGNER)}\n\nThank you\n", cte="quoted-printable")
    return letter.as_string()


FORMS = {
    "lines": signed_lines(HEAD, SIGNER),
    "quoted": "\n".join(f"> {line}" for line in signed_lines(HEAD, SIGNER).split("\n")),
    "json": json.dumps(signed_head(HEAD, SIGNER, institution="Calder", keys_at="https://localhost/keys")),
    "letter": as_letter(),
}


@pytest.mark.parametrize("form", FORMS)
def test_it_is_read_and_recognised_in_every_form(form: str) -> None:
    head, signature = parse_head(FORMS[form]), signature_in(FORMS[form])
    assert head == HEAD
    assert signature
    assert is_head_signed(head, signature, KEYS)
    assert not is_head_signed(Head(8, head.mac, head.sealed_at), signature, KEYS)
    assert not is_head_signed(head, signature, {"keys": [signer_from("another-key-" * 3).public]})


@pytest.mark.parametrize("text", ["", "[]", '{"head": 3}', '{"signature": null}', str(HEAD)])
def test_what_carries_none(text: str) -> None:
    assert signature_in(text) is None
