"""From facts to a letter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from kaicheng.findings import Text
from kaicheng.statute import outcomes

from .errors import MissingFacts, NotEditable, WrongOutcome
from .facts import Facts
from .letter import Block, Letter, Role
from .remedy import told
from .templates import Addressee, Part, RemedyOf, Template, Variant, decisions, labels, pick, places
from .words import Row, Words, official_date, one_line, quoted, words_of

_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_NEED_DETAIL = frozenset({"granted", "already_public"})
_ADDRESSEES = {
    Addressee.APPLICANT: "applicant_name",
    Addressee.THIRD_PARTY: "third_party_name",
    Addressee.CO_AGENCY: "co_agency_name",
    Addressee.OFFICE: "assist_office",
    Addressee.RECONSIDERATION_BODY: "reconsideration_body",
}


@dataclass
class _Missing:
    names: list[str] = field(default_factory=list)

    def note(self, name: str) -> None:
        if name not in labels():
            # A word that only a decision or a variant brings: what is missing is the choice of one.
            if "outcome" in self.names:
                return
            name = "variant"
        if name not in self.names:
            self.names.append(name)

    def refuse(self) -> None:
        if self.names:
            known = labels()
            raise MissingFacts(
                self.names, list({known[name].zh: known[name] for name in self.names}.values())
            )


def compose(
    kind: str,
    facts: Facts,
    *,
    on: date,
    edits: Mapping[str, str] | None = None,
    version: int | None = None,
) -> Letter:
    """The letter of this kind that states these facts.

    Args:
        kind: code of the letter, a key of :func:`~.templates.templates`.
        on: the letter's date; it decides which template and which law of remedies apply.
        edits: texts for editable parts by their id, each line a paragraph; an empty one drops a part that may
            be dropped.
        version: the template's version, to write a letter of long ago once more; without it the one in force.

    Raises:
        MissingFacts: facts that the letter must state are not known; the message names all of them.
        WrongOutcome: this letter is not for the case's outcome, or the outcome has no wording here.
        NotEditable: an edit of a fixed or unknown part, or one that empties a part that must stay.
        NoTemplate: no such letter or version, or none in force on that day.
        StatuteError: the authority's kind is unknown, or a rule was not in force on that day.
    """
    template = pick(kind, on, version)
    edits = {part: _clean(text) for part, text in (edits or {}).items()}
    _check_edits(template, edits)
    _check_outcome(template, facts)
    missing = _Missing()
    words = _words(template, facts, on, missing)
    blocks = list(_blocks(template, words, edits, missing))
    blocks = _framed(template, facts, words, blocks, on, missing)
    missing.refuse()
    return Letter(
        kind=kind,
        version=template.version,
        name=template.name,
        on=on,
        outcome=facts.outcome if template.outcomes else "",
        authority=facts.authority.name,
        blocks=tuple(blocks),
        edits=tuple(sorted(edits.items())),
        sealed=not (template.form or template.signed_by_office),
    )


def _clean(text: str) -> str:
    lines = (_UNPRINTABLE.sub("", line).strip() for line in text.replace("\r", "\n").split("\n"))
    return "\n".join(line for line in lines if line)


def _check_edits(template: Template, edits: Mapping[str, str]) -> None:
    parts = {part.id: part for part in template.parts}
    for name, text in edits.items():
        part = parts.get(name)
        if part is None or not part.editable:
            known = "、".join(part.id for part in template.parts if part.editable) or "无"
            why = "是固定部分，不能修改" if part else "不是本文书的内容"
            raise NotEditable(
                name,
                Text(
                    zh=f"“{name}”{why}。{template.name.zh}可以修改的部分：{known}。",
                    en=f"{name!r} cannot be edited in {template.name.en}; editable: {known}.",
                ),
            )
        if not text and not part.optional:
            raise NotEditable(
                name,
                Text(
                    zh=f"“{name}”不能留空：请写明内容，或者恢复原文。",
                    en=f"{name!r} cannot be empty: write it, or restore the default.",
                ),
            )


def _check_outcome(template: Template, facts: Facts) -> None:
    if not template.outcomes or facts.outcome in template.outcomes or not facts.outcome:
        return
    known = outcomes()
    name = known[facts.outcome].name if facts.outcome in known else Text(zh=facts.outcome, en=facts.outcome)
    fitting = "、".join(known[code].name.zh for code in template.outcomes)
    raise WrongOutcome(
        Text(
            zh=f"{template.name.zh}不能用于“{name.zh}”，只用于：{fitting}。请改用对应的文书。",
            en=f"{template.name.en} is not for the outcome {name.en!r}.",
        )
    )


def decision_of(version: int, outcome: str, variant: str) -> Variant | None:
    """How an outcome is stated; ``None`` where its variant is not chosen.

    Raises:
        WrongOutcome: the outcome has no such variant, or is not stated at all.
    """
    table = decisions()[version]
    found = table.get(f"{outcome}.{variant}") or table.get(outcome)
    if found:
        return found
    variants = [name.partition(".")[2] for name in table if name.partition(".")[0] == outcome]
    if not variants:
        raise WrongOutcome(
            Text(zh=f"“{outcome}”没有对应的答复表述。", en=f"the outcome {outcome!r} has no wording.")
        )
    if variant:
        raise WrongOutcome(
            Text(
                zh=f"“{outcome}”没有“{variant}”这种情形；可以是：{'、'.join(variants)}。",
                en=f"{outcome!r} has no variant {variant!r}: {', '.join(variants)}.",
            )
        )
    return None


def variant_of(template: Template, facts: Facts) -> Variant | None:
    """The part of a template that belongs to the case's outcome or variant."""
    keys = (
        f"{facts.outcome}.{facts.variant}",
        facts.outcome,
        facts.variant,
        facts.fee.basis if facts.fee else "",
    )
    return next((template.variants[key] for key in keys if key in template.variants), None)


def _words(template: Template, facts: Facts, on: date, missing: _Missing) -> Words:
    words = words_of(facts, on)
    single, lists = dict(words.single), dict(words.lists)
    single["letter_date"] = official_date(on)
    if template.outcomes and not facts.outcome and template.remedy is not RemedyOf.ITEMS:
        missing.note("outcome")
    applied: list[Variant] = []
    if template.decisions and facts.outcome and template.remedy is not RemedyOf.ITEMS:
        decision = decision_of(template.decisions, facts.outcome, facts.variant)
        if decision is None:
            missing.note("variant")
        else:
            applied.append(decision)
    own = variant_of(template, facts)
    if own:
        applied.append(own)
    elif template.variants and not template.decisions:
        _no_variant(template, facts, missing)
    for variant in applied:
        for name in variant.needs:
            if not single.get(name) and not lists.get(name):
                missing.note(name)
        for name, text in variant.words:
            single[name] = _filled(text, single, missing)
    if template.decisions:
        lists["withheld"] = _withheld(template.decisions, facts, single, missing)
        if template.remedy is RemedyOf.ITEMS:
            lists["item_answers"] = _item_answers(template.decisions, facts, single, missing)
    return Words(single, lists)


def _no_variant(template: Template, facts: Facts, missing: _Missing) -> None:
    if not facts.variant or facts.outcome in template.outcomes:
        missing.note("variant" if "per_item" not in template.variants else "fee_lines")
        return
    raise WrongOutcome(
        Text(
            zh=f"{template.name.zh}没有“{facts.variant}”这种情形；可以是：{'、'.join(template.variants)}。",
            en=f"{template.name.en} has no variant {facts.variant!r}: {', '.join(template.variants)}.",
        )
    )


def _filled(text: str, single: Mapping[str, str], missing: _Missing) -> str:
    for name in places(text):
        if not single.get(name):
            missing.note(name)
    return text.format_map({name: single.get(name, "") for name in places(text)})


def _withheld(version: int, facts: Facts, single: Mapping[str, str], missing: _Missing) -> list[Row]:
    rows: list[Row] = []
    for number, part in enumerate(facts.withheld, 1):
        decision = decision_of(version, part.outcome, "")
        if decision is None or not part.reasons.strip() or not part.what.strip():
            missing.note("withheld")
            continue
        own = {**single, "forbidding_provision": part.provision or single.get("forbidding_provision", "")}
        said = {name: _filled(text, own, missing) for name, text in decision.words}
        rows.append(
            {
                "n": str(number),
                "what": one_line(part.what),
                "withheld_reasons": one_line(part.reasons),
                **said,
            }
        )
    return rows


def _item_answers(version: int, facts: Facts, single: Mapping[str, str], missing: _Missing) -> list[Row]:
    rows: list[Row] = []
    for number, item in enumerate(facts.items, 1):
        decision = decision_of(version, item.outcome, item.variant) if item.outcome else None
        if decision is None:
            missing.note("item_answers")
            continue
        if item.outcome in _NEED_DETAIL and not item.detail.strip():
            missing.note("item_detail")
        if item.outcome not in _NEED_DETAIL and not item.reasons.strip():
            missing.note("item_reasons")
        for name in decision.needs:
            if not single.get(name):
                missing.note(name)
        said = {name: _filled(text, single, missing) for name, text in decision.words}
        sentences = (
            f"该项内容{said['finding']}",
            one_line(item.reasons),
            said["rule"],
            one_line(item.detail),
        )
        rows.append(
            {
                "n": str(number),
                "item": quoted(item.text),
                "answer": "。".join(text for text in sentences if text),
            }
        )
    return rows


def _applies(part: Part, words: Words) -> bool:
    return all(not words.knows(name[1:]) if name.startswith("!") else words.knows(name) for name in part.when)


def _blocks(template: Template, words: Words, edits: Mapping[str, str], missing: _Missing) -> Iterator[Block]:
    for name in template.needs:
        if not words.knows(name):
            missing.note(name)
    if template.one_of and not any(words.knows(name) for name in template.one_of):
        missing.note(template.one_of[0])
    for part in template.parts:
        if part.role in (Role.REMEDY, Role.CONTACT):
            continue
        if part.id in edits:
            for line in edits[part.id].split("\n"):
                if line:
                    yield Block(part.role, part.id, line, editable=True)
        elif _applies(part, words):
            yield from _part(part, words, missing)


def _part(part: Part, words: Words, missing: _Missing) -> Iterator[Block]:
    if part.rows:
        # A form is finished with a pen: what is not known yet stays open.
        rows = tuple((label, _filled(text, words.single, _Missing())) for label, text in part.rows)
        yield Block(part.role, part.id, rows=rows)
        return
    if not part.each:
        yield Block(part.role, part.id, _filled(part.text, words.single, missing), part.editable)
        return
    for row in words.lists.get(part.each, ()):
        text = _filled(part.text, {**words.single, **row}, missing)
        yield Block(part.role, part.id, text, part.editable)


def _framed(
    template: Template, facts: Facts, words: Words, body: Sequence[Block], on: date, missing: _Missing
) -> list[Block]:
    """The body with title, number and addressee above, and remedy, signature and date in their places."""
    if not facts.authority.name.strip():
        missing.note("authority_name")
    title = template.title if template.form else facts.authority.name + template.title
    blocks = [Block(Role.TITLE, "title", title)]
    if facts.number and not template.form:
        blocks.append(Block(Role.NUMBER, "number", facts.number))
    if template.addressee is not Addressee.NOBODY:
        name = words.single.get(_ADDRESSEES[template.addressee], "")
        if not name:
            missing.note(_ADDRESSEES[template.addressee])
        blocks.append(Block(Role.ADDRESSEE, "addressee", f"{name}："))
    blocks += [block for block in body if block.role is not Role.ATTACHMENT]
    try:
        remedy = told(template.remedy, facts, on, template.itself) if not missing.names else None
    except MissingFacts as error:
        for name in error.names:
            missing.note(name)
        remedy = None
    if remedy:
        blocks.append(Block(Role.REMEDY, "remedy", remedy.paragraph))
    for part in template.parts:
        if part.role is Role.CONTACT:
            blocks.append(Block(part.role, part.id, _filled(part.text, words.single, missing) + "。"))
    enclosed = [block for block in body if block.role is Role.ATTACHMENT]
    blocks += [
        replace(block, text=f"{mark}{block.text}")
        for mark, block in zip(_marks(enclosed), enclosed, strict=True)
    ]
    if not template.form:
        signer = words.single.get("office", "") if template.signed_by_office else facts.authority.name
        blocks += [Block(Role.SIGNATURE, "signature", signer), Block(Role.DATE, "date", official_date(on))]
    return blocks


def _marks(enclosed: Sequence[Block]) -> list[str]:
    if len(enclosed) == 1:
        return ["附件："]
    return [f"附件：{number}." if number == 1 else f"{number}." for number in range(1, len(enclosed) + 1)]
