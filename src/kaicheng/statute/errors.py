"""Every way in which ``kaicheng.statute`` refuses, each with what the reader needs to mend it.

::

    StatuteError                 code, message (Chinese and English)
    ├── DataError                a data file of the law is wrong: file, where
    ├── InputError               what was handed in cannot be read: act_index, where it has one
    │   ├── BadDate              not a date
    │   ├── BadValue             a number, text or choice outside what is allowed
    │   └── BadAct               an act that lacks a part, has one too many, or is of no known kind
    ├── CalendarNotAvailable     a day for which nothing is known of working days
    ├── RuleNotInForce           no rule of this kind is in force on that day
    └── UnlawfulAct              the law does not permit this act: article, act_index

Codes are stable: programs may rely on them, people read the message.
"""

from __future__ import annotations

from datetime import date

from kaicheng.findings import Text

__all__ = [
    "BadAct",
    "BadDate",
    "BadValue",
    "CalendarNotAvailable",
    "DataError",
    "InputError",
    "RuleNotInForce",
    "StatuteError",
    "UnlawfulAct",
]


class StatuteError(Exception):
    """Base of all. ``str(error)`` is the Chinese message; ``message.en`` the English one."""

    code = "statute_error"

    def __init__(self, message: Text) -> None:
        super().__init__(message.zh)
        self.message = message


class DataError(StatuteError):
    """A file under ``data/`` breaks its own form. ``where`` is the path of keys inside the file."""

    code = "data_error"

    def __init__(self, file: str, where: str, fault: Text) -> None:
        zh = f"{file}：{where}" if where else file
        en = f"{file}: {where}" if where else file
        super().__init__(Text(zh=f"{zh}：{fault.zh}", en=f"{en}: {fault.en}"))
        self.file = file
        self.where = where


class InputError(StatuteError):
    """What was handed in cannot be read. ``act_index`` counts from 0; ``None`` outside a list of acts."""

    code = "bad_input"

    def __init__(self, message: Text, act_index: int | None = None) -> None:
        if act_index is not None:
            message = Text(
                zh=f"第{act_index + 1}项行为：{message.zh}",
                en=f"Act {act_index}: {message.en}",
            )
        super().__init__(message)
        self.act_index = act_index


class BadDate(InputError):
    """Not a date of the form 2026-03-05."""

    code = "bad_date"


class BadValue(InputError):
    """A number, a text or a choice outside what is allowed; the message lists what is."""

    code = "bad_value"


class BadAct(InputError):
    """An act that lacks a part, has one too many, contradicts itself, or is of no known kind."""

    code = "bad_act"


class CalendarNotAvailable(StatuteError):
    """Nothing is known of the working days of ``day``, not even what the law fixes."""

    code = "calendar_not_available"

    def __init__(self, day: date, message: Text) -> None:
        super().__init__(message)
        self.day = day


class RuleNotInForce(StatuteError):
    """No rule of the kind asked for is in force on ``day``; the message says since when there is one."""

    code = "rule_not_in_force"

    def __init__(self, day: date, message: Text) -> None:
        super().__init__(message)
        self.day = day


class UnlawfulAct(StatuteError):
    """The law does not permit this act at this point of the case.

    ``code`` is the stable name of the reason (``data/refusals.yaml``), ``article`` the citation in
    Chinese, ``article_en`` the same in English, ``act_index`` the place of the act in the record,
    counted from 0.
    """

    def __init__(self, code: str, article: str, article_en: str, message: Text, act_index: int) -> None:
        super().__init__(message)
        self.code = code
        self.article = article
        self.article_en = article_en
        self.act_index = act_index

    def to_json(self) -> dict[str, object]:
        """The ``error`` object of the command line's contract."""
        return {
            "code": self.code,
            "article": self.article,
            "article_en": self.article_en,
            "message": self.message.zh,
            "message_en": self.message.en,
            "act_index": self.act_index,
        }
