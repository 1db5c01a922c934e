from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.audit.models import Act, Unsealed
from app.catalogue.compiling import RENDERER
from app.catalogue.loading import forget_all
from app.catalogue.models import Compiled, Media, Scope, Version
from app.catalogue.publishing import recompile
from app.catalogue.queries import current_course, current_overlays, current_sources, module_version, renamed_page
from app.documents.models import Blob
from app.errors import Invalid
from tests.factories.content import AT, LARGE, SMALL, changed, publish_files, publish_sample

LATER = AT + dt.timedelta(days=3)
LENDING = "modules/keys/lending.md"
INDEX = "modules/keys/index.md"
REWORDED = changed(SMALL, LENDING, "never to a pocket", "never to a coat")


def editions(session: Session) -> dict[str, int]:
    return {page.slug: page.edition for page in current_course(session, "keys").pages}


def test_publishes_modules_then_registers_then_courses(session: Session) -> None:
    publications = publish_files(session, LARGE)
    kinds = [(publication.label, publication.scope) for publication in publications]
    assert kinds == [("1.0", "substantive")] * 6
    assert list(current_sources(session)) == ["locks-1"]
    assert "key office" in current_overlays(session)["whom-to-ask"].html
    both = current_course(session, "keys-and-travel")
    assert [(page.module, page.slug) for page in both.pages] == [
        ("keys", "index"),
        ("keys", "lending"),
        ("keys", "asking"),
        ("travel", "index"),
        ("travel", "packing"),
    ]


def test_what_has_not_changed_is_not_published_again(session: Session) -> None:
    publish_files(session, LARGE)
    assert publish_files(session, LARGE, at=LATER) == []


def test_a_new_module_version_makes_new_versions_of_its_courses(session: Session) -> None:
    publish_files(session, LARGE)
    reworded = changed(LARGE, LENDING, "pocket", "coat")
    publications = publish_files(session, reworded, at=LATER, scope=Scope.EDITORIAL, reason="Wording")
    assert [(row.label, row.scope, row.reason) for row in publications] == [("1.1", "editorial", "Wording")] * 3
    assert current_course(session, "keys").published_at == LATER


def test_labels_count_substantive_and_editorial(session: Session) -> None:
    publish_files(session, SMALL)
    labels = []
    scopes = [Scope.EDITORIAL, Scope.EDITORIAL, Scope.SUBSTANTIVE, Scope.EDITORIAL]
    for number, scope in enumerate(scopes):
        publish_files(session, changed(SMALL, LENDING, "pocket", f"pocket {number}"), at=LATER, scope=scope)
        labels.append(current_course(session, "keys").label)
    assert labels == ["1.1", "1.2", "2.0", "2.1"]


def test_only_a_substantive_change_of_the_page_itself_raises_its_edition(session: Session) -> None:
    publish_files(session, SMALL)
    assert editions(session) == {"index": 1, "lending": 1, "asking": 1}
    publish_files(session, REWORDED, at=LATER, scope=Scope.EDITORIAL)
    assert editions(session) == {"index": 1, "lending": 1, "asking": 1}
    publish_files(session, changed(REWORDED, INDEX, "few", "scarce"), at=LATER)
    assert editions(session) == {"index": 2, "lending": 1, "asking": 1}


def test_publishing_a_former_version_is_a_new_publication(session: Session) -> None:
    first = publish_sample(session)
    publish_files(session, REWORDED, at=LATER)
    publications = publish_files(session, SMALL, at=LATER, reason="The coat was wrong")
    again = current_course(session, "keys")
    assert [publication.label for publication in publications] == ["3.0", "3.0"]
    assert again.version_id == first.version_id
    assert editions(session) == {"index": 1, "lending": 3, "asking": 1}
    assert session.scalar(select(func.count()).select_from(Version).where(Version.item_id == first.item_id)) == 2


def test_a_renamed_page_keeps_identity_and_edition(session: Session) -> None:
    before = publish_sample(session)
    renamed = {path.replace("lending.md", "handing-over.md"): text for path, text in SMALL.items()}
    renamed = changed(renamed, INDEX, "[lending, asking]", "[handing-over, asking]")
    renamed = changed(renamed, INDEX, "(lending.md)", "(handing-over.md)")
    renamed = changed(renamed, "modules/keys/handing-over.md", "minutes: 5", "minutes: 5\nwas: lending")
    renamed = changed(renamed, "quizzes/keys.md", "page=lending", "page=handing-over")
    publish_files(session, renamed, at=LATER, scope=Scope.EDITORIAL)
    after = current_course(session, "keys")
    assert [page.page_id for page in after.pages] == [page.page_id for page in before.pages]
    assert [page.slug for page in after.pages] == ["index", "handing-over", "asking"]
    assert renamed_page(session, after.modules[0].item_id, "lending") == "handing-over"
    publish_files(session, SMALL, at=LATER, reason="Back to the former name")
    assert renamed_page(session, after.modules[0].item_id, "handing-over") == "lending"


def without(files: dict[str, bytes], path: str) -> dict[str, bytes]:
    return {name: text for name, text in files.items() if name != path}


def test_a_retired_page_may_not_come_back_under_its_slug(session: Session) -> None:
    publish_files(session, SMALL)
    fewer = changed(without(SMALL, "modules/keys/asking.md"), INDEX, "[lending, asking]", "[lending]")
    fewer = changed(fewer, "quizzes/keys.md", " page=asking", "")
    publish_files(session, fewer, at=LATER)
    with pytest.raises(Invalid, match=r"asking\.md: A page named asking was retired"):
        publish_files(session, changed(SMALL, LENDING, "pocket", "coat"), at=LATER)
    publish_files(session, SMALL, at=LATER, reason="The former version as a whole")
    assert len(current_course(session, "keys").pages) == 3


def test_a_retired_question_may_not_come_back_under_its_id(session: Session) -> None:
    publish_files(session, SMALL)
    quiz = "quizzes/keys.md"
    publish_files(session, changed(SMALL, quiz, "## why-count", "## why-counting"), at=LATER)
    with pytest.raises(Invalid, match="A question named why-count was retired"):
        publish_files(session, changed(SMALL, quiz, "One, or one", "1, or one"), at=LATER)


def test_every_file_is_kept_byte_for_byte(session: Session) -> None:
    course = publish_sample(session)
    version = session.get_one(Version, course.modules[0].version_id)
    kept = {path: session.get_one(Blob, digest).bytes for path, digest in version.manifest["files"]}
    assert kept == {path: text for path, text in SMALL.items() if path.startswith(("modules/keys/", "quizzes/"))}
    assert session.scalars(select(Media.kind)).all() == ["svg"]


def test_publications_are_sealed_and_in_the_audit_log(session: Session) -> None:
    publications = publish_files(session, SMALL)
    acts = session.scalars(select(Act).where(Act.action == "content.published")).all()
    assert {act.subject_id for act in acts} == {publication.id for publication in publications}
    queued = session.scalars(select(Unsealed.kind)).all()
    assert queued.count("publication") == 4
    assert queued.count("version") == 4


def test_another_renderer_is_made_up_for_in_memory_until_recompiled(session: Session) -> None:
    course = publish_sample(session, files=LARGE, slug="keys-and-travel")
    session.execute(update(Compiled).values(renderer="0"))
    forget_all()
    assert current_course(session, "keys-and-travel") == course
    assert session.scalars(select(Compiled.renderer).distinct()).all() == ["0"]
    assert recompile(session) == 6
    assert session.scalar(select(func.count()).select_from(Compiled).where(Compiled.renderer == RENDERER)) == 6


def test_an_attempt_finds_its_own_version_whatever_is_published(session: Session) -> None:
    course = publish_sample(session)
    publish_files(session, REWORDED, at=LATER)
    assert module_version(session, course.modules[0].version_id) == course.modules[0]


def test_a_publication_says_why(session: Session) -> None:
    with pytest.raises(Invalid):
        publish_files(session, SMALL, reason=" ")
