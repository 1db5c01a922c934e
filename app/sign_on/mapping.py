"""From claims, attributes or headers to an introduction, by the file's mapping and nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from app.sign_on.describing import Provider
from app.sign_on.shapes import GivenRole, Introduction, Reason, Refused

LONGEST_SUBJECT = 250
ORCID = re.compile(r"(?:https?://orcid\.org/)?(\d{4}-\d{4}-\d{4}-\d{3}[\dX])")


def introduce(
    provider: Provider, subject: Any, claims: Mapping[str, Any], *, shown: Mapping[str, Any], proven: bool | None = None
) -> Introduction:
    """`proven`: what the provider says of the mailbox itself; None where it says nothing. `shown`: what it says, signed as the
    subject is, of how the person was recognised. Raises `Refused`."""
    if not isinstance(subject, str) or not subject.strip() or len(subject) > LONGEST_SUBJECT:
        raise Refused(Reason.INCOMPLETE, provider, "no subject, or one too long to keep")
    named = provider.claims
    address = (_first(claims, named.address) or "").lower() or None
    return Introduction(
        provider=provider.id,
        subject=subject,
        name=_first(claims, named.name),
        address=address,
        address_is_proven=bool(address) and proven is not False and (proven is True or provider.answers_for(str(address))),
        units=_units(provider, claims),
        affiliation=_affiliation(provider, claims),
        employee=_first(claims, named.employee),
        orcid=_orcid(_first(claims, named.orcid)),
        roles=tuple(
            GivenRole(rule.role, rule.unit, rule.module) for rule in provider.roles if rule.value in _all(claims, rule.claim)
        ),
        follows=tuple(provider.follows),
        second_factor=provider.asks_second_factor
        or any(not set(wanted).isdisjoint(_all(shown, name)) for name, wanted in provider.second_factor.items()),
    )


def _all(claims: Mapping[str, Any], name: str | None) -> list[str]:
    """Every value of a claim, whether it came as one or as a list."""
    said = claims.get(name) if name else None
    values = said if isinstance(said, list | tuple) else [said]
    return [str(value).strip() for value in values if isinstance(value, str | int) and str(value).strip()]


def _first(claims: Mapping[str, Any], name: str | None) -> str | None:
    return next((value for value in _all(claims, name) if len(value) <= 300), None)


def _units(provider: Provider, claims: Mapping[str, Any]) -> tuple[str, ...] | None:
    said = _all(claims, provider.claims.unit)
    if not said:
        return None
    known = [provider.units.get(value) if provider.units else value for value in said]
    return tuple(dict.fromkeys(unit for unit in known if unit))


def _affiliation(provider: Provider, claims: Mapping[str, Any]) -> str | None:
    """The first that the file names, in the file's order: who is staff and student is what the file says first."""
    said = {value.partition("@")[0] for value in _all(claims, provider.claims.affiliation)}
    return next((ours for theirs, ours in provider.affiliations.items() if theirs in said), None)


def _orcid(text: str | None) -> str | None:
    """Without its address, and only where the check digit holds."""
    found = ORCID.fullmatch(text or "")
    if not found:
        return None
    total = 0
    for digit in found[1].replace("-", "")[:-1]:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    return found[1] if found[1][-1] == ("X" if check == 10 else str(check)) else None
