"""A letter as blocks in the order in which they are printed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from kaicheng.findings import Text

from .errors import BadLetter

SCHEMA = "kaicheng/letter/1"


class Role(StrEnum):
    """What a block is on the page."""

    TITLE = "title"
    NUMBER = "number"
    ADDRESSEE = "addressee"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    REMEDY = "remedy"
    CONTACT = "contact"
    TABLE = "table"
    ATTACHMENT = "attachment"
    SIGNATURE = "signature"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a letter. ``part`` is the id by which edits name it; blocks of one list share it.

    A table has ``rows`` of a label and a value, empty where a pen fills it, and no text.
    """

    role: Role
    part: str
    text: str = ""
    editable: bool = False
    rows: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    """A composed letter. With its ``kind``, ``version``, ``on`` and ``edits`` and the same facts
    :func:`~.compose.compose` gives the same letter again."""

    kind: str
    version: int
    name: Text
    on: date
    outcome: str
    authority: str
    blocks: tuple[Block, ...]
    edits: tuple[tuple[str, str], ...] = ()
    sealed: bool = True
    """Whether the authority's seal belongs on it."""

    @property
    def title(self) -> str:
        """青山县人力资源和社会保障局政府信息公开申请答复书."""
        return next(block.text for block in self.blocks if block.role is Role.TITLE)

    @property
    def text(self) -> str:
        """All words, a block a line, tables row by row."""
        lines = []
        for block in self.blocks:
            lines += [f"{label}：{value}" for label, value in block.rows] or [block.text]
        return "\n".join(lines)

    def all(self, *roles: Role) -> tuple[Block, ...]:
        """The blocks of these roles, in order."""
        return tuple(block for block in self.blocks if block.role in roles)

    def to_json(self) -> dict[str, Any]:
        """The object of the contract ``kaicheng/letter/1``, to be kept with the case."""
        return {
            "schema": SCHEMA,
            "kind": self.kind,
            "version": self.version,
            "name": self.name.zh,
            "name_en": self.name.en,
            "on": self.on.isoformat(),
            "outcome": self.outcome,
            "authority": self.authority,
            "sealed": self.sealed,
            "edits": dict(self.edits),
            "blocks": [
                {
                    "role": block.role.value,
                    "part": block.part,
                    "text": block.text,
                    "editable": block.editable,
                    "rows": [list(row) for row in block.rows],
                }
                for block in self.blocks
            ],
        }


def letter_from_json(value: Any) -> Letter:
    """The letter that :meth:`Letter.to_json` wrote.

    Raises:
        BadLetter: it is no such object.
    """
    try:
        if value["schema"] != SCHEMA:
            raise ValueError(value["schema"])
        return Letter(
            kind=str(value["kind"]),
            version=int(value["version"]),
            name=Text(zh=str(value["name"]), en=str(value["name_en"])),
            on=date.fromisoformat(value["on"]),
            outcome=str(value["outcome"]),
            authority=str(value["authority"]),
            sealed=bool(value["sealed"]),
            edits=tuple(sorted((str(part), str(text)) for part, text in value["edits"].items())),
            blocks=tuple(
                Block(
                    role=Role(block["role"]),
                    part=str(block["part"]),
                    text=str(block["text"]),
                    editable=bool(block["editable"]),
                    rows=tuple((str(label), str(text)) for label, text in block["rows"]),
                )
                for block in value["blocks"]
            ),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadLetter(
            Text(
                zh="存档的文书无法读取：不是本软件写出的文书记录。请从备份恢复该记录。",
                en="The stored letter cannot be read: it is not a record that this software wrote.",
            )
        ) from error
