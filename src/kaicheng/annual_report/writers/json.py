"""A report as JSON, every figure exactly as it stands: 24.83 is written ``24.83``."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from kaicheng.annual_report.model import AnnualReport

_quoted = json.JSONEncoder(ensure_ascii=False).encode


def write(report: AnnualReport) -> bytes:
    """The object of the contract ``kaicheng/annual-report/1`` in UTF-8, keys in the order of the form."""
    return dump(report.to_json())


def dump(value: Any) -> bytes:
    """``value`` as indented JSON in UTF-8 with a newline at the end.

    Takes what :func:`json.dumps` takes with strings as keys, and ``Decimal``, which is written in full:
    the standard library would need a float for it, which has fewer digits.
    """
    pieces: list[str] = []
    _append(value, "\n", pieces.append)
    pieces.append("\n")
    return "".join(pieces).encode("utf-8", "replace")


def _append(value: Any, indent: str, put: Callable[[str], None]) -> None:
    if isinstance(value, str):
        put(_quoted(value))
    elif isinstance(value, Decimal):
        put(format(value, "f"))
    elif isinstance(value, Mapping) and value:
        between, inner = "{", indent + "  "
        for name, item in value.items():
            put(f"{between}{inner}{_quoted(name)}: ")
            _append(item, inner, put)
            between = ","
        put(indent + "}")
    elif isinstance(value, list | tuple) and value:
        between, inner = "[", indent + "  "
        for item in value:
            put(between + inner)
            _append(item, inner, put)
            between = ","
        put(indent + "]")
    else:
        put(json.dumps(dict(value) if isinstance(value, Mapping) else value))
