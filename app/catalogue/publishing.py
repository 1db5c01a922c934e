"""Making content current: modules first, then the registers, then the courses that name the modules' versions."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.audit.recording import record_act
from app.catalogue.compiling import course_files_of, course_from_json, digest_of, files_of, module_from_json
from app.catalogue.files import CARDS_PATH, CASES_PATH, GLOSSARY_PATH, INSTITUTION_PATH, PLAN_PATH, SOURCES_PATH
from app.catalogue.identifying import identify_pages, identify_questions, rename_pages
from app.catalogue.keeping import (
    INSTITUTION,
    PLAN,
    SOURCES,
    compile_version,
    compiled_of,
    compiled_text,
    course_digest,
    keep_compiled,
    keep_files,
)
from app.catalogue.library.compiling import CARDS, CASES, GLOSSARY
from app.catalogue.library.indexing import rebuild_index
from app.catalogue.models import CoursePart, Item, ItemKind, PageVersion, Publication, PublishedPage, Scope, Version
from app.catalogue.retiring import find_vanished, refuse_vanished, retire
from app.catalogue.shapes import Bundle, ModuleContent
from app.database.writing import insert_or_ignore
from app.errors import Invalid

REGISTERS = {
    SOURCES: (SOURCES_PATH, "Sources"),
    INSTITUTION: (INSTITUTION_PATH, "Texts of the institution"),
    GLOSSARY: (GLOSSARY_PATH, "Glossary"),
    CASES: (CASES_PATH, "Cases"),
    CARDS: (CARDS_PATH, "Around the world"),
    PLAN: (PLAN_PATH, "Questions for a plan"),
}
"""Of each register's slug: its file, and its title."""
REASON_LIMIT = 300


@dataclass(frozen=True, slots=True)
class Release:
    """When, by whom and why something is published."""

    at: dt.datetime
    by: int | None
    signed_off_by: int | None
    scope: Scope
    reason: str


def publish(
    session: Session,
    bundle: Bundle,
    *,
    at: dt.datetime,
    by: int | None = None,
    signed_off_by: int | None = None,
    scope: Scope = Scope.SUBSTANTIVE,
    reason: str,
    retires: bool = False,
) -> list[Publication]:
    """The bundle must have passed the check. What has not changed is not published again; a former version may come back.

    A course or module that is published and that the bundle no longer has is retired, where `retires` says that it is meant so.
    """
    if not reason.strip() or len(reason) > REASON_LIMIT:
        raise Invalid(f"Say in 1 to {REASON_LIMIT} characters why this is published.", field="reason")
    release = Release(at, by, signed_off_by, scope, reason)
    vanished = find_vanished(session, bundle)
    if not retires:
        refuse_vanished(vanished)
    publications = [_publish_module(session, bundle, slug, release) for slug in sorted(bundle.modules)]
    for slug, (path, _title) in REGISTERS.items():
        if path in bundle.files:
            publications.append(_publish_register(session, bundle, slug, path, release))
    publications += [_publish_course(session, bundle, slug, release) for slug in sorted(bundle.courses)]
    retire(session, vanished, at=at, by=by, reason=reason)
    published = [publication for publication in publications if publication is not None]
    if published or vanished:
        rebuild_index(session)
    return published


def recompile(session: Session) -> int:
    """Rebuilds what every version compiles to under the present renderer, and the index of search. Returns how many versions."""
    versions = session.scalars(select(Version.id).order_by(Version.id)).all()
    for version_id in versions:
        keep_compiled(session, version_id, compile_version(session, version_id))
    rebuild_index(session)
    return len(versions)


def current_publication(session: Session, item_id: int) -> Publication | None:
    query = select(Publication).where(Publication.item_id == item_id).order_by(Publication.id.desc()).limit(1)
    return session.scalars(query).first()


def _publish_module(session: Session, bundle: Bundle, slug: str, release: Release) -> Publication | None:
    module, files = bundle.modules[slug], files_of(bundle, slug)
    item, current = _open(session, ItemKind.MODULE, slug, release)
    digest = digest_of(files)
    version = _find_version(session, item, digest)
    if version is None:
        manifest = {"files": keep_files(session, files)}
        version = _add_version(session, item, digest, module.title, module.minutes, manifest, release)
        _add_pages(session, version, module, current, release)
    elif current is not None and current.version_id == version.id:
        return None
    else:
        _rename_back(session, version, module)
    keep_compiled(session, version.id, compiled_of(bundle, ItemKind.MODULE, slug))
    publication = _add_publication(session, item, version, current, release)
    _add_published_pages(session, publication)
    return publication


def _publish_register(session: Session, bundle: Bundle, slug: str, path: str, release: Release) -> Publication | None:
    files = {path: bundle.files[path]}
    item, current = _open(session, ItemKind.REGISTER, slug, release)
    digest = digest_of(files)
    version = _find_version(session, item, digest)
    if version is None:
        version = _add_version(session, item, digest, REGISTERS[slug][1], 0, {"files": keep_files(session, files)}, release)
    elif current is not None and current.version_id == version.id:
        return None
    keep_compiled(session, version.id, compiled_of(bundle, ItemKind.REGISTER, slug))
    return _add_publication(session, item, version, current, release)


def _publish_course(session: Session, bundle: Bundle, slug: str, release: Release) -> Publication | None:
    course, path = bundle.courses[slug], f"modules/courses/{slug}.md"
    modules = {name: _current_module(session, name, path) for name in course.modules}
    item, current = _open(session, ItemKind.COURSE, slug, release)
    digests = {name: module.digest for name, module in modules.items()}
    files = course_files_of(bundle, slug)
    digest = course_digest(files, digests)
    version = _find_version(session, item, digest)
    if version is None:
        manifest = {"files": keep_files(session, files), "modules": [list(pair) for pair in digests.items()]}
        version = _add_version(session, item, digest, course.title, course.minutes, manifest, release)
        published = course_from_json(compiled_text(session, current.version_id)).quiz if current else None
        identify_questions(session, item.id, course.quiz, current=published, at=release.at)
        for position, module in enumerate(modules.values()):
            session.add(CoursePart(course_version_id=version.id, module_version_id=module.id, position=position))
    elif current is not None and current.version_id == version.id:
        return None
    keep_compiled(session, version.id, compiled_of(bundle, ItemKind.COURSE, slug))
    return _add_publication(session, item, version, current, release)


def _open(session: Session, kind: ItemKind, slug: str, release: Release) -> tuple[Item, Publication | None]:
    """The item, held until the transaction ends, and what is current of it."""
    insert_or_ignore(session, Item, {"kind": kind, "slug": slug, "recorded_at": release.at})
    item = session.scalars(select(Item).where(Item.kind == kind, Item.slug == slug).with_for_update()).one()
    if item.retired_at is not None:
        raise Invalid(f"The {kind} {slug} was retired, and its slug is not used again. Choose another slug.")
    return item, current_publication(session, item.id)


def _current_module(session: Session, slug: str, course_path: str) -> Version:
    query = (
        select(Version)
        .join(Publication, Publication.version_id == Version.id)
        .join(Item, Item.id == Publication.item_id)
        .where(Item.kind == ItemKind.MODULE, Item.slug == slug)
        .order_by(Publication.id.desc())
        .limit(1)
    )
    version = session.scalars(query).first()
    if version is None:
        raise Invalid(f"{course_path}: There is no module {slug}. Publish it first, or take it out of the course.")
    return version


def _find_version(session: Session, item: Item, digest: str) -> Version | None:
    return session.scalars(select(Version).where(Version.item_id == item.id, Version.digest == digest)).one_or_none()


def _add_version(
    session: Session, item: Item, digest: str, title: str, minutes: int, manifest: dict[str, list[list[str]]], release: Release
) -> Version:
    version = Version(item_id=item.id, digest=digest, title=title, minutes=minutes, manifest=manifest, made_at=release.at)
    session.add(version)
    session.flush()
    return version


def _add_pages(session: Session, version: Version, module: ModuleContent, current: Publication | None, release: Release) -> None:
    published = module_from_json(compiled_text(session, current.version_id)) if current else None
    version_id = current.version_id if current else None
    page_ids = identify_pages(session, version.item_id, module, current_version_id=version_id, at=release.at)
    asked = published.quiz if published else None
    identify_questions(session, version.item_id, module.quiz, current=asked, at=release.at)
    for position, (page_id, page) in enumerate(zip(page_ids, module.pages, strict=True)):
        session.add(
            PageVersion(
                version_id=version.id,
                page_id=page_id,
                position=position,
                title=page.title,
                minutes=page.minutes,
                language=page.language,
                digest=page.digest,
            )
        )
    session.flush()


def _rename_back(session: Session, version: Version, module: ModuleContent) -> None:
    query = select(PageVersion.page_id).where(PageVersion.version_id == version.id).order_by(PageVersion.position)
    page_ids = session.scalars(query).all()
    rename_pages(session, {page_id: page.slug for page_id, page in zip(page_ids, module.pages, strict=True)})


def _add_publication(
    session: Session, item: Item, version: Version, current: Publication | None, release: Release
) -> Publication:
    scope = release.scope if current else Scope.SUBSTANTIVE
    publication = Publication(
        item_id=item.id,
        version_id=version.id,
        label=_next_label(current.label if current else "0.0", scope),
        scope=scope,
        reason=release.reason,
        published_at=release.at,
        published_by=release.by,
        signed_off_by=release.signed_off_by,
        recorded_at=release.at,
    )
    session.add(publication)
    session.flush()
    subject = ("publication", publication.id)
    record_act(session, "content.published", subject, at=release.at, by=release.by, reason=release.reason, item=item.id)
    return publication


def _next_label(label: str, scope: Scope) -> str:
    substantive, editorial = (int(part) for part in label.split("."))
    return f"{substantive + 1}.0" if scope is Scope.SUBSTANTIVE else f"{substantive}.{editorial + 1}"


def _add_published_pages(session: Session, publication: Publication) -> None:
    """A page's edition rises when its own source differs from what was published last and the change is substantive."""
    last = (
        select(func.max(PublishedPage.id)).where(PublishedPage.publication_id != publication.id).group_by(PublishedPage.page_id)
    )
    before = {
        row.page_id: row
        for row in session.execute(
            select(PublishedPage.page_id, PublishedPage.edition, PageVersion.digest)
            .join(PageVersion, PageVersion.id == PublishedPage.page_version_id)
            .join(Publication, Publication.id == PublishedPage.publication_id)
            .where(PublishedPage.id.in_(last), Publication.item_id == publication.item_id)
        )
    }
    pages = session.scalars(select(PageVersion).where(PageVersion.version_id == publication.version_id)).all()
    for page in pages:
        former = before.get(page.page_id)
        is_new = former is None or (former.digest != page.digest and publication.scope == Scope.SUBSTANTIVE)
        edition = (former.edition if former else 0) + is_new
        session.add(PublishedPage(publication_id=publication.id, page_version_id=page.id, page_id=page.page_id, edition=edition))
    session.flush()
