"""Bodies of documents: cleaning beside the sanitiser alone, reading beside mammoth, comparing beside difflib.

Texts of 100 kB made up of the words of notices. The yardstick of comparing is what the standard library does
with the characters of each paragraph in turn.
"""

from __future__ import annotations

import difflib
import io
import random

import docx
import mammoth
import nh3

from benchmarks.measure import in_turn, row
from kaicheng.conversion import clean, diff, text_of
from kaicheng.conversion.word import body_of_docx

PARAGRAPHS = 220
WORDS = [
    "为贯彻落实",
    "就业优先",
    "战略",
    "现就",
    "稳岗就业",
    "工作",
    "有关事项",
    "通知如下",
    "请",
    "结合实际",
]
WORDS += ["认真抓好", "落实", "各乡镇", "人民政府"]


def paragraphs(source: random.Random) -> list[str]:
    return [
        "，".join("".join(source.choices(WORDS, k=4)) for _ in range(10)) + "。" for _ in range(PARAGRAPHS)
    ]


def revised(texts: list[str], source: random.Random) -> list[str]:
    """One paragraph in three changed in a few places, some new and some gone."""
    result = [text.replace("工作", "任务", 2) if source.random() < 0.33 else text for text in texts]
    for _ in range(10):
        del result[source.randrange(len(result))]
        result.insert(source.randrange(len(result)), "，".join(source.choices(WORDS, k=12)))
    return result


def html(texts: list[str]) -> str:
    return "\n".join(f"<p>{text}</p>" for text in texts)


def as_word_pastes(texts: list[str]) -> str:
    return "\n".join(
        "<p class=MsoNormal style='text-indent:32.0pt;mso-char-indent-count:2.0'><span lang=ZH-CN "
        f"style='font-size:16.0pt;font-family:仿宋_GB2312'>{text}"
        "<span lang=EN-US><o:p></o:p></span></span></p>"
        for text in texts
    )


def run() -> None:
    source = random.Random(7)
    old = paragraphs(source)
    new = revised(old, source)
    pasted = as_word_pastes(old)
    print(f"bodies of documents, {len(html(old).encode()) / 1000:.0f} kB of text")

    mine, theirs = in_turn(lambda: clean(pasted), lambda: nh3.clean(pasted))
    row("clean what Word pastes", f"{mine * 1000:.0f} ms", "the sanitiser alone", mine / theirs)

    mine, theirs = in_turn(
        lambda: diff(html(old), html(new)),
        lambda: [
            difflib.SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
            for one, other in zip(old, new, strict=True)
        ],
    )
    row("compare two versions", f"{mine * 1000:.0f} ms", "difflib, paragraph by paragraph", mine / theirs)

    document = docx.Document()
    for text in old:
        document.add_paragraph(text)
    stream = io.BytesIO()
    document.save(stream)
    data = stream.getvalue()
    mine, theirs = in_turn(
        lambda: body_of_docx(data), lambda: mammoth.convert_to_html(io.BytesIO(data)), runs=3
    )
    row("read a Word file", f"{mine * 1000:.0f} ms", "mammoth alone", mine / theirs)

    body = html(old)
    mine, theirs = in_turn(lambda: text_of(body), lambda: nh3.clean(body, tags=set()))
    row("plain text of a body", f"{mine * 1000:.0f} ms", "the sanitiser without any tag", mine / theirs)
