"""The e-mail that brings a quote: a few words, the link that verifies it, and its PDF."""

from email.message import EmailMessage

from app.domain.money import format_money
from app.domain.papers.quote import quote_pdf
from app.domain.papers.wording import day_words
from app.domain.quote_seals import page_url
from app.domain.quotes import Quote


def quote_letter(quote: Quote, sender: str, to: str, record: str, address: str) -> EmailMessage:
    """Return the message; the same record always has the same Message-ID.

    ``address`` is the server's public one.
    """
    letter = EmailMessage()
    letter["From"] = sender
    letter["To"] = to
    letter["Subject"] = f"Cotización {quote.number} · {quote.options[0].car.title()}"
    letter["Message-ID"] = message_id(record, sender)
    letter.set_content(_text(quote, address))
    letter.add_attachment(
        quote_pdf(quote, address),
        maintype="application",
        subtype="pdf",
        filename=f"cotizacion-{quote.number}-v{quote.version}.pdf",
    )
    return letter


def message_id(record: str, sender: str) -> str:
    """Return the name by which a receiver knows an e-mail that comes twice."""
    return f"<{record}@{sender.rpartition('@')[2].rstrip('>')}>"


def _text(quote: Quote, address: str) -> str:
    total = format_money(quote.totals()[0].cash, quote.country)
    return (
        f"{quote.issuer.dealer} le envía la cotización {quote.number}:"
        f" {quote.options[0].car.title()}, {total}.\n"
        f"Vale hasta el {day_words(quote.expires_on, quote.country)}. Va adjunta en PDF.\n\n"
        f"Puede comprobarla aquí: {page_url(quote, address)}\n\n"
        f"{quote.issuer.seller} · {quote.issuer.branch}\n"
        "No es boleta ni factura.\n"
    )
