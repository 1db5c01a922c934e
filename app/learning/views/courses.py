"""The courses on offer, one of them, one of its modules; and the way to where a person stopped."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.catalogue.live import LiveCourse
from app.catalogue.paths import span_of
from app.catalogue.queries import current_registers, find_picture
from app.errors import NotFound
from app.learning.browsing import begin_course as begin
from app.learning.browsing import change_path, course_holding, courses_on_offer, look_at_course, look_at_module
from app.learning.going_on import next_step
from app.learning.remembering import find_offer
from app.learning.showing import link_within
from app.learning.views import bp
from app.web.filters import count, minutes
from app.web.guarding import open_to_all, principal, signed_in
from app.web.requests import now, reading, settings, transaction

COURSE = "/courses/<course>"
MODULE = f"{COURSE}/<module>"
PICTURES = {"svg": "image/svg+xml", "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "webp": "image/webp"}
PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


def reader_id() -> int | None:
    """Whoever reads, where it may also be nobody who is signed in."""
    return int(current_user.id) if current_user.is_authenticated else None


@bp.app_template_filter("span")
def span(course: LiveCourse) -> str:
    """How long a course takes, as long as its reader has not said what she does."""
    least, most = span_of(course)
    return minutes(most) if least == most else _("%(least)s to %(most)s min, by role", least=count(least), most=count(most))


@bp.get("/courses")
@open_to_all
def courses() -> ResponseReturnValue:
    return render_template("learning/courses.html", courses=courses_on_offer(reading()))


@bp.get(COURSE)
@open_to_all
def course(course: str) -> ResponseReturnValue:
    person_id = reader_id()
    overview = look_at_course(reading(), slug=course, person_id=person_id)
    done = overview.completion
    offer = find_offer(reading(), completion_id=done.id, person_id=person_id) if done and person_id else None
    return render_template("learning/course.html", overview=overview, offer=offer)


@bp.post(f"{COURSE}/begin")
@signed_in
def begin_course(course: str) -> ResponseReturnValue:
    after = request.form.get("after", type=int)
    with transaction() as session:
        step = begin(session, slug=course, person_id=principal().id, after=after, path=_chosen_path(), at=now())
    return redirect(url_for(step.endpoint, **step.values))


@bp.post(f"{COURSE}/path")
@signed_in
def choose_path(course: str) -> ResponseReturnValue:
    with transaction() as session:
        is_complete = change_path(session, slug=course, person_id=principal().id, path=_chosen_path() or "", at=now())
    if is_complete:
        flash(_("Course completed. It is on your record for good."), "seal")
    else:
        flash(_("The course shows what is for you now. What you read stays read."), "good")
    return redirect(url_for("learning.course", course=course))


@bp.get(f"{COURSE}/begin")
@bp.get(f"{COURSE}/path")
@open_to_all
def back_to_course(course: str) -> ResponseReturnValue:
    """No module has these names; somebody opens the address of a form again."""
    return redirect(url_for("learning.course", course=course))


def _chosen_path() -> str | None:
    """As it is kept; None where the form did not ask."""
    if not request.form.keys() & {"role", "field"}:
        return None
    return "+".join(request.form.get(name, "") for name in ("role", "field"))


@bp.get(MODULE)
@open_to_all
def module(course: str, module: str) -> ResponseReturnValue:
    overview, taught = look_at_module(reading(), course=course, module=module, person_id=reader_id())
    return render_template("learning/module.html", overview=overview, course=overview.course, module=taught)


@bp.get(f"{MODULE}/all")
@open_to_all
def one_page(course: str, module: str) -> ResponseReturnValue:
    """The whole module, to load where there is a network and read where there is none."""
    overview, taught = look_at_module(reading(), course=course, module=module, person_id=reader_id())
    facts = {"overview": overview, "course": overview.course, "module": taught, "registers": current_registers(reading())}
    return render_template("learning/one_page.html", **facts, link_within=link_within)


@bp.get("/learn/modules/<module>/<page>")
@open_to_all
def linked_page(module: str, page: str) -> ResponseReturnValue:
    """Where the links inside texts lead."""
    steps = urlsplit(request.referrer or "").path.split("/")
    at_hand = steps[2] if steps[1:2] == ["courses"] and len(steps) > 2 else None
    holder = course_holding(reading(), module=module, page=page, person_id=reader_id(), reading=at_hand)
    if holder is None:
        raise NotFound
    return redirect(url_for("learning.page", course=holder.slug, module=module, page=page))


@bp.get("/go-on")
@signed_in
def go_on() -> ResponseReturnValue:
    step = next_step(reading(), principal().id, first=settings().first_course)
    return redirect(url_for(step.endpoint, **step.values))


@bp.get("/media/<digest>.<ending>")
@open_to_all
def picture(digest: str, ending: str) -> ResponseReturnValue:
    """Its name is the digest of its bytes, so it never changes."""
    if request.if_none_match.contains(digest):
        return Response(status=304, headers={"ETag": f'"{digest}"'})
    kind, content = find_picture(reading(), digest)
    response = Response(content, mimetype=PICTURES[kind])
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["Content-Security-Policy"] = PICTURE_POLICY
    response.set_etag(digest)
    return response
