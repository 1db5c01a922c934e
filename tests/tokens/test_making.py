"""A token opens no more than its maker sees, for a year at most, and is kept as a digest."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.access.principals import Bearer, Scope
from app.accounts.granting import grant_role, roles_of, withdraw_role
from app.accounts.loading import load_principal
from app.accounts.models import Person, Role
from app.audit.models import Act
from app.errors import Conflict, Failure, Invalid, NotAllowed, NotFound, NotSignedIn
from app.tokens.admitting import admit, note_use
from app.tokens.making import revoke_token
from app.tokens.models import ApiToken
from app.tokens.queries import find_token
from tests.factories.days import today
from tests.factories.people import make_person
from tests.factories.staff import Institution, make_institution, make_staff
from tests.factories.tokens import give_token


@pytest.fixture
def there(session: Session) -> Institution:
    return make_institution(session)


@pytest.fixture
def sam(session: Session, there: Institution) -> Person:
    return make_staff(session, "Sam Science", Role.OFFICER, there.science)


def let_in(session: Session, token: str, scope: Scope = Scope.PEOPLE, *, days: int = 0) -> Bearer:
    return admit(session, find_token(session, token), scope, today=today() + dt.timedelta(days=days))


def test_the_token_itself_is_kept_nowhere_and_the_act_is(session: Session, sam: Person) -> None:
    token = give_token(session, sam, Scope.PEOPLE)
    assert token.startswith("owt_")
    assert len(token) >= 47
    kept = session.scalars(select(ApiToken)).one()
    assert token not in str(vars(kept))
    act = session.scalars(select(Act).where(Act.action == "token.made")).one()
    assert (act.by, act.detail["scopes"]) == (sam.id, ["read:people"])
    assert find_token(session, token + "x") is None


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"days": 366}, "ends_on"),
        ({"days": -1}, "ends_on"),
    ],
)
def test_for_a_year_at_most(session: Session, sam: Person, wish: dict[str, int], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        give_token(session, sam, **wish)  # type: ignore[arg-type]
    assert refusal.value.field == field


def test_never_wider_than_its_maker(session: Session, sam: Person, there: Institution) -> None:
    with pytest.raises(Invalid):
        give_token(session, sam, unit=there.arts)
    tom = make_staff(session, "Tom Instructor", Role.INSTRUCTOR)
    with pytest.raises(Invalid):
        give_token(session, tom, Scope.PEOPLE)
    assert let_in(session, give_token(session, sam)).units == frozenset({there.science.id})
    assert let_in(session, give_token(session, sam, unit=there.physics)).units == frozenset({there.physics.id})
    ruth = make_staff(session, "Ruth Okafor", Role.ADMINISTRATOR)
    assert let_in(session, give_token(session, ruth)).units is None
    assert let_in(session, give_token(session, ruth, unit=there.arts)).units == frozenset({there.arts.id})


def refused(session: Session, token: str, kind: type[Failure], **more: int) -> None:
    with pytest.raises(kind):
        let_in(session, token, **more)  # type: ignore[arg-type]


def test_it_ends_with_the_role_the_day_and_its_revocation(session: Session, sam: Person, there: Institution) -> None:
    token = give_token(session, sam, Scope.PEOPLE, days=30)
    let_in(session, token, days=30)
    refused(session, token, NotSignedIn, days=31)
    with pytest.raises(NotAllowed):
        let_in(session, token, Scope.CHECKS)
    kept, me = find_token(session, token), load_principal(session, sam.id, today())
    assert kept is not None
    assert me is not None
    stranger = make_staff(session, "Olga Arts", Role.OFFICER, there.arts)
    other = load_principal(session, stranger.id, today())
    assert other is not None
    with pytest.raises(NotFound):
        revoke_token(session, kept, at=clock.now(), by=other)
    revoke_token(session, kept, at=clock.now(), by=me)
    session.expire_all()
    refused(session, token, NotSignedIn)
    with pytest.raises(Conflict):
        revoke_token(session, kept, at=clock.now(), by=me)


def test_whoever_lost_the_role_or_reaches_less(session: Session, sam: Person, there: Institution) -> None:
    wide, narrow = give_token(session, sam), give_token(session, sam, unit=there.chemistry)
    held = roles_of(session, sam.id, on=today())[0]
    withdraw_role(session, grant_id=held.grant_id, at=clock.now(), by=None)
    refused(session, wide, NotSignedIn)
    grant_role(session, person_id=sam.id, role=Role.OFFICER, unit_id=there.physics.id, at=clock.now(), by=None)
    assert let_in(session, wide).units == frozenset({there.physics.id})
    refused(session, narrow, NotAllowed)


def test_a_merged_maker_and_a_learner_open_nothing(session: Session, sam: Person) -> None:
    token = give_token(session, sam)
    sam.merged_into = make_person(session, "Samuel Science").id
    session.flush()
    refused(session, token, NotSignedIn)


def test_the_last_use_is_noted_to_the_minute(session: Session, sam: Person) -> None:
    token = find_token(session, give_token(session, sam))
    assert token is not None
    at = clock.now()
    for seconds in (0, 30, 90):
        note_use(session, token.id, at=at + dt.timedelta(seconds=seconds))
        session.refresh(token)
    assert token.used_at == at + dt.timedelta(seconds=90)
    note_use(session, token.id, at=at + dt.timedelta(seconds=100))
    session.refresh(token)
    assert token.used_at == at + dt.timedelta(seconds=90)
