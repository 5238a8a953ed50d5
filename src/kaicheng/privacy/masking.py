"""What may show of a personal value to whom need not know all of it.

Each mask shows less the shorter the value is, and never a whole value, whatever it is given.
"""

from __future__ import annotations

import re
from collections.abc import Callable

Mask = Callable[[str], str]

STAR = "*"
_PAIRS = (
    "欧阳太史端木上官司马东方独孤南宫万俟闻人夏侯诸葛尉迟公羊赫连澹台"
    "皇甫宗政濮阳公冶太叔申屠公孙慕容仲孙钟离长孙宇文司徒鲜于司空闾丘"
    "子车亓官司寇巫马公西颛孙壤驷公良漆雕乐正宰父谷梁拓跋夹谷轩辕令狐"
    "段干百里呼延东郭南门羊舌微生梁丘左丘西门第五南荣东里东宫仲长子书"
    "子桑即墨达奚褚师"
)
_COMPOUND = frozenset(_PAIRS[start : start + 2] for start in range(0, len(_PAIRS), 2))


def mask_all(text: str) -> str:
    """Only that there is something, and not how long it is."""
    return STAR * 6 if text else ""


def mask_identity_number(text: str) -> str:
    """``3301************34``: the first four and the last two characters of a number of 15 or 18."""
    return _between(text, 4, 2, least=15)


def mask_phone(text: str) -> str:
    """``138****1234``; of a landline number with its area code the last four are hidden."""
    number = re.sub(r"[\s()（）]", "", text)
    if re.fullmatch(r"(\+?86-?)?1\d{10}", number):
        return _between(number[-11:], 3, 4, least=11)
    if re.fullmatch(r"0\d{2,3}-?\d{7,8}", number):
        return number[:-4] + STAR * 4
    return mask_all(text)


def mask_name(text: str) -> str:
    """``张*``, ``张*明``, ``欧阳**``; of a name in Latin letters the initial."""
    name = text.strip()
    if len(name) < 2 or not re.match(r"[\u3400-\u9fff\U00020000-\U0003ffff]", name):
        return name[:1] + STAR * 3 if len(name) > 1 else mask_all(name)
    if name[:2] in _COMPOUND and len(name) > 2:
        return name[:2] + STAR * (len(name) - 2)
    if len(name) == 3:
        return f"{name[0]}{STAR}{name[2]}"
    return name[0] + STAR * (len(name) - 1)


def mask_email(text: str) -> str:
    """``z***@example.cn``."""
    local, at, host = text.rpartition("@")
    if not at or not local or not host:
        return mask_all(text)
    return f"{local[0] if len(local) > 1 else ''}{STAR * 3}@{host}"


def mask_address(text: str) -> str:
    """As far as the township, street or county: ``四川省凉山州西昌市**``."""
    found = re.match(r"(?:[^\s\d]{2,}?(?:省|自治区|自治州|州|盟|市|地区|区|县|旗|镇|乡|街道))+", text.strip())
    kept = found.group() if found else ""
    return kept + STAR * 4 if kept and len(kept) < len(text.strip()) else mask_all(text)


def mask_account(text: str) -> str:
    """The last four of a bank account."""
    return _between(re.sub(r"\s", "", text), 0, 4, least=12)


def mask_network(text: str) -> str:
    """The network part of an address of the internet: ``10.1.*.*``, ``2001:db8:*``."""
    if re.fullmatch(r"\d{1,3}(\.\d{1,3}){3}", text):
        return ".".join([*text.split(".")[:2], STAR, STAR])
    if re.fullmatch(r"[0-9a-fA-F:]*:[0-9a-fA-F:.]*", text):
        return ":".join([*text.split(":")[:2], STAR])
    return mask_all(text)


def _between(text: str, front: int, back: int, *, least: int) -> str:
    """``front`` and ``back`` characters with stars between; stars alone for what is shorter than usual."""
    text = text.strip()
    if len(text) < least:
        return mask_all(text)
    return text[:front] + STAR * (len(text) - front - back) + text[len(text) - back :]
