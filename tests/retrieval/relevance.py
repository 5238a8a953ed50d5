"""How good a ranking is: NDCG@10 over graded judgments. For our search and for any other beside it."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import NamedTuple

import yaml

from kaicheng.retrieval import Entry
from tests.retrieval.corpus.make import DOCUMENTS

HERE = Path(__file__).parent


class Judged(NamedTuple):
    """A query and the grades of the documents that should be found, 3 the best."""

    query: str
    judgments: Mapping[str, int]


@cache
def corpus() -> tuple[Entry, ...]:
    """The documents of the demonstration."""
    lines = DOCUMENTS.read_text(encoding="utf-8").splitlines()
    return tuple(Entry.from_json(json.loads(line)) for line in lines)


def judged() -> Iterator[Judged]:
    """The queries of ``queries.yaml``, with patterns resolved to keys."""
    keys = [entry.key for entry in corpus()]
    for one in yaml.safe_load((HERE / "queries.yaml").read_text(encoding="utf-8")):
        grades: dict[str, int] = {}
        for pattern, grade in one["relevant"].items():
            for key in keys:
                if fnmatchcase(key, pattern):
                    grades.setdefault(key, grade)
        yield Judged(str(one["query"]), {key: grade for key, grade in grades.items() if grade})


def ndcg(results: Sequence[str], judgments: Mapping[str, int], depth: int = 10) -> float:
    """How close a ranking of keys comes to the best one possible: 1 is perfect, 0 finds nothing.

    Gains are 2^grade - 1, discounted by the logarithm of the place; keys without a judgment gain nothing.
    """
    best = _gain(sorted(judgments.values(), reverse=True)[:depth])
    return _gain([judgments.get(key, 0) for key in results[:depth]]) / best if best else 1.0


def mean(values: Iterable[float]) -> float:
    """The arithmetic mean."""
    numbers = list(values)
    return sum(numbers) / len(numbers)


def _gain(grades: Sequence[int]) -> float:
    return sum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades))
