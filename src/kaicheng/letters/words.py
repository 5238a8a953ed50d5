"""The words that fill a letter's places, drawn from the facts.

A name of :class:`~.facts.Facts` is its own word (``reasons``, ``search_places``); those that need a turn
of phrase are made here. A fact that is not known has no word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from typing import Any

from kaicheng.statute import Channel, Fee, channels, means_rules, period
from kaicheng.statute.periods import Kind

from .amounts import capital_yuan, yuan
from .facts import Facts, Given, Party, PartyKind, Published

Row = Mapping[str, str]
_HIDDEN = {"id_number", "settings", "evidence", "fee"}
_STOPS = "。；;，,. "
_CHANNELS = {
    Channel.IN_PERSON: "当面提交",
    Channel.REGISTERED_POST: "邮寄提交",
    Channel.ORDINARY_POST: "以平常信函提交",
    Channel.ONLINE: "通过互联网提交",
    Channel.FAX: "以传真提交",
    Channel.ORAL: "口头提出",
    Channel.TRANSFERRED: "提交至本机关其他机构",
}


@dataclass(frozen=True, slots=True)
class Words:
    """Single words by name, and lists of rows by name."""

    single: Mapping[str, str]
    lists: Mapping[str, Sequence[Row]]

    def knows(self, name: str) -> bool:
        """Whether something is known under that name."""
        return bool(self.single.get(name) or self.lists.get(name))


def official_date(day: date) -> str:
    """2026年3月5日, as GB/T 9704 writes it: no leading zeros, no day of the week."""
    return f"{day.year}年{day.month}月{day.day}日"


def one_line(text: str) -> str:
    """A text set inside a sentence: on one line, without the stop at its end."""
    after_stop = re.sub(r"(?<=[。；！？：])\s*\n\s*", "", text.strip())
    return re.sub(r"\s*\n\s*", "；", after_stop).rstrip(_STOPS)


def quoted(text: str) -> str:
    """“……”, with quotation marks inside turned into ‘……’."""
    inner = one_line(text)
    return f"“{inner.replace('“', '‘').replace('”', '’')}”"


def words_of(facts: Facts, on: date) -> Words:
    """Every word that these facts allow in a letter of that day."""
    single = dict(_flat("", facts))
    single |= _phrases(facts, on)
    return Words({name: text for name, text in single.items() if text}, _lists(facts))


def _flat(prefix: str, value: Any) -> Iterator[tuple[str, str]]:
    for field in fields(value):
        if field.name in _HIDDEN:
            continue
        name, part = f"{prefix}{field.name}", getattr(value, field.name)
        if isinstance(part, date):
            yield name, official_date(part)
        elif is_dataclass(part):
            yield from _flat(f"{name}_", part)
        elif isinstance(part, int) and not isinstance(part, bool):
            yield name, str(part)
        elif isinstance(part, str):
            yield name, one_line(part)


def _you(party: Party) -> str:
    return "你" if party.kind is PartyKind.PERSON else "你单位"


def _phrases(facts: Facts, on: date) -> dict[str, str]:
    authority = facts.authority
    several = len(facts.items) > 1
    found = {
        "you": _you(facts.applicant),
        "channel": _CHANNELS[facts.channel],
        "channel_name": channels()[facts.channel].name.zh,
        "applicant_kind": "自然人" if facts.applicant.kind is PartyKind.PERSON else "法人或者其他组织",
        "office": authority.office or authority.name,
        "contact": _contact(facts),
        "items_all": "；".join(
            f"{number}.{quoted(item.text)}" if several else quoted(item.text)
            for number, item in enumerate(facts.items, 1)
        ),
        "items_inline": f"下列{len(facts.items)}项信息" if several
        else "".join(quoted(item.text) for item in facts.items),
        "items_stop": "：" if several else "。",
        "consulted_whom": "第三方的" if facts.third_party_opinion or facts.third_party
        else "相关行政机关的" if facts.co_agency else "有关方面的",
        "arrived_or_received": official_date(facts.arrived_on or facts.received_on),
        "waybill_or_none": (facts.service.waybill if facts.service else "") or "无",
        "answer_days": str(period(Kind.ANSWER).on(on).length),
        "opinion_days": str(period(Kind.CONSULTATION).on(on).length),
        "correction_days": str(_days(facts, Kind.CORRECTION_LIMIT, on)),
        "reasons_days": str(facts.reasons_days or _days(facts, Kind.REASONS, on)),
    }  # fmt: skip
    if facts.third_party:
        found["third_you"] = _you(facts.third_party)
    consulted = facts.third_party or facts.co_agency
    if consulted:
        found["consulted_name"] = consulted.name
    if facts.responsible:
        found["responsible_contact"] = "，".join(
            f"{label}：{text}"
            for label, text in (
                ("地址", facts.responsible.address),
                ("电话", facts.responsible.phone),
                ("网址", facts.responsible.website),
            )
            if text
        )
    if facts.correction and facts.correction.days:
        found["correction_days"] = str(facts.correction.days)
    if facts.notice:
        found["notice_words"] = _document(facts.notice.title, facts.notice.number)
    if facts.earlier:
        found["earlier_words"] = _document(facts.earlier.title, facts.earlier.number)
    if facts.fee:
        found |= _fee(facts.fee, _you(facts.applicant), on)
    if facts.service:
        found["service_means_name"] = means_rules()[facts.service.means].name.zh
        found["service_letters_all"] = "；".join(facts.service.letters)
    return found


def _days(facts: Facts, kind: Kind, on: date) -> int:
    settings = facts.settings
    chosen = None
    if settings:
        chosen = (
            settings.correction_limit_days if kind is Kind.CORRECTION_LIMIT else settings.reasons_limit_days
        )
    return chosen or period(kind).on(on).length


def _document(title: str, number: str) -> str:
    return f"《{title}》（{number}）" if number else f"《{title}》"


def _contact(facts: Facts) -> str:
    authority = facts.authority
    if not (authority.address and authority.phone):
        return ""
    known = (
        ("地址", authority.address),
        ("邮政编码", authority.postcode),
        ("办公时间", authority.hours),
        ("联系电话", authority.phone),
    )
    ways = "，".join(f"{label}：{text}" for label, text in known if text)
    return f"联系方式：{authority.office or authority.name}（{ways}）"


def _fee(fee: Fee, you: str, on: date) -> dict[str, str]:
    if fee.month:
        year, month = fee.month
        scope = f"计费范围为{you}{year}年{month}月提出的第{fee.first}件至第{fee.last}件申请"
    else:
        scope = f"计费范围为本次申请所提供信息的第{fee.first}页至第{fee.last}页"
    return {
        "fee_scope": scope,
        "fee_amount": yuan(fee.amount),
        "fee_capital": capital_yuan(fee.amount),
        "payment_days": str(period(Kind.PAYMENT).on(on).length),
    }


def _lists(facts: Facts) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {
        "items": [{"item": quoted(item.text)} for item in facts.items] if len(facts.items) > 1 else [],
        "given": [{"given": _given(given)} for given in facts.given],
        "published": [{"published": _published(each)} for each in facts.published],
        "points": [{"point": one_line(point)} for point in facts.correction.points]
        if facts.correction
        else [],
        "exhibits": [{"exhibit": one_line(exhibit)} for exhibit in facts.exhibits],
    }
    if facts.fee:
        unit = "件" if facts.fee.basis == "per_item" else "页"
        found["fee_lines"] = [
            {
                "fee_line": f"第{line.first}{unit}"
                + (f"至第{line.last}{unit}" if line.last > line.first else "")
                + f"，计{line.units}{unit}，每{unit}{yuan(line.rate)}，小计{yuan(line.amount)}"
            }
            for line in facts.fee.lines
        ]
    return {
        name: [
            {"n": str(number), "stop": "。" if number == len(rows) else "；", **row}
            for number, row in enumerate(rows, 1)
        ]
        for name, rows in found.items()
    }


def _given(given: Given) -> str:
    title = given.title if "《" in given.title else f"《{given.title}》"
    return f"{title}（共{given.pages}页）" if given.pages else title


def _published(published: Published) -> str:
    title = published.title if "《" in published.title else f"《{published.title}》"
    text = f"{title}，"
    text += (
        f"于{official_date(published.on)}在{published.where}公开"
        if published.on
        else f"已在{published.where}公开"
    )
    return f"{text}，网址：{published.address}" if published.address else text
