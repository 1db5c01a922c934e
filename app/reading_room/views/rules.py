"""The rules of sponsors: all of them, and one with its history."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from app.access.principals import Permission
from app.catalogue.queries import current_courses
from app.catalogue.topics import topic_words
from app.reading_room.ruling import account_of, all_rules
from app.reading_room.views import bp
from app.requirements.rule_wording import status_of
from app.requirements.shapes import SponsorRule
from app.requirements.wording import event_words, role_words
from app.web.filters import reader_locale
from app.web.guarding import open_to_all, reader
from app.web.requests import now, reading, today_here


@bp.app_template_filter("rule_status")
def rule_status(rule: SponsorRule) -> tuple[str, str, str]:
    """As it stands today."""
    return status_of(rule, today_here(), _language())


@bp.app_template_filter("event_in_words")
def event_in_words(event: str) -> str:
    return event_words(event, _language()).lower()


@bp.app_template_filter("role_in_words")
def role_in_words(role: str) -> str:
    return role_words(role, _language()).lower()


@bp.get("/rules")
@open_to_all
def rules() -> ResponseReturnValue:
    found, today = all_rules(reading(), at=now()), today_here()
    return render_template("reading_room/rules.html", rules=found, today=today, courses=_courses(), may_keep=_may_keep())


@bp.get("/rules/<rule>")
@open_to_all
def rule(rule: str) -> ResponseReturnValue:
    account, today = account_of(reading(), rule, at=now(), language=_language()), today_here()
    topics = topic_words(_language())
    shown = {"account": account, "today": today, "topics": topics, "courses": _courses(), "may_keep": _may_keep()}
    return render_template("reading_room/rule.html", **shown)


def _courses() -> dict[str, str]:
    """The titles of those that can be taken."""
    return {course.slug: course.content.title for course in current_courses(reading())}


def _language() -> str:
    return str(reader_locale())


def _may_keep() -> bool:
    person = reader()
    return person is not None and person.may(Permission.KEEP_RULES)
