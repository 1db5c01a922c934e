"""proofs"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016_proofs"
down_revision = "0015_people"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "proof_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("blob_digest", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["blob_digest"], ["blob.digest"], name=op.f("fk_proof_import_blob_digest")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_proof_import_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proof_import")),
        sa.UniqueConstraint("code", name=op.f("uq_proof_import_code")),
    )
    with op.batch_alter_table("proof_import", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proof_import_made_by"), ["made_by"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("proof_import", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_proof_import_made_by"))
    op.drop_table("proof_import")
