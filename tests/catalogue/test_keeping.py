from __future__ import annotations

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.catalogue.keeping import altered_versions
from app.catalogue.models import Item, ItemKind, Version
from app.documents.models import Blob
from tests.factories.content import publish_sample


def version_of(session: Session, kind: ItemKind) -> Version:
    return session.scalars(select(Version).join(Item, Item.id == Version.item_id).where(Item.kind == kind)).one()


def test_what_was_published_is_as_it_was(session: Session) -> None:
    publish_sample(session)
    assert altered_versions(session) == []


def test_two_lessons_that_changed_places_are_found(session: Session) -> None:
    publish_sample(session)
    version = version_of(session, ItemKind.MODULE)
    (first, one), (second, two), *others = version.manifest["files"]
    version.manifest = {"files": [[first, two], [second, one], *others]}
    session.flush()
    assert altered_versions(session) == [f"The version {version.digest[:12]} of the module keys: its list of files was changed."]


@pytest.mark.parametrize("manifest", [[], {}, {"files": None}, {"files": [["one"]]}])
def test_a_list_that_is_none_is_found(session: Session, manifest: object) -> None:
    publish_sample(session)
    version_of(session, ItemKind.MODULE).manifest = manifest
    session.flush()
    assert len(altered_versions(session)) == 1


def test_a_course_that_is_said_to_have_had_another_module_is_found(session: Session) -> None:
    publish_sample(session)
    version = version_of(session, ItemKind.COURSE)
    version.manifest = version.manifest | {"modules": [["keys", "0" * 64]]}
    session.flush()
    assert altered_versions(session) == [f"The version {version.digest[:12]} of the course keys: its list of files was changed."]


def test_a_file_that_is_gone_is_missed(session: Session) -> None:
    publish_sample(session)
    version = version_of(session, ItemKind.MODULE)
    path, digest = version.manifest["files"][0]
    session.execute(delete(Blob).where(Blob.digest == digest))
    assert altered_versions(session) == [f"The version {version.digest[:12]} of the module keys: {path} is gone."]
