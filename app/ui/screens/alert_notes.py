"""What colleagues told today: whose customer is with whom (R071, R075)."""

import flet as ft

from app.domain.received import KnownAlert
from app.ui.scene import Place, Route, Shift
from app.ui.texts import short_name
from app.ui.widgets.surfaces import note
from app.ui.widgets.tap import tap


def alert_notes(shift: Shift, alerts: tuple[KnownAlert, ...]) -> list[ft.Control]:
    return [_note(shift, alert) for alert in alerts]


def _note(shift: Shift, alert: KnownAlert) -> ft.Control:
    scene = shift.scene
    words = scene.words

    async def open_card() -> None:
        scene.go(Place(Route.FICHA, customer=alert.customer))

    said = words(
        "{name} is with {customer}, whom {owner} attends",
        name=short_name(alert.by_name),
        customer=alert.customer_name or words("A customer of ours"),
        owner=short_name(alert.owner_name),
    )
    at = words.clock(scene.tablet.showroom.at(alert.at))
    box = note(scene.look, scene.look.colors.here, ft.Icons.CAMPAIGN_ROUNDED, f"{at} · {said}")
    return tap(
        box, scene.act(open_card), identifier=f"alert-{alert.id}", label=said, border_radius=14
    )
