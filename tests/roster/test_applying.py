"""Previewed and applied on both engines; what the rules of comparing promise is asked of the database afterwards."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.arranging import close_unit
from app.accounts.merging import merge
from app.accounts.models import Membership, Person, PersonIdentifier
from app.accounts.queries import find_by_address, find_by_subject, primary_address
from app.audit.models import Act, Unsealed
from app.errors import Invalid
from app.roster.applying import Wish, apply_roster
from app.roster.reading import read_roster
from tests.factories.people import make_person
from tests.factories.rosters import AT, ON, ORCID, OTHER_ORCID, look, press, roster
from tests.factories.staff import Institution, make_institution

ANA = "1;;ana@calder.example;Ana Ruiz;physics;researcher;2026-01-05;"


@pytest.fixture
def there(session: Session) -> Institution:
    return make_institution(session)


def places(session: Session, address: str = "ana@calder.example") -> list[tuple[int, str, dt.date, dt.date | None]]:
    person = find_by_address(session, address)
    assert person is not None
    query = select(Membership).where(Membership.person_id == person.id).order_by(Membership.id)
    return [(one.unit_id, one.affiliation, one.from_on, one.until_on) for one in session.scalars(query)]


def test_a_new_person_is_added_whole_and_nobody_twice(session: Session, there: Institution) -> None:
    plan = press(session, roster(ANA, f"2;{ORCID};ben@calder.example;Ben Ode;School of Arts;student;;"))
    assert plan.counts == {"new": 2}
    assert places(session) == [(there.physics.id, "researcher", dt.date(2026, 1, 5), None)]
    assert places(session, "ben@calder.example") == [(there.arts.id, "student", ON, None)]
    again = press(session, roster(ANA, f"2;{ORCID};ben@calder.example;Ben Ode;School of Arts;student;;"))
    assert (again.steps, again.same, again.problems) == ([], 2, [])
    assert session.scalar(select(func.count(Person.id))) == 2
    assert session.scalar(select(func.count(PersonIdentifier.id))) == 5


def test_every_change_is_on_record_and_waits_for_the_seal(session: Session, there: Institution) -> None:
    press(session, roster(ANA))
    actions = session.scalars(select(Act.action).where(Act.action.like("roster.%")).order_by(Act.action)).all()
    assert actions == ["roster.added", "roster.applied"]
    ids = set(session.scalars(select(Act.id).where(Act.action.like("roster.%"))))
    assert ids <= set(session.scalars(select(Unsealed.row_id).where(Unsealed.kind == "act")))


def test_who_moves_ends_there_the_day_before(session: Session, there: Institution) -> None:
    press(session, roster(ANA))
    plan = press(session, roster("1;;;;arts;;2026-12-01;"))
    assert plan.counts == {"moved": 1}
    assert places(session) == [
        (there.physics.id, "researcher", dt.date(2026, 1, 5), ON - dt.timedelta(days=1)),
        (there.arts.id, "researcher", dt.date(2026, 12, 1), None),
    ]
    assert not press(session, roster("1;;;;arts;;2026-12-01;")).steps


def test_two_lines_are_two_units(session: Session, there: Institution) -> None:
    both = roster(ANA, "1;;;;arts;;;")
    press(session, both)
    assert [place[0] for place in places(session)] == [there.physics.id, there.arts.id]
    assert not look(session, both).steps
    assert press(session, roster(ANA)).steps[0].kind == "changed"
    assert places(session)[1][3] is not None


def test_who_leaves_keeps_the_account(session: Session, there: Institution) -> None:
    press(session, roster(ANA))
    plan = press(session, roster("1;;;;physics;;;2026-11-20"))
    assert plan.counts == {"left": 1}
    person = find_by_address(session, "ana@calder.example")
    assert person is not None
    assert person.left_on == dt.date(2026, 11, 20)
    assert places(session)[0][3] == dt.date(2026, 11, 20)
    assert not press(session, roster("1;;;;physics;;;2026-11-20")).steps


def test_who_is_absent_from_a_whole_roster_has_left(session: Session, there: Institution) -> None:
    press(session, roster(ANA, "2;;ben@calder.example;Ben Ode;arts;;;", "3;;cem@calder.example;Cem Ak;arts;;;"))
    guest = make_person(session, "Gia Guest")
    content = roster(ANA, "3;;;Cem Ak;arts;;nonsense;")
    assert not look(session, content).steps
    plan = press(session, content, is_whole=True)
    assert [step.name for step in plan.steps] == ["Ben Ode"]
    assert places(session, "ben@calder.example")[0][3] == ON
    assert guest.left_on is None
    assert not look(session, content, is_whole=True).steps


def test_an_address_alone_matches_nobody_until_somebody_decides(session: Session, there: Institution) -> None:
    ana = make_person(session, "Ana Ruiz", "ana@calder.example")
    plan = press(session, roster(ANA))
    assert not plan.steps
    assert plan.problems[0].candidate == ana.code
    assert press(session, roster(ANA), same=frozenset({2})).counts == {"changed": 1}
    assert places(session)
    assert not press(session, roster(ANA)).problems


def test_identifiers_that_disagree_are_told(session: Session, there: Institution) -> None:
    press(session, roster(f"1;{ORCID};ana@calder.example;Ana Ruiz;;;;", f"2;{OTHER_ORCID};ben@calder.example;Ben Ode;;;;"))
    crossed = look(session, roster(f"1;{OTHER_ORCID};;;;;;")).problems[0]
    assert "Ana Ruiz and Ben Ode" in crossed.words
    another = look(session, roster("1;0000-0001-5000-0007;;;;;;")).problems[0]
    assert "another ORCID iD" in another.words
    taken = look(session, roster("1;;ben@calder.example;;;;;")).problems[0]
    assert "belongs to Ben Ode" in taken.words


def test_the_same_number_or_address_twice_is_told(session: Session, there: Institution) -> None:
    plan = look(session, roster(ANA, ANA, "1;;;Another Name;arts;;;", "9;;ana@calder.example;Ana Two;;;;"))
    assert [problem.line for problem in plan.problems] == [3, 4, 5]
    assert plan.counts == {"new": 1}


@pytest.mark.parametrize("name", ["ana ruiz", "Ruiz, Ana", "Dr. Ana Ruiz", "ANA RUIZ", "Aña Ruíz", "Ruiz Ana"])
def test_another_spelling_of_a_name_is_no_change(session: Session, there: Institution, name: str) -> None:
    press(session, roster(ANA))
    assert not look(session, roster(f"1;;;{name};physics;;;")).steps


def test_a_new_name_and_address_are_kept_and_the_former_address_stays_known(session: Session, there: Institution) -> None:
    press(session, roster(ANA))
    plan = press(session, roster("1;;ana.silva@calder.example;Ana Silva;;;;"))
    assert [change[0] for change in plan.steps[0].shown] == ["name", "address"]
    person = find_by_address(session, "ana@calder.example")
    assert person is not None
    assert (person.name, primary_address(session, person.id)) == ("Ana Silva", "ana.silva@calder.example")
    assert person.name_key == "ana silva"


def test_a_merged_number_finds_who_that_is_now(session: Session, there: Institution) -> None:
    press(session, roster(ANA, "2;;twin@calder.example;Ana Ruiz;arts;;;"))
    ana, twin = (find_by_address(session, f"{name}@calder.example") for name in ("ana", "twin"))
    assert ana is not None
    assert twin is not None
    merge(session, person_id=twin.id, into_id=ana.id, reason="Hired twice", at=AT, by=None)
    session.expire_all()
    plan = look(session, roster("2;;;;physics;;;", "1;;;;arts;;;"))
    assert "A line above means Ana Ruiz too" in plan.problems[0].words
    press(session, roster("2;;;;physics;;;"))
    assert [place[0] for place in places(session) if place[3] is None] == [there.physics.id]


def test_units_that_are_unknown_or_closed_are_told(session: Session, there: Institution) -> None:
    close_unit(session, unit_id=there.arts.id, at=AT, by=None)
    plan = look(session, roster("1;;a@calder.example;Ana Ruiz;alchemy;;;", "2;;b@calder.example;Ben Ode;arts;;;"))
    assert ["no unit alchemy" in plan.problems[0].words, "is closed" in plan.problems[1].words] == [True, True]


def test_what_changed_since_the_preview_is_not_applied(session: Session, there: Institution) -> None:
    wish = Wish(read_roster(roster(ANA)))
    before = look(session, roster(ANA)).digest
    make_person(session, "Ana Ruiz", "ana@calder.example")
    with pytest.raises(Invalid, match="Something changed since"):
        apply_roster(session, wish, seen=before, on=ON, language="en", zone="UTC", file="f" * 64, at=AT, by=None)
    assert session.scalar(select(func.count(Person.id))) == 1


def signing(*lines: str) -> bytes:
    return roster(*lines, head=("employee_number", "sign_on", "address", "name"))


def test_a_sign_on_is_linked_for_who_was_never_here(session: Session, there: Institution) -> None:
    press(session, roster(ANA))
    content = signing("1;calder:s-1;;", "2;calder: s:2 ;ben@calder.example;Ben Ode")
    assert press(session, content).counts == {"changed": 1, "new": 1}
    ana, ben = find_by_subject(session, "calder|s-1"), find_by_subject(session, "calder|s:2")
    assert ana is not None
    assert ben is not None
    assert [ana.name, ben.name] == ["Ana Ruiz", "Ben Ode"]
    linked = session.scalars(select(Act).where(Act.action == "sign_on.linked").order_by(Act.id)).all()
    assert [(act.subject_id, act.detail["provider"]) for act in linked] == [(ana.id, "calder"), (ben.id, "calder")]
    assert not look(session, content).steps


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("1;calder:p-9;;", "Paul Berg signs in already"),
        ("9;calder:p-1;new@calder.example;New Body", "The sign-on belongs to Paul Berg"),
        ("9;calder;new@calder.example;New Body", "is no sign-on"),
        ("9;calder:;new@calder.example;New Body", "is no sign-on"),
        ("9;nowhere:1;new@calder.example;New Body", "There is no provider of sign-on nowhere"),
        ("9;calder:x;new@calder.example;New Body\n10;calder:x;more@calder.example;More Body", "gives the same sign-on"),
        ("9;calder:x;new@calder.example;New Body\n9;calder:y;;", "the same number and another sign-on"),
    ],
)
def test_no_file_gives_somebodys_account_to_another(session: Session, there: Institution, line: str, words: str) -> None:
    paul = make_person(session, "Paul Berg", password=None)
    held = {"person_id": paul.id, "recorded_at": AT}
    session.add(PersonIdentifier(scheme="employee", value="1", **held))
    session.add(PersonIdentifier(scheme="subject", value="calder|p-1", **held))
    session.flush()
    plan = press(session, signing(line))
    assert words in " ".join(problem.words for problem in plan.problems)
    assert not session.scalars(select(Act).where(Act.action == "sign_on.linked", Act.subject_id == paul.id)).all()


def test_a_password_set_before_a_merge_is_a_way_in(session: Session, there: Institution) -> None:
    press(session, roster(ANA))
    ana, twin = find_by_address(session, "ana@calder.example"), make_person(session, "Ana Ruiz", "twin@calder.example")
    assert ana
    merge(session, person_id=twin.id, into_id=ana.id, at=AT, by=None, reason="One person")
    plan = look(session, signing("1;calder:s-1;;"))
    assert "signs in already" in plan.problems[0].words
