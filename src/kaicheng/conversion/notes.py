"""What did not come along, as findings. Each rule is explained in ``docs/conversion.md``."""

from __future__ import annotations

from kaicheng.findings import Finding, Kind, Place, Severity, Text

_QUOTED = 40
"""Characters that a note quotes."""


def _note(rule: str, severity: Severity, zh: str, en: str, *where: Place) -> Finding:
    return Finding(rule, severity, Text(zh, en), where)


def _short(text: str) -> str:
    squeezed = " ".join(text.split())
    return squeezed if len(squeezed) <= _QUOTED else squeezed[: _QUOTED - 1] + "…"


def deletion(text: str) -> Finding:
    """A tracked deletion."""
    quote = _short(text)
    return _note(
        "B01",
        Severity.WARN,
        f"原文带有修订痕迹，已删除的文字没有带入：“{quote}”。请确认稿件已定稿。",
        f'The original has tracked changes; deleted text was left out: "{quote}". Make sure it is final.',
        Place(Kind.SENTENCE, "", quote),
    )


def comments(count: int) -> Finding:
    return _note(
        "B02",
        Severity.WARN,
        f"原文有 {count} 处批注，没有带入。请确认批注的意见已处理完毕。",
        f"The original has {count} comments, which were left out. Make sure that they are settled.",
    )


def hidden(text: str) -> Finding:
    quote = _short(text)
    return _note(
        "B03",
        Severity.WARN,
        f"原文有隐藏文字，没有带入：“{quote}”。如需公开，请取消隐藏后重新粘贴。",
        f'Hidden text was left out: "{quote}". To publish it, unhide it and paste again.',
        Place(Kind.SENTENCE, "", quote),
    )


def struck(text: str) -> Finding:
    quote = _short(text)
    return _note(
        "B04",
        Severity.WARN,
        f"“{quote}”在原文中带删除线，文字已保留、删除线已去掉。不需要的文字请删除。",
        f'"{quote}" was struck through; the text was kept without the line. Delete what is not wanted.',
        Place(Kind.SENTENCE, "", quote),
    )


def missing_image(near: str) -> Finding:
    """A picture on the author's own disk or another site."""
    quote = _short(near)
    after = f"“{quote}”之后的一张图片" if quote else "开头的一张图片"
    return _note(
        "B05",
        Severity.WARN,
        f"{after}没有随粘贴带来，请单独上传。",
        f'A picture after "{quote}" did not come along. Upload it by itself.',
        Place(Kind.SENTENCE, "", quote),
    )


def unusable_image(near: str) -> Finding:
    """A picture of a kind that no browser shows, or that is not what it says."""
    quote = _short(near)
    after = f"“{quote}”之后的一张图片" if quote else "开头的一张图片"
    return _note(
        "B06",
        Severity.WARN,
        f"{after}格式不能在网页上显示（可用 PNG、JPEG、GIF、WebP），没有带入。请另存后上传。",
        f'A picture after "{quote}" is of a kind that web pages cannot show. Save it as PNG and upload it.',
        Place(Kind.SENTENCE, "", quote),
    )


def embedded(what: str) -> Finding:
    return _note(
        "B07",
        Severity.WARN,
        f"网页中嵌入的内容（{what}）没有带入。音视频和附件请单独上传。",
        f"Embedded content ({what}) was left out. Upload media and attachments by themselves.",
        Place(Kind.PART, what),
    )


def local_link(text: str) -> Finding:
    quote = _short(text)
    return _note(
        "B08",
        Severity.INFO,
        f"“{quote}”的链接指向本机文件或文内书签，已去掉链接。",
        f'The link of "{quote}" pointed to a file of your own or inside the text; it was taken off.',
        Place(Kind.SENTENCE, "", quote),
    )


def pages_without_text(pages: str) -> Finding:
    return _note(
        "B09",
        Severity.WARN,
        f"PDF 第{pages}页只有图片，没有可读取的文字，没有带入。请补录文字并与原件核对。",
        f"Pages {pages} of the PDF are pictures without text and were left out. Type them in and compare.",
        Place(Kind.FILE, pages),
    )


def pictures_on_pages(pages: str) -> Finding:
    return _note(
        "B10",
        Severity.INFO,
        f"PDF 第{pages}页有图片，没有带入正文。需要的请单独上传。",
        f"Pictures on pages {pages} of the PDF were left out. Upload those that are needed.",
        Place(Kind.FILE, pages),
    )


def pdf_layout() -> Finding:
    return _note(
        "B11",
        Severity.INFO,
        "正文由 PDF 按版面还原，段落和表格可能与原件有出入，请对照原件核对。有 Word 原稿的，建议改用原稿。",
        "The text was restored from the layout of a PDF: compare it with the original, or use the Word file.",
    )


def formula(text: str) -> Finding:
    quote = _short(text)
    return _note(
        "B12",
        Severity.WARN,
        f"公式“{quote}”只保留了字符，上下标和分数线已丢失。请改为图片或用文字写明。",
        f'Of the formula "{quote}" only the characters were kept. Put in a picture or write it out.',
        Place(Kind.SENTENCE, "", quote),
    )
