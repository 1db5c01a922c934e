"""practice"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006_practice"
down_revision = "0005_ledger"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "practice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("course_version_id", sa.Integer(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("ended_at IS NULL OR ended_at >= begun_at", name=op.f("ck_practice_ended_after")),
        sa.ForeignKeyConstraint(["course_version_id"], ["version.id"], name=op.f("fk_practice_course_version_id")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_practice_enrolment_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_practice_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice")),
        sa.UniqueConstraint("code", name=op.f("uq_practice_code")),
    )
    with op.batch_alter_table("practice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_practice_course_version_id"), ["course_version_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_practice_enrolment_id"), ["enrolment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_practice_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "uq_practice_open",
            ["enrolment_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    op.create_table(
        "practice_round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column("weeks", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("questions", json, nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answers", json, nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("answered_at IS NULL OR drawn_at IS NOT NULL", name=op.f("ck_practice_round_asked_before_answered")),
        sa.CheckConstraint("weeks > 0", name=op.f("ck_practice_round_counted")),
        sa.ForeignKeyConstraint(["practice_id"], ["practice.id"], name=op.f("fk_practice_round_practice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_round")),
        sa.UniqueConstraint("code", name=op.f("uq_practice_round_code")),
        sa.UniqueConstraint("practice_id", "weeks", name=op.f("uq_practice_round_practice_id_weeks")),
    )


def downgrade() -> None:
    op.drop_table("practice_round")
    with op.batch_alter_table("practice", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_practice_open", sqlite_where=sa.text("ended_at IS NULL"), postgresql_where=sa.text("ended_at IS NULL")
        )
        batch_op.drop_index(batch_op.f("ix_practice_person_id"))
        batch_op.drop_index(batch_op.f("ix_practice_enrolment_id"))
        batch_op.drop_index(batch_op.f("ix_practice_course_version_id"))

    op.drop_table("practice")
