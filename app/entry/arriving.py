"""Coming through the door: with a password, or by the button behind a letter's link."""

from __future__ import annotations

from flask import session as browser
from flask import url_for

from app.access.principals import Principal
from app.accounts.alerting import Change
from app.accounts.introducing import sign_ons_of
from app.accounts.linking import find_link
from app.accounts.models import LinkPurpose, MailLink, Person
from app.accounts.passwords import hash_password
from app.accounts.profiling import accept_invitation, confirm_new_address, person_of_link, reset_password
from app.accounts.queries import credentials_of, primary_address
from app.accounts.registering import confirm_application
from app.accounts.signing_in import Recognised, recognise, refresh_hash, set_password
from app.entry import limiting
from app.entry.forms import ButtonForm, ConfirmForm, InvitedForm, NewPasswordForm, PasswordForm, ResetForm, SignInForm
from app.entry.sessions import begin_session, way_on
from app.entry.telling import tell_by_letter
from app.errors import Invalid
from app.web.guarding import SECOND_FACTOR_DONE
from app.web.requests import now, reading, settings, stop_reading, transaction


def sign_in(form: SignInForm) -> str:
    """Returns where to go on. Raises `Invalid`, or `Throttled` before the password is looked at."""
    limiting.limit_network()
    recognised = check_password_of(form.address.data, form.password.data)
    if recognised.new_hash:
        with transaction() as session:
            refresh_hash(session, recognised)
    begin_session(recognised.person_id)
    return way_on(recognised.person_id, kept=form.kept.data, target=form.next.data)


def check_password_of(address: str, password: str) -> Recognised:
    """Counts the try first and forgives it when it was right: whoever guesses is stopped, whoever knows is not."""
    limiting.count(limiting.PERSON, address)
    found = credentials_of(reading(), address)
    stop_reading()
    recognised = recognise(found, password=password, memory_kib=settings().password_memory_kib)
    limiting.forgive_person(address)
    return recognised


def change_password(me: Principal, form: PasswordForm) -> None:
    """This browser stays signed in, all others are signed out."""
    prove_present_password(me, form.present_password.data)
    password_hash = _hash(form.password.data)
    with transaction() as session:
        set_password(session, person_id=me.id, password_hash=password_hash, at=now())
        tell_by_letter(session, me.id, Change.PASSWORD)
    begin_session(me.id, through=browser.get("signed_on"), second_factor_done=browser.get(SECOND_FACTOR_DONE, False))


def prove_present_password(me: Principal, password: str) -> None:
    try:
        check_password_of(me.address, password)
    except Invalid:
        raise Invalid("This is not your present password", field="present_password") from None


def confirm(me: Principal, form: ConfirmForm) -> str:
    """That it is still the person who signed in. Returns where to go on."""
    prove_present_password(me, form.present_password.data)
    done, wanted = browser.get(SECOND_FACTOR_DONE, False), browser.get("wanted")
    begin_session(me.id, through=browser.get("signed_on"), second_factor_done=done)
    if wanted:
        browser["wanted"] = wanted
    return way_on(me.id, target=form.next.data)


def look_at_link(secret: str) -> tuple[MailLink, Person | None, NewPasswordForm | ButtonForm]:
    """Whose letter it is and what it asks for; changes nothing. Raises `NotFound` or `Gone`."""
    link = find_link(reading(), secret, at=now())
    person = person_of_link(reading(), link) if link.person_id else None
    if person is None or link.purpose == LinkPurpose.ADDRESS:
        return link, person, ButtonForm()
    form: NewPasswordForm = InvitedForm(name=person.name) if link.purpose == LinkPurpose.INVITE else ResetForm()
    form.about = (link.address, person.name)
    return link, person, form


def host_of(link: MailLink) -> str | None:
    """The name of who invites, where somebody does."""
    host = reading().get(Person, link.offer.get("by") or 0)
    return host.name if host else None


def arrive(link: MailLink, secret: str, form: NewPasswordForm | ButtonForm) -> str:
    """Uses the link. Returns where to go on."""
    if isinstance(form, InvitedForm):
        return _accept_invitation(secret, form, link.offer.get("target"))
    if isinstance(form, ResetForm):
        return _reset_password(secret, form)
    return _confirm_address(link, secret) if link.purpose == LinkPurpose.ADDRESS else _confirm_account(secret)


def _confirm_account(secret: str) -> str:
    with transaction() as session:
        person, target = confirm_application(session, secret=secret, at=now())
        person_id = person.id
    begin_session(person_id)
    return way_on(person_id, target=target or url_for("learning.go_on"))


def _accept_invitation(secret: str, form: InvitedForm, target: str | None) -> str:
    password_hash = _hash(form.password.data)
    with transaction() as session:
        person_id = accept_invitation(session, secret=secret, name=form.name.data, password_hash=password_hash, at=now()).id
        if sign_ons_of(session, person_id):
            tell_by_letter(session, person_id, Change.PASSWORD)
    begin_session(person_id)
    return way_on(person_id, target=target or url_for("learning.go_on"))


def _reset_password(secret: str, form: ResetForm) -> str:
    password_hash = _hash(form.password.data)
    with transaction() as session:
        person_id = reset_password(session, secret=secret, password_hash=password_hash, at=now()).id
        tell_by_letter(session, person_id, Change.PASSWORD)
    limiting.forgive_person(primary_address(reading(), person_id) or "")
    begin_session(person_id)
    return way_on(person_id)


def _confirm_address(link: MailLink, secret: str) -> str:
    """The former address is told. Nobody is signed in by this."""
    person = person_of_link(reading(), link)
    former = primary_address(reading(), person.id)
    with transaction() as session:
        person_id = confirm_new_address(session, secret=secret, at=now())
        if former and former != link.address:
            tell_by_letter(session, person_id, Change.ADDRESS, name=person.name, former=former)
    return url_for("entry.account")


def _hash(password: str) -> str:
    return hash_password(password, memory_kib=settings().password_memory_kib)
