"""Evidence that is carried away: true when signed, false after any change, and open about what it does not know."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import io
import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.digesting import canonical
from app.equivalents.models import Decision
from app.equivalents.reviewing import decide
from app.equivalents.shapes import Outcome
from app.errors import Invalid
from app.records.models import Completion
from app.records.recording import void_completion
from app.requirements.certifying import void_certification
from app.requirements.checking import keep_check
from app.requirements.evidence import archive_of, signed_file, verify_evidence
from app.requirements.models import Check
from app.requirements.signing import is_signed, kid_of, publish_key, published_keys, signer_from
from app.requirements.standing import standing_of
from tests.factories.completions import WIDE, make_finished
from tests.factories.people import make_person
from tests.factories.proofs import accept, hand_in, make_certification
from tests.factories.zips import repacked, spoilt
from tests.requirements.test_checking import ASKED, ISSUER, SIGNER, ask

NEXT = signer_from("the key after that one " * 2)
KEYS = {"keys": [dict(SIGNER.public)]}


@pytest.fixture
def kept(session: Session) -> Check:
    make_finished(session, files=WIDE)
    asker = make_person(session, "Ruth Okafor")
    return keep_check(session, ask(session, "Ana Ruiz", "Nobody"), issuer=ISSUER, signer=SIGNER, by=asker.id, at=ASKED)


def test_what_was_signed_is_true_by_the_published_key(session: Session, kept: Check) -> None:
    found = verify_evidence(signed_file(kept).encode(), published_keys(session))
    assert (found.is_true, found.kid) == (True, SIGNER.kid)
    assert found.document["institution"] == "Calder University"
    assert "content/" not in json.dumps(found.document)


def test_a_changed_word_or_another_key_is_refused(kept: Check) -> None:
    whole = json.loads(signed_file(kept))
    whole["document"]["covered"] = True
    assert not verify_evidence(json.dumps(whole).encode(), KEYS).is_true
    assert not verify_evidence(signed_file(kept).encode(), {"keys": [dict(NEXT.public)]}).is_true
    renamed = {**NEXT.public, "kid": SIGNER.kid}
    assert not verify_evidence(signed_file(kept).encode(), {"keys": [renamed]}).is_true


def test_a_retired_key_stays_and_old_evidence_holds(session: Session, kept: Check) -> None:
    publish_key(session, NEXT, at=ASKED)
    publish_key(session, NEXT, at=ASKED)
    keys = published_keys(session)
    assert [one["kid"] for one in keys["keys"]] == [NEXT.kid, SIGNER.kid]
    assert all("d" not in one for one in keys["keys"])
    assert verify_evidence(signed_file(kept).encode(), keys).is_true


def test_the_archive_verifies_itself_and_holds_lessons_rules_and_keys(session: Session, kept: Check) -> None:
    content = archive_of(session, kept, pdf=b"%PDF-1.7")
    assert content == archive_of(session, kept, pdf=b"%PDF-1.7")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        assert archive.read("evidence.canonical.json").decode() == kept.answer
        assert json.loads(archive.read("rules/nsf.json"))["title"] == "Important Notice 149"
        lesson = next(name for name in names if name.endswith("modules/keys/asking.md"))
        assert archive.read(lesson) == WIDE["modules/keys/asking.md"]
        assert any(name.endswith("quizzes/keys.md") for name in names)
    assert verify_evidence(content).is_true


def test_a_stranger_verifies_it_by_hand_with_the_archive_alone(session: Session, kept: Check) -> None:
    """As HOW-TO-VERIFY.txt says, with nothing of this program."""
    with zipfile.ZipFile(io.BytesIO(archive_of(session, kept, pdf=b"%PDF-1.7"))) as archive:
        signed, keys, payload = (archive.read(name) for name in ("evidence.json", "keys.json", "evidence.canonical.json"))
    whole = json.loads(signed)
    header, empty, mark = whole["signature"].split(".")
    assert empty == ""
    said = json.loads(_unpadded(header))
    assert said["alg"] == "Ed25519"
    (key,) = [one for one in json.loads(keys)["keys"] if one["kid"] == said["kid"]]
    thumbprint = json.dumps({name: key[name] for name in ("crv", "kty", "x")}, separators=(",", ":"), sort_keys=True)
    assert base64.urlsafe_b64encode(hashlib.sha256(thumbprint.encode()).digest()).rstrip(b"=").decode() == key["kid"]
    text = header.encode() + b"." + base64.urlsafe_b64encode(payload).rstrip(b"=")
    public = Ed25519PublicKey.from_public_bytes(_unpadded(key["x"]))
    public.verify(_unpadded(mark), text)
    with pytest.raises(InvalidSignature):
        public.verify(_unpadded(mark), text + b"x")
    assert json.loads(payload) == whole["document"]
    sealed = json.dumps(whole["document"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert sealed.encode() == payload


def test_the_lines_for_openssl_do_as_they_say(session: Session, kept: Check, tmp_path: Path) -> None:
    openssl = shutil.which("openssl")
    assert openssl, "openssl is missing: it is part of every image that Openward runs on"
    with zipfile.ZipFile(io.BytesIO(archive_of(session, kept, pdf=b"%PDF-1.7"))) as archive:
        archive.extractall(tmp_path)
    page = (tmp_path / "HOW-TO-VERIFY.txt").read_text()
    (tmp_path / "steps.py").write_text(re.findall(r"^import base64.*?^print[^\n]*\n", page, re.DOTALL | re.MULTILINE)[0])
    said = subprocess.run([sys.executable, "-I", "steps.py"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert said.stdout == f"key {SIGNER.kid} - the same data\n"
    (typed,) = re.findall(r"^ +openssl (pkeyutl .*)$", page, re.MULTILINE)
    verified = subprocess.run([openssl, *typed.split()], cwd=tmp_path, capture_output=True, text=True)
    assert (verified.returncode, "Signature Verified Successfully" in verified.stdout) == (0, True)
    (tmp_path / "signed").write_bytes((tmp_path / "signed").read_bytes() + b"x")
    assert subprocess.run([openssl, *typed.split()], cwd=tmp_path, capture_output=True).returncode == 1


def test_without_keys_nothing_can_be_told(kept: Check) -> None:
    with pytest.raises(Invalid, match="no keys in this file"):
        verify_evidence(signed_file(kept).encode())


def _unpadded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def test_later_voids_are_asked_at_the_institution_and_name_nobody(session: Session, kept: Check) -> None:
    assert kept.answer is not None
    rests = json.loads(kept.answer)["rules"][0]["people"][0]["rests_on"][0]["code"]
    assert standing_of(session, kept.code, at=ASKED)["voided"] == []
    completion = session.scalars(select(Completion).where(Completion.code == rests)).one()
    void_completion(session, completion_id=completion.id, reason="Somebody else sat there", by=None, at=ASKED)
    standing = standing_of(session, kept.code, at=ASKED)
    assert [one["code"] for one in standing["voided"]] == [rests]
    assert "Ana" not in json.dumps(standing)
    assert verify_evidence(signed_file(kept).encode(), KEYS).is_true


def test_what_is_asked_about_later_was_not_voided_and_what_is_taken_back_was(session: Session) -> None:
    ana, bo, ruth = make_person(session), make_person(session, "Bo Lind"), make_person(session, "Ruth Okafor")
    waiting, accepted = hand_in(session, ana), hand_in(session, bo)
    accept(session, accepted)
    word = make_certification(session, ana)
    kept = keep_check(session, ask(session, "Ana Ruiz", "Bo Lind"), issuer=ISSUER, signer=SIGNER, by=ruth.id, at=ASKED)
    first = session.scalars(select(Decision)).one()
    facts: dict[str, Any] = {"by": None, "at": ASKED + dt.timedelta(hours=1), "reason": "Under which name was it taken?"}
    decide(session, submission_id=waiting.id, outcome=Outcome.ASKED, seen=None, **facts)
    assert {waiting.code, accepted.code, word.code} <= set(standing_of(session, kept.code, at=ASKED)["rests_on"])
    assert standing_of(session, kept.code, at=ASKED)["voided"] == []
    decide(session, submission_id=accepted.id, outcome=Outcome.UNDONE, seen=first.id, **facts)
    void_certification(session, code=word.code, reason="Given by mistake", by=None, at=facts["at"])
    voided = {one["code"] for one in standing_of(session, kept.code, at=ASKED)["voided"]}
    assert voided == {accepted.code, word.code}


@given(st.binary(max_size=300))
def test_any_bytes_are_no_evidence_and_do_no_harm(content: bytes) -> None:
    assert not verify_evidence(content, KEYS).is_true
    assert not verify_evidence(b"PK\x03\x04" + content, KEYS).is_true


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(), lambda one: st.lists(one) | st.dictionaries(st.text(), one)
    )
)
def test_signatures_hold_for_their_own_text_alone(data: Any) -> None:
    text = canonical(data)
    signature = SIGNER.sign(text)
    assert is_signed(text, signature, KEYS)
    assert not is_signed(text + " ", signature, KEYS)
    assert kid_of(signature) == SIGNER.kid


@given(st.text(max_size=80))
def test_any_text_is_no_signature(text: str) -> None:
    assert not is_signed("{}", text, KEYS)


@pytest.mark.parametrize("name", ["evidence.json", "keys.json"])
def test_an_archive_that_is_broken_inside_is_no_evidence(session: Session, kept: Check, name: str) -> None:
    whole = archive_of(session, kept, pdf=b"%PDF-1.7")
    for broken in (spoilt(whole, name), *(repacked(whole, method) for method in (1, 12, 14, 99))):
        assert "This is no evidence" in verify_evidence(broken, KEYS).why_not


@pytest.mark.parametrize("keys", ["[]", '{"keys": 5}', '{"keys": {}}', "null"])
def test_an_archive_whose_keys_are_none_is_no_evidence(kept: Check, keys: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("evidence.json", signed_file(kept))
        archive.writestr("keys.json", keys)
    assert "This is no evidence" in verify_evidence(out.getvalue()).why_not


@pytest.mark.parametrize("whole", [{"document": [], "signature": "a..b"}, {"document": {}, "signature": 5}, [], "x"])
def test_other_shapes_of_json_are_no_evidence(whole: Any) -> None:
    assert "This is no evidence" in verify_evidence(json.dumps(whole).encode(), KEYS).why_not


def test_a_small_file_that_would_become_large_or_deep_is_no_evidence() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("evidence.json", b"[" * 30_000_000)
        archive.writestr("keys.json", "{}")
    assert len(out.getvalue()) < 100_000
    for content in (out.getvalue(), b"[" * 200_000, b'{"document":' * 100_000):
        found = verify_evidence(content, KEYS)
        assert (found.is_true, found.document) == (False, {})
