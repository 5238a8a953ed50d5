"""The ways in which a kind of personal data may be masked, each shown on a number that is nobody's."""

from __future__ import annotations

from typing import Any

from kaicheng.screening import conventions
from kaicheng.screening.catalogue import kinds
from kaicheng.screening.masking import Convention, apply

PLATFORM, STRICT, ALL, OWN = "platform", "strict", "all", "own"
SAMPLES = {
    "identity_number": "330102199003071234", "identity_number_15": "330102900307123",
    "identity_shape": "330102199003071234", "weak_mask": "330102199003071234", "mobile": "13800001234",
    "home_line": "08342160000", "bank_card": "6222000000001234", "account": "510000001234",
    "passport": "E00001234", "permit": "C00001234", "licence": "510000001234", "social_card": "A00001234",
    "officer_card": "00001234", "disability_card": "33010219900307123412",
    "student_number": "G330102200001011234",
    "plate": "川WA1234", "address": "示例市示例镇示例村3组12号", "name": "张某某", "complainant": "张某某",
    "email": "zhang@example.com", "wechat": "wxid001234", "qq": "100001234",
}  # fmt: skip


def masked_kinds() -> list[tuple[str, str]]:
    """The kinds that are masked, with their names."""
    return [(key, kinds()[key].name.zh) for key in conventions()]


def shown(kind: str, convention: Convention) -> str:
    """What a convention leaves of the sample of its kind."""
    return apply(convention, SAMPLES[kind])


def counted(kind: str) -> bool:
    """Whether one may say how many characters stay at each end."""
    return "front" in conventions()[kind]


def way_of(kind: str, set_own: dict[str, Any]) -> tuple[str, int, int]:
    """Which of the ways an authority has chosen, and how many characters stay if it has counted them."""
    platform = conventions()[kind]
    found = set_own.get(kind, platform)
    front, back = int(found.get("front", 0)), int(found.get("back", 0))
    for way, convention in (
        (PLATFORM, platform),
        (STRICT, conventions("strict")[kind]),
        (ALL, {"all": True}),
    ):
        if found == convention:
            return way, front, back
    return OWN, front, back


def convention_of(kind: str, way: str, front: int, back: int) -> Convention:
    """The convention of a way."""
    if way == ALL:
        return {"all": True}
    if way == OWN and counted(kind):
        return {"front": front, "back": back}
    return conventions("strict")[kind] if way == STRICT else conventions()[kind]


def shows_too_much(kind: str, convention: Convention) -> bool:
    """Whether more stays than by the platform's convention, at either end or of both."""
    platform = conventions()[kind]
    if not counted(kind) or "front" not in convention:
        return False
    most = int(platform["front"]) + int(platform["back"])
    return int(convention["front"]) + int(convention["back"]) > most
