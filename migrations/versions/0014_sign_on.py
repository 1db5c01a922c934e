"""sign on"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014_sign_on"
down_revision = "0013_names"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sign_on_ticket",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("provider", sa.String(length=40), nullable=False),
        sa.Column("offer", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("step IN ('way','answer','introduced','letter')", name=op.f("ck_sign_on_ticket_step")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_on_ticket")),
        sa.UniqueConstraint("digest", name=op.f("uq_sign_on_ticket_digest")),
    )
    op.create_index(op.f("ix_sign_on_ticket_ends_at"), "sign_on_ticket", ["ends_at"])
    op.add_column("membership", sa.Column("provider", sa.String(length=40), nullable=True))
    op.add_column("role_grant", sa.Column("provider", sa.String(length=40), nullable=True))


def downgrade() -> None:
    op.drop_column("role_grant", "provider")
    op.drop_column("membership", "provider")
    op.drop_index(op.f("ix_sign_on_ticket_ends_at"), "sign_on_ticket")
    op.drop_table("sign_on_ticket")
