"""Triggers by which the database itself refuses to change or delete append-only rows."""

from django.db.backends.base.base import BaseDatabaseWrapper


def create_triggers(connection: BaseDatabaseWrapper, table: str) -> None:
    """Make the table append-only on this connection's database (SQLite or PostgreSQL)."""
    for statement in _STATEMENTS[connection.vendor]:
        _run(connection, statement.format(table=table))


def drop_triggers(connection: BaseDatabaseWrapper, table: str) -> None:
    """Undo `create_triggers`: for reversing a migration and for emptying a test database, never in use."""
    if connection.vendor == "sqlite":
        for verb in ("update", "delete"):
            _run(connection, f"DROP TRIGGER IF EXISTS {table}_no_{verb}")
    else:
        _run(connection, f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}")
        _run(connection, f"DROP TRIGGER IF EXISTS {table}_no_truncate ON {table}")


def _run(connection: BaseDatabaseWrapper, statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


_STATEMENTS = {
    "sqlite": [
        """CREATE TRIGGER IF NOT EXISTS {table}_no_update BEFORE UPDATE ON {table}
           BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END""",
        """CREATE TRIGGER IF NOT EXISTS {table}_no_delete BEFORE DELETE ON {table}
           BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END""",
    ],
    "postgresql": [
        """CREATE OR REPLACE FUNCTION mutong_refuse_change() RETURNS trigger AS $$
           BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$ LANGUAGE plpgsql""",
        """CREATE OR REPLACE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
           FOR EACH ROW EXECUTE FUNCTION mutong_refuse_change()""",
        """CREATE OR REPLACE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
           FOR EACH STATEMENT EXECUTE FUNCTION mutong_refuse_change()""",
    ],
}
