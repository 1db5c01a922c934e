"""Lists of people as offices paste or send them: one on each line, or a table whose first line names its columns."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from app.accounts.naming import name_key
from app.accounts.resolving import ADDRESS, ORCID
from app.documents.days import read_day
from app.documents.spreadsheets import Cell, read_sheet
from app.errors import Invalid
from app.requirements.answers import Named
from app.requirements.shapes import TeamRole
from app.web.languages import said

COLUMNS = ("person", "role", "employer", "joined_on", "starts_on")
"""The order of what stands on a line without a head, apart by semicolons or tabs."""
HEADS = {
    "person": (
        "person",
        "name",
        "full name",
        "who",
        "address",
        "email",
        "e mail",
        "mail",
        "orcid",
        "orcid id",
        "employee number",
        "id",
    ),
    "role": ("role", "project role", "key person role"),
    "employer": ("employer", "institution", "organization", "organisation", "affiliation"),
    "joined_on": ("joined on", "joined", "join date", "added"),
    "starts_on": ("starts on", "starts", "start", "start date"),
}
ROLES = {
    TeamRole.PRINCIPAL_INVESTIGATOR: ("pi", "lead pi", "contact pi", "pd pi"),
    TeamRole.CO_PRINCIPAL_INVESTIGATOR: ("copi", "co pi", "mpi"),
    TeamRole.CO_INVESTIGATOR: ("coi", "co i", "coinvestigator", "investigator"),
    TeamRole.PROJECT_DIRECTOR: ("pd",),
    TeamRole.CO_PROJECT_DIRECTOR: ("copd", "co pd"),
    TeamRole.PROJECT_MANAGER: ("pm", "manager"),
    TeamRole.SENIOR_PERSONNEL: (
        "senior",
        "key",
        "key person",
        "senior key",
        "key personnel",
        "senior key person",
        "other senior",
    ),
    TeamRole.POSTDOC: ("post doc", "postdoctoral", "postdoctoral researcher", "postdoctoral scholar"),
    TeamRole.STUDENT: ("phd student", "graduate student", "grad student", "gra", "doctoral student", "undergraduate"),
    TeamRole.TECHNICIAN: ("tech", "lab technician"),
    TeamRole.CONSULTANT: ("advisor", "adviser"),
    TeamRole.ADMINISTRATIVE_STAFF: ("administrator", "admin", "staff", "administrative"),
}
MARKS = re.compile(r"^\s*(?:[-*•‣]\s+|\(?\d{1,3}[.)]\s+)")
APART = " \t,;"
"""What stands between people, or around them."""


@dataclass(frozen=True, slots=True)
class ReadList:
    """`complaints` name the line, as people count them."""

    people: tuple[Named, ...]
    complaints: tuple[str, ...]


def read_lines(text: str) -> ReadList:
    """What was pasted. Where its first line names columns it is read as a table; blank lines and list marks are left out."""
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if lines and _names_columns(lines[0][1]):
        return read_file(text.encode())
    people, complaints = [], []
    for number, line in lines:
        for cells in _people_on(MARKS.sub("", line)):
            if len(cells) > len(COLUMNS):
                complaints.append(
                    _("Line %(line)s has more than five parts; they are: person; role; employer; joined; starts.", line=number)
                )
            named, wrong = _named(dict(zip(COLUMNS, cells, strict=False)), number)
            people.append(named)
            complaints += wrong
    return ReadList(_once(people), tuple(complaints))


def _people_on(line: str) -> list[list[str]]:
    """The cells of each person on a line. Several addresses, as the head of a letter has them, or several ORCID iDs, are
    several people; what follows the last belongs to that one."""
    for sign in (ADDRESS, ORCID):
        ends = [found.end() + line[found.end() :].startswith(">") for found in sign.finditer(line)]
        if len(ends) > 1:
            pieces = [line[begin:end] for begin, end in zip([0, *ends[:-1]], [*ends[:-1], len(line)], strict=True)]
            return [cells for piece in pieces for cells in _people_on(piece.strip(APART))]
    return [_cells(line)]


def _cells(line: str) -> list[str]:
    """Apart by semicolons or tabs; where there is none, a known role may follow a comma or stand in brackets."""
    cells = [cell.strip() for cell in re.split(r"[\t;]", line)]
    if len(cells) > 1:
        return cells
    parts = [part.strip() for part in re.sub(r"\s*\(([^()]*)\)\s*$", r", \1", line).split(",")]
    place = next((place for place, part in enumerate(parts) if place and read_role(part) in ROLES), None)
    return cells if place is None else [", ".join(parts[:place]), *parts[place:]]


def read_file(content: bytes) -> ReadList:
    """CSV or XLSX. Raises `Invalid` for what is no table, or has no column of people."""
    sheet = read_sheet(content)
    places = {column: place for place, head in enumerate(sheet.head) if (column := _column(head))}
    if "person" not in places:
        return ReadList((), (_("No column is named person, name, address, ORCID or employee number."),))
    people, complaints = [], []
    for record in sheet.records:
        complaints += [_("Line %(line)s: %(words)s", line=record.line, words=words) for words in record.complaints]
        cells: dict[str, Cell] = {
            column: record.cells[place] for column, place in places.items() if place < len(record.cells) and record.cells[place]
        }
        if not cells.get("person"):
            continue
        named, wrong = _named(cells, record.line)
        people.append(named)
        complaints += wrong
    return ReadList(_once(people), tuple(complaints))


def read_role(words: str) -> str:
    """A `TeamRole` where the words are known for one; else the words, which every rule asks of."""
    plain = " ".join(re.findall(r"[a-z]+", words.casefold().replace("-", " ").replace("/", " ")))
    for role, others in ROLES.items():
        if plain in (role.replace("-", " "), *others):
            return role.value
    return " ".join(words.split())[:40]


def as_text(people: tuple[Named, ...]) -> str:
    """Lines that `read_lines` reads back."""
    rows = ((one.typed, one.role, one.employer, _iso(one.joined_on), _iso(one.starts_on)) for one in people)
    return "\n".join("; ".join(row).rstrip("; ") for row in rows)


def _named(cells: Mapping[str, Cell], line: int) -> tuple[Named, list[str]]:
    complaints: list[str] = []

    def day(column: str) -> dt.date | None:
        value = cells.get(column) or ""
        if not value or isinstance(value, dt.date):
            return value or None
        try:
            return read_day(value)
        except Invalid as error:
            complaints.append(_("Line %(line)s: %(words)s.", line=line, words=said(error)))
            return None

    typed = " ".join(str(cells.get("person", "")).lstrip("'").split())[:300]
    if any(len(sign.findall(typed)) > 1 for sign in (ADDRESS, ORCID)):
        complaints.append(_("Line %(line)s: several people stand in one place. Give each a line.", line=line))
    role, employer = read_role(str(cells.get("role", ""))), str(cells.get("employer", ""))[:300]
    return Named(typed, role, employer, day("joined_on"), day("starts_on")), complaints


def _once(people: list[Named]) -> tuple[Named, ...]:
    """Who is named twice in the same words and role stands once."""
    kept: dict[tuple[str, str], Named] = {}
    for one in people:
        if one.typed:
            kept.setdefault((name_key(one.typed) or one.typed, one.role), one)
    return tuple(kept.values())


def _names_columns(line: str) -> bool:
    cells = re.split(r"[\t;,]", line)
    return len(cells) > 1 and _column(cells[0]) is not None and all(_column(cell) or not cell.strip() for cell in cells)


def _column(head: str) -> str | None:
    words = " ".join(re.findall(r"[a-z]+", head.casefold().replace("-", " ").replace("_", " ")))
    return next((column for column, names in HEADS.items() if words in names), None)


def _iso(day: dt.date | None) -> str:
    return day.isoformat() if day else ""
