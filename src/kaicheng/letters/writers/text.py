"""A letter as plain text, as one would paste it into a message."""

from __future__ import annotations

from kaicheng.letters.letter import Letter, Role

_INDENT = "　　"
_FLUSH = {Role.TITLE, Role.NUMBER, Role.ADDRESSEE, Role.SIGNATURE, Role.DATE}


def to_text(letter: Letter) -> str:
    """A block a line, body text indented by two characters; ends with a line break."""
    lines = []
    for block in letter.blocks:
        for label, value in block.rows:
            lines.append(f"{label}：{value}")
        if not block.rows:
            lines.append(block.text if block.role in _FLUSH else _INDENT + block.text)
        if block.role in (Role.TITLE, Role.NUMBER):
            lines.append("")
    return "\n".join(lines) + "\n"
