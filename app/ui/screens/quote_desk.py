"""The quote behind the screen: every change, what it adds up to, and saving."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from app.domain.emails import read_email
from app.domain.papers.wording import line_words
from app.domain.people import Country
from app.domain.price_lists import Accessory, CarVersion, ServiceOffer
from app.domain.quote_mails import MailState
from app.domain.quote_parts import MAX_LINES, LineKind
from app.domain.quote_standing import KnownQuote
from app.domain.reading import Doubt
from app.domain.suggestions import Suggestion
from app.services.capture import VisitForm
from app.services.offers import Offers
from app.services.quote_forms import CreditForm, LineForm, OptionForm, QuoteForm, extra_line
from app.services.quoting import QuoteCheck
from app.ui.pulse import Pulse
from app.ui.scene import Message, Place, Shift, ask
from app.ui.texts import first_name

MAX_OPTIONS = 2
BESIDE_THE_PRICE = frozenset({LineKind.INSURANCE, LineKind.FEE, LineKind.FREE})
"""What the buyer accepts expressly in Perú (Código de Protección art. 4.2)."""


@dataclass(frozen=True)
class QuoteView:
    """The form, what it adds up to, and which of its options is on screen."""

    offers: Offers | None = None
    form: QuoteForm | None = None
    checked: QuoteCheck | None = None
    suggested: tuple[Suggestion, ...] = ()
    option: int = 0
    choosing: bool = True  # the version of the option on screen
    loaded: bool = False
    saving: bool = False
    lacks_who: bool = False
    saved: KnownQuote | None = None
    link: str | None = None
    mail: MailState | None = None
    asks_address: bool = False
    address_doubt: Doubt | None = None

    @property
    def chosen(self) -> OptionForm | None:
        form = self.form
        return form.options[self.option] if form and self.option < len(form.options) else None


class QuoteDesk:
    """One for each time the screen opens; ``show`` draws the view."""

    def __init__(
        self, shift: Shift, pulse: Pulse, show: Callable[[QuoteView], None], place: Place
    ) -> None:
        self.shift = shift
        self.view = QuoteView()
        self.who = VisitForm()
        self.address = ""  # as typed; nothing is drawn meanwhile
        self._pulse = pulse
        self._show = show
        self._place = place

    async def load(self) -> None:
        """Open a saved quote, the next version of one, or a new one for a customer."""
        quoting = self.shift.scene.tablet.quoting
        offers = await ask(quoting.offers)
        if self._place.quote is not None:
            await self._open_saved(self._place.quote)
            return
        form: QuoteForm | None = None
        if self._place.customer is not None:
            form = await ask(quoting.draft, self.shift.actor, self._place.customer)
            form = form or await ask(quoting.start, self._place.customer)
        self._put(replace(self.view, offers=offers, form=form, loaded=True))
        if form and form.options:
            await self._change(form, choosing=False)

    # Who it is for, where nobody was named

    def type_who(self, **typed: str) -> None:
        self.who = self.who.model_copy(update=typed)

    async def begin(self) -> None:
        """Save who it is for as a visit, and begin their quote."""
        tablet, view = self.shift.scene.tablet, self.view
        if not (self.who.name.strip() and self.who.phone.strip()):
            self._put(replace(view, lacks_who=True))
            return
        if view.saving:
            return
        self._put(replace(view, saving=True))
        try:
            visit = await ask(tablet.capture.save_beside, self.shift.actor, self.who)
        finally:
            self._put(replace(self.view, saving=False))
        form = await ask(tablet.quoting.start, visit.record)
        self._put(replace(self.view, form=form, lacks_who=False))
        await self._pulse.refresh(tablet, self.shift.actor)

    # The options

    async def choose_version(self, version: CarVersion) -> None:
        """Put the version with what the list says of it; extras and credit stay."""
        before = self.view.chosen
        made = await ask(self.shift.scene.tablet.quoting.option, version)
        if before is not None:
            from_list = {LineKind.LIST_PRICE, LineKind.BRAND_BONUS, LineKind.FINANCE_BONUS}
            extras = tuple(line for line in before.lines if line.kind not in from_list)
            made = made.model_copy(update={"lines": made.lines + extras, "credit": before.credit})
        await self._change(self._with_option(made), choosing=False)

    async def reopen_versions(self) -> None:
        self._put(replace(self.view, choosing=True))

    async def choose_colour(self, colour: str) -> None:
        await self._change_option(colour=colour)

    async def compare(self) -> None:
        """Begin the second option; its version is chosen first."""
        form = self.view.form
        if form and len(form.options) < MAX_OPTIONS:
            self._put(replace(self.view, option=len(form.options), choosing=True))

    async def switch(self, option: int) -> None:
        self._put(replace(self.view, option=option, choosing=False))

    # Lines

    async def add_line(self, kind: LineKind) -> None:
        country = self.shift.branch.country
        asked_first = country is Country.PE and kind in BESIDE_THE_PRICE
        words = line_words(kind, country)
        await self._append(LineForm(kind=kind, text=words, optional=asked_first))

    async def toggle_offer(self, offer: Accessory | ServiceOffer) -> None:
        """Add the row of the list, or take it out again."""
        known, chosen = self.view.offers, self.view.chosen
        if known is None or chosen is None:
            return
        kept = tuple(line for line in chosen.lines if line.code != offer.code)
        if len(kept) < len(chosen.lines):
            await self._change_option(lines=kept)
        else:
            terms = await ask(self.shift.scene.tablet.quoting.terms, known)
            await self._append(extra_line(offer, terms))

    async def remove_line(self, index: int) -> None:
        chosen = self.view.chosen
        if chosen is not None:
            lines = chosen.lines[:index] + chosen.lines[index + 1 :]
            await self._change_option(lines=lines)

    def type_line(self, index: int, **values: Any) -> None:
        """Take what is typed; it is added up when the field is left.

        Nothing is drawn: an answer that comes late would take back the letters typed since.
        """
        chosen, form = self.view.chosen, self.view.form
        if chosen is None or form is None:
            return
        lines = list(chosen.lines)
        lines[index] = lines[index].model_copy(update=values)
        option = chosen.model_copy(update={"lines": tuple(lines)})
        self.view = replace(self.view, form=self._with_option(option))

    async def accept(self, index: int) -> None:
        chosen = self.view.chosen
        if chosen is not None:
            self.type_line(index, accepted=not chosen.lines[index].accepted)
            await self.check()

    # Payment and benefits

    async def toggle_credit(self) -> None:
        chosen = self.view.chosen
        if chosen is not None:
            await self._change_option(credit=None if chosen.credit else CreditForm())

    async def choose_form(self, credit: CreditForm) -> None:
        await self._change_option(credit=credit)

    def type_credit(self, **values: Any) -> None:
        chosen = self.view.chosen
        if chosen is None or chosen.credit is None:
            return
        credit = chosen.credit.model_copy(update=values)
        option = chosen.model_copy(update={"credit": credit})
        self.view = replace(self.view, form=self._with_option(option))

    async def choose_validity(self, days: int) -> None:
        form = self.view.form
        if form is not None:
            await self._change(form.model_copy(update={"valid_days": days}))

    async def toggle_benefit(self, code: str) -> None:
        form = self.view.form
        if form is not None:
            await self._change(form.model_copy(update={"benefits": form.benefits ^ {code}}))

    # Saving

    async def check(self) -> None:
        """Add up, and keep the draft."""
        form = self.view.form
        if form is not None and form.options:
            await self._change(form)

    async def save(self) -> None:
        form, view = self.view.form, self.view
        if form is None or view.saving:
            return
        quoting, actor = self.shift.scene.tablet.quoting, self.shift.actor
        checked = await ask(quoting.check, form)
        self._put(replace(view, checked=checked, saving=checked.is_sound))
        if not checked.is_sound:
            return
        try:
            saved = await ask(quoting.save, actor, form)
        except BaseException:
            self._put(replace(self.view, saving=False))
            raise
        await self._open_saved(saved.saved.record)
        self._confirm(saved.saved.record, saved.quote.number, form)
        await self._pulse.refresh(self.shift.scene.tablet, actor)

    async def next_version(self) -> None:
        """Open the form of the version that will replace the quote on screen."""
        saved = self.view.saved
        if saved is None:
            return
        quoting = self.shift.scene.tablet.quoting
        offers, form = await ask(quoting.offers), await ask(quoting.again, saved.id)
        self._put(QuoteView(offers=offers, loaded=True))
        await self._change(form, choosing=False)

    # After saving

    async def ask_address(self) -> None:
        """Ask where the e-mail shall go; the customer's own address stands there already."""
        saved = self.view.saved
        if saved is not None:
            self.address = self.address or saved.quote.customer.email
            self._put(replace(self.view, asks_address=True))

    def type_address(self, typed: str) -> None:
        self.address = typed

    async def send_mail(self) -> None:
        """Record the wish for the e-mail; the server sends it."""
        saved = self.view.saved
        if saved is None:
            return
        reading = read_email(self.address)
        if reading.field.value is None:
            doubt = reading.doubt or Doubt.EMAIL_NO_AT
            self._put(replace(self.view, address_doubt=doubt))
            return
        tablet = self.shift.scene.tablet
        await ask(tablet.quoting.send_mail, self.shift.actor, saved.id, reading.field)
        await self._open_saved(saved.id)
        await self._pulse.refresh(tablet, self.shift.actor)

    async def refresh(self) -> None:
        """See whether the server has the quote by now, and how its e-mail fares."""
        saved = self.view.saved
        if saved is not None:
            book = self.shift.scene.tablet.quote_book
            link, mail = await ask(book.link, saved.id), await ask(book.mail, saved.id)
            self._put(replace(self.view, link=link, mail=mail))

    async def _open_saved(self, quote: UUID) -> None:
        book = self.shift.scene.tablet.quote_book
        saved, link = await ask(book.quote, quote), await ask(book.link, quote)
        mail = await ask(book.mail, quote)
        self._put(QuoteView(saved=saved, link=link, mail=mail, loaded=True))

    def _confirm(self, record: UUID, number: str, form: QuoteForm) -> None:
        scene, words = self.shift.scene, self.shift.scene.words

        async def undo() -> None:
            await ask(scene.tablet.quoting.undo, self.shift.actor, record)
            offers = await ask(scene.tablet.quoting.offers)
            self._put(QuoteView(offers=offers, loaded=True))
            await self._change(form, choosing=False)
            await self._pulse.refresh(scene.tablet, self.shift.actor)

        about = words("Quote {number} of {name}", number=number, name=first_name(form.name))
        scene.say(Message(words("Saved on this tablet"), about, undo=undo))

    async def _append(self, line: LineForm) -> None:
        chosen = self.view.chosen
        if chosen is not None and len(chosen.lines) < MAX_LINES:
            await self._change_option(lines=(*chosen.lines, line))

    async def _change_option(self, **values: Any) -> None:
        chosen = self.view.chosen
        if chosen is not None:
            await self._change(self._with_option(chosen.model_copy(update=values)))

    def _with_option(self, option: OptionForm) -> QuoteForm:
        form = self.view.form
        assert form is not None  # noqa: S101 - for the type checker: options belong to a form
        options = list(form.options)
        options[self.view.option : self.view.option + 1] = [option]
        return form.model_copy(update={"options": tuple(options)})

    async def _change(self, form: QuoteForm, **view: Any) -> None:
        """Show the form at once, and what it adds up to unless it has changed again meanwhile."""
        self._put(replace(self.view, form=form, **view))
        quoting = self.shift.scene.tablet.quoting
        checked = await ask(quoting.check, form)
        suggested = await ask(quoting.suggest, form, min(self.view.option, len(form.options) - 1))
        if self.view.form is not form:
            return
        self._put(replace(self.view, checked=checked, suggested=suggested))
        await ask(quoting.save_draft, self.shift.actor, form)

    def _put(self, view: QuoteView) -> None:
        self.view = view
        self._show(view)
