"""Dates, numbers and articles as a careful clerk writes them, in Chinese and in English."""

from __future__ import annotations

from datetime import date

from kaicheng.findings import Text

_WEEKDAYS_ZH = "一二三四五六日"
_WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS_EN = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_DIGITS = "零一二三四五六七八九"


def weekday(day: date) -> Text:
    """周四 / Thu."""
    return Text(zh=f"周{_WEEKDAYS_ZH[day.weekday()]}", en=_WEEKDAYS_EN[day.weekday()])


def day_text(day: date) -> Text:
    """2026年3月5日（周四） / Thu 5 March 2026."""
    name = weekday(day)
    return Text(
        zh=f"{day.year}年{day.month}月{day.day}日（{name.zh}）",
        en=f"{name.en} {day.day} {_MONTHS_EN[day.month - 1]} {day.year}",
    )


def numeral(number: int) -> str:
    """The Chinese numeral of 1 to 999, as articles are numbered: 33 is 三十三, 101 一百零一.

    Raises:
        ValueError: outside 1 to 999.
    """
    if not 1 <= number <= 999:
        raise ValueError(f"no article is numbered {number}")
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    head = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens == 0:
        middle = "零" if hundreds and ones else ""
    else:
        # 10–19 open with a bare 十, but 一百一十 keeps its 一
        middle = "十" if tens == 1 and not hundreds else f"{_DIGITS[tens]}十"
    return head + middle + (_DIGITS[ones] if ones else "")


def fill(template: Text, **words: object) -> Text:
    """The template with its ``{names}`` filled in; a :class:`Text` fills each language with its own, a
    date is written out."""

    def pick(value: object, language: str) -> str:
        if isinstance(value, date):
            value = day_text(value)
        return getattr(value, language) if isinstance(value, Text) else str(value)

    return Text(
        zh=template.zh.format(**{name: pick(value, "zh") for name, value in words.items()}),
        en=template.en.format(**{name: pick(value, "en") for name, value in words.items()}),
    )


def join(texts: list[Text]) -> Text:
    """Sentences set one after the other."""
    return Text(zh="".join(text.zh for text in texts), en=" ".join(text.en for text in texts))
