"""What an archive says about itself: its tables, its columns, and what is left out of it and why."""

from __future__ import annotations

import datetime as dt
import inspect
import re
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Date, Integer, LargeBinary, Table

from app.database.tables import Instant
from app.tables import Model

NOT_ARCHIVED: Mapping[str, str] = {
    "tally": "counts tries, for some hours",
    "held_form": "keeps what was typed before a session ended, for an hour",
    "mail_link": "is what links in letters open",
    "compiled": "is made anew from the content",
    "passage": "is the index of search, made anew from the content",
    "roster_file": "keeps a roster between its preview and its applying, for a day",
    "ended_session": "keeps what was signed out, until its cookie is over",
    "sign_on_ticket": "keeps a sign-on that is under way, for minutes",
    "spent_challenge": "keeps what a passkey was asked, for minutes",
    "authenticator": "opens a door",
    "passkey": "opens a door",
    "recovery_code": "opens a door",
    "api_token": "opens a door",  # nosec B105
    "keepsake": "belongs to each learner alone",
    "plan": "belongs to each learner alone",
    "project": "belongs to each learner alone",
    "practice": "belongs to each learner alone",
    "practice_round": "belongs to each learner alone",
}
"""Tables that an archive does not hold, and why."""

DOORS = re.compile(r"password|secret|token|hash|otp|passkey|credential|recovery|nonce|verifier|challenge|(^|_)key$")
"""Columns that may open a door are left out by their names, unless they are known to be harmless."""
HARMLESS = frozenset({("announcement", "unique_key"), ("letter", "unique_key"), ("person", "name_key")})
WITHOUT = frozenset({("letter", "text"), ("letter", "html")})
"""Words of letters may carry a link that is good for one use."""

WORDS = {
    "id": "the row's number; other tables name it",
    "code": "random letters that name it in addresses",
    "slug": "short name, never used for anything else",
    "recorded_at": "when the row was written down, in UTC",
    "digest": "SHA-256, in hex",
    "bytes": "the content, as a file in `files/`",
    "detail": "JSON: what the act was about, by numbers",
    "manifest": "JSON: the files of the version, each with its SHA-256",
    "name_salt": "stands before the name when its digest is made",
    "merged_into": "the person whom this one turned out to be",
    "by": "the number of the person who did it; empty: the program",
    "answer": "JSON: the choices, the order or the text that was given",
    "zone": "time zone in which days are counted",
    "language": "language code",
    "mac": "HMAC-SHA256 with the seal key over the seal before and this row",
    "row_digest": "SHA-256 of the sealed columns of the row",
    "kind": "of which kind it is; in seals: the table",
    "row_id": "the number of the row",
}


def is_left_out(column: Column[Any]) -> bool:
    place = (column.table.name, column.name)
    return place in WITHOUT or (bool(DOORS.search(column.name)) and place not in HARMLESS)


OPENING = """# Archive of {institution}

Written by Openward {version} on {day} at {time} UTC, as everything stood at one instant. No program of ours is needed to read it.

- `tables/*.csv`: one file a table, UTF-8, first line the names of the columns. A cell that a spreadsheet would run as a formula
  has an apostrophe in front.
- `tables/*.jsonl`: the same rows exactly, one JSON object a line.
- `content/`: every version of every course, module and register as the Markdown it was written in, in a folder named by kind,
  short name and the first twelve characters of the version's digest.
- `files/`: files kept beside the rows (certificates as PDF), named by their SHA-256.
- `SHA256SUMS`: `sha256sum -c SHA256SUMS` tells whether a file here was changed.

Instants are in UTC, days are days where the institution is. An empty cell is a value that is not there.

## What is not in it

No key and nothing that opens a door: not the keys of the session and of the seal, no digest of a password or of a link, no words
of letters. Columns left out: {columns}.

{left_out}

## The seal

Rows that prove something are chained in `seal`. The newest link, which also left the building:

    {head}

## Tables

"""


def explain_archive(
    tables: Iterable[Table], counts: Mapping[str, int], *, institution: str, version: str, at: dt.datetime, head: str
) -> str:
    by_name = sorted(tables, key=lambda table: table.name)
    opening = OPENING.format(
        institution=institution,
        version=version,
        day=f"{at:%Y-%m-%d}",
        time=f"{at:%H:%M}",
        columns=", ".join(_left_out(by_name)),
        left_out="\n".join(f"- `{name}` {why}." for name, why in NOT_ARCHIVED.items()),
        head=(head or "nothing was sealed yet").replace("\n", "\n    "),
    )
    return opening + "\n".join(line for table in by_name for line in _explain_table(table, counts[table.name]))


def _left_out(tables: Iterable[Table]) -> list[str]:
    return [f"`{table.name}.{column.name}`" for table in tables for column in table.columns if is_left_out(column)]


def _explain_table(table: Table, count: int) -> list[str]:
    model = next(mapper.class_ for mapper in Model.registry.mappers if mapper.local_table is table)
    about = " ".join(inspect.cleandoc(model.__doc__ or "").split())
    head = [f"### {table.name} ({count})", "", *([about, ""] if about else []), "| column | what it is |", "|---|---|"]
    return [
        *head,
        *(f"| `{column.name}` | {explain_column(column)} |" for column in table.columns if not is_left_out(column)),
        "",
    ]


def explain_column(column: Column[Any]) -> str:
    """From what the column is, where its name has no words of its own."""
    if column.foreign_keys:
        (key,) = column.foreign_keys
        return f"number of a row of `{key.column.table.name}`" if key.column.name == "id" else f"see `{key.target_fullname}`"
    if column.name in WORDS:
        return WORDS[column.name]
    if column.name.endswith("_digest"):
        return f"SHA-256 of the {column.name.removesuffix('_digest')}, in hex"
    if column.name.endswith("_by"):
        return "number of the person who did it; empty: the program"
    return next((words for kind, words in KINDS if isinstance(column.type, kind)), "text")


KINDS = (
    (Instant, "an instant, in UTC"),
    (Date, "a day"),
    (Boolean, "true or false"),
    (Integer, "a whole number"),
    (JSON, "JSON"),
    (LargeBinary, "bytes in base64"),
)
