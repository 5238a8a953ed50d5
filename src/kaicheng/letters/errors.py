"""Every way in which ``kaicheng.letters`` refuses, each with what the clerk needs to mend it.

::

    LetterError                  code, message (Chinese and English)
    ├── MissingFacts             facts that the letter must state are not there: names, labels
    ├── WrongOutcome             the letter does not fit the outcome, or no wording fits the case
    ├── NotEditable              an edit of a fixed part, of an unknown part, or one that empties a part
    ├── NoTemplate               no such letter, or none in force on that day
    ├── BadNumber                not a document number (文号)
    ├── BadLetter                a stored letter or stored facts that cannot be read
    └── BadSeal                  the seal is no picture that can be printed
"""

from __future__ import annotations

from collections.abc import Sequence

from kaicheng.findings import Text


class LetterError(Exception):
    """Base of all. ``str(error)`` is the Chinese message; ``message.en`` the English one."""

    code = "letter_error"

    def __init__(self, message: Text) -> None:
        super().__init__(message.zh)
        self.message = message


class MissingFacts(LetterError):
    """``names`` are the facts that are missing, ``labels`` what a clerk calls them."""

    code = "missing_facts"

    def __init__(self, names: Sequence[str], labels: Sequence[Text]) -> None:
        zh = f"还差：{'、'.join(label.zh for label in labels)}。"
        en = f"Still missing: {', '.join(label.en for label in labels)}."
        super().__init__(Text(zh=zh, en=en))
        self.names = tuple(names)
        self.labels = tuple(labels)


class WrongOutcome(LetterError):
    """This letter is not the one for this outcome."""

    code = "wrong_outcome"


class NotEditable(LetterError):
    """``part`` is the id of the part that cannot be changed so."""

    code = "not_editable"

    def __init__(self, part: str, message: Text) -> None:
        super().__init__(message)
        self.part = part


class NoTemplate(LetterError):
    """No letter of this kind, no such version, or none in force on the day asked for."""

    code = "no_template"


class BadNumber(LetterError):
    """Not a document number such as 青人社公开〔2026〕12号."""

    code = "bad_number"


class BadLetter(LetterError):
    """A record of a letter, or of its facts, that cannot be read."""

    code = "bad_letter"


class BadSeal(LetterError):
    """The seal's picture cannot be printed."""

    code = "bad_seal"
