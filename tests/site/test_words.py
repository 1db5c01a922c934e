"""Every string a person reads is marked for translation, and every template is used."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from jinja2 import Environment

READ_ATTRIBUTES = re.compile(r'\b(?:aria-label|alt|title|placeholder)="([^"{]*[A-Za-z]{3,}[^"{]*)"')
NOT_WORDS = {"Openward", "PDF", "CSV", "XLSX", "JSON", "NSF", "DOE", "NIH"}


def unmarked_words(source: str) -> list[str]:
    """Words that stand in a template as they are, outside `_()`."""
    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    plain = "".join(value if kind == "data" else "\0" for _line, kind, value in environment.lex(source))
    plain = re.sub(r"\0+", "\0", plain)
    found = READ_ATTRIBUTES.findall(plain)
    plain = re.sub(r"<!--.*?-->", "", plain, flags=re.DOTALL)
    plain = re.sub(r"<[^>]*>|\b[a-z]+-[a-z-]+", " ", plain)
    return found + [word for word in re.findall(r"[A-Za-zÀ-ÿ]{3,}", plain) if word not in NOT_WORDS]


def templates(project: Path) -> list[Path]:
    return sorted(path for path in (project / "app/templates").rglob("*") if path.suffix in (".html", ".txt"))


def test_every_string_in_a_template_is_marked(project: Path) -> None:
    found = {
        str(path.relative_to(project)): words
        for path in templates(project)
        if (words := unmarked_words(_without_trans(path.read_text(encoding="utf-8"))))
    }
    assert not found


def _without_trans(source: str) -> str:
    source = re.sub(r"{%-?\s*trans.*?endtrans\s*-?%}", "", source, flags=re.DOTALL)
    return re.sub(r"<style>.*?</style>", "", source, flags=re.DOTALL)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<p>{{ _('Good day') }}</p>", []),
        ("<p>Good day</p>", ["Good", "day"]),
        ('<a aria-label="Go back">{{ x }}</a>', ["Go back"]),
        ("{% if x %}<b>{{ y }}</b>{% endif %}", []),
    ],
)
def test_the_guard_itself(source: str, words: list[str]) -> None:
    assert unmarked_words(source) == words


def test_every_template_is_used(project: Path) -> None:
    """By a view, another template, or a letter's kind: the name stands somewhere else."""
    everything = "\n".join(
        path.read_text(encoding="utf-8") for path in (project / "app").rglob("*") if path.suffix in (".py", ".html", ".txt")
    )
    unused = []
    for path in templates(project):
        name = path.relative_to(project / "app/templates").as_posix()
        known_as = (path.stem, path.name) if name.startswith("mail/") else (name,)
        if not any(f"{quote}{one}{quote}" in everything for one in known_as for quote in "\"'"):
            unused.append(name)
    assert not unused
