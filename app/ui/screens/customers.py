"""The screens about one customer, and the search that leads to them."""

import flet as ft

from app.ui.pulse import Pulse
from app.ui.scene import Place, Route, Shift
from app.ui.screens.appointment import AppointmentScreen
from app.ui.screens.ficha import FichaScreen
from app.ui.screens.profile import ProfileScreen
from app.ui.screens.received import Received
from app.ui.screens.search import Search
from app.ui.screens.test_drive import Drive

CUSTOMER_ROUTES = frozenset(
    {
        Route.SEARCH,
        Route.FICHA,
        Route.PROFILE,
        Route.RECEIVED,
        Route.TEST_DRIVE,
        Route.APPOINTMENT,
    }
)


def customer_screen(shift: Shift, pulse: Pulse, place: Place) -> ft.Control:
    match place.route:
        case Route.FICHA:
            return FichaScreen(shift, pulse, place)
        case Route.PROFILE:
            return ProfileScreen(shift, pulse, place)
        case Route.RECEIVED:
            return Received(shift, pulse, place)
        case Route.TEST_DRIVE:
            return Drive(shift, pulse, place)
        case Route.APPOINTMENT:
            return AppointmentScreen(shift, pulse, place)
        case _:
            return Search(shift, pulse)
