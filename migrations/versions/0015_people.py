"""people"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015_people"
down_revision = "0014_sign_on"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mailing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_mailing_person_id")),
        sa.ForeignKeyConstraint(["sent_by"], ["person.id"], name=op.f("fk_mailing_sent_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailing")),
    )
    with op.batch_alter_table("mailing", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mailing_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mailing_sent_by"), ["sent_by"], unique=False)

    op.create_table(
        "merge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("into_id", sa.Integer(), nullable=False),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("merged_by", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=1000), nullable=True),
        sa.Column("reason_digest", sa.String(length=64), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("person_id <> into_id", name=op.f("ck_merge_two_people")),
        sa.ForeignKeyConstraint(["into_id"], ["person.id"], name=op.f("fk_merge_into_id")),
        sa.ForeignKeyConstraint(["merged_by"], ["person.id"], name=op.f("fk_merge_merged_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_merge_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merge")),
        sa.UniqueConstraint("code", name=op.f("uq_merge_code")),
    )
    with op.batch_alter_table("merge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_merge_into_id"), ["into_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_merge_merged_by"), ["merged_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_merge_person_id"), ["person_id"], unique=False)

    op.create_table(
        "roster_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=True),
        sa.Column("is_whole", sa.Boolean(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kept_by", sa.Integer(), nullable=True),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["kept_by"], ["person.id"], name=op.f("fk_roster_file_kept_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_file")),
        sa.UniqueConstraint("code", name=op.f("uq_roster_file_code")),
    )
    with op.batch_alter_table("roster_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_roster_file_kept_by"), ["kept_by"], unique=False)

    op.create_table(
        "merge_undone",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("merge_id", sa.Integer(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=1000), nullable=True),
        sa.Column("reason_digest", sa.String(length=64), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["merge_id"], ["merge.id"], name=op.f("fk_merge_undone_merge_id")),
        sa.ForeignKeyConstraint(["undone_by"], ["person.id"], name=op.f("fk_merge_undone_undone_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merge_undone")),
        sa.UniqueConstraint("merge_id", name=op.f("uq_merge_undone_merge_id")),
    )
    with op.batch_alter_table("merge_undone", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_merge_undone_undone_by"), ["undone_by"], unique=False)

    op.create_table(
        "standing_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("affiliation", sa.String(length=40), nullable=True),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("sponsor", sa.String(length=40), nullable=True),
        sa.Column("newcomers_only", sa.Boolean(), nullable=False),
        sa.Column("because", sa.String(length=300), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("due_days", sa.Integer(), nullable=True),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("due_on IS NULL OR due_days IS NULL", name=op.f("ck_standing_rule_one_due")),
        sa.ForeignKeyConstraint(["course_id"], ["item.id"], name=op.f("fk_standing_rule_course_id")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_standing_rule_made_by")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_standing_rule_team_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_standing_rule_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standing_rule")),
        sa.UniqueConstraint("code", name=op.f("uq_standing_rule_code")),
    )
    with op.batch_alter_table("standing_rule", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_standing_rule_course_id"), ["course_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_standing_rule_made_by"), ["made_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_standing_rule_team_id"), ["team_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_standing_rule_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "standing_rule_end",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rule_id", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["ended_by"], ["person.id"], name=op.f("fk_standing_rule_end_ended_by")),
        sa.ForeignKeyConstraint(["rule_id"], ["standing_rule.id"], name=op.f("fk_standing_rule_end_rule_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standing_rule_end")),
        sa.UniqueConstraint("rule_id", name=op.f("uq_standing_rule_end_rule_id")),
    )
    with op.batch_alter_table("standing_rule_end", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_standing_rule_end_ended_by"), ["ended_by"], unique=False)

    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("rule_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_assignment_rule_id"), ["rule_id"], unique=False)
        batch_op.create_unique_constraint(batch_op.f("uq_assignment_rule_id_person_id"), ["rule_id", "person_id"])
        batch_op.create_foreign_key(batch_op.f("fk_assignment_rule_id"), "standing_rule", ["rule_id"], ["id"])

    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.add_column(sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.drop_column("closed_at")

    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_assignment_rule_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_assignment_rule_id_person_id"), type_="unique")
        batch_op.drop_index(batch_op.f("ix_assignment_rule_id"))
        batch_op.drop_column("rule_id")

    with op.batch_alter_table("standing_rule_end", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_standing_rule_end_ended_by"))

    op.drop_table("standing_rule_end")
    with op.batch_alter_table("standing_rule", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_standing_rule_unit_id"))
        batch_op.drop_index(batch_op.f("ix_standing_rule_team_id"))
        batch_op.drop_index(batch_op.f("ix_standing_rule_made_by"))
        batch_op.drop_index(batch_op.f("ix_standing_rule_course_id"))

    op.drop_table("standing_rule")
    with op.batch_alter_table("merge_undone", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_merge_undone_undone_by"))

    op.drop_table("merge_undone")
    with op.batch_alter_table("roster_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_roster_file_kept_by"))

    op.drop_table("roster_file")
    with op.batch_alter_table("merge", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_merge_person_id"))
        batch_op.drop_index(batch_op.f("ix_merge_merged_by"))
        batch_op.drop_index(batch_op.f("ix_merge_into_id"))

    op.drop_table("merge")
    with op.batch_alter_table("mailing", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mailing_sent_by"))
        batch_op.drop_index(batch_op.f("ix_mailing_person_id"))

    op.drop_table("mailing")
