"""Asking whether people are covered, keeping the answer, and asking again as of any knowledge."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.accounts.resolving import Resolved, resolve
from app.errors import Invalid
from app.languages import local_day
from app.requirements.answer_wording import Sentences, fix_for
from app.requirements.answers import Answer, Fix, Named, PersonAnswer, Question, RuleAnswer, State, canonical, digest_of
from app.requirements.gathering import Certified, Evidence, gather_certifications, gather_evidence
from app.requirements.judging import applies, judge, judge_certification
from app.requirements.models import Check, CheckSubject
from app.requirements.queries import known
from app.requirements.shapes import EVENTS, Policy, SponsorRule

MOST_PEOPLE = 500


@dataclass(frozen=True, slots=True)
class _Known:
    """What one check rests on."""

    question: Question
    policy: Policy
    resolved: Mapping[str, Resolved]
    evidence: Mapping[int, Sequence[Evidence]]
    certifications: Mapping[int, Sequence[Certified]]
    today: dt.date
    language: str


def check(
    session: Session,
    question: Question,
    *,
    zone: str,
    language: str,
    at: dt.datetime,
    known_at: dt.datetime | None = None,
    scope: Collection[int] | None = None,
) -> Answer:
    """At most ten queries, however many people. `zone` is the institution's: its days are the days of rules. `scope`: see
    `resolve`.

    `known_at`: with nothing recorded after that instant; rules, voids and reviews alike. Who is meant by a name is decided by
    today's directory. Raises `Invalid` for an unknown sponsor or event, and for an empty or endless list.
    """
    known_at = known_at or at
    found, policy_id, policy = known(session, known_at=known_at)
    rules = _rules_for(found, question)
    _refuse_wrong(question)
    chosen = {named.typed: named.chosen for named in question.people if named.chosen}
    resolved = resolve(session, {named.typed for named in question.people}, chosen=chosen, scope=scope)
    ids = {one.person.id for one in resolved.values() if one.person}
    basis = _Known(
        question,
        policy,
        resolved,
        gather_evidence(session, ids, known_at=known_at, zone=zone),
        gather_certifications(session, ids, known_at=known_at),
        local_day(at, zone),
        language,
    )
    asking = [(number, rule) for number, rule in rules if question.event in rule.events]
    return Answer(
        question=question,
        asked_at=at,
        known_at=known_at,
        zone=zone,
        policy={"version": policy_id, **policy.model_dump(mode="json")},
        rules=tuple(_answer(number, rule, basis) for number, rule in asking if rule.kind == "training"),
        certifications=tuple(_answer(number, rule, basis) for number, rule in asking if rule.kind == "certification"),
        elsewhere=tuple(
            {"rule": rule.slug, "title": rule.title, "kind": rule.kind, "events": rule.events, "event": rule.event}
            for _number, rule in rules
            if question.event not in rule.events
        ),
        subjects=frozenset(ids),
    )


def keep_check(session: Session, answer: Answer, *, by: int | None, at: dt.datetime) -> Check:
    """The answer as it was given; sealed. Whoever is not covered in it is watched for."""
    text = canonical(answer.as_data())
    question = answer.question
    row = Check(
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
        recorded_at=at,
    )
    session.add(row)
    session.flush()
    if answer.subjects:
        is_open = answer.covered is not True and by is not None
        session.execute(
            insert(CheckSubject), [{"check_id": row.id, "person_id": one, "is_open": is_open} for one in sorted(answer.subjects)]
        )
    return row


def rule_facts(number: int | None, rule: SponsorRule) -> dict[str, Any]:
    """A rule as an answer cites it: whole, with its version and digest."""
    body = rule.model_dump(mode="json")
    return {
        "rule": rule.slug,
        "version": number,
        "digest": digest_of(canonical(body)),
        **{k: v for k, v in body.items() if k != "slug"},
    }


def _rules_for(rules: Sequence[tuple[int | None, SponsorRule]], question: Question) -> list[tuple[int | None, SponsorRule]]:
    mine = [(number, rule) for number, rule in rules if rule.sponsor_slug == question.sponsor]
    if not mine:
        known = ", ".join(sorted({rule.sponsor for _number, rule in rules}))
        raise Invalid(f"There is no rule of a sponsor {question.sponsor}. Known are: {known}.", field="sponsor")
    return mine


def _refuse_wrong(question: Question) -> None:
    if question.event not in EVENTS:
        raise Invalid(f"There is no event {question.event}. Write one of: {', '.join(EVENTS)}.", field="event")
    if not question.people:
        raise Invalid("Name the people: one on each line.", field="people")
    if len(question.people) > MOST_PEOPLE:
        raise Invalid(f"These are more than {MOST_PEOPLE} people. Ask in parts.", field="people")
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
    found = known.resolved[named.typed]
    if found.person is None:
        state = State.AMBIGUOUS if found.people else State.UNKNOWN
        because = sentences.unresolved(len(found.people), close=True)
        fix = fix_for(state)
        return _plain(named, known, state, because, fix, sentences.fix(fix, named))
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
    return _full(
        named, known, verdict.state, because, fix, sentences.fix(fix, named), newest_at, verdict.through, verdict.until, used
    )


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
    found = known.resolved[named.typed]
    person = (found.person.code, found.person.name) if found.person else None
    candidates = () if person else tuple((one.code, one.name, one.address) for one in found.people)
    return PersonAnswer(named, person, candidates, state, completed_at, through, until, because, fix, fix_words, rests_on)
