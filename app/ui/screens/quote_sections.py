"""The parts of a quote on screen: versions to choose from, lines, what can be added, the credit."""

from itertools import groupby

import flet as ft

from app.domain.papers.wording import line_words
from app.domain.price_lists import Accessory, CarVersion, ServiceOffer
from app.domain.quote_parts import DEDUCTIONS, LineKind
from app.services.quote_forms import LineForm, Place
from app.ui.screens.quote_desk import QuoteDesk, QuoteView
from app.ui.screens.quote_words import price, sentence
from app.ui.widgets.buttons import button, icon_button
from app.ui.widgets.chips import Choice, chip, chips, group
from app.ui.widgets.fields import field
from app.ui.widgets.surfaces import card
from app.ui.widgets.tap import State, tap
from app.ui.widgets.text import heading, soft, symbol, text

ICONS: dict[LineKind, ft.IconData] = {
    LineKind.LIST_PRICE: ft.Icons.DIRECTIONS_CAR_ROUNDED,
    LineKind.BRAND_BONUS: ft.Icons.SELL_ROUNDED,
    LineKind.FINANCE_BONUS: ft.Icons.ACCOUNT_BALANCE_ROUNDED,
    LineKind.DISCOUNT: ft.Icons.PERCENT_ROUNDED,
    LineKind.ACCESSORY: ft.Icons.EXTENSION_ROUNDED,
    LineKind.FREIGHT: ft.Icons.LOCAL_SHIPPING_ROUNDED,
    LineKind.MAINTENANCE: ft.Icons.BUILD_ROUNDED,
    LineKind.INSURANCE: ft.Icons.SHIELD_ROUNDED,
    LineKind.REGISTRATION: ft.Icons.DESCRIPTION_ROUNDED,
    LineKind.GREEN_TAX: ft.Icons.CO2_ROUNDED,
    LineKind.FEE: ft.Icons.RECEIPT_LONG_ROUNDED,
    LineKind.TRADE_IN: ft.Icons.SWAP_HORIZ_ROUNDED,
    LineKind.FREE: ft.Icons.EDIT_NOTE_ROUNDED,
}
TYPED_KINDS = (
    LineKind.DISCOUNT,
    LineKind.TRADE_IN,
    LineKind.REGISTRATION,
    LineKind.GREEN_TAX,
    LineKind.FEE,
    LineKind.INSURANCE,
    LineKind.FREIGHT,
    LineKind.FREE,
)
TOLD_KINDS = frozenset({LineKind.TRADE_IN, LineKind.FREE, LineKind.DISCOUNT, LineKind.INSURANCE})
AMOUNT_WIDTH = 210


def versions(desk: QuoteDesk, view: QuoteView) -> list[ft.Control]:
    """The versions of the list by model; those the person looked at are among them."""
    offers = view.offers
    if offers is None:
        return []
    scene = desk.shift.scene
    look = scene.look
    shown: list[ft.Control] = [heading(text(look, scene.words("Which car?"), "name"))]
    for model, listed in groupby(offers.versions, key=lambda one: f"{one.make} {one.model}"):
        shown.append(group(look, model, *[_version(desk, view, one) for one in listed]))
    return shown


def options(desk: QuoteDesk, view: QuoteView) -> list[ft.Control]:
    """The way between two options, once there are two."""
    scene, form = desk.shift.scene, view.form
    if form is None or len(form.options) < 2:  # noqa: PLR2004 - one option has no other
        return []
    choices = [
        Choice(str(index), scene.words("Option {n}", n=index + 1))
        for index in range(len(form.options))
    ]
    return [
        chips(
            scene.look,
            choices,
            [str(view.option)],
            lambda index: scene.act(desk.switch, int(index)),
            identifier="option",
        )
    ]


def car(desk: QuoteDesk, view: QuoteView) -> ft.Control:
    scene, chosen, offers = desk.shift.scene, view.chosen, view.offers
    look, words = scene.look, scene.words
    version = offers.version(chosen.version) if offers and chosen else None
    if version is None or chosen is None or offers is None:
        return text(look, words("This version is no longer in the price list."))
    dated = words("list {n} of {day}", n=offers.prices.number, day=f"{offers.prices.dated:%d-%m}")
    colours = chips(
        look,
        [Choice(colour, colour) for colour in version.colours],
        [chosen.colour],
        lambda colour: scene.act(desk.choose_colour, colour),
        identifier="colour",
    )
    titles = ft.Column(
        [heading(text(look, version.title(), "name")), soft(look, dated)],
        spacing=0,
        expand=True,
        tight=True,
    )
    change = button(
        look, words("Change"), scene.act(desk.reopen_versions), identifier="change-version"
    )
    return card(
        look, ft.Column([ft.Row([titles, change], spacing=16), colours], spacing=12, tight=True)
    )


def lines(desk: QuoteDesk, view: QuoteView) -> ft.Control:
    chosen = view.chosen
    rows = [
        _line(desk, view, index, line) for index, line in enumerate(chosen.lines if chosen else ())
    ]
    return card(
        desk.shift.scene.look,
        ft.Column(rows, spacing=14, horizontal_alignment=ft.CrossAxisAlignment.STRETCH),
    )


def adding(desk: QuoteDesk, view: QuoteView) -> ft.Control:
    """What can be added with one tap: rows of the list, then lines to type."""
    scene, chosen, offers = desk.shift.scene, view.chosen, view.offers
    look = scene.look
    version = offers.version(chosen.version) if offers and chosen else None
    if version is None or chosen is None or offers is None:
        return ft.Container()
    quoted = {line.code for line in chosen.lines}
    listed: list[Accessory | ServiceOffer] = [
        *offers.accessories_of(version),
        *offers.sold_services(),
    ]
    buttons: list[ft.Control] = [
        chip(
            look,
            Choice(offer.code, f"{offer.name} {price(desk, view, offer.price)}"),
            scene.act(desk.toggle_offer, offer),
            selected=offer.code in quoted,
            identifier=f"add-{offer.code}",
            several=True,
        )
        for offer in listed
    ]
    buttons += [
        chip(
            look,
            Choice(kind, line_words(kind, desk.shift.branch.country), ft.Icons.ADD_ROUNDED),
            scene.act(desk.add_line, kind),
            selected=False,
            identifier=f"add-{kind}",
        )
        for kind in TYPED_KINDS
    ]
    return group(look, scene.words("Add"), ft.Row(buttons, wrap=True, spacing=8, run_spacing=8))


def _version(desk: QuoteDesk, view: QuoteView, version: CarVersion) -> ft.Control:
    scene = desk.shift.scene
    look, c = scene.look, scene.look.colors
    return tap(
        ft.Row(
            [
                text(look, f"{version.name} {version.year}", weight=600, expand=True),
                text(look, price(desk, view, version.price), weight=600),
            ],
            spacing=16,
        ),
        scene.act(desk.choose_version, version),
        identifier=f"version-{version.code}",
        bgcolor=c.card,
        border=ft.Border.all(1.5, c.chip_line),
        border_radius=14,
        padding=ft.Padding.symmetric(horizontal=18, vertical=14),
    )


def _line(desk: QuoteDesk, view: QuoteView, index: int, line: LineForm) -> ft.Control:
    scene = desk.shift.scene
    look, words = scene.look, scene.words
    name: list[ft.Control] = [text(look, line.text, weight=500)]
    if line.kind is LineKind.FINANCE_BONUS:
        name.append(soft(look, words("only with credit")))
    if line.optional:
        name.append(_consent(desk, index, line))
    head = ft.Row(
        [
            symbol(look, ICONS.get(line.kind, ft.Icons.EDIT_NOTE_ROUNDED), 24),
            ft.Column(name, spacing=4, expand=True, tight=True),
            ft.Container(_amount(desk, view, index, line), width=AMOUNT_WIDTH * look.scale),
            icon_button(
                look,
                ft.Icons.CLOSE_ROUNDED,
                words("Remove {what}", what=line.text),
                scene.act(desk.remove_line, index),
                identifier=f"remove-{index}",
            ),
        ],
        spacing=12,
    )
    if line.kind not in TOLD_KINDS:
        return head
    asked = words("Plate, year, km") if line.kind is LineKind.TRADE_IN else words("Detail")
    detail = field(
        look,
        asked,
        line.detail,
        scene.typed(lambda typed: desk.type_line(index, detail=typed)),
        identifier=f"detail-{index}",
        on_blur=scene.act(desk.check),
    )
    return ft.Column([head, detail], spacing=8, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


def _amount(desk: QuoteDesk, view: QuoteView, index: int, line: LineForm) -> ft.Control:
    scene = desk.shift.scene
    return field(
        scene.look,
        scene.words("Takes off") if line.kind in DEDUCTIONS else scene.words("Amount"),
        line.amount,
        scene.typed(lambda typed: desk.type_line(index, amount=typed)),
        identifier=f"amount-{index}",
        sentence=sentence(desk, view, Place(view.option, index)),
        on_blur=scene.act(desk.check),
    )


def _consent(desk: QuoteDesk, index: int, line: LineForm) -> ft.Control:
    """An optional line counts only once it is accepted expressly."""
    scene = desk.shift.scene
    look = scene.look
    icon = ft.Icons.CHECK_BOX_ROUNDED if line.accepted else ft.Icons.CHECK_BOX_OUTLINE_BLANK_ROUNDED
    return tap(
        ft.Row(
            [symbol(look, icon, 24), text(look, scene.words("The customer accepts it"), "second")],
            spacing=8,
            tight=True,
        ),
        scene.act(desk.accept, index),
        identifier=f"accept-{index}",
        state=State(checked=line.accepted),
        padding=ft.Padding.symmetric(vertical=12),
    )
