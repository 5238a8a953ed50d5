"""An import killed again and again ends with every document once, each under a number of its own."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.databases import MIGRATED, Files

ROOT = Path(__file__).parents[2]
MANY = 1_300
SETTING_UP = """
import django; django.setup()
from tests.publishing.factories import a_publisher
a_publisher("示例市公开局")
"""


@pytest.mark.database
def test_import_killed_while_it_stores__goes_on_where_it_was(shelf, tmp_path):
    if not isinstance(shelf, Files):
        pytest.skip("the same on every kind of database")
    shutil.copy(shelf.file(MIGRATED), tmp_path / "kaicheng.sqlite3")
    environment = {
        **os.environ,
        "KAICHENG_VAR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "kaicheng.settings.dev",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
        "PYTHONUNBUFFERED": "1",
    }
    environment.pop("KAICHENG_DATABASE_URL", None)
    subprocess.run([sys.executable, "-c", SETTING_UP], cwd=ROOT, env=environment, check=True)
    source = tmp_path / "原网站.json"
    source.write_text(
        json.dumps(
            [
                {
                    "title": f"第{number}批技能培训补贴公示",
                    "date": f"2023-{1 + number % 12:02}-05",
                    "content": f"<p>第{number}批。</p>",
                    "url": f"http://www.example.org/{number}.html",
                }
                for number in range(MANY)
            ],
            ensure_ascii=False,
        ),
        "utf-8",
    )
    command = [sys.executable, "-m", "django", "import_site", str(source), "--agency", "示例市公开局"]

    def until(line: str) -> str:
        """What the import says up to that line, when it is killed; all of it when it gets to its end."""
        with subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None and process.stderr is not None
            said = ""
            for one in process.stdout:
                said += one
                if line and one.startswith(line):
                    process.send_signal(signal.SIGKILL)
            errors = process.stderr.read()
        assert process.returncode == (-signal.SIGKILL if line else 0), said + errors
        return said

    until("已导入500条")
    until("已导入500条")
    said = until("")
    assert "完成" in said
    assert "没有变化" in until("")
    with closing(sqlite3.connect(tmp_path / "kaicheng.sqlite3")) as database:
        rows = database.execute("SELECT index_number, source_url FROM publishing_documentpage").fetchall()
        told = database.execute("SELECT count(*) FROM audit_event WHERE action = 'publishing.imported'")
        assert told.fetchone() == (1,)
        paths = database.execute(
            "SELECT count(*), count(DISTINCT path), count(DISTINCT url_path) FROM wagtailcore_page"
        )
        assert len(set(paths.fetchone())) == 1
    assert len(rows) == len({url for _number, url in rows}) == MANY
    numbers = sorted(int(number.rpartition("-")[2]) for number, _url in rows)
    assert numbers == list(range(1, MANY + 1)), "no number is missing, none is given twice"
