"""What can go wrong with a file, as exceptions. Faults *in* a report are findings, not exceptions.

::

    AnnualReportError
    └── ReadError                 the file could not be read as an annual report
        ├── UnknownKind           no file of a kind we read
        ├── DamagedFile           truncated, broken, or not what its first bytes promise
        ├── EncryptedFile         asks for a password
        ├── NoText                a scan or photograph: there is nothing but pictures
        ├── TooLarge              beyond the limits of size, pages, cells or nesting
        ├── TookTooLong           reading was given up
        └── NotAReport            readable, but no annual report
"""

from __future__ import annotations

from kaicheng.findings import Text


class AnnualReportError(Exception):
    """Base of this package's exceptions. ``message`` says what is wrong and what to do next."""

    code = "error"

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh)
        self.message = Text(zh, en)

    def __reduce__(self) -> tuple[type[AnnualReportError], tuple[str, str]]:
        return type(self), (self.message.zh, self.message.en)  # so that it crosses process borders


class ReadError(AnnualReportError):
    """The file could not be read as an annual report."""

    code = "unreadable"


class UnknownKind(ReadError):
    """No file of a kind we read."""

    code = "unknown_kind"


class DamagedFile(ReadError):
    """Truncated, broken, or not what its first bytes promise."""

    code = "damaged"


class EncryptedFile(ReadError):
    """The file asks for a password."""

    code = "encrypted"


class NoText(ReadError):
    """There is nothing but pictures in the file."""

    code = "no_text"


class TooLarge(ReadError):
    """Beyond the limits of size, pages, cells or nesting."""

    code = "too_large"


class TookTooLong(ReadError):
    """Reading was given up after the time allowed."""

    code = "took_too_long"


class NotAReport(ReadError):
    """The file can be read, but is no annual report."""

    code = "not_a_report"
