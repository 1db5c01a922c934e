"""Who may do what, on one page."""

from app.access.principals import Permission
from app.accounts.models import Role

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.INSTRUCTOR: frozenset({Permission.WRITE_CONTENT}),
    Role.OFFICER: frozenset(
        {
            Permission.SEE_PEOPLE,
            Permission.SEE_COMPLETIONS,
            Permission.INVITE_PEOPLE,
            Permission.ASSIGN,
            Permission.VOID_RECORDS,
            Permission.SEE_CHECKS,
            Permission.CHECK_TEAMS,
            Permission.REVIEW_PROOFS,
            Permission.SEE_REPORTS,
            Permission.REMIND,
            Permission.MAKE_TOKENS,
        }
    ),
    Role.ADMINISTRATOR: frozenset(Permission),
    Role.AUDITOR: frozenset(
        {
            Permission.SEE_PEOPLE,
            Permission.SEE_COMPLETIONS,
            Permission.SEE_CHECKS,
            Permission.SEE_REPORTS,
            Permission.READ_AUDIT,
        }
    ),
}
OF_AWARDS = frozenset({Permission.SEE_CHECKS})
"""What an auditor of single awards may do: with their teams, checks and evidence. All other pages hold more."""
