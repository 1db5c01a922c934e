"""ended sessions"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022_ended_sessions"
down_revision = "0021_award_grants"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ended_session",
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_ended_session")),
    )
    op.create_index(op.f("ix_ended_session_ended_at"), "ended_session", ["ended_at"], unique=False)


def downgrade() -> None:
    op.drop_table("ended_session")
