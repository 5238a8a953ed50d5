"""Which optional content (layers, 图层) of a PDF is shown when it is opened."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

HIDDEN = Name("/KaichengHidden")
"""Put on every group and membership that is not shown, so that a copied page still says so."""

_MAX_DEPTH = 32


def mark_hidden(pdf: pikepdf.Pdf) -> None:
    """Mark each group and membership dictionary of ``pdf`` that is not shown."""
    properties = pdf.Root.get("/OCProperties")
    if not isinstance(properties, Dictionary):
        return
    off = _hidden_groups(properties)
    for group in _dictionaries(properties.get("/OCGs")):
        if group.is_indirect and group.objgen in off:
            group[HIDDEN] = True
    for item in pdf.objects:
        if isinstance(item, Dictionary) and item.get("/Type") == Name.OCMD and not _shown(item, off):
            item[HIDDEN] = True


def is_hidden(content: Any) -> bool:
    """Whether something marked with this group or membership is not shown; ``None`` is shown."""
    return isinstance(content, Dictionary) and HIDDEN in content


def _hidden_groups(properties: Dictionary) -> set[tuple[int, int]]:
    default = properties.get("/D")
    config = default if isinstance(default, Dictionary) else Dictionary()
    off: set[tuple[int, int]] = set()
    if config.get("/BaseState") == Name.OFF:
        off = {group.objgen for group in _dictionaries(properties.get("/OCGs"))}
    off -= {group.objgen for group in _dictionaries(config.get("/ON"))}
    off |= {group.objgen for group in _dictionaries(config.get("/OFF"))}
    return off


def _dictionaries(items: Any) -> Iterable[Dictionary]:
    return [item for item in items if isinstance(item, Dictionary)] if isinstance(items, Array) else []


def _shown(membership: Dictionary, off: set[tuple[int, int]]) -> bool:
    expression = membership.get("/VE")
    if isinstance(expression, Array):
        return _holds(expression, off, 0)
    groups = membership.get("/OCGs")
    members = [groups] if isinstance(groups, Dictionary) else list(_dictionaries(groups))
    shown = [group.objgen not in off for group in members]
    if not shown:
        return True
    policy = str(membership.get("/P", "/AnyOn"))
    return {
        "/AllOn": all(shown),
        "/AnyOff": not all(shown),
        "/AllOff": not any(shown),
    }.get(policy, any(shown))


def _holds(expression: Any, off: set[tuple[int, int]], depth: int) -> bool:
    if isinstance(expression, Dictionary):
        return expression.objgen not in off
    if not isinstance(expression, Array) or not len(expression) or depth > _MAX_DEPTH:
        return True
    parts = [_holds(part, off, depth + 1) for part in list(expression)[1:]]
    match str(expression[0]):
        case "/And":
            return all(parts)
        case "/Not":
            return not all(parts)
        case _:
            return any(parts)
