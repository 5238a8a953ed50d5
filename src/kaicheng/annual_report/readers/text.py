"""Plain text as scrapers, copy and paste, and PDF converters leave it."""

from __future__ import annotations

import re

from kaicheng.annual_report.readers.document import Block, Document, Grid, GridCell, Paragraph
from kaicheng.annual_report.readers.limits import LIMITS, check_count
from kaicheng.annual_report.readers.rows import cells_of_line

_MARKDOWN_RULE = re.compile(r"^[\s|:\-]*-{3,}[\s|:\-]*$")
_BARS = "|｜ \t\u3000"
# A line of its own between bars that may be a heading set in a table cell.
_NUMBERED = re.compile(r"^第?[一二三四五六]{1,2}(?:部分)?[、.．]")
# What web pages print under an article.
_FURNITURE = re.compile(
    r"^(?:打印(?:本页)?|关闭(?:窗口|本页)?|上一篇|下一篇|分享到?|扫一扫|版权所有|主办单位?|承办单位?|网站地图|"
    r"责任编辑|信息来源|浏览次数|【?字体|.{0,12}ICP备|.{0,8}公网安备|网站标识码|返回顶部|您当前的位置|当前位置)"
)


def read_text(text: str) -> Document:
    """A document of lines: lines with bars or tabs become rows of an inexact grid. Raises TooLarge."""
    blocks: list[Block] = []
    rows: list[tuple[GridCell, ...]] = []
    cells = 0
    for number, line in enumerate(text.splitlines(), 1):
        # Markdown's emphasis and headings say nothing that the words do not.
        plain = line.replace("**", "")
        stripped = plain.strip().lstrip("#").strip()
        if not stripped or _MARKDOWN_RULE.match(stripped) or _FURNITURE.match(stripped):
            continue
        where = f"第{number}行"
        alone = stripped.strip(_BARS)
        divided = any(bar in stripped for bar in "|｜\t")
        if divided and (any(bar in alone for bar in "|｜\t") or not _NUMBERED.match(alone)):
            rows.append(cells_of_line(plain, where))
            cells += len(rows[-1])
            check_count(cells, LIMITS.cells, "单元格", "table cells")
            continue
        if rows:
            blocks.append(_grid(rows))
            rows = []
        blocks.append(Paragraph(alone or stripped, where))
        check_count(len(blocks), LIMITS.paragraphs, "段落", "paragraphs")
    if rows:
        blocks.append(_grid(rows))
    return Document("text", tuple(blocks), lines_are_cells=True)


def _grid(rows: list[tuple[GridCell, ...]]) -> Grid:
    return Grid(tuple(rows), rows[0][0].where, exact=False)
