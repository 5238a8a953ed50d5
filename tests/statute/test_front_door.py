"""What ``kaicheng.statute`` offers, and that nothing in it reaches for a clock or a framework."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

import kaicheng.statute as statute

FOLDER = Path(statute.__file__).parent


def test_the_front_door_is_what_it_says() -> None:
    public = {
        name
        for name, value in vars(statute).items()
        if not name.startswith("_") and not isinstance(value, ModuleType)
    }
    assert public == set(statute.__all__)


def test_everything_offered_is_documented() -> None:
    for name in statute.__all__:
        value = getattr(statute, name)
        if callable(value):
            assert value.__doc__, name


def test_the_example_in_its_docstring_holds() -> None:
    from datetime import date

    found = statute.deadline("answer", date(2026, 1, 30), statute.load_calendar())
    assert found.due == date(2026, 3, 5)


def test_the_tables_that_all_share_cannot_be_changed_by_one() -> None:
    remedies = statute.remedy_table()
    tables = [
        statute.ACTS, statute.act_words(), statute.channels(), statute.means_rules(), statute.outcomes(),
        statute.letters(), statute.evidence(), statute.regions(), remedies.agencies, remedies.paragraphs,
    ]  # fmt: skip
    for table in tables:
        with pytest.raises(TypeError, match="does not support item assignment"):
            table["granted"] = None  # type: ignore[index]


def test_it_loads_without_any_framework() -> None:
    code = "import sys, kaicheng.statute; print('django' in sys.modules or 'wagtail' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout == "False\n"


def test_it_never_asks_the_machine_for_the_time() -> None:
    for file in FOLDER.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                assert node.func.attr not in ("today", "now", "utcnow"), f"{file.name}:{node.lineno}"


def test_no_figure_of_the_law_stands_in_the_code() -> None:
    """Periods, brackets and limits stand in ``data/``; in Python only what arithmetic needs."""
    arithmetic = {0, 1, 2, 3, 4, 5, 7, 10, 12, 16, 100, 999, 1_000_000, 31, 2024, -1}
    for file in FOLDER.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and type(node.value) is int:
                assert node.value in arithmetic, f"{file.name}:{node.lineno}: {node.value}"


def test_files_stay_small() -> None:
    for file in FOLDER.glob("*.py"):
        assert len(file.read_text(encoding="utf-8").splitlines()) <= 400, file.name
