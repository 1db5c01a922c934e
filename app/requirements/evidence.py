"""Evidence: what is signed, what goes into the archive beside it, and how it is verified in ten years without Openward."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.audit.digesting import canonical
from app.audit.heads import newest_head
from app.catalogue.keeping import source_files
from app.catalogue.models import CoursePart, Version
from app.credentials.wording import Issuer
from app.documents.unpacking import DAMAGED
from app.errors import Invalid
from app.requirements.answers import Answer
from app.requirements.models import Check
from app.requirements.signing import as_key_set, is_signed, kid_of, published_keys

FORMAT = "openward-evidence/1"
LARGEST = 20_000_000
"""Bytes of a file that is read for verifying."""
FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The earliest day a zip can name: the same evidence gives the same bytes."""


@dataclass(frozen=True, slots=True)
class Verified:
    """`is_true`: this is what was signed, by the key named. `document` is what was signed."""

    is_true: bool
    why_not: str
    kid: str
    document: Mapping[str, Any]


def evidence_of(session: Session, answer: Answer, *, code: str, issuer: Issuer, kid: str, by: int | None) -> dict[str, Any]:
    """The answer, and who gave it: everything that is signed."""
    head = newest_head(session)
    asker = session.get(Person, by) if by else None
    base = issuer.base_address.rstrip("/")
    return {
        "format": FORMAT,
        "check": code,
        "institution": issuer.institution,
        "demonstration": issuer.demo,
        "address": f"{base}/checks/{code}",
        "standing_at": f"{base}/checks/{code}/standing.json",
        "keys_at": f"{base}/.well-known/openward-keys.json",
        "kid": kid,
        "asked_by": asker.name if asker else None,
        "sealed_head": {"number": head.number, "mark": head.mac} if head else None,
        **answer.as_data(),
    }


def signed_file(check: Check) -> str:
    """The evidence as one file: the document to read, and the signature over its canonical form."""
    assert check.answer is not None
    return json.dumps({"document": json.loads(check.answer), "signature": check.signature}, ensure_ascii=False, indent=2) + "\n"


def verify_evidence(content: bytes, keys: Mapping[str, Any] | None = None) -> Verified:
    """`content` is the JSON file or the archive. Without `keys`, those in the archive are taken: they came with it, so compare
    the key's name with the institution's own before trusting them. Later voids are not asked. Raises `Invalid` without any."""
    try:
        text, own_keys = _open(content)
        document, signature = _signed_parts(json.loads(text))
        kid = kid_of(signature) or ""
    except (*DAMAGED, KeyError, TypeError):
        return Verified(
            False, "This is no evidence: a document and its signature are expected, or the archive with both.", "", {}
        )
    trusted = keys if keys is not None else own_keys
    if trusted is None:
        raise Invalid("There are no keys in this file, so nothing can be told. Give the institution's key set with --keys.")
    if not is_signed(canonical(document), signature, trusted):
        return Verified(False, "The signature does not fit: the document was changed, or another key signed it.", kid, document)
    return Verified(True, "", kid, document)


def archive_of(session: Session, check: Check, *, pdf: bytes) -> bytes:
    """The signed document, its PDF, the keys, the rules' text, and the lessons and quizzes of every version that it rests on."""
    assert check.answer is not None
    document = json.loads(check.answer)
    files: dict[str, bytes] = {
        "HOW-TO-VERIFY.txt": HOW_TO_VERIFY.encode(),
        "evidence.json": signed_file(check).encode(),
        "evidence.canonical.json": check.answer.encode(),
        "evidence.pdf": pdf,
        "keys.json": json.dumps(published_keys(session), indent=2).encode(),
    }
    for rule in [*document["rules"], *document["certifications"]]:
        facts = {name: value for name, value in rule.items() if name not in ("people", "covered", "applies", "why")}
        files[f"rules/{rule['rule']}.json"] = json.dumps(facts, ensure_ascii=False, indent=2).encode()
    for name, content in _lessons(session, document).items():
        files[name] = content
    return _zip(files)


def _lessons(session: Session, document: Mapping[str, Any]) -> dict[str, bytes]:
    people = [one for rule in document["rules"] for one in rule["people"]]
    digests = {rest["version_digest"] for one in people for rest in one["rests_on"] if rest.get("version_digest")}
    files: dict[str, bytes] = {}
    versions = session.execute(select(Version.id, Version.digest).where(Version.digest.in_(digests)).order_by(Version.id)).all()
    for version_id, digest in versions:
        parts = select(CoursePart.module_version_id).where(CoursePart.course_version_id == version_id)
        for one in (version_id, *session.scalars(parts)):
            files |= {f"content/{digest[:12]}/{path}": content for path, content in source_files(session, one).items()}
    return files


def _zip(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, FIRST_DAY), files[name], zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _open(content: bytes) -> tuple[str, Mapping[str, Any] | None]:
    if len(content) > LARGEST:
        raise ValueError("too large")
    if not content.startswith(b"PK\x03\x04"):
        return content.decode("utf-8-sig"), None
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in ("evidence.json", "keys.json"):
            if archive.getinfo(name).file_size > LARGEST:
                raise ValueError("too large")
        return archive.read("evidence.json").decode(), as_key_set(json.loads(archive.read("keys.json")))


def _signed_parts(whole: Any) -> tuple[Mapping[str, Any], str]:
    document, signature = whole["document"], whole["signature"]
    if not isinstance(document, Mapping) or not isinstance(signature, str):
        raise TypeError("a document and its signature are expected")
    return document, signature


def fingerprint(check: Check) -> str:
    """Short, for paper: the digest of what was signed, in fours."""
    digest = check.answer_digest[:16]
    return " ".join(digest[place : place + 4] for place in range(0, 16, 4))


HOW_TO_VERIFY = """How to verify this evidence without Openward

What is here
  evidence.json            the document, and the signature over it
  evidence.canonical.json  the same document as the exact bytes that were signed
  evidence.pdf             the document as a page; it is a rendering and is not signed itself
  keys.json                the institution's public keys (RFC 7517), with those that are retired
  rules/                   each sponsor's rule as it was known
  content/                 the lessons and quizzes of every course version that the answer rests on, in Markdown

What is signed
  The document as JSON in UTF-8: keys sorted, no spaces, characters as they are. evidence.canonical.json holds those bytes.
  The signature is a JWS with detached payload (RFC 7515, appendix F): two parts with two points between them.
  Its algorithm is Ed25519 (RFC 8032, RFC 9864). Its header names the key by "kid", the thumbprint of RFC 7638.

By hand, with any JOSE library
  1. Take the key from keys.json whose "kid" is the one in the signature's header.
  2. Make sure that the key is the institution's: the same kid stands on the printed evidence, and at "keys_at".
  3. payload = base64url(bytes of evidence.canonical.json), without padding.
  4. Put it between the two points of the signature, and verify the result as a compact JWS.
  5. Compare evidence.canonical.json with "document" in evidence.json: the same data.

By hand, with Python 3 and OpenSSL 3 alone
  Save the lines from "import" to "print" as steps.py beside evidence.json. They do steps 1, 3 and 5 and write three small files:

import base64, json
plain = lambda text: base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
evidence = json.load(open("evidence.json", encoding="utf-8"))
canonical = open("evidence.canonical.json", "rb").read()
header, _, mark = evidence["signature"].split(".")
kid = json.loads(plain(header))["kid"]
key = [one for one in json.load(open("keys.json"))["keys"] if one["kid"] == kid][0]
open("signed", "wb").write(header.encode() + b"." + base64.urlsafe_b64encode(canonical).rstrip(b"="))
open("mark", "wb").write(plain(mark))
open("key.der", "wb").write(bytes.fromhex("302a300506032b6570032100") + plain(key["x"]))
print("key", kid, "- the same data" if json.loads(canonical) == evidence["document"] else "- NOT THE SAME DATA")

  Then type both lines. The second says "Signature Verified Successfully", or that it failed:
    python3 steps.py
    openssl pkeyutl -verify -pubin -inkey key.der -keyform DER -rawin -in signed -sigfile mark

With Openward
  openward verify evidence.json --keys keys.json
  openward verify this-archive.zip --online     also asks at "standing_at" whether anything was voided since

What it proves
  That the institution gave this answer, from what was on its record at "known_at", reckoned by the rules in it.
  What was voided afterwards is not in it: ask at "standing_at".
"""
