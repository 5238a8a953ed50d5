"""The letters of a disclosure request, drawn from the law: fixed parts, text to edit, DOCX and PDF.

Nothing here asks a clock or a database: the same facts, date, edits and version give the same letter, and
the same letter the same bytes::

    letter = compose("L16_answer_refused", facts, on=date(2026, 3, 5))
    findings = verify(letter, facts)
    pdf = to_pdf(letter, seal=None)
"""

from .amounts import capital_yuan, yuan
from .compose import compose
from .errors import (
    BadLetter,
    BadNumber,
    BadSeal,
    LetterError,
    MissingFacts,
    NotEditable,
    NoTemplate,
    WrongOutcome,
)
from .facts import (
    Assist,
    Authority,
    Contact,
    Correction,
    Earlier,
    Extension,
    Facts,
    Given,
    Item,
    NoticeSent,
    Party,
    PartyKind,
    Published,
    Reconsideration,
    Record,
    Search,
    Service,
    Withdrawal,
    Withheld,
)
from .letter import Block, Letter, Role, letter_from_json
from .numbers import DocumentNumber, NumberStyle, parse_number
from .record import facts_from_json, facts_to_json
from .templates import Part, RemedyOf, Template, pick, templates
from .verify import checks, verify
from .words import official_date
from .writers.docx import to_docx
from .writers.html import to_html
from .writers.pdf import to_pdf, unprintable
from .writers.text import to_text

__all__ = [
    "Assist",
    "Authority",
    "BadLetter",
    "BadNumber",
    "BadSeal",
    "Block",
    "Contact",
    "Correction",
    "DocumentNumber",
    "Earlier",
    "Extension",
    "Facts",
    "Given",
    "Item",
    "Letter",
    "LetterError",
    "MissingFacts",
    "NoTemplate",
    "NotEditable",
    "NoticeSent",
    "NumberStyle",
    "Part",
    "Party",
    "PartyKind",
    "Published",
    "Reconsideration",
    "Record",
    "RemedyOf",
    "Role",
    "Search",
    "Service",
    "Template",
    "Withdrawal",
    "Withheld",
    "WrongOutcome",
    "capital_yuan",
    "checks",
    "compose",
    "facts_from_json",
    "facts_to_json",
    "letter_from_json",
    "official_date",
    "parse_number",
    "pick",
    "templates",
    "to_docx",
    "to_html",
    "to_pdf",
    "to_text",
    "unprintable",
    "verify",
    "yuan",
]
