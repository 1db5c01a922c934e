"""What evidence says on paper. How it lies there is `documents/templates/evidence.typ`; the signed document is the source of
all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from app.catalogue.topics import topic_words
from app.credentials.wording import PRODUCT
from app.equivalents.reading import providers
from app.languages import day_in_words, instant_in_words, translations
from app.requirements.answer_wording import headline
from app.requirements.answers import State, worst_of
from app.requirements.shapes import ANY
from app.requirements.wording import event_words, role_words, state_words


def evidence_data(document: Mapping[str, Any], *, fingerprint: str, language: str, paper: str) -> dict[str, Any]:
    """What `evidence.typ` asks for. `paper` is `letter` or `a4`."""
    _ = translations(language).gettext
    worst = worst_of([State(one["state"]) for one in rule["people"]] for rule in document["rules"])
    asked = {
        "sponsor": document["sponsor"].upper(),
        "event": event_words(document["event"], language).lower(),
        "day": _day(document["on"], language),
    }
    title = _("Research security training: %(sponsor)s, %(event)s, %(day)s") % asked
    return {
        "lang": language[:2],
        "paper": "us-letter" if paper == "letter" else "a4",
        "title": title,
        "product": PRODUCT,
        "institution": document["institution"],
        "answer": headline(document["covered"], worst, language),
        "asked": _asked(document, language),
        "rules": [_rule(rule, language) for rule in document["rules"]],
        "courses": _courses(document, language),
        "certifications": [_rule(rule, language) for rule in document["certifications"]],
        "signed": [
            [_("Check"), document["check"]],
            [_("Key"), document["kid"]],
            [_("Digest"), fingerprint],
            [_("Seal"), _seal(document, language)],
            [_("Keys at"), document["keys_at"]],
            [_("Voided since?"), document["standing_at"]],
        ],
        "demo": document["demonstration"],
        "labels": _labels(language),
    }


def _labels(language: str) -> dict[str, str]:
    _ = translations(language).gettext
    return {
        "person": _("Person"),
        "state": _("State"),
        "because": _("Because"),
        "rests": _("Rests on"),
        "apart": _("Apart from training"),
        "courses": _("What the training addressed"),
        "signature": _("How to verify it"),
        "note": _("This page is a rendering. The signed document is the file evidence.json that belongs to it."),
        "page": _("Page {page} of {pages}"),
        "demo": _("DEMONSTRATION: an invented institution"),
    }


def _asked(document: Mapping[str, Any], language: str) -> list[list[str]]:
    _ = translations(language).gettext
    rows = [
        [_("Asked for"), f"{document['sponsor'].upper()}, {event_words(document['event'], language).lower()}"],
        [_("Day"), _day(document["on"], language)],
        [_("Asked"), _instant(document["asked_at"], document["zone"], language)],
        [_("By"), document["asked_by"] or _("the console")],
        [_("Known at"), _instant(document["known_at"], document["zone"], language)],
        [_("Policy"), " ".join(policy_sentences(document, language))],
    ]
    if document["due_on"]:
        rows.insert(2, [_("Deadline"), _day(document["due_on"], language)])
    return rows


def policy_sentences(document: Mapping[str, Any], language: str) -> list[str]:
    """How the institution read the rules: whatever of its policy bears on this answer."""
    _, policy, sponsor = translations(language).gettext, document["policy"], document["sponsor"]
    months, names = policy["stricter_months"].get(sponsor), providers()
    said = [
        _("The anniversary itself counts.") if policy["anniversary_counts"] else _("The day before the anniversary is the last.")
    ]
    if months:
        words = {"sponsor": sponsor.upper(), "months": months}
        said.append(_("For %(sponsor)s training counts for %(months)s months at most.") % words)
    if not policy["equivalents"]:
        said.append(_("No training from elsewhere counts."))
    elif ANY not in policy["equivalents"]:
        taken = "; ".join(names[one].name if one in names else one for one in policy["equivalents"])
        said.append(_("From elsewhere counts only training of: %(taken)s.") % {"taken": taken})
    for one in policy["refused_versions"]:
        words = {"course": one["course"], "label": one["label"], "day": _day(one["from_on"], language)}
        said.append(_("Version %(label)s of %(course)s does not count for days from %(day)s on.") % words)
    return [*said, _("Days are those of %(zone)s.") % {"zone": document["zone"]}]


def _rule(rule: Mapping[str, Any], language: str) -> dict[str, Any]:
    _ = translations(language).gettext
    checked = _("Checked against its source on %(day)s.") % {"day": _day(rule["checked_on"], language)}
    version = _("version %(number)s") % {"number": rule["version"]} if rule["version"] else _("as shipped")
    facts = f"{rule['name']}: {rule['title']}, {rule['status']}, {version}, {rule['digest'][:12]}. {checked}"
    return {
        "title": rule["title"],
        "facts": facts,
        "source": rule["source_address"],
        "why": rule["why"],
        "open": " ".join(rule["open_points"]),
        "people": [_person(one, language) for one in rule["people"]],
    }


def _person(one: Mapping[str, Any], language: str) -> dict[str, str]:
    _, person = translations(language).gettext, one["person"]
    about = [f"“{one['input']}”"] if person and person["name"] != one["input"] else []
    about += [part for part in (role_words(one["role"], language), one["employer"]) if part]
    is_until = one["covered_through"] and one["state"] != State.PENDING
    through = _("through %(day)s") % {"day": _day(one["covered_through"], language)} if is_until else ""
    return {
        "name": person["name"] if person else one["input"],
        "about": ", ".join(about),
        "state": state_words(one["state"], language),
        "through": through,
        "because": one["because"],
        "rests": _rests(one, language),
    }


def rests_behind(document: Mapping[str, Any], language: str) -> list[tuple[str, str]]:
    """(person, what the answer about her rests on), for whoever has something on record."""
    people = [_person(one, language) for rule in document["rules"] for one in rule["people"]]
    return list(dict.fromkeys((one["name"], one["rests"]) for one in people if one["rests"]))


def _rests(one: Mapping[str, Any], language: str) -> str:
    return "; ".join(_rest(rest, language) for rest in one["rests_on"])


def _rest(rest: Mapping[str, Any], language: str) -> str:
    _ = translations(language).gettext
    if rest["kind"] == "certification":
        return _day(rest["certified_on"], language)
    words = [rest["title"]]
    if rest["version"]:
        words.append(_("version %(number)s, %(digest)s") % {"number": rest["version"], "digest": rest["version_digest"][:12]})
    words.append(_day(rest["completed_on"], language))
    if rest["accepted_by"]:
        words.append(_("accepted by %(name)s") % {"name": rest["accepted_by"]})
    return ", ".join(words)


def _courses(document: Mapping[str, Any], language: str) -> list[dict[str, str]]:
    """Each course version, or training from elsewhere, that the answer rests on, with the topics that it addressed."""
    names = topic_words(language)
    people = (one for rule in document["rules"] for one in rule["people"])
    rests = {(rest["title"], rest["version"]): rest["topics"] for one in people for rest in one["rests_on"]}
    return [
        {
            "name": f"{title}, {translations(language).gettext('version %(number)s') % {'number': version}}"
            if version
            else title,
            "topics": ", ".join(names.get(topic, topic).lower() for topic in topics),
        }
        for (title, version), topics in sorted(rests.items())
    ]


def _seal(document: Mapping[str, Any], language: str) -> str:
    head = document["sealed_head"]
    if head is None:
        return translations(language).gettext("Nothing was sealed yet")
    return f"{head['number']}, {head['mark'][:16]}"


def _day(text: str | None, language: str) -> str:
    return day_in_words(dt.date.fromisoformat(text[:10]), language) if text else ""


def _instant(text: str, zone: str, language: str) -> str:
    return instant_in_words(dt.datetime.fromisoformat(text), zone, language)
