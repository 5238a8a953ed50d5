"""The JSON Schema of an annual report, made from the forms themselves so that it cannot lag behind them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kaicheng.annual_report.form import EDITIONS, Cell, load_form
from kaicheng.annual_report.model import SCHEMA

SCHEMA_ID = "urn:kaicheng:annual-report:1"


def json_schema() -> dict[str, Any]:
    """The schema (JSON Schema 2020-12) of the objects of the contract ``kaicheng/annual-report/1``.

    Objects of a later minor version may have further members, so unknown ones are allowed everywhere but
    among the cells of the statutory tables.
    """
    current, old = load_form("2021"), load_form("2019")
    tables = _tree(current.cells.values())
    legacy = _tree(cell for cell in old.cells.values() if cell.path.startswith("legacy."))
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "政府信息公开工作年度报告",
        "description": (
            "An annual report on government information disclosure. A cell is a number, or null when it is "
            "blank, absent or holds no number; raw keeps what stands there."
        ),
        "type": "object",
        "required": ["schema", "form", *tables],
        "properties": {
            "schema": {"const": SCHEMA},
            "form": {"enum": list(EDITIONS), "description": "Edition of the statutory form"},
            "title": {"type": "string"},
            "agency": {"type": ["string", "null"], "description": "Name of the authority"},
            "year": {"type": ["integer", "null"], "description": "The year reported on"},
            "period": {
                "description": "The days reported on, both included",
                "anyOf": [{"type": "null"}, {"$ref": "#/$defs/period"}],
            },
            "chapters": {
                **_strings("Text of each chapter, paragraphs divided by line feeds"),
                "properties": {"preamble": {"type": "string"}} | _chapters(),
            },
            "headings": {
                **_strings("Headings as printed, in the order of the file"),
                "properties": _chapters(),
            },
            **{name: _node(node) for name, node in tables.items()},
            "legacy": {
                "description": "Tables of the form of 2019; an empty object in a report on a later form",
                "anyOf": [
                    {"type": "object", "maxProperties": 0},
                    _node(legacy["legacy"]),
                ],
            },
            "raw": _strings("What stands in a cell beside or in place of its figure, by cell path"),
            "provenance": _strings("Where in the file each cell was found, by cell path"),
            "notes": {"type": "array", "items": {"$ref": "#/$defs/note"}},
        },
        "$defs": {
            "figure": {
                "type": ["number", "null"],
                "description": "Whole in a sound report, but for amounts of money; else as it stands",
            },
            "period": {
                "type": "object",
                "required": ["start", "end"],
                "properties": {
                    "start": {"type": "string", "format": "date"},
                    "end": {"type": "string", "format": "date"},
                },
            },
            "note": {
                "type": "object",
                "description": "What a reader could not settle",
                "required": ["code", "message", "cells", "where"],
                "properties": {
                    "code": {"type": "string", "examples": ["unreadable", "disagreement", "uncertain"]},
                    "message": {"type": "string"},
                    "cells": {"type": "array", "items": {"type": "string"}},
                    "where": {"type": "string"},
                },
            },
        },
    }


def _tree(cells: Iterable[Cell]) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for cell in cells:
        *parents, leaf = cell.path.split(".")
        node = tree
        for parent in parents:
            node = node.setdefault(parent, {})
        node[leaf] = cell
    return tree


def _node(node: dict[str, Any] | Cell) -> dict[str, Any]:
    if isinstance(node, Cell):
        return {"$ref": "#/$defs/figure", "title": node.name, "description": f"单位：{node.unit}"}
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {key: _node(child) for key, child in node.items()},
    }


def _chapters() -> dict[str, Any]:
    return {chapter.id: {"type": "string", "title": chapter.label} for chapter in load_form("2021").chapters}


def _strings(description: str) -> dict[str, Any]:
    return {"type": "object", "description": description, "additionalProperties": {"type": "string"}}


if __name__ == "__main__":
    import json
    import sys

    sys.stdout.write(json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n")
