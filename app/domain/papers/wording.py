"""The words of a quote on paper, as the buyer's country says them."""

from collections.abc import Sequence
from datetime import date

from app.domain.people import Country
from app.domain.price_lists import Rate, ServiceClass
from app.domain.quote_parts import LineKind, PaymentForm
from app.domain.taxes import SalesTax, TaxPart

_DAYS = ("lun", "mar", "mié", "jue", "vie", "sáb", "dom")

LINE_WORDS: dict[LineKind, str] = {
    LineKind.LIST_PRICE: "Precio de lista",
    LineKind.BRAND_BONUS: "Bono de marca",
    LineKind.FINANCE_BONUS: "Bono con crédito",
    LineKind.DISCOUNT: "Descuento",
    LineKind.ACCESSORY: "Accesorio",
    LineKind.FREIGHT: "Flete",
    LineKind.MAINTENANCE: "Mantención prepagada",
    LineKind.INSURANCE: "Seguro",
    LineKind.REGISTRATION: "Inscripción y placas",
    LineKind.GREEN_TAX: "Impuesto verde",
    LineKind.FEE: "SOAP",
    LineKind.TRADE_IN: "Toma de su auto",
    LineKind.FREE: "Otro",
    LineKind.UNKNOWN: "Otro",
}
_IN_PERU = {
    LineKind.MAINTENANCE: "Mantenimiento prepagado",
    LineKind.REGISTRATION: "Inscripción, placa y tarjeta",
    LineKind.FEE: "SOAT",
}
PAYMENT_WORDS: dict[PaymentForm, str] = {
    PaymentForm.CASH: "Contado",
    PaymentForm.CREDIT: "Crédito",
    PaymentForm.LEASING: "Leasing",
    PaymentForm.UNKNOWN: "Otra forma de pago",
}
SERVICE_WORDS: dict[ServiceClass, str] = {
    ServiceClass.INTEGRAL: "Servicios integrales",
    ServiceClass.SUPPORT: "Servicios de apoyo",
    ServiceClass.UNIQUE: "Servicios únicos",
    ServiceClass.ADDED_VALUE: "Servicios de valor agregado",
    ServiceClass.UNKNOWN: "Otros servicios",
}


def line_words(kind: LineKind, country: Country) -> str:
    said_there = _IN_PERU if country is Country.PE else {}
    return said_there.get(kind, LINE_WORDS[kind])


def day_words(day: date, country: Country) -> str:
    """Return ``lun 30-11-2026`` in Chile, ``lun 30/11/2026`` in Perú."""
    mark = "/" if country is Country.PE else "-"
    return f"{_DAYS[day.weekday()]} {day:%d}{mark}{day:%m}{mark}{day:%Y}"


def percent(basis_points: int, country: Country) -> str:
    """Return ``19 %``, ``15,5 %`` in Chile or ``15.5 %`` in Perú."""
    whole, rest = divmod(basis_points, 100)
    decimals = f"{rest:02d}".rstrip("0")
    mark = "." if country is Country.PE else ","
    return f"{whole}{mark}{decimals} %" if decimals else f"{whole} %"


def tax_words(tax: SalesTax, country: Country) -> str:
    """Return ``IVA 19 % incluido`` or ``IGV 15.5 % e IPM 2.5 % incluidos``."""
    return tax_part_words(tax.parts, country)


def tax_part_words(taxes: Sequence[TaxPart], country: Country) -> str:
    parts = [f"{part.name} {percent(part.rate, country)}" for part in taxes]
    return f"{_listed(parts)} {'incluidos' if parts[1:] else 'incluido'}"


def yearly_cost_name(country: Country) -> str:
    return "TCEA" if country is Country.PE else "CAE"


def rate_words(rate: Rate, country: Country) -> str:
    """Return ``US$ 1 = S/ 3.745`` with the day of the rate."""
    number = f"{rate.value.normalize():,f}"
    if country is Country.CL:
        number = number.translate(str.maketrans(",.", ".,"))
    signs = {"CLP": "$", "PEN": "S/ ", "USD": "US$ ", "CLF": "UF "}
    day = day_words(rate.day, country)
    return f"{signs[rate.of]}1 = {signs[rate.to]}{number} ({day})"


def _listed(words: Sequence[str]) -> str:
    if len(words) == 1:
        return words[0]
    last = words[-1]
    joint = "e" if last.lower().startswith("i") else "y"
    return f"{', '.join(words[:-1])} {joint} {last}"
