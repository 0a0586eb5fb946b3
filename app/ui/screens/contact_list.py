"""The list of who is due, in sections, most urgent first."""

from itertools import groupby

import flet as ft

from app.domain.dues import DueState
from app.domain.staff import Role
from app.services.contact_list import ContactRow, Section
from app.ui.screens.call_desk import CallDesk, CallView
from app.ui.screens.call_readings import reading_line
from app.ui.texts import short_name
from app.ui.widgets.contact_lines import reason_line, when_line
from app.ui.widgets.surfaces import avatar
from app.ui.widgets.tap import State, tap
from app.ui.widgets.text import caption, heading, text


def contact_list(desk: CallDesk, view: CallView) -> list[ft.Control]:
    words = desk.shift.scene.words
    lines: list[ft.Control] = []
    for section, rows in groupby(view.rows, key=lambda row: row.section):
        lines += [_head(desk, words.of(section), first=not lines)]
        lines += [_row(desk, view, row) for row in rows]
    aside = ((words("Parts to confirm"), view.to_confirm), (words("To correct"), view.to_correct))
    for name, those in aside:
        if those:
            lines += [_head(desk, name, first=not lines)]
            lines += [_row(desk, view, row) for row in those]
    if view.readings:
        lines += [_head(desk, words("Kilometres to correct"), first=not lines)]
        lines += [reading_line(desk, odd) for odd in view.readings]
    return lines


def _head(desk: CallDesk, name: str, *, first: bool) -> ft.Control:
    top = 4 if first else 12
    return ft.Container(
        heading(caption(desk.shift.scene.look, name)),
        padding=ft.Padding.only(left=16, right=16, top=top, bottom=6),
    )


def _row(desk: CallDesk, view: CallView, row: ContactRow) -> ft.Control:
    scene = desk.shift.scene
    look, words = scene.look, scene.words
    c = look.colors
    chosen = row.due == view.chosen and look.columns
    ink = c.on_pale if chosen else c.ink
    second = c.on_pale if chosen else c.ink_soft
    today = scene.tablet.showroom.now().date()
    urgent = row.call_again_at is not None or row.section is Section.LATE
    third = c.here.text if urgent and not chosen else second
    if row.state is DueState.BLOCKED and not chosen:
        third = c.attention.text
    when = when_line(words, row, today)
    if desk.shift.actor.role is Role.CHIEF:
        when = f"{when} · {short_name(scene.tablet.showroom.name_of(row.owner))}"
    return tap(
        ft.Row(
            [
                avatar(look, row.name, str(row.customer), on_selected=chosen),
                ft.Column(
                    [
                        text(look, row.name, weight=700 if chosen else 600, color=ink),
                        text(look, reason_line(words, row), "second", color=second),
                        text(look, when, "third", weight=600 if urgent else 400, color=third),
                    ],
                    spacing=0,
                    expand=True,
                    tight=True,
                ),
            ],
            spacing=14,
        ),
        scene.act(desk.open_card, row.due),
        identifier=f"contact-{row.due}",
        state=State(selected=chosen),
        bgcolor=c.pale if chosen else None,
        border=ft.Border.all(1.5, c.on_pale) if chosen and look.contrast else None,
        border_radius=16,
        padding=ft.Padding.symmetric(horizontal=16, vertical=14),
    )
