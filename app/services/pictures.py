"""A picture as it comes from the camera or the gallery, made small enough to keep and to send."""

import hashlib
import io
import warnings
from enum import StrEnum
from typing import NamedTuple

from PIL import Image, ImageOps, UnidentifiedImageError

MAX_FILE_BYTES = 25 << 20  # of the file that is chosen
MAX_PIXELS = 100_000_000
SIDE = 1600  # pixels of the longer side, after resizing
THUMB_SIDE = 240
_FORMATS = ("JPEG", "PNG", "WEBP")
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
_QUALITIES = (82, 70, 55)
_WANTED_BYTES = 700 << 10


class PictureDoubt(StrEnum):
    """Why a file cannot be kept as a photo. Closed list."""

    TOO_LARGE = "too_large"
    BROKEN = "broken"  # no picture, or not a whole one
    HEIC = "heic"  # as iPhones take them: its decoder has no build for tablets
    TOO_MANY = "too_many"


class UnfitPictureError(Exception):
    def __init__(self, doubt: PictureDoubt) -> None:
        super().__init__(doubt)
        self.doubt = doubt


class Picture(NamedTuple):
    """A JPEG of at most 1600 pixels a side without what the camera wrote into it, and a small one."""

    sha256: str
    data: bytes
    thumb: bytes


def picture(raw: bytes) -> Picture:
    """Return a file as a picture; the same file always gives the same bytes.

    Place and camera (EXIF) are not kept. Raises ``UnfitPictureError``.
    """
    if len(raw) > MAX_FILE_BYTES:
        raise UnfitPictureError(PictureDoubt.TOO_LARGE)
    image = _upright(raw)
    data = _jpeg_within(image)
    return Picture(hashlib.sha256(data).hexdigest(), data, thumb_of(image))


def thumb_of(image: Image.Image) -> bytes:
    small = image.copy()
    small.thumbnail((THUMB_SIDE, THUMB_SIDE))
    return _jpeg(small, _QUALITIES[0])


def opened(data: bytes) -> Image.Image:
    """Return a picture of ours, read whole; raises ``UnfitPictureError``."""
    return _upright(data)


def _upright(raw: bytes) -> Image.Image:
    try:
        # A header that announces a giant is only a warning to Pillow.
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _read(raw)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as exc:
        raise UnfitPictureError(PictureDoubt.TOO_LARGE) from exc
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as exc:
        raise UnfitPictureError(
            PictureDoubt.HEIC if _is_heic(raw) else PictureDoubt.BROKEN
        ) from exc


def _is_heic(raw: bytes) -> bool:
    """Say whether a file begins as HEIF does (ISO 14496-12: size, ``ftyp``, brand)."""
    return raw[4:8] == b"ftyp" and raw[8:12] in _HEIC_BRANDS


def _read(raw: bytes) -> Image.Image:
    with Image.open(io.BytesIO(raw), formats=_FORMATS) as image:
        if image.width * image.height > MAX_PIXELS:
            raise UnfitPictureError(PictureDoubt.TOO_LARGE)
        image.draft("RGB", (SIDE, SIDE))  # a JPEG is read at the size that is needed
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((SIDE, SIDE))
        return _on_white(upright)


def _on_white(image: Image.Image) -> Image.Image:
    if not image.has_transparency_data:
        return image.convert("RGB")
    seen = image.convert("RGBA")
    ground = Image.new("RGB", seen.size, "white")
    ground.paste(seen, mask=seen.getchannel("A"))
    return ground


def _jpeg_within(image: Image.Image) -> bytes:
    """Return the picture as good as it can be within what is wanted."""
    made = b""
    for quality in _QUALITIES:
        made = _jpeg(image, quality)
        if len(made) <= _WANTED_BYTES:
            break
    return made


def _jpeg(image: Image.Image, quality: int) -> bytes:
    target = io.BytesIO()
    image.save(target, "JPEG", quality=quality, optimize=True, exif=b"")
    return target.getvalue()
