"""The list of complaints behind the screen: which is open, and the act that is being written."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

import flet as ft

from app.domain import complaint_acts as acts
from app.domain.cases import CaseState
from app.domain.complaints import ComplaintKind, ReplyChannel, Signature
from app.domain.days import read_day, typed_day
from app.domain.money import Money, read_amount
from app.domain.people import Country
from app.domain.problems import Code, Problem
from app.domain.staff import Person
from app.services.casework import CaseCard, CaseRow
from app.services.complaint_forms import CURRENCY
from app.services.photos import ShownPhoto
from app.services.pictures import PictureDoubt, UnfitPictureError
from app.ui.picking import chosen_photos
from app.ui.pulse import Pulse
from app.ui.scene import Message, Place, Shift, ask

ENDED = frozenset({CaseState.CLOSED, CaseState.VOIDED})
PROMISED_IN = 2  # days until a promise is due, unless another day is tapped


class Writing(StrEnum):
    """The act whose sheet is open."""

    ERROR = "error_admitted"
    REPEAT = "compensation_a"
    LETTER = "compensation_b"
    BOTH = "compensation_c"
    PROMISE = "promise"
    ASSIGN = "assignment"
    OFFER = "offer"
    AGREEMENT = "offer_answer"
    ANSWER = "answer"
    CLOSING = "closing"
    RECONTACT = "recontact"
    PROOF = "remote_agreement"
    REMEDY = "guarantee_choice"
    TERM = "deadline_change"
    VOID = "voiding"
    RATING = "rating"


OPTIONS = {
    Writing.REPEAT: acts.CompensationOption.REPEAT_OR_REDUCE,
    Writing.LETTER: acts.CompensationOption.GUARANTEE_LETTER,
    Writing.BOTH: acts.CompensationOption.BOTH,
}


@dataclass(frozen=True)
class Sheet:
    """What was typed for an act."""

    writing: Writing
    text: str = ""
    amount: str = ""
    days: int = PROMISED_IN
    remote: bool = False
    customer_signed: Signature | None = None
    house_signed: Signature | None = None
    proof: ShownPhoto | None = None
    day: str = ""
    doubt: str = ""  # why it cannot be done, in words


@dataclass(frozen=True)
class CasesView:
    rows: tuple[CaseRow, ...] = ()
    people: tuple[Person, ...] = ()
    shown: CaseState | None = None  # none: the open ones
    card: CaseCard | None = None
    sheet: Sheet | None = None
    photos: tuple[ShownPhoto, ...] = ()
    photo: bytes | None = None  # shown large
    loaded: bool = False


class CaseDesk:
    """One for each time the screen opens; ``show`` draws the view."""

    def __init__(
        self, shift: Shift, pulse: Pulse, show: Callable[[CasesView], None], place: Place
    ) -> None:
        self.shift = shift
        self.view = CasesView()
        self._pulse = pulse
        self._show = show
        self._place = place

    async def load(self) -> None:
        casework = self.shift.scene.tablet.casework
        rows, people = tuple(await ask(casework.board)), tuple(await ask(casework.people))
        first = not self.view.loaded
        self._put(replace(self.view, rows=rows, people=people, loaded=True))
        shown = self.view.card.row.known.id if self.view.card else None
        if first and shown is None:
            shown = self._place.complaint or self._most_urgent()
        here = shown is not None and any(row.known.id == shown for row in rows)
        card = await ask(casework.card, shown) if here and shown is not None else None
        photos = await ask(self._photos_of, card)
        now = self.view.card.row.known.id if self.view.card else None
        if now in {None, shown}:  # else another one was opened meanwhile
            self._put(replace(self.view, card=card, photos=photos))
        if first and card is not None:
            await self._fetch_photos(card.row.known.id)

    def _most_urgent(self) -> UUID | None:
        """Return what is shown beside the list from the start, where there is room for it."""
        listed = self.listed()
        return listed[0].known.id if listed and self.shift.scene.look.columns else None

    def listed(self) -> list[CaseRow]:
        view = self.view
        if view.shown is None:
            return [row for row in view.rows if row.state not in ENDED]
        return [row for row in view.rows if row.state is view.shown]

    async def filter(self, state: CaseState | None) -> None:
        self._put(replace(self.view, shown=state))

    async def open(self, complaint: UUID) -> None:
        card = await ask(self.shift.scene.tablet.casework.card, complaint)
        photos = await ask(self._photos_of, card)
        self._put(replace(self.view, card=card, photos=photos, sheet=None))
        await self._fetch_photos(complaint)

    def _photos_of(self, card: CaseCard | None) -> tuple[ShownPhoto, ...]:
        album = self.shift.scene.tablet.album
        named = card.row.known.case.complaint.photos if card else ()
        return tuple(album.shown(photo.sha256) for photo in named)

    async def _fetch_photos(self, complaint: UUID) -> None:
        """Fetch what was taken on another tablet; without a network the places stay empty."""
        album = self.shift.scene.tablet.album
        for photo in self.view.photos:
            if photo.thumb is not None:
                continue
            try:
                await ask(album.whole, photo.sha256)
            except Problem as problem:
                if problem.code is Code.NOT_FOUND:  # its tablet has not sent it yet
                    continue
                return
            card = self.view.card
            if card is None or card.row.known.id != complaint:
                return
            self._put(replace(self.view, photos=await ask(self._photos_of, card)))

    async def show_photo(self, sha256: str) -> None:
        whole = await ask(self.shift.scene.tablet.album.whole, sha256)
        photos = await ask(self._photos_of, self.view.card)
        self._put(replace(self.view, photos=photos, photo=whole))

    def hide_photo(self) -> None:
        self._put(replace(self.view, photo=None))

    async def close_card(self) -> None:
        self._put(replace(self.view, card=None, sheet=None))

    # Acts of one tap

    async def apologise(self) -> None:
        now = self.shift.scene.tablet.showroom.now()
        await self._do(acts.Apology(by=self.shift.actor.code, given_at=now))

    async def reply_to_offer(self, reply: acts.OfferReply) -> None:
        await self._do(acts.OfferAnswer(reply=reply))

    async def assign(self, person: str) -> None:
        await self._do(acts.Assignment(to=person))

    async def close(self, *, conforms: bool) -> None:
        await self._do(acts.Closing(conforms=conforms))

    async def close_content(self) -> None:
        await self.close(conforms=True)

    async def close_not_content(self) -> None:
        await self.close(conforms=False)

    async def recontact(self, conforms: bool | None) -> None:  # noqa: FBT001 - the person's answer
        await self._do(acts.Recontact(conforms=conforms))

    async def repair(self, act: acts.Act) -> None:
        await self._do(act)

    async def rate(self, rating: acts.Rating) -> None:
        await self._do(acts.RatingGiven(rating=rating))

    async def reclassify(self, kind: ComplaintKind) -> None:
        await self._do(acts.Reclassification(to=kind))

    async def settle(self, promise: UUID, kept: bool) -> None:  # noqa: FBT001 - the answer
        await self._do(acts.PromiseSettled(promise=promise, kept=kept))

    async def choose_remedy(self, remedy: acts.Remedy) -> None:
        """Record what the person chose, once the day of delivery can be read."""
        sheet = self.view.sheet
        day = self._day(sheet) if sheet else None
        if day is not None:
            await self._do(acts.GuaranteeChoice(remedy=remedy, delivered_on=day))

    # Acts that are written

    async def write(self, writing: Writing) -> None:
        day = ""
        if writing is Writing.TERM and self.view.card is not None:
            casework = self.shift.scene.tablet.casework
            counted = await ask(casework.counted_again, self.view.card.row.known.id)
            day = typed_day(counted) if counted else ""
        self._put(replace(self.view, sheet=Sheet(writing, day=day)))

    async def add_proof(self) -> None:
        """Take a picture of the document that shows the person's yes."""
        album = self.shift.scene.tablet.album
        chosen = await chosen_photos(album)
        if not chosen:
            return
        doubt = chosen[0] if isinstance(chosen[0], PictureDoubt) else None
        if not isinstance(chosen[0], PictureDoubt):
            try:
                photo = await ask(album.add, chosen[0])
                self.type(proof=await ask(album.shown, photo.sha256), doubt="")
            except UnfitPictureError as unfit:
                doubt = unfit.doubt
        if doubt is not None:
            self.type(doubt=self.shift.scene.words.of(doubt))

    def type(self, **values: Any) -> None:
        if self.view.sheet is not None:
            self._put(replace(self.view, sheet=replace(self.view.sheet, **values)))

    async def promise_in(self, days: int) -> None:
        self.type(days=days)

    async def toggle_remote(self) -> None:
        if self.view.sheet is not None:
            self.type(remote=not self.view.sheet.remote)

    def drop(self) -> None:
        self._put(replace(self.view, sheet=None))

    async def finish(self) -> None:
        """Do the act that was written."""
        sheet = self.view.sheet
        if sheet is None or self.view.card is None:
            return
        if sheet.writing is Writing.PROMISE:
            await self._promise(sheet)
            return
        act = self._act(sheet)
        if act is not None:
            await self._do(act)

    async def letter(self) -> None:
        """Give the guarantee letter as PDF, with what it commits to."""
        sheet, card = self.view.sheet, self.view.card
        if sheet is not None and card is not None:
            casework, actor = self.shift.scene.tablet.casework, self.shift.actor
            made = await ask(casework.guarantee_letter, actor, card.row.known.id, sheet.text)
            await ft.FilePicker().save_file(file_name="carta-garantia.pdf", src_bytes=made)

    async def answer_letter(self) -> None:
        """Give the written answer as PDF."""
        if self.view.card is not None:
            casework = self.shift.scene.tablet.casework
            made = await ask(casework.answer_letter, self.view.card.row.known.id)
            await ft.FilePicker().save_file(file_name="respuesta.pdf", src_bytes=made)

    async def print_answer(self) -> None:
        """Open the written answer in a new tab of the browser, whose viewer prints."""
        if self.view.card is not None:
            tablet = self.shift.scene.tablet
            made = await ask(tablet.casework.answer_letter, self.view.card.row.known.id)
            address = await ask(tablet.print_tray.lay, made)
            await ft.UrlLauncher().launch_url(address, web_only_window_name="_blank")

    async def share_answer(self) -> None:
        """Open the system's share sheet with the written answer, which can print."""
        if self.view.card is not None:
            casework = self.shift.scene.tablet.casework
            made = await ask(casework.answer_letter, self.view.card.row.known.id)
            file = ft.ShareFile.from_bytes(made, mime_type="application/pdf", name="respuesta.pdf")
            await ft.Share().share_files([file])

    async def paper(self) -> None:
        """Give the copy of the sheet as it stands now."""
        if self.view.card is not None:
            complaining = self.shift.scene.tablet.complaining
            made = await ask(complaining.paper, self.view.card.row.known.id)
            await ft.FilePicker().save_file(file_name="hoja.pdf", src_bytes=made)

    def _act(self, sheet: Sheet) -> acts.Act | None:
        today = self.shift.scene.tablet.showroom.now().date()
        amount, doubt = self._amount(sheet.amount)
        if doubt:
            self.type(doubt=doubt)
            return None
        if sheet.writing in OPTIONS:
            return self._compensation(sheet, amount)
        if sheet.writing is Writing.TERM:
            return self._term(sheet)
        written: dict[Writing, Callable[[], acts.Act]] = {
            Writing.ERROR: lambda: acts.ErrorAdmitted(origin=sheet.text),
            Writing.OFFER: lambda: acts.Offer(
                text=sheet.text, offered_on=today, amount=amount, remote=sheet.remote
            ),
            Writing.AGREEMENT: lambda: acts.OfferAnswer(
                reply=acts.OfferReply.ACCEPTED,
                words=acts.AGREEMENT_WORDS,
                consumer_signature=sheet.customer_signed,
                provider_signature=sheet.house_signed,
            ),
            Writing.PROOF: lambda: acts.OfferAnswer(
                reply=acts.OfferReply.ACCEPTED,
                words=acts.AGREEMENT_WORDS,
                proof=sheet.proof.sha256 if sheet.proof else None,
            ),
            Writing.VOID: lambda: acts.Voiding(reason=sheet.text),
            Writing.ANSWER: lambda: acts.Answer(
                text=sheet.text, by=self._reply_by(), sent_on=today
            ),
        }
        return written[sheet.writing]()

    def _compensation(self, sheet: Sheet, amount: Money | None) -> acts.Compensation:
        writes = sheet.writing is not Writing.REPEAT
        return acts.Compensation(
            option=OPTIONS[sheet.writing],
            service="" if sheet.writing is Writing.LETTER else sheet.text,
            amount=amount,
            letter=self.shift.scene.tablet.casework.letter_version() if writes else None,
        )

    def _term(self, sheet: Sheet) -> acts.DeadlineChange | None:
        """Perú's term moves for a holiday declared late only, Chile's as the house decides."""
        in_peru = self.shift.branch.country is Country.PE
        reason = acts.DeadlineReason
        day = self._day(sheet)
        if day is None:
            return None
        return acts.DeadlineChange(
            due_on=day,
            reason=reason.LATE_HOLIDAY if in_peru else reason.HOUSE_DECISION,
            note=sheet.text,
        )

    def _day(self, sheet: Sheet) -> date | None:
        day = read_day(sheet.day)
        if day is None:
            self.type(doubt=self.shift.scene.words("Write the day as 16-12-2026"))
        return day

    def _reply_by(self) -> tuple[ReplyChannel, ...]:
        """Return the ways that the person asked for, else the one that can reach them."""
        assert self.view.card is not None  # noqa: S101 - for the type checker: an act is about one
        complaint = self.view.card.row.known.case.complaint
        reachable = complaint.consumer.email is not None
        own = ReplyChannel.EMAIL if reachable else ReplyChannel.LETTER
        return complaint.reply_by or (own,)

    def _amount(self, typed: str) -> tuple[Money | None, str]:
        if not typed.strip():
            return None, ""
        country = self.shift.branch.country
        read = read_amount(typed, CURRENCY[country], country)
        return read.money, self.shift.scene.words.of(read.doubt) if read.doubt else ""

    async def _promise(self, sheet: Sheet) -> None:
        card, scene = self.view.card, self.shift.scene
        assert card is not None  # noqa: S101 - for the type checker: an act is about one
        due_on = scene.tablet.showroom.now().date() + timedelta(days=sheet.days)
        casework = scene.tablet.casework
        await ask(casework.promise, self.shift.actor, card.row.known.id, sheet.text, due_on)
        await self._done()

    async def _do(self, act: acts.Act) -> None:
        card, scene = self.view.card, self.shift.scene
        if card is None:
            return
        try:
            await ask(scene.tablet.casework.do, self.shift.actor, card.row.known.id, act)
        except Problem as problem:
            said = scene.words.code("ActRefusal", problem.field or "")
            if not said:
                raise
            if self.view.sheet is not None:
                self.type(doubt=said)
            else:
                scene.say(Message(said, trouble=True))
            return
        await self._done()

    async def _done(self) -> None:
        scene = self.shift.scene
        self._put(replace(self.view, sheet=None))
        await self.load()
        scene.say(Message(scene.words("Saved on this tablet")))
        await self._pulse.refresh(scene.tablet, self.shift.actor)

    def _put(self, view: CasesView) -> None:
        self.view = view
        self._show(view)
