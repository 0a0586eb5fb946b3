"""What a page draws: enrol, sign in, or the screen of the day with its way around."""

from collections.abc import Awaitable, Callable

import flet as ft

from app.services.tablet import Tablet
from app.ui.nav import NavBar, NavRail
from app.ui.pulse import Pulse
from app.ui.scene import Place, Route, Scene, Shift, ask
from app.ui.screens.complaint import ComplaintScreen
from app.ui.screens.complaints import Complaints
from app.ui.screens.contacts import Contacts
from app.ui.screens.customers import CUSTOMER_ROUTES, customer_screen
from app.ui.screens.decide import Decide
from app.ui.screens.delivery import Delivery
from app.ui.screens.enrol import Enrol
from app.ui.screens.events import EVENT_ROUTES, FULL_SCREEN, event_screen
from app.ui.screens.home import Home
from app.ui.screens.joined import Joined
from app.ui.screens.mailbox import MailboxScreen
from app.ui.screens.new_visit import NewVisit
from app.ui.screens.outgoing import Outgoing
from app.ui.screens.quote import QuoteScreen
from app.ui.screens.quote_check import QuoteCheckScreen
from app.ui.screens.quotes import Quotes
from app.ui.screens.redeem import RedeemScreen
from app.ui.screens.settings import Leaving, Settings
from app.ui.screens.sign_in import SignIn
from app.ui.screens.workshop import Reception
from app.ui.shell import IDLE_SECONDS, Shell
from app.ui.theme import FONTS, Look
from app.ui.transport import send_briefly
from app.ui.widgets.toast import Toast

HEAD_ROOM = 88  # what the message keeps clear of the head


def page_main(
    tablet: Tablet, *, idle_seconds: float = IDLE_SECONDS
) -> Callable[[ft.Page], Awaitable[None]]:
    """Return what Flet runs for each page: the whole app over the one tablet."""
    send_briefly()

    async def main(page: ft.Page) -> None:
        page.title = "Vitrina"
        page.padding = 0
        page.spacing = 0
        page.fonts = FONTS
        page.locale_configuration = ft.LocaleConfiguration(
            supported_locales=[ft.Locale("es", "CL"), ft.Locale("es", "PE")],
            current_locale=ft.Locale("es", "CL"),
        )
        shell = Shell(
            tablet,
            settings=await ask(tablet.preferences.get),
            enrolled=await ask(tablet.enrolling.is_enrolled),
            idle_seconds=idle_seconds,
        )
        shell.attach(page)
        await shell.tell_salvaged()
        page.render(App, shell)

    return main


@ft.component
def App(shell: Shell) -> ft.Control:
    look = shell.look()
    scene = ft.use_memo(lambda: shell.scene(look), [look, shell.enrolled])
    shift = ft.use_memo(lambda: shell.shift(scene), [scene, shell.seat.actor])
    seat, toast = shell.seat, Toast(scene, shell.voice)
    lock = SignIn(scene, shell.pulse, shell.sign_in, seat.actor) if seat.locked else None
    stage = _stage(look, _screen(shell, scene, shift), lock, toast)
    return ft.SafeArea(expand=True, content=stage)


def _screen(shell: Shell, scene: Scene, shift: Shift | None) -> ft.Control:
    if not shell.enrolled:
        return Enrol(scene, shell.enrol)
    if shift is None:
        return SignIn(scene, shell.pulse, shell.sign_in, None)
    place = shell.seat.place
    if place.route in FULL_SCREEN:
        return _desk(shift, shell.pulse, place)
    return _with_navigation(shell, scene, _route(shell, shift, place))


def _route(shell: Shell, shift: Shift, place: Place) -> ft.Control:
    pulse = shell.pulse
    match place.route:
        case Route.HOME:
            return Home(shift, pulse)
        case Route.NEW_VISIT:
            return NewVisit(shift, pulse, place)
        case Route.CONTACTS:
            return Contacts(shift, pulse, place.due)
        case Route.OUTGOING:
            return Outgoing(shift, pulse)
        case Route.SETTINGS:
            return Settings(
                shift, pulse, shell.settings, shell.change, Leaving(shell.sign_out, shell.lock)
            )
        case _:
            return _desk(shift, pulse, place)


def _desk(shift: Shift, pulse: Pulse, place: Place) -> ft.Control:
    if place.route in {Route.QUOTES, Route.QUOTE, Route.QUOTE_CHECK}:
        return _quotes(shift, pulse, place)
    if place.route in EVENT_ROUTES:
        return event_screen(shift, pulse, place)
    if place.route is Route.REDEEM:
        return RedeemScreen(shift, pulse, place)
    if place.route in CUSTOMER_ROUTES:
        return customer_screen(shift, pulse, place)
    if place.route in {Route.DECIDE, Route.JOINED}:
        return Decide(shift, pulse) if place.route is Route.DECIDE else Joined(shift, pulse)
    return _service_desk(shift, pulse, place)


def _service_desk(shift: Shift, pulse: Pulse, place: Place) -> ft.Control:
    if place.route is Route.COMPLAINT:
        return ComplaintScreen(shift, pulse, place)
    if place.route is Route.MAILBOX:
        return MailboxScreen(shift, pulse)
    if place.route is Route.COMPLAINTS:
        return Complaints(shift, pulse, place)
    if place.route is Route.DELIVERY:
        return Delivery(shift, pulse, place)
    return Reception(shift, pulse)


def _quotes(shift: Shift, pulse: Pulse, place: Place) -> ft.Control:
    if place.route is Route.QUOTE:
        return QuoteScreen(shift, pulse, place)
    if place.route is Route.QUOTE_CHECK:
        return QuoteCheckScreen(shift, pulse)
    return Quotes(shift, pulse)


def _with_navigation(shell: Shell, scene: Scene, screen: ft.Control) -> ft.Control:
    look, place = scene.look, shell.seat.place
    # The key gives each person, and each visit to correct, a screen of its own.
    actor = shell.seat.actor.code if shell.seat.actor else ""
    content = ft.Container(screen, expand=True, key=f"{actor}-{place.route}-{place.correcting}")
    # Turned, the tablet keeps its screen: the ways come and go beside it, and it stays where it is.
    bar = NavBar(scene, shell.pulse, place.route) if look.bottom_bar else None
    rail = None if look.bottom_bar else NavRail(scene, shell.pulse, place.route)
    above = ft.Column(
        [content, *([ft.Container(bar, key="bar")] if bar else [])],
        key="above",
        spacing=0,
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    sides: list[ft.Control] = [*([ft.Container(rail, key="rail")] if rail else []), above]
    return ft.Row(
        sides[::-1] if look.left_handed else sides,
        spacing=0,
        expand=True,
        vertical_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _stage(
    look: Look, screen: ft.Control, lock: ft.Control | None, toast: ft.Control
) -> ft.Control:
    """The screen, kept as it is but hidden while the tablet is locked, and the message."""
    ground = look.colors.ground
    over = [] if lock is None else [ft.Container(lock, bgcolor=ground, expand=True, key="lock")]
    return ft.Stack(
        [
            ft.Container(screen, bgcolor=ground, expand=True, visible=lock is None, key="screen"),
            *over,
            _clear_of_buttons(look, toast),
        ],
        expand=True,
    )


def _clear_of_buttons(look: Look, toast: ft.Control) -> ft.Control:
    """Lay the message where no main button is: under the head, or beside the action column.

    Where everything is one column its buttons are pinned at the foot.
    """
    if look.buttons_at_foot:
        return ft.Container(toast, left=24, top=HEAD_ROOM * look.scale, key="toast")
    beside = look.rail_width + 32
    if look.left_handed:
        return ft.Container(toast, right=beside, bottom=24, key="toast")
    return ft.Container(toast, left=beside, bottom=24, key="toast")
