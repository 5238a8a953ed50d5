"""Numbers as Word's lists write them."""

from __future__ import annotations

_DIGITS = "零一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
    (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_MAX = 9_999


def numeral(number: int, style: str) -> str:
    """``number`` in a style of ``w:numFmt`` (ISO/IEC 29500-1, 17.18.59); in digits where unknown."""
    if not 0 < number <= _MAX:
        return str(number)
    if style in _COUNTING:
        return counting(number)
    match style:
        case "none":
            return ""
        case "decimalZero":
            return f"{number:02d}"
        case "decimalFullWidth" | "decimalFullWidth2":
            return "".join(chr(ord("０") + int(digit)) for digit in str(number))
        case "decimalEnclosedCircle" | "decimalEnclosedCircleChinese":
            return _enclosed(number, 0x2460, 20)
        case "decimalEnclosedParen":
            return _enclosed(number, 0x2474, 20) if number <= 20 else f"({number})"
        case "decimalEnclosedFullstop":
            return _enclosed(number, 0x2488, 20) if number <= 20 else f"{number}."
        case "ideographEnclosedCircle":
            return _enclosed(number, 0x3280, 10)
        case "ideographDigital" | "japaneseDigitalTenThousand" | "taiwaneseDigital":
            return "".join(("〇" + _DIGITS[1:])[int(digit)] for digit in str(number))
        case "ideographTraditional":
            return _STEMS[(number - 1) % len(_STEMS)]
        case "ideographZodiac":
            return _BRANCHES[(number - 1) % len(_BRANCHES)]
        case "chineseLegalSimplified" | "ideographLegalTraditional" | "japaneseLegal":
            return _spoken(number, _LEGAL, "拾佰仟")
        case "upperLetter" | "lowerLetter":
            letter = chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1)
            return letter if style == "upperLetter" else letter.lower()
        case "upperRoman" | "lowerRoman":
            return _roman(number) if style == "upperRoman" else _roman(number).lower()
    return str(number)


_COUNTING = frozenset(
    {"chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting"}
    | {"taiwaneseCountingThousand", "koreanCounting"}
)


def counting(number: int) -> str:
    """As Chinese counts chapters: 十一, 一百零三."""
    spoken = _spoken(number, _DIGITS, "十百千")
    return spoken.removeprefix("一") if spoken.startswith("一十") else spoken


def _spoken(number: int, digits: str, units: str) -> str:
    result = ""
    text = str(number)
    for place, digit in enumerate(text):
        power = len(text) - place - 1
        if digit != "0":
            result += digits[int(digit)] + (units[power - 1] if power else "")
        elif text[place + 1 :].strip("0") and not result.endswith(digits[0]):
            result += digits[0]
    return result


def _enclosed(number: int, first: int, last: int) -> str:
    return chr(first + number - 1) if number <= last else str(number)


def _roman(number: int) -> str:
    result = ""
    for value, letters in _ROMAN:
        while number >= value:
            result += letters
            number -= value
    return result
