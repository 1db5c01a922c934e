"""A report as a file: CSV and JSON sent as they are read, XLSX written row by row and then sent. One query for all."""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from itertools import compress, count, islice
from typing import Any

from flask import Response
from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from app.database.sessions import Database
from app.documents.sheets import csv_lines
from app.requirements.listing import PeopleAsked, stream_cells

WRITER = "xlsxwriter"
"""Loaded with the first book: most processes write none."""
AT_ONCE = 500
"""Rows sent together."""
PIECE = 65_536
COLUMNS: dict[str, LazyString] = {
    "name": _("The person's present name"),
    "address": _("The address that letters go to"),
    "units": _("The units on that day, apart by semicolons"),
    "affiliation": _("What the person is there, apart by semicolons"),
    "state": _("covered, lapses (covered, and over soon), expired or missing"),
    "completed_on": _("The day that decides: the oldest of the newest training for each topic"),
    "covered_through": _("The last day covered. Empty beside a day of completion: for good"),
}
"""The first line of the file, and what each column means."""
TYPES = {
    "csv": "text/csv",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

Cells = Sequence[str | int]


def send_people(database: Database, asked: PeopleAsked, kind: str, facts: dict[str, str]) -> Response:
    """`facts`: what was asked, said in the JSON and in the file's name."""
    rows = _people(database, asked)
    name = f"coverage-{asked.demand.slug.replace(':', '-')}-{asked.asof.on.isoformat()}.{kind}"
    return _send(rows, list(COLUMNS), kind, name, facts)


def send_rows(head: Sequence[str], rows: Iterable[Cells], kind: str, name: str, facts: dict[str, str]) -> Response:
    return _send(iter(rows), head, kind, f"{name}.{kind}", facts)


def _people(database: Database, asked: PeopleAsked) -> Iterator[Cells]:
    """In a transaction of its own, which ends with the last row."""
    with database.snapshot() as session:
        yield from stream_cells(session, asked)


def _send(rows: Iterator[Cells], head: Sequence[str], kind: str, name: str, facts: dict[str, str]) -> Response:
    parts: Iterator[Any]
    match kind:
        case "csv":
            parts = csv_lines(with_head(rows, head), at_once=AT_ONCE)
        case "json":
            parts = _json_parts(rows, head, facts)
        case _:
            parts = _xlsx_parts(rows, head)
    return Response(parts, mimetype=TYPES[kind], headers={"Content-Disposition": f'attachment; filename="{name}"'})


def with_head(rows: Iterator[Cells], head: Sequence[str]) -> Iterator[Cells]:
    """The last line says how many there are."""
    yield head
    numbers = count(1)
    yield from compress(rows, numbers)
    yield ["rows", str(next(numbers) - 1)]


def _json_parts(rows: Iterator[Cells], head: Sequence[str], facts: dict[str, str]) -> Iterator[str]:
    yield json.dumps(facts, ensure_ascii=False)[:-1] + ', "rows": [\n'
    sent, joint = 0, ""
    while block := list(islice(rows, AT_ONCE)):
        lines = (json.dumps(dict(zip(head, row, strict=True)), ensure_ascii=False) for row in block)
        yield joint + ",\n".join(lines)
        sent, joint = sent + len(block), ",\n"
    yield f'\n], "count": {sent}}}\n'


def _xlsx_parts(rows: Iterator[Cells], head: Sequence[str]) -> Iterator[bytes]:
    """Counts are numbers. Text stays text: no cell is a formula, a link or a number made of what somebody typed."""
    with tempfile.TemporaryFile() as file:
        book = import_module(WRITER).Workbook(
            file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        )
        book.set_properties({"created": dt.datetime(2000, 1, 1)})  # noqa: DTZ001  the same rows make the same file
        sheet = book.add_worksheet()
        for number, row in enumerate(with_head(rows, head)):
            for place, value in enumerate(row):
                sheet.write_number(number, place, value) if isinstance(value, int) else sheet.write_string(number, place, value)
        book.close()
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece
