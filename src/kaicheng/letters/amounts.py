"""Sums of money as a notice states them: 2000元, and in the figures that cannot be altered 贰仟元整."""

from __future__ import annotations

from decimal import Decimal

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿")
_FEN = Decimal("0.01")


def yuan(amount: Decimal) -> str:
    """2000元, 12.50元."""
    exact = amount.quantize(_FEN)
    return f"{exact:.0f}元" if exact == exact.to_integral_value() else f"{exact}元"


def capital_yuan(amount: Decimal) -> str:
    """The sum in capital numerals: 贰仟元整, 壹万零叁佰元伍角, 零元整.

    Raises:
        ValueError: negative, or a billion yuan and more.
    """
    if not 0 <= amount < 10**9:
        raise ValueError(f"no fee comes to {amount}")
    whole, fen = divmod(int(amount.quantize(_FEN) * 100), 100)
    text = _whole(whole) + "元"
    if not fen:
        return text + "整"
    tenths, hundredths = divmod(fen, 10)
    if tenths:
        text += f"{_DIGITS[tenths]}角"
    elif whole:
        text += "零"
    return text + (f"{_DIGITS[hundredths]}分" if hundredths else "")


def _whole(number: int) -> str:
    if not number:
        return _DIGITS[0]
    text = ""
    gap = False
    digits = str(number)
    for place, digit in zip(range(len(digits) - 1, -1, -1), map(int, digits), strict=True):
        group, within = divmod(place, 4)
        if digit:
            text += (_DIGITS[0] if gap else "") + _DIGITS[digit] + _PLACES[within]
        gap = digit == 0
        # A group of four that has any digit is named once, at its end.
        if within == 0 and group and number // 10**place % 10**4:
            text += _GROUPS[group]
    return text
