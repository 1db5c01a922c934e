"""Who may do what, on one page."""

from app.access.principals import Permission
from app.accounts.models import Role

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.INSTRUCTOR: frozenset({Permission.WRITE_CONTENT}),
    Role.OFFICER: frozenset(
        {Permission.SEE_PEOPLE, Permission.SEE_COMPLETIONS, Permission.INVITE_PEOPLE, Permission.ASSIGN, Permission.VOID_RECORDS}
    ),
    Role.ADMINISTRATOR: frozenset(Permission),
    Role.AUDITOR: frozenset({Permission.SEE_PEOPLE, Permission.SEE_COMPLETIONS, Permission.READ_AUDIT}),
}
