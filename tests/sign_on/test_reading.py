"""The file of providers: strict, every complaint at once, and no secret in it."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from app.errors import Misconfigured
from app.settings import load_settings
from app.sign_on.providers import load_providers
from app.sign_on.reading import read_providers
from tests.conftest import SETTINGS
from tests.factories.sign_on import FILE, SECRET

ENVIRONMENT = dict.fromkeys(("CALDER_SECRET", "HARBOUR_SECRET", "FEDERATION_SECRET", "TRY_SECRET"), SECRET)
GOOD = FILE.format(calder="https://id.calder.example", harbour="https://id.harbour.example")


def complaints(text: str) -> str:
    with pytest.raises(Misconfigured) as refusal:
        read_providers(text, name="sign-on.yaml", environment=ENVIRONMENT)
    return refusal.value.message


def test_a_good_file() -> None:
    found = read_providers(GOOD, name="sign-on.yaml", environment=ENVIRONMENT)
    assert [(one.id, one.kind) for one in found] == [("calder", "oidc"), ("harbour", "oidc"), ("federation", "header")]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("issuer: https://id.calder.example", "issuer: http://id.calder.example", "7: calder issuer: must begin with https"),
        ("secret_from: CALDER_SECRET", "secret_from: hunter2-hunter2", "name of an environment variable"),
        ("secret_from: CALDER_SECRET", "secret_from: OTHER_SECRET", "the environment has no OTHER_SECRET of at least 16"),
        ("secret_from: CALDER_SECRET", "secret: hunter2", "secret: is not a key here"),
        ("contact: desk@harbour.example", "makes_coffee: true", "contact: is missing"),
        ("kind: header", "kind: ldap", "federation kind"),
        ("wants_second_factor: true", "wants_second_factor: staf", "wants_second_factor: Input should be True, False or 'staff'"),
        ("makes_accounts: false", "makes_accounts: no", "makes_accounts"),
        ("makes_accounts: false", "domains: [calder.example]", "belongs to calder already"),
        ("domains: [calder.example]", "domains: [Calder.example]", "write it in small letters"),
        ("role: officer, unit: physics", "role: officer", "an officer needs a unit"),
        ("role: officer, unit: physics", "role: auditor", "roles 0 role"),
        ("second_factor: {amr", "second_factor: {context: [x], amr", "has no context here, only amr and acr"),
        ("acr: [https", "acr_values: [https", "has no acr_values here"),
        (", acr: [https://refeds.org/profile/mfa]", "", "wants_second_factor asks for what second_factor names as acr"),
        ("amr: [mfa, otp]", "amr: []", "second_factor amr"),
        ("kind: header", "kind: header\n  second_factor: {X-Context: [mfa]}", "second_factor from a federation needs entities"),
        ("kind: header", "kind: header\n  wants_second_factor: true", "the proxy asks, not we"),
        ("proxies: [127.0.0.1]", "proxies: [0.0.0.0/0]", "is too wide"),
        ("proxies: [127.0.0.1]", "proxies: [localhost]", "is no address or network"),
        ("proxies: [127.0.0.1]", "proxies: []", "proxies"),
        ("X-Subject-Id", "X_Subject_Id", "an underscore can be forged"),
        ("name: X-Name", "name: X_Name", "an underscore can be forged"),
        (
            "secret_header: X-Openward-Proxy",
            "entities: [https://id.calder.example]\n  secret_header: X-Openward-Proxy",
            "entity_header",
        ),
        (
            "affiliations: {faculty: researcher}\n  sign",
            "roles: [{claim: X-Is, value: admin, role: administrator}]\n  sign",
            "roles from a federation need entities",
        ),
        ("harbour:", "Har bour:", "small letters, figures and hyphens"),
        ("harbour:", "calder:", "twice"),
    ],
)
def test_complaints(old: str, new: str, words: str) -> None:
    assert old in GOOD
    assert words in complaints(GOOD.replace(old, new, 1))


def test_a_secret_may_stand_in_env_beside_the_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Which says so itself when one is misspelt."""
    for name in ENVIRONMENT:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sign-on.yaml").write_text(GOOD)
    lines = [f"{name}={SECRET}" for name in ENVIRONMENT] + ["OPENWARD_DEMO=1", "OPENWARD_SIGN_ON=sign-on.yaml"]
    (tmp_path / ".env").write_text("\n".join(lines))
    assert [one.id for one in load_providers(load_settings())] == ["calder", "harbour", "federation"]
    (tmp_path / ".env").write_text("OPENWARD_DEMO=1\nOPENWARD_INSTITUTON=Calder")
    with pytest.raises(Misconfigured, match="OPENWARD_INSTITUTON: there is no such setting"):
        load_settings()


def test_every_complaint_at_once_with_its_line() -> None:
    bad = GOOD.replace("issuer: https://id.calder.example", "issuer: ftp://x").replace("proxies: [127.0.0.1]", "proxies: [all]")
    bad = bad.replace("secret_from: HARBOUR_SECRET", "secret_from: NOWHERE")
    lines = complaints(bad).split("\n")
    assert [line.partition(" ")[0] for line in lines] == ["sign-on.yaml:7:", "sign-on.yaml:22:", "sign-on.yaml:30:"]


def test_a_missing_file_keeps_the_program_from_starting(tmp_path: Path) -> None:
    given = {"data": tmp_path, "sign_on": tmp_path / "absent.yaml"}
    settings = load_settings(_env_file=None, **SETTINGS, **given)
    with pytest.raises(Misconfigured, match="cannot be read"):
        load_providers(settings)


@pytest.mark.parametrize(("kind", "library"), [("oidc", "requests"), ("saml", "lxml.etree")])
def test_a_library_that_is_missing_keeps_the_program_from_starting(
    kind: str, library: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    oidc, saml = "issuer: https://x.example\n  client: c\n  secret_from: S", "entity: e\n  metadata_file: idp.xml"
    facts = {"oidc": oidc, "saml": saml}[kind]
    (tmp_path / "sign-on.yaml").write_text(f"calder:\n  name: C\n  kind: {kind}\n  contact: x\n  {facts}\n", encoding="utf-8")
    monkeypatch.setenv("S", SECRET)
    monkeypatch.setitem(sys.modules, library, None)
    monkeypatch.delitem(sys.modules, f"app.sign_on.{kind}", raising=False)
    settings = load_settings(_env_file=None, **SETTINGS, data=tmp_path, sign_on=tmp_path / "sign-on.yaml")
    with pytest.raises(Misconfigured, match=f"calder: {kind} needs {library}, which is not installed"):
        load_providers(settings)


def test_an_empty_setting_is_none() -> None:
    assert load_settings(_env_file=None, **SETTINGS, sign_on="").sign_on is None


def test_the_examples_of_the_guide_are_good_files(project: Path) -> None:
    guide = (project / "docs/running.md").read_text(encoding="utf-8")
    examples = re.findall(r"```yaml\n(.*?)```", guide, flags=re.DOTALL)
    found = [one.kind for text in examples for one in read_providers(text, name="running.md", environment=ENVIRONMENT)]
    assert found == ["oidc", "header", "saml", "oidc"]
