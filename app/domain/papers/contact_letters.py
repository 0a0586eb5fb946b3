"""The letters of a contact programme in one file, a page for each person."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from app.domain.papers.form import CAPTION, LABEL, RIGHT, VALUE, Form, watermark
from app.domain.papers.typeset import INNER, MARGIN, Ink
from app.domain.papers.voucher import Slip, draw_slip
from app.domain.papers.wording import day_words
from app.domain.people import Country
from app.domain.sheets import Provider

_BODY = Ink(size=11.2)
_NAME = Ink("SemiBold", 11.2)


class ContactLetter(NamedTuple):
    """To whom, where, what it says, a paragraph each, and the voucher that it brings."""

    name: str
    address: str
    paragraphs: tuple[str, ...]
    slip: Slip | None = None


def contact_letters_pdf(
    letters: Sequence[ContactLetter], provider: Provider, country: Country, dated: date
) -> bytes:
    """Draw the letters, at least one, in their order; the same letters give the same bytes."""
    form = Form("Cartas", provider.legal_name, watermark(provider))
    form.foot(provider.legal_name)
    for number, letter in enumerate(letters):
        if number:
            form.turn()
        _draw(form, letter, provider, f"{provider.branch}, {day_words(dated, country)}")
    return form.finish()


def _draw(form: Form, letter: ContactLetter, provider: Provider, place: str) -> None:
    top = form.y
    form.text(MARGIN, top - 10, provider.legal_name, CAPTION)
    form.text(MARGIN, top - 24, provider.address, LABEL)
    form.text_to(RIGHT, top - 10, place, LABEL)
    form.down(34)
    form.rule(MARGIN, form.y, INNER)
    form.down(40)
    form.flow(letter.name, _NAME)
    form.flow(letter.address, VALUE)
    form.down(28)
    for paragraph in letter.paragraphs:
        form.flow(paragraph, _BODY)
        form.down(9)
    if letter.slip is not None:
        form.down(14)
        draw_slip(form, letter.slip)
    form.down(28 if letter.slip else 40)
    form.flow(provider.legal_name, _NAME)
