"""teams"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010_teams"
down_revision = "0009_search"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "team",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("sponsor", sa.String(length=40), nullable=False),
        sa.Column("reference", sa.String(length=300), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_team_made_by")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_team_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
        sa.UniqueConstraint("code", name=op.f("uq_team_code")),
    )
    with op.batch_alter_table("team", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_team_made_by"), ["made_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_team_sponsor"), ["sponsor"], unique=False)
        batch_op.create_index(batch_op.f("ix_team_unit_id"), ["unit_id"], unique=False)
    op.create_table(
        "team_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("happens_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("due_on IS NULL OR due_on >= happens_on", name=op.f("ck_team_event_in_order")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_team_event_made_by")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_team_event_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_event")),
        sa.UniqueConstraint("code", name=op.f("uq_team_event_code")),
    )
    with op.batch_alter_table("team_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_team_event_happens_on"), ["happens_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_team_event_made_by"), ["made_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_team_event_team_id"), ["team_id"], unique=False)
    op.create_table(
        "team_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("typed", sa.String(length=300), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("employer", sa.String(length=300), nullable=True),
        sa.Column("joined_on", sa.Date(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["added_by"], ["person.id"], name=op.f("fk_team_member_added_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_team_member_person_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_team_member_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_member")),
        sa.UniqueConstraint("code", name=op.f("uq_team_member_code")),
    )
    with op.batch_alter_table("team_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_team_member_added_by"), ["added_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_team_member_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_team_member_team_id"), ["team_id"], unique=False)
    op.create_table(
        "team_departure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["team_member.id"], name=op.f("fk_team_departure_member_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["person.id"], name=op.f("fk_team_departure_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_departure")),
        sa.UniqueConstraint("member_id", name=op.f("uq_team_departure_member_id")),
    )
    with op.batch_alter_table("team_departure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_team_departure_recorded_by"), ["recorded_by"], unique=False)
    op.create_table(
        "team_event_cancelled",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled_by", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["cancelled_by"], ["person.id"], name=op.f("fk_team_event_cancelled_cancelled_by")),
        sa.ForeignKeyConstraint(["event_id"], ["team_event.id"], name=op.f("fk_team_event_cancelled_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_event_cancelled")),
        sa.UniqueConstraint("event_id", name=op.f("uq_team_event_cancelled_event_id")),
    )
    with op.batch_alter_table("team_event_cancelled", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_team_event_cancelled_cancelled_by"), ["cancelled_by"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("team_event_cancelled", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_team_event_cancelled_cancelled_by"))
    op.drop_table("team_event_cancelled")
    with op.batch_alter_table("team_departure", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_team_departure_recorded_by"))
    op.drop_table("team_departure")
    with op.batch_alter_table("team_member", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_team_member_team_id"))
        batch_op.drop_index(batch_op.f("ix_team_member_person_id"))
        batch_op.drop_index(batch_op.f("ix_team_member_added_by"))
    op.drop_table("team_member")
    with op.batch_alter_table("team_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_team_event_team_id"))
        batch_op.drop_index(batch_op.f("ix_team_event_made_by"))
        batch_op.drop_index(batch_op.f("ix_team_event_happens_on"))
    op.drop_table("team_event")
    with op.batch_alter_table("team", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_team_unit_id"))
        batch_op.drop_index(batch_op.f("ix_team_sponsor"))
        batch_op.drop_index(batch_op.f("ix_team_made_by"))
    op.drop_table("team")
