"""«Buscar»: a part of the name, the end of the phone or the plate, as one types."""

import asyncio
from dataclasses import dataclass, replace
from typing import Any

import flet as ft

from app.services.capture import VisitForm
from app.services.lookup import Match
from app.services.searching import Found, SearchRow
from app.ui.frame import frame
from app.ui.hooks import held, kept, state
from app.ui.pulse import Pulse
from app.ui.scene import Place, Route, Shift, ask
from app.ui.screens.customer_parts import columns
from app.ui.texts import short_name
from app.ui.widgets.buttons import button, main_button
from app.ui.widgets.fields import field
from app.ui.widgets.surfaces import avatar, card, empty, hairline, note, quiet
from app.ui.widgets.tap import tap
from app.ui.widgets.text import caption, heading, soft, symbol, text


@dataclass(frozen=True)
class SearchView:
    typed: str = ""
    found: Found | None = None
    recent: tuple[SearchRow, ...] = ()
    size: int = 0


class SearchDesk:
    def __init__(self, shift: Shift, show: Any) -> None:
        self.shift = shift
        self.view = SearchView()
        self._show = show
        self._looking: asyncio.Task[None] | None = None

    async def load(self) -> None:
        """Show whom an exchange brought: among the last ones, and among those looked for."""
        searching = self.shift.scene.tablet.searching
        recent = await ask(searching.recent, self.shift.actor)
        size = await ask(searching.size)
        self._put(replace(self.view, recent=recent, size=size))
        if self.view.typed:
            self._search()

    def change(self, typed: str) -> None:
        self._put(replace(self.view, typed=typed))
        self._search()

    def _search(self) -> None:
        if self._looking is None or self._looking.done():
            self._looking = asyncio.get_running_loop().create_task(self._look())

    async def _look(self) -> None:
        """Search until the typing stands still."""
        searching, typed = self.shift.scene.tablet.searching, None
        while typed != self.view.typed:
            typed = self.view.typed
            found = await ask(searching.find, self.shift.actor, typed)
            self._put(replace(self.view, found=found if typed.strip() else None))

    async def open(self, row: SearchRow) -> None:
        self.shift.scene.go(Place(Route.FICHA, customer=row.customer))

    async def begin_visit(self) -> None:
        typed = self.view.typed.strip()
        is_number = any(char.isdigit() for char in typed)
        form = VisitForm(phone=typed) if is_number else VisitForm(name=typed)
        self.shift.scene.go(Place(Route.NEW_VISIT, form=form if typed else None))

    def _put(self, view: SearchView) -> None:
        self.view = view
        self._show(view)


@kept
def Search(shift: Shift, pulse: Pulse) -> ft.Control:
    words = shift.scene.words
    view, show = state(SearchView())
    desk = held(lambda: SearchDesk(shift, show))
    desk.shift = shift
    ft.use_effect(desk.load, [pulse.beat])
    held_here = words.count(
        "{n} customer on this tablet", "{n} customers on this tablet", view.size
    )
    content = columns(
        shift,
        [_field(desk, view), *_found(desk, view)],
        [*_recent(desk, view), _hint(desk)],
        _redeem(desk),
        _begin(desk),
    )
    return frame(shift, pulse, words("Search"), held_here, content)


def _field(desk: SearchDesk, view: SearchView) -> ft.Control:
    scene = desk.shift.scene
    return field(
        scene.look,
        scene.words("Name, phone or plate"),
        view.typed,
        scene.typed(desk.change),
        identifier="search",
        autofocus=True,
    )


def _found(desk: SearchDesk, view: SearchView) -> list[ft.Control]:
    look, words = desk.shift.scene.look, desk.shift.scene.words
    found = view.found
    if found is None:
        return []
    if found.rows:
        title = words.count("{n} person", "{n} people", len(found.rows))
        return [_rows(desk, title, found.rows, "found")]
    if found.elsewhere is not None:
        return [_elsewhere(desk, found.elsewhere)]
    return [
        empty(
            look,
            ft.Icons.PERSON_SEARCH_ROUNDED,
            words("Nobody on this tablet"),
            words("Three letters or the last numbers are enough. Whoever is new is saved as well."),
        )
    ]


def _rows(desk: SearchDesk, title: str, rows: tuple[SearchRow, ...], identifier: str) -> ft.Control:
    look = desk.shift.scene.look
    lines: list[ft.Control] = [heading(caption(look, title))]
    for row in rows:
        lines += [_row(desk, row, identifier), hairline(look)]
    return card(look, ft.Column(lines[:-1], spacing=6), padding=20)


def _row(desk: SearchDesk, row: SearchRow, identifier: str) -> ft.Control:
    scene = desk.shift.scene
    look, words = scene.look, scene.words
    about = " · ".join(part for part in (f"…{row.ending}" if row.ending else "", row.car) if part)
    last = words.code("InteractionKind", row.last_kind) if row.last_kind else ""
    if row.last_at:
        day = words.past_day(row.last_at.date(), scene.tablet.showroom.now().date())
        last = f"{last}, {day}"
    return tap(
        ft.Row(
            [
                avatar(look, row.name, str(row.customer)),
                ft.Column(
                    [text(look, row.name, "body", weight=600), soft(look, about)],
                    spacing=0,
                    tight=True,
                    expand=3,
                ),
                ft.Column(
                    [text(look, short_name(row.owner), "second", weight=600), soft(look, last)],
                    spacing=0,
                    tight=True,
                    expand=2,
                ),
                symbol(look, ft.Icons.CHEVRON_RIGHT_ROUNDED, 24, look.colors.ink_soft),
            ],
            spacing=14,
        ),
        scene.act(desk.open, row),
        identifier=f"{identifier}-{row.customer}",
        border_radius=14,
        padding=ft.Padding.symmetric(vertical=10, horizontal=4),
    )


def _elsewhere(desk: SearchDesk, match: Match) -> ft.Control:
    look, words = desk.shift.scene.look, desk.shift.scene.words
    told = words("A customer of ours")
    if match.owner:
        told = f"{told} · {words('Attended by {name}', name=match.owner)}"
    if match.month:
        told = f"{told} · {words('came in {month}', month=words.month(match.month))}"
    return ft.Semantics(
        identifier="elsewhere",
        content=note(look, look.colors.here, ft.Icons.HOW_TO_REG_ROUNDED, told),
    )


def _recent(desk: SearchDesk, view: SearchView) -> list[ft.Control]:
    if not view.recent:
        return []
    scene = desk.shift.scene
    return [_short(desk, scene.words("Recent"), view.recent)]


def _short(desk: SearchDesk, title: str, rows: tuple[SearchRow, ...]) -> ft.Control:
    scene = desk.shift.scene
    look = scene.look
    lines: list[ft.Control] = [heading(text(look, title, weight=600))]
    for row in rows:
        last = scene.words.code("InteractionKind", row.last_kind) if row.last_kind else ""
        lines.append(
            tap(
                ft.Row(
                    [
                        avatar(look, row.name, str(row.customer), size=40),
                        ft.Column(
                            [text(look, row.name, "second", weight=600), soft(look, last, "third")],
                            spacing=0,
                            tight=True,
                            expand=True,
                        ),
                        symbol(look, ft.Icons.CHEVRON_RIGHT_ROUNDED, 22, look.colors.ink_soft),
                    ],
                    spacing=12,
                ),
                scene.act(desk.open, row),
                identifier=f"recent-{row.customer}",
                border_radius=12,
                padding=ft.Padding.symmetric(vertical=8),
            )
        )
    return card(look, ft.Column(lines, spacing=4), padding=20)


def _hint(desk: SearchDesk) -> ft.Control:
    look, words = desk.shift.scene.look, desk.shift.scene.words
    said = words("Part of the name, the end of the phone or the plate. Accents do not matter.")
    return note(look, quiet(look), ft.Icons.INFO_ROUNDED, said)


def _redeem(desk: SearchDesk) -> ft.Control:
    scene = desk.shift.scene

    async def open_desk() -> None:
        scene.go(Place(Route.REDEEM))

    return button(
        scene.look,
        scene.words("Redeem a voucher"),
        scene.act(open_desk),
        identifier="to-redeem",
        icon=ft.Icons.REDEEM_ROUNDED,
        height=56,
    )


def _begin(desk: SearchDesk) -> ft.Control:
    scene = desk.shift.scene
    return main_button(
        scene.look,
        scene.words("New visit"),
        ft.Icons.PERSON_ADD_ALT_1_ROUNDED,
        scene.act(desk.begin_visit),
        identifier="begin-visit",
        busy=False,
    )
