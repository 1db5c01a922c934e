"""What becomes of every column when its person is let go. A column that has no answer here fails a test."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import JSON, Column, LargeBinary, String

from app.privacy.blanking import PERSON, PRIVATE, WITH_THE_NAME, WORDS, proved_columns
from app.privacy.inventory import CONTENT, NOT_HERS, RUNNING

DELETED = "deleted with its row"
BLANKED = "blanked with the name"
NUMBER = "a number, a day, an instant or yes and no: without the name it leads to nobody"
MARK = "a code, a kind or a digest of our own making: it tells nothing of who it is about"
PROVES = "what was completed, taught or asked: the fact that stays, about nobody once the name is gone"
FORGOTTEN = "forgotten by the worker after a time, whoever it is about"
HOUSE = "the institution's own words about its work"

MARKS = frozenset(
    {
        "action", "affiliation", "cause", "code", "digest", "event", "evidence_kind", "form", "kind", "label", "language",
        "letter_key", "manner", "module_slug", "origin", "outcome", "path", "provider", "role", "scope", "slug", "sort",
        "sponsor", "state", "subject_kind", "unique_key", "what", "zone",
    }
)  # fmt: skip
"""Columns of these names hold a mark in whichever table they stand."""
KEPT: Mapping[tuple[str, str], str] = {
    ("act", "detail"): "numbers and codes, never a name: `record_act` says so, and a test looks at every act there is",
    ("completion", "title"): PROVES,
    ("completion", "topics"): PROVES,
    ("decision", "topics"): PROVES,
    ("submission", "title"): PROVES,
    ("submission", "topics"): PROVES,
    ("drawn_question", "choice_order"): PROVES,
    ("response", "answer"): "choices, numbers and short words of a quiz: what a completion rests on",
    ("talent_certification", "where_given"): "here, or the name of a sponsor's system",
    ("erasure", "because"): MARK,
    ("reminder", "subject"): MARK,
    ("coverage_check", "answer"): "blanked when the years of its award are over, with everybody in it",
    ("coverage_check", "signature"): MARK,
    ("team", "title"): HOUSE,
    ("team", "reference"): HOUSE,
    ("unit", "name"): HOUSE,
    ("api_token", "name"): HOUSE,
    ("api_token", "scopes"): MARK,
    ("rule_version", "body"): HOUSE,
    ("rule_version", "reason"): HOUSE,
    ("policy_version", "body"): HOUSE,
    ("policy_version", "reason"): HOUSE,
    ("reminder_version", "body"): HOUSE,
    ("reminder_version", "reason"): HOUSE,
    ("standing_rule", "because"): HOUSE,
    ("roster_file", "name"): HOUSE,
    ("roster_file", "packed"): FORGOTTEN,
    ("proof_import", "source"): MARK,
    ("blob", "bytes"): "emptied or deleted once no row of somebody who is there names it",
    ("tally", "key"): MARK,
}
"""Words that stay, and why."""
WHOLE: Mapping[str, str] = {
    "sign_on_ticket": FORGOTTEN,
    "announcement": "numbers and codes, forgotten ninety days after they are done",
}


def fate_of(column: Column[object]) -> str | None:
    """In words. None: nobody has said."""
    table, name = column.table.name, column.name
    if table in (*PRIVATE, *WITH_THE_NAME):
        return DELETED
    if name in WORDS.get(table, ()) or (table == "person" and name in PERSON) or name in _proved().get(table, ()):
        return BLANKED
    if not isinstance(column.type, String | JSON | LargeBinary):
        return NUMBER
    found = KEPT.get((table, name)) or WHOLE.get(table)
    if found:
        return found
    if name in MARKS or name.endswith("_digest") or name == "mac":
        return MARK
    return NOT_HERS[table] if NOT_HERS.get(table) in (CONTENT, RUNNING) else None


def _proved() -> dict[str, list[str]]:
    return {table.name: columns for table, columns in proved_columns()}
