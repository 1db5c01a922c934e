"""The list of completions over merges, zones and reissued certificates."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from app.accounts.profiling import change_name
from app.credentials.issuing import reissue_certificate, revoke_certificate
from app.errors import NotFound
from app.oversight.queries import Asked, find_completion, page_of_completions, stream_completions
from tests.factories.content import publish_sample
from tests.factories.people import make_person
from tests.factories.staff import complete, make_institution, make_member

ON = dt.date(2026, 11, 20)
LATE = dt.datetime(2026, 11, 11, 3, 30, tzinfo=dt.UTC)
"""Still 10 November in New York."""


def test_days_are_the_institutions(session: Session) -> None:
    complete(session, make_person(session), publish_sample(session), LATE)
    tenth = dt.date(2026, 11, 10)
    for zone, count in (("America/New_York", 1), ("UTC", 0)):
        asked = Asked(scope=None, on=ON, zone=zone, since=tenth, until=tenth)
        assert page_of_completions(session, asked).total == len(list(stream_completions(session, asked))) == count


def test_a_merged_persons_completion_stands_under_who_remains(session: Session) -> None:
    there, course = make_institution(session), publish_sample(session)
    ana, former = make_member(session, "Ana Ruiz", there.physics), make_person(session, "A. Ruiz")
    completion, _certificate = complete(session, former, course, LATE)
    former.merged_into = ana.id
    session.flush()
    asked = Asked(scope={there.science.id}, on=ON, zone="UTC", words="ana")
    assert [(line.name, line.person, line.units) for line in page_of_completions(session, asked).lines] == [
        ("Ana Ruiz", ana.code, ("Department of Physics",))
    ]
    with pytest.raises(NotFound):
        find_completion(session, completion.code, Asked(scope={there.arts.id}, on=ON, zone="UTC"))


def test_the_latest_certificate_is_named_once(session: Session) -> None:
    ana, course = make_person(session), publish_sample(session)
    _completion, old = complete(session, ana, course, LATE)
    change_name(session, person_id=ana.id, name="Ana Ruiz-Ortega")
    session.expire_all()
    new = reissue_certificate(session, certificate_id=old.id, person_id=ana.id, at=LATE)
    revoke_certificate(session, certificate_id=new.id, reason="It was printed wrongly.", by=None, at=LATE)
    lines = page_of_completions(session, Asked(scope=None, on=ON, zone="UTC")).lines
    assert [(line.certificate, line.revoked_at) for line in lines] == [(new.code, LATE)]


def test_units_of_today_are_listed_in_order(session: Session) -> None:
    there, course = make_institution(session), publish_sample(session)
    ana = make_member(session, "Ana Ruiz", there.physics)
    complete(session, ana, course, LATE)
    make_member(session, "Tom Brandt", there.arts)
    asked = Asked(scope=None, on=ON, zone="UTC")
    assert page_of_completions(session, asked).lines[0].units == ("Department of Physics",)
    assert page_of_completions(session, Asked(scope=None, on=dt.date(2020, 1, 1), zone="UTC")).lines[0].units == ()
