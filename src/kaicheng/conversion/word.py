"""Word files as bodies.

mammoth turns paragraphs, tables, pictures and notes into HTML, and :mod:`.reading` makes a body of it. What
mammoth passes over is written into the file before: numbers of lists as text, places and headings that come
from styles, text boxes where they hang, formulas as their letters. What is not for the public is taken out.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import mammoth
from docx.oxml.ns import qn
from lxml import etree

from kaicheng.annual_report.readers.limits import LIMITS, check_count, damaged, open_zip, parse_xml
from kaicheng.conversion import notes
from kaicheng.conversion.body import CleanBody
from kaicheng.conversion.cleaning import body_of
from kaicheng.conversion.errors import typed_errors
from kaicheng.conversion.images import Album
from kaicheng.conversion.markup import parse
from kaicheng.conversion.word_styles import W_VAL, Numbering, Styles
from kaicheng.findings import Finding

_W_P, _W_R, _W_T, _W_TAB, _W_TBL = qn("w:p"), qn("w:r"), qn("w:t"), qn("w:tab"), qn("w:tbl")
_W_DEL, _W_P_PR, _W_R_PR = qn("w:del"), qn("w:pPr"), qn("w:rPr")
_BOX = qn("w:txbxContent")
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_ALTERNATE, _CHOICE, _FALLBACK = f"{_MC}AlternateContent", f"{_MC}Choice", f"{_MC}Fallback"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_VML = "{urn:schemas-microsoft-com:vml}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_GRAPHIC_DATA = qn("a:graphicData")
_FAR = 6.0  # characters of indentation that put a line somewhere
_MAX_NOTES = 20
_STYLES = {
    "kaicheng-title": "p.doc-title",
    "kaicheng-center": "p.doc-center",
    "kaicheng-right": "p.doc-right",
    **{f"kaicheng-heading-{level}": f"h{level}" for level in range(1, 7)},
}
_STYLE_MAP = "\n".join(f"p[style-name='{name}'] => {element}:fresh" for name, element in _STYLES.items())


def body_of_docx(data: bytes) -> CleanBody:
    """The body of a Word file. Raises NotReadable; other exceptions mean that the file is damaged."""
    with typed_errors(), open_zip(data) as archive:
        prepared = _Preparation(archive)
        pictures: dict[str, bytes] = {}
        html = _converted(prepared.file(), pictures)
    return body_of(parse(html), Album(parts=pictures), prepared.notes)


def _converted(file: io.BytesIO, pictures: dict[str, bytes]) -> str:
    def source(image: Any) -> dict[str, str]:
        with image.open() as stream:
            data = stream.read()
        name = f"cid:{len(pictures) + 1}"
        pictures[name] = data
        return {"src": name}

    result = mammoth.convert_to_html(
        file,
        style_map=_STYLE_MAP,
        include_embedded_style_map=False,
        convert_image=mammoth.images.img_element(source),
    )
    return str(result.value)


class _Preparation:
    """A Word file made ready for mammoth, and what was left out of it."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._main = self._main_part()
        folder, _, name = self._main.rpartition("/")
        relations = self._part(f"{folder}/_rels/{name}.rels")
        self._targets = {} if relations is None else _targets(relations)
        self._styles_name = self._related(folder, "styles", "styles.xml")
        self._style_root = self._part(self._styles_name)
        self._styles = Styles.of(self._style_root)
        self._numbering = Numbering(self._part(self._related(folder, "numbering", "numbering.xml")))
        root = self._part(self._main)
        body = None if root is None else root.find(qn("w:body"))
        if root is None or body is None:
            raise damaged("其中没有 Word 正文", "there is no Word text in it")
        self._root = root
        self.notes: list[Finding] = []
        self._comments()
        self._deleted()
        self._hidden()
        self._formulas()
        self._lift_boxes()
        self._pictures()
        check_count(sum(1 for _ in root.iter(_W_P)), LIMITS.paragraphs, "段落", "paragraphs")
        for paragraph in list(root.iter(_W_P)):
            self._paragraph(paragraph)

    def file(self) -> io.BytesIO:
        """The file that mammoth reads."""
        file = io.BytesIO()
        changed = {self._main: etree.tostring(self._root)}
        if self._style_root is not None:
            changed[self._styles_name] = etree.tostring(self._with_own_styles(self._style_root))
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as out:
            written: set[str] = set()
            for info in self._archive.infolist():
                if info.filename not in written:
                    written.add(info.filename)
                    out.writestr(info.filename, changed.get(info.filename) or self._archive.read(info))
        file.seek(0)
        return file

    # --- parts ------------------------------------------------------------------------------------------

    def _part(self, name: str) -> etree._Element | None:
        try:
            return parse_xml(self._archive.read(name))
        except KeyError:
            return None

    def _main_part(self) -> str:
        relations = self._part("_rels/.rels")
        for relation in () if relations is None else relations:
            if relation.get("Type", "").endswith("/officeDocument"):
                return relation.get("Target", "").lstrip("/")
        return "word/document.xml"

    def _related(self, folder: str, kind: str, default: str) -> str:
        for relation_kind, target in self._targets.values():
            if relation_kind == kind and target:
                return target.lstrip("/") if target.startswith("/") else f"{folder}/{target}"
        return f"{folder}/{default}"

    def _with_own_styles(self, root: etree._Element) -> etree._Element:
        for name in _STYLES:
            style = etree.SubElement(root, qn("w:style"))
            style.set(qn("w:type"), "paragraph")
            style.set(qn("w:styleId"), name)
            etree.SubElement(style, qn("w:name")).set(W_VAL, name)
        return root

    # --- what stays behind ------------------------------------------------------------------------------

    def _comments(self) -> None:
        count = len({mark.get(qn("w:id")) for mark in self._root.iter(qn("w:commentReference"))})
        if count:
            self.notes.append(notes.comments(count))

    def _deleted(self) -> None:
        gone = list(self._root.iter(_W_DEL, qn("w:moveFrom")))
        texts: list[str] = []
        for element in gone:
            parent = element.getparent()
            if parent is None or parent.tag == _W_R_PR:
                continue  # a deleted paragraph mark, which mammoth knows
            whole_row = parent.tag == qn("w:trPr")
            holder = parent.getparent() if whole_row else element
            if holder is None or holder.getparent() is None:
                continue
            texts.append("".join(node.text or "" for node in holder.iter(_W_T, qn("w:delText"))))
            _remove(holder)
        self.notes += [notes.deletion(text) for text in texts if text.strip()][:_MAX_NOTES]

    def _hidden(self) -> None:
        texts: list[str] = []
        for run in list(self._root.iter(_W_R)):
            vanish = run.find(f"{_W_R_PR}/{qn('w:vanish')}")
            if vanish is not None and vanish.get(W_VAL, "true") not in ("0", "false", "off"):
                texts.append("".join(node.text or "" for node in run.iter(_W_T)))
                _remove(run)
        self.notes += [notes.hidden(text) for text in texts if text.strip()][:_MAX_NOTES]

    def _formulas(self) -> None:
        """Formulas as their letters in a row, the best that HTML without MathML can do."""
        for formula in list(self._root.iter(f"{_MATH}oMath")):
            text = "".join(node.text or "" for node in formula.iter(f"{_MATH}t"))
            _replace(formula, [_run(text)])
            self.notes.append(notes.formula(text))
        for holder in list(self._root.iter(f"{_MATH}oMathPara")):
            _replace(holder, list(holder.iter(_W_R)))

    # --- what mammoth passes over -----------------------------------------------------------------------

    def _lift_boxes(self) -> None:
        """What stands in text boxes, put after the paragraph that they hang on."""
        for paragraph in list(self._root.iter(_W_P)):
            after = paragraph
            for holder in _box_holders(paragraph):
                boxes = list(_chosen(holder).iter(_BOX))
                for box in boxes:
                    if any(other is not box and other in boxes for other in box.iterancestors(_BOX)):
                        continue
                    for block in [child for child in box if child.tag in (_W_P, _W_TBL)]:
                        after.addnext(block)
                        after = block
                _remove(holder)
        for alternate in list(self._root.iter(_ALTERNATE)):
            fallback = alternate.find(_FALLBACK)
            choice = alternate.find(_CHOICE)
            if choice is not None and (fallback is None or fallback.find(f".//{_VML}imagedata") is None):
                _replace(alternate, list(choice))

    def _pictures(self) -> None:
        """Pictures that are not in the file taken out, and drawings noted that are no pictures."""
        for blip in list(self._root.iter(qn("a:blip"))):
            kind, target = self._targets.get(blip.get(qn("r:embed"), ""), ("", ""))
            if kind != "image" or not self._holds(target):
                self.notes.append(notes.missing_image(""))
                _remove(blip)
        for picture in list(self._root.iter(f"{_VML}imagedata")):
            kind, target = self._targets.get(picture.get(qn("r:id"), ""), ("", ""))
            if kind != "image" or not self._holds(target):
                _remove(picture)
        drawings = {data.get("uri", "").rpartition("/")[2] for data in self._root.iter(_GRAPHIC_DATA)}
        for uri, name in (("chart", "图表"), ("diagram", "SmartArt 图形")):
            if uri in drawings:
                self.notes.append(notes.embedded(name))

    def _holds(self, target: str) -> bool:
        folder = self._main.rpartition("/")[0]
        name = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}"
        return name in self._archive.namelist()

    def _paragraph(self, paragraph: etree._Element) -> None:
        """A paragraph's number as text, and its place as a style of ours."""
        by = self._styles.numbered_by(paragraph)
        if by is not None:
            marker, is_bullet = self._numbering.next(by)
            if is_bullet:
                _set_bullet(paragraph, by.number, by.level)
                return
            _without_number(paragraph)
            if marker:
                _insert_text(paragraph, f"{marker} " if marker[-1].isascii() else marker)
        level = self._styles.heading(paragraph)
        place = self._styles.value(paragraph, "w:jc")
        if level:
            _set_style(paragraph, f"kaicheng-heading-{min(level, 6)}")
        elif self._styles.is_title(paragraph):
            _set_style(paragraph, "kaicheng-title")
        elif place in ("center", "right", "end"):
            _set_style(paragraph, "kaicheng-center" if place == "center" else "kaicheng-right")
        else:
            _set_style(paragraph, "")
            indent = self._styles.indent(paragraph) if by is None else 0.0
            if indent + _typed_indent(paragraph) >= _FAR:
                # As full-width spaces, by which readers of pasted text know it.
                _insert_text(paragraph, "\u3000" * min(int(indent), 40))


def _targets(relations: etree._Element) -> dict[str, tuple[str, str]]:
    """Kinds and targets of relations inside the file, by id."""
    return {
        relation.get("Id", ""): (relation.get("Type", "").rpartition("/")[2], relation.get("Target", ""))
        for relation in relations
        if relation.get("TargetMode") != "External"
    }


def _box_holders(paragraph: etree._Element) -> Iterator[etree._Element]:
    """The outermost elements under a paragraph's runs that hold text boxes."""
    found: list[etree._Element] = []
    for box in paragraph.iter(_BOX):
        holder: etree._Element = box
        for parent in box.iterancestors():
            if parent is paragraph:
                break
            if parent.tag == _W_R:
                continue
            if parent.tag != _W_P:
                holder = parent
        while (parent_of := holder.getparent()) is not None and parent_of.tag not in (_W_R, _W_P):
            holder = parent_of
        if holder not in found:
            found.append(holder)
    yield from found


def _chosen(holder: etree._Element) -> etree._Element:
    """The version of an alternative that newer programs show."""
    choice = holder.find(_CHOICE) if holder.tag == _ALTERNATE else None
    return holder if choice is None or choice.find(f".//{_BOX}") is None else choice


def _run(text: str) -> etree._Element:
    run = etree.Element(_W_R)
    node = etree.SubElement(run, _W_T)
    node.set(_SPACE, "preserve")
    node.text = text
    return run


def _insert_text(paragraph: etree._Element, text: str) -> None:
    """Text at the beginning of a paragraph."""
    if not text:
        return
    paragraph.insert(1 if paragraph.find(_W_P_PR) is not None else 0, _run(text))


def _typed_indent(paragraph: etree._Element) -> float:
    """How far typed spaces set a line in, in characters; written so that HTML shows them too."""
    width = 0.0
    for node in paragraph.iter(_W_T, _W_TAB):
        if node.tag == _W_TAB:
            parent = node.getparent()
            if parent is not None and parent.tag == _W_R:
                width += 2
                node.tag = _W_T
                node.text = "\u3000\u3000"
            continue
        text = node.text or ""
        rest = text.lstrip(" \u3000\xa0")
        lead = text[: len(text) - len(rest)]
        width += sum(1.0 if character == "\u3000" else 0.5 for character in lead)
        node.text = lead.replace(" ", "\xa0") + rest
        if rest:
            break
    return width


def _properties(paragraph: etree._Element) -> etree._Element:
    properties = paragraph.find(_W_P_PR)
    if properties is None:
        properties = etree.Element(_W_P_PR)
        paragraph.insert(0, properties)
    return properties


def _set_style(paragraph: etree._Element, name: str) -> None:
    """A paragraph's style; none for an empty name."""
    properties = _properties(paragraph)
    for style in properties.findall(qn("w:pStyle")):
        properties.remove(style)
    if name:
        style = etree.Element(qn("w:pStyle"))
        style.set(W_VAL, name)
        properties.insert(0, style)


def _without_number(paragraph: etree._Element) -> None:
    for number in paragraph.findall(f"{_W_P_PR}/{qn('w:numPr')}"):
        _remove(number)


def _set_bullet(paragraph: etree._Element, number: str, level: int) -> None:
    """A paragraph as an item of its list, whatever its style says."""
    _without_number(paragraph)
    _set_style(paragraph, "")
    element = etree.SubElement(_properties(paragraph), qn("w:numPr"))
    etree.SubElement(element, qn("w:ilvl")).set(W_VAL, str(level))
    etree.SubElement(element, qn("w:numId")).set(W_VAL, number)


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _replace(element: etree._Element, others: list[etree._Element]) -> None:
    parent = element.getparent()
    if parent is None:
        return
    index = parent.index(element)
    parent.remove(element)
    for offset, other in enumerate(others):
        parent.insert(index + offset, other)
