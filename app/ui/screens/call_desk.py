"""The call screen behind the screen: which contact is open, what was recorded, what comes next."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum, auto
from typing import Any
from uuid import UUID

import flet as ft

from app.domain.attempts import Outcome
from app.domain.consent import Channel, Purpose
from app.domain.contact_consent import NO_WAY, EmailWay
from app.domain.odd_readings import OddReading
from app.domain.problems import Code, Problem
from app.domain.staff import may_step
from app.domain.visits import CarCondition
from app.domain.vouchers import KnownVoucher
from app.services.callcards import CallCard
from app.services.calling import Called
from app.services.consents import ConsentLine
from app.services.contact_list import ContactRow
from app.services.steps import SHORTEST
from app.ui.pulse import Pulse
from app.ui.scene import Message, Place, Route, Shift, ask
from app.ui.screens.call_voucher import whatsapp_address


class Sheet(Enum):
    CONSENTS = auto()
    OTHER_HOUR = auto()
    REFUSED = auto()
    VOUCHER = auto()
    REOPEN = auto()
    READING = auto()


@dataclass(frozen=True)
class CallView:
    """``opened`` matters where list and card do not fit beside each other."""

    rows: tuple[ContactRow, ...] = ()
    to_correct: tuple[ContactRow, ...] = ()  # whose number was wrong
    to_confirm: tuple[ContactRow, ...] = ()  # whose parts are to be confirmed here
    readings: tuple[OddReading, ...] = ()  # kilometres that do not go together
    reading: OddReading | None = None  # which of them is being corrected
    wrong_reading: str = "later"
    chosen: UUID | None = None
    card: CallCard | None = None
    voucher: KnownVoucher | None = None  # what the contact brings
    voucher_way: EmailWay = NO_WAY
    consents: tuple[ConsentLine, ...] = ()
    sheet: Sheet | None = None
    opened: bool = False
    dialled: bool = False
    score: int | None = None
    said: str = ""
    doubt: str = ""  # why the kilometres that were typed are not taken
    loaded: bool = False


class CallDesk:
    """One for each time the screen opens; ``show`` draws the view."""

    def __init__(
        self,
        shift: Shift,
        pulse: Pulse,
        show: Callable[[CallView], None],
        due: UUID | None,
    ) -> None:
        self.shift = shift
        self.view = CallView(chosen=due, opened=due is not None)
        self._pulse = pulse
        self._show = show

    async def load(self) -> None:
        """Read the list again and the card that is open, if it is still there."""
        tablet, actor = self.shift.scene.tablet, self.shift.actor
        rows = tuple(await ask(tablet.contacts.rows, actor))
        to_correct = tuple(await ask(tablet.contacts.to_correct, actor))
        to_confirm = tuple(await ask(tablet.contacts.to_confirm, actor))
        readings = tuple(await ask(tablet.odd_readings.to_correct, actor))
        chosen = self.view.chosen
        if chosen is None and rows:
            chosen = rows[0].due
        card = await ask(tablet.calling.card, actor, chosen) if chosen else None
        voucher, way = await self._brought(card)
        self._put(
            replace(
                self.view,
                rows=rows,
                to_correct=to_correct,
                to_confirm=to_confirm,
                readings=readings,
                chosen=chosen,
                card=card,
                voucher=voucher,
                voucher_way=way,
                loaded=True,
            )
        )

    async def open_card(self, due: UUID) -> None:
        card = await ask(self.shift.scene.tablet.calling.card, self.shift.actor, due)
        voucher, way = await self._brought(card)
        self._put(
            replace(
                self.view,
                chosen=due,
                card=card,
                voucher=voucher,
                voucher_way=way,
                opened=True,
                dialled=False,
                sheet=None,
                score=None,
                said="",
            )
        )

    def close_card(self) -> None:
        self._put(replace(self.view, opened=False))

    async def write(self, phone: str) -> None:
        """Hand the number to WhatsApp, with the words of the voucher that the contact brings."""
        address = whatsapp_address(self.shift, phone, self.view.voucher)
        await ft.UrlLauncher().launch_url(address)

    async def dial(self, phone: str) -> None:
        """Hand the number to the telephone; where there is none, it stays written large."""
        self._put(replace(self.view, dialled=True))
        await ft.UrlLauncher().launch_url(f"tel:{phone}")

    # Outcomes

    async def record(self, outcome: Outcome, call_again_at: datetime | None = None) -> None:
        card = self.view.card
        if card is None:
            return
        called = await ask(
            self.shift.scene.tablet.calling.record_attempt,
            self.shift.actor,
            card.due.id,
            outcome,
            call_again_at,
        )
        await self._recorded(card, outcome, called)
        if outcome is Outcome.TALKED_PROBLEM:  # what was told is taken down at once (R031)
            self.shift.scene.go(Place(Route.COMPLAINT, customer=card.customer.id))

    # Steps that are no tries

    async def ask_reason(self) -> None:
        self._put(replace(self.view, sheet=Sheet.REOPEN, said=""))

    async def reopen(self) -> None:
        """Open the contact again with the reason that was typed; without one say so."""
        card, steps = self.view.card, self.shift.scene.tablet.steps
        if card is None:
            return
        scene, words = self.shift.scene, self.shift.scene.words
        if len(self.view.said.strip()) < SHORTEST:
            scene.say(Message(words("Say why, in a sentence"), card.name))
            return
        saved = await ask(steps.reopen, self.shift.actor, card.due.id, self.view.said)
        await self._stepped(card, Outcome.REOPENED, saved.record)

    async def fix_number(self) -> None:
        """Keep the phone that was typed in the place of the wrong one."""
        card = self.view.card
        if card is None:
            return
        scene, words = self.shift.scene, self.shift.scene.words
        try:
            saved = await ask(
                scene.tablet.steps.fix_number, self.shift.actor, card.due.id, self.view.said
            )
        except Problem as problem:
            if problem.code is not Code.INVALID_FIELD:
                raise
            scene.say(Message(words("That is no phone number"), card.name))
            return
        await self._stepped(card, Outcome.NUMBER_FIXED, saved.record)

    async def confirm_parts(self) -> None:
        """Note that the parts are there."""
        card = self.view.card
        if card is None:
            return
        steps = self.shift.scene.tablet.steps
        saved = await ask(steps.confirm_parts, self.shift.actor, card.due.id)
        if not may_step(self.shift.actor.role, Outcome.TALKED_OK):  # the call is another one's
            following = (row.due for row in self.view.to_confirm if row.due != card.due.id)
            self.view = replace(self.view, chosen=next(following, None), opened=False)
        await self._stepped(card, Outcome.PARTS_READY, saved.record)

    async def note_condition(self, condition: CarCondition) -> None:
        """Note in which condition the car is; the card stays for the outcome."""
        card = self.view.card
        if card is None:
            return
        scene, words = self.shift.scene, self.shift.scene.words
        steps, who = scene.tablet.steps, card.customer.id
        saved = await ask(steps.note_condition, self.shift.actor, who, condition)

        async def undo() -> None:
            await ask(steps.undo, self.shift.actor, saved.record)
            await self.load()

        told = f"{words.code('Answer', condition.value)} · {card.name}"
        scene.say(Message(words("Saved on this tablet"), told, undo=undo))
        await self.load()

    async def _stepped(self, card: CallCard, outcome: Outcome, record: UUID) -> None:
        scene, words = self.shift.scene, self.shift.scene.words

        async def undo() -> None:
            await ask(scene.tablet.steps.undo, self.shift.actor, record)
            await self._pulse.refresh(scene.tablet, self.shift.actor)
            await self.load()

        told = f"{words.of(outcome)} · {card.name}"
        scene.say(Message(words("Saved on this tablet"), told, undo=undo))
        self._put(replace(self.view, sheet=None, said=""))
        await self.load()
        await self._pulse.refresh(scene.tablet, self.shift.actor)

    async def pick_score(self, score: int | None) -> None:
        self._put(replace(self.view, score=score))

    def hear(self, event: ft.Event[ft.TextField]) -> None:
        """Note what the customer says while it is typed; it draws nothing."""
        self.view = replace(self.view, said=event.control.value)

    async def record_answer(self) -> None:
        """Record what the customer answered to the survey."""
        card, score = self.view.card, self.view.score
        if card is None or score is None:
            return
        calling = self.shift.scene.tablet.calling
        said = self.view.said
        called = await ask(calling.record_answer, self.shift.actor, card.due.id, score, said)
        await self._recorded(card, Outcome.TALKED_OK, called)

    async def refuse_all(self) -> None:
        """Record that the person wants no contact at all."""
        card = self.view.card
        if card is None:
            return
        calling = self.shift.scene.tablet.calling
        called = await ask(calling.refuse_all, self.shift.actor, card.due.id)
        await self._recorded(card, Outcome.REFUSED, called)

    async def _recorded(self, card: CallCard, outcome: Outcome, called: Called) -> None:
        self._confirm(card, outcome, called)
        await self._follow(called.next_due)
        await self._pulse.refresh(self.shift.scene.tablet, self.shift.actor)

    async def _follow(self, due: UUID | None) -> None:
        """Open the next card of the list, or the empty list."""
        if due:
            await self.open_card(due)
        else:
            self._put(replace(self.view, chosen=None, card=None, sheet=None, opened=False))

    def _confirm(self, card: CallCard, outcome: Outcome, called: Called) -> None:
        scene, words = self.shift.scene, self.shift.scene.words
        detail = f"{words.of(outcome)} · {card.name}"
        if called.closed and outcome in {Outcome.NO_ANSWER, Outcome.VOICEMAIL, Outcome.BUSY}:
            detail = f"{words('Do not insist: it is closed')} · {card.name}"

        async def undo() -> None:
            if called.opposition is not None:
                await ask(scene.tablet.calling.undo, self.shift.actor, called.opposition)
            await ask(scene.tablet.calling.undo, self.shift.actor, called.record)
            self.view = replace(self.view, chosen=card.due.id, opened=True)
            await self._pulse.refresh(scene.tablet, self.shift.actor)
            await self.load()

        scene.say(Message(words("Saved on this tablet"), detail, undo=undo))

    # Sheets

    async def ask_hour(self) -> None:
        self._put(replace(self.view, sheet=Sheet.OTHER_HOUR))

    async def ask_how_far(self) -> None:
        self._put(replace(self.view, sheet=Sheet.REFUSED))

    async def show_voucher(self) -> None:
        self._put(replace(self.view, sheet=Sheet.VOUCHER))

    async def show_consents(self) -> None:
        card = self.view.card
        if card is None:
            return
        lines = await ask(self.shift.scene.tablet.consents.card, card.customer.id)
        self._put(replace(self.view, sheet=Sheet.CONSENTS, consents=tuple(lines)))

    async def withdraw(self, purpose: Purpose, channel: Channel) -> None:
        card = self.view.card
        if card is None:
            return
        scene, actor = self.shift.scene, self.shift.actor
        consents = scene.tablet.consents
        saved = await ask(consents.withdraw, actor, card.customer.id, purpose, channel)

        async def undo() -> None:
            await ask(consents.undo, actor, saved.record)
            await self._pulse.refresh(scene.tablet, actor)

        what = f"{scene.words.of(purpose)} · {scene.words.of(channel)}"
        withdrawn = scene.words("Withdrawn: {what}", what=what)
        scene.say(Message(scene.words("Saved on this tablet"), withdrawn, undo=undo))
        await self.show_consents()
        await self._pulse.refresh(scene.tablet, actor)

    def close_sheet(self) -> None:
        self._put(replace(self.view, sheet=None))

    async def refresh(self) -> None:
        """Read everything again, here and where it is counted."""
        await self.load()
        await self._pulse.refresh(self.shift.scene.tablet, self.shift.actor)

    async def _brought(self, card: CallCard | None) -> tuple[KnownVoucher | None, EmailWay]:
        """Return the voucher of a card, of any contact that the call is about, and its way by mail."""
        redeeming = self.shift.scene.tablet.redeeming
        for due in (card.due, *card.also) if card else ():
            if (known := await ask(redeeming.of_contact, due.id)) is not None:
                return known, await ask(redeeming.email_way, known)
        return None, NO_WAY

    def change(self, **values: Any) -> None:
        """Draw the view with these values."""
        self._put(replace(self.view, **values))

    def _put(self, view: CallView) -> None:
        self.view = view
        self._show(view)
