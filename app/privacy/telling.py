"""The file of everything held about a person: JSON to go on with, or one page to read, both written as they are read."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any

from markupsafe import Markup, escape
from sqlalchemy.orm import Session

from app.privacy.exporting import File, Row, as_json, export_rows, row_as_json

Words = Callable[[str], str]
"""The readable name of a table."""

PAGE = Markup(
    "<!doctype html><html lang='{language}'><meta charset='utf-8'><meta name='viewport' content='width=device-width'>"
    "<title>{title}</title><style>body{{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;"
    "color:#1c2b33;background:#fff}}h2{{margin-top:2.5rem;border-bottom:1px solid #9fb1b5}}dl{{display:grid;"
    "grid-template-columns:minmax(8rem,14rem) 1fr;gap:.1rem 1rem;margin:0 0 1rem;padding:0 0 1rem;"
    "border-bottom:1px solid #e3ebe9}}"
    "dt{{color:#4a5d63}}dd{{margin:0;white-space:pre-wrap;overflow-wrap:anywhere;min-width:0}}"
    "@media(max-width:30rem){{dl{{display:block}}dd{{margin-bottom:.5rem}}}}</style><h1>{title}</h1><p>{lead}</p>\n"
)


def as_json_file(session: Session, person_id: int, *, institution: str, at: dt.datetime) -> Iterator[str]:
    """One object; ends with how many rows there are. Call it in a snapshot."""
    count = 0
    head = {"format": "openward-person/1", "institution": institution, "made_at": as_json(at)}
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "tables": {'
    for number, (table, rows) in enumerate(_by_table(session, person_id)):
        yield (",\n" if number else "\n") + f"{json.dumps(table)}: ["
        for place, row in enumerate(rows):
            count += 1
            yield (",\n  " if place else "\n  ") + row_as_json(row)
        yield "\n]"
    yield f'\n}}, "rows": {count}}}\n'


def as_page(session: Session, person_id: int, *, title: str, lead: str, language: str, words: Words, last: str) -> Iterator[str]:
    """A page that needs no network and no other file. `last` names the number of rows."""
    count = 0
    yield PAGE.format(title=title, lead=lead, language=language)
    for table, rows in _by_table(session, person_id, in_words=True):
        yield Markup("<h2>{}</h2>\n").format(words(table))
        for row in rows:
            count += 1
            lines = (_line(row, name) for name, value in row.values.items() if _is_readable(row, name, value))
            yield Markup("<dl>{}</dl>\n").format(Markup("").join(lines))
    yield Markup("<p>{}: {}</p></html>\n").format(last, count)


def _by_table(session: Session, person_id: int, *, in_words: bool = False) -> Iterator[tuple[str, Iterator[Row]]]:
    return groupby(export_rows(session, person_id, in_words=in_words), key=lambda row: row.table)


def _is_readable(row: Row, name: str, value: Any) -> bool:
    """Numbers that tie entries and have no words say nothing to a reader, nor does a second instant; JSON has them all."""
    if value in (None, {}, []) or name in ("id", "sort") or (name, value) == ("person_id", "you"):
        return False
    if name.endswith("_id") and isinstance(value, int):
        return False
    return name != "recorded_at" or not any(other == "at" or other.endswith("_at") for other in row.values if other != name)


def _line(row: Row, name: str) -> Markup:
    value = row.values[name]
    told = value.replace(".", " ") if (row.table, name) == ("act", "action") else value
    return Markup("<dt>{}</dt><dd>{}</dd>").format(name.removesuffix("_id").replace("_", " "), _shown(told))


def _shown(value: Any) -> Markup:
    if isinstance(value, File):
        kind = "application/pdf" if value.content.startswith(b"%PDF") else "application/octet-stream"
        address = f"data:{kind};base64,{value.as_text()}"
        return Markup('<a download="file" href="{}">{} bytes</a>').format(address, value.size)
    if isinstance(value, bool):
        return escape("yes" if value else "no")
    if isinstance(value, dt.datetime):
        return escape(f"{value.astimezone(dt.UTC):%Y-%m-%d %H:%M:%S} UTC")
    if isinstance(value, dict) and not any(isinstance(one, dict | list) for one in value.values()):
        return escape("\n".join(f"{name}: {one}" for name, one in value.items()))
    if isinstance(value, list) and not any(isinstance(one, dict | list) for one in value):
        return escape("\n".join(str(one) for one in value))
    plain = as_json(value)
    return escape(plain if isinstance(plain, str) else json.dumps(plain, ensure_ascii=False, indent=1))
