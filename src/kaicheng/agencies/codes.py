"""Codes of organisations and places: their shape and check digits. Pure.

``problem_of_…`` gives what is wrong with a code in one sentence for the person who typed it, or None.
"""

from __future__ import annotations

import re

from kaicheng.findings import Text

_CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100-2015: no I, O, S, V, Z
_CREDIT_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_ORGANISATION = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"  # GB 11714-1997
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
# GB/T 2260: the first two digits of every province, autonomous region, municipality and SAR.
PROVINCES = frozenset(
    f"{first}{second}"
    for first, seconds in (
        ("1", "12345"), ("2", "123"), ("3", "1234567"), ("4", "123456"), ("5", "01234"), ("6", "12345"),
        ("7", "1"), ("8", "12"),
    )
    for second in seconds
)  # fmt: skip


def credit_code_check(body: str) -> str:
    """The 18th character of a unified social credit code whose first 17 are ``body``."""
    total = sum(
        _CREDIT.index(character) * weight for character, weight in zip(body, _CREDIT_WEIGHTS, strict=True)
    )
    return _CREDIT[-total % 31]


def organisation_code_check(body: str) -> str:
    """The ninth character of an organisation code whose first eight are ``body``."""
    total = sum(
        _ORGANISATION.index(character) * weight
        for character, weight in zip(body, _ORGANISATION_WEIGHTS, strict=True)
    )
    return "0123456789X"[-total % 11]


def problem_of_credit_code(code: str) -> Text | None:
    """What is wrong with a unified social credit code (GB 32100-2015)."""
    if len(code) != 18:
        return Text(
            f"统一社会信用代码应为18位，现在是{len(code)}位，请对照证书核对。",
            f"A unified social credit code has 18 characters, not {len(code)}.",
        )
    strange = next((character for character in code if character not in _CREDIT), None)
    if strange is not None:
        return Text(
            f"统一社会信用代码里不会出现“{strange}”（只有数字和除 I、O、S、V、Z 外的大写字母），请核对。",
            f"A unified social credit code has no “{strange}”: digits and capitals without I, O, S, V, Z.",
        )
    expected = credit_code_check(code[:17])
    if code[17] != expected:
        return Text(
            f"统一社会信用代码的校验位不对：按前17位推算，末位应为“{expected}”，现在是“{code[17]}”。"
            "多半有一位抄错了，请对照证书逐位核对。",
            f"The check character of the credit code is “{code[17]}”, but the first 17 ask for “{expected}”.",
        )
    return None


def problem_of_organisation_code(code: str) -> Text | None:
    """What is wrong with an organisation code of nine characters, written without hyphen (GB 11714)."""
    if not re.fullmatch(r"[0-9A-Z]{8}[0-9X]", code):
        return Text(
            "组织机构代码应为9位：前8位是数字或大写字母，末位是数字或 X，不写连字符。",
            "An organisation code has nine characters: eight digits or capitals, then a digit or X.",
        )
    expected = organisation_code_check(code[:8])
    if code[8] != expected:
        return Text(
            f"组织机构代码的校验位不对：按前8位推算，末位应为“{expected}”，现在是“{code[8]}”。",
            f"The check character of the organisation code is “{code[8]}”, it should be “{expected}”.",
        )
    return None


def problem_of_region_code(code: str) -> Text | None:
    """What is wrong with the shape of a region code of six digits (GB/T 2260)."""
    if not re.fullmatch(r"[0-9]{6}", code):
        return Text("行政区划代码应为6位数字。", "A region code has six digits.")
    if code[:2] not in PROVINCES:
        return Text(
            f"行政区划代码的前两位“{code[:2]}”不是任何省份的代码，请核对。",
            f"No province has a region code that begins with “{code[:2]}”.",
        )
    if code[2:4] == "00" and code[4:] != "00":
        return Text(
            "行政区划代码不完整：第三、四位是00（省级）时，最后两位也应为00。",
            "A region code whose third and fourth digits are 00 ends in 00.",
        )
    return None


def organisation_code_in(credit_code: str) -> str:
    """The organisation code that a unified social credit code holds in its places 9 to 17."""
    return credit_code[8:17]
