"""Pictures: files of them as pages, and page images small enough to send."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream
from PIL import Image, ImageChops, ImageOps, ImageSequence

from kaicheng.redaction import limits
from kaicheng.redaction.errors import damaged, too_large

_KINDS = ("JPEG", "PNG", "TIFF", "MPO")
_PLAUSIBLE_DPI = range(100, 1201)
_DEFAULT_DPI = 200.0
_QUALITY = 85
_GREY_WITHIN = 6
"""How far the channels of a grey picture may be apart."""
_LOSSLESS_UP_TO = 1.6
"""Text stays lossless unless JPEG is smaller by more than this factor."""


def picture_pages(data: bytes) -> pikepdf.Pdf | None:
    """A PDF with a page for each picture in a JPEG, PNG or TIFF, upright, without its metadata.

    ``None`` when it is no such file.

    Raises:
        DamagedFile, TooLarge: it is one, and cannot be read.
    """
    if not data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")):
        return None
    made = pikepdf.new()
    with _typed_errors():
        opened = Image.open(io.BytesIO(data), formats=_KINDS)
        frames = getattr(opened, "n_frames", 1) if opened.format == "TIFF" else 1
        if frames > limits.PAGES:
            raise too_large(f"文件有 {frames} 页", f"The file has {frames} pages")
        for index, frame in enumerate(ImageSequence.Iterator(opened)):
            if index >= frames:
                break
            if frame.width * frame.height > limits.IMAGE_PIXELS:
                raise too_large(
                    f"图片有 {frame.width}×{frame.height} 像素",
                    f"The picture has {frame.width} by {frame.height} pixels",
                )
            dpi = _resolution(frame)
            picture = _plain(ImageOps.exif_transpose(frame))
            append_page(made, picture, picture.width * 72 / dpi, picture.height * 72 / dpi)
    return made


def append_page(
    pdf: pikepdf.Pdf, picture: Image.Image, width: float, height: float, below: bytes = b"", band: float = 0.0
) -> pikepdf.Page:
    """Append a page of a picture drawn ``width`` by ``height`` points, with a white ``band`` beneath it.

    ``below`` are further instructions, carried out after the picture is drawn.
    """
    content = f"q {width:.4f} 0 0 {height:.4f} 0 {band:.4f} cm /I Do Q\n".encode() + below
    sheet = Dictionary(
        Type=Name.Page,
        MediaBox=Array([0, 0, round(width, 4), round(height + band, 4)]),
        Resources=Dictionary(XObject=Dictionary(I=image_object(pdf, picture))),
        Contents=Stream(pdf, content),
    )
    page = pikepdf.Page(pdf.make_indirect(sheet))
    pdf.pages.append(page)
    return pdf.pages[-1]


def image_object(pdf: pikepdf.Pdf, picture: Image.Image) -> pikepdf.Object:
    """The picture as an image of ``pdf``: lossless, or JPEG where that is much smaller."""
    picture = economical(picture)
    bits = 1 if picture.mode == "1" else 8
    colours = 3 if picture.mode == "RGB" else 1
    lossless = _png_rows(picture)
    image = Stream(pdf, b"")
    image.Type, image.Subtype = Name.XObject, Name.Image
    image.Width, image.Height = picture.size
    image.ColorSpace = Name.DeviceRGB if colours == 3 else Name.DeviceGray
    image.BitsPerComponent = bits
    jpeg = b""
    if bits == 8:
        written = io.BytesIO()
        # Without subsampling, what is painted over stays apart from its surroundings but for 8 pixels.
        picture.save(written, "JPEG", quality=_QUALITY, subsampling=0, optimize=True)
        jpeg = written.getvalue()
    if jpeg and len(jpeg) * _LOSSLESS_UP_TO < len(lossless):
        image.write(jpeg, filter=Name.DCTDecode)
    else:
        image.write(
            lossless,
            filter=Name.FlateDecode,
            decode_parms=Dictionary(
                Predictor=15, Colors=colours, BitsPerComponent=bits, Columns=picture.width
            ),
        )
    return pdf.make_indirect(image)


def economical(picture: Image.Image) -> Image.Image:
    """The picture in black and white, grey or colour, whichever is the least that shows the same."""
    if picture.mode == "1":
        return picture
    if picture.mode != "L":
        red, green, blue = picture.convert("RGB").split()
        pairs = ((red, green), (green, blue))
        apart = max(_range(ImageChops.difference(one, other))[1] for one, other in pairs)
        if apart > _GREY_WITHIN:
            return picture.convert("RGB")
        picture = green
    counts = picture.histogram()
    if not any(counts[1:255]):
        return picture.convert("1", dither=Image.Dither.NONE)
    return picture


def _range(band: Image.Image) -> tuple[float, float]:
    least, most = band.getextrema()
    return float(least), float(most)  # type: ignore[arg-type]  # one band has numbers, not pairs


def _png_rows(picture: Image.Image) -> bytes:
    """The picture as PNG packs it, whose rows a PDF can hold as they are."""
    written = io.BytesIO()
    picture.save(written, "PNG", optimize=False, compress_level=6)
    data, at, rows = written.getvalue(), 8, bytearray()
    while at < len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        if data[at + 4 : at + 8] == b"IDAT":
            rows += data[at + 8 : at + 8 + length]
        at += 12 + length
    return bytes(rows)


def _resolution(frame: Image.Image) -> float:
    stated = frame.info.get("dpi")
    try:
        across = float(stated[0])  # type: ignore[index]
    except (TypeError, ValueError, IndexError, ZeroDivisionError):
        across = 0.0
    dpi = across if round(across) in _PLAUSIBLE_DPI else _DEFAULT_DPI
    # A picture that would be larger than a page can be is drawn smaller.
    return max(dpi, max(frame.size) * 72 / limits.PAGE_SIDE)


def _plain(picture: Image.Image) -> Image.Image:
    """Grey, black and white, or red, green and blue on white; nothing transparent, no palette."""
    if picture.mode in ("1", "L", "RGB"):
        return picture
    if picture.mode.startswith("I"):
        return picture.convert("I").point(lambda value: value / 256).convert("L")
    if picture.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in picture.info:
        shown = picture.convert("RGBA")
        white = Image.new("RGBA", shown.size, "white")
        return Image.alpha_composite(white, shown).convert("RGB")
    return picture.convert("RGB")


@contextmanager
def _typed_errors() -> Iterator[None]:
    """Whatever the library raises on a broken picture, as one of our errors."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            warnings.filterwarnings("ignore", category=UserWarning)
            yield
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise too_large("图片的像素过多", "The picture has too many pixels") from error
    except (OSError, ValueError, SyntaxError, TypeError, KeyError, EOFError, IndexError) as error:
        raise damaged("图片无法解码", "the picture cannot be decoded") from error
