"""«Ficha»: one customer on one screen: data with their source, the last touches, what is due."""

from datetime import datetime
from uuid import UUID

import flet as ft

from app.domain.consent import Decision
from app.domain.contact_consent import EmailWay
from app.domain.vouchers import KnownVoucher
from app.services.consents import ConsentLine
from app.services.fichas import CarLine, Datum, DueLine, Ficha, Touch
from app.ui.frame import frame
from app.ui.hooks import kept, state
from app.ui.pulse import Pulse
from app.ui.scene import Message, Place, Route, Scene, Shift, ask
from app.ui.screens.call_voucher import mail_part, voucher_line
from app.ui.screens.customer_parts import back_button, go_button, hour_said, nobody
from app.ui.screens.ficha_words import datum_words, reached_words, shared_words, touch_words
from app.ui.texts import msg, short_name
from app.ui.widgets.buttons import button, main_button
from app.ui.widgets.layout import BOTTOM, LEFT, RIGHT, page
from app.ui.widgets.surfaces import avatar, card, hairline, pale, quiet, tag
from app.ui.widgets.tap import tap
from app.ui.widgets.text import caption, heading, soft, symbol, text

DATA, SIDE = 328, 320
_TOUCH_ICONS = {
    "visit": ft.Icons.PERSON_ADD_ALT_1_ROUNDED,
    "attempt": ft.Icons.CALL_ROUNDED,
    "appointment": ft.Icons.EVENT_ROUNDED,
    "contact_received": ft.Icons.PHONE_CALLBACK_ROUNDED,
    "test_drive": ft.Icons.KEY_ROUNDED,
    "rating": ft.Icons.SENTIMENT_SATISFIED_ROUNDED,
    "quote": ft.Icons.REQUEST_QUOTE_ROUNDED,
    "complaint": ft.Icons.FEEDBACK_ROUNDED,
    "sign_up": ft.Icons.HOW_TO_REG_ROUNDED,
    "check_in": ft.Icons.QR_CODE_SCANNER_ROUNDED,
    "redemption": ft.Icons.REDEEM_ROUNDED,
    "workshop_visit": ft.Icons.CAR_REPAIR_ROUNDED,
}


_Vouchers = tuple[tuple[KnownVoucher, EmailWay], ...]
_NOT_READ: tuple[bool, Ficha | None, _Vouchers] = (False, None, ())


@kept
def FichaScreen(shift: Shift, pulse: Pulse, place: Place) -> ft.Control:
    scene, words = shift.scene, shift.scene.words
    customer = place.customer or UUID(int=0)
    shown, show = state(_NOT_READ)

    async def load() -> None:
        ficha = await ask(scene.tablet.fichas.ficha, shift.actor, customer)
        redeeming = scene.tablet.redeeming
        brought = await ask(redeeming.of_customer, customer)
        vouchers = [(one, await ask(redeeming.email_way, one)) for one in brought]
        show((True, ficha, tuple(vouchers)))

    ft.use_effect(load, [pulse.beat, customer])
    loaded, ficha, vouchers = shown
    back = back_button(scene, Place(Route.SEARCH))
    if ficha is None:
        content = nobody(scene) if loaded else ft.Container()
        return frame(shift, pulse, words("Card"), shift.branch.name, content, lead=back)
    visits = words.count("{n} visit", "{n} visits", ficha.visits)
    subtitle = f"{shift.branch.name} · {visits}"
    content = _content(shift, pulse, ficha, vouchers)
    return frame(shift, pulse, words("Card"), subtitle, content, lead=back)


def _content(shift: Shift, pulse: Pulse, ficha: Ficha, vouchers: _Vouchers) -> ft.Control:
    scene = shift.scene
    look = scene.look
    data, last, side = _data(scene, ficha), _last(scene, ficha), _side(shift, pulse, ficha)
    side = [*(_voucher(shift, pulse, *one) for one in vouchers), *side]
    foot = _actions(scene, ficha)
    if not look.columns or look.scale > 1.3:  # noqa: PLR2004 - larger words need the width
        return page(look, [data, last, *side], spacing=16, pinned=foot)
    right = ft.Column(
        [ft.Column(side, spacing=16, scroll=ft.ScrollMode.AUTO, expand=True), foot],
        spacing=16,
        width=SIDE,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    left = ft.Container(ft.ListView([data], expand=True), width=DATA)
    middle = ft.ListView([last], expand=True)
    parts: list[ft.Control] = [left, middle, right]
    return ft.Container(
        ft.Row(
            parts[::-1] if look.left_handed else parts,
            spacing=16,
            vertical_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        padding=ft.Padding.only(left=LEFT, right=RIGHT, bottom=BOTTOM, top=4),
        expand=True,
    )


def _data(scene: Scene, ficha: Ficha) -> ft.Control:
    look, words = scene.look, scene.words
    attended = words("Attended by {name}", name=short_name(ficha.owner))
    head = ft.Row(
        [
            avatar(look, ficha.name, str(ficha.customer), size=64),
            ft.Column(
                [
                    ft.Semantics(
                        identifier="ficha-name", content=heading(text(look, ficha.name, "name"))
                    ),
                    soft(look, attended),
                ],
                spacing=0,
                tight=True,
                expand=True,
            ),
        ],
        spacing=12,
    )
    percent = tag(look, pale(look), None, words("Card {n} %", n=ficha.percent))
    lines: list[ft.Control] = [head, ft.Row([percent])]
    for datum in ficha.data:
        lines += [hairline(look), _datum(scene, datum)]
    if ficha.household:
        home = scene.words("Same household: {names}", names=", ".join(ficha.household))
        lines += [hairline(look), soft(look, home)]
    if ficha.cars:
        lines += [hairline(look), heading(caption(look, words("Cars")))]
        lines += [_car(scene, car) for car in ficha.cars]
    return card(
        look,
        ft.Column(lines, spacing=8, horizontal_alignment=ft.CrossAxisAlignment.STRETCH),
        padding=20,
    )


def _datum(scene: Scene, datum: Datum) -> ft.Control:
    look, words = scene.look, scene.words
    c = look.colors
    what, value = datum_words(words, datum)
    source = words.code("Source", datum.source) or datum.source
    told = f"{what} · {source}, {short_name(datum.by)}, {_day(scene, datum.at)}"
    today = scene.tablet.showroom.now().date()
    if reached := reached_words(words, datum, today):
        told = f"{told} · {reached}"
    if datum.shared_by > 1:
        told = f"{told} · {shared_words(words, datum.shared_by)}"
    if datum.wrong:
        icon, ink, spoken = ft.Icons.PHONE_DISABLED_ROUNDED, c.attention.icon, words("wrong")
    elif datum.checked:
        icon, ink, spoken = ft.Icons.VERIFIED_ROUNDED, c.sent.icon, words("verified")
    else:
        icon, ink, spoken = ft.Icons.SCHEDULE_ROUNDED, c.here.icon, words("to verify")
    mark = symbol(look, icon, 22, ink)
    return ft.MergeSemantics(
        content=ft.Row(
            [
                ft.Column(
                    [text(look, value, weight=600), soft(look, told, "third")],
                    spacing=0,
                    tight=True,
                    expand=True,
                ),
                ft.Semantics(label=spoken, content=mark),
            ],
            spacing=10,
        )
    )


def _car(scene: Scene, car: CarLine) -> ft.Control:
    look, words = scene.look, scene.words
    title = " · ".join(
        part for part in (f"{car.model} {car.year or ''}".strip(), car.plate) if part
    )
    km = words("{n} km", n=f"{car.km:,}".replace(",", ".")) if car.km is not None else ""
    told = " · ".join(part for part in (km, _day(scene, car.at)) if part)
    return ft.Row(
        [
            ft.Column(
                [text(look, title, weight=600), soft(look, told, "third")],
                spacing=0,
                tight=True,
                expand=True,
            ),
            symbol(look, ft.Icons.DIRECTIONS_CAR_ROUNDED, 22, look.colors.ink_soft),
        ]
    )


def _last(scene: Scene, ficha: Ficha) -> ft.Control:
    look, words = scene.look, scene.words
    lines: list[ft.Control] = [heading(text(look, words("The latest"), "name"))]
    for touch in ficha.touches:
        lines += [hairline(look), _touch(scene, touch)]
    if not ficha.touches:
        lines.append(soft(look, words("Nothing yet")))
    return card(
        look,
        ft.Column(lines, spacing=10, horizontal_alignment=ft.CrossAxisAlignment.STRETCH),
        padding=20,
    )


def _touch(scene: Scene, touch: Touch) -> ft.Control:
    look, words = scene.look, scene.words
    what, told = touch_words(words, touch, scene.tablet.showroom.now())
    here = [tag(look, look.colors.here, None, words("Saved here"))] if touch.here_only else []
    icon = _TOUCH_ICONS.get(touch.kind, ft.Icons.HISTORY_ROUNDED)
    return ft.Row(
        [
            ft.Container(soft(look, _day(scene, touch.at)), width=72 * look.scale),
            ft.Container(
                symbol(look, icon, 22, look.colors.ink_soft),
                bgcolor=look.colors.quiet,
                border_radius=12,
                padding=9,
            ),
            ft.Column(
                [text(look, what, weight=600), soft(look, told)],
                spacing=0,
                tight=True,
                expand=True,
            ),
            *here,
        ],
        spacing=14,
    )


def _voucher(shift: Shift, pulse: Pulse, one: KnownVoucher, way: EmailWay) -> ft.Control:
    scene = shift.scene

    async def redeem() -> None:
        scene.go(Place(Route.REDEEM, voucher=one.id))

    async def again() -> None:
        await pulse.refresh(scene.tablet, shift.actor)

    line = voucher_line(shift, one, scene.act(redeem), redeems=True)
    return ft.Column([line, *mail_part(shift, one, way, again)], spacing=8, tight=True)


def _side(shift: Shift, pulse: Pulse, ficha: Ficha) -> list[ft.Control]:
    return [_dues(shift, ficha), _consents(shift, pulse, ficha)]


def _dues(shift: Shift, ficha: Ficha) -> ft.Control:
    scene = shift.scene
    look, words = scene.look, scene.words
    lines: list[ft.Control] = [heading(text(look, words("Pending"), "name"))]
    now = scene.tablet.showroom.now()
    for touch in ficha.booked:
        what, _ = touch_words(words, touch, now)
        when = hour_said(words, touch.booked_at, now) if touch.booked_at else ""
        lines += [hairline(look), _pending(scene, ft.Icons.SCHEDULE_ROUNDED, what, when)]
    for due in ficha.dues:
        lines += [hairline(look), _due(scene, due, now)]
    if len(lines) == 1:
        lines.append(soft(look, words("Nothing pending")))
    return card(
        look,
        ft.Column(lines, spacing=8, horizontal_alignment=ft.CrossAxisAlignment.STRETCH),
        padding=20,
    )


def _due(scene: Scene, due: DueLine, now: datetime) -> ft.Control:
    words = scene.words
    what = words.code("Programme", due.programme)
    if due.wanted:
        what = f"{what}: {words.code('Wanted', due.wanted).lower()}"
    if due.promised_at:
        when = hour_said(words, due.promised_at, now)
    elif due.late:
        when = words("was due {day}", day=words.past_day(due.last_day, now.date()))
    else:
        when = words("due {day}", day=words.coming_day(due.last_day, now.date()))
    attempt = words("Attempt {n} of {m}", n=due.attempt, m=due.tries)
    over = words.of(due.over) if due.over else ""
    told = f"{over or f'{when} · {attempt}'} · {short_name(due.owner)}"

    async def open_it() -> None:
        scene.go(Place(Route.CONTACTS, due=due.due))

    return tap(
        _pending(scene, ft.Icons.CALL_ROUNDED, what, told),
        scene.act(open_it),
        identifier=f"due-{due.programme}",
        border_radius=12,
        padding=ft.Padding.symmetric(vertical=4),
    )


def _pending(scene: Scene, icon: ft.IconData, what: str, told: str) -> ft.Control:
    look = scene.look
    return ft.Row(
        [
            symbol(look, icon, 22, look.colors.primary),
            ft.Column(
                [text(look, what, weight=600), soft(look, told)],
                spacing=0,
                tight=True,
                expand=True,
            ),
        ],
        spacing=12,
    )


def _consents(shift: Shift, pulse: Pulse, ficha: Ficha) -> ft.Control:
    look, words = shift.scene.look, shift.scene.words
    lines: list[ft.Control] = [heading(text(look, words("Permissions for offers"), "name"))]
    for line in ficha.consents:
        lines += [hairline(look), _consent(shift, pulse, ficha.customer, line)]
    return card(
        look,
        ft.Column(lines, spacing=8, horizontal_alignment=ft.CrossAxisAlignment.STRETCH),
        padding=20,
    )


def _consent(shift: Shift, pulse: Pulse, customer: UUID, line: ConsentLine) -> ft.Control:
    """Show a consent; one that was given is withdrawn with one tap, as easily as it was given."""
    scene = shift.scene
    look, words = scene.look, scene.words
    granted = line.decision is Decision.GRANT
    tone = look.colors.sent if granted else quiet(look)
    icon = ft.Icons.CHECK_CIRCLE_ROUNDED if granted else ft.Icons.BLOCK_ROUNDED
    told = words.of(line.decision) if line.decision else words("not asked")
    since = f" {line.since:%d-%m-%Y}" if line.since else ""
    shown = _pending_tone(scene, icon, tone.icon, words.of(line.channel), f"{told}{since}")
    if not granted:
        return shown

    async def withdraw() -> None:
        withdraw_it = scene.tablet.consents.withdraw
        saved = await ask(withdraw_it, shift.actor, customer, line.purpose, line.channel)

        async def undo() -> None:
            await ask(scene.tablet.consents.undo, shift.actor, saved.record)
            await pulse.refresh(scene.tablet, shift.actor)

        what = f"{words.of(line.purpose)} · {words.of(line.channel)}"
        withdrawn = words("Withdrawn: {what}", what=what)
        scene.say(Message(words("Saved on this tablet"), withdrawn, undo=undo))
        await pulse.refresh(scene.tablet, shift.actor)

    what = f"{words.of(line.purpose)} · {words.of(line.channel)}"
    take_back = button(
        look,
        words("Withdraw"),
        scene.act(withdraw),
        identifier=f"withdraw-{line.purpose}-{line.channel}",
        kind="danger",
        name=words("Withdraw: {what}", what=what),
    )
    return ft.Row([ft.Container(shown, expand=True), take_back], spacing=8)


def _pending_tone(scene: Scene, icon: ft.IconData, color: str, what: str, told: str) -> ft.Control:
    look = scene.look
    return ft.Row(
        [
            symbol(look, icon, 22, color),
            ft.Column(
                [text(look, what, weight=600), soft(look, told)],
                spacing=0,
                tight=True,
                expand=True,
            ),
        ],
        spacing=12,
    )


def _actions(scene: Scene, ficha: Ficha) -> ft.Control:
    words, who = scene.words, ficha.customer
    due = ficha.dues[0].due if ficha.dues else None

    async def call() -> None:
        scene.go(Place(Route.CONTACTS, due=due))

    pairs = [
        go_button(
            scene, Place(Route.RECEIVED, customer=who), msg("Received"), "to-received", height=56
        ),
        go_button(scene, Place(Route.PROFILE, customer=who), msg("Know"), "to-profile", height=56),
    ]
    more = [
        go_button(
            scene,
            Place(Route.TEST_DRIVE, customer=who),
            msg("Drive"),
            "to-test-drive",
            height=56,
        ),
        go_button(
            scene, Place(Route.APPOINTMENT, customer=who), msg("Book"), "to-appointment", height=56
        ),
    ]
    rows: list[ft.Control] = [
        ft.Row([ft.Container(one, expand=True) for one in pair], spacing=8)
        for pair in (pairs, more)
    ]
    if due is not None:
        rows.append(
            main_button(
                scene.look,
                words("Call"),
                ft.Icons.CALL_ROUNDED,
                scene.act(call),
                identifier="ficha-call",
                busy=False,
            )
        )
    return ft.Column(
        rows, spacing=8, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH
    )


def _day(scene: Scene, at: datetime) -> str:
    return scene.words.past_day(at.date(), scene.tablet.showroom.now().date())
