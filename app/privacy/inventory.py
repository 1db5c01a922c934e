"""Which rows are a person's, found from the tables themselves: a new table is exported from its first day.

A row is hers by its own `person_id`, or because it refers to a row that is hers. The rest is named in `NOT_HERS`, and why.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from sqlalchemy import Column, ColumnElement, Select, Table, and_, false, or_, select

from app.accounts.merging import selves_of
from app.accounts.models import Person, PersonIdentifier
from app.database.tables import Model
from app.documents.keeping import names_file

CONTENT = "published content: the same for everybody"
RUNNING = "running the house: holds no person"
OFFICE = "the institution's; what she did to it stands among her acts"
NOT_HERS: Mapping[str, str] = {
    **dict.fromkeys(("compiled", "course_part", "item", "media", "page", "page_alias", "page_version", "passage"), CONTENT),
    **dict.fromkeys(("publication", "published_page", "question", "version"), CONTENT),
    **dict.fromkeys(("announcement", "beat", "head_sent", "mail_hold", "seal", "signing_key", "unsealed"), RUNNING),
    **dict.fromkeys(("team", "team_event", "team_event_cancelled", "unit", "policy_version", "rule_version"), OFFICE),
    **dict.fromkeys(("ended_session", "sign_on_ticket", "spent_challenge"), RUNNING),
    **dict.fromkeys(("reminder_version", "standing_rule", "standing_rule_end"), OFFICE),
    "api_token": "a program's key; who made it stands among her acts",  # nosec B105
    "list_sighting": "names nobody: to each of the unit's people it is told under “Who looked”",
    "roster_file": "holds many people for the hours until it is applied",
    "proof_import": "holds many people for a month; what it brought of hers is exported as hers",
    "blob": "files: hers come with the row that refers to them",
    "coverage_check": "holds other people too; that she was in it is told by check_subject",
    "tally": "counts under a digest: nobody can be found in it",
}
"""Tables that are nobody's, and why."""

APART = frozenset({"person", "letter", "act", "mail_link"})
"""Hers by a rule of their own: see `rows_of`."""

SECRET = re.compile(
    r"hash|secret|salt|token|digest|credential|public_key|nonce|seed|mac$|^generation$|^name_key$|^name_ends$|^selector$"
)
"""Columns that are never shown: what proves or opens, not what tells. A file's digest becomes the file."""
WITHHELD = frozenset({("letter", "html"), ("letter", "unique_key"), ("mail_link", "offer")})
"""The same words again, what steers the house, and what was promised before there was an account."""


@cache
def owned_tables() -> tuple[str, ...]:
    """She first, then in the order in which rows refer to one another."""
    found: list[str] = []
    for table in Model.metadata.sorted_tables:
        if table.name in NOT_HERS:
            continue
        if table.name in APART or "person_id" in table.columns or _parents(table, found):
            found.append(table.name)
    return tuple(sorted(found, key=lambda name: name != "person"))


def rows_of(name: str, person_id: int) -> Select[*tuple[object, ...]]:
    table = Model.metadata.tables[name]
    return select(*shown_columns(name)).where(is_hers(table, person_id)).order_by(*table.primary_key.columns)


def shown_columns(name: str) -> list[Column[object]]:
    columns = Model.metadata.tables[name].columns
    return [
        column for column in columns if names_file(column) or not (SECRET.search(column.name) or (name, column.name) in WITHHELD)
    ]


def is_hers(table: Table, person_id: int) -> ColumnElement[bool]:
    selves = selves_of(person_id)
    columns = table.columns
    if table.name == "person":
        return columns.id.in_(selves)
    if table.name == "act":
        about = (columns.subject_kind == "person") & columns.subject_id.in_(selves)
        return or_(about, columns.detail["person"].as_integer().in_(selves), columns.by.in_(selves))
    if table.name in ("letter", "mail_link"):
        mine = (PersonIdentifier.person_id.in_(selves), PersonIdentifier.confirmed_at.is_not(None))
        return or_(columns.person_id.in_(selves), columns.address.in_(select(PersonIdentifier.value).where(*mine)))
    if table.name == "team_member":
        return or_(columns.person_id.in_(selves), _turned_out_to_be(table, selves))
    if "person_id" in columns:
        return columns.person_id.in_(selves)
    return or_(*(child.in_(_ids(parent, person_id)) for child, parent in _parents(table, owned_tables())))


def _turned_out_to_be(table: Table, selves: Select[tuple[int]]) -> ColumnElement[bool]:
    """The row of a name as it was typed, until somebody said who that is: a second row took its place."""
    said, typed = table.alias(), table.columns.typed
    same = (said.columns.team_id == table.columns.team_id, said.columns.typed == typed, said.columns.person_id.in_(selves))
    return and_(table.columns.person_id.is_(None), typed != "", select(said.columns.id).where(*same).exists())


def is_of_the_erased(table: Table) -> ColumnElement[bool]:
    """Of a table whose rows are people's: those of whoever was let go."""
    if "person_id" in table.columns:
        return table.columns.person_id.in_(select(Person.id).where(Person.erased_at.is_not(None)))
    parents = _parents(table, owned_tables())
    return or_(false(), *(child.in_(select(key).where(is_of_the_erased(key.table))) for child, key in parents))  # type: ignore[arg-type]


def _ids(key: Column[object], person_id: int) -> Select[object]:
    return select(key).where(is_hers(key.table, person_id))  # type: ignore[arg-type]


def _parents(table: Table, owned: tuple[str, ...] | list[str]) -> list[tuple[Column[object], Column[object]]]:
    """(a column of this table, the column of an owned table that it refers to)."""
    return [
        (key.parent, key.column)
        for key in table.foreign_keys
        if key.column.table.name in owned and key.column.table.name not in (*APART, table.name)
    ]
