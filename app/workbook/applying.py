"""Using a checklist for a project: ticks and notes stay with the words of an item, also when the list changes."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.accounts.merging import selves_of
from app.catalogue.shapes import Checklist
from app.database.tables import new_code
from app.database.writing import insert_or_ignore
from app.errors import Invalid, NotFound
from app.workbook.keeping import Place
from app.workbook.models import Project
from app.workbook.shapes import FilledIn, KeptProject, ProjectLine

NAME_LIMIT = 120
NOTE_LIMIT = 1_000
PROJECTS_LIMIT = 300
"""Characters of a name and of a note; projects of one person."""


def key_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def lay_out(project: KeptProject, checklist: Checklist | None) -> tuple[ProjectLine, ...]:
    """The list as it is now with what was kept, then what is no longer on it. None: the list is published no more."""
    kept = {text: (is_ticked, note) for text, is_ticked, note in project.items}
    if checklist is None:
        return tuple(ProjectLine(key_of(text), text, *said) for text, said in kept.items())
    now = dict.fromkeys(checklist.items)
    lines = [ProjectLine(key_of(text), text, *kept.get(text, (False, "")), is_new=text not in kept) for text in now]
    gone = [(text, said) for text, said in kept.items() if text not in now and any(said)]
    return tuple(lines + [ProjectLine(key_of(text), text, *said, is_gone=True) for text, said in gone])


def begin_project(
    session: Session, place: Place, *, checklist: Checklist, name: str, review_on: dt.date | None, at: dt.datetime
) -> str:
    """Returns the code. The same list under the same name is the same one: begun twice, it goes on, to the new day if any."""
    name = tidy_name(name)
    same = (Project.person_id == place.person_id, Project.page_id == place.page_id, Project.block == checklist.slug)
    mine = select(func.count()).select_from(Project).where(Project.person_id == place.person_id)
    if (session.scalar(mine) or 0) >= PROJECTS_LIMIT:
        raise Invalid("You keep %(count)s lists. Delete one that you no longer need.", count=PROJECTS_LIMIT, field="name")
    items = [{"text": text, "ticked": False, "note": ""} for text in dict.fromkeys(checklist.items)]
    values = {
        "code": new_code(),
        "person_id": place.person_id,
        "page_id": place.page_id,
        "block": checklist.slug,
        "name": name,
        "review_on": review_on,
        "content": {"title": checklist.title, "items": items},
        "kept_at": at,
    }
    if not insert_or_ignore(session, Project, values) and review_on is not None:
        session.execute(update(Project).where(*same, Project.name == name).values(review_on=review_on))
    return session.scalars(select(Project.code).where(*same, Project.name == name)).one()


def keep_project(
    session: Session, project: KeptProject, filled: FilledIn, *, person_id: int, checklist: Checklist | None, at: dt.datetime
) -> None:
    """A line that was not in the form stays as it was."""
    items = [_item(line, filled) for line in lay_out(project, checklist)]
    content = {"title": checklist.title if checklist else project.title, "items": items}
    changed = (
        update(Project)
        .where(Project.person_id.in_(selves_of(person_id)), Project.code == project.code)
        .values(review_on=filled.review_on, content=content, kept_at=at)
        .returning(Project.id)
    )
    if session.execute(changed).first() is None:
        raise NotFound


def tidy_name(name: str) -> str:
    name = " ".join(name.replace("\x00", "").split())
    if not name:
        raise Invalid("Give it a name, so that you find it again", field="name")
    if len(name) > NAME_LIMIT:
        raise Invalid("The name is longer than %(count)s characters. Shorten it", count=NAME_LIMIT, field="name")
    return name


def _item(line: ProjectLine, filled: FilledIn) -> dict[str, Any]:
    if line.key not in filled.notes:
        return {"text": line.text, "ticked": line.is_ticked, "note": line.note}
    note = filled.notes[line.key].replace("\r\n", "\n").replace("\x00", "").strip()
    if len(note) > NOTE_LIMIT:
        raise Invalid(
            "A note is longer than %(count)s characters. Shorten it, then keep the list again", count=NOTE_LIMIT, field=line.key
        )
    return {"text": line.text, "ticked": line.key in filled.ticked, "note": note}
