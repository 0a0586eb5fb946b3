"""How a quote's amounts and doubts are said on screen."""

from app.domain.money import Money, format_money
from app.services.quote_forms import Place
from app.ui.screens.quote_desk import QuoteDesk, QuoteView


def sentence(desk: QuoteDesk, view: QuoteView, place: Place) -> str | None:
    found = view.checked.doubts.get(place) if view.checked else None
    if found is None:
        return None
    words = desk.shift.scene.words
    said = words.of(found.doubt)
    if found.suggestion is None:
        return said
    meant = format_money(found.suggestion, desk.shift.branch.country)
    return words("{doubt} Did you mean {meant}?", doubt=said, meant=meant)


def price(desk: QuoteDesk, view: QuoteView, amount: int) -> str:
    if view.offers is None:
        return ""
    money = Money(amount=amount, currency=view.offers.prices.currency)
    return format_money(money, desk.shift.branch.country)
