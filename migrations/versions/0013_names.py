"""names"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.accounts.naming import ends_key, name_key

revision = "0013_names"
down_revision = "0012_requirements"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("name_key", sa.String(length=200), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("name_ends", sa.String(length=200), nullable=False, server_default=""))
    _fill()
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.alter_column("name_key", server_default=None)
        batch_op.alter_column("name_ends", server_default=None)
        batch_op.create_index(batch_op.f("ix_person_name_ends"), ["name_ends"], unique=False)
        batch_op.create_index(batch_op.f("ix_person_name_key"), ["name_key"], unique=False)


def _fill() -> None:
    person = sa.table("person", sa.column("id"), sa.column("name"), sa.column("name_key"), sa.column("name_ends"))
    connection = op.get_bind()
    rows = connection.execute(sa.select(person.c.id, person.c.name)).all()
    keys = [{"row": row.id, "key": name_key(row.name), "ends": ends_key(row.name)} for row in rows]
    if keys:
        change = sa.update(person).where(person.c.id == sa.bindparam("row"))
        connection.execute(change.values(name_key=sa.bindparam("key"), name_ends=sa.bindparam("ends")), keys)


def downgrade() -> None:
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_name_key"))
        batch_op.drop_index(batch_op.f("ix_person_name_ends"))
        batch_op.drop_column("name_ends")
        batch_op.drop_column("name_key")
