"""award grants"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021_award_grants"
down_revision = "0020_replies"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "role_grant_team",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("grant_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["grant_id"], ["role_grant.id"], name=op.f("fk_role_grant_team_grant_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_role_grant_team_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant_team")),
        sa.UniqueConstraint("grant_id", "team_id", name=op.f("uq_role_grant_team_grant_id_team_id")),
    )
    op.create_index(op.f("ix_role_grant_team_team_id"), "role_grant_team", ["team_id"], unique=False)


def downgrade() -> None:
    op.drop_table("role_grant_team")
