"""A report as JSON, every figure exactly as it stands: 24.83 is written ``24.83``."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from kaicheng.annual_report.model import AnnualReport


def write(report: AnnualReport) -> bytes:
    """The object of the contract ``kaicheng/annual-report/1`` in UTF-8, keys in the order of the form."""
    return dump(report.to_json())


def dump(value: Any) -> bytes:
    """``value`` as indented JSON in UTF-8 with a newline at the end.

    Takes what :func:`json.dumps` takes with strings as keys, and ``Decimal``, which is written in full:
    the standard library would need a float for it, which has fewer digits.
    """
    return ("".join(_pieces(value, "\n")) + "\n").encode("utf-8", "replace")


def _pieces(value: Any, indent: str) -> Iterator[str]:
    if isinstance(value, Mapping) and value:
        inner = indent + "  "
        for number, (name, item) in enumerate(value.items()):
            yield f"{',' if number else '{'}{inner}{json.dumps(name, ensure_ascii=False)}: "
            yield from _pieces(item, inner)
        yield indent + "}"
    elif isinstance(value, list | tuple) and value:
        inner = indent + "  "
        for number, item in enumerate(value):
            yield f"{',' if number else '['}{inner}"
            yield from _pieces(item, inner)
        yield indent + "]"
    elif isinstance(value, Decimal):
        yield format(value, "f")
    else:
        yield json.dumps(dict(value) if isinstance(value, Mapping) else value, ensure_ascii=False)
