"""What can go wrong, as exceptions. What a proof finds in a finished file is a list of findings.

::

    RedactionError
    ├── FileError               the file cannot be worked on
    │   ├── UnknownKind         neither PDF nor JPEG, PNG, TIFF
    │   ├── DamagedFile         truncated, broken, or not what its first bytes promise
    │   ├── EncryptedFile       asks for a password
    │   ├── TooLarge            beyond the limits of size, pages, pixels or memory
    │   └── TookTooLong         given up after the time allowed
    ├── PlanError               the plan does not fit the file, or a box or page lacks its ground
    └── NotProved               the finished file was read back and something redacted remains
"""

from __future__ import annotations

from collections.abc import Sequence

from kaicheng.findings import Finding, Text


class RedactionError(Exception):
    """Base of this package's exceptions. ``message`` says what is wrong and what to do next."""

    code = "error"

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh)
        self.message = Text(zh, en)


class FileError(RedactionError):
    """The file cannot be worked on."""

    code = "unreadable"


class UnknownKind(FileError):
    """No file of a kind that pages can be taken from."""

    code = "unknown_kind"


class DamagedFile(FileError):
    """Truncated, broken, or not what its first bytes promise."""

    code = "damaged"


class EncryptedFile(FileError):
    """The file asks for a password."""

    code = "encrypted"


class TooLarge(FileError):
    """Beyond the limits of size, pages, pixels or memory."""

    code = "too_large"


class TookTooLong(FileError):
    """Work was given up after the time allowed."""

    code = "took_too_long"


class PlanError(RedactionError):
    """The plan does not fit the file, or lacks a decision or a ground."""

    code = "plan"


class NotProved(RedactionError):
    """Something that should be gone is still in the finished file; nothing is released. See ``findings``."""

    code = "not_proved"

    def __init__(self, findings: Sequence[Finding]) -> None:
        first = findings[0].message
        super().__init__(
            f"成品文件没有通过核验，未予生成：{first.zh}共 {len(findings)} 处。"
            "请把有关页改为不予公开，或者把该页重新扫描后再试。",
            f"The finished file failed its proof and was not released: {first.en} {len(findings)} in all. "
            "Withhold the pages concerned, or scan them anew and try again.",
        )
        self.findings = tuple(findings)


def damaged(zh: str, en: str) -> DamagedFile:
    """The error for a broken file; ``zh`` and ``en`` say what is broken."""
    return DamagedFile(
        f"文件已损坏：{zh}。请用原软件打开后重新导出，或者打印后扫描，再重试。",
        f"The file is damaged: {en}. Open and export it again, or print and scan it, and retry.",
    )


def too_large(zh: str, en: str) -> TooLarge:
    """The error for going beyond a limit; ``zh`` and ``en`` say which."""
    return TooLarge(
        f"{zh}，超出可处理的范围。请拆成几个文件，或者降低扫描精度后重试。",
        f"{en}: more than can be worked on. Split the file, or scan it at a lower resolution, and retry.",
    )
