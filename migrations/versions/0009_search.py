"""search"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009_search"
down_revision = "0008_planning"
branch_labels = None
depends_on = None

SQLITE = (
    "CREATE VIRTUAL TABLE passage_words USING fts5(title_words, also_words, body_words, "
    "content='passage', content_rowid='id', tokenize='porter unicode61')",
    "CREATE TRIGGER passage_added AFTER INSERT ON passage BEGIN "
    "INSERT INTO passage_words(rowid, title_words, also_words, body_words) "
    "VALUES (new.id, new.title_words, new.also_words, new.body_words); END",
    "CREATE TRIGGER passage_removed AFTER DELETE ON passage BEGIN "
    "INSERT INTO passage_words(passage_words, rowid, title_words, also_words, body_words) "
    "VALUES ('delete', old.id, old.title_words, old.also_words, old.body_words); END",
    "CREATE TRIGGER passage_changed AFTER UPDATE ON passage BEGIN "
    "INSERT INTO passage_words(passage_words, rowid, title_words, also_words, body_words) "
    "VALUES ('delete', old.id, old.title_words, old.also_words, old.body_words); "
    "INSERT INTO passage_words(rowid, title_words, also_words, body_words) "
    "VALUES (new.id, new.title_words, new.also_words, new.body_words); END",
)
POSTGRESQL = (
    "ALTER TABLE passage ADD COLUMN own_words tsvector GENERATED ALWAYS AS ("
    "setweight(to_tsvector('english'::regconfig, title_words), 'A') || "
    "setweight(to_tsvector('english'::regconfig, also_words), 'B') || "
    "setweight(to_tsvector('english'::regconfig, body_words), 'D')) STORED",
    "CREATE INDEX ix_passage_own_words ON passage USING gin (own_words)",
)
"""What only one engine has: `app/database/own_ddl.py` lists it by name."""


def upgrade() -> None:
    op.create_table(
        "passage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("section", sa.String(length=300), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("title_words", sa.Text(), nullable=False),
        sa.Column("also_words", sa.Text(), nullable=False),
        sa.Column("body_words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passage")),
    )
    for statement in POSTGRESQL if op.get_bind().dialect.name == "postgresql" else SQLITE:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE passage_words")
    op.drop_table("passage")
