"""«Canjear un vale»: scanned, typed or found by name; what it is worth, in words and large."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from uuid import UUID

import flet as ft

from app.domain.doors import Light
from app.domain.events import DoorMeans
from app.domain.papers.wording import day_words
from app.domain.passes import read_pass
from app.domain.vouchers import (
    CODE_LENGTH,
    KnownVoucher,
    VoucherAnswer,
    VoucherWord,
    read_voucher,
    spaced,
    voucher_code,
)
from app.services.forms import VisitForm
from app.services.redeeming import UNLISTED
from app.ui.hooks import held, kept, state
from app.ui.pulse import Pulse
from app.ui.scene import Message, Place, Route, Shift, ask
from app.ui.screens.lights import (
    PAINTS,
    Paint,
    Says,
    Way,
    felt,
    light_bar,
    lit,
    look_button,
    scan_field,
    wide,
)
from app.ui.widgets.surfaces import avatar, note
from app.ui.widgets.tap import tap
from app.ui.widgets.text import soft, symbol, text

WIDTH = 900


@dataclass(frozen=True)
class RedeemView:
    """``done`` says that the voucher on the screen was redeemed just now."""

    answer: VoucherAnswer | None = None
    means: DoorMeans = DoorMeans.SCAN
    typed: str = ""
    found: tuple[KnownVoucher, ...] = ()
    conflicts: tuple[KnownVoucher, ...] = ()
    insisted: bool = False
    done: bool = False


class RedeemDesk:
    def __init__(
        self, shift: Shift, pulse: Pulse, show: Callable[[RedeemView], None], voucher: UUID | None
    ) -> None:
        self.shift = shift
        self.view = RedeemView()
        self._pulse = pulse
        self._show = show
        self._voucher = voucher

    async def load(self) -> None:
        redeeming = self.shift.scene.tablet.redeeming
        conflicts = tuple(await ask(redeeming.conflicts))
        self._put(replace(self.view, conflicts=conflicts))
        if self._voucher is not None and self.view.answer is None:
            await self.choose(self._voucher)
            self._voucher = None

    def typed(self, value: str) -> None:
        self.view = replace(self.view, typed=value)

    async def enter(self) -> None:
        """Take what the scanner or a person typed: a voucher, its code, else a name."""
        typed, redeeming = self.view.typed.strip(), self.shift.scene.tablet.redeeming
        if not typed:
            self._put(replace(self.view, insisted=True))
            return
        is_scanned = read_voucher(typed) is not None or read_pass(typed) is not None
        answer = await ask(redeeming.scan, typed)
        if not is_scanned and answer.light is Light.RED:
            found = tuple(await ask(redeeming.find, typed))
            if found or _is_name(typed):
                self._put(replace(self.view, found=found, answer=None, insisted=False))
                return
        await self._answered(answer, DoorMeans.SCAN if is_scanned else DoorMeans.CODE)

    async def choose(self, voucher: UUID) -> None:
        answer = await ask(self.shift.scene.tablet.redeeming.judge, voucher)
        await self._answered(answer, DoorMeans.NAME)

    async def redeem(self) -> None:
        """Record that the gift was handed over; a tap by mistake is taken back for ten seconds."""
        scene, answer = self.shift.scene, self.view.answer
        if answer is None:
            return
        saved = await ask(scene.tablet.redeeming.redeem, self.shift.actor, answer, self.view.means)

        async def undo() -> None:
            await ask(scene.tablet.redeeming.undo, self.shift.actor, saved.record)
            self._put(replace(self.view, done=False))
            await self._pulse.refresh(scene.tablet, self.shift.actor)

        gift = answer.known.gift if answer.known else ""
        scene.say(Message(scene.words("Saved on this tablet"), gift, undo=undo))
        self._put(replace(self.view, done=True))
        await self._pulse.refresh(scene.tablet, self.shift.actor)

    async def again(self) -> None:
        self._put(RedeemView(conflicts=self.view.conflicts))
        await self.load()

    async def leave(self) -> None:
        self.shift.scene.go(Place(Route.HOME))

    async def begin_visit(self) -> None:
        """Open a visit of who came, known where the voucher was."""
        known = self._known()
        if known is None:
            self.shift.scene.go(Place(Route.NEW_VISIT))
            return
        fichas = self.shift.scene.tablet.fichas
        ficha = await ask(fichas.ficha, self.shift.actor, known.customer)
        name = ficha.name if ficha else ""
        form = VisitForm(customer=known.customer, known_as=name or known.name, name=name)
        self.shift.scene.go(Place(Route.NEW_VISIT, form=form))

    async def begin_drive(self) -> None:
        known = self._known()
        if known is not None:
            self.shift.scene.go(Place(Route.TEST_DRIVE, customer=known.customer))

    async def begin_quote(self) -> None:
        known = self._known()
        self.shift.scene.go(Place(Route.QUOTE, customer=known.customer if known else None))

    def _known(self) -> KnownVoucher | None:
        known = self.view.answer.known if self.view.answer else None
        return known if known is not None and known.customer != UNLISTED else None

    def is_known(self) -> bool:
        return self._known() is not None

    async def _answered(self, answer: VoucherAnswer, means: DoorMeans) -> None:
        self._put(RedeemView(answer=answer, means=means, conflicts=self.view.conflicts))
        await felt(answer.light)

    def _put(self, view: RedeemView) -> None:
        self.view = view
        self._show(view)


def _is_name(typed: str) -> bool:
    return not any(char.isdigit() for char in typed) and len(typed) != CODE_LENGTH


@kept
def RedeemScreen(shift: Shift, pulse: Pulse, place: Place) -> ft.Control:
    view, show = state(RedeemView())
    desk = held(lambda: RedeemDesk(shift, pulse, show, place.voucher))
    desk.shift = shift
    ft.use_effect(desk.load, [pulse.beat])
    if view.answer is not None:
        return _answer(desk, pulse, view, view.answer)
    return _waiting(desk, pulse, view)


def _bar(desk: RedeemDesk, pulse: Pulse, ink: str) -> ft.Control:
    return light_bar(desk.shift, pulse, desk.shift.scene.words("Redeem a voucher"), desk.leave, ink)


def _waiting(desk: RedeemDesk, pulse: Pulse, view: RedeemView) -> ft.Control:
    scene = desk.shift.scene
    look, words = scene.look, scene.words
    label = words("Scan the voucher, or type its code or the name")
    entry = scan_field(scene, label, view.typed, desk, insisted=view.insisted)
    look_up = look_button(scene, desk, "voucher-look")
    rows = [_found(desk, one) for one in view.found]
    if view.typed.strip() and not rows:
        rows = [soft(look, words("No voucher with that name or code"))]
    mark = symbol(look, ft.Icons.REDEEM_ROUNDED, 96, look.colors.primary)
    parts = [
        ft.Row([mark], alignment=ft.MainAxisAlignment.CENTER),
        entry,
        ft.Row([look_up]),
        *rows,
        *(_conflict(desk, one) for one in view.conflicts),
    ]
    room = ft.Padding.symmetric(horizontal=max(32, (look.width - WIDTH) / 2))
    return ft.Container(
        ft.Column(
            [
                _bar(desk, pulse, look.colors.ink),
                ft.Container(ft.ListView(parts, spacing=18), expand=True, padding=room),
            ],
            expand=True,
        ),
        bgcolor=look.colors.ground,
        expand=True,
    )


def _found(desk: RedeemDesk, one: KnownVoucher) -> ft.Control:
    scene = desk.shift.scene
    look, words = scene.look, scene.words
    until = words("to be collected by {day}", day=_day(desk, one))
    said = ft.Column(
        [text(look, one.name, weight=600), soft(look, f"{one.gift} · {until}")],
        spacing=0,
        tight=True,
        expand=True,
    )
    return tap(
        ft.Row(
            [
                avatar(look, one.name, str(one.customer)),
                said,
                soft(look, spaced(voucher_code(one.id))),
            ],
            spacing=14,
        ),
        scene.act(desk.choose, one.id),
        identifier=f"voucher-{one.id}",
        bgcolor=look.colors.card,
        border=ft.Border.all(1.5, look.colors.hairline),
        border_radius=16,
        padding=ft.Padding.symmetric(horizontal=20, vertical=14),
    )


def _conflict(desk: RedeemDesk, one: KnownVoucher) -> ft.Control:
    """Say that two tablets handed the same gift over: neither could know of the other."""
    scene = desk.shift.scene
    look, words = scene.look, scene.words
    told = words(
        "{name}: {gift} was redeemed more than once: {times}",
        name=one.name or spaced(voucher_code(one.id)),
        gift=one.gift,
        times=", ".join(_when(desk, mark.at, mark.desk) for mark in one.redemptions),
    )
    icon = ft.Icons.REPORT_ROUNDED
    return note(look, look.colors.attention, icon, told, identifier=f"conflict-{one.id}")


def _when(desk: RedeemDesk, at: int, tablet: str) -> str:
    scene = desk.shift.scene
    moment = scene.words.moment(scene.tablet.showroom.at(at), scene.tablet.showroom.now().date())
    return scene.words("{time} on {tablet}", time=moment, tablet=tablet)


def _day(desk: RedeemDesk, one: KnownVoucher) -> str:
    return day_words(one.last_day, desk.shift.branch.country)


def _answer(desk: RedeemDesk, pulse: Pulse, view: RedeemView, answer: VoucherAnswer) -> ft.Control:
    paint = PAINTS[answer.light]
    title, lines = _said(desk, view, answer)
    says = Says("voucher-says", title, lines)
    buttons = _buttons(desk, view, answer, paint)
    bar = _bar(desk, pulse, paint.ink)
    return lit(desk.shift, answer.light, says, bar, buttons, clear=view.done)


def _said(desk: RedeemDesk, view: RedeemView, answer: VoucherAnswer) -> tuple[str, list[str]]:
    """Return the large words, and the lines under them."""
    words, known = desk.shift.scene.words, answer.known
    if view.done:
        gift = known.gift if known else ""
        return words("Present the new models"), [words("Handed over: {gift}", gift=gift)]
    if known is None:
        return words.of(answer.word), [words.code("What to do", answer.word)]
    if answer.light is Light.GREEN:
        until = words("to be collected by {day}", day=_day(desk, known))
        who = " · ".join(part for part in (known.name, until) if part)
        unlisted = answer.word is VoucherWord.VALID_UNLISTED
        return known.gift, [who, *([words.of(answer.word)] if unlisted else [])]
    lines = [" · ".join(part for part in (known.name, known.gift) if part)]
    if answer.word is VoucherWord.EXPIRED:
        lines.append(words("It was valid to {day}", day=_day(desk, known)))
    lines += [_when(desk, mark.at, mark.desk) for mark in known.redemptions]
    return words.of(answer.word), lines


def _buttons(
    desk: RedeemDesk, view: RedeemView, answer: VoucherAnswer, paint: Paint
) -> list[ft.Control]:
    words, shift = desk.shift.scene.words, desk.shift
    again = Way(words("Another voucher"), ft.Icons.QR_CODE_SCANNER_ROUNDED, "voucher-again")
    if view.done:
        visit = Way(words("New visit"), ft.Icons.PERSON_ADD_ALT_1_ROUNDED, "show-visit")
        drive = Way(words("Drive"), ft.Icons.KEY_ROUNDED, "show-drive")
        quote = Way(words("Make a quote"), ft.Icons.REQUEST_QUOTE_ROUNDED, "show-quote")
        return [
            wide(shift, again, desk.again, paint, filled=False),
            *(
                [wide(shift, drive, desk.begin_drive, paint, filled=False)]
                if desk.is_known()
                else []
            ),
            wide(shift, quote, desk.begin_quote, paint, filled=False),
            wide(shift, visit, desk.begin_visit, paint, filled=True),
        ]
    if answer.light is not Light.GREEN:
        return [wide(shift, again, desk.again, paint, filled=True)]
    hand = Way(words("Hand it over and redeem"), ft.Icons.REDEEM_ROUNDED, "redeem")
    return [
        wide(shift, again, desk.again, paint, filled=False),
        wide(shift, hand, desk.redeem, paint, filled=True),
    ]
