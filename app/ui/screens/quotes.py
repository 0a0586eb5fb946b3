"""«Cotizaciones»: those that ended without a word, the newest ones, and the check of a QR."""

from collections.abc import Awaitable, Callable

import flet as ft

from app.domain.money import format_money
from app.domain.papers.wording import day_words
from app.domain.quote_standing import KnownQuote, Standing, standing_on
from app.domain.quotes import LostReason, QuoteEnd
from app.domain.staff import may_record
from app.ui.frame import frame
from app.ui.hooks import kept, state
from app.ui.pulse import Pulse
from app.ui.scene import Place, Route, Shift, ask
from app.ui.screens.customer_parts import go_button
from app.ui.texts import msg
from app.ui.widgets.buttons import button
from app.ui.widgets.chips import Choice, chips
from app.ui.widgets.layout import page
from app.ui.widgets.surfaces import card, empty, pale, tag
from app.ui.widgets.tap import Handler, tap
from app.ui.widgets.text import heading, soft, text

Listed = tuple[tuple[KnownQuote, ...], tuple[KnownQuote, ...]]
NONE_YET: Listed = ((), ())
Lose = Callable[[KnownQuote, LostReason], Awaitable[None]]


@kept
def Quotes(shift: Shift, pulse: Pulse) -> ft.Control:
    scene, words = shift.scene, shift.scene.words
    listed, show = state(NONE_YET)

    async def load() -> None:
        book = scene.tablet.quote_book
        show((tuple(await ask(book.lapsed, shift.actor)), tuple(await ask(book.recent))))

    async def lose(quote: KnownQuote, reason: LostReason) -> None:
        await ask(scene.tablet.quoting.end, shift.actor, quote.id, QuoteEnd.LOST, reason)
        await load()
        await pulse.refresh(scene.tablet, shift.actor)

    async def verify() -> None:
        scene.go(Place(Route.QUOTE_CHECK))

    ft.use_effect(load, [pulse.status])
    check = button(
        scene.look,
        words("Check a QR"),
        scene.act(verify),
        identifier="check-qr",
        icon=ft.Icons.QR_CODE_SCANNER_ROUNDED,
    )
    lapsed, recent = listed
    begin = go_button(scene, Place(Route.QUOTE), msg("New quote"), "new-quote")
    may_quote = may_record(shift.actor.role, "quote")
    sections: list[ft.Control] = [ft.Row([*([begin] if may_quote else []), check], wrap=True)]
    if lapsed:
        sections.append(heading(text(scene.look, words("What became of them?"), "name")))
        sections += [_lapsed(shift, quote, lose) for quote in lapsed]
    sections += [_row(shift, quote) for quote in recent]
    if not recent and not lapsed:
        sections.append(
            empty(
                scene.look,
                ft.Icons.REQUEST_QUOTE_ROUNDED,
                words("No quotes yet"),
                words("Make one after a visit or from a contact."),
            )
        )
    content = page(scene.look, sections, spacing=12, top=8)
    return frame(shift, pulse, words("Quotes"), shift.branch.name, content)


def _lapsed(shift: Shift, quote: KnownQuote, lose: Lose) -> ft.Control:
    scene = shift.scene

    def why(reason: str) -> Handler:
        return scene.act(lose, quote, LostReason(reason))

    reasons = [Choice(it, scene.words.of(it)) for it in LostReason if it is not LostReason.UNKNOWN]
    return card(
        scene.look,
        ft.Column(
            [
                text(scene.look, f"{quote.quote.customer.name} · {quote.quote.number}", weight=600),
                chips(scene.look, reasons, [], why, identifier=f"lost-{quote.id}"),
            ],
            spacing=12,
            tight=True,
        ),
    )


def _row(shift: Shift, known: KnownQuote) -> ft.Control:
    scene, made = shift.scene, known.quote
    look, words = scene.look, scene.words
    today = scene.tablet.showroom.now().date()
    standing = standing_on(known.standing, made.expires_on, today)
    tone = look.colors.sent if standing is Standing.OPEN else pale(look)

    async def open_it() -> None:
        scene.go(Place(Route.QUOTE, quote=known.id))

    until = words("valid to {day}", day=day_words(made.expires_on, made.country))
    return tap(
        ft.Row(
            [
                ft.Column(
                    [
                        text(look, f"{made.customer.name} · {made.number}", weight=600),
                        soft(look, f"{made.options[0].car.title()} · {until}"),
                    ],
                    spacing=0,
                    expand=True,
                    tight=True,
                ),
                tag(look, tone, None, words.of(standing)),
                text(look, format_money(made.totals()[0].cash, made.country), weight=600),
            ],
            spacing=16,
        ),
        scene.act(open_it),
        identifier=f"quote-{known.id}",
        bgcolor=look.colors.card,
        border=ft.Border.all(1.5, look.colors.hairline),
        border_radius=16,
        padding=ft.Padding.symmetric(horizontal=18, vertical=14),
    )
