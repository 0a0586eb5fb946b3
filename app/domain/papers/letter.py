"""Letters to a person who complained: the guarantee (R123 b), the answer, the agreement."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from app.domain.complaint_texts import ComplaintText
from app.domain.papers.form import CAPTION, LABEL, RIGHT, TITLE, VALUE, Form, watermark
from app.domain.papers.typeset import INNER, MARGIN, Ink
from app.domain.papers.wording import day_words
from app.domain.sheets import Provider

_BODY = Ink(size=11.2)
_NAME = Ink("SemiBold", 11.2)
_SIGNER_WIDTH = 220.0


class Signer(NamedTuple):
    """Who signs for the dealer, and as what."""

    name: str
    post: str


def letter_pdf(
    text: ComplaintText,
    words: Mapping[str, str],
    provider: Provider,
    signer: Signer,
    dated: date,
) -> bytes:
    """Draw a letter. Raises ``KeyError`` when ``words`` lack one that the text asks for."""
    paragraphs = text.filled(**words)
    number = words.get("number", "")
    form = Form(f"{text.title} {number}".strip(), provider.legal_name, watermark(provider))
    form.foot(provider.legal_name, text.standing)
    _head(form, text, provider, dated)
    for place, paragraph in enumerate(paragraphs):
        form.flow(paragraph, _NAME if place == 0 and paragraph.endswith(":") else _BODY)
        form.down(9)
    _sign(form, signer, provider)
    return form.finish()


def _head(form: Form, text: ComplaintText, provider: Provider, dated: date) -> None:
    top = form.y
    form.text(MARGIN, top - 10, provider.legal_name, CAPTION)
    form.text(MARGIN, top - 24, provider.address, LABEL)
    form.text_to(RIGHT, top - 10, f"{provider.branch}, {day_words(dated, text.country())}", LABEL)
    form.down(34)
    form.rule(MARGIN, form.y, INNER)
    form.down(48)
    form.text(MARGIN, form.y - 8, text.title, TITLE)
    form.down(36)


def _sign(form: Form, signer: Signer, provider: Provider) -> None:
    form.need(110)
    form.down(64)
    form.signing_line(_SIGNER_WIDTH)
    form.down(6)
    form.flow(signer.name, _NAME)
    form.flow(f"{signer.post}, {provider.legal_name}", VALUE)
