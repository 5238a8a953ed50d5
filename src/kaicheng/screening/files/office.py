"""DOCX, XLSX, PPTX, OFD and ODF: everything in them that is text, seen or not.

Read straight from the XML of the package: the libraries for these files leave out what is hidden.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator

from lxml import etree

from kaicheng.annual_report.readers.limits import damaged, open_zip, parse_xml
from kaicheng.annual_report.readers.xlsx_package import attribute, children, local, number, read_part, text_of
from kaicheng.screening.files.pieces import Parts
from kaicheng.screening.files.sheet_styles import Styles, styles

Look = Callable[[bytes, str, str], None]
"""Looks into a file inside: its bytes, its name, where it stands."""

_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_INSIDE = re.compile(r"(?:word|xl|ppt)/(?:media|embeddings)/")
_WORD_PARTS = (
    (re.compile(r"word/header\d*\.xml"), "页眉"),
    (re.compile(r"word/footer\d*\.xml"), "页脚"),
    (re.compile(r"word/(?:footnotes|endnotes)\.xml"), "脚注"),
)
_COMMENTS = re.compile(
    r"word/comments\w*\.xml|xl/comments\d*\.xml|xl/threadedComments/.*\.xml|ppt/comments/.*\.xml|xl/comments/.*\.xml"
)
_NOBODY = re.compile(
    r"(?:admin(?:istrator)?|users?|microsoft|windows|office|wps|pc|hp|dell|lenovo|apache poi|openpyxl"
    r"|python-docx|未定义|微软|用户|办公室|.*(?:user|home|computer|pc).*"
    r"|[\w\- ]*(?:局|厅|委|办|部|科|处|中心|政府))$",
    re.IGNORECASE,
)
_HAN_NAME = re.compile(r"[\u4e00-\u9fff·]{2,4}$")
_LIGHT = 0xE8
_DARK = 0x30


def word(data: bytes, where: str, parts: Parts, look: Look) -> None:
    """A DOCX file. Raises ReadError."""
    with open_zip(data) as archive:
        names = archive.namelist()
        if not any(re.fullmatch(r"word/document\d*\.xml", name) for name in names):
            raise damaged("其中没有正文", "there is no text in it")
        for name in names:
            if name == "word/document.xml" or re.fullmatch(r"word/document\d+\.xml", name):
                _word_part(archive, name, _at(where, "正文"), parts)
            for pattern, title in _WORD_PARTS:
                if pattern.fullmatch(name):
                    _word_part(archive, name, _at(where, title), parts)
        _comments(archive, names, where, parts)
        _properties(archive, where, parts)
        _links(archive, names, parts)
        _files_inside(archive, names, where, look)


def _at(where: str, what: str) -> str:
    return f"{where}·{what}" if where else what


class _Word:
    """The text of one part of a DOCX file, gathered by who can see it."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.vanished: list[str] = []
        self.deleted: list[str] = []
        self.pale: list[str] = []
        self.inserted = False

    def block(self, element: etree._Element, depth: int = 0) -> None:
        for child in element:
            if not isinstance(child.tag, str) or child.tag == _FALLBACK:
                continue
            name = local(child)
            if name == "p":
                self.seen.append(self.paragraph(child))
                self.seen.append("\n")
                for box in child.iter():
                    if (
                        isinstance(box.tag, str)
                        and local(box) == "txbxContent"
                        and depth < 20
                        and not _in_fallback(box)
                    ):
                        self.block(box, depth + 1)
            elif name == "tr":
                self.row(child, depth)
            elif depth < 100:
                if name == "ins":
                    self.inserted = True
                self.block(child, depth + 1)

    def row(self, row: etree._Element, depth: int) -> None:
        cells = []
        for cell in row.iter():
            if not isinstance(cell.tag, str) or local(cell) != "tc" or _nearest(cell, "tr") is not row:
                continue
            inner = [self.paragraph(p) for p in cell.iter() if isinstance(p.tag, str) and local(p) == "p"]
            cells.append(" ".join(filter(None, inner)))
        self.seen.append("\t".join(cells) + "\n")

    def paragraph(self, paragraph: etree._Element) -> str:
        """What a reader sees of a paragraph; the rest is put where it belongs."""
        text: list[str] = []
        for node in paragraph.iter():
            name = local(node) if isinstance(node.tag, str) else ""
            if name in ("ins", "moveTo"):
                self.inserted = True
            words = _WORDS.get(name, node.text or "")
            if name not in ("t", "delText", *_WORDS) or not words:
                continue
            around = {local(found): found for found in _up_to(node, paragraph)}
            if "p" in around or "Fallback" in around or "tabs" in around:
                continue  # of a text box in this paragraph, an older copy of it, or a tab stop
            run = around.get("r")
            if name == "delText" or "del" in around or "moveFrom" in around:
                self.deleted.append(words)
            elif run is not None and _vanishes(run):
                self.vanished.append(words)
            else:
                if run is not None and _is_pale(run):
                    self.pale.append(words)
                text.append(words)
        for unseen in (self.vanished, self.deleted):
            if unseen and unseen[-1] != "\n":
                unseen.append("\n")
        return "".join(text)


_WORDS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


def _up_to(node: etree._Element, end: etree._Element) -> Iterator[etree._Element]:
    """The elements around a node, as far as ``end``, which is left out."""
    for found in node.iterancestors():
        if found is end:
            return
        yield found


def _nearest(element: etree._Element, name: str) -> etree._Element | None:
    return next(
        (found for found in element.iterancestors() if isinstance(found.tag, str) and local(found) == name),
        None,
    )


def _in_fallback(element: etree._Element) -> bool:
    return any(found.tag == _FALLBACK for found in element.iterancestors())


def _run_property(run: etree._Element, name: str) -> etree._Element | None:
    return next((found for properties in children(run, "rPr") for found in children(properties, name)), None)


def _vanishes(run: etree._Element) -> bool:
    vanish = _run_property(run, "vanish")
    return vanish is not None and attribute(vanish, "val") not in ("0", "false", "off")


def _is_pale(run: etree._Element) -> bool:
    """White letters on nothing, black ones on black, or letters too small to be seen."""
    size = _run_property(run, "sz")
    if size is not None and 0 < number(attribute(size, "val"), 99) <= 4:
        return True
    color = _run_property(run, "color")
    value = attribute(color, "val") if color is not None else ""
    if _is_blackened(run, value):
        return True
    if not re.fullmatch(r"[0-9A-Fa-f]{6}", value) or min(bytes.fromhex(value)) < _LIGHT:
        return False
    for element in (run, _nearest(run, "p"), _nearest(run, "tc")):
        if element is None:
            continue
        for shading in element.iter():
            if isinstance(shading.tag, str) and local(shading) in ("shd", "highlight"):
                fill = attribute(shading, "fill") or attribute(shading, "val")
                if fill and fill not in ("auto", "none", "clear", "FFFFFF"):
                    return False
    return True


def _is_blackened(run: etree._Element, ink: str) -> bool:
    """Black letters under a black marker or on black; letters of no colour turn white on black ground."""
    black = re.fullmatch(r"[0-9A-Fa-f]{6}", ink) is not None and max(bytes.fromhex(ink)) <= _DARK
    marker, ground = _run_property(run, "highlight"), _run_property(run, "shd")
    if marker is not None and attribute(marker, "val") == "black":
        return black or ink in ("", "auto")
    fill = attribute(ground, "fill") if ground is not None else ""
    return black and re.fullmatch(r"[0-9A-Fa-f]{6}", fill) is not None and max(bytes.fromhex(fill)) <= _DARK


def _word_part(archive: zipfile.ZipFile, name: str, where: str, parts: Parts) -> None:
    found = _Word()
    found.block(parse_xml(read_part(archive, name) or b""))
    parts.add(where, "".join(found.seen))
    if found.deleted or found.inserted:
        parts.note(
            "V19",
            "有没有接受的修订，删去的文字还在",
            "Tracked changes are kept, with what was deleted",
            where,
        )
        parts.add(f"{where}（修订中删去的文字）", "".join(found.deleted), hidden=True)
    if "".join(found.vanished).strip():
        parts.note("V19", "有设为隐藏的文字", "Some text is set to be hidden", where)
        parts.add(f"{where}（隐藏文字）", "".join(found.vanished), hidden=True)
    if "".join(found.pale).strip():
        parts.note(
            "V20",
            "有白色、极小或者黑底黑字的文字，看不见而能复制",
            "White, tiny or blackened text cannot be seen but can be copied",
            where,
        )


def _paragraphs(root: etree._Element) -> Iterator[str]:
    """The words of comments, a line for each paragraph."""
    line: list[str] = []
    for event, node in etree.iterwalk(root, events=("start", "end")):
        name = local(node) if isinstance(node.tag, str) else ""
        if event == "start" and name in ("t", "text") and node.text:
            line.append(node.text)
        elif event == "start" and name == "tab":
            line.append("\t")
        elif event == "end" and name in ("p", "comment", "cm", "threadedComment") and line:
            yield "".join(line)
            line = []


def _comments(archive: zipfile.ZipFile, names: list[str], where: str, parts: Parts) -> None:
    texts: list[str] = []
    for name in names:
        if _COMMENTS.fullmatch(name):
            root = parse_xml(read_part(archive, name) or b"")
            texts += _paragraphs(root)
    if texts:
        parts.note("V19", "有批注", "There are comments", where)
        parts.add(_at(where, "批注"), "\n".join(texts), hidden=True)


def _properties(archive: zipfile.ZipFile, where: str, parts: Parts) -> None:
    """Who wrote it: told as worth knowing, and as a warning when it reads like somebody's name."""
    texts = []
    for name in ("docProps/core.xml", "docProps/app.xml", "docProps/custom.xml"):
        data = read_part(archive, name)
        if not data:
            continue
        for node in parse_xml(data).iter():
            if not isinstance(node.tag, str) or not (node.text or "").strip():
                continue
            title, value = local(node), (node.text or "").strip()
            if title in ("creator", "lastModifiedBy", "Manager") and not _NOBODY.match(value):
                somebody = bool(_HAN_NAME.match(value))
                parts.note(
                    "V19",
                    "文档属性里写着作者或最后修改人",
                    "The properties name an author",
                    _at(where, "文档属性"),
                    "warn" if somebody else "info",
                )
            if title in (
                "title",
                "subject",
                "description",
                "keywords",
                "category",
                "lpwstr",
                "Company",
                "lpstr",
            ):
                texts.append(value)
    if texts:
        parts.add(_at(where, "文档属性"), "\n".join(texts), hidden=True)


def _links(archive: zipfile.ZipFile, names: list[str], parts: Parts) -> None:
    """Addresses outside the package that anything in it refers to."""
    for name in names:
        if name.endswith(".rels"):
            for relation in children(parse_xml(read_part(archive, name) or b""), "Relationship"):
                if attribute(relation, "TargetMode") == "External":
                    parts.link(attribute(relation, "Target"))


def _files_inside(archive: zipfile.ZipFile, names: list[str], where: str, look: Look) -> None:
    for name in names:
        if _INSIDE.match(name) and not name.endswith("/"):
            look(
                read_part(archive, name) or b"",
                posixpath.basename(name),
                _at(where, posixpath.basename(name)),
            )


# --- XLSX ------------------------------------------------------------------------------------------------


def workbook(data: bytes, where: str, parts: Parts, look: Look) -> None:
    """An XLSX file, its hidden sheets, rows and columns too. Raises ReadError."""
    with open_zip(data) as archive:
        names = archive.namelist()
        book = parse_xml(read_part(archive, "xl/workbook.xml") or b"")
        targets = _relations(archive, "xl/_rels/workbook.xml.rels", "xl")
        texts = _shared(archive)
        looks = styles(archive)
        for group in children(book, "sheets"):
            for sheet in children(group, "sheet"):
                state = attribute(sheet, "state")
                title = attribute(sheet, "name") or "工作表"
                part = targets.get(attribute(sheet, "id"), "")
                if part in names:
                    _sheet(archive, part, title, state, texts, looks, where, parts)
        for name in names:
            if re.fullmatch(r"xl/pivotCache/pivotCache(?:Records|Definition)\d*\.xml", name):
                _values_kept(
                    archive,
                    name,
                    _at(where, "透视表缓存"),
                    "透视表缓存里存着源数据",
                    "A pivot table keeps its source",
                    parts,
                )
            elif re.fullmatch(r"xl/externalLinks/externalLink\d+\.xml", name):
                _values_kept(
                    archive,
                    name,
                    _at(where, "外部链接"),
                    "存着其他工作簿的数据",
                    "Values of another workbook are kept",
                    parts,
                )
            elif re.fullmatch(r"xl/drawings/drawing\d+\.xml", name):
                root = parse_xml(read_part(archive, name) or b"")
                parts.add(_at(where, "文本框"), "\n".join(_drawn(root)))
        _comments(archive, names, where, parts)
        _properties(archive, where, parts)
        _links(archive, names, parts)
        _files_inside(archive, names, where, look)


def _relations(archive: zipfile.ZipFile, name: str, folder: str) -> dict[str, str]:
    data = read_part(archive, name)
    found = {}
    for relation in children(parse_xml(data), "Relationship") if data else ():
        target = attribute(relation, "Target")
        found[attribute(relation, "Id")] = (
            target.lstrip("/")
            if target.startswith("/")
            else posixpath.normpath(posixpath.join(folder, target))
        )
    return found


def _shared(archive: zipfile.ZipFile) -> list[str]:
    data = read_part(archive, "xl/sharedStrings.xml")
    return [text_of(item) for item in children(parse_xml(data), "si")] if data else []


def _drawn(root: etree._Element) -> Iterator[str]:
    for node in root.iter():
        if isinstance(node.tag, str) and local(node) == "t" and node.text:
            yield node.text


def _values_kept(archive: zipfile.ZipFile, name: str, where: str, zh: str, en: str, parts: Parts) -> None:
    values = [
        value
        for node in parse_xml(read_part(archive, name) or b"").iter()
        if isinstance(node.tag, str)
        and local(node) in ("s", "n", "v")
        and (value := attribute(node, "v") or (node.text or "").strip())
    ]
    if values:
        parts.note("V19", zh, en, where, "warn")
        parts.add(where, "\n".join(values), hidden=True)


def _sheet(
    archive: zipfile.ZipFile,
    part: str,
    title: str,
    state: str,
    texts: list[str],
    looks: Styles,
    where: str,
    parts: Parts,
) -> None:
    place = _at(where, f"工作表“{title}”")
    lines: list[str] = []
    hidden_rows: list[int] = []
    hidden_columns: set[int] = set()
    filled_hidden: set[int] = set()
    heads: list[str] = []
    unshown: list[str] = []
    lost: list[str] = []
    coloured = False
    events = etree.iterparse(
        io.BytesIO(read_part(archive, part) or b""),
        events=("end",),
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
    )
    for _, element in events:
        name = local(element) if isinstance(element.tag, str) else ""
        if name == "col":
            if attribute(element, "hidden") in ("1", "true") or attribute(element, "width") == "0":
                first, last = number(attribute(element, "min"), 1), number(attribute(element, "max"), 1)
                hidden_columns.update(range(first, min(last, first + 500) + 1))
        elif name == "row":
            values: dict[int, str] = {}
            for position, cell in enumerate(children(element, "c"), 1):
                value = _cell(cell, texts)
                column = _column(attribute(cell, "r")) or position
                if value and column <= 2_000:
                    values[column] = value
                    style = number(attribute(cell, "s"), -1)
                    if style in looks.empty:
                        unshown.append(attribute(cell, "r"))
                    if style in looks.lost:
                        lost.append(attribute(cell, "r"))
            if values:
                width = max(values)
                lines.append("\t".join(values.get(column, "") for column in range(1, width + 1)))
                filled_hidden |= hidden_columns & set(values)
                if attribute(element, "hidden") in ("1", "true"):
                    hidden_rows.append(number(attribute(element, "r"), len(lines)))
            element.clear()
        elif name in ("oddHeader", "oddFooter", "evenHeader", "firstHeader") and element.text:
            heads.append(element.text)
        elif name in ("tablePart", "conditionalFormatting"):
            coloured = True  # the ground may come from there
    if not lines and not heads:
        return
    hidden = state in ("hidden", "veryHidden")
    if hidden:
        deep = "（深度隐藏，右键菜单里也看不到）" if state == "veryHidden" else ""
        parts.note("V19", f"有隐藏的工作表{deep}", "A sheet is hidden", place)
    if hidden_rows:
        told = "、".join(map(str, hidden_rows[:5]))
        parts.note(
            "V19",
            f"有 {len(hidden_rows)} 行隐藏或者被筛选掉（第 {told} 行{'等' if len(hidden_rows) > 5 else ''}）",
            f"{len(hidden_rows)} rows are hidden",
            place,
        )
    if filled_hidden:
        told = "、".join(_letters(column) for column in sorted(filled_hidden)[:5])
        parts.note("V19", f"有隐藏的列（{told}）", f"Columns are hidden ({told})", place)
    if unshown:
        parts.note(
            "V19",
            f"有单元格的格式不显示内容（{_some(unshown)}）",
            "A format shows nothing of what cells hold",
            place,
        )
    if lost:
        parts.note(
            "V20",
            f"有白底白字或者黑底黑字的单元格（{_some(lost)}），看不见而能复制",
            "The ink of cells has the colour of their ground",
            place,
            "warn" if coloured else "",
        )
    parts.add(place, "\n".join([title, *heads, *lines]), hidden=hidden)


def _some(cells: list[str]) -> str:
    return "、".join(cells[:5]) + ("等" if len(cells) > 5 else "")


def _cell(cell: etree._Element, texts: list[str]) -> str:
    kind = attribute(cell, "t")
    if kind == "inlineStr":
        found = " ".join(text_of(item) for item in children(cell, "is"))
    else:
        found = next((value.text or "" for value in children(cell, "v")), "")
        if kind == "s":
            place = number(found, -1)
            found = texts[place] if 0 <= place < len(texts) else ""
        elif kind in ("", "n"):
            found = _whole(found)
    return re.sub(r"\s+", " ", found).strip()


def _whole(value: str) -> str:
    """A long number as its digits: Excel stores 5.1010219900101E+17."""
    if re.fullmatch(r"\d(?:\.\d+)?[Ee]\+?\d{1,2}", value):
        amount = float(value)
        return str(int(amount)) if amount < 1e25 else value
    return re.sub(r"\.0$", "", value)


def _column(reference: str) -> int:
    value = 0
    for letter in re.match(r"[A-Z]{0,3}", reference)[0]:  # type: ignore[index]
        value = value * 26 + ord(letter) - 64
    return value


def _letters(column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


# --- the others ------------------------------------------------------------------------------------------


def slides(data: bytes, where: str, parts: Parts, look: Look) -> None:
    """A PPTX file: slides, hidden ones and speaker's notes too. Raises ReadError."""
    with open_zip(data) as archive:
        names = archive.namelist()
        for name in names:
            slide = re.fullmatch(r"ppt/slides/slide(\d+)\.xml", name)
            notes = re.fullmatch(r"ppt/notesSlides/notesSlide(\d+)\.xml", name)
            if not slide and not notes:
                continue
            root = parse_xml(read_part(archive, name) or b"")
            lines = []
            for block in root.iter():
                if isinstance(block.tag, str) and local(block) == "tr":
                    lines.append("\t".join("".join(_drawn(cell)) for cell in children(block, "tc")))
                elif isinstance(block.tag, str) and local(block) == "p" and _nearest(block, "tc") is None:
                    lines.append("".join(_drawn(block)))
            text = "\n".join(lines)
            if slide:
                place = _at(where, f"第{slide[1]}张幻灯片")
                unseen = attribute(root, "show") == "0"
                if unseen:
                    parts.note("V19", "有隐藏的幻灯片", "A slide is hidden", place)
                parts.add(place, text, hidden=unseen)
            elif len(re.sub(r"[\s\d]", "", text)) > 1:
                place = _at(where, f"第{notes[1] if notes else ''}张幻灯片的备注")
                parts.note("V19", "有演讲者备注", "There are speaker's notes", place, "warn")
                parts.add(place, text, hidden=True)
        _comments(archive, names, where, parts)
        _properties(archive, where, parts)
        _links(archive, names, parts)
        _files_inside(archive, names, where, look)


def other_xml(data: bytes, where: str, parts: Parts) -> None:
    """The text of an OFD or OpenDocument file. Raises ReadError."""
    with open_zip(data) as archive:
        for name in archive.namelist():
            if not re.search(
                r"(?:^|/)(?:Content\.xml|content\.xml|Annotation\.xml|meta\.xml|OFD\.xml)$", name
            ):
                continue
            root = parse_xml(read_part(archive, name) or b"")
            if name.endswith("OFD.xml"):
                continue
            lines: list[str] = []
            for node in root.iter():
                if not isinstance(node.tag, str):
                    continue
                if local(node) == "TextCode" and node.text:
                    lines.append(node.text)
                elif local(node) == "table-row":
                    lines.append(
                        "\t".join("".join(map(str, cell.itertext())) for cell in children(node, "table-cell"))
                    )
                elif local(node) in ("p", "h") and _nearest(node, "table-row") is None:
                    lines.append("".join(map(str, node.itertext())))
            parts.add(_at(where, name), "\n".join(lines))
    parts.not_seen(
        "这种格式只看了文字，没有看批注、隐藏内容和图片",
        "Only the text of this kind of file was looked at",
        where,
    )
