"""`openward verify FILE`: offline by keys at hand, online at the institution that signed."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select
from werkzeug.serving import WSGIRequestHandler, make_server

from app.credentials.wording import Issuer
from app.database.sessions import Database
from app.records.models import Completion
from app.records.recording import void_completion
from app.requirements.checking import keep_check
from app.requirements.evidence import archive_of, signed_file
from tests.factories.completions import WIDE, make_finished
from tests.factories.people import make_person
from tests.factories.zips import spoilt
from tests.requirements.test_checking import ASKED, SIGNER, ask

Verify = Callable[..., Result]


class Quiet(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """Where the institution answers."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def folder(tmp_path: Path, database: Database, address: str) -> Path:
    """With `evidence.json`, `evidence.zip` and `keys.json`."""
    issuer = Issuer("Calder University", address, demo=False)
    with database.transaction() as session:
        make_finished(session, files=WIDE)
        asker = make_person(session, "Ruth Okafor")
        kept = keep_check(session, ask(session, "Ana Ruiz"), issuer=issuer, signer=SIGNER, by=asker.id, at=ASKED)
        (tmp_path / "evidence.json").write_text(signed_file(kept), encoding="utf-8")
        (tmp_path / "evidence.zip").write_bytes(archive_of(session, kept, pdf=b"%PDF-1.7"))
    (tmp_path / "keys.json").write_text(json.dumps({"keys": [dict(SIGNER.public)]}), encoding="utf-8")
    return tmp_path


@pytest.fixture
def verify(app: Flask, folder: Path) -> Verify:
    return lambda name, *options: app.test_cli_runner().invoke(args=["verify", str(folder / name), *options])


def test_offline_by_the_keys_at_hand(verify: Verify, folder: Path) -> None:
    keys = ("--keys", str(folder / "keys.json"))
    for name in ("evidence.json", "evidence.zip"):
        found = verify(name, *keys)
        assert found.exit_code == 0
        assert "true when signed, by the keys you gave\nlater voids were not asked" in found.output
        assert "covered       yes" in found.output
        assert SIGNER.kid in found.output
    alone = verify("evidence.zip")
    assert (alone.exit_code, "compare the key above" in alone.output) == (0, True)
    without = verify("evidence.json")
    assert (without.exit_code, "There are no keys in this file, so nothing can be told" in without.output) == (2, True)


def test_a_changed_word_is_found(verify: Verify, folder: Path) -> None:
    text = (folder / "evidence.json").read_text(encoding="utf-8")
    (folder / "evidence.json").write_text(text.replace("Ruth Okafor", "Rita Okafor"), encoding="utf-8")
    found = verify("evidence.json", "--keys", str(folder / "keys.json"))
    assert (found.exit_code, "NOT TRUE      The signature does not fit" in found.output) == (1, True)


def test_what_is_broken_or_no_key_set_is_told_in_a_sentence(verify: Verify, folder: Path) -> None:
    (folder / "broken.zip").write_bytes(spoilt((folder / "evidence.zip").read_bytes(), "evidence.json"))
    (folder / "none.json").write_text("[]", encoding="utf-8")
    found = verify("broken.zip")
    assert (found.exit_code, "NOT TRUE      This is no evidence" in found.output) == (1, True)
    wrong = verify("evidence.json", "--keys", str(folder / "none.json"))
    assert wrong.exit_code == 2
    assert "none.json is no key set" in wrong.output


def test_online_says_what_was_voided_since(verify: Verify, database: Database, address: str) -> None:
    found = verify("evidence.json", "--online")
    assert found.exit_code == 0
    assert f"true when signed, by the keys at {address}/.well-known/openward-keys.json: make sure" in found.output
    assert "nothing behind it was voided since" in found.output
    with database.transaction() as session:
        completion = session.scalars(select(Completion)).one()
        void_completion(session, completion_id=completion.id, reason="Somebody else sat there", by=None, at=ASKED)
        code = completion.code
    later = verify("evidence.json", "--online")
    assert (later.exit_code, f"voided since  {code} at 2026-11-22T21:12:00+00:00" in later.output) == (0, True)


def test_an_institution_that_does_not_answer_is_no_verdict(verify: Verify, folder: Path, address: str) -> None:
    text = (folder / "evidence.json").read_text(encoding="utf-8")
    (folder / "evidence.json").write_text(text.replace(address, "http://127.0.0.1:1"), encoding="utf-8")
    found = verify("evidence.json", "--online")
    assert (found.exit_code, "127.0.0.1:1 did not answer" in found.output) == (3, True)
