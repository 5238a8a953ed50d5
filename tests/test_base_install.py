"""The wheel, installed with nothing but the base requirements, is the command line without any web."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import REPORTS

ROOT = Path(__file__).parent.parent
UV = shutil.which("uv", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]))


def uv(*arguments: str | Path, python: Path | None = None) -> None:
    assert UV, "uv is missing: run make install"
    environment = {**os.environ, "VIRTUAL_ENV": str(python.parent.parent if python else sys.prefix)}
    done = subprocess.run(
        [UV, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    uv("build", "--quiet", "--wheel", "--no-build-isolation", "--python", sys.executable, "--out-dir", folder)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def base(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bin folder of an environment with the base install alone."""
    folder = tmp_path_factory.mktemp("base") / "venv"
    uv("venv", "--quiet", "--python", sys.executable, folder)
    python = folder / "bin" / "python"
    uv("pip", "install", "--quiet", "--require-hashes", "-r", "requirements/base.txt", python=python)
    uv("pip", "install", "--quiet", "--no-deps", wheel, python=python)
    return folder / "bin"


def run(command: list[str | Path]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")


def test_wheel__carries_data_templates_and_compiled_translations(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    assert "kaicheng/annual_report/data/form-2021.yaml" in names
    assert "kaicheng/portal/templates/base.html" in names
    assert "kaicheng/portal/static/portal/css/tokens.css" in names
    assert "kaicheng/portal/demonstration/xichang-hrss-2024.txt" in names
    assert "kaicheng/locale/en/LC_MESSAGES/django.mo" in names
    assert not [name for name in names if name.startswith("tests/")]


def test_base_install__has_no_web_framework(base):
    assert run([base / "python", "-c", "import django"]).returncode == 1
    assert run([base / "python", "-c", "import wagtail"]).returncode == 1


def test_command__tells_what_it_can_do(base):
    done = run([base / "kaicheng", "--help"])
    assert done.returncode == 0, done.stderr
    assert "report" in done.stdout


def test_command__checks_a_report(base):
    report = REPORTS / "xichang-hrss-2024.txt"
    done = run([base / "kaicheng", "report", "check", report, "--format", "json"])
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)["files"][0]["findings"]
    assert {"F08", "F12", "F15"} <= {finding["rule"] for finding in found}


@pytest.mark.parametrize("kind", ["html", "docx", "pdf", "xlsx", "json"])
def test_command__writes_every_kind(base, tmp_path, kind):
    target = tmp_path / f"report.{kind}"
    report = REPORTS / "xichang-hrss-2024.txt"
    done = run([base / "kaicheng", "report", "write", report, "--to", kind, "-o", target])
    assert done.returncode == 0, done.stderr
    assert target.stat().st_size > 1000
