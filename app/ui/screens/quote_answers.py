"""What is asked besides the lines of a quote: what more to offer, how to pay, what matters."""

import flet as ft

from app.domain.papers.wording import yearly_cost_name
from app.domain.price_lists import CarVersion
from app.domain.quote_parts import PaymentForm
from app.services.quote_forms import CreditForm, Place
from app.ui.screens.quote_desk import QuoteDesk, QuoteView
from app.ui.screens.quote_words import price, sentence
from app.ui.widgets.chips import Choice, chip, chips, group
from app.ui.widgets.fields import field
from app.ui.widgets.tap import Handler

VALIDITIES = (3, 7, 15, 30)


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
            "{what}: {more} more", what=offer.name, more=price(desk, view, one.more)
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
            sentence=sentence(desk, view, Place(view.option, None, name)),
            on_blur=scene.act(desk.check),
            expand=True,
        )

    names = list(labels)
    return [
        ft.Row([entry(one) for one in names[start : start + 3]], spacing=12)
        for start in range(0, len(names), 3)
    ]
