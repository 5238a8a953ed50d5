"""The editable word lists of ``data/words``."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def words(name: str) -> Any:
    """The list ``data/words/<name>.yaml``."""
    text = files("kaicheng.annual_report").joinpath(f"data/words/{name}.yaml").read_text("utf-8")
    return yaml.safe_load(text)


@cache
def any_of(name: str, key: str) -> re.Pattern[str]:
    """One pattern for all entries under ``key`` of a list."""
    return re.compile("|".join(f"(?:{entry})" for entry in words(name)[key]))
