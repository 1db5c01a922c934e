from __future__ import annotations

import datetime as dt
import threading
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select, text

from app.audit.digesting import FIRST, chain, digest_row, read_rows, sealed_tables
from app.audit.heads import Head, newest_head, parse_head, read_head, write_head
from app.audit.models import HeadSent, Seal, Unsealed
from app.audit.queries import count_unsealed, has_unsealed, known_actions, select_acts
from app.audit.sealing import ChainBroken, seal_batch, send_head
from app.database.sessions import Database
from app.errors import Invalid
from app.mail.composing import Composer
from app.mail.models import Letter
from app.records.models import Completion
from app.settings import Settings
from app.web.places import TEMPLATES
from tests.audit.ledger import AT, KEY, make_facts


def seal(database: Database, kept: Head | None = None, limit: int = 500) -> tuple[Head | None, int]:
    with database.transaction() as session:
        return seal_batch(session, KEY, at=AT, kept=kept, limit=limit)


def test_rows_are_chained_in_order_and_once(database: Database) -> None:
    make_facts(database)
    with database.reading() as session:
        waiting = session.execute(select(Unsealed.kind, Unsealed.row_id).order_by(Unsealed.id)).all()
        assert count_unsealed(session) == len(waiting) == 8
    assert [seal(database, limit=3)[1] for _ in range(4)] == [3, 3, 2, 0]
    with database.reading() as session:
        assert not has_unsealed(session)
        assert session.execute(select(Seal.kind, Seal.row_id).order_by(Seal.id)).all() == waiting
        mac = FIRST
        for link in session.execute(select(Seal).order_by(Seal.id)).scalars():
            assert link.row_digest == digest_row(link.kind, read_rows(session, link.kind, [link.row_id])[link.row_id])
            mac = chain(KEY.encode(), mac, link.id, link.kind, link.row_id, link.row_digest, link.sealed_at)
            assert link.mac == mac


def test_the_digest_is_the_same_on_every_engine() -> None:
    row = {"id": 7, "at": AT, "by": None, "action": "a", "subject_kind": "item", "subject_id": 1, "unit_id": None}
    row |= {"detail": {"b": 1000.0, "a": [0.5, "é"]}, "reason_digest": None}
    same = row | {"detail": {"a": [0.5, "é"], "b": 1000}, "at": AT.astimezone(dt.timezone(dt.timedelta(hours=5)))}
    assert digest_row("act", row) == digest_row("act", same)
    assert digest_row("act", row) != digest_row("act", row | {"id": 8})


def test_two_workers_make_one_chain(database: Database) -> None:
    make_facts(database, people=40)

    def drain() -> None:
        for _turn in range(2000):
            seal(database, limit=5)
            with database.reading() as session:
                if not has_unsealed(session):
                    return

    threads = [threading.Thread(target=drain) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as session:
        assert session.execute(select(func.count()).select_from(Unsealed)).scalar_one() == 0
        assert session.execute(select(Seal.id).order_by(Seal.id)).scalars().all() == list(range(1, 83))


def test_sealing_stops_where_the_chain_was_cut(database: Database) -> None:
    make_facts(database)
    head, _count = seal(database)
    with database.transaction() as session:
        session.execute(delete(Seal).where(Seal.id > 5))
    make_facts(database, people=1)
    with pytest.raises(ChainBroken, match="seal 8"):
        seal(database, kept=head)


def test_a_row_that_vanished_and_a_mark_for_nothing_do_not_stop_it(database: Database) -> None:
    make_facts(database)
    with database.transaction() as session:
        session.execute(text("DELETE FROM certificate WHERE id = (SELECT max(id) FROM certificate)"))
        session.add(Unsealed(kind="nothing", row_id=1))
        session.add(Unsealed(kind="completion", row_id=session.execute(select(func.max(Completion.id))).scalar_one()))
    assert seal(database)[1] == 9


def test_the_head_survives_its_file_and_mail(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "new" / "sealed-head"
    assert read_head(path) is None
    make_facts(database)
    head, _count = seal(database)
    assert head is not None
    write_head(path, head)
    assert read_head(path) == head
    with database.reading() as session:
        assert newest_head(session) == head
    assert parse_head("Subject: x\r\n\r\n" + "".join(f"> {line}\r\n" for line in str(head).splitlines())) == head
    message = EmailMessage()
    message.set_content(f"Universität\n\n{head}\n", cte="base64")
    assert parse_head(message.as_string()) == head
    with pytest.raises(Invalid):
        parse_head("seal 3\nmark zz")


def test_the_head_leaves_once_a_day(database: Database, settings: Settings) -> None:
    composer = Composer(settings, TEMPLATES / "mail")

    def send(at: dt.datetime) -> bool:
        with database.transaction() as session:
            return send_head(session, composer, address="office@x.example", language="en", zone="America/New_York", at=at)

    assert not send(AT)
    make_facts(database)
    head, _count = seal(database)
    assert [send(AT + dt.timedelta(hours=hours)) for hours in (0, 1, 16, 17)] == [True, False, False, True]
    with database.reading() as session:
        first, second = session.execute(select(Letter).order_by(Letter.id)).scalars()
        assert parse_head(first.text) == head
        assert second.unique_key == "head:2026-11-23"
        assert session.execute(select(HeadSent.mac)).scalars().all() == [head and head.mac] * 2


def test_acts_and_their_seals(database: Database) -> None:
    make_facts(database)
    seal(database)
    make_facts(database)
    with database.reading() as session:
        assert known_actions(session) == ["course.opened"]
        acts = session.execute(select_acts(action="course.opened", since=AT)).all()
        assert [(act.reason, bool(number)) for act, number in acts] == [("First run", False), ("First run", True)]
        assert session.execute(select_acts(until=AT)).all() == []
        assert session.execute(select_acts(units=[1], by=4, subject=("item", 1))).all() == []


def test_what_is_sealed() -> None:
    kinds = set(sealed_tables())
    assert {"act", "certificate", "completion", "completion_void", "revocation", "role_grant", "publication"} <= kinds
    for kind, model in sealed_tables().items():
        columns = model.__table__.columns  # type: ignore[attr-defined]
        assert set(model.sealed_columns) <= set(columns.keys()), kind
        assert not {"name", "reason", "address", "because", "title"} & set(model.sealed_columns), kind
