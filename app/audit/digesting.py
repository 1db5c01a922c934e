"""What exactly is hashed: the same bytes for the same row on SQLite and on PostgreSQL.

digest of a row    SHA-256 of the JSON {"columns": {name: value, …}, "kind": table}; keys sorted, no spaces, UTF-8,
                   instants in UTC to the microsecond, dates as 2026-11-22
mac of a seal      HMAC-SHA256 with the seal key of: mac before | number | kind | row id | digest of the row | sealed at
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from app.audit.models import Sealed
from app.database.tables import Model

FIRST = "0" * 64
"""The mac before the first seal."""
GONE = "0" * 64
"""The digest of a row that had vanished before it could be sealed."""
BODY = "body"
"""What a sealed `digest` beside it is of."""


@cache
def sealed_tables() -> Mapping[str, type[Sealed]]:
    """Every table that is sealed, by its name. Complete once all models are imported."""
    found = {}
    for mapper in Model.registry.mappers:
        if issubclass(mapper.class_, Sealed):
            table = mapper.local_table
            assert isinstance(table, Table)
            found[table.name] = mapper.class_
    return dict(sorted(found.items()))


def table_of(kind: str) -> Table:
    return Model.metadata.tables[kind]


def read_rows(session: Session, kind: str, ids: Sequence[int]) -> dict[int, Mapping[str, Any]]:
    """The sealed columns, and what stands beside its own digest, by row id."""
    sealed = sealed_tables()[kind].sealed_columns
    table = table_of(kind)
    names = [*sealed, *(name for name in _proved(kind) if name not in sealed)]
    query = select(*(table.columns[name] for name in names)).where(table.columns.id.in_(ids))
    return {row["id"]: dict(row) for row in session.execute(query).mappings()}


def digest_row(kind: str, row: Mapping[str, Any]) -> str:
    columns = {name: _plain(row[name]) for name in sealed_tables()[kind].sealed_columns}
    return _hash(canonical({"columns": columns, "kind": kind}))


def false_words(kind: str, row: Mapping[str, Any]) -> list[str]:
    """The columns whose words are not those of the sealed digest beside them. A blanked one is no fault."""
    return [name for name in _proved(kind) if not name.endswith("_salt") and row[name] is not None and not _is_proved(name, row)]


def canonical(value: Any) -> str:
    """The same text for the same data: keys sorted, no spaces, characters as they are."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def chain(key: bytes, before: str, number: int, kind: str, row_id: int, digest: str, at: dt.datetime) -> str:
    text = "|".join((before, str(number), kind, str(row_id), digest, _plain(at)))
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


@cache
def _proved(kind: str) -> tuple[str, ...]:
    """Columns that a sealed digest vouches for, and their salts."""
    columns = table_of(kind).columns
    stems = [name.removesuffix("_digest") for name in sealed_tables()[kind].sealed_columns if name.endswith("_digest")]
    body = (BODY,) if BODY in columns and "digest" in sealed_tables()[kind].sealed_columns else ()
    return (*body, *(name for stem in stems for name in (stem, f"{stem}_salt") if name in columns))


def _is_proved(name: str, row: Mapping[str, Any]) -> bool:
    if name == BODY:
        return row["digest"] in (_hash(canonical(row[BODY])), _hash(json.dumps(row[BODY], sort_keys=True)))
    salt = row.get(f"{name}_salt")
    return bool(_hash(row[name] if salt is None else f"{salt}\0{row[name]}") == row[f"{name}_digest"])


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    """The same JSON whichever engine kept it: PostgreSQL writes the number 1e3 as 1000."""
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value
