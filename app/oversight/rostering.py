"""A roster's way through the browser: taken in, shown, shown again with answers, applied."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request
from flask_babel import gettext as _
from flask_babel import ngettext

from app.accounts.searching import PAGE_SIZE
from app.errors import Invalid
from app.oversight.people_forms import RosterForm
from app.roster.applying import Wish, apply_roster, foresee
from app.roster.holding import LARGEST, end_file, find_file, keep_file, pack
from app.roster.models import RosterFile
from app.roster.reading import read_roster
from app.roster.shapes import Kind, Plan, Problem, Step
from app.web.filters import count
from app.web.guarding import principal
from app.web.requests import now, providers, reading, settings, stop_reading, today_here, transaction

PROBLEMS = "problems"


@dataclass(frozen=True, slots=True)
class Shown:
    """One page of what would happen. `show` is a kind of change, or `problems`; `same` are lines that were decided."""

    file: RosterFile
    plan: Plan
    same: frozenset[int]
    show: str
    steps: list[Step]
    problems: list[Problem]
    page: int
    pages: int

    @property
    def tabs(self) -> list[tuple[str, int]]:
        counts = self.plan.counts
        found = [(str(kind), counts[kind]) for kind in Kind]
        return [(name, number) for name, number in [*found, (PROBLEMS, len(self.plan.problems))] if number]


def take_file(form: RosterForm) -> str:
    """Keeps it, and returns its code. Raises `Invalid` for what is no roster."""
    sent = form.file.data
    if not sent:
        raise Invalid("Choose a file", field="file")
    with sent.stream as stream:
        content = stream.read(LARGEST + 1)
    packed = pack(sent.filename or "", content)
    read_roster(content, providers().ids)
    is_whole, by = bool(request.form.get("whole")), principal().id
    with transaction() as session:
        return keep_file(session, packed, is_whole=is_whole, by=by, at=now()).code


def show_file(code: str) -> Shown:
    """Compared with what is known now. Changes nothing."""
    file, content = find_file(reading(), code)
    same = frozenset(request.args.getlist("same", type=int))
    plan = foresee(reading(), Wish(read_roster(content, providers().ids), file.is_whole, same), on=today_here()).plan
    names = [str(kind) for kind in Kind if plan.counts[kind]] + [PROBLEMS]
    asked = request.args.get("show", "")
    show = asked if asked in (*Kind, PROBLEMS) else (PROBLEMS if plan.problems else names[0])
    steps = [step for step in plan.steps if step.kind == show]
    problems = plan.problems if show == PROBLEMS else []
    pages = max(1, -(-max(len(steps), len(problems)) // PAGE_SIZE))
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    part = slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE)
    return Shown(file, plan, same, show, steps[part], problems[part], page, pages)


def apply_file(code: str) -> int:
    """Returns how many changed. Raises `Invalid` where it is to be looked at again, `Conflict` where it was done before."""
    file, content = find_file(reading(), code)
    same, may_sweep = frozenset(request.form.getlist("same", type=int)), bool(request.form.get("sweep"))
    wish = Wish(read_roster(content, providers().ids), file.is_whole, same, may_sweep)
    seen, digest, on, by = request.form.get("seen", ""), file.digest, today_here(), principal().id
    language, zone = settings().languages[0], settings().zone
    ahead = foresee(reading(), wish, on=on)
    stop_reading()
    with transaction() as session:
        end_file(session, code, at=now())
        how = {"language": language, "zone": zone, "file": digest}
        return len(apply_roster(session, wish, seen=seen, on=on, at=now(), by=by, ahead=ahead, **how).steps)


def heading(plan: Plan) -> str:
    changes = len(plan.steps)
    if not changes:
        return str(_("Nothing would change"))
    return str(ngettext("%(count)s person would change", "%(count)s people would change", changes, count=count(changes)))
