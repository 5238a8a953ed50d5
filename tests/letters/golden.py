"""The letters as read and approved, in ``golden/``; ``python -m tests.letters.golden`` writes them anew.

Read what ``git diff`` shows after that as the office and the court would.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from kaicheng.letters import compose, to_text

from .cases import cases

FOLDER = Path(__file__).parent / "golden"
ON = date(2026, 3, 16)
BEFORE = date(2023, 12, 29)


def written() -> dict[str, str]:
    """Every case as text by name."""
    return {name: to_text(compose(kind, facts, on=ON)) for name, (kind, facts) in cases().items()}


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.txt"):
        old.unlink()
    for name, text in written().items():
        (FOLDER / f"{name}.txt").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
