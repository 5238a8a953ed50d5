"""Every note is explained in the documentation, and every explanation has its note."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

from kaicheng.conversion import notes
from kaicheng.conversion.body import CleanBody, Image, Proposed, from_json
from kaicheng.findings import Finding

DOCUMENTATION = Path(__file__).parents[2] / "docs" / "conversion.md"


def every_note() -> list[Finding]:
    made: list[Finding] = []
    for function in vars(notes).values():
        if inspect.isfunction(function) and not function.__name__.startswith("_"):
            takes_count = "count" in inspect.signature(function).parameters
            arguments = [3 if takes_count else "文字"] * len(inspect.signature(function).parameters)
            made.append(function(*arguments))
    return [note for note in made if isinstance(note, Finding)]


def test_notes_and_documentation_agree() -> None:
    explained = dict(
        re.findall(r"^\| (B\d\d) \| (\w+) \|", DOCUMENTATION.read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert {note.rule: note.severity.value for note in every_note()} == explained


def test_notes_say_what_is_to_be_done() -> None:
    for note in every_note():
        assert re.search("请|已去掉|建议|单独上传", note.message.zh), note
        assert note.message.zh.endswith("。")


def test_a_body_crosses_the_border_of_a_process() -> None:
    body = CleanBody(
        "<p>甲</p>",
        (Image(1, b"\x89PNG\0", "image/png", "图"),),
        tuple(every_note()),
        Proposed("甲", "", None, "乙"),
    )
    assert from_json(body.to_json()) == body
