"""A version as it is kept: its source as bytes, and what that compiles to as a cache beside it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from app.catalogue.compiling import (
    RENDERER,
    course_to_json,
    library_to_json,
    module_to_json,
    overlays_to_json,
    plan_to_json,
    sources_to_json,
)
from app.catalogue.files import Kind, place_of
from app.catalogue.library.compiling import PARTS
from app.catalogue.models import Compiled, Item, ItemKind, Media, Publication, Version
from app.catalogue.reading import read_bundle
from app.catalogue.shapes import Bundle
from app.database.writing import insert_or_ignore, insert_or_update
from app.documents.keeping import keep_blob
from app.documents.models import Blob
from app.errors import NotFound

SOURCES = "sources"
INSTITUTION = "institution"
PLAN = "plan"


def keep_files(session: Session, files: Mapping[str, bytes]) -> list[list[str]]:
    """Returns the manifest: path and SHA-256 of each file, sorted by path."""
    manifest = []
    for path in sorted(files):
        digest = keep_blob(session, files[path])
        manifest.append([path, digest])
        if place_of(path).kind is Kind.PICTURE:
            insert_or_ignore(session, Media, {"digest": digest, "kind": path.rpartition(".")[2]})
    return manifest


def keep_compiled(session: Session, version_id: int, text: str) -> None:
    values = {"version_id": version_id, "renderer": RENDERER, "content": text}
    insert_or_update(session, Compiled, values, key=(Compiled.version_id, Compiled.renderer))


def compiled_text(session: Session, version_id: int) -> str:
    """From the cache, or made anew in memory where another renderer made what is kept. Never writes."""
    mine = (Compiled.version_id == version_id, Compiled.renderer == RENDERER)
    return session.scalar(select(Compiled.content).where(*mine)) or compile_version(session, version_id)


def compile_version(session: Session, version_id: int) -> str:
    """What the version's source compiles to, read together with the tree as it stood when the version was first published."""
    row = session.execute(
        select(Item.kind, Item.slug, Version.manifest).join(Item, Item.id == Version.item_id).where(Version.id == version_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    bundle, _complaints = read_bundle(_tree_around(session, version_id) | _files_of_manifests(session, [row.manifest]))
    return compiled_of(bundle, ItemKind(row.kind), row.slug)


def source_files(session: Session, version_id: int) -> dict[str, bytes]:
    """The Markdown and pictures of a version, byte for byte, by path."""
    return _files_of_manifests(session, session.scalars(select(Version.manifest).where(Version.id == version_id)).all())


def compiled_of(bundle: Bundle, kind: ItemKind, slug: str) -> str:
    match kind:
        case ItemKind.MODULE:
            return module_to_json(bundle.modules[slug])
        case ItemKind.COURSE:
            return course_to_json(bundle.courses[slug])
    if slug == PLAN:
        return plan_to_json(bundle.plan)
    if slug in PARTS:
        return library_to_json(bundle.library, slug)
    return sources_to_json(bundle.sources) if slug == SOURCES else overlays_to_json(bundle.overlays)


def _tree_around(session: Session, version_id: int) -> dict[str, bytes]:
    first_at = select(func.min(Publication.published_at)).where(Publication.version_id == version_id).scalar_subquery()
    later = aliased(Publication)
    until_then = (later.item_id == Publication.item_id, later.published_at <= first_at)
    then_current = select(func.max(later.id)).where(*until_then).scalar_subquery()
    query = select(Version.manifest).join(Publication, Publication.version_id == Version.id).where(Publication.id == then_current)
    return _files_of_manifests(session, session.scalars(query).all())


def _files_of_manifests(session: Session, manifests: Sequence[Any]) -> dict[str, bytes]:
    paths = {path: digest for manifest in manifests for path, digest in manifest["files"]}
    found = session.execute(select(Blob.digest, Blob.bytes).where(Blob.digest.in_(set(paths.values()))))
    content = {row.digest: row.bytes for row in found}
    return {path: content[digest] for path, digest in paths.items()}


def course_digest(files: Mapping[str, bytes], modules: Mapping[str, str]) -> str:
    """Names a course's own files and the versions of its modules: SHA-256 over lines as `digest_of` writes them."""
    named = [[path, hashlib.sha256(files[path]).hexdigest()] for path in sorted(files)]
    return _manifest_digest({"files": named, "modules": list(modules.items())})


def _manifest_digest(manifest: Mapping[str, Any]) -> str:
    lines = [f"{digest}  {path}\n" for path, digest in manifest["files"]]
    lines += [f"{digest}  modules/{slug}\n" for slug, digest in manifest.get("modules", ())]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def altered_versions(session: Session) -> list[str]:
    """Sentences about those whose list of files no longer gives their digest, which is sealed, or names a file that is gone."""
    kept, found = set(session.scalars(select(Blob.digest))), []
    query = select(Item.kind, Item.slug, Version.digest, Version.manifest).join(Item, Item.id == Version.item_id)
    for kind, slug, digest, manifest in session.execute(query.order_by(Version.id).execution_options(yield_per=100)):
        name = f"The version {digest[:12]} of the {kind} {slug}"
        try:
            gone = [path for path, one in manifest["files"] if one not in kept]
            is_same = _manifest_digest(manifest) == digest
        except (TypeError, KeyError, ValueError):
            gone, is_same = [], False
        if not is_same:
            found.append(f"{name}: its list of files was changed.")
        elif gone:
            found.append(f"{name}: {gone[0]} is gone.")
    return found
