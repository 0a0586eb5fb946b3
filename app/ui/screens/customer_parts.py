"""What the screens about a customer share: ways between them, a head, a numbered question."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import flet as ft

from app.services.fichas import Ficha
from app.ui.scene import Place, Route, Scene, Shift
from app.ui.texts import Words, msg, short_name
from app.ui.theme import ACTION_COLUMN
from app.ui.widgets.buttons import button, icon_button
from app.ui.widgets.chips import Choice
from app.ui.widgets.layout import page, side_by_side
from app.ui.widgets.surfaces import avatar, card, empty
from app.ui.widgets.tap import Handler, State, selectable_box, tap
from app.ui.widgets.text import heading, soft, symbol, text


def search_button(scene: Scene) -> ft.Control:
    async def open_search() -> None:
        scene.go(Place(Route.SEARCH))

    return button(
        scene.look,
        scene.words("Search"),
        scene.act(open_search),
        identifier="open-search",
        icon=ft.Icons.SEARCH_ROUNDED,
    )


def card_buttons(scene: Scene, customer: UUID) -> list[ft.Control]:
    """Return the ways from a call to the ficha and to a contact received."""
    return [
        go_button(scene, Place(Route.FICHA, customer=customer), msg("See card"), "see-card"),
        go_button(scene, Place(Route.RECEIVED, customer=customer), msg("Received"), "see-received"),
    ]


_ICONS = {
    Route.FICHA: ft.Icons.BADGE_ROUNDED,
    Route.RECEIVED: ft.Icons.PHONE_CALLBACK_ROUNDED,
    Route.PROFILE: ft.Icons.PERSON_SEARCH_ROUNDED,
    Route.TEST_DRIVE: ft.Icons.KEY_ROUNDED,
    Route.APPOINTMENT: ft.Icons.EVENT_ROUNDED,
    Route.QUOTE: ft.Icons.REQUEST_QUOTE_ROUNDED,
    Route.NEW_VISIT: ft.Icons.PERSON_ADD_ALT_1_ROUNDED,
}


def go_button(
    scene: Scene, place: Place, label: str, identifier: str, *, height: float = 48
) -> ft.Control:
    """Return a button to another screen; ``label`` is a message of the catalogue."""

    async def open_it() -> None:
        scene.go(place)

    return button(
        scene.look,
        scene.words(label),
        scene.act(open_it),
        identifier=identifier,
        icon=_ICONS.get(place.route),
        height=height,
    )


def back_button(scene: Scene, place: Place) -> ft.Control:
    async def go_back() -> None:
        scene.go(place)

    return icon_button(
        scene.look,
        ft.Icons.ARROW_BACK_ROUNDED,
        scene.words("Back"),
        scene.act(go_back),
        identifier="back",
    )


def columns(
    shift: Shift, questions: Sequence[ft.Control], beside: Sequence[ft.Control], *foot: ft.Control
) -> ft.Control:
    """Return questions with what is said beside them and the main button under it."""
    look = shift.scene.look
    pinned = ft.Column(
        list(foot), spacing=12, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH
    )
    if not look.columns:
        return page(look, [*questions, *beside], spacing=24, top=8, pinned=pinned)
    form = ft.ListView(
        list(questions), spacing=24, expand=True, padding=ft.Padding.only(top=8, bottom=24)
    )
    side = ft.Column(
        [ft.Column(list(beside), spacing=16, scroll=ft.ScrollMode.AUTO, expand=True), pinned],
        spacing=16,
        width=ACTION_COLUMN,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    return side_by_side(look, form, side)


def person_card(scene: Scene, ficha: Ficha, *lines: tuple[ft.IconData, str]) -> ft.Control:
    """Return who it is: name, phone, who attends, and a few lines more."""
    look, words = scene.look, scene.words
    phone = next((datum.value for datum in ficha.data if datum.field == "phone"), "")
    told = [(ft.Icons.PERSON_ROUNDED, words("Attended by {name}", name=short_name(ficha.owner)))]
    head = ft.Row(
        [
            avatar(look, ficha.name, str(ficha.customer)),
            ft.Column(
                [heading(text(look, ficha.name, "name")), soft(look, phone)],
                spacing=0,
                tight=True,
                expand=True,
            ),
        ],
        spacing=12,
    )
    rows = [
        ft.Row(
            [symbol(look, icon, 20, look.colors.ink_soft), soft(look, said, expand=True)],
            spacing=10,
        )
        for icon, said in (*told, *lines)
    ]
    return card(look, ft.Column([head, *rows], spacing=10), padding=20)


def numbered(scene: Scene, number: int, question: str, content: ft.Control) -> ft.Control:
    look, c = scene.look, scene.look.colors
    side = look.icon(36)
    mark = ft.Container(
        text(look, str(number), weight=700, color=c.on_pale),
        width=side,
        height=side,
        border_radius=side / 2,
        bgcolor=c.pale,
        alignment=ft.Alignment.CENTER,
    )
    title = heading(text(look, question, "name", weight=500))
    return ft.Column(
        [ft.Row([mark, title], spacing=12, wrap=True), content],
        spacing=12,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def big_choices(
    scene: Scene, choices: Sequence[Choice], chosen: str | None, in_a_row: int, **how: object
) -> ft.Control:
    """Return large buttons in rows; ``how``: ``pick`` makes the handler, ``identifier`` names."""
    look = scene.look
    width = in_a_row if look.columns and look.scale <= 1.3 else 2  # noqa: PLR2004 - larger words
    rows = [choices[at : at + width] for at in range(0, len(choices), width)]
    return ft.Column(
        [
            ft.Row([_big(scene, choice, chosen == choice.value, how) for choice in row], spacing=8)
            for row in rows
        ],
        spacing=8,
    )


def _big(scene: Scene, choice: Choice, selected: bool, how: dict[str, object]) -> ft.Control:  # noqa: FBT001 - its state
    look, c = scene.look, scene.look.colors
    ink = c.on_pale if selected else c.ink
    pick = how["pick"]
    assert callable(pick)  # noqa: S101 - for the type checker
    handler: Handler = pick(choice.value)
    mark = [symbol(look, choice.icon, 24, ink)] if choice.icon else []
    return tap(
        ft.Row([*mark, text(look, choice.words, weight=600, color=ink, expand=True)], spacing=12),
        handler,
        identifier=f"{how['identifier']}-{choice.value}",
        state=State(selected=selected),
        expand=True,
        border_radius=18,
        padding=ft.Padding.symmetric(horizontal=18, vertical=26),
        **selectable_box(look, selected=selected),
    )


def hour_said(words: Words, at: datetime, now: datetime) -> str:
    """Return «Hoy 17:00», «Mañana 11:00», «Mié 25 11:00»."""
    day = words.coming_day(at.date(), now.date())
    return f"{day[0].upper()}{day[1:]} {words.clock(at)}"


def nobody(scene: Scene) -> ft.Control:
    """Return what a screen shows of a customer that is not on this tablet."""
    words = scene.words
    return ft.Container(
        empty(
            scene.look,
            ft.Icons.PERSON_OFF_ROUNDED,
            words("Their card is not on this tablet"),
            words("It arrives with the next sync, if this branch attends them."),
            search_button(scene),
        ),
        alignment=ft.Alignment.CENTER,
        expand=True,
    )
