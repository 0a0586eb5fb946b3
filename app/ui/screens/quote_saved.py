"""A saved quote: its number, its QR, how it stands, and how to give it to the customer."""

import io
from collections.abc import Awaitable, Callable
from functools import lru_cache
from typing import Any

import flet as ft
from qrcode.image.pure import PyPNGImage
from qrcode.main import QRCode

from app.domain.money import format_money
from app.domain.papers.wording import day_words
from app.domain.quote_seals import qr_text
from app.domain.quote_standing import KnownQuote, Standing, standing_on
from app.domain.quotes import QuoteEnd
from app.services.tablet import Tablet
from app.ui.frame import frame
from app.ui.pulse import Pulse
from app.ui.scene import Place, Route, Scene, ask
from app.ui.screens.quote_desk import QuoteDesk, QuoteView
from app.ui.screens.quote_mailing import mail_tag, mailing
from app.ui.screens.quote_sharing import download, print_it, share, whatsapp
from app.ui.texts import msg
from app.ui.theme import ACTION_COLUMN
from app.ui.widgets.buttons import button, main_button
from app.ui.widgets.layout import page, side_by_side
from app.ui.widgets.surfaces import card, note, pale, quiet, tag
from app.ui.widgets.text import heading, soft, text

QR_SIDE = 220

Act = Callable[[], Awaitable[None]]
Give = Callable[[Tablet, KnownQuote], Awaitable[None]]


def saved_view(desk: QuoteDesk, pulse: Pulse, view: QuoteView) -> ft.Control:
    scene = desk.shift.scene
    look, words = scene.look, scene.words
    summary, actions = _summary(desk, view), _actions(desk, view)
    if look.columns:
        column = ft.Column(
            [ft.Container(expand=True), *actions],
            spacing=12,
            width=ACTION_COLUMN,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        )
        content: Any = side_by_side(look, ft.ListView([summary], expand=True), column)
    else:
        content = page(look, [summary, *actions], spacing=12)
    number = view.saved.quote.number if view.saved else ""
    return frame(desk.shift, pulse, words("Quote"), number, content)


def _summary(desk: QuoteDesk, view: QuoteView) -> ft.Control:
    scene, saved = desk.shift.scene, view.saved
    look, words = scene.look, scene.words
    if saved is None:
        return ft.Container()
    made, country = saved.quote, saved.quote.country
    numbered = words("{number} · version {n}", number=made.number, n=made.version)
    until = words("valid to {day}", day=day_words(made.expires_on, country))
    cars = [
        ft.Row(
            [
                text(look, option.car.title(), expand=True),
                text(look, format_money(added.cash, country), "name"),
            ],
            spacing=16,
        )
        for option, added in zip(made.options, made.totals(), strict=True)
    ]
    return card(
        look,
        ft.Column(
            [
                ft.Semantics(
                    identifier="quote-number", content=heading(text(look, numbered, "title"))
                ),
                soft(look, f"{made.customer.name} · {until}"),
                ft.Row([_standing(desk, view), *mail_tag(desk, view)], wrap=True),
                *cars,
                _qr(qr_text(made, scene.tablet.showroom.address())),
                text(look, words("Verify this quote"), "name"),
                soft(look, words("The QR holds number, total and last day, signed.")),
                note(
                    look,
                    quiet(look),
                    ft.Icons.INFO_ROUNDED,
                    words("It is no receipt and no invoice."),
                ),
            ],
            spacing=10,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
    )


def _standing(desk: QuoteDesk, view: QuoteView) -> ft.Control:
    scene, saved = desk.shift.scene, view.saved
    look, words = scene.look, scene.words
    today = scene.tablet.showroom.now().date()
    standing = standing_on(saved.standing, saved.quote.expires_on, today) if saved else None
    if standing is None or standing is Standing.OPEN:
        sent = view.link is not None
        tone = look.colors.sent if sent else look.colors.here
        icon = ft.Icons.CLOUD_DONE_ROUNDED if sent else ft.Icons.TABLET_ANDROID_ROUNDED
        said = words("Sent") if sent else words("Saved here")
        return ft.Semantics(identifier="quote-sent", content=tag(look, tone, icon, said))
    return ft.Semantics(
        identifier="quote-standing",
        content=tag(look, pale(look), ft.Icons.HISTORY_ROUNDED, words.of(standing)),
    )


def _actions(desk: QuoteDesk, view: QuoteView) -> list[ft.Control]:
    saved = view.saved
    if saved is None:
        return []
    changes = _changes(desk, saved) if saved.standing is Standing.OPEN else []
    return [*changes, *mailing(desk, view), *_giving(desk, saved)]


def _changes(desk: QuoteDesk, saved: KnownQuote) -> list[ft.Control]:
    """Return what may still become of it."""
    scene = desk.shift.scene

    async def annul() -> None:
        await ask(scene.tablet.quoting.end, desk.shift.actor, saved.id, QuoteEnd.VOIDED)
        scene.go(Place(Route.QUOTES))

    async def sold() -> None:
        await ask(scene.tablet.quoting.end, desk.shift.actor, saved.id, QuoteEnd.SOLD)
        scene.go(Place(Route.QUOTES))

    return [
        _way(scene, msg("New version"), ft.Icons.EDIT_ROUNDED, desk.next_version, "next-version"),
        _way(scene, msg("Sold"), ft.Icons.HANDSHAKE_ROUNDED, sold, "quote-sold"),
        _way(scene, msg("Annul"), ft.Icons.BLOCK_ROUNDED, annul, "quote-annul"),
    ]


def _giving(desk: QuoteDesk, saved: KnownQuote) -> list[ft.Control]:
    """Return the ways to the customer: a browser prints by itself, a device by its share sheet."""
    scene = desk.shift.scene
    look, words = scene.look, scene.words

    def give(how: Give) -> Act:
        async def given() -> None:
            await how(scene.tablet, saved)

        return given

    in_browser = ft.context.page.web
    ways = [
        _way(scene, msg("WhatsApp"), ft.Icons.CHAT_ROUNDED, give(whatsapp), "quote-whatsapp"),
        _way(scene, msg("PDF"), ft.Icons.PICTURE_AS_PDF_ROUNDED, give(download), "quote-pdf"),
    ]
    if in_browser:
        icon = ft.Icons.PRINT_ROUNDED
        ways.append(_way(scene, msg("Print"), icon, give(print_it), "quote-print"))
    sharing = main_button(
        look,
        words("Share") if in_browser else words("Share or print"),
        ft.Icons.IOS_SHARE_ROUNDED,
        scene.act(give(share)),
        identifier="quote-share",
        busy=False,
    )
    return [*ways, sharing]


def _way(scene: Scene, label: str, icon: ft.IconData, action: Act, identifier: str) -> ft.Control:
    return button(
        scene.look,
        scene.words(label),
        scene.act(action),
        identifier=identifier,
        icon=icon,
        height=56,
    )


def _qr(told: str) -> ft.Control:
    return ft.Semantics(
        identifier="quote-qr",
        label=told,
        image=True,
        content=ft.Row(
            [
                ft.Container(
                    ft.Image(src=_png(told), width=QR_SIDE, height=QR_SIDE),
                    bgcolor="#FFFFFF",
                    border_radius=12,
                    padding=8,
                )
            ],
            alignment=ft.MainAxisAlignment.CENTER,
        ),
    )


@lru_cache(maxsize=8)
def _png(told: str) -> bytes:
    code = QRCode(border=2, mask_pattern=3)
    code.add_data(told)
    code.make(fit=True)
    drawn = io.BytesIO()
    code.make_image(image_factory=PyPNGImage).save(drawn)
    return drawn.getvalue()
