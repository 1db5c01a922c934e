"""Keeping the rules of sponsors and the institution's policy. Anybody reads them at /rules."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.access.principals import Permission
from app.errors import Conflict, Invalid, NotFound
from app.oversight.policy_forms import PolicyForm
from app.oversight.rule_forms import BasedForm, RuleForm, WithdrawForm
from app.oversight.views import bp
from app.requirements.keeping import retire_rule, set_policy, set_rule
from app.requirements.queries import known, policy_versions, rules_known
from app.requirements.shapes import SponsorRule
from app.requirements.touching import touched_by
from app.web.fields import blame
from app.web.guarding import principal, requires
from app.web.requests import now, reading, settings, today_here, transaction


@bp.get("/rules-to-keep/new")
@requires(Permission.KEEP_RULES)
def add_rule() -> ResponseReturnValue:
    return render_template("oversight/rule.html", form=RuleForm(None, based_on=None, today=today_here()), rule=None, touched=None)


@bp.post("/rules-to-keep/new")
@requires(Permission.KEEP_RULES)
def keep_new_rule() -> ResponseReturnValue:
    form = RuleForm(None, based_on=None, today=today_here())
    if _carried_out(form, lambda session: _set(session, form, None)):
        return redirect(url_for("reading_room.rule", rule=form.slug.data))
    return render_template("oversight/rule.html", form=form, rule=None, touched=None), 422


@bp.get("/rules-to-keep/<rule>")
@requires(Permission.KEEP_RULES)
def change_rule(rule: str) -> ResponseReturnValue:
    version_id, present = _present(rule)
    form = RuleForm(present, based_on=version_id, today=today_here())
    return render_template(
        "oversight/rule.html", form=form, rule=present, touched=touched_by(reading(), present, on=today_here())
    )


@bp.post("/rules-to-keep/<rule>")
@requires(Permission.KEEP_RULES)
def keep_changed_rule(rule: str) -> ResponseReturnValue:
    version_id, present = _present(rule)
    form = RuleForm(present, based_on=version_id, today=today_here())
    if _carried_out(form, lambda session: _set(session, form, rule)):
        return redirect(url_for("reading_room.rule", rule=rule))
    touched = touched_by(reading(), present, on=today_here())
    return render_template("oversight/rule.html", form=form, rule=present, touched=touched), 422


@bp.get("/rules-to-keep/<rule>/withdraw")
@requires(Permission.KEEP_RULES)
def withdraw_rule(rule: str) -> ResponseReturnValue:
    version_id, present = _present(rule)
    form, touched = WithdrawForm(based_on=version_id), touched_by(reading(), present, on=today_here())
    return render_template("oversight/withdraw_rule.html", form=form, rule=present, touched=touched)


@bp.post("/rules-to-keep/<rule>/withdraw")
@requires(Permission.KEEP_RULES)
def withdraw_rule_now(rule: str) -> ResponseReturnValue:
    version_id, present = _present(rule)
    form = WithdrawForm(based_on=version_id)
    if _carried_out(form, lambda session: _retire(session, form, rule)):
        return redirect(url_for("reading_room.rule", rule=rule))
    touched = touched_by(reading(), present, on=today_here())
    return render_template("oversight/withdraw_rule.html", form=form, rule=present, touched=touched), 422


@bp.get("/policy")
@requires(Permission.KEEP_RULES)
def policy() -> ResponseReturnValue:
    present = known(reading(), known_at=now())
    form, history = PolicyForm(present.policy, based_on=present.policy_id), policy_versions(reading())
    return render_template("oversight/policy.html", form=form, history=history, zone=settings().zone)


@bp.post("/policy")
@requires(Permission.KEEP_RULES)
def keep_policy() -> ResponseReturnValue:
    present = known(reading(), known_at=now())
    form = PolicyForm(present.policy, based_on=present.policy_id)
    sponsors = [rule.sponsor_slug for _id, rule in present.rules]
    if _carried_out(form, lambda session: _set_policy(session, form, sponsors)):
        return redirect(url_for("oversight.policy"))
    history = policy_versions(reading())
    return render_template("oversight/policy.html", form=form, history=history, zone=settings().zone), 422


def _carried_out(form: BasedForm, act: Callable[[Session], object]) -> bool:
    """Whether the form was in order and the act is done; otherwise what to mend stands beside the fields."""
    try:
        if form.validate():
            with transaction() as session:
                act(session)
            flash(_("Kept as a new version, with your reason. What was asked before keeps its answer."), "good")
            return True
    except (Invalid, Conflict) as error:
        blame(form, error)
    return False


def _set(session: Session, form: RuleForm, slug: str | None) -> None:
    rule = form.read()
    if slug is None and rule.slug in {known.slug for _id, known in rules_known(session, known_at=now())}:
        raise Invalid(_("There is a rule of this name already. Choose another name, or change that rule."), field="slug")
    set_rule(session, rule, by=principal().id, at=now(), reason=form.reason.data, based_on=form.based_on_id)


def _retire(session: Session, form: WithdrawForm, slug: str) -> None:
    what = {"slug": slug, "last_day": form.last_day.data, "reason": form.reason.data}
    retire_rule(session, **what, by=principal().id, at=now(), based_on=form.based_on_id)


def _set_policy(session: Session, form: PolicyForm, sponsors: list[str]) -> None:
    policy = form.read(sponsors)
    set_policy(session, policy, by=principal().id, at=now(), reason=form.reason.data, based_on=form.based_on_id)


def _present(slug: str) -> tuple[int | None, SponsorRule]:
    """Raises `NotFound`."""
    for version_id, rule in rules_known(reading(), known_at=now()):
        if rule.slug == slug:
            return version_id, rule
    raise NotFound(_("There is no such rule."))
