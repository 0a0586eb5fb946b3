"""A sheet laid out as a form: numbered sections, labelled values, frames for signatures.

Lengths and ``y`` are those of ``typeset``.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from reportlab.lib.colors import HexColor

from app.domain.complaints import Signature
from app.domain.papers.typeset import (
    FOOT,
    HEIGHT,
    INNER,
    MARGIN,
    PETROL,
    SMALL,
    WIDTH,
    Ink,
    Sheet,
    wrapped,
)
from app.domain.sheets import Provider

QUIET, CHOSEN, GROUND = "#3E4D4A", "#D2EAEA", "#F3F5F4"
OUTLINE, WHITE = "#7F8D89", "#FFFFFF"
RIGHT = WIDTH - MARGIN
GUTTER = 18.0

VALUE = Ink(size=9.6)
STRONG = Ink("SemiBold", 9.6)
LABEL = Ink(size=8.4, colour=QUIET)
CAPTION = Ink("SemiBold", 10.6, PETROL)
OVERLINE = Ink("SemiBold", 8.2, QUIET)
TITLE = Ink("Bold", 21)
NUMBER = Ink("Bold", 17)

_LABEL_ROOM = 84.0
_PEN = 1.3
_Point = tuple[float, float]


class Box(NamedTuple):
    """A rectangle that hangs from its top left corner."""

    x: float
    top: float
    width: float
    height: float


class Frame(NamedTuple):
    """How the outline and the ground of a box look."""

    line: str = OUTLINE
    ground: str = WHITE
    weight: float = 0.7
    dashed: bool = False


DASHED = Frame(dashed=True)
PICKED = Frame(line=PETROL, ground=CHOSEN, weight=1.4)


class Form(Sheet):
    """A sheet that knows sections, fields, stories and signatures."""

    def turn(self) -> None:
        """Begin a new page."""
        self.need(HEIGHT)

    def section(self, caption: str) -> None:
        """Begin a part of the form, with room for its first lines."""
        self.need(60)
        self.text(MARGIN, self.y - CAPTION.size, caption, CAPTION)
        self.down(16)
        self.rule(MARGIN, self.y, INNER)
        self.down(5)

    def story(self, caption: str, words: str) -> None:
        """Set a captioned text over the whole width, over as many pages as it takes."""
        self.need(OVERLINE.leading + VALUE.leading)
        self.text(MARGIN, self.y - OVERLINE.size, caption, OVERLINE)
        self.down(OVERLINE.leading + 1)
        self.flow(words, VALUE)
        self.down(6)

    def flow(self, words: str, ink: Ink) -> None:
        """Set wrapped text line by line; line breaks of the writer are kept."""
        for line in _lines(words, INNER, ink):
            self.need(ink.leading)
            self.paragraph(MARGIN, self.y, (line,), ink)
            self.down(ink.leading)

    def field(self, label: str, value: str) -> None:
        """Set one labelled value over the whole width."""
        self._row([(label, value)], INNER)

    def fields(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Set labelled values in two columns, row by row; an empty value stays blank."""
        for row in range(0, len(pairs), 2):
            self._row(pairs[row : row + 2], (INNER - GUTTER) / 2)

    def band(self, rows: Sequence[tuple[str, str]]) -> None:
        """Set lines at both ends of a pale band, the first left one strong."""
        step = 13.5
        height = 10.5 + step * len(rows)
        self.box(MARGIN, self.y, (INNER, height), GROUND)
        for number, (left, right) in enumerate(rows):
            baseline = self.y - 15.5 - step * number
            self.text(MARGIN + 12, baseline, left, VALUE if number else STRONG)
            self.text_to(RIGHT - 12, baseline, right, VALUE)
        self.down(height + 13)

    def small_print(self, paragraphs: Sequence[str]) -> None:
        """Set the small print at the bottom of the page, above its foot."""
        lines = [line for words in paragraphs for line in wrapped(words, INNER, SMALL)]
        height = len(lines) * SMALL.leading + 8
        self.need(height)
        self.y = FOOT + height
        self.rule(MARGIN, self.y, INNER)
        self.paragraph(MARGIN, self.y - 5, lines, SMALL)

    def frame(self, box: Box, look: Frame) -> None:
        canvas = self._canvas
        canvas.saveState()
        canvas.setLineWidth(look.weight)
        canvas.setDash((3, 2.4) if look.dashed else ())
        canvas.setStrokeColor(HexColor(look.line))
        canvas.setFillColor(HexColor(look.ground))
        canvas.roundRect(box.x, box.top - box.height, box.width, box.height, 5, stroke=1, fill=1)
        canvas.restoreState()

    def radio(self, x: float, y: float, colour: str) -> None:
        """Draw an empty radio button around a point."""
        self._canvas.setStrokeColor(HexColor(colour))
        self._canvas.setLineWidth(1.2)
        self._canvas.circle(x, y, 5, stroke=1, fill=0)

    def dot(self, x: float, y: float, colour: str) -> None:
        self._canvas.setFillColor(HexColor(colour))
        self._canvas.circle(x, y, 2.8, stroke=0, fill=1)

    def signing_line(self, length: float) -> None:
        self._canvas.setStrokeColor(HexColor(QUIET))
        self._canvas.setLineWidth(0.8)
        self._canvas.line(MARGIN, self.y, MARGIN + length, self.y)

    def signature(self, box: Box, caption: str, ink: Signature | None, note: str = "") -> None:
        """Draw the frame of a signature with its ink, or with a sentence in its place."""
        self.frame(box, DASHED)
        self.text(box.x + 10, box.top - 15, caption, OVERLINE)
        if ink is None:
            self.text(box.x + 10, box.top - 30, note, LABEL)
            return
        self._ink(Box(box.x + 14, box.top - 22, box.width - 28, box.height - 30), ink)

    def _row(self, cells: Sequence[tuple[str, str]], room: float) -> None:
        values = [_lines(value, room - _LABEL_ROOM, VALUE) for _, value in cells]
        height = max(len(lines) for lines in values) * VALUE.leading
        self.need(height)
        for column, ((label, _), lines) in enumerate(zip(cells, values, strict=True)):
            x = MARGIN + column * (room + GUTTER)
            self.text(x, self.y - VALUE.size, label, LABEL)
            self.paragraph(x + _LABEL_ROOM, self.y, lines, VALUE)
        self.down(height + 1.6)

    def _ink(self, box: Box, ink: Signature) -> None:
        """Draw strokes as large as they fit, at the left of the box."""
        strokes = [list(zip(each[::2], each[1::2], strict=False)) for each in ink.strokes]
        xs = [x for stroke in strokes for x, _ in stroke]
        ys = [y for stroke in strokes for _, y in stroke]
        high = max(max(ys) - min(ys), 1)
        scale = min(box.width / max(max(xs) - min(xs), 1), box.height / high)
        top = box.top - (box.height - high * scale) / 2
        canvas = self._canvas
        canvas.saveState()
        canvas.setStrokeColor(HexColor(VALUE.colour))
        canvas.setLineWidth(_PEN)
        canvas.setLineCap(1)
        canvas.setLineJoin(1)
        for stroke in strokes:
            self._stroke(
                [(box.x + (x - min(xs)) * scale, top - (y - min(ys)) * scale) for x, y in stroke]
            )
        canvas.restoreState()

    def _stroke(self, points: Sequence[_Point]) -> None:
        """Round the corners: a point pulls a curve between the middles of its two segments."""
        path = self._canvas.beginPath()
        path.moveTo(*points[0])
        middles = [((ax + bx) / 2, (ay + by) / 2) for (ax, ay), (bx, by) in pairwise(points)]
        for point, start, end in zip(points[1:-1], middles, middles[1:], strict=False):
            path.lineTo(*start)
            path.curveTo(*_towards(start, point), *_towards(end, point), *end)
        path.lineTo(*points[-1])
        self._canvas.drawPath(path, stroke=1, fill=0)


def watermark(provider: Provider) -> str:
    """Return what marks the paper of a demo, nothing for a real dealer."""
    return "DEMO" if provider.demo else ""


def _towards(start: _Point, pull: _Point) -> _Point:
    """Return the control point of a cubic curve that equals the quadratic one pulled there."""
    return start[0] + (pull[0] - start[0]) * 2 / 3, start[1] + (pull[1] - start[1]) * 2 / 3


def _lines(words: str, room: float, ink: Ink) -> list[str]:
    paragraphs: Iterable[list[str]] = (
        wrapped(line, room, ink) or [""] for line in words.split("\n")
    )
    return [line for lines in paragraphs for line in lines]
