"""Compile the catalogues of translations: every ``.po`` gets its ``.mo`` beside it.

Run as a program, or by the build backend whenever the package is built or installed. Needs nothing but
Babel, so that a machine without GNU gettext can do it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

LOCALE = Path(__file__).parent.parent / "src/kaicheng/locale"


def compile_all() -> None:
    """Write every ``.mo`` that is missing or older than its ``.po``."""
    for source in sorted(LOCALE.rglob("*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as file:
            catalog = read_po(file)
        with target.open("wb") as file:
            write_mo(file, catalog)


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Compile before the package is built."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        compile_all()


if __name__ == "__main__":
    compile_all()
