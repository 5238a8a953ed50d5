"""Labels of the form, compared without regard to how a file happened to print them."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# CJK radicals that fonts put into PDF files in place of the characters and that NFKC leaves alone.
_RADICALS = str.maketrans(
    "⺠⻓⻔⻋⻅⻚⻢⻛⻜⻘⻆⻉⻬⻰⻩⺟⻥⻦⻝⻄⻨⼾⻣⻤⻧⻮⻳⻙⺜⺝⺩⺧⻗⻑⺒⺓⻁⺁⺈⺊⻪⺌",
    "民长门车见页马风飞青角贝齐龙黄母鱼鸟食西麦户骨鬼卤齿龟韦日月王牛雨長巳幺虎厂刀卜黾小",
)
_RADICAL = re.compile("[\u2e80-\u2fdf]")
_LOOSE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")
_PUNCTUATION = re.compile(r"[^\w]+")


def plain(text: str) -> str:
    """``text`` in standard code points: no Kangxi radicals, half-width digits and letters.

    >>> plain("⾏政许可　１５８")
    '行政许可 158'
    """
    if text.isascii():
        return text
    return unicodedata.normalize("NFKC", text.translate(_RADICALS))


def without_radicals(text: str) -> str:
    """``text`` with each radical as the character that it looks like, all else as it stands.

    >>> without_radicals("⾏政处罚２")
    '行政处罚２'
    """
    return _RADICAL.sub(lambda match: plain(match[0]), text)


def squeeze(text: str) -> str:
    """``text`` in standard code points without any white space."""
    return _LOOSE.sub("", plain(text))


@lru_cache(maxsize=65_536)
def key(text: str) -> str:
    """What two printings of one label have in common: no spaces, no punctuation, 其它 as 其他.

    >>> key("（六）其它 处理") == key("(六)其他处理")
    True
    """
    return _PUNCTUATION.sub("", squeeze(text)).replace("其它", "其他").replace("_", "")
