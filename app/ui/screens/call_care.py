"""What the card tells of the car: which work is due, its price and time, and tips of care."""

import flet as ft

from app.domain.handbook import ServiceWork
from app.domain.money import LOCAL_CURRENCY, Money, format_money
from app.services.callcards import CallCard
from app.ui.screens.call_desk import CallDesk
from app.ui.texts import Words
from app.ui.widgets.brand import demo_badge
from app.ui.widgets.text import caption, heading, soft, text

_HOUR = 60


def works(desk: CallDesk, shown: CallCard) -> list[ft.Control]:
    """Say what the maintenance is, what it costs and how long it takes (R040)."""
    scene = desk.shift.scene
    found = [shown.care.works[d.id] for d in (shown.due, *shown.also) if d.id in shown.care.works]
    if not found:
        return []
    lines = [_work(desk, work) for work in found]
    return [
        ft.Container(height=18),
        heading(caption(scene.look, scene.words("The work that is due"))),
        ft.Container(height=4),
        ft.Semantics(identifier="works", content=ft.Column(lines, spacing=8, tight=True)),
    ]


def _work(desk: CallDesk, work: ServiceWork) -> ft.Control:
    scene = desk.shift.scene
    look, words = scene.look, scene.words
    price = Money(amount=work.price, currency=LOCAL_CURRENCY[work.country])
    cost = format_money(price, work.country) if work.price else words("free of charge")
    told = " · ".join((step_said(words, work.step), cost, _time(words, work.minutes)))
    return ft.Row(
        [
            ft.Column(
                [text(look, work.work, weight=600), soft(look, told)],
                spacing=0,
                tight=True,
                expand=True,
            ),
            *([demo_badge(look)] if work.demo else []),
        ],
        spacing=12,
    )


def step_said(words: Words, step: str) -> str:
    """Return «12 meses» or «40.000 km»."""
    if step.startswith("km"):
        return words("{n} km", n=f"{int(step[2:]):,}".replace(",", "."))
    return words.count("{n} month", "{n} months", int(step[1:]))


def _time(words: Words, minutes: int) -> str:
    hours, rest = divmod(minutes, _HOUR)
    parts = [words("{n} h", n=hours)] if hours else []
    parts += [words("{n} min", n=rest)] if rest else []
    return " ".join(parts)
