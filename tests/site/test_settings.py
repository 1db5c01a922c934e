"""Settings are documented as they are, and an unsafe one refuses to start with a sentence that says what to do."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from app.errors import Misconfigured
from app.operating.documenting import with_table
from app.settings import Settings, load_settings

SAFE = {"secret_key": "s" * 32, "seal_key": "k" * 32, "signing_key": "g" * 32, "base_address": "https://openward.example.edu"}


def test_the_table_is_true(project: Path) -> None:
    document = (project / "docs/running.md").read_text(encoding="utf-8")
    assert document == with_table(document), "run: python -m app.operating.documenting"
    assert all(field.description for field in Settings.model_fields.values())


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"secret_key": ""}, "OPENWARD_SECRET_KEY is missing"),
        ({"seal_key": "short"}, "OPENWARD_SEAL_KEY is missing or shorter"),
        ({"signing_key": ""}, "OPENWARD_SIGNING_KEY is missing or shorter"),
        ({"base_address": "http://openward.example.edu"}, "must begin with https://"),
        ({"zone": "Mars/Olympus"}, "OPENWARD_ZONE: no such time zone"),
        ({"registration": "domains"}, "OPENWARD_REGISTRATION_DOMAINS"),
        ({"session_minutes": "soon"}, "OPENWARD_SESSION_MINUTES"),
        ({"database_url": "openward.sqlite"}, "OPENWARD_DATABASE_URL: write it as sqlite:////folder"),
        ({"database_url": "mysql://openward@db/openward"}, "OPENWARD_DATABASE_URL: write it as sqlite:////folder"),
        ({"database_url": "postgresql://openward@db:port/openward"}, "the port of a database is a number"),
    ],
)
def test_an_unsafe_setting_refuses_to_start(change: dict[str, str], words: str) -> None:
    with pytest.raises(Misconfigured) as refusal:
        load_settings(_env_file=None, **(SAFE | change))
    assert words in refusal.value.message


NOBODY_THERE = "postgresql://openward@127.0.0.1:1/openward"


@pytest.mark.parametrize(
    ("words", "settings", "status", "told"),
    [
        (["status"], {}, 4, "OPENWARD_SECRET_KEY is missing"),
        (["db", "upgrade"], {"OPENWARD_DATABASE_URL": NOBODY_THERE}, 3, "The database cannot be reached"),
        (["db", "move", NOBODY_THERE, "sqlite:///x.sqlite"], {}, 3, "The database cannot be reached"),
        (["db", "move", "here", "there"], {}, 2, "write it as sqlite:///"),
    ],
)
def test_the_program_says_what_is_wrong_and_exits(
    project: Path, tmp_path: Path, words: list[str], settings: dict[str, str], status: int, told: str
) -> None:
    code = "import sys; sys.path.insert(0, sys.argv.pop(1)); from app import main; main()"
    demo = {} if words == ["status"] else {"OPENWARD_DEMO": "1"}
    run = subprocess.run(
        [sys.executable, "-c", code, str(project), *words],
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin"} | demo | settings,
        capture_output=True,
        text=True,
    )
    assert (run.returncode, "Traceback" in run.stderr) == (status, False), run.stderr
    assert told in run.stderr


def test_a_demonstration_makes_its_own_keys(tmp_path: Path) -> None:
    settings = load_settings(_env_file=None, demo=True, data=tmp_path)
    assert len(settings.key("secret")) >= 32
    assert settings.key("secret") == settings.key("secret")
    assert settings.key("seal") != settings.key("secret")
