"""Which screen of an event is asked for."""

import flet as ft

from app.ui.pulse import Pulse
from app.ui.scene import Place, Route, Shift
from app.ui.screens.door import Door
from app.ui.screens.event import EventScreen
from app.ui.screens.event_new import NewEvent
from app.ui.screens.event_sign_up import SignUpScreen
from app.ui.screens.kiosk import Kiosk

FULL_SCREEN = frozenset({Route.DOOR, Route.KIOSK, Route.MAILBOX, Route.REDEEM})
EVENT_ROUTES = {Route.DOOR, Route.KIOSK} | {Route.EVENT, Route.EVENT_NEW, Route.EVENT_SIGN_UP}


def event_screen(shift: Shift, pulse: Pulse, place: Place) -> ft.Control:
    if place.event is None:
        new = place.route is Route.EVENT_NEW
        return NewEvent(shift, pulse, None) if new else EventScreen(shift, pulse, None)
    match place.route:
        case Route.EVENT_NEW:
            return NewEvent(shift, pulse, place.event)
        case Route.EVENT_SIGN_UP:
            return SignUpScreen(shift, pulse, place.event)
        case Route.DOOR:
            return Door(shift, pulse, place.event)
        case Route.KIOSK:
            return Kiosk(shift, pulse, place.event)
        case _:
            return EventScreen(shift, pulse, place.event)
