"""The quote on paper: one page as a rule, and annexes.

What the law asks to see is here: the price with taxes and charges, the cash price beside the credit
price, soles as large as dollars with the rate, the whole cost of a credit, until when it holds, and
in Chile the services with estimated prices and the workshops (Ley 19.496 art. 12 C).
"""

from collections.abc import Iterator
from itertools import groupby, zip_longest
from typing import NamedTuple

from app.domain.money import Money, format_money
from app.domain.papers.typeset import (
    BODY,
    GREEN,
    HEADING,
    INNER,
    MARGIN,
    PALE,
    PETROL,
    SMALL,
    STRONG,
    WIDTH,
    Ink,
    Sheet,
    width,
    wrapped,
)
from app.domain.papers.wording import (
    PAYMENT_WORDS,
    SERVICE_WORDS,
    day_words,
    percent,
    rate_words,
    tax_words,
    yearly_cost_name,
)
from app.domain.quote_parts import LineKind, Payment, PaymentForm, QuoteLine, QuoteOption
from app.domain.quote_rules import Totals
from app.domain.quote_seals import qr_text
from app.domain.quotes import Quote

_GAP = 18.0
_QR = 104.0
_WHITE = "#FFFFFF"
_TOTAL = Ink("Bold", 21, _WHITE)
_NARROW_TOTAL = Ink("Bold", 16, _WHITE)
_ON_PETROL = Ink("Medium", 9, _WHITE)


class _Column(NamedTuple):
    """Where an option stands: one takes the whole width, two share it."""

    x: float
    room: float

    @property
    def right(self) -> float:
        return self.x + self.room


def quote_pdf(quote: Quote, public_url: str) -> bytes:
    """Return the PDF; ``public_url`` is the server's address, which the QR opens."""
    sheet = Sheet(f"Cotización {quote.number}", quote.issuer.dealer, _watermark(quote))
    sheet.foot(*_foot(quote))
    _head(sheet, quote)
    columns = _columns(len(quote.options))
    _cars(sheet, quote, columns)
    _lines(sheet, quote, columns)
    _totals(sheet, quote, columns)
    _payments(sheet, quote, columns)
    _benefits(sheet, quote)
    _check(sheet, quote, public_url)
    _annex(sheet, quote)
    return sheet.finish()


def _watermark(quote: Quote) -> str:
    if quote.demo:
        return "DEMO"
    return "sujeta a confirmación" if quote.confirm_prices else ""


def _foot(quote: Quote) -> tuple[str, ...]:
    notice = quote.privacy
    named = f" (aviso {notice.id}, versión {notice.version})" if notice else ""
    return (
        "Cotización, no es boleta ni factura.",
        f"Usamos sus datos para atender esta cotización{named}.",
        "Puede verlos, corregirlos o pedir que se borren en la sucursal.",
    )


def _head(sheet: Sheet, quote: Quote) -> None:
    right = WIDTH - MARGIN
    top = sheet.y
    sheet.paragraph(MARGIN, top, [quote.issuer.dealer], Ink("Bold", 15, PETROL))
    sheet.paragraph(MARGIN, top - 20, [quote.issuer.branch], SMALL)
    sheet.text_to(right, top - 15, "Cotización", Ink("Bold", 15))
    sheet.text_to(right, top - 29, f"{quote.number} · versión {quote.version}", STRONG)
    sheet.y = top - 42
    sheet.rule(MARGIN, sheet.y, INNER)
    sheet.down(8)
    shown = [
        ("Para", " · ".join(filter(None, (quote.customer.name, quote.customer.document)))),
        ("Atiende", quote.issuer.seller),
        ("Emitida", day_words(quote.issued_on, quote.country)),
        ("Vale hasta", day_words(quote.expires_on, quote.country)),
        ("Precios", _price_list(quote)),
    ]
    for label, words in shown:
        sheet.text(MARGIN, sheet.y - BODY.size, label, SMALL)
        sheet.down(
            sheet.paragraph(MARGIN + 62, sheet.y, wrapped(words, INNER - 62, STRONG), STRONG)
        )
    sheet.down(8)


def _price_list(quote: Quote) -> str:
    known = quote.price_list
    words = f"lista {known.number} del {day_words(known.dated, quote.country)}"
    return f"{words}, sujetos a confirmación" if quote.confirm_prices else words


def _columns(count: int) -> list[_Column]:
    room = (INNER - _GAP * (count - 1)) / count
    return [_Column(MARGIN + index * (room + _GAP), room) for index in range(count)]


def _cars(sheet: Sheet, quote: Quote, columns: list[_Column]) -> None:
    heights = []
    for number, (column, option) in enumerate(zip(columns, quote.options, strict=True), 1):
        title = option.car.title() if len(columns) == 1 else f"{number}. {option.car.title()}"
        height = sheet.paragraph(column.x, sheet.y, wrapped(title, column.room, HEADING), HEADING)
        if option.car.colour:
            height += sheet.paragraph(column.x, sheet.y - height, [option.car.colour], SMALL)
        heights.append(height)
    sheet.down(max(heights) + 6)


def _lines(sheet: Sheet, quote: Quote, columns: list[_Column]) -> None:
    """Set the lines of the options side by side, row by row, on as many pages as they need."""
    for row in zip_longest(*(option.lines for option in quote.options)):
        sheet.need(max(_height(line, column) for line, column in _present(row, columns)))
        top = sheet.y
        for line, column in _present(row, columns):
            sheet.rule(column.x, top, column.room)
            _line(sheet, quote, line, column)
            sheet.y = top
        sheet.y = top - max(_height(line, column) for line, column in _present(row, columns))


def _present(
    row: tuple[QuoteLine | None, ...], columns: list[_Column]
) -> Iterator[tuple[QuoteLine, _Column]]:
    return ((line, column) for line, column in zip(row, columns, strict=True) if line is not None)


def _line(sheet: Sheet, quote: Quote, line: QuoteLine, column: _Column) -> None:
    top = sheet.y - 3
    height = sheet.paragraph(column.x, top, _line_text(line, column))
    sheet.paragraph(column.x, top - height, _line_notes(quote, line, column), SMALL)
    if not line.counts():
        sheet.text_to(column.right, top - BODY.size, "no incluido", SMALL)
        return
    amount = Money(amount=line.amount, currency=quote.currency)
    colour = GREEN if line.amount < 0 else BODY.colour
    ink = STRONG._replace(colour=colour)
    sheet.text_to(column.right, top - BODY.size, format_money(amount, quote.country), ink)


def _line_text(line: QuoteLine, column: _Column) -> list[str]:
    return wrapped(line.text, column.room - 92)


def _line_notes(quote: Quote, line: QuoteLine, column: _Column) -> list[str]:
    notes = [line.detail]
    if line.stated is not None:
        notes.append(format_money(line.stated, quote.country))
    if line.kind is LineKind.FINANCE_BONUS:
        notes.append("solo con crédito")
    if line.optional:
        notes.append("opcional, aceptado expresamente" if line.accepted else "opcional")
    return wrapped(" · ".join(filter(None, notes)), column.room - 92, SMALL)


def _height(line: QuoteLine, column: _Column) -> float:
    notes = bool(line.detail or line.stated or line.optional or line.kind is LineKind.FINANCE_BONUS)
    words = " · ".join(
        filter(None, (line.detail, "opcional, aceptado expresamente" if notes else ""))
    )
    rows = len(wrapped(words, column.room - 92, SMALL)) if notes else 0
    return len(_line_text(line, column)) * BODY.leading + rows * SMALL.leading + 7


def _totals(sheet: Sheet, quote: Quote, columns: list[_Column]) -> None:
    added = quote.totals()
    height = 54 + 28 * bool(added[0].local) + 16 * any(one.financed for one in added)
    sheet.need(height + 30)
    sheet.down(6)
    top = sheet.y
    for column, one in zip(columns, added, strict=True):
        sheet.box(column.x, top, (column.room, height), PETROL)
        _total_box(sheet, quote, one, column)
        _tax_line(sheet, quote, one, _Column(column.x, column.room), top - height - 4)
        sheet.y = top
    sheet.y = top - height - 22


def _total_box(sheet: Sheet, quote: Quote, added: Totals, column: _Column) -> None:
    """The cash price large; in another currency the soles below it are as large (art. 6)."""
    x, y = column.x + 14, sheet.y - 12
    ink = _TOTAL if column.room == INNER else _NARROW_TOTAL
    words = f"Total al contado, {tax_words(quote.tax, quote.country)}"
    y -= sheet.paragraph(x, y, wrapped(words, column.room - 28, _ON_PETROL), _ON_PETROL)
    for money in (added.cash, *added.local[:1]):
        sheet.text(x, y - ink.size, format_money(money, quote.country), ink)
        y -= ink.leading
    if added.financed is not None:
        words = " · ".join(
            format_money(each, quote.country) for each in (added.financed, *added.local[1:])
        )
        sheet.text(x, y - 11, "Con crédito", _ON_PETROL)
        sheet.text_to(column.right - 14, y - 11, words, Ink("SemiBold", 10.5, _WHITE))


def _tax_line(sheet: Sheet, quote: Quote, added: Totals, column: _Column, top: float) -> None:
    parts = [("Neto afecto", added.tax.net)]
    parts += [(part.name, money) for part, money in added.tax.parts]
    words = " · ".join(f"{name} {format_money(money, quote.country)}" for name, money in parts)
    sheet.paragraph(column.x, top, wrapped(words, column.room, SMALL)[:1], SMALL)


def _payments(sheet: Sheet, quote: Quote, columns: list[_Column]) -> None:
    shown = [list(_payment_rows(quote, option)) for option in quote.options]
    rows = max(map(len, shown))
    sheet.need(min(rows, 14) * BODY.leading + 24)
    _heading(sheet, "Formas de pago")
    for row in zip_longest(*shown, fillvalue=None):
        sheet.need(BODY.leading)
        for cells, column in zip(row, columns, strict=True):
            if cells is not None:
                label, words = cells
                sheet.text(column.x, sheet.y - BODY.size, label, BODY if words else STRONG)
                sheet.text_to(column.right, sheet.y - BODY.size, words, STRONG)
        sheet.down(BODY.leading)
    if quote.rates:
        words = "Tipo de cambio aceptado: " + "; ".join(
            rate_words(rate, quote.country) for rate in quote.rates
        )
        sheet.down(2 + sheet.paragraph(MARGIN, sheet.y - 2, wrapped(words, INNER, SMALL), SMALL))
    sheet.down(8)


def _payment_rows(quote: Quote, option: QuoteOption) -> Iterator[tuple[str, str]]:
    for payment in option.payments:
        name = PAYMENT_WORDS[payment.form]
        yield (f"{name}, {payment.lender}" if payment.lender else name), ""
        if payment.form is not PaymentForm.CASH:
            yield from _credit_rows(quote, payment)


def _credit_rows(quote: Quote, payment: Payment) -> Iterator[tuple[str, str]]:
    country = quote.country
    if payment.down is not None:
        yield ("Cuota inicial" if country == "PE" else "Pie"), format_money(payment.down, country)
    if payment.months is not None and payment.instalment is not None:
        yield f"{payment.months} cuotas de", format_money(payment.instalment, country)
    if payment.yearly_rate is not None:
        yield "TEA", percent(payment.yearly_rate, country)
    if payment.yearly_cost is not None:
        yield yearly_cost_name(country), percent(payment.yearly_cost, country)
    if payment.total_cost is not None:
        yield "Costo total del crédito", format_money(payment.total_cost, country)


def _benefits(sheet: Sheet, quote: Quote) -> None:
    if not quote.benefits:
        return
    sheet.need(60)
    _heading(sheet, "Lo que le importa")
    for card in quote.benefits:
        title = wrapped(f"{card.feature}: {card.benefit}", INNER - 20, STRONG)
        story = wrapped(card.story, INNER - 20, SMALL)
        height = len(title) * STRONG.leading + len(story) * SMALL.leading + 12
        sheet.need(height + 5)
        sheet.box(MARGIN, sheet.y, (INNER, height), PALE)
        used = sheet.paragraph(MARGIN + 10, sheet.y - 5, title, STRONG)
        sheet.paragraph(MARGIN + 10, sheet.y - 5 - used, story, SMALL)
        sheet.down(height + 5)
    sheet.down(6)


def _check(sheet: Sheet, quote: Quote, public_url: str) -> None:
    """The QR at the lower right, with what it is for."""
    sheet.need(_QR)
    x = WIDTH - MARGIN - _QR
    sheet.qr(qr_text(quote, public_url), x, sheet.y, _QR)
    top = sheet.y - 24
    lines = (
        "El QR lleva número, total y vencimiento firmados.",
        "Ábralo para ver si sigue vigente.",
    )
    sheet.text_to(x - 8, top - HEADING.size, "Verifique esta cotización", HEADING)
    for index, words in enumerate(lines, 1):
        sheet.text_to(x - 8, top - HEADING.size - 4 - index * SMALL.leading, words, SMALL)
    sheet.down(_QR + 4)


def _annex(sheet: Sheet, quote: Quote) -> None:
    annex = quote.annex
    if not (annex.services or annex.workshops):
        return
    sheet.need(sheet.y)  # annexes begin a page of their own
    _heading(sheet, "Anexo: servicios con precio estimado y talleres")
    ordered = sorted(annex.services, key=lambda service: service.service_class)
    for service_class, services in groupby(ordered, key=lambda service: service.service_class):
        sheet.need(3 * BODY.leading)
        sheet.down(4 + sheet.paragraph(MARGIN, sheet.y - 4, [SERVICE_WORDS[service_class]], STRONG))
        for service in services:
            money = Money(amount=service.price, currency=quote.currency)
            _row(sheet, service.name, format_money(money, quote.country))
    if annex.workshops:
        sheet.need(3 * BODY.leading)
        sheet.down(10)
        _heading(sheet, "Talleres")
        for workshop in annex.workshops:
            _row(sheet, f"{workshop.name}: {workshop.address}", workshop.phone)


def _row(sheet: Sheet, words: str, end: str) -> None:
    lines = wrapped(words, INNER - width(end, STRONG) - 16)
    sheet.need(len(lines) * BODY.leading + 4)
    sheet.rule(MARGIN, sheet.y, INNER)
    sheet.text_to(WIDTH - MARGIN, sheet.y - 2 - BODY.size, end, STRONG)
    sheet.down(4 + sheet.paragraph(MARGIN, sheet.y - 2, lines))


def _heading(sheet: Sheet, words: str) -> None:
    sheet.down(4 + sheet.paragraph(MARGIN, sheet.y, [words], HEADING))
