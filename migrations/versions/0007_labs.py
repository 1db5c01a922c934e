"""labs"""

from __future__ import annotations

from alembic import op

revision = "0007_labs"
down_revision = "0006_practice"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _say("kind IN ('check','scenario','checklist','sort','clauses','note')")


def downgrade() -> None:
    op.execute("DELETE FROM keepsake WHERE kind IN ('sort','clauses')")
    _say("kind IN ('check','scenario','checklist','note')")


def _say(which: str) -> None:
    with op.batch_alter_table("keepsake", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_keepsake_kind"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_keepsake_kind"), which)
