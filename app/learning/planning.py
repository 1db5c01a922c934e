"""A planned collaboration as it is shown: the questions, the answers, what they come to, and whom the institution names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.catalogue.plan_shapes import LivePlan, PlanForm
from app.catalogue.queries import current_registers, plan_version
from app.catalogue.shapes import OverlayText, Source
from app.database.tables import new_code
from app.errors import Invalid, NotFound
from app.workbook.planning import carry_over, complaints_about, read_answers, weigh
from app.workbook.queries import plan_of
from app.workbook.shapes import KeptPlan, Outcome, Said, Weighed

Sent = Mapping[str, list[str]]
ANSWER = "q-"
"""What begins the name of a question's field."""


@dataclass(frozen=True, slots=True)
class Draft:
    """The current form with what was answered so far. `code` is that of the kept plan which is being changed, if any."""

    plan: LivePlan
    name: str
    answers: Mapping[str, Any]
    code: str
    complaints: Mapping[str, str]
    sources: tuple[Source, ...]

    @property
    def form(self) -> PlanForm:
        return self.plan.form

    def words_of(self, slug: str) -> str:
        return next(question.text for question in self.form.questions if question.slug == slug)


@dataclass(frozen=True, slots=True)
class Sheet:
    """An outcome. `plan.kept_at` is None for what is not kept. `is_former`: the questions have changed since."""

    plan: KeptPlan
    form: PlanForm
    outcome: Outcome
    whom: tuple[OverlayText, ...]
    sources: tuple[Source, ...]
    is_former: bool

    @property
    def gains(self) -> tuple[Said, ...]:
        """What was answered about the benefit."""
        return tuple(said for section in self.outcome.sections if section.side == "benefit" for said in section.said)

    @property
    def settled(self) -> tuple[str, ...]:
        return tuple(words for section in self.outcome.sections for words in section.settled)

    def sections_with(self, what: str) -> tuple[Weighed, ...]:
        """Those that have any `asks` or `measures`."""
        return tuple(section for section in self.outcome.sections if getattr(section, what))

    @property
    def fields(self) -> list[tuple[str, str]]:
        """Everything that was sent, to be sent again."""
        answers = [
            (slug, one) for slug, said in self.plan.answers.items() for one in (said if isinstance(said, list) else [said])
        ]
        own = [("name", self.plan.name), ("code", self.plan.code), ("version", str(self.plan.version_id))]
        return own + [(f"{ANSWER}{slug}", one) for slug, one in answers]


def open_draft(session: Session, sent: Sent, *, is_checked: bool = False) -> Draft:
    """What was answered under former questions comes along where they still offer the same."""
    plan, sources = _current(session)
    version_id, form = _form_of(session, plan, sent)
    answers = read_answers(form, _answers(sent))
    if version_id != plan.version_id:
        answers = carry_over(form, plan.form, answers)
    complaints = complaints_about(plan.form, answers) if is_checked else {}
    return Draft(plan, _first(sent, "name"), answers, _first(sent, "code"), complaints, sources)


def weigh_draft(session: Session, draft: Draft) -> Sheet:
    kept = KeptPlan(draft.code or new_code(), draft.plan.version_id, draft.name, draft.answers, None)
    return _sheet(session, kept, draft.form)


def read_sheet(session: Session, sent: Sent) -> Sheet:
    """An outcome that was shown, from what was sent along. Raises `Invalid` where an answer is missing."""
    plan, _sources = _current(session)
    version_id, form = _form_of(session, plan, sent)
    answers = read_answers(form, _answers(sent))
    if complaints_about(form, answers):
        raise Invalid("Something is still to be answered. Go back to the questions.")
    kept = KeptPlan(_first(sent, "code") or new_code(), version_id, _first(sent, "name"), answers, None)
    return _sheet(session, kept, form)


def open_sheet(session: Session, *, person_id: int, code: str) -> Sheet:
    """A kept one, as it came out then. Whom to talk to is as the institution says it now."""
    kept = plan_of(session, person_id=person_id, code=code)
    return _sheet(session, kept, plan_version(session, kept.version_id))


def _sheet(session: Session, kept: KeptPlan, form: PlanForm) -> Sheet:
    registers, outcome = current_registers(session), weigh(form, kept.answers)
    return Sheet(
        kept,
        form,
        outcome,
        whom=tuple(registers.overlays[name] for name in outcome.whom if name in registers.overlays),
        sources=tuple(registers.sources[name] for name in form.sources if name in registers.sources),
        is_former=registers.plan is not None and registers.plan.version_id != kept.version_id,
    )


def _current(session: Session) -> tuple[LivePlan, tuple[Source, ...]]:
    registers = current_registers(session)
    if registers.plan is None:
        raise NotFound("There are no questions for a plan here yet.")
    named = registers.plan.form.sources
    return registers.plan, tuple(registers.sources[name] for name in named if name in registers.sources)


def _form_of(session: Session, plan: LivePlan, sent: Sent) -> tuple[int, PlanForm]:
    """The questions that were answered: they may have changed while somebody thought about them."""
    said = _first(sent, "version")
    version_id = int(said) if said.isdecimal() and len(said) < 10 else plan.version_id
    return version_id, plan.form if version_id == plan.version_id else plan_version(session, version_id)


def _answers(sent: Sent) -> dict[str, list[str]]:
    return {name.removeprefix(ANSWER): values for name, values in sent.items() if name.startswith(ANSWER)}


def _first(sent: Sent, name: str) -> str:
    return "".join(sent.get(name, [])[:1]).strip()
