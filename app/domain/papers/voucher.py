"""The voucher on paper: in the letter that brings it, or alone when a customer asks for it."""

from typing import NamedTuple

from app.domain.papers.form import (
    CAPTION,
    DASHED,
    LABEL,
    NUMBER,
    OVERLINE,
    RIGHT,
    STRONG,
    Box,
    Form,
    watermark,
)
from app.domain.papers.typeset import INNER, MARGIN, SMALL, Ink, wrapped
from app.domain.papers.wording import day_words
from app.domain.people import Country
from app.domain.sheets import Provider
from app.domain.vouchers import KnownVoucher, spaced, voucher_code

_HEIGHT = 138.0
_QR = 122.0
_GIFT = Ink("Bold", 16)


class Slip(NamedTuple):
    """What the paper says: the gift, its last day in words, the code, what the QR reads."""

    gift: str
    until: str
    code: str
    text: str


def slip_of(known: KnownVoucher, country: Country) -> Slip:
    until = day_words(known.last_day, country)
    return Slip(known.gift, until, spaced(voucher_code(known.id)), known.text)


def voucher_pdf(slip: Slip, name: str, provider: Provider) -> bytes:
    """Draw a voucher alone; the same voucher gives the same bytes."""
    form = Form("Vale", provider.legal_name, watermark(provider))
    form.foot(provider.legal_name)
    form.text(MARGIN, form.y - 10, provider.legal_name, CAPTION)
    form.text(MARGIN, form.y - 24, f"{provider.branch} · {provider.address}", LABEL)
    form.down(46)
    form.flow(name, STRONG)
    form.down(8)
    draw_slip(form, slip)
    return form.finish()


def draw_slip(form: Form, slip: Slip) -> None:
    """Set the voucher where the form stands, framed to be cut out."""
    form.need(_HEIGHT)
    top = form.y
    form.frame(Box(MARGIN, top, INNER, _HEIGHT), DASHED)
    form.qr(slip.text, RIGHT - _QR - 8, top - 8, _QR)
    x, room = MARGIN + 16, INNER - _QR - 40
    form.text(x, top - 24, "VALE POR", OVERLINE)
    used = form.paragraph(x, top - 30, wrapped(slip.gift, room, _GIFT)[:2], _GIFT)
    form.text(x, top - 46 - used, f"Hasta el {slip.until}", STRONG)
    form.text(x, top - 72 - used, slip.code, NUMBER)
    form.text(x, top - _HEIGHT + 12, "Se retira en persona, una sola vez, con este papel.", SMALL)
    form.down(_HEIGHT + 12)
