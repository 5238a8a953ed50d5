"""Authorities of other places, as a text copied from elsewhere names them (F11)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from kaicheng.annual_report.checks.prose import narrative
from kaicheng.annual_report.checks.rule import Case, Rule, rule
from kaicheng.annual_report.checks.words import words
from kaicheng.annual_report.labels import squeeze
from kaicheng.findings import Finding

# What is done with other places: learn from them, help them, quote their courts.
_DEALINGS = re.compile(
    r"(?:与|和|同|赴|前往|来自|学习|借鉴|参考|转发|考察|交流|对口|帮扶|协作|支援|邀请|联合|参加|引进|驻|原|、|《)[^,。;]{0,6}$"
)
_DEALINGS_AFTER = re.compile(r"[^,。;]{0,6}(?:学习|考察|交流|调研|协作|合作|经验|一行|来|》)")
_KIND = r"(?P<kind>省|市|州|地区|盟|自治[区州])"
_AUTHORITY = (
    r"(?:[\u4e00-\u9fff]{0,3}人民政府(?:办公[厅室])?|政府(?!网|采购)"
    r"|[\u4e00-\u9fff]{2,14}(?:局|委员会|管委会))"
)
_ANY_AUTHORITY = re.compile(rf"{_KIND}(?={_AUTHORITY})")
# What may stand before the county in a name, and what shows it was no county: a street called 新城区街道.
_BEFORE_COUNTY = re.compile(r"^(?:\d{4}年度?)?(?:国家税务总局|中共)?")
_NO_COUNTY = re.compile(r"街道|镇|乡|域|管委会|管理委员会")
_LONGEST_COUNTY = 15


@cache
def _provinces() -> Mapping[str, str]:
    """The province of every place, provinces included."""
    found: dict[str, str] = {}
    for province, names in words("places").items():
        found[province] = province
        for name in names.split():
            found.setdefault(name, province)
    return found


@cache
def _counties() -> Mapping[str, frozenset[str]]:
    """The places that every county, district and county-level city may belong to: 鼓楼区 to four of them."""
    found: dict[str, set[str]] = {}
    for place, names in words("counties").items():
        for name in names.split():
            found.setdefault(name, set()).add(place)
    return {name: frozenset(places) for name, places in found.items()}


@cache
def _authorities() -> re.Pattern[str]:
    names = "|".join(sorted(_provinces(), key=len, reverse=True))
    return re.compile(rf"(?P<place>{names}){_KIND}{_AUTHORITY}")


def _named_at_all(plain: str) -> bool:
    """Whether any authority of a known place is named: the kinds of place are few, and found in no time."""
    places = tuple(_provinces())
    return any(plain.endswith(places, 0, match.start()) for match in _ANY_AUTHORITY.finditer(plain))


def _dealt_with(plain: str, match: re.Match[str]) -> bool:
    """Whether the sentence speaks of dealings with another place, not of itself."""
    return bool(_DEALINGS.search(plain, 0, match.start()) or _DEALINGS_AFTER.match(plain, match.end()))


@rule("F11")
def other_places(rule: Rule, case: Case) -> Iterator[Finding]:
    """No authority of another province or prefecture is named as if it were this one."""
    text = narrative(case.report)
    own = _own(case) if _named_at_all(text.whole) else ()
    if not own:
        return
    provinces = _provinces()
    above = {provinces[place] for place in own}
    told: set[str] = set()
    for sentence in text.sentences:
        for match in _authorities().finditer(sentence.plain):
            called = match["place"] + match["kind"]
            place = called if called in provinces else match["place"]  # 海南州 is not of 海南
            related = place in own or place in above or provinces[place] in own
            known = any(place in name for name in case.settings.known_names)
            if related or known or place in told or _dealt_with(sentence.plain, match):
                continue
            told.add(place)
            yield rule.found(
                f"文中出现“{match[0]}”，与本机关不是一个地方。请核对是否照抄了别处的文字。",
                f"The text names “{match[0]}”, an authority of another place. Was it copied from elsewhere?",
                sentence.place,
                actual=match[0],
            )


def _own(case: Case) -> frozenset[str]:
    """The places of the authority's own name, or those above its county; empty when neither is known."""
    agency, title = squeeze(case.report.agency or ""), squeeze(case.report.title)
    name = agency + title
    named = (
        place
        for place in _provinces()
        if place in name
        and re.search(rf"{place}(?:省|市|州|地区|盟|自治|[\u4e00-\u9fff]{{0,3}}[县区局委办厅])", name)
    )
    return _above_county(agency).union(_above_county(title), named)


def _above_county(name: str) -> frozenset[str]:
    """The places that the county at the head of a name may belong to."""
    name = _BEFORE_COUNTY.sub("", name)
    for end in range(_LONGEST_COUNTY, 1, -1):
        places = _counties().get(name[:end])
        if places:
            return frozenset() if _NO_COUNTY.match(name, end) else places
    return frozenset()
