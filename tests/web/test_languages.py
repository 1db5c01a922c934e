"""What translators find, and that what they write is what a reader meets."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.frontend import CommandLineInterface
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask

from app import create_app
from app.database.sessions import Database
from app.errors import Conflict, Gone, Invalid, NotAllowed, NotFound, NotSignedIn, Throttled, Unavailable
from app.settings import Settings
from app.web.languages import said
from tests.conftest import database_of
from tests.visitor import Visitor

GERMAN = {
    "Sign in": "Anmelden",
    "Make an account": "Konto anlegen",
    "No account has this address with this password. Check both, or ask for a new password.": "Das passt nicht zusammen.",
    "Use at least %(count)s characters: three or four unrelated words are good": "Mindestens %(count)s Zeichen",
}
FOR_OPERATORS = ("authoring", "audit", "catalogue", "database", "demo", "jobs", "mail", "markdown", "operating")
"""Folders whose complaints stand on a console, in English."""

FOR_CONSOLE = ("commands.py", "verifying.py")


@pytest.fixture(scope="module")
def found(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """As `make strings` makes it."""
    out = tmp_path_factory.mktemp("strings") / "messages.pot"
    marks = re.findall(r"^MARKS := (.*)$", (project / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)[0].split()
    keywords = [part for mark in marks for part in ("-k", mark)]
    rest = ["-F", str(project / "babel.cfg"), *keywords, "-o", str(out), str(project / "app")]
    CommandLineInterface().run(["pybabel", "-q", "extract", *rest])  # type: ignore[no-untyped-call]
    with out.open("rb") as file:
        return read_po(file)


@pytest.fixture
def german(settings: Settings, database: Database, found: Catalog, tmp_path: Path) -> Iterator[Flask]:
    """The same house with a second language, whose catalogue was made from what was found."""
    catalogue = Catalog(locale="de", charset="utf-8")
    for words, translated in GERMAN.items():
        assert found.get(words) is not None, words
        catalogue.add(words, translated)
    folder = tmp_path / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "messages.mo").open("wb") as file:
        write_mo(file, catalogue)
    app = create_app(settings.model_copy(update={"languages": ("en", "de")}))
    app.testing = True
    app.extensions["babel"].translation_directories = [str(tmp_path)]
    yield app
    database_of(app).dispose()


def test_translators_find_templates_rules_letters_and_what_is_marked(found: Catalog) -> None:
    for words in (
        "Everything up to then is kept.",
        "There is no such certificate on your record.",
        "This attempt was handed in already; its answers stay as they were. Begin a new attempt to answer again.",
        "This attempt has %(count)s questions.",
        "Confirm your address for %(institution)s",
    ):
        assert found.get(words) is not None, words


def test_a_page_and_a_rules_complaint_in_another_language(german: Flask) -> None:
    visitor = Visitor(german)
    visitor.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "de"
    visitor.get("/sign-in")
    assert visitor.heading == "Anmelden"
    visitor.press("Anmelden", status=422, address="nobody@calder.example", password="no such password")
    assert "Das passt nicht zusammen." in visitor.text
    visitor.get("/register")
    assert visitor.heading == "Konto anlegen"
    visitor.press("Send me the letter", status=422, name="Mei Tan", address="mei@calder.example", password="short")
    assert re.search(r"Mindestens \d+ Zeichen", visitor.text)


def test_others_read_english(german: Flask) -> None:
    assert Visitor(german).get("/sign-in").heading == "Sign in"


def test_an_error_says_what_is_put_into_it(app: Flask) -> None:
    error = Invalid("Use at most %(count)s characters", count=12, field="name")
    assert (error.message, str(error), error.field) == ("Use at most 12 characters",) * 2 + ("name",)
    assert NotFound().message == ""
    assert Conflict("100 % of it").message == "100 % of it"
    with app.test_request_context():
        assert [said(one) for one in (error, NotFound())] == ["Use at most 12 characters", ""]


def test_no_message_is_put_together_where_translators_cannot_see(project: Path) -> None:
    kinds = {kind.__name__ for kind in (Invalid, NotSignedIn, NotAllowed, NotFound, Conflict, Gone, Throttled, Unavailable)}
    composed = []
    for path in sorted((project / "app").rglob("*.py")):
        if path.relative_to(project / "app").parts[0] in FOR_OPERATORS or path.name in FOR_CONSOLE:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in kinds:
                first = node.args[0] if node.args else None
                composed += [f"{path}:{node.lineno}"] * isinstance(first, ast.JoinedStr | ast.BinOp)
    assert composed == []
