"""Letters as text and simple HTML, from the templates in `templates/mail`, in the recipient's language."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from app.languages import translations
from app.settings import Settings


@dataclass(frozen=True, slots=True)
class Composed:
    kind: str
    subject: str
    text: str
    html: str


class Composer:
    """Each kind of letter is two templates: `<kind>.txt`, whose first line is the subject, and `<kind>.html`."""

    def __init__(self, settings: Settings, templates: Path) -> None:
        self._settings = settings
        self._templates = templates
        self._environments: dict[str, Environment] = {}

    def compose(self, kind: str, *, language: str, **facts: Any) -> Composed:
        """`facts` are formatted values: the templates only place them."""
        environment = self._environments.get(language) or self._prepare(language)
        facts |= {
            "institution": self._settings.institution,
            "base_address": self._settings.base_address.rstrip("/"),
            "demo": self._settings.demo,
            "language": language,
        }
        subject, _line, text = environment.get_template(f"{kind}.txt").render(facts).partition("\n")
        html = environment.get_template(f"{kind}.html").render(facts)
        return Composed(kind, subject.strip(), text.strip() + "\n", html)

    def _prepare(self, language: str) -> Environment:
        environment = Environment(
            loader=FileSystemLoader(self._templates),
            autoescape=select_autoescape(["html"]),
            undefined=StrictUndefined,
            extensions=["jinja2.ext.i18n"],
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]
        self._environments[language] = environment
        return environment
