"""A pad to sign on with a finger or a pen: strokes, drawn as they come."""

from collections.abc import Callable
from typing import Any

import flet as ft
import flet.canvas as cv

from app.domain.complaints import Signature
from app.ui.hooks import held, kept, state
from app.ui.scene import Scene
from app.ui.theme import Look
from app.ui.widgets.buttons import button
from app.ui.widgets.text import caption

SQUARE = 4095  # units over the width of the pad
SHAPE = 4  # the pad is so many times wider than high
INTERVAL = 25  # ms between two points of a stroke
MOST_STROKES, MOST_NUMBERS = 60, 2000

Stroke = tuple[int, ...]
Strokes = tuple[Stroke, ...]
Sign = Callable[[Signature | None], None]


@kept
def SignaturePad(
    scene: Scene, sign: Sign, signed: Signature | None, width: float, label: str
) -> ft.Control:
    """Draw the pad; ``sign`` is told the whole signature after each stroke, ``None`` when wiped."""
    strokes, put = state(signed.strokes if signed else Strokes())
    pen = held(lambda: _Pen(width))

    def down(event: ft.DragDownEvent[Any]) -> None:
        scene.stir()
        pen.begin(event.local_position)

    def move(event: ft.DragUpdateEvent[Any]) -> None:
        pen.move(event.local_position)
        put(_with(strokes, pen.stroke))

    def lift() -> None:
        done = _with(strokes, pen.stroke)
        pen.end()
        put(done)
        sign(Signature(strokes=done) if done else None)

    async def wipe() -> None:
        pen.end()
        put(())
        sign(None)

    look = scene.look
    drawn = _with(strokes, pen.stroke)
    pad = ft.GestureDetector(
        content=ft.Container(_picture(look, drawn, width), bgcolor="#00FFFFFF"),
        drag_interval=INTERVAL,
        on_pan_down=down,
        on_pan_update=move,
        on_pan_end=lift,
    )
    head = ft.Row(
        [
            caption(look, label),
            button(
                look,
                scene.words("Wipe"),
                scene.act(wipe),
                identifier="wipe-signature",
                kind="quiet",
            ),
        ],
        alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
    )
    return ft.Container(
        ft.Column([head, named_pad(scene, pad, drawn)], spacing=0, tight=True),
        border=ft.Border.all(1.5, look.colors.outline),
        border_radius=14,
        bgcolor=look.colors.card,
        padding=ft.Padding.only(left=16, right=8, top=2, bottom=8),
    )


def named_pad(scene: Scene, pad: ft.Control, drawn: Strokes) -> ft.Control:
    """Say to a screen reader whether somebody signed."""
    words = scene.words
    said = words("Signed") if drawn else words("Not signed yet")
    return ft.Semantics(identifier="signature", label=said, content=pad)


def picture(look: Look, signature: Signature, width: float) -> ft.Control:
    """Draw a signature that was given."""
    return _picture(look, signature.strokes, width)


class _Pen:
    """The stroke under the finger, in the units of the record."""

    def __init__(self, width: float) -> None:
        self._width = width
        self.stroke: Stroke = ()

    def begin(self, at: Any) -> None:
        self.stroke = self._units(at)

    def move(self, at: Any) -> None:
        if len(self.stroke) < MOST_NUMBERS - 1:
            self.stroke += self._units(at)

    def end(self) -> None:
        self.stroke = ()

    def _units(self, at: Any) -> Stroke:
        if at is None:
            return ()
        scale = SQUARE / self._width
        across, down = round(at.x * scale), round(at.y * scale)
        return (min(max(across, 0), SQUARE), min(max(down, 0), SQUARE // SHAPE))


def _with(strokes: Strokes, stroke: Stroke) -> Strokes:
    is_mark = len(stroke) > 2 and len(strokes) < MOST_STROKES  # noqa: PLR2004 - more than a point
    return (*strokes, stroke) if is_mark else strokes


def _picture(look: Look, strokes: Strokes, width: float) -> ft.Control:
    ink = ft.Paint(
        color=look.colors.ink,
        stroke_width=3,
        style=ft.PaintingStyle.STROKE,
        stroke_cap=ft.StrokeCap.ROUND,
        stroke_join=ft.StrokeJoin.ROUND,
    )
    scale = width / SQUARE
    shapes: list[cv.Shape] = [cv.Path(_elements(stroke, scale), paint=ink) for stroke in strokes]
    return cv.Canvas(shapes, width=width, height=width / SHAPE)


def _elements(stroke: Stroke, scale: float) -> list[cv.Path.PathElement]:
    points = [(x * scale, y * scale) for x, y in zip(stroke[::2], stroke[1::2], strict=True)]
    (x, y), *others = points
    return [cv.Path.MoveTo(x, y), *(cv.Path.LineTo(x, y) for x, y in others)]
