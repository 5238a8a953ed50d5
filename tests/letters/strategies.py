"""Facts as a busy office might type them: any text, any date on which the rules are on record."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import Any

from hypothesis import strategies as st

from kaicheng.letters import Facts, Party

from .cases import AUTHORITIES, cases

TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=40
).filter(lambda text: text.strip(" 。；;，,.\u3000\xa0") and text.strip())
DAYS = st.dates(date(2021, 1, 1), date(2030, 12, 31))
SINGLE_WORDS = {"variant", "outcome", "kind", "basis", "id_number"}


def _with_texts(value: Any, draw: Any) -> Any:
    """The same facts with other words in them, nothing left out that was there."""
    if is_dataclass(value) and not isinstance(value, type):
        changes = {
            field.name: _with_texts(getattr(value, field.name), draw)
            for field in fields(value)
            if field.name not in SINGLE_WORDS and type(getattr(value, field.name)) in (str, tuple)
        }
        changes |= {
            field.name: _with_texts(getattr(value, field.name), draw)
            for field in fields(value)
            if is_dataclass(getattr(value, field.name)) and field.name not in ("fee", "settings")
        }
        return replace(value, **changes)
    if isinstance(value, str):
        return draw(TEXTS) if value else value
    if isinstance(value, tuple):
        return tuple(_with_texts(part, draw) for part in value)
    return value


@st.composite
def complete(draw: Any) -> tuple[str, Facts, date]:
    """A letter, facts that are complete for it, and a date on which it can be written."""
    authority = AUTHORITIES[draw(st.sampled_from(sorted(AUTHORITIES)))]
    name = draw(st.sampled_from(sorted(cases())))
    kind, facts = cases(authority)[name]
    on = draw(DAYS)
    facts = _with_texts(facts, draw)
    kind_of_party = draw(st.sampled_from(["person", "organisation"]))
    applicant = replace(facts.applicant, kind=type(facts.applicant.kind)(kind_of_party))
    assert isinstance(applicant, Party)
    return kind, replace(facts, applicant=applicant, received_on=on), on
