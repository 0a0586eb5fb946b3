"""Every screen, at each text size, upright and lying: nothing unnamed, nothing without an answer."""

from collections.abc import Iterator
from typing import Any, Literal

import flet as ft
import pytest
from flet.controls.base_control import BaseControl

from app.services.preferences import Look
from app.ui.app import page_main
from app.ui.nav import DESTINATIONS, place_of
from app.ui.scene import Route
from tests.app.rig import Rig
from tests.app.ui.headless import Headless, sign_in

SCREENS = (
    ("nav-home", "tile-contacts"),
    ("nav-new_visit", "save"),
    ("nav-contacts", "contact-"),
    ("nav-outgoing", "send-now"),
    ("person", "sign-out"),
)
WITHOUT_RAIL = {Route.KIOSK, Route.MAILBOX, Route.REDEEM}
LEAST = 48


@pytest.mark.parametrize("size", [(1280, 800), (800, 1280)])
@pytest.mark.parametrize("text_size", [100, 150, 200])
async def test_every_control_has_a_name_and_something_to_do(
    shown: Rig, size: tuple[int, int], text_size: Literal[100, 150, 200]
) -> None:
    shown.tablet.preferences.set(Look(text_size=text_size))
    async with Headless(page_main(shown.tablet), width=size[0], height=size[1]) as ui:
        await sign_in(ui)
        for way, sign in SCREENS:
            await ui.tap(way)
            await arrived(ui, sign)
            check_controls(ui)


async def test_high_contrast_dark_and_left_hand_draw_every_screen(shown: Rig) -> None:
    shown.tablet.preferences.set(Look(high_contrast=True, dark=True, left_handed=True))
    async with Headless(page_main(shown.tablet)) as ui:
        await sign_in(ui)
        for way, sign in SCREENS:
            await ui.tap(way)
            await arrived(ui, sign)
            check_controls(ui)


@pytest.mark.parametrize("route", [route for route in Route if route not in WITHOUT_RAIL])
def test_each_screen_belongs_to_a_place_of_the_rail(route: Route) -> None:
    assert place_of(route) in [to for to, _label, _icon in DESTINATIONS]


async def test_the_rail_marks_quotes_while_one_is_checked(ui: Headless) -> None:
    async with ui:
        await sign_in(ui)
        await ui.tap("nav-quotes")
        await ui.tap("check-qr")
        await arrived(ui, "verify")
        chosen = [mark.identifier for mark in ui.all(ft.Semantics) if mark.selected]
        assert "nav-quotes" in chosen


@pytest.mark.parametrize(("text_size", "in_a_row"), [(100, 3), (200, 1)])
async def test_desks_stand_below_each_other_where_their_words_would_break(
    shown: Rig, text_size: Literal[100, 200], in_a_row: int
) -> None:
    shown.tablet.preferences.set(Look(text_size=text_size))
    async with Headless(page_main(shown.tablet), width=800, height=1280) as ui:
        await sign_in(ui)
        await arrived(ui, "tile-event")
        around = [row for row in ui.all(ft.Row) if "tile-event" in under(ui, row)]
        innermost = min((under(ui, row) for row in around), key=len)
        assert len(innermost & {"tile-event", "tile-complaint", "tile-workshop"}) == in_a_row


async def test_a_bar_has_a_shorter_word_for_quotes_and_says_the_whole_one(shown: Rig) -> None:
    async with Headless(page_main(shown.tablet), width=800, height=1280) as ui:
        await sign_in(ui)
        await arrived(ui, "nav-quotes")
        quotes = ui.named("nav-quotes")
        assert quotes is not None
        assert quotes.label == "Cotizaciones"
        assert "Cotizar" in ui.words(quotes)


def under(ui: Headless, root: BaseControl) -> set[str]:
    """Return the identifiers of what stands under ``root``."""
    marks = (mark for mark in ui.walk(root) if isinstance(mark, ft.Semantics))
    return {mark.identifier for mark in marks if mark.identifier}


async def arrived(ui: Headless, sign: str) -> None:
    """Wait for a control whose identifier begins so."""
    await ui.until(lambda: any(name.startswith(sign) for name in ui.identifiers()))


def check_controls(ui: Headless) -> None:
    marks = [mark for mark in ui.all(ft.Semantics) if mark.identifier]
    names = ui.identifiers()
    assert len(names) == len(set(names)), f"twice: {sorted(names)}"
    marked = {id(target) for mark in marks for target in targets(ui, mark)}
    for target in targets(ui, ui.page):
        assert id(target) in marked, f"without identifier: {ui.words(target)}"
    for mark in marks:
        for target in targets(ui, mark):
            assert mark.label or ui.words(target), f"without name: {mark.identifier}"
            for side in (target.width, target.height):
                assert side is None or side >= LEAST, f"too small: {mark.identifier}"


def targets(ui: Headless, root: BaseControl) -> Iterator[Any]:
    """Yield what can be tapped under ``root``."""
    yield from (part for part in ui.walk(root) if getattr(part, "on_click", None) is not None)
