"""How near to buying, 0 to 10, filled up to the value; «No sé» is not 0 (R157)."""

from collections.abc import Callable

import flet as ft

from app.ui.texts import Words, msg
from app.ui.theme import Look
from app.ui.widgets.tap import Handler, State, selectable_box, tap
from app.ui.widgets.text import silent

ANCHORS = {
    0: msg("just looking"),
    4: msg("comparing"),
    7: msg("this quarter"),
    10: msg("today"),
}
ONE_ROW_FROM = 720  # room for eleven numbers beside each other


def intent_scale(
    look: Look,
    words: Words,
    intent: int | None,
    *,
    unsaid: bool,
    pick: Callable[[int | None], Handler],
) -> ft.Control:
    anchors = {value: words(anchor) for value, anchor in ANCHORS.items()}
    numbers = [
        _number(look, _spoken(words, value, anchors), value, intent, pick(value))
        for value in range(11)
    ]
    unknown = _unknown(look, words("I don't know"), pick(None), unsaid)
    if look.room >= ONE_ROW_FROM:
        return ft.Column(
            [
                ft.Row([*numbers, unknown], spacing=6),
                silent(_anchor_line(look, anchors, intent)),
            ],
            spacing=6,
        )
    return ft.Column(
        [
            ft.Row(numbers[:6], spacing=6),
            ft.Row([*numbers[6:], unknown], spacing=6),
            silent(_anchor_list(look, anchors)),
        ],
        spacing=6,
    )


def _spoken(words: Words, value: int, anchors: dict[int, str]) -> str:
    """Return «7 de 10, este trimestre»."""
    name = words("{value} out of 10", value=value)
    return f"{name}, {anchors[value]}" if value in anchors else name


def score_scale(
    look: Look, words: Words, score: int | None, pick: Callable[[int | None], Handler]
) -> ft.Control:
    """Eleven numbers in two rows: what somebody answers from 0 to 10."""
    numbers = [
        _number(look, _spoken(words, n, {}), n, score, pick(n), prefix="score") for n in range(11)
    ]
    return ft.Column([ft.Row(numbers[:6], spacing=6), ft.Row(numbers[6:], spacing=6)], spacing=6)


def _number(  # noqa: PLR0917 - what one number is drawn from
    look: Look,
    name: str,
    value: int,
    intent: int | None,
    on_click: Handler,
    prefix: str = "intent",
) -> ft.Control:
    c = look.colors
    here = value == intent
    below = intent is not None and value < intent
    ink = c.on_primary if here else c.on_pale if below else c.ink
    ground = c.primary if here else c.pale if below else c.card
    line = c.primary if here else (c.on_pale if look.contrast else c.pale) if below else c.chip_line
    return tap(
        ft.Text(
            str(value),
            style=ft.TextStyle(
                size=22 * look.scale,
                height=28 / 22,
                font_family="Hanken 700" if here else "Hanken 600",
                color=ink,
            ),
            text_align=ft.TextAlign.CENTER,
        ),
        on_click,
        identifier=f"{prefix}-{value}",
        label=name,
        state=State(selected=here),
        expand=2,
        padding=ft.Padding.symmetric(vertical=max(8, (53 - 28 * look.scale) / 2)),
        border_radius=14,
        bgcolor=ground,
        border=ft.Border.all(1.5, line),
        animate=ft.Animation(150, ft.AnimationCurve.EASE_OUT),
    )


def _unknown(look: Look, label: str, on_click: Handler, selected: bool) -> ft.Control:  # noqa: FBT001 - its state
    c = look.colors
    edge = 1 if selected else 0
    return tap(
        ft.Text(
            label,
            style=ft.TextStyle(
                size=17 * look.scale,
                height=28 / 17,
                font_family="Hanken 600" if selected else "Hanken 500",
                color=c.on_pale if selected else c.ink,
            ),
            text_align=ft.TextAlign.CENTER,
            no_wrap=True,
        ),
        on_click,
        identifier="intent-unknown",
        state=State(selected=selected),
        expand=3,
        padding=ft.Padding.symmetric(vertical=max(8, (53 - 28 * look.scale) / 2) - edge),
        border_radius=14,
        **selectable_box(look, selected=selected),
    )


def _anchor_line(look: Look, anchors: dict[int, str], intent: int | None) -> ft.Control:
    """Each anchor stands under its number; the row repeats the columns of the scale."""
    cells = [_anchor(look, anchors.get(value, ""), value, value == intent) for value in range(11)]
    return ft.Row([*cells, ft.Container(expand=3)], spacing=6)


def _anchor(look: Look, words: str, value: int, here: bool) -> ft.Control:  # noqa: FBT001 - its state
    c = look.colors
    label = ft.Text(
        words,
        style=ft.TextStyle(
            size=15 * look.scale,
            height=20 / 15,
            font_family="Hanken 600" if here else "Hanken 400",
            color=c.ink if here else c.ink_soft,
        ),
        no_wrap=True,
        overflow=ft.TextOverflow.VISIBLE,
    )
    side = ft.Alignment.CENTER_LEFT if value == 0 else ft.Alignment.CENTER
    return ft.Container(
        ft.Stack(
            [
                ft.Container(
                    label, left=-40 if value else 0, right=-40 if value else None, alignment=side
                )
            ],
            clip_behavior=ft.ClipBehavior.NONE,
            height=20 * look.scale,
        ),
        expand=2,
    )


def _anchor_list(look: Look, anchors: dict[int, str]) -> ft.Control:
    return ft.Text(
        "  ".join(f"{value} {words}" for value, words in anchors.items()),
        style=look.style("third", color=look.colors.ink_soft),
    )
