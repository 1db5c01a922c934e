"""privacy"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019_privacy"
down_revision = "0018_factors"
branch_labels = None
depends_on = None

INDEXED = {
    "erasure": ("person_id", "erased_by"),
    "erasure_request": ("person_id",),
    "hold": ("person_id", "held_by"),
    "hold_release": ("released_by",),
    "sighting": ("by",),
}


def _instant(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _person(table: str, name: str = "person_id", *, nullable: bool = False) -> tuple[sa.Column[object], sa.ForeignKeyConstraint]:
    key = sa.ForeignKeyConstraint([name], ["person.id"], name=op.f(f"fk_{table}_{name}"))
    return sa.Column(name, sa.Integer(), nullable=nullable), key


def upgrade() -> None:
    op.create_table(
        "erasure",
        sa.Column("id", sa.Integer(), nullable=False),
        *_person("erasure"),
        sa.Column("because", sa.String(length=40), nullable=False),
        sa.Column("is_whole", sa.Boolean(), nullable=False),
        _instant("erased_at"),
        *_person("erasure", "erased_by", nullable=True),
        _instant("recorded_at"),
        sa.CheckConstraint("because IN ('request','retention')", name=op.f("ck_erasure_because")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
    )
    op.create_table(
        "erasure_request",
        sa.Column("id", sa.Integer(), nullable=False),
        *_person("erasure_request"),
        _instant("asked_at"),
        _instant("withdrawn_at", nullable=True),
        _instant("recorded_at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure_request")),
    )
    _make_holds()
    op.create_table(
        "sighting",
        sa.Column("id", sa.Integer(), nullable=False),
        *_person("sighting"),
        *_person("sighting", "by"),
        sa.Column("what", sa.String(length=40), nullable=False),
        _instant("hour_at"),
        _instant("seen_at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sighting")),
        sa.UniqueConstraint("person_id", "by", "what", "hour_at", name=op.f("uq_sighting_person_id_by_what_hour_at")),
    )
    op.create_table(
        "notice_read",
        *_person("notice_read"),
        sa.Column("digest", sa.String(length=64), nullable=False),
        _instant("read_at"),
        sa.PrimaryKeyConstraint("person_id", "digest", name=op.f("pk_notice_read")),
    )
    for table, columns in INDEXED.items():
        for column in columns:
            op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)


def _make_holds() -> None:
    op.create_table(
        "hold",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=24), nullable=False),
        *_person("hold"),
        _instant("held_at"),
        *_person("hold", "held_by", nullable=True),
        sa.Column("reason", sa.String(length=1000), nullable=True),
        sa.Column("reason_digest", sa.String(length=64), nullable=False),
        _instant("recorded_at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hold")),
        sa.UniqueConstraint("code", name=op.f("uq_hold_code")),
    )
    op.create_table(
        "hold_release",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hold_id", sa.Integer(), nullable=False),
        _instant("released_at"),
        *_person("hold_release", "released_by", nullable=True),
        _instant("recorded_at"),
        sa.ForeignKeyConstraint(["hold_id"], ["hold.id"], name=op.f("fk_hold_release_hold_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hold_release")),
        sa.UniqueConstraint("hold_id", name=op.f("uq_hold_release_hold_id")),
    )


def downgrade() -> None:
    for table in ("notice_read", "sighting", "hold_release", "hold", "erasure_request", "erasure"):
        op.drop_table(table)
