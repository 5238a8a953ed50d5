"""Identity numbers, telephones, cards and accounts in text (V01–V03); numbers masked too little (V22)."""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Iterator
from itertools import chain

from kaicheng.findings import Severity
from kaicheng.screening.checksums import (
    is_bank_card,
    is_credit_code,
    is_identity_number,
    is_old_identity_number,
    is_unlisted_card,
)
from kaicheng.screening.context import Context
from kaicheng.screening.hits import Hit
from kaicheng.screening.words import Words, any_of

_S = r"(?:[ \u200b.·\-_/]{0,3}|[ \u200b]?\r?\n[ \u200b]?)"
# Seventeen digits and a check character, however they are split; the year of birth thins the candidates out.
# Patterns begin with what they look for and look behind it then: so the engine can skip to candidates.
_IDENTITY = re.compile(
    rf"[1-8](?<![\dA-Za-z].)(?=({_S}\d{_S}\d{_S}\d{_S}\d{_S}\d{_S}(?:1{_S}[89]|2{_S}0){_S}\d{_S}\d{_S}[01]{_S}\d"
    rf"{_S}[0-3]{_S}\d{_S}\d{_S}\d{_S}\d{_S}[\dXx])(?![\dA-Za-z]))"
)
_OLD_IDENTITY = re.compile(r"[1-8]\d{14}(?<![\dA-Za-z.\-_].{15})(?![\dA-Za-z]|[.\-]\d)")
_IDENTITY_WORDS = re.compile(r"身份证|身份号码|证件号")
_MOBILE = re.compile(
    r"(1(?<![\dA-Za-z_.].)\u200b*[3-9]\u200b*\d[\- \u200b]{0,3}\d\u200b*\d\u200b*\d\u200b*\d[\- \u200b]{0,3}"
    r"\d\u200b*\d\u200b*\d\u200b*\d)(?![\dA-Za-z_]|[.\- ]\d|%)"
)
_COUNTRY = re.compile(r"\+?\(?86\)?[\- ]?$")
# Mobiles one behind the other: the space between two of them is no reason to take neither.
_MOBILE_CLOSE = re.compile(r"(1[3-9]\d{9})(?<![\dA-Za-z_.\-].{11})(?![\dA-Za-z_%]|[.\-]\d)")
_MOBILE_ABROAD = re.compile(r"86(?<!\d86)[\- )]{0,2}(1[3-9]\d{9})(?!\d)")
_MONEY_BEHIND = re.compile(r"\s*(?:元|万|亿|平方|吨|公里|千瓦|%|株|亩|份|次|个)")
_LANDLINE = re.compile(r"(?<!\d)(?:\(?0\d{2,3}\)?[\- ]?)?[2-8]\d{6,7}(?!\d)")
_CARD = re.compile(
    r"\d(?<![\dA-Za-z_.\-].)(?:\d{14,18}|\d{3}(?:[ \-]\d{4}){3}(?:[ \-]?\d{1,3})?)(?![\dA-Za-z_]|[.\-]\d)"
)
_ACCOUNT = re.compile(r"(?<![\dA-Za-z])\d{4}[\d \-]{5,26}\d(?![\dA-Za-z])")
_CREDIT = re.compile(r"信用代码|机构代码|纳税人识别号|税号")
_OTHER_NUMBER = re.compile(
    r"(?:项目代码|项目编号|许可证编?号|备案号|合同编?号|采购编号|招标编号|单元号|宗地|编码|发票|文号|工单|订单|流水号|运单"
    r"|条形码|批次|案号|代码)[^\n\d]{0,6}$"
)
_STARS = re.compile(r"[*×✱]{1,15}")
_FRONT = re.compile(r"(?<![\dA-Za-z*])\d{3,14}$")
_BACK = re.compile(r"(\d{0,8}[\dXx]?)(?![\dA-Za-z*])")
_SHOWN_MOST = 10
_ALL_GAPS = re.compile(r"[^\dXx]")


class Spans:
    """Places already taken, found again quickly."""

    def __init__(self) -> None:
        self._spans: list[tuple[int, int]] = []

    def add(self, start: int, end: int) -> None:
        """Take a place."""
        insort(self._spans, (start, end))

    def free(self, start: int, end: int) -> bool:
        """Whether nothing taken overlaps; taken places never overlap each other."""
        place = bisect_left(self._spans, (start, start))
        if place < len(self._spans) and self._spans[place][0] < end:
            return False
        return place == 0 or self._spans[place - 1][1] <= start


def numbers(text: str, words: Words, context: Context, taken: Spans) -> Iterator[Hit]:
    """Every number that belongs to a person, in text of standard characters."""
    for hit in chain(_identities(text), _phones(text, words, taken), _cards(text)):
        if not taken.free(hit.start, hit.end):
            continue
        taken.add(hit.start, hit.end)
        if not context.knows_number(text[hit.start : hit.end]):
            yield hit
    yield from _accounts(text, words, context, taken)
    yield from _masked(text)


def _identities(text: str) -> Iterator[Hit]:
    for match in _IDENTITY.finditer(text):
        start, end = match.start(), match.end(1)
        number = _ALL_GAPS.sub("", text[start:end])
        if not is_identity_number(number) or not _is_split_on_purpose(text[start:end]):
            continue
        if is_credit_code(number) and _CREDIT.search(text, max(0, start - 24), start):
            continue
        yield Hit("identity_number", start, end)
    for match in _OLD_IDENTITY.finditer(text):
        if not is_old_identity_number(match[0]) or is_bank_card(match[0]):
            continue
        before = text[max(0, match.start() - 30) : match.start()]
        if _IDENTITY_WORDS.search(before):
            yield Hit("identity_number_15", match.start(), match.end())
        elif not _OTHER_NUMBER.search(before) and not _MONEY_BEHIND.match(text, match.end()):
            yield Hit("identity_number_15", match.start(), match.end(), Severity.WARN)


def _is_split_on_purpose(written: str) -> bool:
    """Whether a number with gaps is one number: 510102 19900101 1234 is, a row of small figures is not."""
    groups = [len(group) for group in re.findall(r"[\dXx]+", written.replace("\u200b", ""))]
    return all(size == 1 for size in groups) or (
        groups[0] >= 3 and len(groups) <= 6 and min(groups[:-1], default=3) >= 2
    )


def _phones(text: str, words: Words, taken: Spans) -> Iterator[Hit]:
    for pattern in (_MOBILE, _MOBILE_CLOSE, _MOBILE_ABROAD):
        for match in pattern.finditer(text):
            number = match[1]
            if not taken.free(match.start(), match.end()):
                continue
            if re.search(
                r"\d[\- ]$", text[max(0, match.start() - 2) : match.start()]
            ) and not _COUNTRY.search(text, max(0, match.start() - 6), match.start()):
                continue
            if _MONEY_BEHIND.match(text, match.end()):
                continue
            before = text[max(0, match.start() - 40) : match.start()].rpartition("\n")[2]
            # 138 0000 1234 among other figures is a row of a table.
            among = re.search(r"\d\s+$", before) or re.match(r"\s+\d", text[match.end() : match.end() + 4])
            if " " in number and among and not re.search(r"电话|手机|联系|热线", before):
                continue
            if _OTHER_NUMBER.search(before):
                continue
            official = any_of("office_line").search(before)
            private = any_of("somebody").search(before)
            yield Hit(
                "mobile",
                match.start(),
                match.end(),
                Severity.WARN if official and not private else None,
                "写作公务电话，但不在本机关的电话名单上" if official and not private else "",
                "given as an official line, but not in the authority's list"
                if official and not private
                else "",
            )
    for word in words.of("home_line"):
        line = _LANDLINE.search(text, word.end, word.end + 24)
        if line:
            yield Hit("home_line", line.start(), line.end())


def _cards(text: str) -> Iterator[Hit]:
    for match in _CARD.finditer(text):
        number = re.sub(r"[ \-]", "", match[0])
        listed = is_bank_card(number)
        if not listed and not is_unlisted_card(number):
            continue
        before = text[max(0, match.start() - 40) : match.start()]
        near = before.rpartition("\n")[2]
        if _OTHER_NUMBER.search(near) or _CREDIT.search(near) or _of_an_organisation(text, match.start()):
            continue
        sure = listed or any_of("account").search(before)
        yield Hit("bank_card", match.start(), match.end(), None if sure else Severity.WARN)


def _accounts(text: str, words: Words, context: Context, taken: Spans) -> Iterator[Hit]:
    """Numbers behind 账号 and 卡号 that no checksum proves, unless an organisation holds them."""
    for word in words.of("account"):
        match = _ACCOUNT.search(text, word.end, word.end + 32)
        if match is None or "\n" in text[word.end : match.start()].strip("\n"):
            continue
        digits = re.sub(r"\D", "", match[0])
        between = text[word.end : match.start()]
        if not 10 <= len(digits) <= 25 or not taken.free(match.start(), match.end()) or "电话" in between:
            continue
        if re.search(r"[^\s::号码为是()账号帐卡本人的银行]", between) or context.knows_number(digits):
            continue
        if _of_an_organisation(text, match.start(), match.end()):
            continue
        taken.add(match.start(), match.end())
        yield Hit("account", match.start(), match.end())


_HOLDER = re.compile(
    r"(?:户名|账户名称|帐户名称|账户名|开户名|收款单位|收款人|名称|单位名称)[::\s]*([^\s,;。]{2,40})"
)
_NAMED_ACCOUNT = re.compile(r"对公|专户|公共账户|保证金|缴款|捐赠|捐款|国库|非税|基本账户|缴费账户")


def _of_an_organisation(text: str, start: int, end: int | None = None) -> bool:
    """Whether the account's holder, told nearby, is an organisation."""
    around = text[max(0, start - 90) : (end or start) + 90]
    organisation = any_of("organisation")
    holders = [match[1] for match in _HOLDER.finditer(around)]
    if holders:
        return any(len(holder) >= 4 and organisation.search(holder[-12:]) for holder in holders)
    return _NAMED_ACCOUNT.search(text, max(0, start - 90), start) is not None


def _masked(text: str) -> Iterator[Hit]:
    for stars in _STARS.finditer(text):
        front = _FRONT.search(text, max(0, stars.start() - 15), stars.start())
        back = _BACK.match(text, stars.end())
        if front is None or back is None or len(front[0]) + len(stars[0]) + len(back[1]) not in (15, 18):
            continue
        if len(front[0]) + len(back[1]) > _SHOWN_MOST:
            yield Hit("weak_mask", front.start(), back.end())
