"""What a file carries besides what it shows, taken out of each of its objects."""

from __future__ import annotations

import re
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from kaicheng.redaction.cmaps import tidy_cmaps
from kaicheng.redaction.contents import content_streams, rewrite, without_marks
from kaicheng.redaction.embedded import without_jpeg_metadata, without_jpx_metadata

_KEY = re.compile(r"/\w+")

CARRIES = frozenset(
    _KEY.findall(
        """
        /AA /A /AF /Alternates /Annots /Dests /DPart /E /EF /ID /JS /LastModified /Lang /Metadata
        /Measure /MK /Names /OC /OPI /PieceInfo /Popup /PtData /SeparationInfo /StructParent
        /StructParents /Thumb /TU /VP /KaichengHidden
        """
    )
)
"""Keys that never change how a page looks, or that only do so on a screen."""

_OF_IMAGES = frozenset(
    _KEY.findall(
        """
        /Type /Subtype /Width /Height /ColorSpace /BitsPerComponent /Intent /ImageMask /Mask /Decode
        /Interpolate /SMask /SMaskInData /Matte /Filter /DecodeParms /Length
        """
    )
)
_OF_FORMS = frozenset(
    _KEY.findall(
        """
        /Type /Subtype /FormType /BBox /Matrix /Resources /Group /Filter /DecodeParms /Length
        """
    )
)
_OF_FONTS = frozenset(
    _KEY.findall(
        """
        /Type /Subtype /BaseFont /FirstChar /LastChar /Widths /FontDescriptor /Encoding /ToUnicode
        /DescendantFonts /CIDSystemInfo /DW /W /DW2 /W2 /CIDToGIDMap /FontBBox /FontMatrix /CharProcs
        /Resources
        """
    )
)
_OF_RESOURCES = frozenset(
    _KEY.findall(
        """
        /ExtGState /ColorSpace /Pattern /Shading /XObject /Font
        """
    )
)
_MAX_DEPTH = 40


def scrub(pdf: pikepdf.Pdf) -> None:
    """Take marked content, hidden layers and metadata out of every object of ``pdf``."""
    for stream in content_streams(pdf):
        rewrite(stream, without_marks)
    tidy_cmaps(pdf)
    for item in list(pdf.objects):
        if isinstance(item, Dictionary | Stream | Array):
            _scrub_object(item, 0)


def _scrub_object(item: Any, depth: int) -> None:
    """Direct parts only: the indirect ones come by themselves."""
    if depth > _MAX_DEPTH:
        return
    if isinstance(item, Array):
        for part in item:
            if isinstance(part, Dictionary | Array) and not part.is_indirect:
                _scrub_object(part, depth + 1)
        return
    allowed = _allowed(item)
    for key in list(item.keys()):
        # Tables of resources have no type, and names of their own that may be any of these words.
        carries = key in CARRIES and is_typed(item)
        if carries or (allowed is not None and key not in allowed):
            del item[key]
    if isinstance(item, Stream) and item.get("/Subtype") == Name.Image:
        _scrub_picture(item)
    for key in list(item.keys()):
        part = item[key]
        if key == "/Resources" and isinstance(part, Dictionary):
            for name in set(part.keys()) - _OF_RESOURCES:
                del part[name]
        if isinstance(part, Dictionary | Array) and not part.is_indirect:
            _scrub_object(part, depth + 1)


def is_typed(item: Any) -> bool:
    """Whether a dictionary says what it is, so that its keys are those that PDF gives it."""
    return isinstance(item, Stream) or any(
        key in item for key in ("/Type", "/Subtype", "/S", "/PatternType", "/ShadingType", "/FunctionType")
    )


def _allowed(item: Any) -> frozenset[str] | None:
    if isinstance(item, Stream):
        return {"/Image": _OF_IMAGES, "/Form": _OF_FORMS}.get(str(item.get("/Subtype")))
    return _OF_FONTS if item.get("/Type") == Name.Font else None


def _scrub_picture(picture: Stream) -> None:
    filters = picture.get("/Filter")
    if isinstance(filters, Array):
        if len(filters) != 1:
            return
        filters = filters[0]
    cleaners = {"/DCTDecode": without_jpeg_metadata, "/JPXDecode": without_jpx_metadata}
    cleaner = cleaners.get(str(filters))
    if cleaner is not None:
        parameters = picture.get("/DecodeParms")
        picture.write(
            cleaner(picture.read_raw_bytes()),
            filter=Name(str(filters)),
            decode_parms=parameters if isinstance(parameters, Dictionary | Array) else None,
        )
