"""The poster of an event: a QR to sign up by, on A4, as PDF, SVG and PNG.

Described once in millimetres from the upper left corner, and drawn three times. Name and date are
set 20 mm high, the QR is larger than 100 mm without its quiet zone, so that both are read from afar.
A name that needs more than its three lines is set smaller, as large as it fits. What our font has no
sign for, an emoji or a foreign script, is left out: an empty box on a wall helps nobody.
"""

import io
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple
from unicodedata import normalize
from xml.sax.saxutils import escape

from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from app.domain.papers.typeset import Ink, glyphs, width, wrapped
from app.domain.qr import QUIET, qr_modules, qr_shape
from app.domain.shipped import FONTS

WIDTH, HEIGHT = 210.0, 297.0
LARGE = 20.0  # name and date
DPI = 200


class _Room(NamedTuple):
    wide: float
    high: float


_MARGIN = 18.0
_INNER = WIDTH - 2 * _MARGIN
_NAME = _Room(_INNER, 3 * LARGE)
_WHERE = _Room(_INNER, 2 * 6.5)
_DEALER = _Room(120.0, 11.0)
_NAMELESS = "Evento"
_CARD = 130.0
_GROUND, _PANE, _WHITE, _INK, _SUN = "#0B4F57", "#15575F", "#FFFFFF", "#10201F", "#FFC44D"
_STEPS = ("1  Apunte con su cámara", "2  Deje dos datos", "3  Entre con su pase")
_POINT = 72 / 25.4  # points in a millimetre

Point = tuple[float, float]


class PosterWords(NamedTuple):
    """What the poster says; ``address`` is what its QR opens."""

    dealer: str
    name: str
    date: str
    where: str
    address: str
    demo: bool = False


class _Shape(NamedTuple):
    points: tuple[Point, ...]
    colour: str


class _Disc(NamedTuple):
    centre: Point
    radius: float
    colour: str


class _Words(NamedTuple):
    at: Point  # left end of the base line
    text: str
    face: str
    size: float
    colour: str = _WHITE


class _Qr(NamedTuple):
    at: Point
    side: float
    text: str


_Drawn = _Shape | _Disc | _Words | _Qr


def poster_pdf(words: PosterWords) -> bytes:
    """Return the poster as a PDF of one A4 page; the same words give the same bytes."""
    made = io.BytesIO()
    canvas = Canvas(made, pagesize=(WIDTH * mm, HEIGHT * mm), invariant=1, lang="es")
    canvas.setTitle(words.name)
    canvas.translate(0, HEIGHT * mm)
    canvas.scale(mm, mm)
    for one in _poster(words):
        _on_canvas(canvas, one)
    canvas.save()
    return made.getvalue()


def poster_svg(words: PosterWords) -> bytes:
    """Return the poster as SVG in millimetres."""
    parts = "".join(map(_as_svg, _poster(words)))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH:g}mm" height="{HEIGHT:g}mm"'
        f' viewBox="0 0 {WIDTH:g} {HEIGHT:g}"><title>{escape(words.name)}</title>{parts}</svg>'
    ).encode()


def poster_png(words: PosterWords) -> bytes:
    """Return the poster as PNG, 200 dots to the inch."""
    dot = DPI / 25.4
    image = Image.new("RGB", (round(WIDTH * dot), round(HEIGHT * dot)), _GROUND)
    draw = ImageDraw.Draw(image)
    for one in _poster(words):
        _on_image(draw, one, dot)
    made = io.BytesIO()
    image.save(made, "PNG", optimize=True, dpi=(DPI, DPI))
    return made.getvalue()


def qr_side(text: str) -> float:
    """Return how wide the QR is on the poster without its quiet zone, in mm."""
    modules = len(qr_modules(text))
    return _CARD * (modules - 2 * QUIET) / modules


def _poster(words: PosterWords) -> list[_Drawn]:
    drawn: list[_Drawn] = [
        _box(0, 0, WIDTH, HEIGHT, _GROUND),
        _Shape(((130, 0), (178, 0), (66, 297), (18, 297)), _PANE),
        _Shape(((188, 0), (210, 0), (210, 38), (112, 297), (78, 297)), _PANE),
        *_brand(words),
    ]
    y = 34.0
    size, lines = _block(_drawable(words.name, "Bold") or _NAMELESS, "Bold", LARGE, _NAME)
    for line in lines:
        y += size
        drawn.append(_Words((_MARGIN, y), line, "Bold", size))
    y += LARGE + 2
    drawn.append(_Words((_MARGIN, y), words.date, "Bold", LARGE, _SUN))
    size, lines = _block(_drawable(words.where, "Medium"), "Medium", 6.5, _WHERE)
    for line in lines:
        y += size + 2.5
        drawn.append(_Words((_MARGIN, y), line, "Medium", size))
    top = y + 6
    left = (WIDTH - _CARD) / 2
    drawn.append(_box(left, top, _CARD, _CARD, _WHITE))
    drawn.append(_Qr((left, top), _CARD, words.address))
    return [*drawn, *_foot(top + _CARD)]


def _brand(words: PosterWords) -> list[_Drawn]:
    def glyph(*points: Point) -> tuple[Point, ...]:
        return tuple((_MARGIN - 3 + x * 0.3, 8 + y * 0.3) for x, y in points)

    brand: list[_Drawn] = [
        _Shape(glyph((11.5, 20.5), (22.5, 20.5), (37.5, 50.5), (26.5, 50.5)), _WHITE),
        _Shape(glyph((52.5, 20.5), (41.5, 20.5), (26.5, 50.5), (37.5, 50.5)), "#8ED6D3"),
        _Shape(glyph((32, 39.5), (37.5, 50.5), (26.5, 50.5)), "#4FA9A8"),
        _Disc(glyph((32, 19))[0], 1.8, _SUN),
    ]
    size, lines = _block(_drawable(words.dealer, "SemiBold"), "SemiBold", 7, _DEALER)
    for place, line in enumerate(lines):
        y = 21 + size * (place - (len(lines) - 1) / 2)
        brand.append(_Words((_MARGIN + 18, y), line, "SemiBold", size))
    if words.demo:
        brand.append(_Words((WIDTH - _MARGIN - 20, 21), "DEMO", "Bold", 6))
    return brand


def _foot(under: float) -> list[_Drawn]:
    room = HEIGHT - under
    step_y = under + min(14.0, room / 2)
    size = 5.2
    widths = [_measured(step, size, "SemiBold") for step in _STEPS]
    gap = (_INNER - sum(widths)) / 2
    steps: list[_Drawn] = []
    x = _MARGIN
    for step, wide in zip(_STEPS, widths, strict=True):
        steps.append(_Words((x, step_y), step, "SemiBold", size))
        x += wide + gap
    if room >= 24:  # noqa: PLR2004 - both lines with some air
        offers = "Las ofertas son aparte y solo si usted quiere"
        left = (WIDTH - _measured(offers, 4.5, "Regular")) / 2
        steps.append(_Words((left, HEIGHT - 8), offers, "Regular", 4.5))
    return steps


def _block(text: str, face: str, most: float, room: _Room) -> tuple[float, list[str]]:
    """Return the largest size, ``most`` at best, at which the lines of a text fit, and those lines."""
    size = most
    while True:
        lines = wrapped(text, room.wide * _POINT, Ink(face, size * _POINT))
        if len(lines) * size <= room.high:
            return size, lines
        size *= 0.95


def _drawable(text: str, face: str) -> str:
    """Return a text without what the font has no sign for."""
    signs = glyphs(Ink(face))
    kept = (char if ord(char) in signs else " " for char in normalize("NFC", text))
    return " ".join("".join(kept).split())


def _measured(text: str, size: float, face: str) -> float:
    return width(text, Ink(face, size * _POINT)) / _POINT


def _box(x: float, y: float, wide: float, high: float, colour: str) -> _Shape:
    return _Shape(((x, y), (x + wide, y), (x + wide, y + high), (x, y + high)), colour)


def _on_canvas(canvas: Canvas, one: _Drawn) -> None:
    match one:
        case _Shape(points, colour):
            canvas.setFillColor(HexColor(colour))
            path = canvas.beginPath()
            path.moveTo(points[0][0], -points[0][1])
            for x, y in points[1:]:
                path.lineTo(x, -y)
            path.close()
            canvas.drawPath(path, stroke=0, fill=1)
        case _Disc(centre, radius, colour):
            canvas.setFillColor(HexColor(colour))
            canvas.circle(centre[0], -centre[1], radius, stroke=0, fill=1)
        case _Words(at, text, face, size, colour):
            canvas.setFillColor(HexColor(colour))
            canvas.setFont(f"Hanken-{face}", size)
            canvas.drawString(at[0], -at[1], text)
        case _Qr(at, side, text):
            canvas.setFillColor(HexColor(_INK))
            for x, y, module in _modules(at, side, text):
                canvas.rect(x, -y - module, module, module, stroke=0, fill=1)


def _as_svg(one: _Drawn) -> str:
    match one:
        case _Shape(points, colour):
            told = " ".join(f"{x:g},{y:g}" for x, y in points)
            return f'<polygon points="{told}" fill="{colour}"/>'
        case _Disc(centre, radius, colour):
            return f'<circle cx="{centre[0]:g}" cy="{centre[1]:g}" r="{radius:g}" fill="{colour}"/>'
        case _Words(at, text, face, size, colour):
            weight = {"Regular": 400, "Medium": 500, "SemiBold": 600, "Bold": 700}[face]
            return (
                f'<text x="{at[0]:g}" y="{at[1]:g}" font-size="{size:.2f}" font-weight="{weight}"'
                f' font-family="Hanken Grotesk,Roboto,Arial,sans-serif" fill="{colour}">'
                f"{escape(text)}</text>"
            )
        case _Qr(at, side, text):
            shape = qr_shape(text)
            return (
                f'<path transform="translate({at[0]:g} {at[1]:g}) scale({side / shape.side:.6f})"'
                f' shape-rendering="crispEdges" fill="{_INK}" d="{shape.path}"/>'
            )


def _on_image(draw: ImageDraw.ImageDraw, one: _Drawn, dot: float) -> None:
    match one:
        case _Shape(points, colour):
            draw.polygon([(x * dot, y * dot) for x, y in points], fill=colour)
        case _Disc((x, y), radius, colour):
            box = [(x - radius) * dot, (y - radius) * dot, (x + radius) * dot, (y + radius) * dot]
            draw.ellipse(box, fill=colour)
        case _Words(at, text, face, size, colour):
            font = _font(face, round(size * dot))
            draw.text((at[0] * dot, at[1] * dot), text, fill=colour, font=font, anchor="ls")
        case _Qr(at, side, text):
            for x, y, module in _modules(at, side, text):
                corner = (round(x * dot), round(y * dot))
                end = (round((x + module) * dot) - 1, round((y + module) * dot) - 1)
                draw.rectangle([corner, end], fill=_INK)


def _modules(at: Point, side: float, text: str) -> Sequence[tuple[float, float, float]]:
    """Return the upper left corners of the dark modules with their side."""
    rows = qr_modules(text)
    module = side / len(rows)
    return [
        (at[0] + x * module, at[1] + y * module, module)
        for y, row in enumerate(rows)
        for x, dark in enumerate(row)
        if dark
    ]


@cache
def _font(face: str, pixels: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / f"HankenGrotesk-{face}.ttf"), pixels)
