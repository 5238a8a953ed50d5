"""The database's own refusal to change the trail: triggers, the same in effect on SQLite and PostgreSQL.

An event must follow the one before it and is never updated or deleted; a head only moves forward, onto an
event that is there; personal values may be deleted (which verification holds against a recorded erasure) but
not edited. Whoever owns the tables can drop triggers: then verification finds what they did.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.backends.base.base import BaseDatabaseWrapper

from kaicheng.audit_chain.digests import START

_MESSAGE = "audit: the trail is only appended to"

_FOLLOWS = f"""
    (NEW.seq = 1 AND NEW.previous = '{START}')
    OR EXISTS (SELECT 1 FROM audit_event
               WHERE chain = NEW.chain AND seq = NEW.seq - 1 AND hash = NEW.previous)
"""  # noqa: S608 — no value from outside
_FORWARD = """
    NEW.chain = OLD.chain AND NEW.seq > OLD.seq
    AND EXISTS (SELECT 1 FROM audit_event
                WHERE chain = OLD.chain AND seq = OLD.seq + 1 AND previous = OLD.hash)
    AND EXISTS (SELECT 1 FROM audit_event
                WHERE chain = NEW.chain AND seq = NEW.seq AND hash = NEW.hash)
"""
_BEGINS = f"NEW.seq = 0 AND NEW.hash = '{START}'"

# SQLite's INSERT OR REPLACE deletes the old row without asking the triggers for DELETE.
_NEW_EVENT = (
    "NOT EXISTS (SELECT 1 FROM audit_event WHERE id = NEW.id OR (chain = NEW.chain AND seq = NEW.seq))"
)
_NEW_HEAD = "NOT EXISTS (SELECT 1 FROM audit_head WHERE chain = NEW.chain)"
_NEW_PERSONAL = "NOT EXISTS (SELECT 1 FROM audit_personal WHERE event_id = NEW.event_id)"

_SQLITE = {
    # name: (table, moment, condition under which it is permitted)
    "audit_event_insert": ("audit_event", "INSERT", f"({_FOLLOWS}) AND {_NEW_EVENT}"),
    "audit_event_update": ("audit_event", "UPDATE", "FALSE"),
    "audit_event_delete": ("audit_event", "DELETE", "FALSE"),
    "audit_head_insert": ("audit_head", "INSERT", f"{_BEGINS} AND {_NEW_HEAD}"),
    "audit_head_update": ("audit_head", "UPDATE", _FORWARD),
    "audit_head_delete": ("audit_head", "DELETE", "FALSE"),
    "audit_personal_insert": ("audit_personal", "INSERT", _NEW_PERSONAL),
    "audit_personal_update": ("audit_personal", "UPDATE", "FALSE"),
}

_POSTGRESQL = {
    "audit_event_insert": ("audit_event", "INSERT", _FOLLOWS),
    "audit_event_update": ("audit_event", "UPDATE", "FALSE"),
    "audit_event_delete": ("audit_event", "DELETE", "FALSE"),
    "audit_event_truncate": ("audit_event", "TRUNCATE", "FALSE"),
    "audit_head_insert": ("audit_head", "INSERT", _BEGINS),
    "audit_head_update": ("audit_head", "UPDATE", _FORWARD),
    "audit_head_delete": ("audit_head", "DELETE", "FALSE"),
    "audit_head_truncate": ("audit_head", "TRUNCATE", "FALSE"),
    "audit_personal_update": ("audit_personal", "UPDATE", "FALSE"),
    "audit_personal_truncate": ("audit_personal", "TRUNCATE", "FALSE"),
}


def install(connection: BaseDatabaseWrapper) -> None:
    """Create every trigger, replacing one of the same name."""
    remove(connection)
    with connection.cursor() as cursor:
        for statement in _statements(connection.vendor):
            cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Drop every trigger. For migrations backwards, and for emptying a test database."""
    postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        for name, (table, _, _) in _guards(connection.vendor).items():
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}" + (f" ON {table}" if postgresql else ""))
            if postgresql:
                cursor.execute(f"DROP FUNCTION IF EXISTS {name}()")


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """The names of triggers that are not there, switched off, or not ours any more."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT tgname, prosrc FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid"
                " WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
                " AND tgrelid::regclass::text IN ('audit_event', 'audit_head', 'audit_personal')"
            )
            wanted = {name: _body(guard) for name, guard in _POSTGRESQL.items()}
        else:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            wanted = {name: _sqlite_trigger(name) for name in _SQLITE}
        found = dict(cursor.fetchall())
    return [name for name, text in wanted.items() if found.get(name) != text]


def _guards(vendor: str) -> dict[str, tuple[str, str, str]]:
    return _POSTGRESQL if vendor == "postgresql" else _SQLITE


def _statements(vendor: str) -> Iterator[str]:
    if vendor != "postgresql":
        yield from map(_sqlite_trigger, _SQLITE)
        return
    for name, guard in _POSTGRESQL.items():
        table, moment, _ = guard
        each = "STATEMENT" if moment == "TRUNCATE" else "ROW"
        yield f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $guard${_body(guard)}$guard$"
        yield (f"CREATE TRIGGER {name} BEFORE {moment} ON {table} FOR EACH {each} EXECUTE FUNCTION {name}()")


def _body(guard: tuple[str, str, str]) -> str:
    """The body of a PostgreSQL trigger's function."""
    _, moment, permitted = guard
    if permitted == "FALSE":
        return f"BEGIN RAISE EXCEPTION '{_MESSAGE}: no {moment}'; END"
    return (
        f"BEGIN IF {permitted} THEN RETURN NEW; END IF; RAISE EXCEPTION '{_MESSAGE}: no such {moment}'; END"
    )


def _sqlite_trigger(name: str) -> str:
    table, moment, permitted = _SQLITE[name]
    return (
        f"CREATE TRIGGER {name} BEFORE {moment} ON {table} FOR EACH ROW WHEN NOT ({permitted})"
        f" BEGIN SELECT RAISE(ABORT, '{_MESSAGE}: no such {moment}'); END"
    )
