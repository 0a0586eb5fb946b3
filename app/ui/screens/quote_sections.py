"""The parts of a quote on screen: versions to choose from, lines, what can be added, the credit."""

from itertools import groupby

import flet as ft

from app.domain.money import Money, format_money
from app.domain.papers.wording import line_words, yearly_cost_name
from app.domain.price_lists import Accessory, CarVersion, ServiceOffer
from app.domain.quote_parts import DEDUCTIONS, LineKind, PaymentForm
from app.services.quote_forms import CreditForm, LineForm, Place
from app.ui.screens.quote_desk import QuoteDesk, QuoteView
from app.ui.widgets.buttons import button, icon_button
from app.ui.widgets.chips import Choice, chip, chips, group
from app.ui.widgets.fields import field
from app.ui.widgets.surfaces import card
from app.ui.widgets.tap import Handler, State, tap
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
VALIDITIES = (3, 7, 15, 30)


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
            Choice(offer.code, f"{offer.name} {_price(desk, view, offer.price)}"),
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


def suggested(desk: QuoteDesk, view: QuoteView) -> list[ft.Control]:
    """Up to three things for somebody we already know; one tap adds (R135)."""
    scene = desk.shift.scene
    if not view.suggested:
        return []
    buttons = []
    for one in view.suggested:
        offer = one.offer
        is_car = isinstance(offer, CarVersion)
        words = scene.words(
            "{what}: {more} more", what=offer.name, more=_price(desk, view, one.more)
        )
        action = (
            scene.act(desk.choose_version, offer) if is_car else scene.act(desk.toggle_offer, offer)
        )
        buttons.append(
            chip(
                scene.look,
                Choice(offer.code, words, ft.Icons.TRENDING_UP_ROUNDED),
                action,
                selected=False,
                identifier=f"suggest-{offer.code}",
            )
        )
    return [
        group(
            scene.look,
            scene.words("They may also like"),
            ft.Row(list[ft.Control](buttons), wrap=True, spacing=8, run_spacing=8),
        )
    ]


def credit(desk: QuoteDesk, view: QuoteView) -> ft.Control:
    scene, chosen = desk.shift.scene, view.chosen
    look, words = scene.look, scene.words
    held = chosen.credit if chosen else None
    ways = [Choice(form, words.of(form)) for form in (PaymentForm.CREDIT, PaymentForm.LEASING)]

    def pick(form: str) -> Handler:
        if held is not None and held.form == form:
            return scene.act(desk.toggle_credit)
        made = (held or CreditForm()).model_copy(update={"form": PaymentForm(form)})
        return scene.act(desk.choose_form, made)

    parts: list[ft.Control] = [
        chips(look, ways, [held.form] if held else [], pick, identifier="pay")
    ]
    if held is not None:
        parts += _credit_fields(desk, view, held)
    return group(look, words("Payment besides cash"), *parts)


def benefits(desk: QuoteDesk, view: QuoteView) -> list[ft.Control]:
    """What matters to the person; the cards go on the paper (R115)."""
    scene, chosen, offers, form = desk.shift.scene, view.chosen, view.offers, view.form
    version = offers.version(chosen.version) if offers and chosen else None
    if version is None or offers is None or form is None or not offers.benefits_of(version):
        return []
    return [
        group(
            scene.look,
            scene.words("What matters to them?"),
            chips(
                scene.look,
                [Choice(one.code, one.cares) for one in offers.benefits_of(version)],
                sorted(form.benefits),
                lambda code: scene.act(desk.toggle_benefit, code),
                identifier="benefit",
                several=True,
            ),
        )
    ]


def validity(desk: QuoteDesk, view: QuoteView) -> ft.Control:
    scene, form = desk.shift.scene, view.form
    chosen = [str(form.valid_days)] if form else []
    return group(
        scene.look,
        scene.words("Valid for how many days?"),
        chips(
            scene.look,
            [Choice(str(days), str(days)) for days in VALIDITIES],
            chosen,
            lambda days: scene.act(desk.choose_validity, int(days)),
            identifier="valid",
        ),
    )


def _version(desk: QuoteDesk, view: QuoteView, version: CarVersion) -> ft.Control:
    scene = desk.shift.scene
    look, c = scene.look, scene.look.colors
    return tap(
        ft.Row(
            [
                text(look, f"{version.name} {version.year}", weight=600, expand=True),
                text(look, _price(desk, view, version.price), weight=600),
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
        sentence=_sentence(desk, view, Place(view.option, index)),
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


def _credit_fields(desk: QuoteDesk, view: QuoteView, held: CreditForm) -> list[ft.Control]:
    scene, country = desk.shift.scene, desk.shift.branch.country
    words = scene.words
    labels = {
        "lender": words("Bank or lender"),
        "down": words("Down payment"),
        "months": words("Instalments (number)"),
        "instalment": words("Amount of each"),
        "yearly_cost": f"{yearly_cost_name(country)} %",
        "total_cost": words("Total cost of the credit"),
    }

    def entry(name: str) -> ft.Control:
        return field(
            scene.look,
            labels[name],
            getattr(held, name),
            scene.typed(lambda typed: desk.type_credit(**{name: typed})),
            identifier=f"credit-{name}",
            sentence=_sentence(desk, view, Place(view.option, None, name)),
            on_blur=scene.act(desk.check),
            expand=True,
        )

    names = list(labels)
    return [
        ft.Row([entry(one) for one in names[start : start + 3]], spacing=12)
        for start in range(0, len(names), 3)
    ]


def _sentence(desk: QuoteDesk, view: QuoteView, place: Place) -> str | None:
    found = view.checked.doubts.get(place) if view.checked else None
    if found is None:
        return None
    words = desk.shift.scene.words
    said = words.of(found.doubt)
    if found.suggestion is None:
        return said
    meant = format_money(found.suggestion, desk.shift.branch.country)
    return words("{doubt} Did you mean {meant}?", doubt=said, meant=meant)


def _price(desk: QuoteDesk, view: QuoteView, amount: int) -> str:
    if view.offers is None:
        return ""
    money = Money(amount=amount, currency=view.offers.prices.currency)
    return format_money(money, desk.shift.branch.country)
