"""The quotes that this tablet holds: those made here and those pulled; read, printed, shared."""

from uuid import UUID

from app.domain.contract import DownKind
from app.domain.money import format_money
from app.domain.papers.quote import quote_pdf
from app.domain.papers.wording import day_words
from app.domain.problems import Code, Problem
from app.domain.quote_mails import MailState
from app.domain.quote_seals import page_url
from app.domain.quote_standing import KnownQuote, Standing
from app.domain.quotes import Quote
from app.domain.staff import Person
from app.services.showroom import Showroom
from app.storage.captures import SendState
from app.storage.store import Store


class QuoteBook:
    def __init__(self, store: Store, showroom: Showroom) -> None:
        self.store = store
        self.showroom = showroom

    def quote(self, quote: UUID) -> KnownQuote:
        """Return a quote made here or pulled; raises ``Problem(NOT_FOUND)``."""
        found = self.store.mirror.document(DownKind.QUOTE, str(quote), KnownQuote)
        if found is not None:
            return found
        made = self.store.captures.find(quote)
        if made is None or made.doc["kind"] != "quote":
            raise Problem(Code.NOT_FOUND, field="quote")
        return KnownQuote(
            id=quote,
            customer=None,
            branch=made.doc["branch"],
            seller=made.doc["actor"],
            at=made.at,
            quote=Quote.model_validate(made.doc["body"]),
        )

    def lapsed(self, actor: Person) -> list[KnownQuote]:
        """Return the actor's quotes that expired and wait for a word on what became of them."""
        today = self.showroom.now().date()
        told = {UUID(act.doc["refs"]["quote"]) for act in self.store.captures.live("quote_act")}
        return [
            known
            for known in self.store.mirror.documents(DownKind.QUOTE, KnownQuote)
            if known.seller == actor.code
            and known.standing is Standing.OPEN
            and known.quote.expires_on < today
            and known.id not in told
        ]

    def recent(self, limit: int = 50) -> list[KnownQuote]:
        """Return the newest quotes, pulled or still only here, newest first."""
        known = {one.id: one for one in self.store.mirror.documents(DownKind.QUOTE, KnownQuote)}
        undone = self.store.captures.retracted()
        for made in self.store.captures.live("quote"):
            record = UUID(made.doc["id"])
            if record not in known and record not in undone:
                known[record] = self.quote(record)
        newest = sorted(known.values(), key=lambda one: (one.at, str(one.id)), reverse=True)
        return newest[:limit]

    def pdf(self, quote: UUID) -> bytes:
        return quote_pdf(self.quote(quote).quote, self.showroom.address())

    def link(self, quote: UUID) -> str | None:
        """Return the public page of a quote, ``None`` until the server has it."""
        made = self.store.captures.find(quote)
        if made is not None and made.state is not SendState.SENT:
            return None
        return page_url(self.quote(quote).quote, self.showroom.address())

    def mail(self, quote: UUID) -> MailState | None:
        """Return how the last e-mail of a quote fares, ``None`` where nobody asked for one."""
        undone = self.store.captures.retracted()
        waiting = {
            wish.doc["refs"]["quote"]
            for wish in self.store.captures.live("quote_mail")
            if UUID(wish.doc["id"]) not in undone
        }
        return MailState.QUEUED if str(quote) in waiting else self.quote(quote).mail

    def message(self, quote: UUID) -> str:
        """Return what to send the customer: the total, until when it holds, and the link."""
        made = self.quote(quote).quote
        first = made.totals()[0].cash
        link = self.link(quote)
        words = (
            f"{made.issuer.dealer}: cotización {made.number}, {made.options[0].car.title()},"
            f" {format_money(first, made.country)}."
            f" Vale hasta el {day_words(made.expires_on, made.country)}."
        )
        return f"{words} {link}" if link else words

    def customer_of(self, quote: UUID) -> UUID:
        """Return whom a quote is for; raises ``Problem(NOT_FOUND)``."""
        known = self.store.mirror.document(DownKind.QUOTE, str(quote), KnownQuote)
        if known is not None and known.customer is not None:
            return known.customer
        made = self.store.captures.find(quote)
        if made is None:
            raise Problem(Code.NOT_FOUND, field="customer")
        return UUID(made.doc["refs"]["customer"])
