"""The invented people of Calder University. No name belongs to anybody."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.accounts.models import Role


class History(StrEnum):
    """How somebody's two years went."""

    DONE = "done"
    RENEWED = "renewed"
    LAPSED = "lapsed"
    FAILED_ONCE = "failed once, then passed"
    UNDER_WAY = "under way"
    IN_QUIZ = "in the middle of the quiz"
    NEWCOMER = "newcomer"
    NOT_BEGUN = "not begun"
    LEFT = "left the institution"


@dataclass(frozen=True, slots=True)
class Somebody:
    name: str
    unit: str
    affiliation: str
    history: History
    role: Role | None = None
    account: str | None = None

    @property
    def address(self) -> str:
        plain = "".join(char for char in self.name.lower() if char.isascii() and (char.isalpha() or char == " "))
        return f"{self.account or '.'.join(plain.split())}@calder.example"


UNITS = {
    "engineering": "School of Engineering",
    "life-sciences": "Institute of Life Sciences",
    "research-office": "Office of Research",
}

ACCOUNTS = (
    Somebody("Amara Diallo", "engineering", "researcher", History.UNDER_WAY, account="learner"),
    Somebody("Tom Brandt", "research-office", "staff", History.DONE, Role.INSTRUCTOR, "instructor"),
    Somebody("Helen Moss", "engineering", "administrator", History.DONE, Role.OFFICER, "officer"),
    Somebody("Ruth Okafor", "research-office", "administrator", History.RENEWED, Role.ADMINISTRATOR, "administrator"),
    Somebody("Pierre Vidal", "research-office", "partner", History.NOT_BEGUN, Role.AUDITOR, "auditor"),
)

_NAMES = {
    "engineering": (
        "Jonas Weber|Mei Tanaka|Carlos Mendes|Priya Raman|Olga Sorokina|Daniel Kim|Fatima Zahra|Lars Nygaard|Chen Yu|"
        "Grace Mbeki|Henrik Lund|Aisha Bello|Marco Rossi|Wei Zhang|Sofia Petrova|David Cohen|Noor Haddad|Elena Popescu|"
        "James Whitfield|Yuki Mori|Ines Costa|Samuel Osei"
    ),
    "life-sciences": (
        "Hannah Vogel|Ravi Iyer|Maria Lindqvist|Thabo Nkosi|Leila Farahani|Ewa Nowak|Pedro Alves|Sun-hee Park|Amelie Durand|"
        "Ali Rezaei|Katarina Novak|Ben Adeyemi|Rosa Jimenez|Mikhail Orlov|Anjali Gupta|Sven Larsson|Nadia Rahman|Kofi Mensah|"
        "Laura Bianchi|Ngoc Tran|Emma Walsh|Omar Farouk"
    ),
    "research-office": (
        "Claire Dubois|Peter Novotny|Zanele Dube|Miguel Santos|Julia Hartmann|Kenji Sato|Anna Kowalska|Isaac Levy|Maya Singh|"
        "Finn O'Brien"
    ),
}

_HISTORIES = (
    History.DONE,
    History.RENEWED,
    History.DONE,
    History.LAPSED,
    History.FAILED_ONCE,
    History.UNDER_WAY,
    History.DONE,
    History.NEWCOMER,
    History.RENEWED,
    History.IN_QUIZ,
    History.DONE,
    History.NOT_BEGUN,
    History.LAPSED,
    History.LEFT,
)
_AFFILIATIONS = ("researcher", "researcher", "student", "researcher", "staff", "student")


def everybody() -> list[Somebody]:
    """The demo accounts first."""
    people = list(ACCOUNTS)
    place = 0
    for unit, names in _NAMES.items():
        for name in names.split("|"):
            affiliation = "administrator" if unit == "research-office" else _AFFILIATIONS[place % len(_AFFILIATIONS)]
            people.append(Somebody(name, unit, affiliation, _HISTORIES[place % len(_HISTORIES)]))
            place += 1
    return people


def path_of(somebody: Somebody) -> str:
    """The role and field that somebody chose, as an enrolment keeps it."""
    role = {"student": "student", "staff": "administrator", "administrator": "administrator"}.get(
        somebody.affiliation, "researcher"
    )
    field = {"engineering": "engineering-computing", "life-sciences": "life-sciences"}.get(somebody.unit, "")
    return f"{role}+{field}" if field else role
