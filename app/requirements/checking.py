"""Asking whether people are covered, keeping the answer, and asking again as of any knowledge."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from app.accounts.resolving import Asked, Resolved, is_name, resolve
from app.audit.digesting import canonical
from app.credentials.wording import Issuer
from app.database.tables import new_code
from app.errors import Invalid
from app.languages import local_day, marked
from app.requirements.answer_wording import Sentences, fix_for
from app.requirements.answers import Answer, Fix, Named, PersonAnswer, Question, RuleAnswer, State, digest_of
from app.requirements.evidence import evidence_of
from app.requirements.gathering import Certified, Evidence, gather_certifications, gather_evidence
from app.requirements.judging import applies, judge, judge_certification
from app.requirements.models import Check, CheckSubject
from app.requirements.queries import known
from app.requirements.shapes import EVENTS, Policy, SponsorRule
from app.requirements.signing import Signer, publish_key

MOST_PEOPLE = 500
NO_NAMES: frozenset[int] = frozenset()
"""The scope in which identifiers and choices say who is meant, and names do not: nobody is at hand to see whom a name finds."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What one check rests on."""

    question: Question
    policy: Policy
    resolved: Mapping[Asked, Resolved]
    evidence: Mapping[int, Sequence[Evidence]]
    certifications: Mapping[int, Sequence[Certified]]
    today: dt.date
    language: str
    is_scoped: bool


def check(
    session: Session,
    question: Question,
    *,
    zone: str,
    language: str,
    at: dt.datetime,
    known_at: dt.datetime | None = None,
    scope: Collection[int] | None = None,
    meant: Mapping[Asked, Resolved] | None = None,
) -> Answer:
    """As `check_all`, one question."""
    return check_all(session, [question], zone=zone, language=language, at=at, known_at=known_at, scope=scope, meant=meant)[0]


def check_all(
    session: Session,
    questions: Sequence[Question],
    *,
    zone: str,
    language: str,
    at: dt.datetime,
    known_at: dt.datetime | None = None,
    scope: Collection[int] | None = None,
    meant: Mapping[Asked, Resolved] | None = None,
) -> list[Answer]:
    """At most ten queries, however many people and questions. `zone` is the institution's: its days are the days of rules.

    `known_at`: with nothing recorded after that instant; rules, voids and reviews alike. Who is meant by a name is decided by
    today's directory, within `scope` (see `resolve`), unless `meant` says it. Raises `Invalid` for an unknown sponsor or event,
    and for an empty or endless list.
    """
    known_at = known_at or at
    found, policy_id, policy = known(session, known_at=known_at)
    rules = [_rules_for(found, question) for question in questions]
    for question in questions:
        _refuse_wrong(question)
    asked = {asked_of(named) for question in questions for named in question.people}
    resolved = resolve(session, asked, scope=scope) if meant is None else meant
    ids = {one.person.id for one in resolved.values() if one.person}
    evidence = gather_evidence(session, ids, known_at=known_at, zone=zone)
    certifications = gather_certifications(session, ids, known_at=known_at)
    today, shown = local_day(at, zone), {"version": policy_id, **policy.model_dump(mode="json")}
    bases = [_Known(one, policy, resolved, evidence, certifications, today, language, scope is not None) for one in questions]
    return [
        _whole(basis, mine, asked_at=at, known_at=known_at, zone=zone, policy=shown)
        for basis, mine in zip(bases, rules, strict=True)
    ]


def _whole(
    basis: _Known,
    rules: Sequence[tuple[int | None, SponsorRule]],
    *,
    asked_at: dt.datetime,
    known_at: dt.datetime,
    zone: str,
    policy: dict[str, Any],
) -> Answer:
    event = basis.question.event
    asking = [(number, rule) for number, rule in rules if event in rule.events]
    people = [basis.resolved[asked_of(named)].person for named in basis.question.people]
    return Answer(
        question=basis.question,
        asked_at=asked_at,
        known_at=known_at,
        zone=zone,
        policy=policy,
        rules=tuple(_answer(number, rule, basis) for number, rule in asking if rule.kind == "training"),
        certifications=tuple(_answer(number, rule, basis) for number, rule in asking if rule.kind == "certification"),
        elsewhere=tuple(
            {"rule": rule.slug, "title": rule.title, "kind": rule.kind, "events": rule.events, "event": rule.event}
            for _number, rule in rules
            if event not in rule.events
        ),
        subjects=frozenset(person.id for person in people if person),
    )


def asked_of(named: Named) -> Asked:
    return named.typed, named.chosen


def keep_check(session: Session, answer: Answer, *, issuer: Issuer, signer: Signer, by: int | None, at: dt.datetime) -> Check:
    """The answer as it was given, with who gave it and how far the seal reached then; signed and sealed. Whoever is not
    covered in it is watched for; where the same was asked by the same before, this one watches instead."""
    publish_key(session, signer, at=at)
    code, question = new_code(), answer.question
    text = canonical(evidence_of(session, answer, code=code, issuer=issuer, kid=signer.kid, by=by))
    row = Check(
        code=code,
        team_id=question.team_id,
        event_id=question.event_id,
        sponsor=question.sponsor,
        event=question.event,
        happens_on=question.on,
        due_on=question.due_on,
        asked_at=answer.asked_at,
        known_at=answer.known_at,
        asked_by=by,
        covered=answer.covered,
        answer=text,
        answer_digest=digest_of(text),
        signature=signer.sign(text),
        recorded_at=at,
    )
    session.add(row)
    session.flush()
    if by is not None:
        _close_former(session, question, by=by)
    if answer.subjects:
        is_open = answer.covered is not True and by is not None
        session.execute(
            insert(CheckSubject), [{"check_id": row.id, "person_id": one, "is_open": is_open} for one in sorted(answer.subjects)]
        )
    return row


def _close_former(session: Session, question: Question, *, by: int) -> None:
    """What this asker asked before: the check that is asked anew, and any about this event of the team. Another asker of the
    same still waits."""
    former = Check.id == question.instead_of
    if question.team_id is not None:
        former |= (
            (Check.team_id == question.team_id)
            & (Check.event == question.event)
            & (Check.happens_on == question.on)
            & Check.event_id.is_not_distinct_from(question.event_id)
        )
    mine = select(Check.id).where(Check.asked_by == by, former)
    watched = CheckSubject.is_open & CheckSubject.check_id.in_(mine)
    session.execute(update(CheckSubject).where(watched).values(is_open=False).execution_options(synchronize_session=False))


def rule_facts(number: int | None, rule: SponsorRule) -> dict[str, Any]:
    """A rule as an answer cites it: whole, with its version and digest."""
    body = rule.model_dump(mode="json")
    named = {"rule": body.pop("slug"), "asks_of": body.pop("people")}
    return {**named, "version": number, "digest": digest_of(canonical(rule.model_dump(mode="json"))), **body}


def _rules_for(rules: Sequence[tuple[int | None, SponsorRule]], question: Question) -> list[tuple[int | None, SponsorRule]]:
    mine = [(number, rule) for number, rule in rules if rule.sponsor_slug == question.sponsor]
    if not mine:
        known = ", ".join(sorted({rule.sponsor for _number, rule in rules}))
        words = marked("There is no rule of a sponsor %(sponsor)s. Known are: %(known)s.")
        raise Invalid(words, sponsor=question.sponsor, known=known, field="sponsor")
    return mine


def _refuse_wrong(question: Question) -> None:
    if question.event not in EVENTS:
        words = marked("There is no event %(event)s. Write one of: %(events)s.")
        raise Invalid(words, event=question.event, events=", ".join(EVENTS), field="event")
    if not question.people:
        raise Invalid("Name the people: one on each line.", field="people")
    if len(question.people) > MOST_PEOPLE:
        raise Invalid("These are more than %(count)s people. Ask in parts.", count=MOST_PEOPLE, field="people")
    if question.due_on and question.due_on < question.on:
        raise Invalid("The deadline lies before the day of the event.", field="due_on")


def _answer(number: int | None, rule: SponsorRule, known: _Known) -> RuleAnswer:
    sentences = Sentences(rule, known.question, known.language)
    facts = rule_facts(number, rule)
    if not applies(rule, known.question):
        why = sentences.why_not_asked()
        return RuleAnswer(facts, False, why, tuple(_plain(one, known, State.NOT_REQUIRED, why) for one in known.question.people))
    return RuleAnswer(facts, True, "", tuple(_person(one, rule, sentences, known) for one in known.question.people))


def _person(named: Named, rule: SponsorRule, sentences: Sentences, known: _Known) -> PersonAnswer:
    if not rule.asks_role(named.role):
        return _plain(named, known, State.NOT_REQUIRED, sentences.role_not_asked(named.role))
    found = known.resolved[asked_of(named)]
    if found.person is None:
        state = State.AMBIGUOUS if found.people else State.UNKNOWN
        because = sentences.unresolved(len(found.people), is_scoped=known.is_scoped and is_name(named.typed))
        fix = fix_for(state)
        return _plain(named, known, state, because, fix, sentences.fix(fix))
    if rule.kind == "certification":
        given = known.certifications.get(found.person.id, ())
        state, newest, through = judge_certification(rule, named, given, question=known.question, today=known.today)
        because = sentences.certified(state, newest, through)
        rests = (
            ({"kind": "certification", "code": newest.code, "certified_on": newest.certified_on.isoformat()},) if newest else ()
        )
        at = newest.certified_on.isoformat() if newest else None
        return _full(named, known, state, because, Fix.NONE, "", at, through, None, rests)
    evidence = known.evidence.get(found.person.id, ())
    verdict = judge(rule, known.policy, named, evidence, question=known.question, today=known.today)
    fix = fix_for(verdict.state)
    used = tuple(one.as_data() for one in verdict.used)
    newest_at = (used[-1]["completed_at"] or used[-1]["completed_on"]) if used else None
    because = sentences.because(verdict)
    return _full(named, known, verdict.state, because, fix, sentences.fix(fix), newest_at, verdict.through, verdict.until, used)


def _plain(named: Named, known: _Known, state: State, because: str, fix: Fix = Fix.NONE, fix_words: str = "") -> PersonAnswer:
    return _full(named, known, state, because, fix, fix_words, None, None, None, ())


def _full(
    named: Named,
    known: _Known,
    state: State,
    because: str,
    fix: Fix,
    fix_words: str,
    completed_at: str | None,
    through: dt.date | None,
    until: dt.date | None,
    rests_on: tuple[dict[str, Any], ...],
) -> PersonAnswer:
    found = known.resolved[asked_of(named)]
    person = (found.person.code, found.person.name) if found.person else None
    candidates = () if person else tuple((one.code, one.name, one.address) for one in found.people)
    return PersonAnswer(named, person, candidates, state, completed_at, through, until, because, fix, fix_words, rests_on)
