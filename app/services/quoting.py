"""«Cotización»: build it, save it sealed, and say what became of it."""

from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from pydantic import ValidationError

from app.domain.catalogue import Branch
from app.domain.fields import Checked
from app.domain.identifiers import display_document, display_phone
from app.domain.price_lists import CarVersion
from app.domain.privacy_texts import Topic, current_text
from app.domain.problems import Code, Problem
from app.domain.quote_mails import QuoteMail
from app.domain.quote_parts import (
    Annex,
    BenefitCard,
    PrivacyLine,
    QuotedCustomer,
    QuotedIssuer,
    QuotedService,
    QuotedWorkshop,
)
from app.domain.quote_rules import Fault, Terms, Totals, faults, totals
from app.domain.quote_seals import sealed_text, token
from app.domain.quotes import LostReason, Quote, QuoteAct, QuoteEnd, quote_number
from app.domain.staff import Person
from app.domain.suggestions import Suggestion, suggestions
from app.domain.taxes import tax_on
from app.domain.visits import Visit
from app.services.knowledge import Knowledge
from app.services.offers import Offers, offers
from app.services.quote_book import QuoteBook
from app.services.quote_forms import (
    Built,
    Doubted,
    OptionForm,
    Place,
    QuoteForm,
    build,
    form_credit,
    form_lines,
    option_form,
    waiting_bonus,
)
from app.services.recording import Draught, Recorder, Saved

_UNSIGNED = "00" * 64


class QuoteCheck(NamedTuple):
    """What the form adds up to, by option; ``None`` while one of its amounts cannot be read."""

    totals: tuple[Totals | None, ...]
    doubts: dict[Place, Doubted]
    faults: tuple[tuple[int, Fault], ...]  # with the option

    @property
    def is_sound(self) -> bool:
        return not self.doubts and not self.faults and None not in self.totals


class SavedQuote(NamedTuple):
    saved: Saved
    quote: Quote


class Quoting:
    def __init__(
        self,
        book: QuoteBook,
        knowledge: Knowledge,
        recorder: Recorder,
        random_bytes: Callable[[int], bytes],
    ) -> None:
        self._book = book
        self._store = book.store
        self._showroom = book.showroom
        self._knowledge = knowledge
        self._recorder = recorder
        self._random_bytes = random_bytes

    # Building

    def offers(self) -> Offers | None:
        """Return what can be quoted today, ``None`` before a price list was pulled."""
        day = self._showroom.now().date()
        return offers(self._store.mirror, self._showroom.branch().country, day)

    def terms(self, known: Offers) -> Terms:
        branch, day = self._showroom.branch(), self._showroom.now().date()
        currency = known.prices.currency
        return Terms(branch.country, currency, tax_on(branch.country, day), known.rates)

    def start(self, customer: UUID) -> QuoteForm:
        """Return an empty quote for a customer, or for who came on a visit of this tablet.

        Raises ``Problem(NOT_FOUND)`` for somebody this tablet does not know.
        """
        branch = self._showroom.branch()
        known = self._knowledge.golden_record(customer)
        if known is not None:
            phone = known.phones[0].value if known.phones else None
            email = known.emails[0].value if known.emails else None
            document = known.documents[0].value if known.documents else None
            name = known.names[0].value.typed if known.names else ""
        else:
            visitor = self._visit(customer).visitor
            if visitor is None:
                raise Problem(Code.NOT_FOUND, field="customer")
            phone, email, document = visitor.phone, visitor.email, visitor.document
            name = visitor.name.typed if visitor.name else ""
        number = (phone.value or phone.typed) if phone else ""
        return QuoteForm(
            customer=customer,
            name=name,
            phone=display_phone(number, branch.country) if number else "",
            email=(email.value or email.typed) if email else "",
            document=display_document(document) if document else "",
        )

    def option(self, version: CarVersion) -> OptionForm:
        return option_form(version, self.terms(self._known_offers()))

    def again(self, quote: UUID) -> QuoteForm:
        """Return the form of the next version of a saved quote."""
        made = self._book.quote(quote).quote
        known = self._known_offers()
        cars, terms = _by_code(known), self.terms(known)
        return QuoteForm(
            customer=self._book.customer_of(quote),
            name=made.customer.name,
            document=made.customer.document,
            phone=made.customer.phone,
            email=made.customer.email,
            options=tuple(
                OptionForm(
                    version=option.car.code,
                    colour=option.car.colour,
                    lines=(
                        *form_lines(option, made.terms()),
                        *waiting_bonus(option, cars.get(option.car.code), terms),
                    ),
                    credit=form_credit(option, made.terms()),
                )
                for option in made.options
            ),
            replaces=quote,
        )

    def check(self, form: QuoteForm) -> QuoteCheck:
        """Add up what was typed and say what stands in the way of saving."""
        known = self._known_offers()
        terms, built = self.terms(known), self._built(form, known)
        doubted = {place.option for place in built.doubts}
        found = [
            (index, fault)
            for index, option in enumerate(built.options)
            if index not in doubted
            for fault in faults(option, terms)
        ]
        added = [
            None if index in doubted else totals(option, terms)
            for index, option in enumerate(built.options)
        ]
        return QuoteCheck(tuple(added), built.doubts, tuple(found))

    def suggest(self, form: QuoteForm, option: int) -> tuple[Suggestion, ...]:
        """Return up to three things worth adding, for a customer we already know (R135)."""
        known = self.offers()
        if known is None or self._knowledge.golden_record(form.customer) is None:
            return ()
        chosen = form.options[option]
        car = known.version(chosen.version)
        if car is None:
            return ()
        quoted = {line.code for line in chosen.lines if line.code}
        return suggestions(car, (*known.versions, *known.accessories, *known.services), quoted)

    # The draft

    def save_draft(self, actor: Person, form: QuoteForm) -> None:
        now = self._store.time.now_ms()
        self._store.drafts.save(_draft_of(actor), form.model_dump_json(), now)

    def draft(self, actor: Person, customer: UUID) -> QuoteForm | None:
        """Return the unfinished quote for this customer, if there is one that can be read."""
        stored = self._store.drafts.get(_draft_of(actor))
        if stored is None:
            return None
        try:
            form = QuoteForm.model_validate_json(stored.body)
        except ValidationError:
            return None
        return form if form.customer == customer else None

    # Saving

    def save(self, actor: Person, form: QuoteForm) -> SavedQuote:
        """Freeze, number and seal the quote, and keep it.

        Raises ``Problem``: ``invalid_field`` for a form that does not hold, ``not_allowed`` for the
        actor's role, ``disk_full``.
        """
        known = self._known_offers()
        built = self._built(form, known)
        if built.doubts:
            raise Problem(Code.INVALID_FIELD, field="amount")
        with self._store.file.transaction():
            quote = self._frozen(actor, form, built, known)
            refs = {"customer": form.customer}
            if form.replaces is not None:
                refs["quote"] = form.replaces
            saved = self._recorder.record(actor, Draught("quote", quote, refs))
            self._store.drafts.discard(_draft_of(actor))
        return SavedQuote(saved, quote)

    def undo(self, actor: Person, quote: UUID) -> None:
        """Take a quote back within ten seconds; later raises ``Problem(NOT_ALLOWED)``."""
        self._recorder.undo(actor, quote)

    def end(
        self, actor: Person, quote: UUID, end: QuoteEnd, reason: LostReason | None = None
    ) -> None:
        """Say what became of a quote: annulled, sold, or lost for a reason."""
        refs = {"quote": quote, "customer": self._book.customer_of(quote)}
        self._recorder.record(actor, Draught("quote_act", QuoteAct(end=end, reason=reason), refs))

    def send_mail(self, actor: Person, quote: UUID, to: Checked) -> None:
        """Have the server send the paper by e-mail as soon as it hears of it."""
        refs = {"quote": quote, "customer": self._book.customer_of(quote)}
        self._recorder.record(actor, Draught("quote_mail", QuoteMail(to=to), refs))

    def _frozen(self, actor: Person, form: QuoteForm, built: Built, known: Offers) -> Quote:
        branch, today = self._showroom.branch(), self._showroom.now().date()
        number, version = self._numbered(form)
        notice = current_text(Topic.PRIVACY, branch.country)
        chosen = [benefit for benefit in known.benefits if benefit.code in form.benefits]
        try:
            unsigned = Quote(
                number=number,
                version=version,
                token=token(self._random_bytes),
                issued_on=today,
                expires_on=today + timedelta(days=form.valid_days),
                country=branch.country,
                currency=known.prices.currency,
                issuer=QuotedIssuer(dealer=branch.dealer, branch=branch.name, seller=actor.name),
                customer=QuotedCustomer(
                    name=form.name, document=form.document, phone=form.phone, email=form.email
                ),
                price_list=known.prices,
                confirm_prices=known.stale,
                tax=tax_on(branch.country, today),
                rates=known.rates,
                options=built.options,
                benefits=tuple(
                    BenefitCard(feature=one.feature, benefit=one.benefit, story=one.story)
                    for one in chosen
                ),
                annex=_annex(known),
                privacy=PrivacyLine(id=notice.id, version=notice.version, sha256=notice.sha256),
                demo=_is_demo(branch, known),
                key=self._showroom.device(),
                seal=_UNSIGNED,
            )
        except ValidationError as exc:
            reason = exc.errors(include_url=False, include_input=False)[0]["msg"]
            raise Problem(Code.INVALID_FIELD, field="quote", detail=reason) from exc
        seal = self._store.keys.sign(sealed_text(unsigned).message())
        return unsigned.model_copy(update={"seal": seal.hex()})

    def _numbered(self, form: QuoteForm) -> tuple[str, int]:
        """Return the next number, or the next version of the quote that this one replaces."""
        if form.replaces is not None:
            before = self._book.quote(form.replaces).quote
            return before.number, before.version + 1
        numbered = self._store.series.next(self._showroom.device())
        return quote_number(numbered.series, numbered.number), 1

    def _built(self, form: QuoteForm, known: Offers) -> Built:
        cars = _by_code(known)
        gone = [option.version for option in form.options if option.version not in cars]
        if gone or not form.options:
            raise Problem(Code.NOT_FOUND, field="version", detail=", ".join(gone))
        return build(form, cars, self.terms(known))

    def _known_offers(self) -> Offers:
        known = self.offers()
        if known is None:
            raise Problem(Code.NOT_FOUND, field="price_list")
        return known

    def _visit(self, record: UUID) -> Visit:
        made = self._store.captures.find(record)
        if made is None or made.doc["kind"] != "visit":
            raise Problem(Code.NOT_FOUND, field="customer")
        return Visit.model_validate(made.doc["body"])


def _draft_of(actor: Person) -> str:
    return f"{actor.code}:quote"  # no code of a person has a colon


def _annex(known: Offers) -> Annex:
    return Annex(
        services=tuple(
            QuotedService(service_class=one.service_class, name=one.name, price=one.price)
            for one in known.services
        ),
        workshops=tuple(
            QuotedWorkshop(name=one.name, address=one.address, phone=one.phone)
            for one in known.workshops
        ),
    )


def _is_demo(branch: Branch, known: Offers) -> bool:
    return branch.demo or known.prices.demo


def _by_code(known: Offers) -> dict[str, CarVersion]:
    return {version.code: version for version in known.versions}
