"""The paragraph on what may be done against a letter: the statute's, with the names of the profile."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from kaicheng.findings import Text
from kaicheng.statute import Remedies, remedies, remedy_table

from .errors import MissingFacts
from .facts import Authority, Facts
from .templates import RemedyOf, labels

ALWAYS_A_CHOICE = "granted"
"""An outcome with reconsideration or suit under every law on record."""
PARTIAL = "partial"

_PROFILE = {
    "本级人民政府": "own_government",
    "上一级人民政府": "higher_government",
    "上一级主管部门": "higher_department",
    "上一级司法行政部门": "higher_justice_department",
    "本机关": "name",
}
"""Where the profile holds the name of a body that the statute names in general."""
_ONLINE_SINCE = date(2024, 1, 1)
"""行政复议法第二十二条第二款."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a letter tells: the paragraph, and the remedies behind it, more than one where items differ."""

    paragraph: str
    ways: tuple[Remedies, ...]
    bodies: tuple[str, ...]


def bodies_of(authority: Authority, on: date) -> tuple[str, ...]:
    """The names of the bodies that reconsider, by the kind of authority and the day.

    Raises:
        MissingFacts: the profile lacks a name.
        StatuteError: no such kind of authority, or the day lies before the rules on record.
    """
    general = remedies(ALWAYS_A_CHOICE, authority.kind, on).ways[0].to
    fields = [_PROFILE[body.zh] for body in general]
    missing = [f"authority_{field}" for field in fields if not getattr(authority, field)]
    if missing:
        raise MissingFacts(missing, [labels()[name] for name in missing])
    return tuple(getattr(authority, field) for field in fields)


def told(rule: RemedyOf, facts: Facts, on: date, itself: str) -> Told | None:
    """What this letter has to tell, ``None`` where it decides nothing.

    Raises:
        MissingFacts: the profile lacks a body, the court, or the way to apply on line.
    """
    if rule is RemedyOf.NONE:
        return None
    authority = facts.authority
    missing = [] if authority.court else ["authority_court"]
    online = facts.served_online and on >= _ONLINE_SINCE
    if online and not authority.online_reconsideration:
        missing.append("authority_online_reconsideration")
    if missing:
        raise MissingFacts(missing, [labels()[name] for name in missing])
    bodies = bodies_of(authority, on)
    names = [Text(zh=name, en=name) for name in bodies]
    court = Text(zh=authority.court, en=authority.court)

    def against(code: str, withheld: Sequence[str] = ()) -> Remedies:
        return remedies(
            code,
            authority.kind,
            on,
            settings=facts.settings,
            withheld_under=withheld,
            third_party=rule is RemedyOf.THIRD_PARTY,
            bodies=names,
            court=court,
        )

    if rule is RemedyOf.OUTCOME:
        found = [against(facts.outcome, [part.outcome for part in facts.withheld])]
    elif rule is RemedyOf.ITEMS:
        found = _by_items(facts, against)
    else:
        found = [against(ALWAYS_A_CHOICE)]
    texts = [remedy.paragraph.zh for remedy in found]
    if len(texts) > 1:
        texts[-1] = texts[-1].replace("本答复不服", "本答复的其他内容不服", 1)
    paragraph = "".join(texts)
    if online:
        template = remedy_table().paragraphs["online"].zh
        paragraph += template.format(channel=authority.online_reconsideration)
    return Told(paragraph.replace("本答复", itself), tuple(found), bodies)


def _by_items(facts: Facts, against: Callable[..., Remedies]) -> list[Remedies]:
    """Reconsideration first for what is withheld, a choice for the rest; where all is a choice, only that."""
    codes = [item.outcome for item in facts.items] + [part.outcome for part in facts.withheld]
    first = [code for code in codes if code != PARTIAL and against(code).reconsideration_first]
    found = [against(PARTIAL, first)] if first else []
    if set(codes) - set(first) - {PARTIAL} or not found:
        found.append(against(ALWAYS_A_CHOICE))
    return found
