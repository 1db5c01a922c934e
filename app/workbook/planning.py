"""Weighing a planned collaboration: from answers to questions, measures and people to talk to. Never to a yes or a no."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.accounts.merging import selves_of
from app.catalogue.plan_shapes import PlanChoice, PlanForm, PlanQuestion, PlanSection
from app.database.writing import insert_or_ignore
from app.errors import Invalid, NotFound
from app.workbook.applying import NAME_LIMIT
from app.workbook.models import Plan
from app.workbook.shapes import KeptPlan, Outcome, Said, Weighed

TEXT_LIMIT = 2_000
PLANS_LIMIT = 200
"""Characters of an answer in own words; plans of one person."""
CODE = re.compile(r"[A-Za-z0-9_-]{22}")

Answers = Mapping[str, Any]
"""By question: the id of a choice, a list of such ids, or words. What was not answered is absent."""


def read_answers(form: PlanForm, sent: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """`sent` by the question's slug. What the form does not offer is left out."""
    answers = {question.slug: _read(question, sent.get(question.slug, ())) for question in form.questions}
    return {slug: answer for slug, answer in answers.items() if answer}


def complaints_about(form: PlanForm, answers: Answers) -> dict[str, str]:
    """By question, in the order of the form: what is missing or too long."""
    found = {}
    for question in form.questions:
        answer = answers.get(question.slug)
        if question.is_needed and not answer:
            found[question.slug] = "Say it in a sentence or two" if question.type == "text" else "Choose one answer"
        elif question.type == "text" and answer and len(answer) > TEXT_LIMIT:
            found[question.slug] = f"This is longer than {TEXT_LIMIT} characters. Shorten it"
    return found


def weigh(form: PlanForm, answers: Answers) -> Outcome:
    """The same answers always come to the same outcome; nothing else goes in."""
    sections = tuple(_weigh_section(section, answers) for section in form.sections)
    chosen = [choice for question in form.questions for choice in _chosen(question, answers)]
    return Outcome(sections, _once(name for choice in chosen for name in choice.whom))


def carry_over(old: PlanForm, new: PlanForm, answers: Answers) -> dict[str, Any]:
    """Answers to former questions, as far as the same question offers the same words now."""
    former = {question.slug: question for question in old.questions}
    carried: dict[str, Sequence[str]] = {}
    for question in new.questions:
        before = former.get(question.slug)
        if before is None or before.type != question.type or question.slug not in answers:
            continue
        words = {choice.text for choice in _chosen(before, answers)}
        ids = [choice.id for choice in question.choices if choice.text in words]
        carried[question.slug] = [answers[question.slug]] if question.type == "text" else ids
    return read_answers(new, carried)


def keep_plan(session: Session, plan: KeptPlan, *, person_id: int, at: dt.datetime) -> None:
    """Its code was drawn when the outcome was shown: sent twice, it is kept once; sent again after a change, it is kept anew."""
    if CODE.fullmatch(plan.code) is None:
        raise NotFound
    name = " ".join(plan.name.replace("\x00", "").split())[:NAME_LIMIT]
    changes = {"version_id": plan.version_id, "name": name, "content": {"answers": dict(plan.answers)}, "kept_at": at}
    mine = Plan.person_id.in_(selves_of(person_id))
    again = update(Plan).where(mine, Plan.code == plan.code).values(**changes).returning(Plan.id)
    if session.execute(again).first() is not None:
        return
    if (session.scalar(select(func.count()).select_from(Plan).where(mine)) or 0) >= PLANS_LIMIT:
        raise Invalid("You keep %(count)s plans. Delete one that you no longer need.", count=PLANS_LIMIT)
    if not insert_or_ignore(session, Plan, {"code": plan.code, "person_id": person_id, **changes}):
        raise NotFound


def _read(question: PlanQuestion, sent: Sequence[str]) -> Any:
    if question.type == "text":
        return "".join(sent[:1]).replace("\r\n", "\n").replace("\x00", "").strip()
    ids = [choice.id for choice in question.choices if choice.id in sent]
    return ids if question.type == "multiple" else "".join(ids[:1])


def _chosen(question: PlanQuestion, answers: Answers) -> tuple[PlanChoice, ...]:
    answer = answers.get(question.slug, "")
    ids = answer if isinstance(answer, list) else [answer]
    return tuple(choice for choice in question.choices if choice.id in ids)


def _weigh_section(section: PlanSection, answers: Answers) -> Weighed:
    said: list[Said] = []
    chosen: list[PlanChoice] = []
    for question in section.questions:
        picked = _chosen(question, answers)
        chosen += picked
        own = (answers[question.slug],) if question.type == "text" and question.slug in answers else ()
        if picked or own:
            said.append(Said(question.text, own or tuple(choice.text for choice in picked)))
    return Weighed(
        section.slug,
        section.title,
        section.side,
        tuple(said),
        settled=_once(words for choice in chosen for words in choice.settled),
        asks=_once(words for choice in chosen for words in choice.asks),
        measures=_once(words for choice in chosen for words in choice.measures),
    )


def _once(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))
