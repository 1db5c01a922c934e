"""CITI's export of completions, read by the heads of its columns, whatever else stands in the file."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.accounts.naming import name_key
from app.documents.days import Order, order_of, read_day
from app.errors import Invalid

SOURCE = "citi"
LARGEST = 9_000_000
MOST_LINES = 50_000
HEAD_WITHIN = 30
"""Lines in which the heads are looked for: reports begin with a title."""
WANTED = "research security"
ENCODINGS = ("utf-8-sig", "cp1252", "latin-1")
Columns = dict[str, tuple[int, ...]]
COLUMNS: dict[str, tuple[str, ...]] = {
    "first": ("first name", "given name", "firstname", "learner first name"),
    "last": ("last name", "family name", "surname", "lastname", "learner last name"),
    "name": ("name", "full name", "learner name", "learner", "member name"),
    "employee": ("employee number", "employee id", "employee no", "institutional id", "employee"),
    "course": ("course", "course name", "curriculum", "curriculum name", "completed course"),
    "group": ("group", "curriculum group", "course group", "stage", "course learner group"),
    "completed": ("completion date", "date completed", "completed on", "completed", "passed date", "date passed", "pass date"),
    "record": ("completion record id", "record id", "completion report", "completion report number", "report id", "record"),
    "status": ("status", "completion status"),
}


@dataclass(frozen=True, slots=True)
class ExportLine:
    """`number` is that of the file; `ref` names the completion through all exports."""

    number: int
    name: str
    addresses: tuple[str, ...]
    employee: str
    title: str
    completed_on: dt.date
    ref: str


@dataclass(frozen=True, slots=True)
class Export:
    """`problems`: line and words. `others`: how many lines are about other courses, or were not completed."""

    lines: tuple[ExportLine, ...]
    problems: tuple[tuple[int, str], ...]
    others: int


def read_export(content: bytes) -> Export:
    """Raises `Invalid` where the file is no table with the columns that are needed."""
    if len(content) > LARGEST:
        raise Invalid("The file is larger than 9 MB. Export fewer at once.", field="file")
    rows = list(_rows(decode(content)))
    heads, columns = _find_heads(rows)
    body = [(number, row) for number, row in rows[heads + 1 :] if any(cell.strip() for cell in row)]
    if len(body) > MOST_LINES:
        raise Invalid("The file has more than %(count)s lines. Export fewer at once.", field="file", count=f"{MOST_LINES:,}")
    days = [_cell(row, columns.get("completed", ())) for _number, row in body]
    order = order_of(days)
    lines, problems, others = [], [], 0
    for number, row in body:
        title = " ".join(filter(None, (_cell(row, columns.get("course", ())), _cell(row, columns.get("group", ())))))
        status = _cell(row, columns.get("status", ())).casefold()
        if WANTED not in title.casefold() or status.startswith(("incomplete", "not ", "fail", "in progress")):
            others += 1
            continue
        read = _read_line(number, row, columns, title, order)
        if isinstance(read, str):
            problems.append((number, read))
        else:
            lines.append(read)
    return Export(tuple(_without_doubles(lines)), tuple(problems), others)


def _read_line(number: int, row: Sequence[str], columns: Columns, title: str, order: Order) -> ExportLine | str:
    typed = _cell(row, columns["completed"])
    try:
        day = read_day(typed, order)
    except Invalid as error:
        return error.message if typed else "there is no day of completion"
    name = _cell(row, columns.get("name", ())) or " ".join(
        filter(None, (_cell(row, columns.get("first", ())), _cell(row, columns.get("last", ()))))
    )
    addresses = tuple(dict.fromkeys(text for place in columns["address"] if "@" in (text := _at(row, place).lower())))
    employee = _cell(row, columns.get("employee", ()))
    if not name and not addresses and not employee:
        return "nobody is named"
    record = _cell(row, columns.get("record", ()))
    course = _cell(row, columns.get("course", ()))
    shown = course if WANTED in course.casefold() else title
    return ExportLine(
        number, name[:300], addresses, employee, shown[:300], day, _ref(record, name, addresses, employee, title, day)
    )


def _ref(record: str, name: str, addresses: Sequence[str], employee: str, title: str, day: dt.date) -> str:
    if record:
        return f"record {record}"[:300]
    who = addresses[0] if addresses else employee or name_key(name)
    facts = "|".join((who, " ".join(title.casefold().split()), day.isoformat()))
    return hashlib.sha256(facts.encode()).hexdigest()


def _without_doubles(lines: Sequence[ExportLine]) -> Iterator[ExportLine]:
    seen: set[str] = set()
    for line in lines:
        if line.ref not in seen:
            seen.add(line.ref)
            yield line


def decode(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace").lstrip("\ufeff")
    if b"\0" in content:
        raise Invalid("This is no CSV file. Export the list as CSV, and choose that file.", field="file")
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise AssertionError("latin-1 decodes everything")


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """With the number of the line on which each begins."""
    text = text.replace("\0", "")
    sample = "\n".join(text.splitlines()[:HEAD_WITHIN])
    delimiter = max(",;\t|", key=sample.count)
    reader, number = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 1
    try:
        for row in reader:
            yield number, row
            number = reader.line_num + 1
    except csv.Error:
        raise Invalid(
            "Line %(number)s cannot be read: look for a quote that is never closed.", field="file", number=number
        ) from None


def _find_heads(rows: Sequence[tuple[int, list[str]]]) -> tuple[int, Columns]:
    for place, (_number, row) in enumerate(rows[:HEAD_WITHIN]):
        columns = _columns(row)
        names_somebody = columns["address"] or columns.keys() & {"name", "last", "employee"}
        if "completed" in columns and names_somebody and columns.keys() & {"course", "group"}:
            return place, columns
    raise Invalid(
        "No line names the columns. Needed are the day of completion, the course, and the name, address or employee number.",
        field="file",
    )


def _columns(row: Sequence[str]) -> Columns:
    """Where each is; in the order of the names that are known for it."""
    heads = [" ".join(re.sub(r"[^a-z0-9]+", " ", cell.casefold()).split()) for cell in row]
    found = {key: tuple(heads.index(name) for name in names if name in heads) for key, names in COLUMNS.items()}
    found = {key: places for key, places in found.items() if places}
    found["address"] = tuple(place for place, head in enumerate(heads) if "mail" in head.split() or "email" in head.split())
    return found


def _cell(row: Sequence[str], places: Sequence[int]) -> str:
    """The first of the columns that has something in this line."""
    return next((text for place in places if (text := _at(row, place))), "")


def _at(row: Sequence[str], place: int) -> str:
    return " ".join(row[place].split()) if place < len(row) else ""
