"""list sightings"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023_list_sightings"
down_revision = "0022_ended_sessions"
branch_labels = None
depends_on = None

OF_A_UNIT, OF_ALL = sa.text("unit_id IS NOT NULL"), sa.text("unit_id IS NULL")


def upgrade() -> None:
    op.create_table(
        "list_sighting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("hour_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_list_sighting_unit_id")),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name=op.f("fk_list_sighting_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_sighting")),
    )
    op.create_index(op.f("ix_list_sighting_by"), "list_sighting", ["by"], unique=False)
    op.create_index("ix_list_sighting_unit_id_seen_at", "list_sighting", ["unit_id", "seen_at"], unique=False)
    for name, columns, where in (
        ("uq_list_sighting_unit", ["unit_id", "by", "what", "hour_at"], OF_A_UNIT),
        ("uq_list_sighting_whole", ["by", "what", "hour_at"], OF_ALL),
    ):
        op.create_index(name, "list_sighting", columns, unique=True, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    op.drop_table("list_sighting")
