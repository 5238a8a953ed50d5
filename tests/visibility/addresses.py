"""Every address of the site, with what to put into its parts: the URL resolver itself is walked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from random import Random
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from tests.visibility.places import FIRST
from tests.visibility.planted import WORDS, WORDS_BELOW

LEFT_OUT = re.compile(r"logout|jsi18n|static/|userbar|sprite")
"""Ends the session, or shows no rows: icons, texts of the interface."""
_PART = re.compile(r"<(?:(\w+):)?(\w+)>")
_GROUP = re.compile(r"\(\?P<(\w+)>(?:[^()\\]|\\.|\([^()]*\))*\)")
MOST = 12
"""How many ways to fill in one address are tried, chosen by chance where there are more: half of them with
the first id, which a row of every table has."""


@dataclass(frozen=True)
class Address:
    """A pattern such as ``gongzuo/pages/<int:page_id>/edit/`` with its parts by name and converter."""

    pattern: str
    parts: tuple[tuple[str, str], ...]

    def filled(self, ids: list[Any], chance: Random) -> list[str]:
        """The addresses that this may be with these ids: one for all parts that are no words of ours."""
        words = dict(WORDS)
        for beginning, others in WORDS_BELOW.items():
            if self.pattern.startswith(beginning):
                words.update(others)
        worded = [name for name, _kind in self.parts if name in words]
        numeric = any(kind == "int" for _name, kind in self.parts)
        fitting = [one for one in ids if isinstance(one, int) or not numeric]
        if len(worded) == len(self.parts):
            fitting = fitting[:1]
        ways = list(product(fitting, *(words[name] for name in worded)))
        found = []
        if len(ways) > MOST:
            first = [way for way in ways if way[0] == FIRST]
            some = chance.sample(first, min(len(first), MOST // 2))
            ways = some + chance.sample([way for way in ways if way[0] != FIRST], MOST - len(some))
        for pk, *chosen in ways:
            named = {
                **{name: str(pk) for name, _kind in self.parts},
                **dict(zip(worded, chosen, strict=True)),
            }
            found.append("/" + _PART.sub(lambda part, named=named: named[part[2]], self.pattern))
        return found


def addresses() -> Iterator[Address]:
    """Every address there is, once."""
    seen = set()
    for pattern in _patterns(get_resolver(), ""):
        text = _plain(pattern)
        if text is None or text in seen or LEFT_OUT.search(text):
            continue
        seen.add(text)
        yield Address(text, tuple((name, kind) for kind, name in _PART.findall(text)))


def _patterns(resolver: URLResolver, prefix: str) -> Iterator[str]:
    for entry in resolver.url_patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _patterns(entry, path)
        elif isinstance(entry, URLPattern):
            yield path


def _plain(pattern: str) -> str | None:
    """The pattern without regular expressions; None for what stands for any address at all."""
    text = _GROUP.sub(lambda group: f"<{group[1]}>", pattern)
    text = re.sub(r"\^|\$|\\Z", "", text).replace("\\.", ".").replace("\\-", "-")
    return None if re.search(r"[()\[\]*+?|\\]", text) else text
