"""What colleagues told today: whose customer is with whom (R071, R075)."""

import flet as ft

from app.domain.received import KnownAlert
from app.ui.pulse import Pulse
from app.ui.scene import Place, Route, Shift, ask
from app.ui.texts import short_name
from app.ui.widgets.buttons import icon_button
from app.ui.widgets.surfaces import note
from app.ui.widgets.tap import tap


def alert_notes(shift: Shift, pulse: Pulse, alerts: tuple[KnownAlert, ...]) -> list[ft.Control]:
    return [_note(shift, pulse, alert) for alert in alerts]


def _note(shift: Shift, pulse: Pulse, alert: KnownAlert) -> ft.Control:
    scene = shift.scene
    words = scene.words

    async def open_card() -> None:
        scene.go(Place(Route.FICHA, customer=alert.customer))

    async def put_away() -> None:
        await ask(scene.tablet.home.dismiss, shift.actor, alert.id)
        await pulse.refresh(scene.tablet, shift.actor)

    said = words(
        "{name} is with {customer}, whom {owner} attends",
        name=short_name(alert.by_name),
        customer=alert.customer_name or words("A customer of ours"),
        owner=short_name(alert.owner_name),
    )
    at = words.clock(scene.tablet.showroom.at(alert.at))
    box = note(scene.look, scene.look.colors.here, ft.Icons.CAMPAIGN_ROUNDED, f"{at} · {said}")
    told = tap(
        box,
        scene.act(open_card),
        identifier=f"alert-{alert.id}",
        label=said,
        expand=True,
        border_radius=14,
    )
    away = icon_button(
        scene.look,
        ft.Icons.CLOSE_ROUNDED,
        words("Seen, put it away"),
        scene.act(put_away),
        identifier=f"dismiss-{alert.id}",
    )
    return ft.Row([told, away], spacing=8)
