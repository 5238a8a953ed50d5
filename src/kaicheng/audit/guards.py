"""The database's own refusal to change the trail: triggers, the same in effect on SQLite and PostgreSQL.

Inserting an event moves its chain's head onto it, provided that it follows that head; a head moves in no
other way. Events are never updated or deleted. Personal values may be deleted (which verification holds
against a recorded erasure) but not edited. Whoever owns the tables can drop triggers: then nothing can be
recorded until they are back, and verification finds what was done meanwhile.

Conditions look at heads and primary keys, never through events by chain: what a trigger costs must not
depend on the plan that PostgreSQL cached while the table was small.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.backends.base.base import BaseDatabaseWrapper

from kaicheng.audit_chain.digests import START

_MESSAGE = "audit: the trail is only appended to"
_BEGINS = f"NEW.seq = 0 AND NEW.hash = '{START}'"


def _sqlite_refusal(table: str, moment: str, permitted: str = "FALSE") -> str:
    return (
        f"BEFORE {moment} ON {table} FOR EACH ROW WHEN NOT ({permitted})"
        f" BEGIN SELECT RAISE(ABORT, '{_MESSAGE}: no such {moment}'); END"
    )


# SQLite's INSERT OR REPLACE deletes the old row without asking the triggers for DELETE, so that each INSERT
# has to see that there is none.
_SQLITE = {
    "audit_event_insert": _sqlite_refusal(
        "audit_event",
        "INSERT",
        "EXISTS (SELECT 1 FROM audit_head"
        " WHERE chain = NEW.chain AND seq = NEW.seq - 1 AND hash = NEW.previous)"
        " AND NOT EXISTS (SELECT 1 FROM audit_event WHERE id = NEW.id)",
    ),
    "audit_event_inserted": (
        "AFTER INSERT ON audit_event FOR EACH ROW BEGIN"
        " UPDATE audit_head SET seq = NEW.seq, hash = NEW.hash WHERE chain = NEW.chain; END"
    ),
    "audit_event_update": _sqlite_refusal("audit_event", "UPDATE"),
    "audit_event_delete": _sqlite_refusal("audit_event", "DELETE"),
    "audit_head_insert": _sqlite_refusal(
        "audit_head",
        "INSERT",
        f"{_BEGINS} AND NOT EXISTS (SELECT 1 FROM audit_head WHERE chain = NEW.chain)",  # noqa: S608
    ),
    "audit_head_update": _sqlite_refusal(
        "audit_head",
        "UPDATE",
        "NEW.chain = OLD.chain AND NEW.seq = OLD.seq + 1 AND EXISTS (SELECT 1 FROM audit_event"
        " WHERE chain = NEW.chain AND seq = NEW.seq AND hash = NEW.hash AND previous = OLD.hash)",
    ),
    "audit_head_delete": _sqlite_refusal("audit_head", "DELETE"),
    "audit_personal_insert": _sqlite_refusal(
        "audit_personal",
        "INSERT",
        "NOT EXISTS (SELECT 1 FROM audit_personal WHERE event_id = NEW.event_id)",
    ),
    "audit_personal_update": _sqlite_refusal("audit_personal", "UPDATE"),
}


def _refusal(moment: str, permitted: str = "") -> str:
    unless = f"IF {permitted} THEN RETURN NEW; END IF; " if permitted else ""
    return f"BEGIN {unless}RAISE EXCEPTION '{_MESSAGE}: no such {moment}'; END"


# By statement and not by row: a thousand events of one transaction are one step of the head, not a thousand
# dead versions of its row.
_FOLLOW = f"""BEGIN
    IF EXISTS (
        SELECT 1 FROM (
            SELECT chain, seq, previous, lag(seq) OVER line AS seq_before, lag(hash) OVER line AS hash_before
            FROM added WINDOW line AS (PARTITION BY chain ORDER BY seq)
        ) AS event LEFT JOIN audit_head AS head ON head.chain = event.chain
        WHERE head.chain IS NULL
           OR event.seq <> coalesce(event.seq_before, head.seq) + 1
           OR event.previous <> coalesce(event.hash_before, head.hash)
    ) THEN RAISE EXCEPTION '{_MESSAGE}: no such INSERT'; END IF;
    UPDATE audit_head SET seq = newest.seq, hash = newest.hash
    FROM (SELECT DISTINCT ON (chain) chain, seq, hash FROM added ORDER BY chain, seq DESC) AS newest
    WHERE audit_head.chain = newest.chain;
    RETURN NULL;
END"""  # noqa: S608 — no value from outside

_POSTGRESQL = {
    # name: (when, the body of its function)
    "audit_event_inserted": (
        "AFTER INSERT ON audit_event REFERENCING NEW TABLE AS added FOR EACH STATEMENT",
        _FOLLOW,
    ),
    "audit_event_update": ("BEFORE UPDATE ON audit_event FOR EACH ROW", _refusal("UPDATE")),
    "audit_event_delete": ("BEFORE DELETE ON audit_event FOR EACH ROW", _refusal("DELETE")),
    "audit_event_truncate": ("BEFORE TRUNCATE ON audit_event FOR EACH STATEMENT", _refusal("TRUNCATE")),
    "audit_head_insert": ("BEFORE INSERT ON audit_head FOR EACH ROW", _refusal("INSERT", _BEGINS)),
    "audit_head_update": (
        "BEFORE UPDATE ON audit_head FOR EACH ROW",
        # 2: from within the trigger of an event
        _refusal("UPDATE", "pg_trigger_depth() = 2 AND NEW.chain = OLD.chain AND NEW.seq > OLD.seq"),
    ),
    "audit_head_delete": ("BEFORE DELETE ON audit_head FOR EACH ROW", _refusal("DELETE")),
    "audit_head_truncate": ("BEFORE TRUNCATE ON audit_head FOR EACH STATEMENT", _refusal("TRUNCATE")),
    "audit_personal_update": ("BEFORE UPDATE ON audit_personal FOR EACH ROW", _refusal("UPDATE")),
    "audit_personal_truncate": (
        "BEFORE TRUNCATE ON audit_personal FOR EACH STATEMENT",
        _refusal("TRUNCATE"),
    ),
}


def install(connection: BaseDatabaseWrapper) -> None:
    """Create every trigger, replacing one of the same name."""
    remove(connection)
    with connection.cursor() as cursor:
        for statement in _statements(connection.vendor):
            cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Drop every trigger. For migrations backwards, and for emptying a test database."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for name, (when, _) in _POSTGRESQL.items():
                table = when.partition(" ON ")[2].split()[0]
                cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
                cursor.execute(f"DROP FUNCTION IF EXISTS {name}()")
        else:
            for name in _SQLITE:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """The names of triggers that are not there, switched off, or not ours any more."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT tgname, prosrc FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid"
                " WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
                " AND tgrelid::regclass::text IN ('audit_event', 'audit_head', 'audit_personal')"
            )
            wanted = {name: body for name, (_, body) in _POSTGRESQL.items()}
        else:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            wanted = {name: f"CREATE TRIGGER {name} {text}" for name, text in _SQLITE.items()}
        found = dict(cursor.fetchall())
    return [name for name, text in wanted.items() if found.get(name) != text]


def _statements(vendor: str) -> Iterator[str]:
    if vendor != "postgresql":
        yield from (f"CREATE TRIGGER {name} {text}" for name, text in _SQLITE.items())
        return
    for name, (when, body) in _POSTGRESQL.items():
        yield f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $guard${body}$guard$"
        yield f"CREATE TRIGGER {name} {when} EXECUTE FUNCTION {name}()"
