"""From a table to entries: each line is read on its own, and says itself what is wrong with it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Mapping
from functools import lru_cache
from typing import TypeVar

from app.accounts.addressing import clean_address, clean_name
from app.accounts.introducing import LONGEST_SUBJECT
from app.accounts.units import AFFILIATIONS
from app.documents.days import read_day
from app.documents.spreadsheets import Cell, Record, read_sheet, repeated
from app.errors import Invalid
from app.roster.shapes import COLUMNS, ROLE_COLUMNS, Entry, Problem, Reading

T = TypeVar("T")
_ORCID = re.compile(r"(?:https?://)?(?:www\.)?(?:orcid\.org/)?(\d{4})-?(\d{4})-?(\d{4})-?(\d{3}[\dXx])/?")
_PLAIN_LOCAL = re.compile(r"[A-Za-z0-9]+(?:[._+-][A-Za-z0-9]+)*")
_FORMULA = ("=", "+", "-", "@", "\t")
_BLOWN = re.compile(r"\d[.,]?\d*[eE][+]?\d+")


def read_roster(content: bytes, providers: Collection[str] = ()) -> Reading:
    """`providers`: the ids of those of sign-on. Raises `Invalid` where the first line does not say what the columns are, or is
    the only one."""
    sheet = read_sheet(content)
    places, ignored = _columns(sheet.head)
    if not sheet.records:
        raise Invalid("The file names columns, and nobody below them.", field="file")
    entries, problems, named = [], [], set()
    for record in sheet.records:
        words, found = _words(record, places), list(record.complaints)
        entry = _entry(record, words, found, providers)
        named |= {key for key in (*entry.keys, ("address", entry.address), ("subject", entry.sign_on)) if key[1]}
        if found:
            problems.append(Problem(record.line, entry.name or str(words["name"]), " ".join(found)))
        else:
            entries.append(entry)
    return Reading(entries, problems, frozenset(named), ignored, len(sheet.records), sheet.how)


def find_columns(head: list[str], columns: Mapping[str, tuple[str, tuple[str, ...]]]) -> tuple[dict[str, int], tuple[str, ...]]:
    """Where each of `columns` stands, by its name or another it may have; and the heads that mean nothing here."""
    known = {_plain(alias): name for name, (_, aliases) in columns.items() for alias in (name, *aliases)}
    names = [known.get(_plain(cell), "") for cell in head]
    twice = repeated([name for name in names if name])
    if twice:
        raise Invalid("The first line names %(column)s twice. Keep one of the two columns.", column=twice[0], field="file")
    places = {name: place for place, name in enumerate(names) if name}
    return places, tuple(cell for cell, name in zip(head, names, strict=True) if cell and not name)


def _columns(head: list[str]) -> tuple[dict[str, int], tuple[str, ...]]:
    places, ignored = find_columns(head, COLUMNS)
    if "employee_number" not in places and "orcid" not in places:
        raise Invalid(
            "The first line has no column employee_number or orcid. People are matched by one of them, never by their address.",
            field="file",
        )
    roles = [cell for cell in ignored if _plain(cell) in ROLE_COLUMNS]
    return places, tuple(cell for cell in ignored if cell not in roles) + tuple(roles)


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^a-z]+", " ", text.casefold()).split())


def _words(record: Record, places: Mapping[str, int]) -> dict[str, Cell]:
    return {
        name: record.cells[places[name]] if places.get(name, len(record.cells)) < len(record.cells) else "" for name in COLUMNS
    }


def _entry(record: Record, words: Mapping[str, Cell], found: list[str], providers: Collection[str]) -> Entry:
    for name, cell in words.items():
        if isinstance(cell, str) and cell.startswith(_FORMULA):
            found.append(f"The cell {name} holds a formula: put its value there.")
    first, last = (checked(read_day, words[name], found, name) for name in ("first_day", "last_day"))
    if first and last and last < first:
        found.append("The last day lies before the first one.")
    entry = Entry(
        line=record.line,
        employee=checked(_employee, words["employee_number"], found) or "",
        orcid=checked(read_orcid, words["orcid"], found) or "",
        address=checked(_address, words["address"], found) or "",
        name=checked(clean_name, words["name"], found) or "",
        unit=str(words["unit"]),
        affiliation=checked(_affiliation, words["affiliation"], found) or "",
        first_day=first,
        last_day=last,
        sign_on=checked(lambda text: _sign_on(text, providers), words["sign_on"], found) or "",
    )
    if not entry.keys and not found:
        found.append("This line has neither an employee number nor an ORCID iD: nobody can be matched by it.")
    return entry


def checked(rule: Callable[[str], T], cell: Cell, found: list[str], name: str = "") -> T | None:
    """What `rule` makes of the cell; None where it is empty, or where it complains, which is then among `found`."""
    if cell == "":
        return None
    try:
        return rule(cell.isoformat() if isinstance(cell, dt.date) else cell)
    except Invalid as error:
        words = f"{name}: {error.message}" if name else error.message
        found.append(words if words.endswith(".") else f"{words}.")
        return None


def read_orcid(text: str) -> str:
    """In its usual form; the last figure proves the others. Raises `Invalid`."""
    match = _ORCID.fullmatch(text.strip())
    if match is None:
        raise Invalid("%(text)s is no ORCID iD: it has four times four figures, as 0000-0002-1825-0097", text=text[:60])
    orcid = "-".join(match.groups()).upper()
    total = 0
    for figure in orcid.replace("-", "")[:-1]:
        total = (total + int(figure)) * 2
    if "0123456789X"[(12 - total % 11) % 11] != orcid[-1]:
        raise Invalid("%(orcid)s is no ORCID iD: one of its figures is wrong", orcid=orcid)
    return orcid


def _sign_on(text: str, providers: Collection[str]) -> str:
    provider, colon, subject = (part.strip() for part in text.partition(":"))
    if not colon or not subject or len(subject) > LONGEST_SUBJECT:
        raise Invalid("%(text)s is no sign-on: write the provider's id, a colon and the subject, as calder:s-123", text=text[:60])
    if provider not in providers:
        raise Invalid("There is no provider of sign-on %(provider)s", provider=provider[:60])
    return f"{provider}|{subject}"


def _address(text: str) -> str:
    """As `clean_address`, which is slow: of fifty thousand plain addresses it looks at each domain once."""
    local, _at, domain = text.strip().rpartition("@")
    if len(local) <= 64 and _PLAIN_LOCAL.fullmatch(local) and (clean := _domain(domain)):
        return f"{local.lower()}@{clean}"
    return clean_address(text)


@lru_cache(1024)
def _domain(domain: str) -> str | None:
    try:
        return clean_address(f"{'x' * 64}@{domain}").rpartition("@")[2]
    except Invalid:
        return None


def _employee(text: str) -> str:
    if _BLOWN.fullmatch(text):
        raise Invalid("%(text)s was cut short by a spreadsheet: format the column as text", text=text)
    if len(text) > 100:
        raise Invalid("An employee number has at most 100 characters")
    return text.removesuffix(".0") if re.fullmatch(r"\d+\.0", text) else text


def _affiliation(text: str) -> str:
    if text.casefold() not in AFFILIATIONS:
        raise Invalid(
            "There is no affiliation %(text)s: write one of %(affiliations)s",
            text=text[:40],
            affiliations=", ".join(AFFILIATIONS),
        )
    return text.casefold()
