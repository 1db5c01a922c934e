"""An administrator's reset: everything goes, on record, and never the own."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Person
from app.audit.models import Act
from app.errors import Conflict, Invalid
from app.factors.queries import codes_left, has_factor
from app.factors.removing import reset_factors
from tests.factories.keys import give_app
from tests.factories.people import make_person


def test_reset(session: Session) -> None:
    ana, ruth = make_person(session), make_person(session, "Ruth Okafor")
    give_app(session, ana.id)
    with pytest.raises(Invalid):
        reset_factors(session, person_id=ana.id, reason="  ", at=clock.now(), by=ruth.id)
    with pytest.raises(Conflict):
        reset_factors(session, person_id=ana.id, reason="Lost it", at=clock.now(), by=ana.id)
    reset_factors(session, person_id=ana.id, reason="Phone lost, seen in person", at=clock.now(), by=ruth.id)
    assert not has_factor(session, ana.id)
    assert codes_left(session, ana.id) == 0
    session.expire_all()
    assert session.get_one(Person, ana.id).generation == 2
    act = session.scalars(select(Act)).one()
    assert (act.action, act.subject_id, act.by, act.reason) == ("factors.reset", ana.id, ruth.id, "Phone lost, seen in person")
    with pytest.raises(Conflict):
        reset_factors(session, person_id=ana.id, reason="Once more", at=clock.now(), by=ruth.id)
