"""The voucher that a contact brings: on its card, and large to be photographed or printed."""

from collections.abc import Awaitable, Callable
from urllib.parse import quote as percent_encoded

import flet as ft

from app.domain.contact_consent import EmailWay
from app.domain.papers.wording import day_words
from app.domain.quote_mails import MailState
from app.domain.vouchers import KnownVoucher, spaced, voucher_code
from app.ui.scene import Message, Place, Route, Shift, ask
from app.ui.widgets.buttons import button
from app.ui.widgets.mail_state import mail_state
from app.ui.widgets.qr import qr
from app.ui.widgets.surfaces import icon_tile, note, quiet
from app.ui.widgets.tap import Handler
from app.ui.widgets.text import soft, text

SIDE = 300


def voucher_line(
    shift: Shift, known: KnownVoucher, action: Handler, *, redeems: bool = False
) -> ft.Control:
    """«Vale: Lavado de cortesía», until when, its code, and the way to its QR or desk."""
    look, words = shift.scene.look, shift.scene.words
    c = look.colors
    told = ft.Column(
        [
            text(look, words("Voucher: {gift}", gift=known.gift), weight=600),
            soft(look, _until(shift, known)),
            soft(look, words("Code {code}", code=spaced(voucher_code(known.id)))),
        ],
        spacing=0,
        tight=True,
        expand=True,
    )
    label = words("Redeem it") if redeems else words("Show it")
    named = f"to-redeem-{known.id}" if redeems else "show-voucher"
    way = button(look, label, action, identifier=named, kind="tonal")
    return ft.Semantics(
        identifier="voucher",
        content=ft.Container(
            ft.Row(
                [icon_tile(look, ft.Icons.REDEEM_ROUNDED, c.pale, c.on_pale, size=48), told, way],
                spacing=14,
            ),
            border=ft.Border.all(1.5, c.hairline),
            border_radius=16,
            padding=ft.Padding.symmetric(horizontal=14, vertical=10),
        ),
    )


def mail_part(
    shift: Shift, known: KnownVoucher, way: EmailWay, again: Callable[[], Awaitable[None]]
) -> list[ft.Control]:
    """Say how its e-mail fares, or offer to send it where that is allowed.

    ``again`` draws the screen anew, once somebody asked for the e-mail or took that back.
    """
    scene, look, words = shift.scene, shift.scene.look, shift.scene.words

    async def send() -> None:
        redeeming = scene.tablet.redeeming
        saved = await ask(redeeming.send_mail, shift.actor, known.id)

        async def undo() -> None:
            await ask(redeeming.undo, shift.actor, saved.record)
            await again()

        told = words("Voucher by e-mail to {address}", address=way.address or "")
        scene.say(Message(words("Saved on this tablet"), told, undo=undo))
        await again()

    parts = [mail_state(look, words, known.mail, "voucher-mailed")] if known.mail else []
    if known.mail not in {None, MailState.FAILED}:
        return parts
    if not way.allowed:
        return [*parts, soft(look, words("No permission for offers by e-mail"))]
    if way.address is None:
        return [*parts, soft(look, words("No e-mail address is known"))]
    label = words("Send by e-mail")
    icon = ft.Icons.SEND_ROUNDED
    send_it = button(
        look, label, scene.act(send), identifier="mail-voucher", icon=icon, kind="tonal", height=56
    )
    return [*parts, ft.Row([send_it], wrap=True)]


def voucher_sheet(shift: Shift, known: KnownVoucher, mail: list[ft.Control]) -> list[ft.Control]:
    """Its QR, large, with the code to be told and what may be done with it."""
    scene, look, words = shift.scene, shift.scene.look, shift.scene.words

    async def print_it() -> None:
        made = await ask(scene.tablet.redeeming.paper, known)
        address = await ask(scene.tablet.print_tray.lay, made)
        await ft.UrlLauncher().launch_url(address, web_only_window_name="_blank")

    async def redeem() -> None:
        scene.go(Place(Route.REDEEM, voucher=known.id))

    centre = ft.MainAxisAlignment.CENTER
    return [
        ft.Row([qr(known.text, SIDE, identifier="voucher-qr")], alignment=centre),
        ft.Row([text(look, spaced(voucher_code(known.id)), "figure")], alignment=centre),
        ft.Row([soft(look, _until(shift, known))], alignment=centre),
        note(
            look,
            quiet(look),
            ft.Icons.STOREFRONT_ROUNDED,
            words("It is collected in person, once."),
        ),
        ft.Row(
            [
                button(
                    look,
                    words("Print it"),
                    scene.act(print_it),
                    identifier="print-voucher",
                    icon=ft.Icons.PRINT_ROUNDED,
                    height=56,
                ),
                button(
                    look,
                    words("Redeem it"),
                    scene.act(redeem),
                    identifier="redeem-voucher",
                    icon=ft.Icons.REDEEM_ROUNDED,
                    height=56,
                ),
            ],
            spacing=8,
            wrap=True,
        ),
        *mail,
    ]


def whatsapp_address(shift: Shift, phone: str, known: KnownVoucher | None) -> str:
    """Return the link that opens WhatsApp, with the voucher in words where there is one."""
    address = f"https://wa.me/{phone.lstrip('+')}"
    if known is None:
        return address
    said = shift.scene.words(
        "There is a gift for you: {gift}, {until}. Show this code when you come: {code}",
        gift=known.gift,
        until=_until(shift, known),
        code=spaced(voucher_code(known.id)),
    )
    return f"{address}?text={percent_encoded(said)}"


def _until(shift: Shift, known: KnownVoucher) -> str:
    return shift.scene.words(
        "to be collected by {day}", day=day_words(known.last_day, shift.branch.country)
    )
