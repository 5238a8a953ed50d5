"""The types of events, each registered once with the sentence that tells it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from string import Formatter

from kaicheng.findings import Text

_NAME = re.compile(r"[a-z_]+(\.[a-z_]+)+")
_PLAIN = frozenset({"label", "reason"})
_types: dict[str, EventType] = {}


class UnregisteredEvent(LookupError):
    """An event whose type nobody registered."""


@dataclass(frozen=True, slots=True)
class EventType:
    """What one kind of event may hold, and the sentence that tells it after time and post.

    ``fields`` are recorded in clear, before → after; ``sensitive`` ones only as salted digests; ``facts`` are
    further values in clear; ``personal`` ones are kept apart and can be erased. A value under any other name
    is refused when the event is recorded, so that nothing gets into the trail that nobody thought about.

    Sentences are format strings over ``{label}``, ``{reason}``, ``{before[field]}``, ``{after[field]}``,
    ``{facts[name]}`` and ``{personal[name]}``.
    """

    name: str
    sentence: Text
    fields: frozenset[str] = frozenset()
    sensitive: frozenset[str] = frozenset()
    facts: frozenset[str] = frozenset()
    personal: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise ValueError(
                f"{self.name!r} is no name of an event: write app.object.happened, all lower case"
            )
        if self.fields & self.sensitive:
            raise ValueError(
                f"{self.name}: {sorted(self.fields & self.sensitive)} cannot be both in clear and not"
            )
        known = {"before": self.fields, "after": self.fields, "facts": self.facts, "personal": self.personal}
        for template in (self.sentence.zh, self.sentence.en):
            if not template.strip():
                raise ValueError(f"{self.name} needs its sentence in Chinese and in English")
            for placeholder in _placeholders(template):
                group, _, key = placeholder.partition("[")
                if placeholder not in _PLAIN and key.removesuffix("]") not in known.get(group, ()):
                    raise ValueError(f"{self.name}: nothing is declared that could fill {{{placeholder}}}")

    def tell(self, lang: str, values: Mapping[str, object]) -> str:
        """The sentence with its values."""
        return (self.sentence.en if lang == "en" else self.sentence.zh).format_map(values)


def register(
    name: str,
    *,
    zh: str,
    en: str,
    fields: Iterable[str] = (),
    sensitive: Iterable[str] = (),
    facts: Iterable[str] = (),
    personal: Iterable[str] = (),
) -> EventType:
    """Register the type of event called ``name`` (``agencies.office.renamed``) and give it back.

    Raises ValueError for a name taken, a missing sentence or a placeholder without a declared value.
    """
    if name in _types:
        raise ValueError(f"{name} is registered already")
    made = EventType(
        name, Text(zh, en), frozenset(fields), frozenset(sensitive), frozenset(facts), frozenset(personal)
    )
    _types[name] = made
    return made


def find(name: str) -> EventType | None:
    """The type with this name; None when no installed app registers it."""
    return _types.get(name)


def require(kind: EventType) -> None:
    """Raise :class:`UnregisteredEvent` unless exactly this type is registered."""
    if _types.get(kind.name) is not kind:
        raise UnregisteredEvent(f"{kind.name}: register the type of event in your app's events.py first")


def registered() -> Iterator[EventType]:
    """Every type, by name."""
    yield from (_types[name] for name in sorted(_types))


def _placeholders(template: str) -> Iterator[str]:
    for _, name, _, _ in Formatter().parse(template):
        if name is not None:
            yield name
