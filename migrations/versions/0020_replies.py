"""answers to a reviewer's question"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020_replies"
down_revision = "0019_privacy"
branch_labels = None
depends_on = None

INDEXED = ("replied_by",)


def upgrade() -> None:
    op.create_table(
        "reply",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=1000), nullable=True),
        sa.Column("words_digest", sa.String(length=64), nullable=False),
        sa.Column("evidence_digest", sa.String(length=64), nullable=True),
        sa.Column("evidence_kind", sa.String(length=40), nullable=True),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replied_by", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_reply_decision_id")),
        sa.ForeignKeyConstraint(["evidence_digest"], ["blob.digest"], name=op.f("fk_reply_evidence_digest")),
        sa.ForeignKeyConstraint(["replied_by"], ["person.id"], name=op.f("fk_reply_replied_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_reply_decision_id")),
    )
    with op.batch_alter_table("reply", schema=None) as batch_op:
        for name in INDEXED:
            batch_op.create_index(batch_op.f(f"ix_reply_{name}"), [name], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("reply", schema=None) as batch_op:
        for name in INDEXED:
            batch_op.drop_index(batch_op.f(f"ix_reply_{name}"))
    op.drop_table("reply")
