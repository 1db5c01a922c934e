"""Verifying a file of evidence from the console: offline by keys at hand, or online at the institution that signed it."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from app.errors import Invalid, Unavailable
from app.requirements.evidence import LARGEST, Verified, verify_evidence
from app.requirements.signing import as_key_set

SECONDS = 20
NO_KEYS: Mapping[str, Any] = {"keys": []}


def verify_file(path: Path, keys: Path | None, *, online: bool) -> tuple[Verified, list[str]]:
    """What was found, and lines to read. With `online` the keys and what was voided since are asked at the addresses in the file:
    then it is for the reader to know that these are the institution's."""
    content = path.read_bytes()
    given = _read_keys(keys) if keys else None
    verified = verify_evidence(content, NO_KEYS if online else given)
    document = verified.document
    if not document:
        return verified, [f"NOT TRUE      {verified.why_not}"]
    if online:
        verified = verify_evidence(content, given or _fetch(str(document.get("keys_at"))))
    lines = [
        f"institution   {document.get('institution', '')}",
        f"asked         {document.get('sponsor', '')}, {document.get('event', '')}, {document.get('on', '')}",
        f"answered      {document.get('asked_at', '')} by {document.get('asked_by') or 'the console'}",
        f"covered       {_verdict(document.get('covered'))}",
        f"key           {verified.kid}",
    ]
    if not verified.is_true:
        return verified, [*lines, f"NOT TRUE      {verified.why_not}"]
    if online:
        theirs = f"the keys at {document.get('keys_at')}: make sure that this is the institution's own address"
        return verified, [*lines, f"true when signed, by {'the keys you gave' if keys else theirs}", *_since(document)]
    trusted = "the keys you gave" if keys else "the keys in this file: compare the key above with the institution's own"
    return verified, [*lines, f"true when signed, by {trusted}", "later voids were not asked (--online asks)"]


def _since(document: Mapping[str, Any]) -> list[str]:
    standing = _fetch(str(document.get("standing_at")))
    voided = standing.get("voided") or []
    if standing.get("check") != document.get("check"):
        return ["the institution answers for another check at this address"]
    return [f"voided since  {one['code']} at {one['at']}" for one in voided] or ["nothing behind it was voided since"]


def _verdict(covered: object) -> str:
    return {True: "yes", False: "no"}.get(covered, "could not be told") if isinstance(covered, bool) else "could not be told"


def _read_keys(path: Path) -> Mapping[str, Any]:
    try:
        return as_key_set(json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, RecursionError) as error:
        raise Invalid(f"{path.name} is no key set: an object with a list of keys is expected.") from error


def _fetch(address: str) -> dict[str, Any]:
    parts = urlsplit(address)
    if parts.scheme != "https" and (parts.scheme, parts.hostname) not in (("http", "127.0.0.1"), ("http", "localhost")):
        raise Invalid("The file names no https address to ask at. Verify it offline with --keys.")
    try:
        with urllib.request.urlopen(address, timeout=SECONDS) as answer:  # noqa: S310  # nosec B310
            found = json.loads(answer.read(LARGEST))
    except (urllib.error.URLError, TimeoutError, ValueError) as error:
        raise Unavailable(f"{parts.netloc} did not answer: {error}. Try later, or verify offline with --keys.") from error
    if not isinstance(found, dict):
        raise Unavailable(f"{parts.netloc} did not answer with evidence.")
    return found
