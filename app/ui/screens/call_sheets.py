"""The two sheets of the call screen: another hour, and the consents of the customer."""

from datetime import datetime, timedelta

import flet as ft

from app.domain.attempts import Outcome
from app.domain.calendars import BANDS
from app.domain.consent import Decision
from app.services.consents import ConsentLine
from app.ui.hooks import state
from app.ui.scene import Scene
from app.ui.screens.call_desk import CallDesk, CallView, Sheet
from app.ui.widgets.buttons import button
from app.ui.widgets.chips import Choice, chip, group
from app.ui.widgets.sheet import sheet
from app.ui.widgets.surfaces import tag
from app.ui.widgets.text import soft, text

DAYS = 7


def call_sheet(desk: CallDesk, view: CallView) -> ft.AlertDialog | None:
    words = desk.shift.scene.words
    match view.sheet:
        case Sheet.OTHER_HOUR:
            return sheet(
                desk.shift.scene,
                words("When does the person want the call?"),
                [HourPicker(desk)],
                desk.close_sheet,
            )
        case Sheet.CONSENTS:
            return sheet(
                desk.shift.scene,
                words("Permissions"),
                [_consent(desk, line) for line in view.consents],
                desk.close_sheet,
            )
        case None:
            return None


@ft.component
def HourPicker(desk: CallDesk) -> ft.Control:
    """A day, then an hour: the second tap saves."""
    scene = desk.shift.scene
    look, words = scene.look, scene.words
    now = scene.tablet.showroom.now()
    first = 0 if _hours(now, now) else 1
    day, set_day = state(first)

    async def choose(offset: int) -> None:
        set_day(offset)

    days = [
        chip(
            look,
            Choice(
                str(offset), words.coming_day((now + timedelta(days=offset)).date(), now.date())
            ),
            scene.act(choose, offset),
            selected=offset == day,
            identifier=f"day-{offset}",
        )
        for offset in range(first, first + DAYS)
    ]
    hours = [
        chip(
            look,
            Choice(f"{at:%H}", words.clock(at)),
            scene.act(desk.record, Outcome.CALL_LATER, at),
            selected=False,
            identifier=f"hour-{at:%H}",
        )
        for at in _hours(now + timedelta(days=day), now)
    ]
    return ft.Column(
        [
            group(look, words("Day"), ft.Row(days, wrap=True, spacing=8, run_spacing=8)),
            group(look, words("Hour"), ft.Row(hours, wrap=True, spacing=8, run_spacing=8)),
        ],
        spacing=20,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _hours(day: datetime, now: datetime) -> list[datetime]:
    """Return the full hours in which we may call on that day, those to come only."""
    hours = [hour for start, end in BANDS for hour in range(start, end)]
    moments = [day.replace(hour=hour, minute=0, second=0, microsecond=0) for hour in hours]
    return [at for at in moments if at > now]


def _consent(desk: CallDesk, line: ConsentLine) -> ft.Control:
    scene = desk.shift.scene
    look, words = scene.look, scene.words
    label = f"{words.of(line.purpose)} · {words.of(line.channel)}"
    granted = line.decision is Decision.GRANT
    actions: list[ft.Control] = []
    if granted:
        actions.append(
            button(
                look,
                words("Withdraw"),
                scene.act(desk.withdraw, line.purpose, line.channel),
                identifier=f"withdraw-{line.purpose}-{line.channel}",
                kind="danger",
                name=words("Withdraw: {what}", what=label),
            )
        )
    return ft.Row(
        [
            ft.Column(
                [text(look, label, weight=600), _state(scene, line, granted=granted)],
                spacing=4,
                expand=True,
                tight=True,
            ),
            *actions,
        ],
        spacing=16,
    )


def _state(scene: Scene, line: ConsentLine, *, granted: bool) -> ft.Control:
    look, words = scene.look, scene.words
    if line.decision is None:
        return soft(look, words("Was not asked"))
    today = scene.tablet.showroom.now().date()
    since = f" · {words.past_day(line.since.date(), today)}" if line.since else ""
    tone = look.colors.sent if granted else look.colors.attention
    icon = ft.Icons.CHECK_CIRCLE_ROUNDED if granted else ft.Icons.BLOCK_ROUNDED
    return ft.Row([tag(look, tone, icon, f"{words.of(line.decision)}{since}")])
