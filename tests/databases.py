"""Databases for tests: each state of one is made once in a run, and every process works in a copy of its own.

Migrating takes ten seconds and loading the demonstration some more, so a :class:`State` is made by the first
process that wants it, while others wait, and copied from then on: a file for SQLite, a template for
PostgreSQL. Package fixtures choose the state that their tests begin with::

    DEMONSTRATION = State("demonstration", load_it, MIGRATED)

    @pytest.fixture(scope="package", autouse=True)
    def _demonstration(shelf):
        with shelf.using(DEMONSTRATION):
            yield

What a test does is rolled back; after one that commits, the database is copied anew. So no test sees what
another did, in whatever order and in however many processes they run.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection

Access = Callable[[], AbstractContextManager[None]]


@dataclass(frozen=True)
class State:
    """What is in a database: ``make`` makes it out of ``base``, or out of an empty one."""

    name: str
    make: Callable[[], None]
    base: State | None = None


def _migrate() -> None:
    call_command("migrate", verbosity=0, interactive=False)


MIGRATED = State("migrated", _migrate)


class Shelf(ABC):
    """The states of one run, in a folder that all its processes share; ``mine`` tells these apart.

    Within ``access`` the database may be touched, although the test at hand may not.
    """

    def __init__(self, folder: Path, mine: str, access: Access) -> None:
        self.folder, self.mine, self.access = folder, mine, access
        self.current: State | None = None
        folder.mkdir(exist_ok=True)

    @contextmanager
    def using(self, state: State) -> Iterator[None]:
        """While this lasts the database is a copy of ``state``; afterwards one of what it was before."""
        before = self.current
        self.put(state)
        try:
            yield
        finally:
            if before is not None:
                self.put(before)
            else:
                with self.access():
                    self._leave()
                self.current = None

    def put(self, state: State) -> None:
        """Make the database a fresh copy of ``state``."""
        with self.access():
            self._provide(state)
            self._copy(state)
        self.current = state
        ContentType.objects.clear_cache()
        cache.clear()

    @abstractmethod
    def lent(self, state: State, folder: Path) -> AbstractContextManager[str]:
        """The name of another copy of ``state``, for other processes; in ``folder`` if it is a file."""

    def again(self) -> None:
        """A fresh copy of the current state."""
        assert self.current is not None
        self.put(self.current)

    def _provide(self, state: State) -> None:
        """See to it that ``state`` is made; only one process makes it."""
        made = self.folder / f"{state.name}.made"
        if state.base is not None:
            self._provide(state.base)
        with (self.folder / f"{state.name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if made.exists():
                return
            self._copy(state.base)
            state.make()
            self._keep(state)
            made.touch()

    @abstractmethod
    def _copy(self, state: State | None) -> None:
        """Let the connection lead to a copy of ``state``, or to an empty database."""

    @abstractmethod
    def _keep(self, state: State) -> None:
        """Keep what the connection leads to as ``state``."""

    @abstractmethod
    def _leave(self) -> None:
        """Give up this process's database."""


class Files(Shelf):
    """SQLite: states are files, the copies are in memory."""

    @contextmanager
    def lent(self, state: State, folder: Path) -> Iterator[str]:
        copy = folder / f"{state.name}.sqlite3"
        shutil.copy(self.file(state), copy)
        yield str(copy)

    def file(self, state: State) -> Path:
        """The state as a file, to be copied for another process; made if it is not there yet."""
        with self.using(state):
            return self._path(state)

    def _copy(self, state: State | None) -> None:
        connection.close()
        connection.settings_dict["NAME"] = connection.creation._get_test_db_name()
        connection.ensure_connection()
        with closing(sqlite3.connect(":memory:" if state is None else self._path(state))) as kept:
            kept.backup(connection.connection)

    def _keep(self, state: State) -> None:
        with closing(sqlite3.connect(self._path(state))) as kept:
            connection.connection.backup(kept)

    def _leave(self) -> None:
        connection.close()

    def _path(self, state: State) -> Path:
        return self.folder / f"{state.name}.sqlite3"


class Templates(Shelf):
    """PostgreSQL: states are template databases, named after the folder."""

    def __init__(self, folder: Path, mine: str, access: Access, url: str) -> None:
        super().__init__(folder, mine, access)
        self.url = url
        self.own = _name(folder, mine)

    @contextmanager
    def lent(self, state: State, folder: Path) -> Iterator[str]:
        with self.using(state):  # so that it is made
            pass
        name = f"{self.own}_lent"
        _order(self.url, f"CREATE DATABASE {name} TEMPLATE {_name(self.folder, state.name)}")
        try:
            yield name
        finally:
            _order(self.url, f"DROP DATABASE {name} WITH (FORCE)")

    def _copy(self, state: State | None) -> None:
        self._leave()
        template = "template0" if state is None else _name(self.folder, state.name)
        _order(self.url, f"CREATE DATABASE {self.own} TEMPLATE {template}")
        connection.settings_dict["NAME"] = self.own

    def _keep(self, state: State) -> None:
        connection.close()
        _order(self.url, f"ALTER DATABASE {self.own} RENAME TO {_name(self.folder, state.name)}")

    def _leave(self) -> None:
        connection.close()
        _order(self.url, f"DROP DATABASE IF EXISTS {self.own} WITH (FORCE)")


def shelf_of(folder: Path, mine: str, access: Access) -> Shelf:
    """The shelf for the kind of database that this run was given."""
    url = os.environ.get("KAICHENG_DATABASE_URL")
    return Templates(folder, mine, access, url) if url else Files(folder, mine, access)


def clear(folder: Path) -> None:
    """Take away what a run left on the server, if it was given one."""
    url = os.environ.get("KAICHENG_DATABASE_URL")
    for made in folder.glob("*.made") if url else ():
        _order(str(url), f"DROP DATABASE IF EXISTS {_name(folder, made.stem)} WITH (FORCE)")


def _name(folder: Path, name: str) -> str:
    return f"kaicheng_{folder.parent.name}_{name}".replace("-", "_").lower()


def _order(url: str, statement: str) -> None:
    import psycopg

    with psycopg.connect(url, autocommit=True) as server:
        server.execute(statement)  # type: ignore[arg-type]
