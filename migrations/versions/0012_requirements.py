"""requirements"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012_requirements"
down_revision = "0011_equivalents"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "signing_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kid", sa.String(length=64), nullable=False),
        sa.Column("jwk", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("since_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_key")),
        sa.UniqueConstraint("kid", name=op.f("uq_signing_key_kid")),
    )
    op.create_table(
        "policy_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=True),
        sa.Column("reason_digest", sa.String(length=64), nullable=True),
        sa.Column("set_by", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["set_by"], ["person.id"], name=op.f("fk_policy_version_set_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_version")),
    )
    with op.batch_alter_table("policy_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_policy_version_set_by"), ["set_by"], unique=False)
    op.create_table(
        "rule_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=100), nullable=False),
        sa.Column("body", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=True),
        sa.Column("reason_digest", sa.String(length=64), nullable=True),
        sa.Column("loaded_by", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["loaded_by"], ["person.id"], name=op.f("fk_rule_version_loaded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_version")),
    )
    with op.batch_alter_table("rule_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rule_version_loaded_by"), ["loaded_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_rule_version_slug"), ["slug"], unique=False)
    op.create_table(
        "talent_certification",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("sponsor", sa.String(length=40), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("certified_on", sa.Date(), nullable=False),
        sa.Column("where_given", sa.String(length=300), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_talent_certification_person_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["person.id"], name=op.f("fk_talent_certification_recorded_by")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_talent_certification_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_talent_certification")),
        sa.UniqueConstraint("code", name=op.f("uq_talent_certification_code")),
    )
    with op.batch_alter_table("talent_certification", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_talent_certification_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_talent_certification_recorded_by"), ["recorded_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_talent_certification_team_id"), ["team_id"], unique=False)
    op.create_table(
        "coverage_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("sponsor", sa.String(length=40), nullable=False),
        sa.Column("event", sa.String(length=40), nullable=False),
        sa.Column("happens_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("known_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("covered", sa.Boolean(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answer_digest", sa.String(length=64), nullable=False),
        sa.Column("signature", sa.String(length=400), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_coverage_check_asked_by")),
        sa.ForeignKeyConstraint(["event_id"], ["team_event.id"], name=op.f("fk_coverage_check_event_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_coverage_check_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coverage_check")),
        sa.UniqueConstraint("code", name=op.f("uq_coverage_check_code")),
    )
    with op.batch_alter_table("coverage_check", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_coverage_check_asked_at"), ["asked_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_coverage_check_asked_by"), ["asked_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_coverage_check_event_id"), ["event_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_coverage_check_team_id"), ["team_id"], unique=False)
    op.create_table(
        "talent_certification_void",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("certification_id", sa.Integer(), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("voided_by", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=1000), nullable=True),
        sa.Column("reason_digest", sa.String(length=64), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["certification_id"], ["talent_certification.id"], name=op.f("fk_talent_certification_void_certification_id")
        ),
        sa.ForeignKeyConstraint(["voided_by"], ["person.id"], name=op.f("fk_talent_certification_void_voided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_talent_certification_void")),
        sa.UniqueConstraint("certification_id", name=op.f("uq_talent_certification_void_certification_id")),
    )
    with op.batch_alter_table("talent_certification_void", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_talent_certification_void_voided_by"), ["voided_by"], unique=False)
    op.create_table(
        "check_subject",
        sa.Column("check_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["check_id"], ["coverage_check.id"], name=op.f("fk_check_subject_check_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_check_subject_person_id")),
        sa.PrimaryKeyConstraint("check_id", "person_id", name=op.f("pk_check_subject")),
    )
    with op.batch_alter_table("check_subject", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_check_subject_person_id"), ["person_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("check_subject", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_check_subject_person_id"))
    op.drop_table("check_subject")
    with op.batch_alter_table("talent_certification_void", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_talent_certification_void_voided_by"))
    op.drop_table("talent_certification_void")
    with op.batch_alter_table("coverage_check", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_coverage_check_team_id"))
        batch_op.drop_index(batch_op.f("ix_coverage_check_event_id"))
        batch_op.drop_index(batch_op.f("ix_coverage_check_asked_by"))
        batch_op.drop_index(batch_op.f("ix_coverage_check_asked_at"))
    op.drop_table("coverage_check")
    with op.batch_alter_table("talent_certification", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_talent_certification_team_id"))
        batch_op.drop_index(batch_op.f("ix_talent_certification_recorded_by"))
        batch_op.drop_index(batch_op.f("ix_talent_certification_person_id"))
    op.drop_table("talent_certification")
    with op.batch_alter_table("rule_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rule_version_slug"))
        batch_op.drop_index(batch_op.f("ix_rule_version_loaded_by"))
    op.drop_table("rule_version")
    with op.batch_alter_table("policy_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_policy_version_set_by"))
    op.drop_table("policy_version")
    op.drop_table("signing_key")
