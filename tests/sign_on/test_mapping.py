"""From claims to an introduction, by the file's mapping and nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sign_on.describing import Claims, OidcProvider, RoleRule
from app.sign_on.mapping import introduce
from app.sign_on.shapes import GivenRole, Introduction, Refused

CALDER = OidcProvider(
    id="calder",
    name="Calder University",
    kind="oidc",
    contact="IT desk",
    domains=["calder.example"],
    issuer="https://id.calder.example",
    client="openward",
    secret_from="CALDER_SECRET",
    claims=Claims(name="name", address="email", unit="ou", affiliation="role", employee="number", orcid="orcid"),
    units={"Physics": "physics", "Optics": "physics", "Arts": "arts"},
    affiliations={"faculty": "researcher", "student": "student"},
    roles=[RoleRule(claim="groups", value="office", role="officer", unit="physics")],
)


def of(**claims: Any) -> Introduction:
    return introduce(CALDER, "s-1", claims, shown={})


@pytest.mark.parametrize(
    ("shown", "counts"),
    [
        ({}, False),
        ({"amr": "mfa"}, True),
        ({"amr": ["pwd", "mfa"]}, True),
        ({"amr": ["pwd", "MFA", "mfa2"]}, False),
        ({"amr": [["mfa"], {"mfa": 1}, None, True]}, False),
        ({"acr": "mfa"}, False),
        ({"acr": "https://refeds.org/profile/mfa"}, True),
        ({"Amr": ["mfa"]}, False),
    ],
)
def test_a_second_factor_counts_where_the_file_names_the_very_word(shown: dict[str, Any], counts: bool) -> None:
    named = {"amr": ["mfa", "hwk"], "acr": ["https://refeds.org/profile/mfa"]}
    trusted = CALDER.model_copy(update={"second_factor": named})
    assert introduce(trusted, "s-1", {}, shown=shown).second_factor is counts
    assert introduce(trusted, "s-1", shown, shown={}).second_factor is False
    assert introduce(CALDER, "s-1", {}, shown=shown).second_factor is False
    always = CALDER.model_copy(update={"asks_second_factor": True})
    assert introduce(always, "s-1", {}, shown=shown).second_factor is True


def test_values_come_as_one_or_as_a_list() -> None:
    assert of(ou="Physics").units == ("physics",)
    assert of(ou=["Optics", "Physics", "Alchemy", "Arts"]).units == ("physics", "arts")
    assert of(ou=[]).units is None
    assert of(ou="Alchemy").units == ()
    assert of(number=4711).employee == "4711"
    assert of(role=["member@calder.example", "student@calder.example"]).affiliation == "student"
    assert of(role=["student", "faculty"]).affiliation == "researcher"


def test_roles_only_where_they_are_mapped() -> None:
    assert of(groups=["office", "administrators"], roles=["administrator"]).roles == (GivenRole("officer", "physics"),)
    assert of(groups="office-two").roles == ()


@pytest.mark.parametrize(
    ("address", "proven", "is_proven"),
    [
        ("ana@calder.example", None, True),
        ("Ana@CALDER.example", None, True),
        ("ana@calder.example", False, False),
        ("ana@sub.calder.example", None, False),
        ("ana@evil.example@calder.example.evil.example", None, False),
        ("ana@elsewhere.example", None, False),
        ("ana@elsewhere.example", True, True),
        (None, True, False),
    ],
)
def test_whose_mailbox_is_proven(address: str | None, proven: bool | None, is_proven: bool) -> None:
    assert introduce(CALDER, "s-1", {"email": address}, shown={}, proven=proven).address_is_proven is is_proven


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("https://orcid.org/0000-0002-1825-0097", "0000-0002-1825-0097"),
        ("0000-0002-9079-593X", "0000-0002-9079-593X"),
        ("0000-0002-1825-0098", None),
        ("https://evil.example/0000-0002-1825-0097", None),
    ],
)
def test_orcid_ids_are_checked(text: str, kept: str | None) -> None:
    assert of(orcid=text).orcid == kept


@pytest.mark.parametrize("subject", [None, "", "  ", 7, ["s-1"], "x" * 251])
def test_without_a_subject_there_is_no_introduction(subject: Any) -> None:
    with pytest.raises(Refused):
        introduce(CALDER, subject, {}, shown={})


PLAIN = st.none() | st.booleans() | st.integers() | st.text(max_size=20)
JSON = PLAIN | st.lists(PLAIN, max_size=3) | st.dictionaries(st.text(max_size=3), PLAIN, max_size=2)


@given(st.dictionaries(st.sampled_from(["name", "email", "ou", "role", "number", "orcid", "groups"]), JSON))
def test_whatever_is_claimed_is_kept_or_left_out_and_survives_being_kept(claims: dict[str, Any]) -> None:
    found = introduce(CALDER, "s-1", claims, shown={})
    assert Introduction.from_json(json.loads(json.dumps(found.as_json()))) == found
    assert found.key == "calder|s-1"
