"""A letter reaches its field before its handler reaches the form: both orders keep the letter."""

import flet as ft

from tests.app.ui.headless import Headless, sign_in


async def open_form(ui: Headless) -> None:
    await sign_in(ui)
    await ui.tap("draft-discard")
    await ui.tap("nav-new_visit")
    await ui.there("model-Terra 5")


def entry(ui: Headless, label: str) -> ft.TextField:
    return next(one for one in ui.all(ft.TextField) if one.label == label)


async def test_a_screen_drawn_before_a_letter_is_heard_does_not_take_it_back(ui: Headless) -> None:
    async with ui:
        await open_form(ui)
        await ui.type("phone", "9 5550 123")
        phone = entry(ui, "Celular")
        ui.session.apply_patch(phone._i, {"value": "9 5550 1234"})  # noqa: SLF001 - what a client sends first

        await ui.tap("reason-renewal")

        assert ui.value("phone") == "9 5550 1234"
        await ui.event(entry(ui, "Celular"), "change", "9 5550 1234")
        assert ui.value("phone") == "9 5550 1234"


async def test_what_the_form_changes_by_itself_is_drawn(ui: Headless) -> None:
    async with ui:
        await open_form(ui)
        await ui.type("phone", "5550 1234")
        await ui.leave("phone")
        await ui.tap("suggestion-phone")
        assert ui.value("phone") == "9 5550 1234"
