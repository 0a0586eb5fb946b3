"""`GET /q/{token}`: the page behind a quote's QR."""

import base64
import hashlib
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.domain.clock import Clock
from app.domain.money import format_money
from app.domain.papers.wording import day_words, tax_words
from app.domain.quote_seals import Truth
from app.domain.quote_standing import KnownQuote, Standing
from sync_server.services.quote_checking import PublicAnswer, masked, public_answer
from sync_server.storage.database import Database

_TEMPLATES = Path(__file__).parent / "templates"
_STYLE = (_TEMPLATES / "quote.css").read_text(encoding="utf-8")
_STYLE_SUM = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode("ascii")
_HEADERS = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_STYLE_SUM}'; base-uri 'none';"
        " form-action 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
}
_STANDINGS: dict[Standing, tuple[str, str]] = {
    Standing.OPEN: ("Vigente", "La emitió esta empresa y no fue cambiada."),
    Standing.SUPERSEDED: ("Reemplazada", "Hay una versión más nueva. Pídala a quien le atiende."),
    Standing.EXPIRED: ("Vencida", "Pasó su último día. Pida una nueva."),
    Standing.VOIDED: ("Anulada", "La empresa la anuló. Pida una nueva."),
    Standing.SOLD: ("Cerrada", "Esta cotización ya se usó."),
    Standing.LOST: ("Cerrada", "Esta cotización se cerró. Pida una nueva."),
    Standing.UNKNOWN: ("Cerrada", "Pida una nueva."),
}
_UNTRUE: dict[Truth, tuple[str, str]] = {
    Truth.ALTERED: ("Fue alterada", "Lo que dice este QR no es lo que se firmó."),
    Truth.UNKNOWN_KEY: ("Aún no llega", "Está firmada, pero el tablet no la ha enviado todavía."),
    Truth.UNREADABLE: ("No la conocemos", "Puede que aún no llegue, o que no sea nuestra."),
}


def routes(database: Database, clock: Clock) -> APIRouter:
    router = APIRouter()
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined
    )
    template = environment.get_template("quote.html")

    @router.get("/q/{token}", response_class=HTMLResponse)
    def quote_page(token: str, s: str | None = None) -> HTMLResponse:
        with database.reading() as connection:
            answer = public_answer(connection, clock, token, s)
        found = answer.known is not None
        page = template.render(style=_STYLE, **_shown(answer))
        return HTMLResponse(page, status_code=200 if found else 404, headers=_HEADERS)

    return router


def _shown(answer: PublicAnswer) -> dict[str, object]:
    known = answer.known
    if known is None:
        title, sentence = _UNTRUE.get(answer.truth, _UNTRUE[Truth.UNREADABLE])
        tone = "bad" if answer.truth is Truth.ALTERED else "quiet"
        return {"title": title, "sentence": sentence, "tone": tone, "dealer": "", "demo": False,
                "facts": [], "totals": [], "label": ""}  # fmt: skip
    title, sentence = _STANDINGS[answer.standing]
    return {
        "title": "Cotización verdadera" if answer.standing is Standing.OPEN else title,
        "sentence": sentence,
        "tone": "good" if answer.standing is Standing.OPEN else "quiet",
        "dealer": known.quote.issuer.dealer,
        "demo": known.quote.demo,
        "label": f"Total al contado, {tax_words(known.quote.tax, known.quote.country)}",
        "totals": _totals(known),
        "facts": _facts(known, title),
    }


def _totals(known: KnownQuote) -> list[str]:
    """Return the cash totals; soles beside dollars."""
    quote = known.quote
    return [
        format_money(money, quote.country)
        for added in quote.totals()
        for money in (added.cash, *added.local[:1])
    ]


def _facts(known: KnownQuote, standing: str) -> list[tuple[str, str]]:
    quote = known.quote
    cars = [option.car.title() for option in quote.options]
    issued = day_words(quote.issued_on, quote.country)
    return [
        ("Estado", standing),
        ("Número", f"{quote.number} · versión {quote.version}"),
        *(("Vehículo", car) for car in cars),
        ("A nombre de", masked(quote.customer.name)),
        ("Emitida", f"{issued}, {_short(quote.issuer.seller)}"),
        ("Vale hasta", day_words(quote.expires_on, quote.country)),
    ]


def _short(name: str) -> str:
    """Return ``Carla M.``."""
    given, *rest = name.split() or [""]
    return f"{given} {rest[0][0]}." if rest else given
