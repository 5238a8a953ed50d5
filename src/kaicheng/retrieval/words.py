"""Dividing folded text into what the index holds: words, pairs of characters, single characters.

Words rank well, but a word that the dictionary does not know is divided wrongly, and not always in the
same way. So the index holds every two neighbouring characters as well, with their positions: what a
person types is found wherever these characters stand next to each other.
"""

from __future__ import annotations

import re
from functools import cache
from operator import add

import rjieba

from kaicheng.retrieval.folding import HAN
from kaicheng.retrieval.numbers import numbers_in
from kaicheng.retrieval.synonyms import own_words

LONGEST = 40
"""Characters of a token that count; longer ones are no words."""

_RUN = re.compile(rf"[{HAN}]+|[^\W_{HAN}]+")
_IS_HAN = re.compile(rf"[{HAN}]")


@cache
def _dictionary() -> rjieba.Jieba:
    jieba = rjieba.Jieba()
    for word in own_words():
        jieba.add_word(word, None, None)
    return jieba


def runs(text: str) -> list[str]:
    """Stretches of Chinese characters, and of letters and digits, without what stands between them."""
    return [run if is_han(run) else run[:LONGEST] for run in _RUN.findall(text)]


def is_han(run: str) -> bool:
    """Whether a run is one of Chinese characters."""
    return "\u4e00" <= run[0] <= "\u9fff" or bool(_IS_HAN.match(run))


def index_words(text: str) -> list[str]:
    """The words of a text and the words within them (人力, 资源, 人力资源), and its numbers."""
    words = [word for word in _dictionary().cut_for_search(" ".join(runs(text))) if word != " "]
    words += [token for number in numbers_in(text) for token in number.tokens]
    return words


def query_words(text: str) -> list[str]:
    """The words of a text, each once over, in their order."""
    return [word for word in _dictionary().cut(" ".join(runs(text))) if word != " "]


def pairs(text: str) -> list[str]:
    """Every character with its right neighbour; the last of a run alone; a run of letters as one."""
    tokens: list[str] = []
    for run in runs(text):
        if is_han(run):
            tokens += map(add, run, run[1:])
            tokens.append(run[-1])
        else:
            tokens.append(run)
    return tokens


def pairs_of_phrase(text: str) -> list[tuple[int, str]]:
    """What must stand at which distance where a text holds this phrase.

    Every second pair will do, if the last is among them. A lone character is left out, since in the text it
    may have a right neighbour; a phrase of lone characters only comes out empty.
    """
    wanted: list[tuple[int, str]] = []
    position = 0
    for run in runs(text):
        if is_han(run):
            places = sorted({*range(0, len(run) - 1, 2), len(run) - 2}) if len(run) > 1 else []
            wanted += [(position + place, run[place : place + 2]) for place in places]
            position += len(run)
        else:
            wanted.append((position, run))
            position += 1
    return wanted


def singles(text: str) -> set[str]:
    """The Chinese characters of a text."""
    return {character for character in set(text) if is_han(character)}
