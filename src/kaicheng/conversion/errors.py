"""What can go wrong with a text or file, as one exception. Faults *in* a text are findings."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from kaicheng.annual_report.errors import ReadError
from kaicheng.findings import Text


class NotReadable(Exception):
    """No body can be made of this. ``message`` says what is wrong and what to do next.

    ``code`` is ``damaged``, ``encrypted``, ``no_text``, ``too_large``, ``took_too_long``, ``unknown_kind``
    or ``unreadable``.
    """

    def __init__(self, code: str, zh: str, en: str) -> None:
        super().__init__(zh)
        self.code = code
        self.message = Text(zh, en)

    def __reduce__(self) -> tuple[type[NotReadable], tuple[str, str, str]]:
        return type(self), (self.code, self.message.zh, self.message.en)


def too_large(zh: str, en: str) -> NotReadable:
    """The error for going beyond a limit; ``zh`` and ``en`` say which."""
    return NotReadable(
        "too_large",
        f"{zh}。请分成几篇，或把大表格作为附件上传。",
        f"{en}. Split it, or attach the large tables.",
    )


@contextmanager
def typed_errors() -> Iterator[None]:
    """The errors of the readers of files as :class:`NotReadable`."""
    try:
        yield
    except ReadError as error:
        raise NotReadable(error.code, error.message.zh, error.message.en) from error
