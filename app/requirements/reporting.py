"""Who is covered, asked of everybody at once: one query for the counts, for the list and for the file.

Each person is one row: the newest completion and the newest accepted proof for each need. Topics never enter it: a need names
sorts of completions, which are few.
"""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import (
    ColumnElement,
    DateTime,
    Select,
    String,
    and_,
    case,
    cast,
    exists,
    func,
    or_,
    select,
    true,
    tuple_,
    type_coerce,
)
from sqlalchemy.orm import Session, aliased

from app.accounts.models import Membership, Person
from app.accounts.searching import members_below
from app.catalogue.models import Item
from app.database.tables import Instant
from app.equivalents.models import Decision, Submission
from app.records.models import Completion, CompletionVoid
from app.requirements.demanding import Demand, Need, ProofSort, Sort, needs_of
from app.requirements.queries import known
from app.requirements.shapes import Policy, SponsorRule

MISSING, EXPIRED = 0, 1
"""Buckets of a person: nothing counts for some need; something does, but is too old. From 2 on: covered, by how long."""


@dataclass(frozen=True, slots=True)
class AsOf:
    """The day that is asked about, and the instant up to whose records the answer rests on. Days are days in `zone`."""

    on: dt.date
    known_at: dt.datetime
    zone: str
    with_left: bool = False

    @property
    def ends_at(self) -> dt.datetime:
        """The first instant that no longer belongs to the day."""
        return self.begin_of(self.on + dt.timedelta(days=1))

    def begin_of(self, day: dt.date) -> dt.datetime:
        return dt.datetime.combine(day, dt.time(), zoneinfo.ZoneInfo(self.zone))


@dataclass(frozen=True, slots=True)
class Whom:
    """Whose coverage is asked. `scope`: units below which the asker sees people; None: everybody. `people`: only of these."""

    scope: Collection[int] | None = None
    unit_id: int | None = None
    affiliation: str | None = None
    people: Collection[int] | None = None


def rules_and_policy(session: Session, *, known_at: dt.datetime) -> tuple[list[SponsorRule], Policy]:
    """As they were known at that instant."""
    found = known(session, known_at=known_at)
    return [rule for _version, rule in found.rules], found.policy


def sorts_of_completions(session: Session) -> list[Sort]:
    """Each is looked up by itself: the index is read from one to the next, not over all completions."""
    after = aliased(Completion)
    keys = select(func.min(Completion.sort).label("key")).cte("keys", recursive=True)
    following = select(func.min(after.sort)).where(after.sort > keys.c.key).scalar_subquery()
    keys = keys.union_all(select(following).where(keys.c.key.is_not(None)))
    one = select(func.min(Completion.id)).where(Completion.sort == keys.c.key).correlate(keys).scalar_subquery()
    query = select(Completion.sort, Item.slug, Completion.label, Completion.topics).join(Item, Item.id == Completion.course_id)
    rows = session.execute(query.where(Completion.id.in_(select(one).where(keys.c.key.is_not(None)))))
    return [Sort(key, slug, label, frozenset(topics)) for key, slug, label, topics in rows]


def sorts_of_proofs(session: Session) -> list[ProofSort]:
    text = cast(Decision.topics, String)
    columns = (Submission.kind, Submission.provider, text, Decision.topics)
    query = select(*columns).join(Decision, Decision.submission_id == Submission.id)
    rows = session.execute(query.where(Decision.outcome == "accepted").group_by(*columns))
    return list({ProofSort(kind, provider, written, frozenset(topics)) for kind, provider, written, topics in rows})


@dataclass(frozen=True, slots=True)
class Found:
    """A query of one row a person with the newest instant and the newest day of each need; and the columns these are found in."""

    query: Select[Any]
    instants: dict[Need, list[ColumnElement[Any]]]
    days: dict[Need, list[ColumnElement[Any]]]

    def names_of(self, need: Need) -> tuple[str, str]:
        """Of the columns of `query`: the instant and the day. It has neither for what nothing can meet."""
        place = list(self.instants).index(need)
        return f"at{place}", f"on{place}"

    def is_met(self, need: Need, at: dt.datetime | None, on: dt.date | None) -> ColumnElement[bool]:
        """By something not older than this."""
        instants = [column >= at if at else column.is_not(None) for column in self.instants[need]]
        days = [column >= on if on else column.is_not(None) for column in self.days[need]]
        return or_(False, *instants, *days)


def find_coverage(session: Session, demands: Sequence[Demand], asof: AsOf, whom: Whom, *columns: Any) -> Found:
    """`columns` of `Person` come first. SQLite answers best person by person from an index, PostgreSQL in one pass over all."""
    needs = needs_of(demands)
    query = select(*columns).select_from(Person).where(*_are_asked_about(asof, whom))
    if session.get_bind().dialect.name == "postgresql":
        return _joined(query, needs, asof)
    return _correlated(query, needs, asof)


def bucket(found: Found, demand: Demand, asof: AsOf, last_days: Sequence[dt.date]) -> ColumnElement[int]:
    """`last_days` ascending from `asof.on`: the number of those that a person is covered on, plus one; or MISSING, EXPIRED."""
    whens = []
    for number, day in reversed(list(enumerate(last_days, start=2))):
        since = demand.since(day)
        at = asof.begin_of(since) if since else None
        whens.append((and_(True, *(found.is_met(need, at, since) for need in demand.needs)), number))
    anything = and_(True, *(found.is_met(need, None, None) for need in demand.needs))
    return case(*whens, (anything, EXPIRED), else_=MISSING) if demand.needs else case((anything, MISSING), else_=MISSING)


def is_valid(asof: AsOf, membership: Any = Membership) -> ColumnElement[bool]:
    ends = membership.until_on.is_(None) | (membership.until_on >= asof.on)
    return and_(membership.from_on <= asof.on, ends, membership.recorded_at <= asof.known_at)


def _are_asked_about(asof: AsOf, whom: Whom) -> list[ColumnElement[bool]]:
    """Who was here on the day, and known by then to be."""
    was_here = (Person.joined_on <= asof.on) | (Person.joined_on.is_(None) & (Person.recorded_at < asof.ends_at))
    where = [Person.merged_into.is_(None), Person.erased_at.is_(None), Person.recorded_at <= asof.known_at, was_here]
    if not asof.with_left:
        where.append(Person.left_on.is_(None) | (Person.left_on >= asof.on))
    if whom.scope is not None:
        where.append(Person.id.in_(members_below(whom.scope, on=asof.on)))
    if whom.people is not None:
        where.append(Person.id.in_(whom.people))
    if whom.unit_id is not None:
        where.append(Person.id.in_(members_below([whom.unit_id], on=asof.on)))
    if whom.affiliation is not None:
        own = select(func.coalesce(_Self.merged_into, _Self.id)).join(Membership, Membership.person_id == _Self.id)
        where.append(Person.id.in_(own.where(Membership.affiliation == whom.affiliation, is_valid(asof))))
    return where


_Self = aliased(Person)
"""Somebody as she once was: merged into `Person`, or that person."""


def _stands(asof: AsOf, need: Need) -> list[ColumnElement[bool]]:
    """Of a `Completion`: it counts for the need, had happened, was known, and not known to be void."""
    voided = select(CompletionVoid.completion_id).where(CompletionVoid.recorded_at <= asof.known_at)
    return [
        Completion.sort.in_(sorted(one.key for one in need.sorts)),
        Completion.completed_at < asof.ends_at,
        Completion.recorded_at <= asof.known_at,
        Completion.id.not_in(voided),
    ]


def _is_accepted(asof: AsOf) -> list[ColumnElement[bool]]:
    """Of a `Submission` and its `Decision`: it was the newest word on it, so far as was known."""
    later = aliased(Decision)
    overruled = exists().where(
        later.submission_id == Decision.submission_id, later.id > Decision.id, later.recorded_at <= asof.known_at
    )
    return [
        Submission.completed_on <= asof.on,
        Decision.outcome == "accepted",
        Decision.recorded_at <= asof.known_at,
        ~overruled,
    ]


def _is_of(need: Need) -> ColumnElement[bool]:
    alike = sorted((one.kind, one.provider, one.text) for one in need.proofs)
    return tuple_(Submission.kind, Submission.provider, cast(Decision.topics, String)).in_(alike)


def _correlated(query: Select[Any], needs: Sequence[Need], asof: AsOf) -> Found:
    instants: dict[Need, list[ColumnElement[Any]]] = {}
    days: dict[Need, list[ColumnElement[Any]]] = {}
    for place, need in enumerate(needs):
        newest = select(func.max(Completion.completed_at)).where(*_stands(asof, need))
        latest = select(Completion.completed_at).where(*_stands(asof, need)).order_by(Completion.completed_at.desc()).limit(1)
        own = latest.where(Completion.person_id == Person.id)
        merged = newest.join(_Self, _Self.id == Completion.person_id).where(_Self.merged_into == Person.id)
        given = select(func.max(Submission.completed_on)).join(Decision, Decision.submission_id == Submission.id)
        given = given.where(*_is_accepted(asof), _is_of(need))
        mine = given.where(Submission.person_id == Person.id)
        others = given.join(_Self, _Self.id == Submission.person_id).where(_Self.merged_into == Person.id)
        has_proofs = Person.id.in_(select(Submission.person_id))
        at, on = f"at{place}", f"on{place}"
        instants[need] = [_only(true(), own, at), _only(_was_another(), merged, f"{at}_merged")] if need.sorts else []
        days[need] = [_only(has_proofs, mine, on), _only(_was_another(), others, f"{on}_merged")] if need.proofs else []
    every = [column for of_need in (*instants.values(), *days.values()) for column in of_need]
    return _outside(query.add_columns(*every).offset(0), instants, days)


def _was_another() -> ColumnElement[bool]:
    """Somebody was merged into this `Person`. Asked first: a look into a short list is cheaper than a search in vain."""
    return Person.id.in_(select(_Self.merged_into).where(_Self.merged_into.is_not(None)).correlate(None))


def _only(when: ColumnElement[bool], query: Select[Any], name: str) -> ColumnElement[Any]:
    return case((when, query.correlate(Person).scalar_subquery())).label(name)


def _joined(query: Select[Any], needs: Sequence[Need], asof: AsOf) -> Found:
    holder = func.coalesce(_Self.merged_into, _Self.id)
    instants: dict[Need, list[ColumnElement[Any]]] = {need: [] for need in needs}
    days: dict[Need, list[ColumnElement[Any]]] = {need: [] for need in needs}
    by_sorts, by_proofs = [need for need in needs if need.sorts], [need for need in needs if need.proofs]
    if by_sorts:
        every = Need(frozenset().union(*(need.sorts for need in by_sorts)), frozenset())
        newest = [_newest_of(need).label(f"at{needs.index(need)}") for need in by_sorts]
        inner = select(Completion.person_id, *newest).where(*_stands(asof, every)).group_by(Completion.person_id).subquery()
        again = [func.max(inner.c[one.name]).label(one.name) for one in newest]
        done = select(holder.label("holder"), *again).join(inner, inner.c.person_id == _Self.id).group_by(holder).subquery()
        query = query.outerjoin(done, done.c.holder == Person.id)
        instants |= {need: [done.c[one.name].label(one.name)] for need, one in zip(by_sorts, newest, strict=True)}
    if by_proofs:
        days_of = [func.max(case((_is_of(need), Submission.completed_on))) for need in by_proofs]
        newest = [one.label(f"on{needs.index(need)}") for one, need in zip(days_of, by_proofs, strict=True)]
        given = select(holder.label("holder"), *newest).join(Submission, Submission.person_id == _Self.id)
        given = given.join(Decision, Decision.submission_id == Submission.id).where(*_is_accepted(asof))
        proved = given.group_by(holder).subquery()
        query = query.outerjoin(proved, proved.c.holder == Person.id)
        days |= {need: [proved.c[one.name].label(one.name)] for need, one in zip(by_proofs, newest, strict=True)}
    every_column = [column for of_need in (*instants.values(), *days.values()) for column in of_need]
    return _outside(query.add_columns(*every_column), instants, days)


def _newest_of(need: Need) -> ColumnElement[Any]:
    keys = sorted(one.key for one in need.sorts)
    return func.max(case((Completion.sort.in_(keys), Completion.completed_at)))


def _outside(query: Select[Any], instants: dict[Need, list[Any]], days: dict[Need, list[Any]]) -> Found:
    """The columns as seen from outside of the query of people, so that each is reckoned once."""
    inner = query.subquery("people")

    def seen(columns: dict[Need, list[Any]]) -> dict[Need, list[ColumnElement[Any]]]:
        return {need: [inner.c[column.name] for column in of_need] for need, of_need in columns.items()}

    found = Found(select(), seen(instants), seen(days))
    of_needs = {column.key for of_need in (*found.instants.values(), *found.days.values()) for column in of_need}
    shown: list[ColumnElement[Any]] = [column for column in inner.c if column.key not in of_needs]
    for need in found.instants:
        for name, columns in zip(found.names_of(need), (found.instants[need], found.days[need]), strict=True):
            shown += [_bare(_newest(columns), name)] if columns else []
    return replace(found, query=select(*shown))


def _newest(columns: list[ColumnElement[Any]]) -> ColumnElement[Any]:
    """Of the own one and that of former selves, on SQLite, where nothing is less than anything but not comparable with it."""
    if len(columns) == 1:
        return columns[0]
    own, others = columns
    return type_coerce(func.max(func.coalesce(own, others), func.coalesce(others, own)), own.type)


def _bare(column: ColumnElement[Any], name: str) -> ColumnElement[Any]:
    """An instant as the driver gives it, in UTC; on SQLite it does not say so. Dressing a million of them takes long."""
    return (type_coerce(column, DateTime(timezone=True)) if isinstance(column.type, Instant) else column).label(name)
