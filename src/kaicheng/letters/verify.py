"""Whether a finished letter still holds what the law wants in it, and nothing that loses a case.

Every check and its reason stands in ``data/checks.yaml``. A letter fresh from :func:`~.compose.compose` can
fail them too: where an edit brings in another ground, the facts have changed since, or the file is thin.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from kaicheng.findings import Finding, Severity, Text, part, sentence, worst_first
from kaicheng.statute import StatuteError, WorkCalendar, deadline, outcomes, period
from kaicheng.statute.citation import Article
from kaicheng.statute.datafile import load
from kaicheng.statute.periods import Kind

from .compose import compose, decision_of, variant_of
from .errors import LetterError
from .facts import Facts
from .letter import Letter, Role
from .remedy import told
from .templates import DATA, RemedyOf, Template, pick
from .words import official_date, one_line

THIN = 12
"""Reasons shorter than this many characters only repeat the article."""

_FORMAL = {
    "《政府信息公开条例》": "《中华人民共和国政府信息公开条例》",
    "《行政复议法》（2023年修订前）": "《中华人民共和国行政复议法》",
    "《行政复议法》": "《中华人民共和国行政复议法》",
}
_GROUNDS = {
    "refused_state_secret": ("国家秘密",),
    "refused_third_party_rights": ("商业秘密", "个人隐私"),
    "refused_internal_affairs": ("内部事务信息",),
    "refused_process_information": ("过程性信息",),
    "refused_enforcement_case_file": ("行政执法案卷",),
    "needs_creation": ("加工、分析",),
    "repeated": ("重复申请",),
}
_WITHHOLDING = re.compile("第(?:十四|十五|十六)条(?:第[一二]款)?")
_OF_THE_REGULATION = re.compile("政府信息公开条例》([^，。；“《]*)")
_IDENTITY = re.compile(
    r"(?<![0-9A-Za-z])\d{6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])\d{2}\d{3}[0-9Xx](?![0-9A-Za-z])"
)
_PLACEHOLDER = re.compile(
    r"【[^】]*】|(?<![0-9A-Za-z])[XＸｘ×]{2,}(?![0-9A-Za-z])|\{[^{}]*\}|[_＿]{2,}|[?？]{2,}|〔\s*〕|（\s*）"
    "|待填|待补|此处(?:填|写)|□"
)
_WEB_ADDRESS = re.compile("https?://[!-~]+")
_REMEDY_WORDS = re.compile("申请行政复议|提起行政诉讼|向[^，。]{0,20}法院起诉")
_CONDITIONS = re.compile(
    "用途证明|说明用途|申请用途|三需要|自身(?:特殊)?(?:的)?(?:需要|生产|生活|科研)|与(?:你|本人)[^，。]{0,10}(?:生产|生活|科研)"
)


@dataclass(frozen=True, slots=True)
class Check:
    """One check: how much it weighs, why it is there, and what it says."""

    severity: Severity
    why: Text
    message: Text


@cache
def checks() -> dict[str, Check]:
    """All checks by id."""
    return {
        rule: Check(
            Severity(node.only("severity", "why", "zh", "en").at("severity").choice(Severity)),
            node.at("why").pair(),
            Text(zh=node.at("zh").text(), en=node.at("en").text()),
        )
        for rule, node in load(DATA / "checks.yaml").items()
    }


def verify(letter: Letter, facts: Facts, *, calendar: WorkCalendar | None = None) -> list[Finding]:
    """What is wrong with the letter for these facts, worst first; nothing where it may be signed.

    With a ``calendar`` the time for a correction notice is checked too.

    Raises:
        NoTemplate: no such letter or version.
    """
    template = pick(letter.kind, letter.on, letter.version)
    case = _Case(letter, facts, template, calendar)
    return worst_first([*_same(case), *_law(case), *_dates(case), *_words(case), *_frame(case), *_file(case)])


@dataclass(frozen=True, slots=True)
class _Case:
    letter: Letter
    facts: Facts
    template: Template
    calendar: WorkCalendar | None

    @property
    def edited(self) -> str:
        return "\n".join(block.text for block in self.letter.blocks if block.editable)

    @property
    def outcome_name(self) -> str:
        known = outcomes().get(self.facts.outcome)
        return known.name.zh if known else self.facts.outcome

    @property
    def stated(self) -> tuple[str, ...]:
        """The outcomes of the request or of its items."""
        if not self.template.outcomes:
            return ()
        if self.template.remedy is RemedyOf.ITEMS:
            return tuple(dict.fromkeys(item.outcome for item in self.facts.items if item.outcome))
        return (self.facts.outcome,)

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Every outcome that the letter speaks of, those of withheld parts included."""
        withheld = (each.outcome for each in self.facts.withheld)
        return tuple(dict.fromkeys([*self.stated, *withheld])) if self.stated else ()

    @property
    def cites(self) -> tuple[Article, ...]:
        """Every article that must stand in the letter."""
        found = list(self.template.cites)
        own = variant_of(self.template, self.facts)
        found += own.cites if own else ()
        if self.template.decisions and self.template.outcomes:
            for outcome, variant in self._stated():
                decision = decision_of(self.template.decisions, outcome, variant)
                found += decision.cites if decision else ()
        return tuple(dict.fromkeys(found))

    def _stated(self) -> list[tuple[str, str]]:
        facts = self.facts
        withheld = [(each.outcome, "") for each in facts.withheld]
        if self.template.remedy is RemedyOf.ITEMS:
            return [(item.outcome, item.variant) for item in facts.items if item.outcome] + withheld
        return [(facts.outcome, facts.variant), *withheld]


def _finding(rule: str, where: str = "", quote: str = "", **words: Any) -> Finding:
    check = checks()[rule]
    places = [sentence(quote, where)] if quote else [part(where)] if where else []
    message = Text(zh=check.message.zh.format(**words), en=check.message.en.format(**words))
    return Finding(rule, check.severity, message, tuple(places))


def _same(case: _Case) -> Iterator[Finding]:
    letter = case.letter
    current = pick(letter.kind, letter.on)
    if current.version != letter.version:
        yield _finding("letter.old_version", used=letter.version, current=current.version)
    try:
        again = compose(
            letter.kind, case.facts, on=letter.on, edits=dict(letter.edits), version=letter.version
        )
    except (LetterError, StatuteError) as error:
        yield _finding("letter.incomplete", fault=error)
        return
    was = {block.part: "" for block in (*letter.blocks, *again.blocks)}
    now = dict(was)
    for blocks, texts in ((letter.blocks, was), (again.blocks, now)):
        for block in blocks:
            texts[block.part] += f"{block.text}\n{block.rows}\n"
    for name in was:
        if was[name] != now[name]:
            yield _finding("letter.same", name, part=name)


def formal(article: Article) -> tuple[str, str]:
    """The instrument as a letter names it, and the place in it: 《中华人民共和国…条例》, 第三十条."""
    cite = article.cite.zh
    for short, full in _FORMAL.items():
        if cite.startswith(short):
            return full, cite.removeprefix(short)
    name, _, place = cite.partition("》")
    return f"{name}》", re.sub("^（.*?）", "", place)


def _law(case: _Case) -> Iterator[Finding]:
    text = case.letter.text
    expected = [formal(article) for article in case.cites]
    for instrument, place in expected:
        if instrument not in text or place not in text:
            yield _finding("letter.article", article=instrument + place)
    own = {place for _, place in expected}
    if case.outcomes:
        for cited in _OF_THE_REGULATION.findall(text):
            for place in _WITHHOLDING.findall(cited):
                if not any(mine.startswith(place) or place.startswith(mine) for mine in own):
                    yield _finding("letter.ground", article=place, outcome=case.outcome_name)
        for code, words in _GROUNDS.items():
            found = next((word for word in words if word in case.edited), None)
            if found and code not in case.outcomes and not _in_facts(found, case.facts):
                yield _finding("letter.other_ground", quote=found, words=found, outcome=case.outcome_name)
    yield from _remedy(case)


def _in_facts(word: str, facts: Facts) -> bool:
    """Whether the applicant's own words hold it."""
    return any(word in item.text for item in facts.items)


def _remedy(case: _Case) -> Iterator[Finding]:
    try:
        expected = told(case.template.remedy, case.facts, case.letter.on, case.template.itself)
    except (LetterError, StatuteError):
        return  # told as letter.incomplete
    printed = "".join(block.text for block in case.letter.all(Role.REMEDY))
    if expected and printed != expected.paragraph:
        first = expected.ways[0].reconsideration_first
        wanted = [*expected.bodies, case.facts.authority.court, *_limits(expected.paragraph)]
        missing = [word for word in wanted if word not in printed]
        if first is not ("应当先" in printed):
            missing.append("应当先申请行政复议" if first else "可以申请行政复议，也可以提起行政诉讼")
        yield _finding(
            "letter.remedy", "remedy", missing="、".join(missing) or "措辞", expected=expected.paragraph
        )
    match = _REMEDY_WORDS.search(case.edited) if expected else None
    if match and "单独" not in case.edited:
        yield _finding("letter.remedy_twice", quote=match[0], words=match[0])


def _limits(paragraph: str) -> list[str]:
    return list(dict.fromkeys(re.findall(r"\d+(?:日|个月)", paragraph)))


def _dates(case: _Case) -> Iterator[Finding]:
    letter, facts = case.letter, case.facts
    on = official_date(letter.on)
    if letter.on < facts.received_on:
        yield _finding("letter.before_receipt", on=on, received=official_date(facts.received_on))
    if letter.kind in ("L01_registration_form", "L02_receipt") and facts.due_on:
        yield from _stated_day(letter, "答复期限", facts.due_on)
    if letter.kind == "L05_extension_notice" and facts.extension:
        yield from _stated_day(letter, "延长后的答复期限", facts.extension.until)
        most = period(Kind.EXTENSION).on(letter.on).length
        if facts.extension.days > most:
            yield _finding("letter.extension_long", days=facts.extension.days, most=most)
        if facts.due_on and letter.on > facts.due_on:
            yield _finding("letter.extension_late", due=official_date(facts.due_on), on=on)
    due = facts.extension.until if facts.extension else facts.due_on
    if "answer" in case.template.acts and due and letter.on > due:
        yield _finding("letter.late", due=official_date(due), on=on, days=(letter.on - due).days)
    if letter.kind == "L03_correction_notice":
        if facts.correction and facts.correction.earlier_on:
            yield _finding("letter.second_correction", day=official_date(facts.correction.earlier_on))
        if case.calendar:
            last = deadline(Kind.CORRECTION_NOTICE, facts.received_on, case.calendar).due
            if letter.on > last:
                yield _finding("letter.correction_late", due=official_date(last), on=on)


def _stated_day(letter: Letter, what: str, day: date) -> Iterator[Finding]:
    if official_date(day) not in letter.text:
        yield _finding("letter.due", what=what, day=official_date(day))


def _words(case: _Case) -> Iterator[Finding]:
    letter, facts = case.letter, case.facts
    plain = unicodedata.normalize("NFKC", letter.text)
    numbers = {match[0] for match in _IDENTITY.finditer(plain)}
    for party in (facts.applicant, facts.third_party):
        if party and len(party.id_number) > 5 and party.id_number in plain:
            numbers.add(party.id_number)
    for number in sorted(numbers):
        yield _finding("letter.identity_number", masked=f"{number[:3]}…{number[-2:]}")
    if not case.template.form:
        left = _WEB_ADDRESS.sub("", letter.text)
        for given in (*(item.text for item in facts.items), facts.applicant.name):
            left = left.replace(one_line(given).replace("“", "‘").replace("”", "’"), "").replace(given, "")
        for words in dict.fromkeys(match[0] for match in _PLACEHOLDER.finditer(left)):
            yield _finding("letter.placeholder", quote=words, words=words)
    condition = _CONDITIONS.search(case.edited)
    if condition:
        yield _finding("letter.extra_condition", quote=condition[0], words=condition[0])
    if case.template.outcomes:
        for place, item in enumerate(facts.items, 1):
            if one_line(item.text).replace("“", "‘").replace("”", "’") not in letter.text:
                yield _finding("letter.items", n=place, item=one_line(item.text))


def _frame(case: _Case) -> Iterator[Finding]:
    letter = case.letter
    if case.template.form:
        return
    parts = {block.role: block.text for block in letter.blocks}
    if not letter.sealed:
        return
    expected = (
        ("发文字号", Role.NUMBER, case.facts.number),
        ("署名", Role.SIGNATURE, case.facts.authority.name),
        ("成文日期", Role.DATE, official_date(letter.on)),
    )
    for name, role, text in expected:
        if not text or parts.get(role) != text:
            yield _finding("letter.frame", role.value, what=name)
    if not parts.get(Role.ADDRESSEE, "").rstrip("："):
        yield _finding("letter.frame", Role.ADDRESSEE.value, what="受文者")


def _file(case: _Case) -> Iterator[Finding]:
    facts = case.facts
    known = outcomes()
    # Who is not responsible has nothing to search for, whatever the letter that says so (Art. 36 item 5).
    acts = ("transfer_notice",) if facts.variant == "other_agency" else case.template.acts
    needed = {
        item.code: item.name.zh
        for code in case.stated
        if code in known
        for item in known[code].evidence_for(*acts)
    }
    missing = [name for code, name in needed.items() if code not in facts.evidence]
    if missing:
        yield _finding("letter.evidence", evidence="、".join(missing))
    reasons = "".join(block.text for block in case.letter.blocks if block.part == "reasons")
    stated = facts.reasons if not dict(case.letter.edits).get("reasons") else reasons
    if reasons and len(one_line(stated)) < THIN:
        yield _finding("letter.thin_reasons", "reasons", count=len(one_line(stated)))
    for each in facts.withheld:
        if len(one_line(each.reasons)) < THIN and case.outcomes:
            yield _finding("letter.thin_reasons", "withheld", count=len(one_line(each.reasons)))
    if case.letter.kind == "L16_answer_refused" and "区分处理" not in case.letter.text:
        yield _finding("letter.separation", "separation")
    if "refused_third_party_rights" in case.stated and not facts.consulted_on:
        yield _finding("letter.not_consulted")
