"""«Mis contactos»: the list, the card to call from, and one tap for what came of it."""

from uuid import UUID

import flet as ft

from app.domain.dues import DueState
from app.services.callcards import CallCard
from app.ui.frame import frame
from app.ui.hooks import held, kept, state
from app.ui.pulse import Pulse
from app.ui.scene import Shift
from app.ui.screens.call_card import call_card
from app.ui.screens.call_desk import CallDesk, CallView
from app.ui.screens.call_outcomes import dial, outcomes, refuse
from app.ui.screens.call_sheets import call_sheet
from app.ui.screens.contact_list import contact_list
from app.ui.screens.customer_parts import search_button
from app.ui.widgets.buttons import button
from app.ui.widgets.layout import BOTTOM, LEFT, RIGHT, page
from app.ui.widgets.surfaces import card, empty

LIST, OUTCOMES = 296, 320


@kept
def Contacts(shift: Shift, pulse: Pulse, due: UUID | None) -> ft.Control:
    words = shift.scene.words
    view, show = state(CallView(chosen=due))
    desk = held(lambda: CallDesk(shift, pulse, show, due))
    desk.shift = shift

    ft.use_effect(desk.load, [pulse.beat])
    ft.use_dialog(call_sheet(desk, view))
    content, search = _content(desk, view), search_button(shift.scene)
    return frame(shift, pulse, words("My contacts"), _counts(shift, pulse, view), content, search)


def _counts(shift: Shift, pulse: Pulse, view: CallView) -> str:
    """Return what is to do and done; nothing while the list is read, for «0» would be false."""
    if not view.loaded:
        return ""
    words = shift.scene.words
    done = pulse.board.contacts_done_today if pulse.board else 0
    return (
        f"{words.count('{n} to do', '{n} to do', len(view.rows))}"
        f" · {words.count('{n} done today', '{n} done today', done)}"
    )


def _content(desk: CallDesk, view: CallView) -> ft.Control:
    if not view.loaded:
        return ft.Container()
    aside = view.to_correct or view.to_confirm or view.readings
    if not (view.rows or aside or view.card):
        return _nothing(desk)
    if desk.shift.scene.look.columns:
        return _three_columns(desk, view)
    if view.card is None or not view.opened:
        return page(desk.shift.scene.look, contact_list(desk, view), spacing=4)
    return _one_column(desk, view, view.card)


def _three_columns(desk: CallDesk, view: CallView) -> ft.Control:
    look = desk.shift.scene.look
    opened: list[ft.Control] = [ft.Container(expand=True)]
    if view.card:
        opened = [
            card(
                look,
                ft.ListView(call_card(desk, view, view.card), spacing=0, expand=True),
                expand=True,
                padding=ft.Padding.only(left=24, right=24, top=20, bottom=12),
            ),
            ft.Container(_actions(desk, view, view.card), width=OUTCOMES),
        ]
    rows = ft.Container(ft.ListView(contact_list(desk, view), spacing=4), width=LIST)
    columns = [rows, *opened]
    return ft.Container(
        ft.Row(
            columns[::-1] if look.left_handed else columns,
            spacing=20,
            vertical_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        padding=ft.Padding.only(left=LEFT - 16, right=RIGHT, bottom=BOTTOM, top=4),
    )


def _actions(desk: CallDesk, view: CallView, shown: CallCard) -> ft.Control:
    return ft.Column(
        [
            dial(desk, view, shown),
            ft.ListView(outcomes(desk, shown), spacing=8, expand=True),
            refuse(desk, shown),
        ],
        spacing=8,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _one_column(desk: CallDesk, view: CallView, shown: CallCard) -> ft.Control:
    scene = desk.shift.scene
    look = scene.look

    async def back() -> None:
        desk.close_card()

    to_list = ft.Row(
        [
            button(
                look,
                scene.words("All contacts"),
                scene.act(back),
                identifier="all-contacts",
                kind="quiet",
                icon=ft.Icons.ARROW_BACK_ROUNDED,
            )
        ]
    )
    body = card(
        look,
        ft.Column(
            call_card(desk, view, shown),
            spacing=0,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
    )
    if shown.due.state is DueState.BLOCKED:  # what it waits for is all that can be done
        pinned = ft.Column([dial(desk, view, shown), *outcomes(desk, shown)], spacing=8, tight=True)
        pinned.horizontal_alignment = ft.CrossAxisAlignment.STRETCH
        return page(look, [to_list, body, refuse(desk, shown)], spacing=8, pinned=pinned)
    return page(
        look,
        [to_list, body, *outcomes(desk, shown), refuse(desk, shown)],
        spacing=8,
        pinned=dial(desk, view, shown),
    )


def _nothing(desk: CallDesk) -> ft.Control:
    scene = desk.shift.scene
    return ft.Container(
        empty(
            scene.look,
            ft.Icons.DONE_ALL_ROUNDED,
            scene.words("Nothing pending today"),
            scene.words("New contacts appear here by themselves."),
        ),
        alignment=ft.Alignment.CENTER,
        expand=True,
        padding=24,
    )
