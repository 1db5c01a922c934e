from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.linking import keep_link
from app.accounts.models import LinkPurpose, MailLink, Person, PersonIdentifier
from app.audit.checking import check_chain
from app.audit.models import Act
from app.audit.sealing import seal_batch
from app.credentials.codes import read_code
from app.credentials.verifying import verify
from app.database.tables import Model
from app.documents.keeping import keep_blob
from app.documents.models import Blob
from app.equivalents.exports import decode
from app.equivalents.forgetting import forget_imports, imports_naming
from app.equivalents.models import ProofImport, Reply, Submission
from app.equivalents.queueing import find_handed, page_of_queue
from app.equivalents.replying import reply
from app.equivalents.reviewing import decide
from app.equivalents.shapes import Evidence, Outcome
from app.errors import Conflict, Invalid, NotFound
from app.mail.models import Letter
from app.privacy.erasing import ask_erasure, erase, open_request, plan_erasure, withdraw_request
from app.privacy.holding import hold_person, release_hold
from app.privacy.models import Erasure
from app.privacy.queries import open_requests, people_due
from app.privacy.retaining import blank_old_checks, count_people_due
from app.privacy.shapes import Why
from app.requirements.evidence import signed_file, verify_evidence
from app.requirements.models import Check, CheckSubject
from app.requirements.signing import published_keys
from app.teams.forming import Joining, add_members, choose_person
from app.teams.models import Team
from app.workbook.models import Plan as KeptPlan
from app.workbook.models import Project
from tests.factories.people import make_person
from tests.factories.proofs import attested, hand_in, png
from tests.site.world import World, make_world

KEY = "seal-key-" * 4
NOW = dt.datetime(2031, 6, 1, 12, tzinfo=dt.UTC)
TODAY = NOW.date()


@pytest.fixture
def world(session: Session) -> World:
    return make_world(session)


def lea_of(session: Session, world: World) -> Person:
    return session.get_one(Person, int(world.keys["learner"].partition(":")[0]))


def otto_of(session: Session, world: World) -> Person:
    return session.get_one(Person, int(world.keys["other learner"].partition(":")[0]))


def end_awards(session: Session, day: dt.date) -> None:
    for team in session.query(Team):
        team.ends_on = day
    session.flush()


def let_go(session: Session, person: Person, because: str = "request", on: dt.date = TODAY) -> bool:
    return erase(session, person.id, on=on, years=3, at=NOW, by=None, because=because, reason="She asked").is_whole


def seal_all(session: Session) -> None:
    while seal_batch(session, KEY, at=NOW, kept=None)[1]:
        pass


def everything(session: Session) -> str:
    return "\n".join(repr(row) for table in Model.metadata.sorted_tables for row in session.execute(select(table)))


def test_the_whole_person_goes_and_every_proof_stays(session: Session, world: World) -> None:
    lea = lea_of(session, world)
    code = read_code(world.things["learner"]["certificates"])
    assert code
    seal_all(session)
    end_awards(session, dt.date(2028, 1, 1))
    assert let_go(session, lea)
    seal_all(session)
    session.expire_all()
    findings = check_chain(session, KEY)
    assert findings.faults == []
    assert findings.sealed > 5
    verified = verify(session, code)
    assert verified is not None
    assert (verified.name, bool(verified.title)) == (None, True)
    left = everything(session)
    for word in ("Lea Learner", "lea.learner"):
        assert word not in left, word
    assert "Otto Other" in left
    act = session.scalars(select(Act).where(Act.action == "person.erased")).one()
    assert (act.reason, act.subject_id) == ("She asked", lea.id)
    assert session.get_one(Person, lea.id).password_hash is None
    with pytest.raises(Conflict):
        let_go(session, lea)


def test_evidence_that_left_the_building_verifies_after_its_people_were_erased(session: Session, world: World) -> None:
    check = session.scalars(select(Check).join(CheckSubject, CheckSubject.check_id == Check.id)).first()
    assert check is not None
    left_the_building = signed_file(check).encode()
    seal_all(session)
    end_awards(session, dt.date(2026, 11, 22))
    named = session.scalars(select(CheckSubject.person_id).where(CheckSubject.check_id == check.id)).all()
    assert [let_go(session, session.get_one(Person, one)) for one in named if one] != []
    seal_all(session)
    session.expire_all()
    assert check.answer is None
    assert check_chain(session, KEY).faults == []
    assert verify_evidence(left_the_building, published_keys(session)).is_true


def test_preview_and_act_agree(session: Session, world: World) -> None:
    lea = lea_of(session, world)
    end_awards(session, dt.date(2028, 1, 1))
    before = plan_erasure(session, lea.id, on=TODAY, years=3)
    done = erase(session, lea.id, on=TODAY, years=3, at=NOW, by=None, because="request", reason="She asked")
    assert before == done
    assert (before.deleted["plan"], before.blanked["certificate"]) == (1, 1)
    after = plan_erasure(session, lea.id, on=TODAY, years=3)
    assert after.deleted == {}
    assert session.scalar(select(PersonIdentifier.id).where(PersonIdentifier.person_id == lea.id)) is None


def test_a_name_as_typed_before_it_was_known_whose_it_is_goes_too(session: Session, world: World) -> None:
    lea, team = lea_of(session, world), session.scalars(select(Team).order_by(Team.id.desc())).first()
    assert team is not None
    typed = [Joining("Lee Lerner (chair)"), Joining("Someone Else Entirely")]
    member, _other = add_members(session, team, typed, from_on=TODAY, at=NOW, by=None)
    choose_person(session, member, person_id=lea.id, at=NOW, by=None)
    end_awards(session, dt.date(2028, 1, 1))
    assert let_go(session, lea)
    assert "Lerner" not in everything(session)
    assert "Someone Else Entirely" in everything(session)


def test_nobody_reviews_what_the_erased_handed_in(session: Session, world: World) -> None:
    otto, lea = otto_of(session, world), lea_of(session, world)
    kept, gone = hand_in(session, otto, attested()), hand_in(session, lea, attested())
    end_awards(session, dt.date(2028, 1, 1))
    assert let_go(session, lea)
    queue = page_of_queue(session, scope=None, on=TODAY, state=None)
    assert kept.id in {line.id for line in queue.lines}
    assert lea.id not in {line.person_id for line in queue.lines}
    with pytest.raises(NotFound):
        find_handed(session, gone.code, scope=None, on=TODAY)


@pytest.mark.parametrize(
    ("ends_on", "until"), [(None, None), (dt.date(2028, 6, 1), TODAY), (dt.date(2031, 1, 1), dt.date(2034, 1, 1))]
)
def test_a_running_award_keeps_the_name_but_not_what_is_private(
    session: Session, world: World, ends_on: dt.date | None, until: dt.date | None
) -> None:
    lea = lea_of(session, world)
    end_awards(session, ends_on)  # type: ignore[arg-type]
    plan = plan_erasure(session, lea.id, on=TODAY, years=3)
    assert {stay.why for stay in plan.stays} == {Why.AWARD, Why.CHECK}
    assert plan.ends_on == until
    assert not let_go(session, lea)
    session.expire_all()
    assert (lea.name, lea.erased_at) == ("Lea Learner", None)
    assert [kind.person_id for kind in (*session.query(KeptPlan), *session.query(Project))] == [otto_of(session, world).id] * 2
    assert session.scalars(select(Erasure)).one().is_whole is False
    if until:
        assert let_go(session, lea, on=until + dt.timedelta(days=1))


def test_a_hold_and_a_role_stop_it(session: Session, world: World) -> None:
    lea = lea_of(session, world)
    end_awards(session, dt.date(2028, 1, 1))
    hold = hold_person(session, lea.id, reason="A dispute", at=NOW, by=None)
    with pytest.raises(Conflict):
        let_go(session, lea, "retention")
    assert [stay.why for stay in plan_erasure(session, lea.id, on=TODAY, years=3).stays] == [Why.HOLD]
    release_hold(session, code=hold.code, person_id=lea.id, at=NOW, by=None)
    with pytest.raises(Conflict):
        release_hold(session, code=hold.code, person_id=lea.id, at=NOW, by=None)
    assert let_go(session, lea, "retention")
    officer = session.get_one(Person, int(world.keys["officer"].partition(":")[0]))
    assert Why.ROLE in {stay.why for stay in plan_erasure(session, officer.id, on=TODAY, years=3).stays}


def test_who_left_long_ago_is_due_unless_something_keeps_her(session: Session, world: World) -> None:
    lea, free = lea_of(session, world), make_person(session, "Fred Free")
    merged = make_person(session, "Fred Former")
    merged.merged_into = free.id
    lea.left_on = free.left_on = dt.date(2028, 5, 31)
    session.flush()
    assert [person.id for person in people_due(session, scope=None, on=TODAY, years=3)] == [free.id]
    end_awards(session, dt.date(2028, 5, 31))
    assert count_people_due(session, on=TODAY, years=3) == 2
    assert count_people_due(session, on=TODAY - dt.timedelta(days=1), years=3) == 0
    hold_person(session, merged.id, reason="A dispute", at=NOW, by=None)
    assert [person.id for person in people_due(session, scope=None, on=TODAY, years=3)] == [lea.id]


def test_old_answers_are_blanked_and_the_chain_holds(session: Session, world: World) -> None:
    seal_all(session)
    assert blank_old_checks(session, on=TODAY, years=3, at=NOW, by=None, reason="The years are over") == 0
    end_awards(session, dt.date(2028, 1, 1))
    assert blank_old_checks(session, on=TODAY, years=3, at=NOW, by=None, reason="The years are over") == 2
    session.expire_all()
    assert set(session.scalars(select(Check.answer))) == {None}
    seal_all(session)
    assert check_chain(session, KEY).faults == []


def test_asking_twice_is_asking_once_and_it_can_be_taken_back(session: Session, world: World) -> None:
    lea = lea_of(session, world)
    ask_erasure(session, lea.id, at=NOW)
    ask_erasure(session, lea.id, at=NOW)
    assert [(asked.code, asked.asked_at) for asked in open_requests(session, scope=None, on=TODAY)] == [(lea.code, NOW)]
    withdraw_request(session, lea.id, at=NOW)
    assert open_request(session, lea.id) is None
    assert open_requests(session, scope=None, on=TODAY) == []


def test_letters_lose_words_and_address_and_those_that_wait_never_leave(session: Session, world: World) -> None:
    lea = lea_of(session, world)
    end_awards(session, dt.date(2028, 1, 1))
    kept = {
        "kind": "certificate",
        "person_id": lea.id,
        "address": "lea.learner@calder.example",
        "subject": "Lea",
        "text": "Lea",
        "html": "Lea",
    }
    session.add_all([Letter(**kept, state=state, made_at=NOW, try_at=NOW) for state in ("sent", "waiting")])
    session.flush()
    let_go(session, lea)
    session.expire_all()
    mine = session.scalars(select(Letter).where(Letter.person_id == lea.id)).all()
    assert {(letter.state, letter.address, letter.text) for letter in mine} == {("sent", "", "")}


def test_nobody_goes_without_a_reason(session: Session, world: World) -> None:
    lea = lea_of(session, world)
    with pytest.raises(Invalid):
        erase(session, lea.id, on=TODAY, years=3, at=NOW, by=None, because="request", reason=" ")
    with pytest.raises(Invalid):
        hold_person(session, lea.id, reason="", at=NOW, by=None)
    with pytest.raises(Invalid):
        blank_old_checks(session, on=TODAY, years=3, at=NOW, by=None, reason="")


def test_what_was_answered_to_a_reviewer_goes_and_its_proof_stays(session: Session) -> None:
    ana, bo = make_person(session), make_person(session, "Bo Lind")
    for person, picture in ((ana, png(3, 3)), (bo, png())):
        given = hand_in(session, person)
        decide(session, submission_id=given.id, outcome=Outcome.ASKED, reason="And page two?", by=None, at=NOW, seen=None)
        reply(session, submission_id=given.id, words="Here it is.", evidence=Evidence("png", picture), by=person.id, at=NOW)
    seal_all(session)
    assert let_go(session, ana)
    answers = session.execute(select(Reply.words, Blob.bytes).join(Blob, Blob.digest == Reply.evidence_digest).order_by(Reply.id))
    assert [(words, bool(content)) for words, content in answers] == [(None, False), ("Here it is.", True)]
    both_handed_in = session.scalars(select(Blob.bytes).join(Submission, Submission.evidence_digest == Blob.digest)).all()
    assert all(both_handed_in)
    assert check_chain(session, KEY).is_clean


def test_a_file_that_two_handed_in_goes_with_the_second_of_them(session: Session, world: World) -> None:
    lea, otto = lea_of(session, world), otto_of(session, world)
    end_awards(session, dt.date(2028, 1, 1))
    shared = {row.evidence_digest for row in session.query(Submission) if row.person_id in (lea.id, otto.id)}
    assert len(shared) == 1
    for person, left in ((lea, True), (otto, False)):
        assert let_go(session, person)
        session.expire_all()
        assert [bool(blob.bytes) for blob in session.query(Blob).where(Blob.digest.in_(shared))] == [left]


def test_files_of_imports_that_name_her_go_and_what_was_handed_in_stays(session: Session, world: World) -> None:
    end_awards(session, dt.date(2028, 1, 1))
    lea = lea_of(session, world)
    other = b"First Name,Last Name,Course,Completion Date\nNora,Nobody,Research Security,2026-03-02\n"
    for content in (other, "Learner,Lea\n".encode("utf-16")):
        session.add(ProofImport(source="citi", blob_digest=keep_blob(session, content), made_at=NOW, made_by=None))
    session.flush()
    naming = imports_naming(session, ["lea.learner@calder.example"], ["Lea Learner"])
    plan = plan_erasure(session, lea.id, on=TODAY, years=3)
    assert plan.deleted["proof_import"] == len(naming) >= 1
    assert let_go(session, lea)
    left = session.scalars(select(Blob.bytes).join(ProofImport, ProofImport.blob_digest == Blob.digest)).all()
    assert other in left
    assert not [content for content in left if "Lea" in decode(content)]


def test_files_of_imports_are_forgotten_after_a_while(session: Session, world: World) -> None:
    forget_imports(session, before=dt.datetime.now(dt.UTC) - dt.timedelta(days=30))
    assert session.query(ProofImport).count() == 2
    digests = list(session.scalars(select(ProofImport.blob_digest)))
    evidence = set(session.scalars(select(Submission.evidence_digest)))
    forget_imports(session, before=dt.datetime.now(dt.UTC) + dt.timedelta(days=1))
    assert session.query(ProofImport).count() == 0
    assert not list(session.scalars(select(Blob.digest).where(Blob.digest.in_(digests), Blob.digest.not_in(evidence))))
    assert set(session.scalars(select(Blob.digest))) >= evidence - {None}


def test_links_to_an_address_of_hers_go_though_they_name_nobody(session: Session, world: World) -> None:
    for secret, address in (("B" * 22, "lea.learner@calder.example"), ("C" * 22, "somebody@calder.example")):
        keep_link(session, secret=secret, purpose=LinkPurpose.CONFIRM, address=address, at=NOW)
    let_go(session, lea_of(session, world))
    assert set(session.scalars(select(MailLink.address))) == {"somebody@calder.example"}
