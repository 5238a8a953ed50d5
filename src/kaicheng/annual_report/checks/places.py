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
    r"(?:与|和|同|赴|前往|来自|学习|借鉴|参考|考察|交流|对口|帮扶|协作|支援|邀请|联合|参加|引进|驻|原|、|《)[^,。;]{0,6}$"
)
_DEALINGS_AFTER = re.compile(r"[^,。;]{0,6}(?:学习|考察|交流|调研|协作|合作|经验|一行|来|》)")
_AUTHORITY = (
    r"(?:[\u4e00-\u9fff]{0,3}人民政府(?:办公[厅室])?|政府(?!网|采购)"
    r"|[\u4e00-\u9fff]{2,14}(?:局|委员会|管委会))"
)


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
def _authorities() -> re.Pattern[str]:
    names = "|".join(sorted(_provinces(), key=len, reverse=True))
    return re.compile(rf"(?P<place>{names})(?P<kind>省|市|州|地区|盟|自治[区州]){_AUTHORITY}")


def _dealt_with(plain: str, match: re.Match[str]) -> bool:
    """Whether the sentence speaks of dealings with another place, not of itself."""
    return bool(_DEALINGS.search(plain, 0, match.start()) or _DEALINGS_AFTER.match(plain, match.end()))


@rule("F11")
def other_places(rule: Rule, case: Case) -> Iterator[Finding]:
    """No authority of another province or prefecture is named as if it were this one."""
    own = _own(case)
    if not own:
        return
    provinces = _provinces()
    above = {provinces[place] for place in own}
    told: set[str] = set()
    text = narrative(case.report)
    for sentence in text.sentences if _authorities().search(text.whole) else ():
        for match in _authorities().finditer(sentence.plain):
            place = match["place"]
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
    """The places of the authority's own name; empty when it is of a county whose prefecture is unknown."""
    name = squeeze(f"{case.report.agency or ''}{case.report.title}")
    return frozenset(
        place
        for place in _provinces()
        if place in name
        and re.search(rf"{place}(?:省|市|州|地区|盟|自治|[\u4e00-\u9fff]{{0,3}}[县区局委办厅])", name)
    )
