"""`openward sign-on check`: whether providers are there, and the units that their file names."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import update

from app import create_app
from app.accounts.models import Unit
from app.accounts.units import add_unit
from app.database.sessions import Database
from app.entry.commands import sign_on
from app.settings import load_settings
from app.sign_on.providers import load_providers
from tests.conftest import SETTINGS, database_of
from tests.factories.people import LONG_AGO
from tests.factories.providers import OpenIdServer
from tests.factories.sign_on import SECRET

NOT_LOOKED_UP = "units that the file names were not looked up: the database cannot be reached or has no tables."


def run(app: Flask) -> Result:
    return app.test_cli_runner().invoke(sign_on, ["check"])


def add_units(database: Database, *slugs: str) -> None:
    with database.transaction() as session:
        for slug in slugs:
            add_unit(session, slug=slug, name=slug.title(), parent_id=None, at=LONG_AGO)


def test_each_provider_is_asked(house: Flask, harbour: OpenIdServer, database: Database) -> None:
    add_units(database, "physics", "arts")
    result = run(house)
    assert result.exit_code == 0
    assert result.output == "calder: in order\nharbour: in order\nfederation: in order\n"
    house.extensions["openward.sign_on"] = load_providers(house.extensions["openward.settings"])
    harbour.is_down = True
    result = run(house)
    assert result.exit_code == 1
    assert "harbour: provider does not answer" in result.output


def test_each_unit_that_is_named_and_not_here_is_told_once(house: Flask, calder: OpenIdServer, database: Database) -> None:
    add_units(database, "arts")
    result = run(house)
    assert result.exit_code == 1
    assert result.output.splitlines() == [
        "calder names the unit physics, which is not here: add it under Units, or correct the file",
        "harbour: in order",
        "federation: in order",
    ]
    house.extensions["openward.sign_on"] = load_providers(house.extensions["openward.settings"])
    calder.is_down = True
    first, second, *_ = run(house).output.splitlines()
    assert first.startswith("calder: provider does not answer")
    assert "the unit physics" in second


def test_a_unit_that_is_closed_is_told(house: Flask, database: Database) -> None:
    add_units(database, "physics", "arts")
    with database.transaction() as session:
        session.execute(update(Unit).where(Unit.slug == "physics").values(closed_at=LONG_AGO))
    result = run(house)
    assert result.exit_code == 1
    assert result.output.startswith(
        "calder names the unit physics, which is closed: reopen it under Units, or correct the file\n"
    )


@pytest.mark.parametrize("made", [False, True])
def test_without_tables_the_providers_are_asked_all_the_same(
    house: Flask, harbour: OpenIdServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: bool
) -> None:
    file = house.extensions["openward.settings"].sign_on
    for name in ("CALDER_SECRET", "HARBOUR_SECRET", "FEDERATION_SECRET"):
        monkeypatch.setenv(name, SECRET)
    if made:
        (tmp_path / "openward.sqlite").touch()
    bare = create_app(load_settings(_env_file=None, data=tmp_path, sign_on=file, **SETTINGS))
    result = run(bare)
    assert result.exit_code == 3
    assert "calder: in order\nharbour: in order\n" in result.output
    assert NOT_LOOKED_UP in result.output
    assert (tmp_path / "openward.sqlite").exists() is made
    bare.extensions["openward.sign_on"] = load_providers(bare.extensions["openward.settings"])
    harbour.is_down = True
    assert run(bare).exit_code == 1
    database_of(bare).dispose()
