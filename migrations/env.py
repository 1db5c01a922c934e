"""Runs the migrations on the address that `database.migrating` hands in."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import JSON

from app.database.engines import make_engine
from app.database.own_ddl import is_own
from app.database.tables import Instant
from app.tables import Model

url = context.config.attributes["url"]


# SQLite rebuilds a table by dropping it. Where rows of other tables refer to it, foreign keys must sleep meanwhile; all of them
# are looked at afterwards.


def include_name(name: str | None, kind: str, _parents: object) -> bool:
    wanted = context.config.attributes.get("tables")
    if kind == "table" and is_own("table", name):
        return False
    return kind != "table" or wanted is None or name in wanted


def include_object(_item: object, name: str | None, kind: str, reflected: bool, _other: object) -> bool:
    if reflected and is_own(kind, name):
        return False
    return include_name(name, kind, None)


def render_item(kind: str, item: Any, autogen: Any) -> str | Literal[False]:
    """Migrations stand alone: they name no class of the application."""
    if kind == "type" and isinstance(item, Instant):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, JSON):
        autogen.imports.add("from sqlalchemy.dialects import postgresql")
        return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
    return False


engine = make_engine(url, read_only=False)
timeouts = context.config.attributes.get("timeouts")
try:
    with engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        if engine.dialect.name == "sqlite":
            driver.execute("PRAGMA foreign_keys=OFF")
        if timeouts is not None and engine.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SET lock_timeout = '{timeouts.lock}s'")
            connection.exec_driver_sql(f"SET statement_timeout = '{timeouts.statement}s'")
            connection.commit()
        context.configure(
            connection=connection,
            target_metadata=Model.metadata,
            render_as_batch=True,
            compare_type=True,
            include_name=include_name,
            include_object=include_object,
            render_item=render_item,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
        if engine.dialect.name == "sqlite":
            broken = driver.execute("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise RuntimeError(f"rows refer to rows that are not there: {broken[:5]}")
finally:
    engine.dispose()
