"""三员分立 kept by the database too: appointments of two duties never overlap in one person.

Triggers, because no other constraint that both databases have looks at more than one row. They are put in
place after every migration, since SQLite loses a table's triggers when it rebuilds the table.
"""

from __future__ import annotations

from typing import Any

from django.db import connections

MESSAGE = "system, security and audit administrators are separate people without business roles"

_OVERLAP = """
    EXISTS (
        SELECT 1 FROM agencies_membership AS other
        WHERE other.user_id = NEW.user_id AND other.id <> COALESCE(NEW.id, -1) AND other.duty <> NEW.duty
          AND other.ended_at IS NULL
          AND (other.valid_to IS NULL OR NEW.valid_from IS NULL OR other.valid_to >= NEW.valid_from)
          AND (NEW.valid_to IS NULL OR other.valid_from IS NULL OR NEW.valid_to >= other.valid_from)
    )
"""

_SQLITE = [
    f"""
    CREATE TRIGGER IF NOT EXISTS agencies_separation_{event.lower()} BEFORE {event} ON agencies_membership
    WHEN NEW.ended_at IS NULL AND {_OVERLAP}
    BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END
    """
    for event in ("INSERT", "UPDATE")
]

_POSTGRESQL = [
    f"""
    CREATE OR REPLACE FUNCTION agencies_separation() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF {_OVERLAP} THEN
            RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE OR REPLACE TRIGGER agencies_separation BEFORE INSERT OR UPDATE ON agencies_membership
    FOR EACH ROW WHEN (NEW.ended_at IS NULL) EXECUTE FUNCTION agencies_separation()
    """,
]  # nothing of it comes from outside


def install(connection: Any) -> None:
    """Put the triggers in place where they are missing."""
    if "agencies_membership" not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        for statement in _POSTGRESQL if connection.vendor == "postgresql" else _SQLITE:
            cursor.execute(statement)


def after_migrating(*, using: str, **_signal: Any) -> None:
    """The receiver of Django's signal."""
    install(connections[using])
