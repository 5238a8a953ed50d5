"""Read a YAML file of the law and say exactly what is wrong with it, if something is.

A :class:`Node` is a value together with the file and the keys that lead to it, so that a fault can name
its place: ``clocks.yaml：answer.rules[0].length：应为整数``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import yaml

from kaicheng.findings import Text

from .errors import DataError

DATA = files("kaicheng.statute") / "data"


class _Loader(yaml.SafeLoader):
    """YAML whose `on` and `off` are words (1.1 reads them as booleans) and whose keys stand once."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        mapping = super().construct_mapping(node, deep)
        seen = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"duplicate key {key.value!r}", key.start_mark
                )
            seen.add(key.value)
        return mapping


_BOOL = "tag:yaml.org,2002:bool"
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != _BOOL]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(_BOOL, re.compile(r"^(?:true|false)$"), list("tf"))


class Node:
    """A value of a data file and the place where it stands. All readers raise :class:`DataError`."""

    def __init__(self, value: Any, file: str, where: str = "") -> None:
        self.value = value
        self.file = file
        self.where = where

    def fault(self, zh: str, en: str) -> DataError:
        """The error that says what is wrong here."""
        return DataError(self.file, self.where, Text(zh=zh, en=en))

    def _mapping(self) -> dict[Any, Any]:
        if not isinstance(self.value, dict):
            raise self.fault("应为一组键值", "expected a mapping")
        return self.value

    def _under(self, key: str, value: Any) -> Node:
        return Node(value, self.file, f"{self.where}.{key}" if self.where else key)

    def at(self, key: str) -> Node:
        """The required value under ``key``."""
        child = self.maybe(key)
        if child is None:
            raise self.fault(f"缺少“{key}”", f"'{key}' is missing")
        return child

    def maybe(self, key: str) -> Node | None:
        """The value under ``key``; ``None`` where it is absent or null."""
        value = self._mapping().get(key)
        return None if value is None else self._under(key, value)

    def only(self, *keys: str) -> Node:
        """This mapping, after making sure that it has no other keys (a misspelt key is a lost rule)."""
        extra = [str(key) for key in self._mapping() if key not in keys]
        if extra:
            raise self.fault(f"不认识的键：{'、'.join(extra)}", f"unknown keys: {', '.join(extra)}")
        return self

    def items(self) -> list[tuple[str, Node]]:
        """Keys and values of this mapping, in the order of the file."""
        return [(str(key), self._under(str(key), value)) for key, value in self._mapping().items()]

    def each(self) -> list[Node]:
        """The members of this list."""
        if not isinstance(self.value, list):
            raise self.fault("应为列表", "expected a list")
        return [Node(value, self.file, f"{self.where}[{index}]") for index, value in enumerate(self.value)]

    def text(self) -> str:
        """A piece of text that is not empty."""
        if not isinstance(self.value, str) or not self.value.strip():
            raise self.fault("应为文字", "expected text")
        return self.value

    def integer(self) -> int:
        """A whole number, 0 or more."""
        if not isinstance(self.value, int) or isinstance(self.value, bool) or self.value < 0:
            raise self.fault("应为不小于0的整数", "expected a whole number, 0 or more")
        return self.value

    def flag(self) -> bool:
        """true or false."""
        if not isinstance(self.value, bool):
            raise self.fault("应为 true 或 false", "expected true or false")
        return self.value

    def day(self) -> date:
        """A date, unquoted: 2026-03-05."""
        if not isinstance(self.value, date):
            raise self.fault("应为日期，如 2026-03-05", "expected a date such as 2026-03-05")
        return self.value

    def month_day(self) -> tuple[int, int]:
        """A day of any year, 03-05."""
        match = re.fullmatch(r"(\d\d)-(\d\d)", str(self.value))
        try:
            # 2024 is a leap year, so that 02-29 may stand
            day = date(2024, int(match[1]), int(match[2])) if match else None
        except ValueError:
            day = None
        if day is None:
            raise self.fault("应为月日，如 03-05", "expected month and day such as 03-05")
        return day.month, day.day

    def choice(self, allowed: Iterable[str]) -> str:
        """One of the allowed words."""
        allowed = list(allowed)
        if self.value not in allowed:
            raise self.fault(f"应为{'、'.join(allowed)}之一", f"expected one of {', '.join(allowed)}")
        return str(self.value)

    def pair(self) -> Text:
        """A sentence in both languages: ``{zh: …, en: …}``."""
        self.only("zh", "en")
        return Text(zh=self.at("zh").text(), en=self.at("en").text())


def parse(text: str, file: str) -> Node:
    """The root of a YAML text.

    Raises:
        DataError: the text is not YAML, or a mapping names a key twice.
    """
    try:
        value = yaml.load(text, Loader=_Loader)  # noqa: S506 — a SafeLoader with two words fewer
    except (yaml.YAMLError, ValueError) as error:
        fault = " ".join(str(error).split())
        raise DataError(file, "", Text(zh=f"无法读取（{fault}）", en=f"cannot be read ({fault})")) from error
    return Node(value, file)


def load(source: Traversable) -> Node:
    """The root of a data file."""
    return parse(source.read_text(encoding="utf-8"), source.name)
