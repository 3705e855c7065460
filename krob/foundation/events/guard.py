"""The database's own refusal to change or delete what is only ever added, and its lifting.

Lifting is for test databases alone: Django empties tables between tests with DELETE.
"""

from django.db import connection
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLES = (
    "events_event",
    "events_personalread",
    "events_readsubject",
    "events_seal",
    "events_link",
)
SETTING = "krob.append_only_lifted"
_SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
WHEN NOT EXISTS (SELECT 1 FROM events_lifted)
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
_POSTGRES_FUNCTION = f"""
CREATE FUNCTION events_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('{SETTING}', true) = 'on' THEN
        RETURN COALESCE(NEW, OLD);
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$
"""
_POSTGRES = """
CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION events_append_only();
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION events_append_only();
"""


def statements(vendor: str) -> list[str]:
    """Return what puts the guard up, for the migration."""
    if vendor == "postgresql":
        return [_POSTGRES_FUNCTION, *(_POSTGRES.format(table=table) for table in TABLES)]
    made = ["CREATE TABLE events_lifted (lifted INTEGER NOT NULL)"]
    for table in TABLES:
        made += [_SQLITE.format(table=table, verb=verb) for verb in ("UPDATE", "DELETE")]
    return made


def protect(editor: BaseDatabaseSchemaEditor, *tables: str) -> None:
    """Put the same guard over another room's tables; called by that room's migration.

    The room's migration depends on ``events.0002_append_only``.
    """
    for table in tables:
        if editor.connection.vendor == "postgresql":
            editor.execute(_POSTGRES.format(table=table), params=None)
            continue
        for verb in ("UPDATE", "DELETE"):
            editor.execute(_SQLITE.format(table=table, verb=verb), params=None)


def lift_in_tests() -> None:
    """Let this test database's rows be deleted: called by the test runner once."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            name = connection.ops.quote_name(str(connection.settings_dict["NAME"]))
            cursor.execute(f"ALTER DATABASE {name} SET {SETTING} = 'on'")
            cursor.execute(f"SET {SETTING} = 'on'")
        else:
            cursor.execute("INSERT INTO events_lifted VALUES (1)")
