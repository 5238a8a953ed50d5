"""Files of a case as pages of its bundle; what cannot be paged is listed, with the reason."""

from __future__ import annotations

import hashlib
import io
import tempfile
import warnings
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

import pikepdf
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, ImageSequence

from kaicheng.cases.models import CaseFile

A4_AT_300 = (2480, 3508)
"""Pixels of an A4 sheet at 300 dpi: larger pictures are made smaller; the original is beside it."""
MOST_FRAMES = 100
MOST_PAGES = 3000
"""Of one file; a longer one is listed only."""
_PICTURES = frozenset({"image/jpeg", "image/png", "image/tiff", "image/bmp", "image/gif", "image/webp"})


@dataclass
class Paper:
    """One original. ``pages`` is None where it is not shown page by page, and ``why`` says why; ``packed`` is
    whether it lies in the archive, and ``digest`` the SHA-256 of what lies there."""

    file: CaseFile
    name: str
    pages: pikepdf.Pdf | None = None
    stored: BinaryIO | None = None
    why: str = ""
    intact: bool = True
    packed: bool = True
    digest: str = ""


def take(file: CaseFile, data: bytes, name: str) -> Paper:
    """The pages of an original. Whatever is in the file, this does not fail."""
    digest = hashlib.sha256(data).hexdigest()
    paper = Paper(file, name, intact=digest == file.digest, digest=digest)
    try:
        if file.media_type == "application/pdf":
            paper.stored = spooled(data)
            paper.pages = _opened(paper.stored)
        elif file.media_type in _PICTURES:
            paper.stored = _from_picture(data)
            paper.pages = _opened(paper.stored)
        else:
            paper.why = _("不是版式文件或者图片，见原件")
    except pikepdf.PasswordError:
        paper.why = _("文件有密码，见原件")
    except _TooLong:
        paper.why = _("页数太多，见原件")
    except (
        pikepdf.PdfError,
        OSError,
        ValueError,
        RuntimeError,
        SyntaxError,
        Image.DecompressionBombError,
        Warning,
    ):
        paper.why = _("文件打不开，见原件")
    return paper


class _TooLong(Exception):
    pass


def _opened(stored: BinaryIO) -> pikepdf.Pdf:
    try:
        pages = pikepdf.open(stored)
        if len(pages.pages) > MOST_PAGES:
            pages.close()
            raise _TooLong
        for page in pages.pages:
            _still(page.obj)
    except BaseException:
        stored.close()
        raise
    return pages


def _still(page: Any) -> None:
    """Take out what would run by itself when the page is opened; what is to be seen stays."""
    _drop(page, "/AA")
    notes = page.get("/Annots")
    if not isinstance(notes, pikepdf.Array):
        return
    for note in notes:
        if isinstance(note, pikepdf.Dictionary):
            _drop(note, "/AA")
            _drop(note, "/A")


def _drop(thing: Any, key: str) -> None:
    if key in thing:
        del thing[key]


def _from_picture(data: bytes) -> BinaryIO:
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with Image.open(io.BytesIO(data)) as picture:
            frames = [
                _frame(frame)
                for frame, _n in zip(ImageSequence.Iterator(picture), range(MOST_FRAMES), strict=False)
            ]
    out = spooled(b"")
    wide, high = frames[0].size
    resolution = max(wide / 8.27, high / 11.69, 72)
    frames[0].save(out, "PDF", resolution=resolution, save_all=True, append_images=frames[1:], quality=88)
    out.seek(0)
    return out


def _frame(frame: Image.Image) -> Image.Image:
    turned = ImageOps.exif_transpose(frame)
    if turned.mode in ("RGBA", "LA", "P", "PA"):
        with_alpha = turned.convert("RGBA")
        turned = Image.new("RGB", with_alpha.size, "white")
        turned.paste(with_alpha, mask=with_alpha.getchannel("A"))
    elif turned.mode != "L":
        turned = turned.convert("RGB")
    turned.thumbnail(A4_AT_300)
    return turned


def spooled(data: bytes) -> BinaryIO:
    """The bytes in a temporary file without a name, so that many large files do not fill the memory."""
    out = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115
    out.write(data)
    out.seek(0)
    return out
