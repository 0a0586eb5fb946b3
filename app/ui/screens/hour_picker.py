"""Another hour than those offered: a day of the coming week, and one of the hours we work."""

from collections.abc import Callable
from datetime import datetime, timedelta

import flet as ft

from app.domain.calendars import BANDS
from app.ui.hooks import state
from app.ui.scene import Scene
from app.ui.widgets.chips import Choice, chip, group
from app.ui.widgets.tap import Handler

DAYS = 7


@ft.component
def HourPicker(scene: Scene, pick: Callable[[datetime], Handler]) -> ft.Control:
    """A day, then an hour: the second tap answers."""
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
            pick(at),
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
