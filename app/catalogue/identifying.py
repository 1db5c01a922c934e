"""Who is who: pages and questions keep their identity through versions and renames, and what was retired stays retired."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalogue.files import page_path, quiz_path
from app.catalogue.models import Page, PageAlias, PageVersion, QuestionIdentity
from app.catalogue.shapes import ModuleContent, PageContent, QuizContent
from app.database.writing import insert_or_ignore
from app.errors import Invalid


def identify_pages(
    session: Session, item_id: int, module: ModuleContent, *, current_version_id: int | None, at: dt.datetime
) -> list[int]:
    """The identity of each page, in order; made for new ones, moved along with renamed ones."""
    known = {page.slug: page for page in session.scalars(select(Page).where(Page.item_id == item_id))}
    aliases = {alias.slug: alias.page_id for alias in session.scalars(select(PageAlias).where(PageAlias.item_id == item_id))}
    by_id = {page.id: page for page in known.values()}
    current = set(session.scalars(select(PageVersion.page_id).where(PageVersion.version_id == current_version_id)))
    complaints, found = [], []
    for content in module.pages:
        former = known.get(content.was or "") or by_id.get(aliases.get(content.was or "", 0))
        page = known.get(content.slug) or former
        found.append(page)
        if text := _complain(content, page, is_alias=content.slug in aliases, is_taken=page in found[:-1], current=current):
            complaints.append(f"{page_path(module.slug, content.slug)}: {text}")
    if complaints:
        raise Invalid("\n".join(complaints))
    pairs = zip(found, module.pages, strict=True)
    pages = [page or Page(item_id=item_id, slug=content.slug, recorded_at=at) for page, content in pairs]
    session.add_all(pages)
    session.flush()
    for page, content in zip(pages, module.pages, strict=True):
        if content.was and content.was not in known:
            _keep_alias(session, page, content.was)
    rename_pages(session, {page.id: content.slug for page, content in zip(pages, module.pages, strict=True)})
    return [page.id for page in pages]


def _complain(content: PageContent, page: Page | None, *, is_alias: bool, is_taken: bool, current: set[int]) -> str | None:
    if page is None:
        return f"{content.slug} is the former address of another page. Choose another slug." if is_alias else None
    if is_taken:
        return "Two pages claim to be the same one. Rename one at a time, and publish in between."
    if page.id not in current:
        return f"A page named {page.slug} was retired, and its slug is not used again. Choose another slug."
    return None


def rename_pages(session: Session, slugs: dict[int, str]) -> None:
    """Gives pages the names they have in the version that becomes current; the former name becomes an alias."""
    for page in session.scalars(select(Page).where(Page.id.in_(slugs))):
        if page.slug != slugs[page.id]:
            _keep_alias(session, page, page.slug)
            page.slug = slugs[page.id]
    session.flush()


def _keep_alias(session: Session, page: Page, slug: str) -> None:
    insert_or_ignore(session, PageAlias, {"item_id": page.item_id, "slug": slug, "page_id": page.id})


def identify_questions(
    session: Session, item_id: int, quiz: QuizContent | None, *, current: QuizContent | None, at: dt.datetime
) -> None:
    """`current` is the quiz as it is published now; a question that it no longer asks may not come back."""
    if quiz is None:
        return
    known = set(session.scalars(select(QuestionIdentity.slug).where(QuestionIdentity.item_id == item_id)))
    asked = {question.slug for question in current.questions} if current else set()
    complaints = [
        f"{quiz_path(quiz.slug)}:{question.line}: A question named {question.slug} was retired, and its id is not used again. "
        "Choose another id."
        for question in quiz.questions
        if question.slug in known - asked
    ]
    if complaints:
        raise Invalid("\n".join(complaints))
    for question in quiz.questions:
        if question.slug not in known:
            session.add(QuestionIdentity(item_id=item_id, slug=question.slug, recorded_at=at))
