"""What can happen in a case: one small immutable type for each act, and reading them from JSON.

``on`` is always the day on which the thing happened, not the day on which it was recorded. Where an act
refers to another (``letter``, ``act_index``) it names the other's place in the record, counted from 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any, ClassVar

from kaicheng.findings import Text

from .errors import BadAct, BadDate
from .outcomes import outcomes


class Channel(StrEnum):
    """How a request arrived (``data/channels.yaml``; 《政府信息公开条例》第三十一条)."""

    IN_PERSON = "in_person"
    REGISTERED_POST = "registered_post"
    ORDINARY_POST = "ordinary_post"
    ONLINE = "online"
    FAX = "fax"
    ORAL = "oral"
    TRANSFERRED = "transferred"


class Means(StrEnum):
    """How a letter was served (``data/means.yaml``; 国办公开办函〔2016〕235号)."""

    IN_PERSON = "in_person"
    THROUGH_AGENCY = "through_agency"
    POST = "post"
    REGISTERED_POST = "registered_post"
    ORDINARY_POST = "ordinary_post"
    EMS = "ems"
    COURIER = "courier"
    ELECTRONIC = "electronic"
    ONLINE = "online"
    FAX = "fax"


@dataclass(frozen=True, slots=True)
class Act:
    """Something that happened in a case, on a day."""

    code: ClassVar[str]
    on: date


@dataclass(frozen=True, slots=True)
class Received(Act):
    """The request arrived; ``confirmed_on`` is the day on which both sides confirmed it, if that counts."""

    code: ClassVar[str] = "received"
    channel: Channel
    confirmed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Confirmed(Act):
    """Receipt was confirmed with the applicant, after it had been recorded without a confirmation."""

    code: ClassVar[str] = "confirmed"


@dataclass(frozen=True, slots=True)
class CorrectionNotice(Act):
    """The applicant was asked, once, to correct the request; ``limit_days`` are working days."""

    code: ClassVar[str] = "correction_notice"
    served_on: date | None = None
    limit_days: int | None = None


@dataclass(frozen=True, slots=True)
class Corrected(Act):
    """The corrected request was received."""

    code: ClassVar[str] = "corrected"


@dataclass(frozen=True, slots=True)
class CorrectionLapsed(Act):
    """No correction came in time and there was no good reason: deemed abandoned."""

    code: ClassVar[str] = "correction_lapsed"


@dataclass(frozen=True, slots=True)
class ReasonsNotice(Act):
    """The applicant was asked for the reasons of very many or very frequent requests."""

    code: ClassVar[str] = "reasons_notice"
    served_on: date | None = None
    limit_days: int | None = None


@dataclass(frozen=True, slots=True)
class ReasonsGiven(Act):
    """The applicant gave reasons."""

    code: ClassVar[str] = "reasons_given"


@dataclass(frozen=True, slots=True)
class DelayNotice(Act):
    """The reasons hold but the time is too short: a later day to answer, ``until``, was set and told."""

    code: ClassVar[str] = "delay_notice"
    until: date


@dataclass(frozen=True, slots=True)
class ThirdPartyLetter(Act):
    """A third party was asked for its opinion."""

    code: ClassVar[str] = "third_party_letter"
    served_on: date | None = None


@dataclass(frozen=True, slots=True)
class ThirdPartyOpinion(Act):
    """A third party's opinion was received; it answers ``letter``, or the oldest letter without an answer."""

    code: ClassVar[str] = "third_party_opinion"
    agrees: bool
    letter: int | None = None


@dataclass(frozen=True, slots=True)
class ThirdPartyLapsed(Act):
    """A third party stayed silent for its whole time."""

    code: ClassVar[str] = "third_party_lapsed"
    letter: int | None = None


@dataclass(frozen=True, slots=True)
class AgencyLetter(Act):
    """An agency that helped to make the information was asked for its opinion."""

    code: ClassVar[str] = "agency_letter"
    served_on: date | None = None


@dataclass(frozen=True, slots=True)
class AgencyOpinion(Act):
    """That agency's opinion was received."""

    code: ClassVar[str] = "agency_opinion"
    agrees: bool
    letter: int | None = None


@dataclass(frozen=True, slots=True)
class AgencyLapsed(Act):
    """That agency stayed silent for its whole time: taken as consent."""

    code: ClassVar[str] = "agency_lapsed"
    letter: int | None = None


@dataclass(frozen=True, slots=True)
class Extension(Act):
    """The head of the OGI office approved more time, in working days, and the applicant was told."""

    code: ClassVar[str] = "extension"
    days: int


@dataclass(frozen=True, slots=True)
class FeeNotice(Act):
    """A fee notice was issued."""

    code: ClassVar[str] = "fee_notice"
    served_on: date | None = None


@dataclass(frozen=True, slots=True)
class FeePaid(Act):
    """The fee was paid in full."""

    code: ClassVar[str] = "fee_paid"


@dataclass(frozen=True, slots=True)
class FeeLapsed(Act):
    """The fee was not paid in time: deemed abandoned."""

    code: ClassVar[str] = "fee_lapsed"


@dataclass(frozen=True, slots=True)
class Answer(Act):
    """The agency decided; ``outcome`` is a code of ``data/outcomes.yaml``."""

    code: ClassVar[str] = "answer"
    outcome: str


@dataclass(frozen=True, slots=True)
class TransferNotice(Act):
    """The applicant was told which other agency is responsible: an answer under Art. 36 item 5."""

    code: ClassVar[str] = "transfer_notice"


@dataclass(frozen=True, slots=True)
class Service(Act):
    """The answer was served; by post ``on`` is the day of posting."""

    code: ClassVar[str] = "service"
    means: Means


@dataclass(frozen=True, slots=True)
class LetterServed(Act):
    """An earlier letter (``letter``) reached its addressee, where the letter did not say so itself."""

    code: ClassVar[str] = "letter_served"
    letter: int


@dataclass(frozen=True, slots=True)
class Withdrawal(Act):
    """The applicant withdrew the request."""

    code: ClassVar[str] = "withdrawal"


@dataclass(frozen=True, slots=True)
class Continued(Act):
    """It is gone on with elsewhere: joined to another request, or split. ``cases`` are the numbers there."""

    code: ClassVar[str] = "continued"
    cases: str


@dataclass(frozen=True, slots=True)
class Strike(Act):
    """An act recorded by mistake counts as never recorded, for a reason."""

    code: ClassVar[str] = "strike"
    act_index: int
    reason: str


ACTS: Mapping[str, type[Act]] = MappingProxyType({
    act.code: act
    for act in (
        Received, Confirmed, CorrectionNotice, Corrected, CorrectionLapsed,
        ReasonsNotice, ReasonsGiven, DelayNotice,
        ThirdPartyLetter, ThirdPartyOpinion, ThirdPartyLapsed,
        AgencyLetter, AgencyOpinion, AgencyLapsed,
        Extension, FeeNotice, FeePaid, FeeLapsed,
        Answer, TransferNotice, Service, LetterServed, Withdrawal, Continued, Strike,
    )
})  # fmt: skip
"""Every kind of act by its code, in the order in which a case meets them."""


# --- reading --------------------------------------------------------------------------------------------


def _bad(key: str, zh: str, en: str, index: int) -> BadAct:
    return BadAct(Text(zh=f"“{key}”{zh}", en=f"{key!r} {en}"), index)


def read_day(value: object, key: str, index: int | None = None) -> date:
    """A day written 2026-03-05.

    Raises:
        BadDate: anything else, with the value quoted.
    """
    # fromisoformat also takes 20260305 and 2026-W10-4, which people mistype into each other
    if isinstance(value, str) and len(value) == len("2026-03-05") and value[4] == value[7] == "-":
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise BadDate(
        Text(
            zh=f"“{key}”应为日期，如 2026-03-05；写的是“{value}”",
            en=f"{key!r} must be a date such as 2026-03-05, not {value!r}",
        ),
        index,
    )


def _read_count(value: object, key: str, index: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise _bad(
            key, f"应为不小于0的整数；写的是“{value}”", f"must be a whole number, not {value!r}", index
        )
    return value


def _read_flag(value: object, key: str, index: int) -> bool:
    if not isinstance(value, bool):
        raise _bad(
            key, f"应为 true 或 false；写的是“{value}”", f"must be true or false, not {value!r}", index
        )
    return value


def _read_word(value: object, key: str, index: int) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _bad(key, "应为文字，且不能为空", "must be text and not empty", index)
    if key == "outcome":
        return _read_choice(value, key, index, list(outcomes()))
    return value


def _read_choice(value: object, key: str, index: int, allowed: list[str]) -> str:
    if not isinstance(value, str) or value not in allowed:
        words = ", ".join(allowed)
        raise _bad(
            key, f"应为下列之一：{words}；写的是“{value}”", f"must be one of: {words}; not {value!r}", index
        )
    return value


def _read_value(declared: str, value: object, key: str, index: int) -> Any:
    """The value as the type written in the act's definition."""
    kind = declared.removesuffix(" | None")
    if value is None and kind != declared:
        return None
    if kind == "date":
        return read_day(value, key, index)
    if kind == "int":
        return _read_count(value, key, index)
    if kind == "bool":
        return _read_flag(value, key, index)
    if kind == "str":
        return _read_word(value, key, index)
    choices: type[StrEnum] = {"Channel": Channel, "Means": Means}[kind]
    return choices(_read_choice(value, key, index, list(choices)))


def read_act(item: object, index: int) -> Act:
    """One act from a JSON object such as ``{"act": "extension", "on": "2026-03-05", "days": 10}``.

    Raises:
        BadAct: it is not an object, of no known kind, lacks a key or has one too many.
        BadDate: a day is not written 2026-03-05.
    """
    if not isinstance(item, Mapping):
        raise BadAct(Text(zh="应为一个对象", en="must be an object"), index)
    if "act" not in item:
        raise BadAct(Text(zh="缺少“act”", en="'act' is missing"), index)
    act = ACTS[_read_choice(item["act"], "act", index, list(ACTS))]
    known = {field.name: field for field in fields(act)}
    extra = [str(key) for key in item if key != "act" and key not in known]
    if extra:
        raise BadAct(
            Text(
                zh=f"“{act.code}”没有这些项：{'、'.join(extra)}；可以有：{', '.join(known)}",
                en=f"{act.code!r} has no {', '.join(extra)}; it may have {', '.join(known)}",
            ),
            index,
        )
    missing = [name for name, field in known.items() if name not in item and field.default is MISSING]
    if missing:
        raise BadAct(
            Text(
                zh=f"“{act.code}”缺少：{'、'.join(missing)}",
                en=f"{act.code!r} lacks {', '.join(missing)}",
            ),
            index,
        )
    values = {
        name: _read_value(str(field.type), item[name], name, index)
        for name, field in known.items()
        if name in item
    }
    return act(**values)


def read_acts(items: Sequence[object]) -> tuple[Act, ...]:
    """All acts of a JSON array; see :func:`read_act`."""
    return tuple(read_act(item, index) for index, item in enumerate(items))


def to_json(act: Act) -> dict[str, Any]:
    """The JSON object of an act; :func:`read_act` reads it back."""
    values: dict[str, Any] = {"act": act.code}
    for field in fields(act):
        value = getattr(act, field.name)
        if value is not None:
            values[field.name] = value.isoformat() if isinstance(value, date) else value
    return values
