"""A browser without JavaScript: follows links, fills in forms by name, presses buttons by their words."""

from __future__ import annotations

from typing import Any, Self

from flask import Flask
from flask.testing import FlaskClient
from justhtml import JustHTML
from werkzeug.test import TestResponse

from tests.linting import complaints_about


class Visitor:
    """`page` is the parsed page at hand, `text` its words. Every HTML page that is opened is linted."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()
        self.client.environ_base["HTTP_REFERER"] = "https://localhost/"
        self.response: TestResponse
        self.page: JustHTML

    def get(self, address: str, *, status: int = 200, **options: Any) -> Self:
        return self._take(self.client.get(address, follow_redirects=True, **options), status)

    def post(
        self, address: str, fields: dict[str, Any] | None = None, *, status: int = 200, follow: bool = True, **options: Any
    ) -> Self:
        """Posts with the token of the page at hand, as a form would."""
        data = {"csrf_token": self.token, **(fields or {})}
        return self._take(self.client.post(address, data=data, follow_redirects=follow, **options), status)

    def press(self, words: str, /, *, status: int = 200, follow: bool = True, **fields: Any) -> Self:
        """Presses the first button with `words`, with `fields` typed into its form. A list ticks several boxes."""
        form, button = self._button(words)
        values = _values_of(form)
        unknown = set(fields) - _names_of(form)
        assert not unknown, f"the form has no field {unknown}; it has {_names_of(form)}"
        values.update(fields)
        if button.attrs.get("name"):
            values[str(button.attrs["name"])] = button.attrs.get("value", "")
        action = str(button.attrs.get("formaction") or form.attrs.get("action") or self.path)
        if str(form.attrs.get("method", "get")).lower() == "get":
            return self._take(self.client.get(action, query_string=values, follow_redirects=follow), status)
        return self._take(self.client.post(action, data=values, follow_redirects=follow), status)

    def follow(self, words: str, *, status: int = 200) -> Self:
        """Follows the first link with `words`."""
        links = [link for link in self._query("a[href]") if words in link.to_text()]
        assert links, f"no link {words!r} on {self.path}: {[link.to_text() for link in self._query('a')]}"
        return self.get(str(links[0].attrs["href"]), status=status)

    def _query(self, selector: str) -> Any:
        return self.page.query(selector)

    @property
    def path(self) -> str:
        return self.response.request.path

    @property
    def text(self) -> str:
        return " ".join(self.page.to_text().split())

    @property
    def heading(self) -> str:
        return " ".join(self._query("h1")[0].to_text().split())

    @property
    def token(self) -> str:
        found = [str(field.attrs["value"]) for field in self._query("input[name=csrf_token]")]
        found += [str(meta.attrs["content"]) for meta in self._query('meta[name="csrf-token"]')]
        return found[0] if found else ""

    def _button(self, words: str) -> tuple[Any, Any]:
        for form in self._query("form"):
            for button in form.query("button"):
                if words in " ".join(button.to_text().split()):
                    return form, button
        have = [" ".join(button.to_text().split()) for button in self._query("form button")]
        raise AssertionError(f"no button {words!r} on {self.path}; there are {have}\n{self.text[:600]}")

    def _take(self, response: TestResponse, status: int) -> Self:
        self.response = response
        assert response.status_code == status, (
            f"{response.request.path}: {response.status} instead of {status}\n{response.text[:1500]}"
        )
        if response.mimetype == "text/html" and response.status_code not in (301, 302, 303):
            self.page = JustHTML(response.text, sanitize=False, collect_errors=True)
            problems = complaints_about(self.page)
            assert not problems, f"{response.request.path}: {problems}"
        return self


def _values_of(form: Any) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for field in form.query("input"):
        kind, name = str(field.attrs.get("type", "text")), field.attrs.get("name")
        if not name or kind in ("submit", "file"):
            continue
        if kind not in ("radio", "checkbox"):
            values.setdefault(name, []).append(field.attrs.get("value", ""))
        elif "checked" in field.attrs:
            values.setdefault(name, []).append(field.attrs.get("value", "on"))
    for area in form.query("textarea"):
        values[area.attrs["name"]] = area.to_text()
    for select in form.query("select"):
        options = select.query("option")
        chosen = [option for option in options if "selected" in option.attrs] or options[:1]
        values[select.attrs["name"]] = chosen[0].attrs.get("value", chosen[0].to_text()) if chosen else ""
    return values


def _names_of(form: Any) -> set[str]:
    return {str(field.attrs["name"]) for field in form.query("input,textarea,select") if field.attrs.get("name")}
