"""Reading the environment, in its one place."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from kaicheng.settings.environment import Environment, postgresql
from kaicheng.settings.secret import local_secret_key


def test_nothing_set__is_sqlite_under_var():
    environment = Environment.read({})
    database = environment.database()
    assert database["NAME"] == Path.cwd() / "var" / "kaicheng.sqlite3"
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "synchronous=FULL" in database["OPTIONS"]["init_command"]


def test_database_url__with_everything():
    database = postgresql("postgresql://us%40er:p%2Fw@db.local:5433/kai?sslmode=require")
    assert (database["USER"], database["PASSWORD"]) == ("us@er", "p/w")
    assert (database["HOST"], database["PORT"], database["NAME"]) == ("db.local", "5433", "kai")
    assert database["OPTIONS"] == {"sslmode": "require"}


def test_database_url__with_a_socket():
    assert postgresql("postgresql://kai@/kai?host=/run/pg")["HOST"] == "/run/pg"


def test_database_url__of_another_kind_is_refused():
    with pytest.raises(ValueError, match="must begin with postgresql://"):
        postgresql("mysql://x/y")


@pytest.mark.parametrize(
    ("url", "settings"),
    [
        ("", ("localhost", 25, "", "", False, False)),
        ("smtp://o%40x:p%2Fw@mail.local", ("mail.local", 587, "o@x", "p/w", True, False)),
        ("smtp://mail.local?security=tls", ("mail.local", 465, "", "", False, True)),
        ("smtp://mail.local:2525?security=none", ("mail.local", 2525, "", "", False, False)),
    ],
)
def test_mail_server__is_given_by_one_address(url, settings):
    assert Environment.read({"KAICHENG_EMAIL_URL": url}).email() == settings


@pytest.mark.parametrize("url", ["http://x/", "smtp://x?security=some", "smtp://x?tls=1"])
def test_mail_server__of_another_kind_is_refused(url):
    with pytest.raises(ValueError, match="KAICHENG_EMAIL_URL"):
        Environment.read({"KAICHENG_EMAIL_URL": url}).email()


def test_hosts__are_separated_by_commas():
    assert Environment.read({"KAICHENG_HOSTS": "a.gov.cn, b.gov.cn,"}).hosts == ("a.gov.cn", "b.gov.cn")


def test_secret_key__is_made_once_and_private(tmp_path):
    folder = tmp_path / "var"
    key = local_secret_key(folder)
    assert len(key) >= 50
    assert local_secret_key(folder) == key
    assert stat.S_IMODE((folder / "secret-key").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({}, "KAICHENG_SECRET_KEY"),
        ({"KAICHENG_SECRET_KEY": "x"}, "KAICHENG_HOSTS"),
        ({"KAICHENG_SECRET_KEY": "x", "KAICHENG_HOSTS": "a.gov.cn"}, "KAICHENG_PERSONAL_KEYS"),
    ],
)
def test_production__does_not_start_without(variables, words):
    done = subprocess.run(
        [sys.executable, "-c", "import kaicheng.settings.production"],
        env=variables,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert words in done.stderr


def test_production__passes_djangos_own_deployment_check(tmp_path):
    variables = {
        "KAICHENG_SECRET_KEY": "k" * 30 + "abcdefghijklmnopqrstuvwxyz0123456789",
        "KAICHENG_HOSTS": "www.example.gov.cn",
        "KAICHENG_VAR": str(tmp_path),
        "KAICHENG_PERSONAL_KEYS": str(tmp_path / "keys" / "personal"),
        "DJANGO_SETTINGS_MODULE": "kaicheng.settings.production",
    }
    django = [sys.executable, "-m", "django"]
    subprocess.run([*django, "personal_keys", "create"], env=variables, check=True, capture_output=True)
    done = subprocess.run(
        [*django, "check", "--deploy", "--fail-level", "ERROR"],
        env=variables,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
