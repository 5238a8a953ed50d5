"""``kaicheng audit verify`` without a file proves a database, in a process of its own."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

WRITE = """
import django; django.setup()
from tests.audit.trail import a_day
a_day()
"""


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A SQLite file of a minimal installation, still empty."""
    path = tmp_path / "trail.sqlite3"
    monkeypatch.setenv("MINIMAL_DATABASE", str(path))
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "tests.audit.minimal")
    monkeypatch.delenv("KAICHENG_DATABASE_URL", raising=False)
    return path


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command], capture_output=True, text=True, check=False, env=os.environ
    )


def test_a_database__sound_tampered_with_or_unreadable(database: Path):
    done = run("-m", "kaicheng", "audit", "verify")
    assert (done.returncode, "是否已执行 migrate" in done.stderr) == (2, True)

    run("-m", "django", "migrate").check_returncode()
    run("-c", WRITE).check_returncode()
    done = run("-m", "kaicheng", "audit", "verify", "--chain", "agency:1")
    assert (done.returncode, done.stdout) == (0, "agency:1：共6条，完整无误\n")

    with sqlite3.connect(database) as connection:
        connection.execute("DROP TRIGGER audit_event_update")
        connection.execute("UPDATE audit_event SET actor = '8' WHERE seq = 4")
    done = run("-m", "kaicheng", "audit", "verify", "--lang", "en")
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "agency:1#4\tA02\tEvent 4: altered. The hash of what it says is not the hash recorded with it.",
        "agency:1: 6 event(s), 1 problem(s)",
        "audit_event_update\tA09\tThe database trigger audit_event_update is missing: "
        "the trail is unguarded. Run manage.py audit_guard, and find out why.",
    ]
