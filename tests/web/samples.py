"""A page with every component, and an application that can show nothing else."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from flask import Flask, render_template
from flask_babel import Babel
from flask_wtf import CSRFProtect, FlaskForm
from govuk_frontend_wtf.wtforms_widgets import (
    GovCheckboxInput,
    GovPasswordInput,
    GovRadioInput,
    GovSelect,
    GovTextArea,
    GovTextInput,
)
from jinja2 import ChoiceLoader, FileSystemLoader
from wtforms import BooleanField, PasswordField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from app.catalogue.lab_shapes import Clause, Clauses, Placing, Sort, SortItem, SortPlace, Stage
from app.catalogue.shapes import (
    Check,
    Checklist,
    Choice,
    Html,
    Overlay,
    OverlayText,
    Question,
    QuestionType,
    Row,
    Scenario,
    Source,
    Step,
    Way,
)
from app.catalogue.shapes import (
    Path as Only,
)
from app.web.assets import Assets
from app.web.compression import compress
from app.web.places import STATIC
from app.web.redirecting import init_redirecting
from app.web.templating import dress
from app.workbook.shapes import ClauseMarks, SortMarks, Verdict

NOON = dt.datetime(2026, 11, 23, 14, 5, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 23)
CHOICES = (
    Choice("1", "Nothing to declare, since nobody pays her", False, "<p>Pay is not the test. She holds a titled position.</p>"),
    Choice("2", "List the post, and read <em>the agreement</em>", True, "<p>The title is listed whether or not it is paid.</p>"),
    Choice("3", "Give the post up before the next proposal", False, "<p>There is no need. The post is welcome.</p>"),
)
PLAIN = (Choice("1", "Describe the work"), Choice("2", "Ask what could go wrong"), Choice("3", "Agree on measures"))
WHY = "<p>You can only weigh what you have described.</p>"


def question(type_: QuestionType, slug: str | None = None, prompt: str | None = None) -> Question:
    prompt = prompt or f"<p>A question of the type <em>{type_}</em>: what do you do first, and why?</p>"
    kinds: dict[str, dict[str, Any]] = {
        "single": {"choices": CHOICES},
        "multiple": {"choices": (*CHOICES, Choice("4", "Tell the office", True, "<p>They can help.</p>"))},
        "order": {"choices": PLAIN, "why": WHY},
        "match": {
            "rows": (Row("1", "List every post", "1"), Row("2", "Read the agreement", "2")),
            "choices": PLAIN[:2],
            "why": WHY,
        },
        "number": {"number": "4", "tolerance": "0.5", "why": WHY},
        "text": {"accepted": ("fundamental research", "basic research"), "why": WHY},
    }
    return Question(slug=slug or f"q-{type_}", type=type_, objective="aims", prompt=prompt, **kinds[type_])


RIGHT: dict[str, Any] = {
    "single": "2",
    "multiple": ["2", "4"],
    "order": ["1", "2", "3"],
    "match": {"1": "1", "2": "2"},
    "number": "4",
    "text": "basic research",
}
WRONG: dict[str, Any] = {
    "single": "1",
    "multiple": ["1", "2"],
    "order": ["2", "1", "3"],
    "match": {"1": "2", "2": "2"},
    "number": "7",
    "text": "applied research",
}

LONG = "<p>A visiting post is offered.</p><ul><li>Unpaid.</li><li>Two weeks a year.</li></ul><p>When is it declared?</p>"
SCENARIO = Scenario(
    "the-letter",
    "The letter of appointment",
    (
        Step(
            "letter",
            "The letter arrives",
            "<p>The visiting post comes with a clause that nobody may know of it.</p>",
            (
                Way("1", "Accept, and list the post anyway", "accepted", "<p>You keep one promise and break another.</p>"),
                Way("2", "Ask the host to strike the clause", "struck", "<p>It costs a week.</p>"),
            ),
        ),
        Step("accepted", "You accepted", "<p>What followed.</p>", is_ending=True),
        Step("struck", "The clause is gone", "<p>What an expert would weigh.</p>", is_ending=True),
    ),
)
CHECKLIST = Checklist(
    "before", "Before you accept a post", ("Read the agreement behind the title.", "Ask who owns what you make.")
)
SORT = Sort(
    "the-list",
    "Where does it go?",
    "<p>Dr Ade sends a form.</p>",
    (SortPlace("sketch", "Biographical sketch", "Posts and titles"), SortPlace("support", "Current support", "Grants")),
    (SortItem("A post", (Placing("a", "", ("sketch",), "It is a post."),)),),
    (
        SortItem("A grant", (Placing("b", "", ("support",), "It is money."),)),
        SortItem(
            "A post with <em>a grant</em>",
            (Placing("c-nsf", "NSF", ("sketch",), "A post."), Placing("c-nih", "NIH", ("sketch", "support"), "It is both.")),
        ),
    ),
)
CLAUSES = Clauses(
    "the-letter",
    "The letter",
    "<p>It comes on a Friday.</p>",
    (
        Clause("a", "<strong>1. Title.</strong> You are named.", False, "It is listed."),
        Clause("b", "<strong>2. Silence.</strong> You tell nobody.", True, "It cannot be kept."),
    ),
)
SPOT = Clauses(
    "the-sketches",
    "Where would you ask?",
    "",
    (
        Clause("a", "A proof.", False, "Publish.", Stage.FUNDAMENTAL),
        Clause("b", "A prototype.", True, "Ask.", Stage.DEVELOPMENT),
    ),
)
PROSE = (Path(__file__).parent / "templates" / "prose.html").read_text()
PARTS = (
    Html(PROSE),
    Check(question(QuestionType.SINGLE, "untouched")),
    Check(question(QuestionType.SINGLE, "second-try")),
    Check(question(QuestionType.SINGLE, "settled", LONG)),
    Check(question(QuestionType.ORDER, "ordered")),
    SCENARIO,
    CHECKLIST,
    SORT,
    CLAUSES,
    SPOT,
    Overlay("whom-to-ask"),
    Overlay("absent"),
    Only(("researcher",), (Html("<p>For researchers only.</p>"),)),
)
WORKBOOK = SimpleNamespace(
    checks={
        "second-try": SimpleNamespace(given="1", is_right=False, tries=1),
        "settled": SimpleNamespace(given="1", is_right=False, tries=2),
        "ordered": SimpleNamespace(given=["1", "2", "3"], is_right=True, tries=1),
    },
    scenarios={"the-letter": [("letter", "2")]},
    checklists={"before": {"1"}},
    sorts={"the-list": SortMarks({"b": "sketch", "c-nih": "support"}, {"b": False, "c-nih": True}, 3)},
    clauses={"the-letter": ClauseMarks({"a": Verdict.FALSE_ALARM, "b": Verdict.MISS})},
)
OVERLAYS = {"whom-to-ask": OverlayText("whom-to-ask", "Whom to ask", "<p>Research Security Office, extension 4410.</p>")}
SOURCES = [
    Source("nsdd-189", "National Security Decision Directive 189", "The White House", "https://example.org/", TODAY, "in force")
]


class Form(FlaskForm):  # type: ignore[misc]
    address = StringField(
        "Address", [InputRequired("Write your address")], widget=GovTextInput(), description="The one at your institution."
    )
    password = PasswordField("Password", widget=GovPasswordInput())
    unit = SelectField("Unit", choices=[SelectChoice("1", "Chemistry"), SelectChoice("2", "Physics")], widget=GovSelect())
    zone = RadioField(
        "Name on certificates", choices=[SelectChoice("1", "In full"), SelectChoice("2", "Initials")], widget=GovRadioInput()
    )
    reason = TextAreaField("Reason", [InputRequired("Say why")], widget=GovTextArea())
    agrees = BooleanField("Keep this as a team", widget=GovCheckboxInput())


def sample_facts() -> dict[str, Any]:
    """What the demonstration page is drawn from."""
    form = Form(meta={"csrf": False})
    form.validate()
    states = {
        "covered": (dt.date(2026, 3, 9), dt.date(2027, 3, 9)),
        "joiner": (dt.date(2026, 12, 1), dt.date(2026, 12, 31)),
        "lapses": (dt.date(2025, 12, 4), dt.date(2026, 12, 4)),
        "expired": (dt.date(2025, 9, 30), dt.date(2026, 9, 30)),
        "missing": (None, None),
        "not-required": (None, None),
        "unknown": (None, None),
    }
    return {
        "types": list(QuestionType),
        "questions": {type_: question(type_) for type_ in QuestionType},
        "long_question": question(QuestionType.SINGLE, "long", LONG),
        "long_number": question(QuestionType.NUMBER, "long-number", LONG),
        "given_right": RIGHT,
        "given_wrong": WRONG,
        "parts_of_page": PARTS,
        "workbook": WORKBOOK,
        "overlays": OVERLAYS,
        "source_list": SOURCES,
        "post_to": lambda kind, slug: f"/{kind}/{slug}",
        "url_of": lambda number: f"/?page={number}",
        "states": states,
        "asked_on": dt.date(2026, 12, 15),
        "noon": NOON,
        "today": TODAY,
        "form": form,
    }


def component_app(cache: Path, **frame: Any) -> Flask:
    """The frame and its components over nothing: no database, no other page."""
    app = Flask("app", static_folder=None)
    app.config.update(SECRET_KEY="only for the test", WTF_CSRF_CHECK_DEFAULT=False, TESTING=True)
    assets = Assets(STATIC, cache)
    dress(app, assets)
    assert app.jinja_loader is not None
    app.jinja_loader = ChoiceLoader([app.jinja_loader, FileSystemLoader(Path(__file__).parent / "templates")])
    Babel(app, default_timezone="Europe/Berlin")
    CSRFProtect(app)
    init_redirecting(app)
    compress(app)
    person = SimpleNamespace(name="Amara Diallo", is_staff=True)
    facts = {
        "principal": person,
        "institution": "Calder University, Research Security Office",
        "demo": True,
        "mail_is_missing": True,
        "session_ends": 1_900_000_000,
        "menu": [
            ("/", "Learning", True),
            ("/record", "My record", False),
            ("/courses", "Courses", False),
            ("/people", "People", False),
        ],
        "look": None,
    } | frame
    app.context_processor(lambda: facts)
    app.add_url_rule("/", "parts", lambda: render_template("components.html", **sample_facts()))
    app.add_url_rule("/preview", "preview", lambda: render_template("preview.html", **sample_facts()))
    app.add_url_rule(
        "/problem/<int:status>",
        "problem",
        lambda status: render_template("errors/problem.html", status=status, reference="7F3A09C1"),
    )
    app.wsgi_app = assets.wrap(app.wsgi_app)  # type: ignore[method-assign,assignment]
    return app
