"""Everything that is held about one person, a row at a time: what a file of it is written from."""

from __future__ import annotations

import base64
import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, select
from sqlalchemy.orm import Session

from app.accounts.merging import selves_of
from app.database.tables import Model
from app.documents.keeping import names_file
from app.documents.models import Blob
from app.privacy.inventory import owned_tables, rows_of, shown_columns
from app.privacy.labelling import own_labels, told_labels

BATCH = 200
OPENS = re.compile(r"https?://\S*/[\w-]{20,}\S*")
"""An address with a secret in it: a link in a letter that opens an account."""
LEFT_OUT = "[a link, left out]"
ABOUT_OTHERS = frozenset({"reason", "detail", "subject_id", "unit_id"})
"""What is left out of an act of hers that concerns somebody else."""
CONTENT_TIES = ("course", "item")
TIES = (*CONTENT_TIES, "below", "event", "hold", "member", "merge", "person")
"""What in the detail of an act is the number of a row; the first of something that is called the same everywhere."""


@dataclass(frozen=True, slots=True)
class File:
    size: int
    content: bytes

    def as_text(self) -> str:
        return base64.b64encode(self.content).decode()


@dataclass(frozen=True, slots=True)
class Row:
    table: str
    values: Mapping[str, Any]


def export_rows(session: Session, person_id: int, *, in_words: bool = False) -> Iterator[Row]:
    """Table by table; of other people only that it was somebody else. Call it in a snapshot. `in_words`: with words in place of
    the numbers by which her own rows refer to one another, where there are any."""
    selves = frozenset(row.id for row in session.execute(selves_of(person_id)))
    for table in owned_tables():
        columns = shown_columns(table)
        result = session.execute(rows_of(table, person_id))
        for batch in result.partitions(BATCH):
            labels = _labels(session, columns, batch, in_words=in_words)
            courses = _courses(session, batch) if table == "act" and in_words else {}
            for row in batch:
                told = (_told(session, column, value, selves, labels) for column, value in zip(columns, row, strict=True))
                values = dict(zip((column.name for column in columns), told, strict=True))
                if table == "act":
                    values = _without_others(values, row._mapping, selves)
                    if in_words and "detail" in values:
                        values["detail"] = _readable(values["detail"], courses)
                yield Row(table, values)


def as_json(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, File):
        return {"bytes": value.size, "base64": value.as_text()}
    return value


def row_as_json(row: Row) -> str:
    return json.dumps({name: as_json(value) for name, value in row.values.items()}, ensure_ascii=False)


def _told(session: Session, column: Column[Any], value: Any, selves: frozenset[int], labels: Mapping[Any, str]) -> Any:
    if value is None:
        return None
    if _is_person(column):
        return "you" if value in selves else "somebody else"
    if names_file(column):
        blob = session.execute(select(Blob.size, Blob.bytes).where(Blob.digest == value)).one()
        return File(blob.size, blob.bytes)
    if isinstance(value, str):
        return OPENS.sub(LEFT_OUT, value)
    return labels.get((column, value), value) if column.foreign_keys else value


def _is_person(column: Column[Any]) -> bool:
    is_actor = column.table.name in ("act", "sighting") and column.name == "by"
    return is_actor or any(key.target_fullname == "person.id" for key in column.foreign_keys)


def _without_others(values: dict[str, Any], row: Mapping[Any, Any], selves: frozenset[int]) -> dict[str, Any]:
    is_named = (row["detail"] or {}).get("person") in selves
    if is_named:
        values |= {"detail": row["detail"] | {"person": "you"}}
    is_about_her = is_named or (row["subject_kind"] == "person" and row["subject_id"] in selves)
    return values if is_about_her else {name: value for name, value in values.items() if name not in ABOUT_OTHERS}


def _labels(
    session: Session, columns: Sequence[Column[Any]], batch: Sequence[Any], *, in_words: bool
) -> dict[tuple[Column[Any], Any], str]:
    found: dict[tuple[Column[Any], Any], str] = {}
    for place, column in enumerate(columns):
        target = next(iter(column.foreign_keys), None)
        wanted = {row[place] for row in batch} - {None} if target is not None else set()
        if target is not None and wanted:
            labels = told_labels if in_words else own_labels
            found |= {(column, number): words for number, words in labels(session, target.column, wanted).items()}
    return found


def _courses(session: Session, acts: Sequence[Any]) -> dict[int, str]:
    numbers = {act.detail[name] for act in acts for name in CONTENT_TIES if name in (act.detail or {})}
    return told_labels(session, Model.metadata.tables["item"].columns.id, numbers) if numbers else {}


def _readable(detail: Mapping[str, Any] | None, courses: Mapping[int, str]) -> dict[str, Any]:
    """Without numbers that only lead on to other rows; counts stay."""
    told = {name: courses.get(value, value) if name in CONTENT_TIES else value for name, value in (detail or {}).items()}
    return {name: value for name, value in told.items() if not (name in TIES and isinstance(value, int))}
