"""Text screened: everything found in it, told without spreading it further."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from kaicheng.findings import Finding, Kind, Place, Severity, sentence, worst_first
from kaicheng.screening.catalogue import catalogue, kinds
from kaicheng.screening.context import Context
from kaicheng.screening.hits import Hit
from kaicheng.screening.marks import marks
from kaicheng.screening.names import is_common_word, is_full_name
from kaicheng.screening.numbers import Spans, numbers
from kaicheng.screening.papers import contacts, papers
from kaicheng.screening.people import people
from kaicheng.screening.places import addresses
from kaicheng.screening.slips import slips
from kaicheng.screening.standard import standard, whole
from kaicheng.screening.tables import Roll, differing_masks, in_rolls, name_cells, rolls
from kaicheng.screening.words import Words, any_of, surnames, words_in

MOST = 20
"""So many findings of one kind are told one by one; the rest is counted."""
_QUOTE = 14
_PERSONAL = frozenset(f"V{number:02}" for number in range(1, 14))
# Words, not persons: told as they stand.
_SHOWN = frozenset(
    [
        "secret_mark",
        "secret_number",
        "internal_mark",
        "attribute",
        "secret_copy",
        "not_public",
        "not_found",
        "card_picture",
    ]
)


def screen_text(text: str, *, field: str, context: Context | None = None) -> list[Finding]:
    """Everything in ``text`` that must not go public and every slip of writing, worst first.

    ``field`` names where the text stands and goes into the place of every finding. Tables are lines with tabs
    between cells. Personal data in a finding is masked; one kind found very often is summed up.
    """
    known = context or Context()
    text = whole(text)
    plain = standard(text)
    words = words_in(plain)
    found = list(rolls(plain, words))
    hits = _hits(plain, words, found, known)
    hidden = _with_stars(text, hits, name_cells(plain, found)) if hits else text
    return worst_first((*_told(text, hidden, hits, field, known), *slips(plain, hidden, field, words)))


def screen_name(name: str, *, field: str, context: Context | None = None) -> list[Finding]:
    """Personal data in a file name or an address of the web (V21), and marks of secret papers in it."""
    known = context or Context()
    name = whole(name)
    plain = standard(name)
    # Words joined by _ or - are words of their own here.
    spaced = re.sub(r"[_\-+&=/%.]", " ", plain)
    found: dict[str, Hit] = {}
    for text in (plain, spaced):
        for hit in _hits(text, words_in(text), (), known):
            found.setdefault(hit.kind, hit)
    rule = catalogue()["V21"]
    findings = []
    for hit in found.values():
        if hit.rule in _PERSONAL:
            what = kinds()[hit.kind].name
            masked = _masked(name[hit.start : hit.end])
            findings.append(
                rule.found(
                    f"名称中有{what.zh}（{masked}）",
                    f"The name holds a {what.en} ({masked})",
                    sentence(masked, field),
                    actual=masked,
                )
            )
        elif hit.weight is Severity.BLOCK:
            findings += _told(plain, plain, [hit], field, known)
    card = any_of("card_pictures").search(plain)
    if card and not findings:
        owner = re.search(r"[\u4e00-\u9fff]{2,4}(?=的?$)", re.sub(r"[\s_\-\d]", "", plain[: card.start()]))
        if owner and is_full_name(owner[0]) and _looks_like_name(owner[0]):
            findings.append(
                rule.found(
                    f"名称像是“某人的{card[0]}”",
                    f"The name looks like somebody's {card[0]}",
                    sentence(card[0], field),
                    actual=card[0],
                )
            )
    return worst_first(findings)


def _looks_like_name(words: str) -> bool:
    return bool(re.fullmatch(surnames(), words)) and not is_common_word(words)


def hits_in(text: str, context: Context | None = None) -> tuple[list[Hit], list[tuple[int, int]]]:
    """Every leak in a text in the order of their places, and the places of full names in its rolls."""
    plain = standard(whole(text))
    words = words_in(plain)
    found = list(rolls(plain, words))
    return _hits(plain, words, found, context or Context()), sorted(name_cells(plain, found))


def _hits(plain: str, words: Words, found_rolls: Sequence[Roll], context: Context) -> list[Hit]:
    taken = Spans()
    found = [
        *numbers(plain, words, context, taken),
        *papers(plain, words, context, taken),
        *in_rolls(found_rolls, context, taken),
        *(hit for hit in addresses(plain, words, context) if taken.free(hit.start, hit.end)),
        *people(plain, words, context),
        *contacts(plain, context, taken),
        *marks(plain, words, context),
        *(Hit("differing_masks", start, end) for start, end in differing_masks(found_rolls)),
    ]
    found.sort(key=lambda hit: (hit.start, hit.end))
    return found


def _told(text: str, hidden: str, hits: Sequence[Hit], field: str, context: Context) -> Iterator[Finding]:
    counts = Counter((hit.kind, hit.weight) for hit in hits)
    seen: Counter[tuple[str, Severity]] = Counter()
    fingerprints: set[str] = set()
    for hit in hits:
        key = (hit.kind, hit.weight)
        seen[key] += 1
        if seen[key] > MOST:
            continue
        finding = _finding(text, hidden, hit, field, context)
        if seen[key] == MOST and counts[key] > MOST:
            rest = counts[key] - MOST
            finding = _finding(
                text,
                hidden,
                hit,
                field,
                context,
                f"这类内容另有 {rest} 处，没有逐一列出",
                f"{rest} more of this kind are not listed",
            )
        if finding.fingerprint not in fingerprints:
            fingerprints.add(finding.fingerprint)
            yield finding


def _finding(
    text: str, hidden: str, hit: Hit, field: str, context: Context, more: str = "", more_en: str = ""
) -> Finding:
    kind = kinds()[hit.kind]
    third_party = context.reply and hit.rule in _PERSONAL
    rule = catalogue()["V24" if third_party else kind.rule]
    shown = (
        text[hit.start : hit.end]
        if hit.kind in _SHOWN and hit.rule not in ("V07", "V08")
        else _masked(text[hit.start : hit.end])
    )
    if hit.note:
        shown = ""
    zh = "：".join(filter(None, (kind.name.zh, hit.note))) + (f"（{shown}）" if shown else "")
    en = ": ".join(filter(None, (kind.name.en[:1].upper() + kind.name.en[1:], hit.note_en))) + (
        f" ({shown})" if shown else ""
    )
    if more:
        zh, en = f"{zh}；{more}", f"{en}; {more_en}"
    quote = re.sub(r"\s+", " ", hidden[max(0, hit.start - _QUOTE) : hit.end + _QUOTE]).strip()
    severity = hit.weight if third_party else hit.severity
    where = [Place(Kind.SENTENCE, field, quote)]
    if hit.roll:
        where.append(Place(Kind.PART, f"{field}#{hit.roll}"))
    return rule.found(zh, en, *where, actual=shown or None, severity=severity)


def _masked(value: str) -> str:
    """A value of which no more is shown than is needed to find it again."""
    flat = re.sub(r"\s+", " ", value)
    if len(flat) <= 4:
        return flat[:1] + "*" * (len(flat) - 1)
    front, back = (3, 2) if len(flat) >= 8 else (1, 1)
    if len(flat) > 24:
        return f"{flat[:3]}…{flat[-1]}"
    return flat[:front] + "*" * (len(flat) - front - back) + flat[len(flat) - back :]


def _with_stars(text: str, hits: Sequence[Hit], names: Iterable[tuple[int, int]]) -> str:
    """The text, of the same length, with whatever personal was found in it hidden, to be quoted from."""
    spans = [(hit.start, hit.end) for hit in hits if hit.rule in _PERSONAL and not hit.roll]
    pieces: list[str] = []
    place = 0
    for start, end in sorted((*spans, *names)):
        if end > place:
            start = max(start + 1, place)
            pieces += (text[place:start], _LETTER.sub("*", text[start:end]))
            place = end
    return "".join((*pieces, text[place:]))


_LETTER = re.compile(r"\S")
