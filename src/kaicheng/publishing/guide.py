"""The guide (政府信息公开指南): written from what is known of the authority and from the law, never by hand.

Art. 12 of the Regulation says what it holds: what is disclosed and how it is arranged, how to get it, and the
name, address, hours, telephone, fax and internet contact of the office in charge.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from kaicheng.agencies.models import Agency
from kaicheng.publishing.columns import items
from kaicheng.statute import Channel, channels, period
from kaicheng.statute.fees import scales
from kaicheng.statute.periods import Kind

NEEDED = ("office", "address", "hours", "telephone")
"""What Art. 12 names and a guide cannot be without."""


@dataclass(frozen=True, slots=True)
class Contact:
    """One line about the office in charge."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class FeeLine:
    """A part of a scale of the processing fee, in yuan."""

    words: str


@dataclass(frozen=True, slots=True)
class Guide:
    """Everything the page says, beyond fixed sentences."""

    agency: str
    kinds: tuple[str, ...]
    contacts: tuple[Contact, ...]
    missing: tuple[str, ...]
    channels: tuple[str, ...]
    answer_days: int
    extension_days: int
    correction_days: int
    fees: tuple[tuple[str, tuple[FeeLine, ...]], ...]
    reconsideration_body: str
    court: str
    supervising_department: str


def guide_of(agency: Agency, on: dt.date) -> Guide:
    """The guide as the law stands on a day. ``missing`` names what the authority's profile still lacks."""
    fields = {field.name: str(field.verbose_name) for field in Agency._meta.concrete_fields}
    wanted = ("office", "address", "postcode", "hours", "telephone", "fax", "email", "website")
    known = channels()
    supervisor = agency.supervising_department
    return Guide(
        agency=agency.name,
        kinds=tuple(item.title for item in items() if item.is_for(agency.kind)),
        contacts=tuple(
            Contact(fields[name], str(getattr(agency, name))) for name in wanted if getattr(agency, name)
        ),
        missing=tuple(fields[name] for name in NEEDED if not getattr(agency, name)),
        channels=tuple(known[one].name.zh for one in CHANNELS),
        answer_days=_days(Kind.ANSWER, on),
        extension_days=_days(Kind.EXTENSION, on),
        correction_days=_days(Kind.CORRECTION_NOTICE, on),
        fees=tuple(_scale(code, on) for code in scales()),
        reconsideration_body=agency.reconsideration_body,
        court=agency.court,
        supervising_department=supervisor.name if supervisor else "",
    )


CHANNELS = (Channel.IN_PERSON, Channel.REGISTERED_POST, Channel.ONLINE, Channel.FAX)
"""What every authority offers (Art. 28); the others are ways in which a request may turn up."""


def _days(kind: Kind, on: dt.date) -> int:
    return period(kind).on(on).length


def _scale(code: str, on: dt.date) -> tuple[str, tuple[FeeLine, ...]]:
    scale = scales()[code]
    rule = next(one for one in scale.rules if on in one.in_force)
    unit = "件" if code == "per_item" else "页"
    lines, first = [], 1
    for bracket in rule.brackets:
        until = f"第{first}—{bracket.upto}{unit}"
        if bracket.upto is None:
            until = f"第{first}{unit}起"
        lines.append(FeeLine(f"{until}：{_price(bracket.yuan, unit)}"))
        first = (bracket.upto or 0) + 1
    if rule.step is not None:
        every, more = rule.step
        lines.append(FeeLine(f"第{first}{unit}起，每{every}{unit}为一档，每增加一档单价提高{_plain(more)}元"))
    return scale.name.zh, tuple(lines)


def _price(yuan: Decimal, unit: str) -> str:
    if yuan == 0:
        return "不收费"
    return f"每{unit}{_plain(yuan)}元"


def _plain(yuan: Decimal) -> str:
    return str(yuan.quantize(Decimal(1)) if yuan == yuan.to_integral_value() else yuan)
