"""Tables as people send them: CSV in any of the usual encodings and separators, or the first sheet of a workbook.

Everything is read line by line; a line that cannot be read is a `Record` with its complaints, and the lines after it are read all
the same. A workbook is measured before it is opened, so that a small file cannot unpack into a large one.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from app.documents.unpacking import DAMAGED
from app.errors import Invalid

MOST_LINES = 200_000
MOST_COLUMNS = 200
MOST_UNPACKED = 200_000_000
LONGEST_CELL = 1_000
JOINED_LINES = 8
"""Lines that one quoted cell may run over; a quotation mark open for longer was never closed."""

Cell = str | dt.date
Numbered = tuple[int, str]
_REFERENCE = re.compile(rb'<c [^>]*?\br="([A-Z]{1,3})(\d{1,7})"')
_FORMULA = re.compile(rb'<c [^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>]*>\s*<f[ >/]')
_ON_WINDOWS = re.compile(rb"(?<=[a-z])[\xdf-\xff]|[\xc0-\xde](?=[a-z])")
_ON_MACINTOSH = re.compile(
    rb"(?<=[a-z])[\x80-\x84\x86-\x8a\x8c-\x90\x98\x9b\x9d\x9f]|(?<=[A-Z])[\x81-\x84\x86-\x8a\x8c-\x90\x9d\x9f](?=[a-z])"
    rb"|(?<=[a-z])[\x8b\x96\x97\x99](?=[a-z])|(?<![A-Za-z])[\x80\x81\x83\x86](?=[a-z])"
)
"""Letters with accents as they stand in words. On the other system the same bytes are marks, or capitals amid small ones."""
_SHEETS = re.compile(r"xl/worksheets/[^/]+\.xml")


@dataclass(slots=True)
class Record:
    """`line` as a person counts them, the head is line 1. `cells` by position."""

    line: int
    cells: list[Cell]
    complaints: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The words of the first line, and the lines below it that are not empty. `how` says as what it was read."""

    head: list[str]
    records: list[Record]
    how: str


def read_sheet(content: bytes) -> Sheet:
    """Raises `Invalid` for what is no table at all; all smaller complaints stand with their lines."""
    if not content.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise Invalid("The file is empty.", field="file")
    if content.startswith(b"PK\x03\x04"):
        return _read_workbook(content)
    if content.startswith((b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"\x1f\x8b")):
        raise Invalid("This is neither CSV nor XLSX. Save the table as one of the two and send that.", field="file")
    lines, how = _decode(content)
    return _read_text(lines, how)


def _decode(content: bytes) -> tuple[list[Numbered], str]:
    """Lines by number. Where UTF-8 fails, each line is tried on its own: files grow from several sources. Of what is not UTF-8,
    one code page is taken for the whole file."""
    for mark, name in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if content.startswith(mark):
            return _numbered(content[2:].decode(name, "replace")), "UTF-16"
    if content[1:200:2].count(0) > len(content[:200]) // 4:
        return _numbered(content.decode("utf-16-le", "replace")), "UTF-16"
    content = content.removeprefix(b"\xef\xbb\xbf")
    try:
        return _numbered(content.decode("utf-8")), "UTF-8"
    except UnicodeDecodeError:
        parts = re.split(rb"\r\n|\n|\r", content)
    told = [_decode_line(part) for part in parts]
    code, name = _code_page([part for part, text in zip(parts, told, strict=True) if text is None])
    mixed = any(text is not None and not text.isascii() for text in told)
    lines = [part.decode(code, "replace") if text is None else text for part, text in zip(parts, told, strict=True)]
    return list(enumerate(lines, 1)), f"UTF-8 and {name}" if mixed else name


def _decode_line(part: bytes) -> str | None:
    try:
        return part.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _code_page(parts: Sequence[bytes]) -> tuple[str, str]:
    """Of lines that are not UTF-8."""
    told = b"\n".join(parts)
    is_old = len(_ON_MACINTOSH.findall(told)) > len(_ON_WINDOWS.findall(told))
    return ("mac_roman", "Mac Roman") if is_old else ("cp1252", "Windows-1252")


def _numbered(text: str) -> list[Numbered]:
    return list(enumerate(re.split(r"\r\n|\n|\r", text), 1))


def _read_text(lines: list[Numbered], how: str) -> Sheet:
    full = [one for one in lines if one[1].strip(" \t,;|")]
    if not full:
        raise Invalid("The file is empty.", field="file")
    if len(full) > MOST_LINES:
        raise Invalid("The file has more than %(count)s lines. Send it in parts.", count=f"{MOST_LINES:,}", field="file")
    mark = _separator(full[0][1])
    records = list(_records(lines, mark))
    head = [str(cell) for cell in records[0].cells]
    body = [record for record in records[1:] if any(record.cells) or record.complaints]
    _measure(body, len(head))
    return Sheet(head, body, how)


def _separator(line: str) -> str:
    bare = re.sub(r'"[^"]*"', "", line)
    return max(",;\t|", key=lambda mark: (bare.count(mark), mark == ","))


def _records(lines: Sequence[Numbered], mark: str) -> Iterator[Record]:
    place = 0
    while place < len(lines):
        number, text = lines[place]
        place += 1
        if not text.strip(f" {mark}"):
            continue
        cells, used = _cells_from(lines, place - 1, mark) if '"' in text else (_tidy(text.split(mark)), 1)
        place += used - 1
        if cells is None:
            yield Record(number, _tidy(text.split(mark)), ["A quotation mark on this line is not closed, or one too many."])
        else:
            yield Record(number, cells)


def _cells_from(lines: Sequence[Numbered], start: int, mark: str) -> tuple[list[Cell] | None, int]:
    """The cells, and over how many lines they ran. None: no way of reading it, so only this line is given up."""
    joined = ""
    for used, (_number, text) in enumerate(lines[start : start + JOINED_LINES], 1):
        joined = f"{joined}\n{text}" if joined else text
        if joined.count('"') % 2:
            continue
        try:
            return _tidy(next(csv.reader([joined], delimiter=mark, strict=True))), used
        except (csv.Error, StopIteration):
            return None, 1
    return None, 1


def _tidy(cells: Sequence[str]) -> list[Cell]:
    return [cell.replace("\0", "").replace("\ufeff", "").replace("\xa0", " ").strip() for cell in cells]


def _measure(records: Sequence[Record], columns: int) -> None:
    for record in records:
        if len(record.cells) > columns and any(record.cells[columns:]):
            record.complaints.append(f"This line has {len(record.cells)} cells, the first line {columns}: a separator too many?")
        if any(isinstance(cell, str) and len(cell) > LONGEST_CELL for cell in record.cells):
            record.cells = [cell[:LONGEST_CELL] if isinstance(cell, str) else cell for cell in record.cells]
            record.complaints.append(f"A cell has more than {LONGEST_CELL:,} characters.")
        if any(isinstance(cell, str) and "\ufffd" in cell for cell in record.cells):
            record.complaints.append("A character cannot be read: save the file as UTF-8.")


def _read_workbook(content: bytes) -> Sheet:
    formulas = _look_inside(content)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            sheet = book.get_sheet_by_index(0)
            if sheet.total_height > MOST_LINES or sheet.total_width > MOST_COLUMNS:
                raise Invalid(_too_large(), field="file")
            rows = [[_cell(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    except (CalamineError, PasswordError, IndexError, ValueError) as error:
        raise Invalid("The workbook cannot be opened. Save it as CSV and send that.", field="file") from error
    first = next((place for place, row in enumerate(rows) if any(row)), None)
    if first is None:
        raise Invalid("The first sheet is empty.", field="file")
    records = [Record(place, row) for place, row in enumerate(rows[first + 1 :], first + 2) if any(row) or place in formulas]
    for record in records:
        record.complaints += [f"Cell {name} holds a formula: put its value there." for name in formulas.get(record.line, ())]
    _measure(records, len(rows[first]))
    return Sheet([str(cell) for cell in rows[first]], records, "XLSX")


def _look_inside(content: bytes) -> dict[int, list[str]]:
    """The cells with formulas, by line. Unpacks in pieces and counts: raises `Invalid` for what would unpack into too much, or
    whose cells lie so far apart that the table between them would."""
    formulas: dict[int, list[str]] = {}
    unpacked = 0
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as folder:
            for entry in folder.infolist():
                is_sheet, kept = _SHEETS.fullmatch(entry.filename), b""
                with folder.open(entry) as stream:
                    while part := stream.read(1 << 18):
                        unpacked += len(part)
                        if unpacked > MOST_UNPACKED:
                            raise Invalid(_too_large(), field="file")
                        kept = _scan(kept + part, formulas) if is_sheet else b""
    except DAMAGED as error:
        raise Invalid("The workbook cannot be opened. Save it as CSV and send that.", field="file") from error
    return formulas


def _scan(text: bytes, formulas: dict[int, list[str]]) -> bytes:
    """Returns what must be looked at once more with the next piece."""
    for column, row in _REFERENCE.findall(text):
        if int(row) > MOST_LINES or _column(column) > MOST_COLUMNS:
            raise Invalid(_too_large(), field="file")
    for column, row in _FORMULA.findall(text):
        name = (column + row).decode()
        if name not in formulas.setdefault(int(row), []):
            formulas[int(row)].append(name)
    return text[-300:]


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _cell(value: object) -> Cell:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return " ".join(str(value).replace("\0", "").replace("\xa0", " ").split())


def _too_large() -> str:
    return f"The workbook is too large: at most {MOST_LINES:,} lines, {MOST_COLUMNS} columns. Send it in parts, or as CSV."


def repeated(cells: Sequence[str]) -> list[str]:
    """Those that stand more than once."""
    return sorted({one for one, other in pairwise(sorted(cells)) if one == other})
