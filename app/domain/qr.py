"""A QR as one vector path, with error correction and quiet zone right (ISO/IEC 18004)."""

from itertools import groupby
from typing import NamedTuple

from qrcode.constants import ERROR_CORRECT_Q
from qrcode.main import QRCode

QUIET = 4  # modules of white around, as the standard asks


class QrShape(NamedTuple):
    """``side`` in modules with the quiet zone; ``path`` draws the dark ones, as SVG's ``d``."""

    side: int
    path: str


def qr_modules(text: str) -> list[list[bool]]:
    """Return the rows of a QR with its quiet zone; a quarter of it may be dirty and it reads."""
    code = QRCode(error_correction=ERROR_CORRECT_Q, border=QUIET)
    code.add_data(text)
    code.make(fit=True)
    return [[bool(dark) for dark in row] for row in code.get_matrix()]


def qr_shape(text: str) -> QrShape:
    """Return the QR of a text as one path: a page is light with it."""
    rows = qr_modules(text)
    strokes = []
    for y, row in enumerate(rows):
        x = 0
        for dark, run in groupby(row):
            length = len(list(run))
            if dark:
                strokes.append(f"M{x} {y}h{length}v1h-{length}z")
            x += length
    return QrShape(len(rows), "".join(strokes))
