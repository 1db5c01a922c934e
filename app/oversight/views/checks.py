"""Is everybody covered? The question, the kept answer, and asking again."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from app.access.principals import Permission
from app.accounts.searching import codes_below
from app.accounts.units import units_within
from app.errors import Invalid
from app.oversight.answering import view_of
from app.oversight.asking import Kept, ask_and_keep, ask_as_known, kept_check, question_from, recent_checks, sponsors
from app.oversight.check_forms import CheckForm, TeamForm
from app.oversight.coming_up import DAYS_AHEAD, coming_up
from app.oversight.forms import blame
from app.oversight.lists import as_text
from app.oversight.mending import codes_in
from app.oversight.reaching import awards_of, scope_of
from app.oversight.reminding import mailings_by_code
from app.oversight.views import bp
from app.oversight.witnessing import see, see_check
from app.privacy.shapes import Seen
from app.requirements.evidence_wording import policy_sentences, rests_behind
from app.requirements.hearing import question_of
from app.web.guarding import principal, requires
from app.web.requests import reading, today_here, transaction


@bp.get("/checks")
@requires(Permission.SEE_CHECKS)
def checks() -> ResponseReturnValue:
    return render_template("oversight/checks.html", **_frame(CheckForm(sponsors(reading()), **_like(request.args.get("like")))))


@bp.post("/checks")
@requires(Permission.CHECK_TEAMS)
def ask_check() -> ResponseReturnValue:
    form = CheckForm(sponsors(reading()))
    try:
        if form.validate():
            question = question_from(reading(), form)
            with transaction() as session:
                code = ask_and_keep(session, question).code
            return redirect(url_for("oversight.check", code=code))
    except Invalid as error:
        blame(form, error)
    return render_template("oversight/checks.html", **_frame(form)), 422


@bp.get("/checks/<code>")
@requires(Permission.SEE_CHECKS)
def check(code: str) -> ResponseReturnValue:
    kept = see_check(code)
    return render_template("oversight/check.html", **check_page(kept))


@bp.post("/checks/<code>/again")
@requires(Permission.CHECK_TEAMS)
def ask_again(code: str) -> ResponseReturnValue:
    question = question_of(kept_check(reading(), code).row)
    with transaction() as session:
        newer = ask_and_keep(session, question).code
    return redirect(url_for("oversight.check", code=newer))


@bp.get("/checks/<code>/compare")
@requires(Permission.SEE_CHECKS)
def compare(code: str) -> ResponseReturnValue:
    kept, language = see_check(code), str(get_locale())
    then_known, now_known = (ask_as_known(reading(), kept, anew=anew) for anew in (False, True))
    see(then_known.subjects | now_known.subjects, Seen.CHECK)
    again, today = (view_of(answer.as_data(), language) for answer in (then_known, now_known))
    return render_template("oversight/compare.html", kept=kept, then=view_of(kept.data, language), again=again, now_known=today)


def _frame(form: CheckForm) -> dict[str, Any]:
    session = reading()
    scope = scope_of(Permission.SEE_CHECKS)
    coming = coming_up(session, scope=scope, named=awards_of(Permission.SEE_CHECKS), today=today_here())
    return {"form": form, "recent": recent_checks(session), "coming": coming, "days": DAYS_AHEAD}


def _like(code: str | None) -> dict[str, Any]:
    """What an earlier question fills in."""
    if not code:
        return {}
    row = kept_check(reading(), code).row
    given = {"sponsor": row.sponsor, "event": row.event, "on": row.happens_on, "due_on": row.due_on}
    return {"data": {**given, "people": as_text(question_of(row).people)}}


def check_page(kept: Kept, *, team_form: TeamForm | None = None) -> dict[str, Any]:
    session, scope, codes = reading(), scope_of(Permission.CHECK_TEAMS), codes_in(kept.data)
    may_ask = principal().may(Permission.CHECK_TEAMS)
    if may_ask and team_form is None:
        team_form = TeamForm([], units_within(session, scope), unit_needed=scope is not None)
    return {
        "kept": kept,
        "view": view_of(kept.data, str(get_locale())),
        "rests": rests_behind(kept.data, str(get_locale())),
        "policy": " ".join(policy_sentences(kept.data, str(get_locale()))),
        "mailed": mailings_by_code(session, codes),
        "reached": codes_below(session, codes, scope=scope_of(Permission.SEE_PEOPLE), on=today_here()),
        "may_ask": may_ask,
        "team_form": team_form,
    }
