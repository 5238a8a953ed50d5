"""Pictures: who took them and where (EXIF), and whether they look like papers, portraits or scans.

What a picture shows is not seen: there is no recognition of characters here, and that is said.
"""

from __future__ import annotations

import io
import warnings

from PIL import ExifTags, Image, UnidentifiedImageError

from kaicheng.screening.files.pieces import LIMITS, Parts
from kaicheng.screening.words import any_of

_OWNER_TAGS = (0x013B, 0x9C9D, 0x8298, 0xA430)  # Artist, XPAuthor, Copyright, CameraOwnerName
_TEXT_TAGS = (0x010E, 0x9286, 0x9C9B, 0x9C9C, 0x9C9E, 0x9C9F)  # descriptions, comments, keywords
_WIDE_TAGS = range(0x9C9B, 0x9CA0)  # XPTitle to XPSubject
_CARD = 85.6 / 54  # ISO/IEC 7810 ID-1: resident identity card, bank card, driving licence
_PORTRAITS = (25 / 35, 35 / 49, 35 / 45, 33 / 48)
_SHEET = 297 / 210
_SMALL = 200  # pixels: seals, logos and icons

# A header can promise any number of pixels; nothing here decodes them.
Image.MAX_IMAGE_PIXELS = None


def picture(data: bytes, name: str, where: str, parts: Parts, *, inside: bool, shaped: bool = True) -> None:
    """A picture; ``inside`` a document small ones are taken for ornaments.

    One that fills a page is told of with the page, and not ``shaped`` here.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data)) as image:
                width, height = image.size
                exif = image.getexif()
                gps = dict(exif.get_ifd(ExifTags.IFD.GPSInfo)) if exif else {}
                details = {**dict(exif), **dict(exif.get_ifd(ExifTags.IFD.Exif))} if exif else {}
                texts = [
                    value
                    for value in image.info.values()
                    if isinstance(value, str) and 1 < len(value) < 20_000
                ]
    except UnidentifiedImageError:
        parts.not_seen("这种图片格式没有检查", "This kind of picture was not looked at", where)
        return
    except Exception as error:
        # Pillow's readers of broken files fail in every way there is.
        parts.note(
            "S02",
            f"图片已损坏（{type(error).__name__}）",
            f"The picture is damaged ({type(error).__name__})",
            where,
        )
        return
    _exif(gps, details, texts, where, parts)
    if width * height > LIMITS.pixels:
        parts.note("S02", "图片像素过多", "The picture has too many pixels", where)
    elif shaped:
        camera = bool(details.get(0x010F) or details.get(0x0110))
        shape(width, height, name, where, parts, inside=inside, camera=camera)


def _exif(
    gps: dict[int, object], details: dict[int, object], texts: list[str], where: str, parts: Parts
) -> None:
    if any(tag in gps for tag in (2, 4)):
        parts.note("V19", "照片里记着拍摄地点（GPS）", "The photograph records where it was taken", where)
    if any(_words(details.get(tag)) for tag in _OWNER_TAGS):
        parts.note(
            "V19",
            "照片里记着作者或相机主人",
            "The photograph names its author or the camera's owner",
            where,
            "warn",
        )
    found = [_words(details.get(tag), wide=tag in _WIDE_TAGS) for tag in (*_OWNER_TAGS, *_TEXT_TAGS)] + texts
    parts.add(f"{where}（图片信息）" if where else "图片信息", "\n".join(filter(None, found)), hidden=True)


def _words(value: object, *, wide: bool = False) -> str:
    """A tag's text; Windows writes those of its own, ``wide``, in UTF-16."""
    if isinstance(value, bytes):
        plain = value.removeprefix(b"ASCII\0\0\0").removeprefix(b"UNICODE\0")
        for encoding in ("utf-16-le", "utf-8", "gb18030") if wide or b"\0" in plain else ("utf-8", "gb18030"):
            try:
                return plain.decode(encoding).strip("\0 ")
            except UnicodeDecodeError:
                continue
        return ""
    if isinstance(value, tuple) and all(isinstance(item, int) for item in value):
        return bytes(item & 0xFF for item in value).decode("utf-16-le", "ignore").strip("\0 ")
    return value.strip("\0 ") if isinstance(value, str) else ""


def _near(value: float, wanted: float, share: float = 0.02) -> bool:
    return abs(value - wanted) <= wanted * share


def shape(
    width: int, height: int, name: str, where: str, parts: Parts, *, inside: bool, camera: bool = False
) -> None:
    """What the proportions of a picture of so many pixels give away."""
    small = min(width, height) < _SMALL
    ratio = max(width, height) / max(1, min(width, height))
    card = any_of("card_pictures").search(name)
    if card:
        parts.note(
            "V11", f"名称说明这是{card[0]}的图片", f"By its name this is a picture of a {card[0]}", where
        )
    elif not small and _near(ratio, _CARD):
        parts.note(
            "V11",
            "图片的长宽与身份证、银行卡一样",
            "The picture has the proportions of an identity card",
            where,
            "warn",
        )
    elif (
        height > width
        and any(_near(width / height, wanted, 0.015) for wanted in _PORTRAITS)
        and 200 <= width <= 1_500
        and not _near(ratio, _SHEET, 0.004)
    ):
        parts.note(
            "V11",
            "图片的长宽与证件照一样",
            "The picture has the proportions of a portrait for papers",
            where,
            "warn",
        )
    elif not small and _near(ratio, _SHEET, 0.03) and min(width, height) >= 600:
        parts.note(
            "V12",
            "这张图像是扫描的纸页，可能有签名、指纹、私章",
            "This looks like a scanned page, perhaps with signatures or seals",
            where,
        )
    if small and inside:
        return
    what = "照片" if camera else "图片"
    parts.not_seen(f"{what}里的文字和人像没有检查", "What the picture shows was not looked at", where, "info")
