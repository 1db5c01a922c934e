"""What a release leaves behind: a backup with something in every corner, kept so that each later one proves it takes it over.

`python -m tests.operating.releasing` writes one for the tables of this program; a file that is there already is never made anew.
"""

from __future__ import annotations

import datetime as dt
import random
import tempfile
from pathlib import Path

from sqlalchemy import select

from app.accounts.granting import grant_role
from app.accounts.models import Membership, Role
from app.accounts.units import add_unit
from app.audit.recording import record_act
from app.audit.sealing import seal_batch
from app.credentials.models import Certificate, NameShowing
from app.database.migrating import upgrade
from app.database.sessions import Database
from app.demo.histories import Learner
from app.demo.people import History
from app.mail.composing import Composed
from app.mail.posting import post_letter
from app.operating.backing import write_backup
from app.operating.revisions import wanted_revision
from app.records.assigning import assign
from tests.audit.ledger import KEY
from tests.factories.content import publish_sample
from tests.factories.people import make_person

RELEASES = Path(__file__).parent / "releases"
AT = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
HISTORIES = (History.DONE, History.RENEWED, History.FAILED_ONCE, History.LAPSED, History.IN_QUIZ, History.NEWCOMER)


def live_through(database: Database) -> None:
    """Two years of a small department, sealed but for its last act."""
    with database.transaction() as session:
        course = publish_sample(session, at=AT - dt.timedelta(days=800))
        officer = make_person(session, "Nadia Berg", address="nadia@calder.example")
        arts = add_unit(session, slug="arts", name="Arts", parent_id=None, at=AT)
        music = add_unit(session, slug="music", name="Music", parent_id=arts.id, at=AT)
        grant_role(session, person_id=officer.id, role=Role.OFFICER, unit_id=arts.id, at=AT, by=None)
        for number, history in enumerate(HISTORIES):
            person = make_person(session, f"Ána {number}", address=f"ana{number}@calder.example")
            session.add(Membership(person_id=person.id, unit_id=music.id, from_on=AT.date(), recorded_at=AT))
            Learner(session, person.id, course, random.Random(number), AT).live(history, now=AT)
        assign(
            session, person_id=person.id, course_id=course.item_id, because="It is due", due_on=AT.date(), by=officer.id, at=AT
        )
        first = session.scalars(select(Certificate.id).order_by(Certificate.id).limit(1)).one()
        session.add(NameShowing(certificate_id=first, in_full=True, chosen_at=AT))
        for number in range(2):
            letter = Composed("certificate", "Yours", "text é", "<p>é</p>")
            post_letter(session, letter, address=f"ana{number}@calder.example", at=AT, person_id=person.id)
    with database.transaction() as session:
        seal_batch(session, KEY, at=AT, kept=None)
    with database.transaction() as session:
        record_act(session, "mail.held", ("mail", None), at=AT, by=None, reason="The last one, not yet sealed")


def main() -> None:
    path = RELEASES / f"{wanted_revision()}.zip"
    if path.exists():
        raise SystemExit(f"{path.name} is there already: a release is not made anew.")
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/release.sqlite"
        upgrade(url)
        database = Database(url)
        live_through(database)
        with database.snapshot() as session:
            manifest = write_backup(session, path, at=AT)
        database.dispose()
    print(f"{path}: {manifest.rows} rows")


if __name__ == "__main__":
    main()
