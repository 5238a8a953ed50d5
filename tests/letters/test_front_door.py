"""What ``kaicheng.letters`` offers, and that nothing in it reaches for a clock or a framework."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import kaicheng.letters as letters

FOLDER = Path(letters.__file__).parent


def test_the_front_door_is_what_it_says() -> None:
    public = {
        name
        for name, value in vars(letters).items()
        if not name.startswith("_") and not isinstance(value, ModuleType)
    }
    assert public | {"templates", "verify", "compose"} == set(letters.__all__)
    assert callable(letters.compose) and callable(letters.verify) and callable(letters.templates)


def test_everything_offered_is_documented() -> None:
    for name in letters.__all__:
        assert getattr(letters, name).__doc__, name


def test_it_loads_without_any_framework() -> None:
    code = "import sys, kaicheng.letters; print('django' in sys.modules or 'wagtail' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout == "False\n"


def test_it_never_asks_the_machine_for_the_time() -> None:
    for file in FOLDER.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                assert node.func.attr not in ("today", "now", "utcnow"), f"{file.name}:{node.lineno}"
