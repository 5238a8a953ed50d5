"""Facts as JSON, so that a case can keep what a letter was written from and write it again byte for byte."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

from kaicheng.findings import Text

from .errors import BadLetter
from .facts import Facts

SCHEMA = "kaicheng/letter-facts/1"


def facts_to_json(facts: Facts) -> dict[str, Any]:
    """The object of the contract ``kaicheng/letter-facts/1``; what is not known is left out.

    It holds the applicant's data, the identity number included: keep it where the case is kept.
    """
    return {"schema": SCHEMA, **cast(dict[str, Any], _written(facts))}


def facts_from_json(value: Any) -> Facts:
    """The facts that :func:`facts_to_json` wrote; parts of a newer version are refused, not dropped.

    Raises:
        BadLetter: it is no such object.
    """
    try:
        if value["schema"] != SCHEMA:
            raise ValueError(value["schema"])
        return cast(Facts, _read(Facts, {name: part for name, part in value.items() if name != "schema"}))
    except (KeyError, TypeError, ValueError, ArithmeticError) as error:
        raise BadLetter(
            Text(
                zh="存档的文书事实无法读取：不是本软件写出的记录，或者由更新的版本写出。",
                en="The stored facts cannot be read: not written by this software, or by a newer version.",
            )
        ) from error


def _written(value: Any) -> Any:
    if is_dataclass(value):
        return {
            field.name: _written(part)
            for field in fields(value)
            if (part := getattr(value, field.name)) != field.default or field.default is MISSING
        }
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [_written(part) for part in value]
    return value


@cache
def _types(kind: type) -> Mapping[str, Any]:
    return get_type_hints(kind)


def _read(kind: Any, value: Any) -> Any:
    if get_origin(kind) in (Union, UnionType):
        known = [part for part in get_args(kind) if part is not NoneType]
        return None if value is None else _read(known[0], value)
    if is_dataclass(kind):
        types = _types(cast(type, kind))
        return cast(Any, kind)(**{name: _read(types[name], part) for name, part in value.items()})
    if get_origin(kind) is tuple:
        parts = get_args(kind)
        each = [parts[0]] * len(value) if parts[1:] == (...,) else parts
        return tuple(_read(part, item) for part, item in zip(each, value, strict=True))
    if get_origin(kind) is frozenset:
        return frozenset(_read(get_args(kind)[0], part) for part in value)
    if kind is date:
        return date.fromisoformat(value)
    if not isinstance(kind, type) or (kind in (str, int, bool) and type(value) is not kind):
        raise TypeError(f"{value!r} is no {kind}")
    return kind(value)
