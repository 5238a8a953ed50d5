"""``kaicheng demo`` becomes ``manage.py demo``."""

from __future__ import annotations

import os
import sys

import pytest
from click.testing import CliRunner

from kaicheng.cli import main


class Became(Exception):
    """The process was replaced."""


@pytest.fixture
def became(monkeypatch):
    found = {}

    def execve(path, command, environment):
        found.update(path=path, command=command, environment=environment)
        raise Became

    monkeypatch.setattr(os, "execve", execve)
    return found


def test_demo__hands_its_options_on(became, monkeypatch):
    monkeypatch.delenv("DJANGO_SETTINGS_MODULE", raising=False)
    CliRunner().invoke(main, ["demo", "--size", "large", "--serve", "--port", "8123"])
    assert became["path"] == sys.executable
    assert became["command"][1:] == ["-m", "django", "demo", "--size=large", "--port=8123", "--serve"]
    assert became["environment"]["DJANGO_SETTINGS_MODULE"] == "kaicheng.settings.dev"


def test_demo__keeps_the_settings_it_is_given(became, monkeypatch):
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "some.settings")
    CliRunner().invoke(main, ["demo"])
    assert became["command"][1:] == ["-m", "django", "demo", "--size=small", "--port=8000"]
    assert became["environment"]["DJANGO_SETTINGS_MODULE"] == "some.settings"


def test_demo__without_the_platform_says_so(became, monkeypatch):
    monkeypatch.setattr("kaicheng.cli.demo.find_spec", lambda name: None)
    result = CliRunner().invoke(main, ["demo"])
    assert result.exit_code == 2
    assert "kaicheng[web]" in result.output
    assert not became
