"""Names of cells as messages use them: short in Chinese, the identifiers read out in English."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from kaicheng.annual_report.form import load_form
from kaicheng.annual_report.numbers import Figure, canonical

TABLES = {"proactive": ("表二", "Table 2"), "requests": ("表三", "Table 3"), "remedies": ("表四", "Table 4")}

# The labels of these rows are sentences; in a sum they go by their common names.
_COMMON = {
    "new_received": "本年新收",
    "carried_over": "上年结转",
    "handled_total": "办理总计",
    "carried_forward": "结转下年度",
}
_NUMBERING = re.compile(r"^(?:[一二三四]、|（[一二三四五六七]）|\d\.)")


def table_of(path: str) -> str:
    """The id of the table in which a cell stands; both editions of table two are ``proactive``."""
    head = path.partition(".")[0]
    return "proactive" if head == "legacy" else head


def in_english(path: str) -> str:
    """A cell in English words.

    >>> in_english("requests.new_received.natural_person")
    'Table 3, new received / natural person'
    """
    names = path.removeprefix("legacy.proactive_2019.").removeprefix(f"{table_of(path)}.").split(".")
    return f"{TABLES[table_of(path)][1]}, {' / '.join(name.replace('_', ' ') for name in names)}"


def bare(label: str) -> str:
    """A printed label without its numbering and its remark in brackets.

    >>> bare("（二）部分公开（区分处理的，只计这一情形，不计其他情形）")
    '部分公开'
    """
    return _NUMBERING.sub("", label).partition("（")[0]


@lru_cache
def row_names(edition: str) -> dict[str, str]:
    """Short names of the rows of all tables by id; a group of table four counts as a row."""
    form = load_form(edition)
    proactive = [row for block in form.proactive.blocks for row in block.rows]
    rows = (*proactive, *form.requests.rows, *form.remedies.groups)
    return {row.id: _COMMON.get(row.id) or bare(row.label) for row in rows}


@lru_cache
def column_names(edition: str) -> dict[str, str]:
    """Names of the columns of tables three and four by id."""
    form = load_form(edition)
    return {column.id: column.label for column in (*form.requests.columns, *form.remedies.columns)}


def listed(names: Sequence[str], measure: str, limit: int = 6) -> str:
    """Names joined for a Chinese sentence, cut after ``limit`` of them.

    >>> listed(["甲", "乙", "丙"], "行", limit=2)
    '甲、乙等 3 行'
    """
    shown = "、".join(names[:limit])
    return shown if len(names) <= limit else f"{shown}等 {len(names)} {measure}"


def listed_in_english(names: Sequence[str], limit: int = 6) -> str:
    """Names joined for an English sentence, cut after ``limit`` of them."""
    shown = "; ".join(names[:limit])
    return shown if len(names) <= limit else f"{shown}; and {len(names) - limit} more"


def figure(value: Figure) -> str:
    """A figure as messages print it: without the zeros that end a fraction."""
    text = canonical(value)
    return text.rstrip("0").rstrip(".") if "." in text else text
