"""The signed-in person as a frozen value: no row, no session, nothing that can go stale within a request."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Permission(StrEnum):
    SEE_PEOPLE = "see people"
    SEE_COMPLETIONS = "see completions"
    INVITE_PEOPLE = "invite people"
    ASSIGN = "assign"
    GRANT_ROLES = "grant roles"
    VOID_RECORDS = "void records"
    SEE_CHECKS = "see checks"
    CHECK_TEAMS = "check teams"
    REVIEW_PROOFS = "review proofs"
    SEE_REPORTS = "see reports"
    REMIND = "remind"
    KEEP_RULES = "keep rules"
    KEEP_ROSTER = "keep roster"
    READ_AUDIT = "read audit"
    WRITE_CONTENT = "write content"
    MAKE_TOKENS = "make tokens"
    ADMINISTER = "administer"


class Scope(StrEnum):
    """What another program may read with a token."""

    PEOPLE = "read:people"
    COMPLETIONS = "read:completions"
    CHECKS = "read:checks"
    REPORTS = "read:reports"


@dataclass(frozen=True, slots=True)
class Grip:
    """One granted role as it is felt: its permissions, and the unit below which they hold (None: everywhere). With `teams` they
    hold for these alone, and nowhere else."""

    permissions: frozenset[Permission]
    unit: int | None = None
    teams: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class Principal:
    """`generation` changes with each sign-out everywhere; a session of a former generation is over."""

    id: int
    code: str
    name: str
    address: str
    language: str
    zone: str
    generation: int
    grips: tuple[Grip, ...] = ()

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        return f"{self.id}:{self.generation}"

    @property
    def is_staff(self) -> bool:
        return bool(self.grips)

    def may(self, permission: Permission | str) -> bool:
        return any(permission in grip.permissions for grip in self.grips)

    def units_for(self, permission: Permission) -> frozenset[int] | None:
        """The units below which `permission` holds; None means everywhere, an empty set nowhere."""
        grips = [grip for grip in self.grips if permission in grip.permissions and grip.teams is None]
        if any(grip.unit is None for grip in grips):
            return None
        return frozenset(grip.unit for grip in grips if grip.unit is not None)

    def teams_for(self, permission: Permission) -> frozenset[int]:
        """The teams for which `permission` holds besides, each named by a grant."""
        named = [grip.teams for grip in self.grips if permission in grip.permissions and grip.teams is not None]
        return frozenset().union(*named)


@dataclass(frozen=True, slots=True)
class Bearer:
    """Another program that reads with a token, below `units` (None: everywhere). `made_by`: in whose name.
    `is_for_unit`: for a unit alone; otherwise it sees its maker's own questions besides."""

    token_id: int
    made_by: int
    is_for_unit: bool
    units: frozenset[int] | None
