"""Training from elsewhere: the queue of reviewers, one submission, and handing in for somebody."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.access.principals import Permission
from app.equivalents.queries import file_of
from app.equivalents.queueing import page_of_queue
from app.equivalents.replying import reply
from app.equivalents.reviewing import decide
from app.equivalents.shapes import Outcome, State
from app.errors import Conflict, Invalid
from app.oversight.proof_forms import AnswerForm, DecideForm, ProofForm, QueueFilter
from app.oversight.reaching import person_in_reach, scope_of
from app.oversight.views import bp
from app.oversight.weighing import DOUBTS, Case, case_in_reach, hand_in_for, handed_in_reach
from app.oversight.witnessing import see, see_list
from app.privacy.shapes import Listed, Seen
from app.web.attachments import as_attachment
from app.web.fields import blame
from app.web.guarding import principal, requires, takes_file
from app.web.requests import now, reading, stop_reading, today_here, transaction

TOLD = {
    Outcome.ACCEPTED: lazy_gettext("Accepted. It counts as an equivalent from now on."),
    Outcome.REFUSED: lazy_gettext("Refused. The person is told why."),
    Outcome.ASKED: lazy_gettext("Asked. The person is told what is missing."),
    Outcome.UNDONE: lazy_gettext("Taken back. It waits for review again."),
}


@bp.get("/equivalents")
@requires(Permission.REVIEW_PROOFS)
def equivalents() -> ResponseReturnValue:
    form = QueueFilter(request.args)
    if not form.validate():
        return render_template("oversight/equivalents.html", form=form, found=None, doubts=DOUBTS, title=_("Equivalents")), 422
    state, page = State(form.state.data) if form.state.data else None, request.args.get("page", 1, type=int)
    scope = scope_of(Permission.REVIEW_PROOFS)
    see_list(Listed.PROOFS, Permission.REVIEW_PROOFS)
    found = page_of_queue(reading(), scope=scope, on=today_here(), state=state, words=form.words.data, page=page)
    return render_template("oversight/equivalents.html", form=form, found=found, doubts=DOUBTS)


@bp.get("/equivalents/<code>")
@requires(Permission.REVIEW_PROOFS)
def equivalent(code: str) -> ResponseReturnValue:
    case = case_in_reach(code)
    see([case.handed.person_id], Seen.PROOF)
    return _page(case)


@bp.get("/equivalents/<code>/file")
@requires(Permission.REVIEW_PROOFS)
def evidence(code: str) -> Response:
    """What was handed in, or, with `answer`, what came with that answer."""
    handed = handed_in_reach(code)
    see([handed.person_id], Seen.PROOF)
    content, kind = file_of(reading(), handed, reply_id=request.args.get("answer", type=int))
    return as_attachment(content, kind, name=f"evidence-{code}")


@bp.post("/equivalents/<code>/decide")
@requires(Permission.REVIEW_PROOFS)
def decide_equivalent(code: str) -> ResponseReturnValue:
    case = case_in_reach(code)
    form, outcome = _form_for(case), _outcome()
    try:
        if form.validate():
            said = {"reason": form.reason.data, "topics": form.topics.data, "seen": form.seen_id, "answer_seen": form.answer_id}
            with transaction() as session:
                decide(session, submission_id=case.handed.id, outcome=outcome, **said, by=principal().id, at=now())
            flash(str(TOLD[outcome]), "good")
            return redirect(url_for("oversight.equivalents"))
    except (Invalid, Conflict) as error:
        blame(form, error)
    return _page(case_in_reach(code), form=form), 422


@bp.post("/equivalents/<code>/answer")
@requires(Permission.REVIEW_PROOFS)
@takes_file
def answer_equivalent(code: str) -> ResponseReturnValue:
    """For the person, who told an officer."""
    case, form = case_in_reach(code), AnswerForm()
    stop_reading()
    try:
        if form.validate():
            said = {"words": form.words.data, "evidence": form.evidence()}
            with transaction() as session:
                reply(session, submission_id=case.handed.id, **said, by=principal().id, at=now())
            flash(_("The answer is recorded. It waits for review again."), "good")
            return redirect(url_for("oversight.equivalent", code=code))
    except (Invalid, Conflict) as error:
        blame(form, error)
    form.ask_again()
    return _page(case_in_reach(code), answer=form), 422


@bp.get("/people/<code>/equivalents")
@requires(Permission.REVIEW_PROOFS)
def bring_for(code: str) -> ResponseReturnValue:
    person = person_in_reach(Permission.REVIEW_PROOFS, code)
    return render_template("oversight/bring_for.html", person=person, form=ProofForm())


@bp.post("/people/<code>/equivalents")
@requires(Permission.REVIEW_PROOFS)
@takes_file
def hand_in_for_person(code: str) -> ResponseReturnValue:
    person, form = person_in_reach(Permission.REVIEW_PROOFS, code), ProofForm()
    try:
        if form.validate():
            given = form.given()
            with transaction() as session:
                hand_in_for(session, given, person_id=person.id, at_once=form.at_once.data)
            flash(_("Handed in and accepted.") if form.at_once.data else _("Handed in. It waits for review."), "good")
            asked_in = request.args.get("check")
            back = url_for("oversight.check", code=asked_in) if asked_in else url_for("oversight.person", code=person.code)
            return redirect(back)
    except (Invalid, Conflict) as error:
        blame(form, error)
    form.ask_again()
    return render_template("oversight/bring_for.html", person=person, form=form), 422


def _page(case: Case, *, form: DecideForm | None = None, answer: AnswerForm | None = None) -> str:
    """One form was pressed, or none. That for an answer is there while a question is open, or what was typed must not be lost."""
    if answer is None and case.handed.state is State.ASKED:
        answer = AnswerForm(formdata=None)
    form = form or _form_for(case, formdata=None)
    return render_template("oversight/equivalent.html", case=case, form=form, answer_form=answer)


def _form_for(case: Case, **bound: Any) -> DecideForm:
    return DecideForm(list(case.handed.topics), case.handed.decision_id, case.handed.reply_id, **bound)


def _outcome() -> Outcome:
    try:
        return Outcome(request.form.get("outcome", ""))
    except ValueError:
        raise Invalid(_("Press one of the buttons that decide.")) from None
