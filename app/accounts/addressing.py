"""Addresses and names as they are kept, whoever typed them."""

from __future__ import annotations

import unicodedata

from email_validator import EmailNotValidError, validate_email

from app.errors import Invalid

LONGEST_NAME = 200


def clean_address(text: str) -> str:
    """In lower case, so that one mailbox is one person. Raises `Invalid`; whether the mailbox exists is not asked."""
    try:
        found = validate_email(text.strip(), check_deliverability=False)
    except EmailNotValidError:
        raise Invalid("Write the whole address, as name@university.edu", field="address") from None
    address = found.normalized.lower()
    if len(address) > 254:
        raise Invalid("An address has at most 254 characters", field="address")
    return address


def clean_name(text: str) -> str:
    """One line in NFC, spaces single. Raises `Invalid`."""
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not name:
        raise Invalid("Write the name as it should stand on certificates", field="name")
    if len(name) > LONGEST_NAME:
        raise Invalid("A name has at most %(count)s characters", count=LONGEST_NAME, field="name")
    if any(unicodedata.category(char) in ("Cc", "Cs", "Co", "Cn") for char in name):
        raise Invalid("The name holds a character that cannot be printed: type it again", field="name")
    if "://" in name or "@" in name or "www." in name.casefold():
        raise Invalid("Write a name, without a web or mail address in it", field="name")
    return name
