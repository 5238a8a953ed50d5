"""A process killed between the commit and the files: what it left is written by the next one."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kaicheng.portal.public.building import CURRENT
from tests.databases import MIGRATED, Files

ROOT = Path(__file__).parents[3]
TITLE = "关于做好稳岗就业工作的通知"
DYING = f"""
import django; django.setup()
import os, signal
from kaicheng.portal.public import building
from kaicheng.publishing.actions.withdraw import Withdraw
from tests.portal.public.conftest import a_site
from tests.publishing.factories import published

publisher = a_site()
page = published(publisher, "{TITLE}")
building.build()
building.update = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
Withdraw(page, by=publisher.leader, reason="附件有误").execute()
"""


@pytest.mark.database
def test_withdrawal_killed_before_its_files__is_finished_by_catching_up(shelf, tmp_path):
    if not isinstance(shelf, Files):
        pytest.skip("the same on every kind of database")
    shutil.copy(shelf.file(MIGRATED), tmp_path / "kaicheng.sqlite3")

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {
            **os.environ,
            "KAICHENG_VAR": str(tmp_path),
            "DJANGO_SETTINGS_MODULE": "kaicheng.settings.dev",
            "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
        }
        environment.pop("KAICHENG_DATABASE_URL", None)
        command = [sys.executable, *arguments]
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)

    def mentions() -> list[Path]:
        files = (path for path in (tmp_path / "public" / CURRENT).resolve().rglob("*") if path.is_file())
        return [path for path in files if TITLE.encode() in path.read_bytes()]

    died = run("-c", DYING)
    assert died.returncode == -signal.SIGKILL, died.stderr
    assert mentions(), "the files were not reached, as it was meant"
    caught_up = run("-m", "django", "public_site", "catch-up")
    assert caught_up.returncode == 0, caught_up.stderr
    assert mentions() == []
    checked = run("-m", "django", "public_site", "check")
    assert checked.returncode == 0, checked.stdout + checked.stderr
