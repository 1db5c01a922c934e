"""Secrets under the installation's key: former keys still open, and can be left behind."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.errors import Unavailable
from app.factors.ciphering import Cipher
from app.factors.models import Authenticator
from app.factors.timing import keep_app, new_secret, prove_by_app, renew_secrets
from tests.factories.keys import code_now
from tests.factories.people import make_person

OLD, NEW = Cipher("an old key " * 4), Cipher("a new key " * 4, ["an old key " * 4])


def test_what_is_kept_does_not_show_and_differs_each_time() -> None:
    kept = OLD.encrypt("JBSWY3DP")
    assert "JBSWY3DP" not in kept
    assert kept != OLD.encrypt("JBSWY3DP")
    assert OLD.decrypt(kept) == "JBSWY3DP"


def test_a_former_key_opens_and_renewing_leaves_it_behind() -> None:
    kept = OLD.encrypt("JBSWY3DP")
    assert NEW.decrypt(kept) == "JBSWY3DP"
    renewed = NEW.renew(kept)
    assert Cipher("a new key " * 4).decrypt(renewed) == "JBSWY3DP"
    assert NEW.renew(renewed) == renewed
    with pytest.raises(Unavailable):
        Cipher("a new key " * 4).decrypt(kept)


def test_using_a_code_renews_and_so_does_the_command(session: Session) -> None:
    secrets = []
    for name in ("Ana Ruiz", "Bo Lind"):
        secrets.append(new_secret())
        facts = {"person_id": make_person(session, name).id, "name": "Phone", "secret": secrets[-1], "step": 0}
        keep_app(session, **facts, cipher=OLD, at=clock.now())  # type: ignore[arg-type]
    ana = session.scalars(select(Authenticator).order_by(Authenticator.id)).first()
    assert ana is not None
    prove_by_app(session, person_id=ana.person_id, typed=code_now(secrets[0]), cipher=NEW, at=clock.now())
    session.expire_all()
    assert renew_secrets(session, cipher=NEW) == (1, 0)
    session.flush()
    alone = Cipher("a new key " * 4)
    kept = session.scalars(select(Authenticator.secret).order_by(Authenticator.id))
    assert [alone.decrypt(one) for one in kept] == secrets
