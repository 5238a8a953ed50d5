"""What a proof finds, in the one shape of all findings; every rule blocks."""

from __future__ import annotations

from kaicheng.findings import Finding, Kind, Place, Severity, Text

RULES = {
    "RD00": Text("成品无法读回", "cannot be read back"),
    "RD01": Text("应当遮盖的文字仍可提取", "redacted words can be extracted"),
    "RD02": Text("页上有不应有的字符", "characters that the page should not have"),
    "RD03": Text("遮盖处的画面没有盖住", "what is drawn under a box shows"),
    "RD04": Text("文件数据中留有应当遮盖的文字", "redacted words in the bytes of the file"),
    "RD05": Text("留有文件属性等元数据", "metadata"),
    "RD06": Text("留有附件", "attachments"),
    "RD07": Text("留有批注或者表单", "annotations or forms"),
    "RD08": Text("留有脚本或者动作", "scripts or actions"),
    "RD09": Text("留有图层或者替代文字", "layers or alternative texts"),
    "RD10": Text("留有旧版本或者未用的内容", "earlier revisions or unused objects"),
    "RD11": Text("页数或者页面大小与原件不符", "pages missing or of another size"),
    "RD12": Text("字体透露了未公开的文字", "a font tells of characters not given"),
    "RD13": Text("图片中含有页面上看不到的内容", "a picture holds more than is seen of it"),
    "RD14": Text("遮盖处或者不予公开的页没有写明依据", "no ground is printed"),
    "RD15": Text("不予公开的页上有内容", "a page withheld shows something"),
}
"""The rules by id."""


def fault(rule: str, zh: str, en: str, page: int | None = None, quote: str = "") -> Finding:
    """A finding of ``rule``; ``page`` counts from one, ``quote`` is what was found there."""
    where = (Place(Kind.FILE, "" if page is None else f"page:{page}", quote),)
    return Finding(rule, Severity.BLOCK, Text(zh, en), where)
