"""The one way to make something that can be tapped: named, with its state, at least 48 by 48."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import flet as ft

from app.ui.theme import Look
from app.ui.widgets.text import silent

Handler = Callable[[Any], Awaitable[None]]


@dataclass(frozen=True)
class State:
    """What a screen reader says of a control besides its name."""

    selected: bool | None = None
    checked: bool | None = None
    toggled: bool | None = None


PLAIN = State()


def tap(
    content: ft.Control,
    on_click: Handler,
    *,
    identifier: str,
    label: str | None = None,
    state: State = PLAIN,
    expand: bool | int | None = None,
    **box: Any,
) -> ft.Control:
    """Make ``content`` a button (or a check box, or a switch) with a stable identifier.

    ``label`` replaces what is written inside for a screen reader. ``box`` are properties of the
    container, which draws the ink.
    """
    is_button = state.checked is None and state.toggled is None
    return ft.MergeSemantics(
        expand=expand,
        content=ft.Semantics(
            identifier=identifier,
            button=True if is_button else None,
            label=label,
            selected=state.selected,
            checked=state.checked,
            toggled=state.toggled,
            content=ft.Container(
                content=silent(content) if label else content, on_click=on_click, ink=True, **box
            ),
        ),
    )


def selectable_box(look: Look, *, selected: bool) -> dict[str, Any]:
    """Return the box of a chip or tile: pale with a thick line when chosen, never a jump."""
    c = look.colors
    return {
        "bgcolor": c.pale if selected else c.card,
        "border": ft.Border.all(2.5, c.primary) if selected else ft.Border.all(1.5, c.chip_line),
        "animate": ft.Animation(150, ft.AnimationCurve.EASE_OUT),
    }
