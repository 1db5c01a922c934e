"""reminders"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.records.sorting import sort_of

revision = "0017_reminders"
down_revision = "0016_proofs"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    _make_tables()
    with op.batch_alter_table("completion", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sort", sa.String(length=16), nullable=False, server_default=""))
    _fill()
    with op.batch_alter_table("completion", schema=None) as batch_op:
        batch_op.alter_column("sort", existing_type=sa.String(length=16), existing_nullable=False, server_default=None)
        batch_op.create_index(batch_op.f("ix_completion_sort"), ["sort"], unique=False)
        batch_op.create_index("ix_completion_report", ["person_id", "completed_at", "sort", "recorded_at"], unique=False)


def _make_tables() -> None:
    op.create_table(
        "reminder_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body", JSON, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=True),
        sa.Column("reason_digest", sa.String(length=64), nullable=True),
        sa.Column("set_by", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["set_by"], ["person.id"], name=op.f("fk_reminder_version_set_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder_version")),
    )
    op.create_index(op.f("ix_reminder_version_set_by"), "reminder_version", ["set_by"], unique=False)
    op.create_table(
        "reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("told_id", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("because", sa.String(length=300), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.Column("letter_key", sa.String(length=200), nullable=False),
        sa.Column("told_by", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("cause IN ('due','lapse','nudge','escalation')", name=op.f("ck_reminder_cause")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_reminder_person_id")),
        sa.ForeignKeyConstraint(["told_by"], ["person.id"], name=op.f("fk_reminder_told_by")),
        sa.ForeignKeyConstraint(["told_id"], ["person.id"], name=op.f("fk_reminder_told_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.UniqueConstraint("person_id", "cause", "subject", "told_on", name=op.f("uq_reminder_person_id_cause_subject_told_on")),
    )
    for column in ("person_id", "told_by", "told_id", "told_on"):
        op.create_index(op.f(f"ix_reminder_{column}"), "reminder", [column], unique=False)


def _fill() -> None:
    """Sort by sort: there are few of them."""
    completion = sa.table(
        "completion", sa.column("course_version_id"), sa.column("label"), sa.column("topics", JSON), sa.column("sort")
    )
    connection = op.get_bind()
    kinds = (completion.c.course_version_id, completion.c.label, completion.c.topics)
    for version, label, topics in connection.execute(sa.select(*kinds).group_by(*kinds)).all():
        same = sa.and_(kinds[0] == version, kinds[1] == label, kinds[2] == topics)
        connection.execute(sa.update(completion).where(same).values(sort=sort_of(version, label, topics)))


def downgrade() -> None:
    op.drop_table("reminder")
    op.drop_table("reminder_version")
    with op.batch_alter_table("completion", schema=None) as batch_op:
        batch_op.drop_index("ix_completion_report")
        batch_op.drop_index(batch_op.f("ix_completion_sort"))
        batch_op.drop_column("sort")
