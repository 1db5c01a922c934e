"""The heads that files may have."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from app.catalogue.topics import TOPICS
from app.markdown.heads import HeadModel

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
SLUG_LIMIT = 60
TITLE_LIMIT = 300
"""As much as the tables of versions, completions and certificates hold."""
SLUG_RULE = "A slug is lower-case letters, digits and single hyphens, at most 60 of them."


def is_slug(text: str) -> bool:
    return len(text) <= SLUG_LIMIT and SLUG.fullmatch(text) is not None


def _check_slug(text: str) -> str:
    if not is_slug(text):
        raise ValueError(f'"{text[:80]}" cannot be used. {SLUG_RULE}')
    return text


def _check_topic(text: str) -> str:
    if text not in TOPICS:
        raise ValueError(f'"{text[:80]}" is not a topic. Choose from: {", ".join(TOPICS)}.')
    return text


def _check_place(text: str) -> str:
    module, _, page = text.partition("/")
    if not (is_slug(module) and is_slug(page)):
        raise ValueError(f'"{text[:80]}" is not a page. Write the module, a stroke and the page: disclosure/appointments.')
    return text


def _check_words(text: str) -> str:
    if text != " ".join(text.split()):
        raise ValueError("has spaces or line breaks too many. Write it on one line.")
    return text


def _check_distinct(items: list[str]) -> list[str]:
    twice = sorted({item for item in items if items.count(item) > 1})
    if twice:
        raise ValueError(f"{', '.join(twice)} stands in it twice. Keep one.")
    return items


Slug = Annotated[str, AfterValidator(_check_slug)]
Words = Annotated[str, Field(min_length=1, max_length=500), AfterValidator(_check_words)]
Title = Annotated[str, Field(min_length=1, max_length=TITLE_LIMIT), AfterValidator(_check_words)]
Slugs = Annotated[list[Slug], Field(max_length=200), AfterValidator(_check_distinct)]
Topics = Annotated[list[Annotated[str, AfterValidator(_check_topic)]], AfterValidator(_check_distinct)]
Places = Annotated[list[Annotated[str, AfterValidator(_check_place)]], Field(max_length=200), AfterValidator(_check_distinct)]
Name = Annotated[Slug, Field(max_length=40)]
Names = Annotated[dict[Name, Words], Field(max_length=12)]
Minutes = Annotated[int, Field(ge=1, le=240)]


class PageHead(HeadModel):
    title: Title
    minutes: Minutes
    objectives: Slugs = []
    topics: Topics = []
    sources: Slugs = []
    was: Slug | None = None
    paths: Slugs = []


class IndexHead(HeadModel):
    title: Title
    summary: Words
    audience: Words
    minutes: Minutes
    objectives: Annotated[dict[Slug, Words], Field(min_length=1, max_length=30)]
    pages: Slugs
    quiz: Slug | None = None
    topics: Topics = []
    sources: Slugs = []
    reviewed_on: dt.date
    next_review_on: dt.date


class QuizHead(HeadModel):
    title: Title
    minutes: Minutes
    pass_mark: Annotated[int, Field(ge=1, le=500)]
    draw: Annotated[int, Field(ge=1, le=500)]
    attempts: Annotated[int, Field(ge=1, le=100)] | None = None
    cool_off_hours: Annotated[int, Field(ge=1, le=1000)] | None = None


class CourseHead(HeadModel):
    title: Title
    summary: Words
    modules: Slugs = []
    pages: Places = []
    completes_by: Literal["pages+quiz", "quiz"]
    quiz: Slug | None = None
    path: Name | None = None
    paths: Names = {}
    fields: Names = {}


class RegisterHead(HeadModel):
    title: Title


class PlanHead(RegisterHead):
    summary: Words
    sources: Slugs = []
    reviewed_on: dt.date
    next_review_on: dt.date


class CasesHead(RegisterHead):
    """`signs` names what there is to recognise, by slug."""

    signs: Annotated[dict[Slug, Words], Field(max_length=60)] = {}
