"""Reading a page, and being done with it."""

from __future__ import annotations

from typing import Literal

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.catalogue.live import LiveCourse, LiveModule, LivePage
from app.errors import NotFound
from app.learning.knowing import Try, ask_about, can_be_known, mark_tries
from app.learning.lessons import open_lesson, place_page, refuse_retired, renamed, seen_by
from app.learning.reading_on import finish_page
from app.learning.showing import show_lesson
from app.learning.views import bp
from app.learning.views.courses import MODULE, reader_id
from app.web.guarding import open_to_all, principal, signed_in
from app.web.requests import now, reading, settings, transaction

PAGE = f"{MODULE}/<page>"


@bp.get(PAGE)
@open_to_all
def page(course: str, module: str, page: str) -> ResponseReturnValue:
    try:
        lesson = open_lesson(reading(), course=course, module=module, page=page, person_id=reader_id())
    except NotFound:
        slug = renamed(reading(), course=course, module=module, page=page)
        if slug is None:
            refuse_retired(reading(), course=course, module=module, page=page)
            raise
        return redirect(url_for("learning.page", course=course, module=module, page=slug), 301)
    return show_lesson(lesson)


@bp.post(f"{PAGE}/done")
@signed_in
def done(course: str, module: str, page: str) -> ResponseReturnValue:
    live, _taught, here = place_page(reading(), course=course, module=module, page=page)
    if request.form.get("edition", type=int) != here.edition:
        flash(_("This page was changed after you opened it. Look at it once more."), "soon")
        return redirect(_address(live, here))
    return _go_on(live, here, "read")


@bp.get(f"{PAGE}/know")
@signed_in
def know(course: str, module: str, page: str) -> ResponseReturnValue:
    live, taught, here = _find_knowable(course, module, page)
    tries = _ask(live, here)
    return render_template("learning/know.html", course=live, module=taught, page=here, tries=tries, is_marked=False)


@bp.post(f"{PAGE}/know")
@signed_in
def show_knowledge(course: str, module: str, page: str) -> ResponseReturnValue:
    live, taught, here = _find_knowable(course, module, page)
    tries = mark_tries(_ask(live, here), request.form)
    if all(one.is_right for one in tries):
        return _go_on(live, here, "known")
    return render_template("learning/know.html", course=live, module=taught, page=here, tries=tries, is_marked=True), 422


def _find_knowable(course: str, module: str, page: str) -> tuple[LiveCourse, LiveModule, LivePage]:
    live, taught, here = place_page(reading(), course=course, module=module, page=page)
    if not settings().know_this or not can_be_known(live, here):
        raise NotFound
    return live, taught, here


def _ask(course: LiveCourse, page: LivePage) -> tuple[Try, ...]:
    """What her path asks about the page, the same each time that she opens it."""
    seen = seen_by(reading(), course, page, person_id=principal().id)
    return ask_about(seen, page, f"{principal().code} {page.page_version_id}")


def _go_on(course: LiveCourse, page: LivePage, manner: Literal["read", "known"]) -> ResponseReturnValue:
    """To the next page; or to the course, when this was the last thing it asked for."""
    with transaction() as session:
        step = finish_page(session, person_id=principal().id, course=course, page=page, manner=manner, at=now())
    if step is None:
        flash(_("Course completed. It is on your record for good."), "seal")
        return redirect(url_for("learning.course", course=course.slug))
    return redirect(url_for(step.endpoint, **step.values))


def _address(course: LiveCourse, page: LivePage) -> str:
    return url_for("learning.page", course=course.slug, module=page.module, page=page.slug)
