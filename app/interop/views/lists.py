"""What other programs read. Each function is given what was asked, and returns JSON."""

from __future__ import annotations

from app.access.principals import Scope
from app.interop import shapes
from app.interop.answering import reads
from app.interop.documenting import document
from app.interop.listing import checks_page, completions_page, one_check, one_completion, one_person, people_page
from app.interop.reporting import coverage
from app.web.requests import settings


@reads("/people", scope=Scope.PEOPLE, summary="How people stand", asks=shapes.PeopleQuestion, gives=shapes.People)
def people(asked: shapes.PeopleQuestion) -> str:
    return people_page(asked).model_dump_json()


@reads("/people/<code>", scope=Scope.PEOPLE, summary="How one person stands", asks=shapes.NoQuestion, gives=shapes.Person)
def person(_asked: shapes.NoQuestion, code: str) -> str:
    return one_person(code).model_dump_json()


@reads(
    "/completions", scope=Scope.COMPLETIONS, summary="Completions", asks=shapes.CompletionsQuestion, gives=shapes.Completions
)  # fmt: skip
def completions(asked: shapes.CompletionsQuestion) -> str:
    return completions_page(asked).model_dump_json()


@reads(
    "/completions/<code>", scope=Scope.COMPLETIONS, summary="One completion", asks=shapes.NoQuestion, gives=shapes.Completion
)  # fmt: skip
def completion(_asked: shapes.NoQuestion, code: str) -> str:
    return one_completion(code).model_dump_json()


@reads("/checks", scope=Scope.CHECKS, summary="Stored checks", asks=shapes.ChecksQuestion, gives=shapes.Checks)
def checks(asked: shapes.ChecksQuestion) -> str:
    return checks_page(asked).model_dump_json()


@reads("/checks/<code>", scope=Scope.CHECKS, summary="One stored check", asks=shapes.NoQuestion, gives=shapes.Check)
def check(_asked: shapes.NoQuestion, code: str) -> str:
    return one_check(code).model_dump_json()


@reads(
    "/reports/coverage", scope=Scope.REPORTS, summary="How many are covered", asks=shapes.CoverageQuestion, gives=shapes.Coverage
)  # fmt: skip
def coverage_report(asked: shapes.CoverageQuestion) -> str:
    return coverage(asked).model_dump_json()


@reads("/openapi.json", scope=None, summary="This document", asks=shapes.NoQuestion, gives=None)
def openapi(_asked: shapes.NoQuestion) -> str:
    return document(base_address=settings().base_address, institution=settings().institution)
