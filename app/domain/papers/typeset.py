"""Sets text and lines on A4 pages with our own fonts, from the top down.

Lengths are points (1/72 inch), ``y`` counts from the foot of the page. The bytes depend on what is
drawn and on nothing else: no clock and no random id is in them.
"""

import io
from collections.abc import Collection, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from app.domain.shipped import FONTS

WIDTH, HEIGHT = A4
MARGIN = 42.0
INNER = WIDTH - 2 * MARGIN
FOOT = 64.0  # what the foot of each page keeps for itself
_LEADING = 1.32
_MASK = 3
_FACES = ("Regular", "Medium", "SemiBold", "Bold")


class Ink(NamedTuple):
    """A face, its size, and the colour of the text."""

    face: str = "Regular"
    size: float = 9.5
    colour: str = "#10201F"

    @property
    def font(self) -> str:
        return f"Hanken-{self.face}"

    @property
    def leading(self) -> float:
        return self.size * _LEADING


BODY = Ink()
STRONG = Ink("SemiBold")
SMALL = Ink(size=8, colour="#3E4D4A")
HEADING = Ink("SemiBold", 11.5)
PETROL = "#0B4F57"
PALE = "#E9EDEB"
HAIRLINE = "#D3DAD7"
GREEN = "#0B5431"


class Sheet:
    """One document; ``y`` is where the next thing begins, and ``pages`` how many there are."""

    def __init__(self, title: str, author: str, watermark: str = "") -> None:
        _register()
        self._bytes = io.BytesIO()
        self._canvas = Canvas(self._bytes, pagesize=A4, invariant=1, lang="es")
        self._canvas.setTitle(title)
        self._canvas.setAuthor(author)
        self._canvas.setCreator("Vitrina")
        self._watermark = watermark
        self._foot: tuple[str, ...] = ()
        self.pages = 1
        self.y = HEIGHT - MARGIN
        self._mark()

    def foot(self, *lines: str) -> None:
        """Set what stands at the foot of this page and of all that follow."""
        self._foot = lines

    def need(self, height: float) -> bool:
        """Begin a new page unless ``height`` still fits on this one; say whether it did begin."""
        if self.y - height >= FOOT:
            return False
        self._end_page()
        self._canvas.showPage()
        self.pages += 1
        self.y = HEIGHT - MARGIN
        self._mark()
        return True

    def down(self, height: float) -> None:
        self.y -= height

    def text(self, x: float, y: float, words: str, ink: Ink = BODY) -> None:
        self._canvas.setFont(ink.font, ink.size)
        self._canvas.setFillColor(HexColor(ink.colour))
        self._canvas.drawString(x, y, words)

    def text_to(self, right: float, y: float, words: str, ink: Ink = BODY) -> None:
        """Set one line that ends at ``right``."""
        self.text(right - width(words, ink), y, words, ink)

    def paragraph(self, x: float, top: float, lines: Sequence[str], ink: Ink = BODY) -> float:
        """Set lines below ``top``; return how high they are together."""
        for index, words in enumerate(lines):
            self.text(x, top - ink.size - index * ink.leading, words, ink)
        return len(lines) * ink.leading

    def rule(self, x: float, y: float, length: float) -> None:
        self._canvas.setStrokeColor(HexColor(HAIRLINE))
        self._canvas.setLineWidth(0.6)
        self._canvas.line(x, y, x + length, y)

    def box(self, x: float, top: float, size: tuple[float, float], colour: str) -> None:
        """Fill a box with round corners that hangs from ``top``."""
        self._canvas.setFillColor(HexColor(colour))
        self._canvas.roundRect(x, top - size[1], size[0], size[1], 7, stroke=0, fill=1)

    def qr(self, text: str, x: float, top: float, side: float) -> None:
        """Draw a QR as vectors, its quiet zone within ``side``."""
        # Any mask is read; trying all eight for the evenest would take most of the paper's time.
        code = QRCode(error_correction=ERROR_CORRECT_M, border=4, mask_pattern=_MASK)
        code.add_data(text)
        code.make(fit=True)
        matrix = code.get_matrix()
        canvas = self._canvas
        canvas.saveState()
        canvas.setFillColor(HexColor("#000000"))
        canvas.translate(x, top)
        canvas.scale(side / len(matrix), -side / len(matrix))
        canvas.addLiteral(
            "\n".join(
                f"{start} {row} {length} 1 re"
                for row, modules in enumerate(matrix)
                for start, length in _runs(modules)
            )
        )
        canvas.addLiteral("f")
        canvas.restoreState()

    def finish(self) -> bytes:
        self._end_page()
        self._canvas.save()
        return self._bytes.getvalue()

    def _mark(self) -> None:
        """Draw the watermark before anything else, so that the text stays above it."""
        if not self._watermark:
            return
        canvas = self._canvas
        canvas.saveState()
        size = min(84.0, 84 * INNER / width(self._watermark, Ink("Bold", 84)))
        canvas.setFont("Hanken-Bold", size)
        canvas.setFillColor(HexColor("#EEF1F0"))
        canvas.translate(WIDTH / 2, HEIGHT / 2)
        canvas.rotate(38)
        canvas.drawCentredString(0, -size / 3, self._watermark)
        canvas.restoreState()

    def _end_page(self) -> None:
        self.rule(MARGIN, FOOT - 14, INNER)
        self.paragraph(MARGIN, FOOT - 18, self._foot, SMALL)
        self.text_to(WIDTH - MARGIN, FOOT - 18 - SMALL.size, str(self.pages), SMALL)


def width(words: str, ink: Ink = BODY) -> float:
    _register()
    measured: float = pdfmetrics.stringWidth(words, ink.font, ink.size)
    return measured


def glyphs(ink: Ink) -> Collection[int]:
    """Return the letters, as numbers, that a face has a sign for."""
    _register()
    face = pdfmetrics.getFont(ink.font).face
    signs: Collection[int] = face.charToGlyph
    return signs


def wrapped(words: str, room: float, ink: Ink = BODY) -> list[str]:
    """Return the lines that ``words`` need; a word wider than the room is cut."""
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if width(longer, ink) <= room:
            lines[-1] = longer
            continue
        *full, last = _pieces(word, room, ink)
        lines += [*full, last]
    return [line for line in lines if line]


def _pieces(word: str, room: float, ink: Ink) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and width(pieces[-1] + letter, ink) > room:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def _runs(modules: Sequence[bool | None]) -> list[tuple[int, int]]:
    """Return start and length of each run of dark modules."""
    runs: list[tuple[int, int]] = []
    for place, dark in enumerate(modules):
        if not dark:
            continue
        if runs and sum(runs[-1]) == place:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((place, 1))
    return runs


@cache
def _register() -> None:
    for face in _FACES:
        pdfmetrics.registerFont(TTFont(f"Hanken-{face}", _font_file(face)))


def _font_file(face: str) -> str:
    path: Path = FONTS / f"HankenGrotesk-{face}.ttf"
    return str(path)
