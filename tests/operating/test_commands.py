from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import text, update

from app import create_app
from app.audit.heads import FILE
from app.database.sessions import Database
from app.errors import Failure
from app.mail.composing import Composed
from app.mail.models import Letter
from app.mail.posting import post_letter
from app.mail.queries import reason_of_hold
from app.records.models import Completion
from app.settings import load_settings
from tests.audit.ledger import AT, make_facts
from tests.conftest import SETTINGS, database_of
from tests.operating.conftest import MakeDatabase


class Terminal:
    """The commands of one installation, with its own data folder."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.database: Database = database_of(app)
        self.data: Path = app.extensions["openward.settings"].data

    def run(self, *words: str, status: int = 0) -> str:
        result: Result = self.app.test_cli_runner().invoke(self.app.cli, list(words))
        if isinstance(result.exception, Failure):
            raise result.exception
        assert result.exit_code == status, f"{result.exit_code}: {result.output} {result.exception!r}"
        return result.output


@pytest.fixture
def terminal(app: Flask, tmp_path: Path) -> Iterator[Terminal]:
    url = app.extensions["openward.settings"].url
    own = load_settings(_env_file=None, database_url=url, data=tmp_path / "data", **SETTINGS)
    terminal = Terminal(create_app(own))
    yield terminal
    terminal.database.dispose()


def test_work_seal_check(terminal: Terminal) -> None:
    make_facts(terminal.database)
    assert "0 rows sealed, 8 not yet" in terminal.run("audit", "check")
    assert "8 rows sealed" in terminal.run("work", "--once")
    kept = (terminal.data / FILE).read_text()
    letter = terminal.data / "letter.eml"
    letter.write_text(f"Subject: Seal\n\nKeep this.\n\n{kept}\n")
    words = terminal.run("audit", "check", "--head", str(letter))
    assert words.startswith("In order. 8 rows sealed, 0 not yet. The chain was compared with seal 8")
    with terminal.database.transaction() as session:
        session.execute(update(Completion).values(minutes=6))
    words = terminal.run("audit", "check", status=1)
    assert words.count("was changed after it was sealed.") == 3
    assert "3 faults." in words
    letter.write_text("nothing")
    with pytest.raises(Failure, match="no head"):
        terminal.run("audit", "check", "--head", str(letter))


def test_a_cut_tail_is_found_by_the_head_in_the_data_folder(terminal: Terminal) -> None:
    make_facts(terminal.database)
    terminal.run("work", "--once")
    with terminal.database.transaction() as session:
        for table in ("certificate", "completion"):
            session.execute(text(f"DELETE FROM {table}"))
        session.execute(text("DELETE FROM seal WHERE id > 2"))
    assert "the end was cut off" in terminal.run("audit", "check", status=1)


def test_db(terminal: Terminal, tmp_path: Path) -> None:
    assert "as this program wants them" in terminal.run("db", "check")
    assert "already" in terminal.run("db", "upgrade")
    assert terminal.run("db", "upgrade", "--quiet") == ""
    empty = load_settings(_env_file=None, data=tmp_path / "fresh", **SETTINGS)
    fresh = Terminal(create_app(empty))
    assert "not there" in fresh.run("db", "check", status=1)
    assert not (tmp_path / "fresh" / "openward.sqlite").exists()
    assert "they were not there" in fresh.run("db", "upgrade")
    fresh.run("db", "check")
    fresh.database.dispose()


def test_status(terminal: Terminal) -> None:
    words = terminal.run("status", status=1)
    assert "! No worker is alive" in words
    assert "! No mail server is set" in words
    found = json.loads(terminal.run("status", "--format", "json", status=1))
    assert found["version"]
    assert found["letters"] == {"waiting": 0, "held": 0, "claimed": 0, "uncertain": 0, "failed": 0}
    terminal.run("status", "--format", "xml", status=2)


def test_status_without_a_database(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'nowhere' / 'x.sqlite'}"
    lost = Terminal(create_app(load_settings(_env_file=None, data=tmp_path, database_url=url, **SETTINGS)))
    assert "cannot be reached" in lost.run("status", status=3)
    lost.database.dispose()


def test_letters(terminal: Terminal) -> None:
    with terminal.database.transaction() as session:
        for number in range(2):
            post_letter(session, Composed("certificate", "s", "words", "h"), address=f"p{number}@x.example", at=AT)
        session.execute(update(Letter).values(state="uncertain", problem="the line broke"))
    lines = terminal.run("mail", "list").splitlines()
    assert len(lines) == 2
    assert "uncertain  certificate  p0@x.example" in lines[0]
    first, second = (line.split()[0] for line in lines)
    terminal.run("mail", "again", first)
    terminal.run("mail", "drop", second)
    assert terminal.run("mail", "list") == ""
    terminal.run("mail", "hold", "--because", "a test")
    assert "0 letters" in terminal.run("work", "--once")
    assert "1 held letter may" in terminal.run("mail", "release")
    assert "2 letters" in terminal.run("work", "--once"), "one of them brings the head"
    (file,) = (terminal.data / "mail").glob("certificate-*.eml")
    assert "words" in file.read_text()
    with pytest.raises(Failure, match="no letter 2000000000"):
        terminal.run("mail", "drop", "2000000000")
    with terminal.database.reading() as session:
        actions = session.execute(text("SELECT action FROM act ORDER BY id")).scalars().all()
    assert actions == ["letter.sent again", "letter.dropped", "mail.held", "mail.released"]


def test_announcements(terminal: Terminal) -> None:
    with terminal.database.transaction() as session:
        session.execute(
            text(
                "INSERT INTO announcement (topic, hearer, payload, announced_at, run_at, tries)"
                " VALUES ('thing.happened', 'nobody', '{}', '2026-11-22 12:00:00', '2026-11-22 12:00:00', 0)"
            )
        )
    assert "1 of them failed" in terminal.run("work", "--once")
    line = terminal.run("jobs", "list")
    assert "nobody here is named nobody" in line
    number = line.split()[0]
    terminal.run("jobs", "again", number)
    assert "1 of them failed" in terminal.run("work", "--once")
    terminal.run("jobs", "drop", number)
    assert terminal.run("jobs", "list") == ""
    with pytest.raises(Failure, match="has not failed"):
        terminal.run("jobs", "again", number)


def test_backup_and_restore(terminal: Terminal, make_database: MakeDatabase, tmp_path: Path) -> None:
    make_facts(terminal.database)
    terminal.run("work", "--once")
    file = tmp_path / "backup.zip"
    assert "The keys are not" in terminal.run("backup", str(file))
    url = make_database("sqlite").url
    fresh = Terminal(create_app(load_settings(_env_file=None, database_url=url, data=tmp_path / "fresh", **SETTINGS)))
    words = fresh.run("restore", str(file))
    assert "The seal is whole: 8 rows." in words
    assert "openward mail release" in words
    assert (fresh.data / FILE).read_text() == (terminal.data / FILE).read_text()
    assert "Mail is held" in fresh.run("status", status=1)
    fresh.database.dispose()
    other = SETTINGS | {"seal_key": "another-key-" * 4}
    url = make_database("sqlite").url
    wrong = Terminal(create_app(load_settings(_env_file=None, database_url=url, data=tmp_path / "wrong", **other)))
    words = wrong.run("restore", str(file), status=1)
    assert "No seal fits the key" in words
    assert "does not follow" not in words, "one sentence says it for all of them"
    wrong.database.dispose()


def test_backups_in_a_folder(terminal: Terminal, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    (folder / "openward-20200101T000000Z.zip").touch()
    (folder / "openward-20200102T000000Z.zip").touch()
    assert "! There is no backup" in terminal.run("status", status=1)
    words = terminal.run("backup", str(folder), "--keep", "2")
    assert "Deleted openward-20200101T000000Z.zip." in words
    assert len(list(folder.iterdir())) == 2
    words = terminal.run("status", status=1)
    assert "no backup" not in words
    assert "backup     last 20" in words


def test_archive(terminal: Terminal, tmp_path: Path) -> None:
    words = terminal.run("archive", str(tmp_path / "archive"))
    assert "Begin with its README.md." in words
    assert (tmp_path / "archive" / "README.md").read_text().startswith("# Archive of Calder University")


def test_move(terminal: Terminal, tmp_path: Path) -> None:
    make_facts(terminal.database)
    terminal.run("work", "--once")
    url = f"sqlite:///{tmp_path / 'new' / 'openward.sqlite'}"
    words = terminal.run("db", "move", terminal.database.url, url)
    assert "are moved, and compared row by row." in words
    assert "The seal is whole: 8 rows." in words
    with pytest.raises(Failure, match="not empty"):
        terminal.run("db", "move", terminal.database.url, url)
    with pytest.raises(Failure, match="the same database"):
        terminal.run("db", "move", url, url)
    wrong = load_settings(
        _env_file=None, database_url=url, data=tmp_path / "wrong", **(SETTINGS | {"seal_key": "another-key-" * 4})
    )
    other = Terminal(create_app(wrong))
    third = f"sqlite:///{tmp_path / 'third' / 'openward.sqlite'}"
    assert "Is this the key it was made with?" in other.run("db", "move", url, third, status=1)
    other.database.dispose()


def test_a_refused_move_touches_nothing(terminal: Terminal, tmp_path: Path) -> None:
    new, absent = tmp_path / "new" / "openward.sqlite", tmp_path / "absent.sqlite"
    bare = tmp_path / "bare.sqlite"
    bare.touch()
    for source, words in ((absent, "no file"), (bare, "to move from has no tables")):
        with pytest.raises(Failure, match=words):
            terminal.run("db", "move", f"sqlite:///{source}", f"sqlite:///{new}")
    with pytest.raises(Failure, match="the same database"):
        terminal.run("db", "move", terminal.database.url, terminal.database.url)
    assert not new.parent.exists()
    assert not absent.exists()
    with terminal.database.reading() as session:
        assert reason_of_hold(session) is None
