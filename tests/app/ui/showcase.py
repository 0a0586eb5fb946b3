"""A tablet with something on every screen: real services over a real file, no server behind."""

import secrets
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple, cast
from uuid import UUID

from pydantic import BaseModel

from app.domain.attempts import MadeAttempt, Outcome
from app.domain.catalogue import CarModel
from app.domain.clock import Clock, epoch_ms
from app.domain.consent import Channel, DatedDecision, Decision, Purpose
from app.domain.contract import FeedOp, FeedRow, PullPage, RecordReport, Result
from app.domain.customers import (
    Customer,
    Interaction,
    InteractionKind,
    KnownContact,
    KnownName,
    Provenance,
)
from app.domain.dues import DueContact, DueReason, DueState
from app.domain.ids import IdSource
from app.domain.problems import Code, Problem
from app.domain.staff import Person, pin_verifier
from app.domain.visits import LifeStage, Reason
from app.services.calling import Calling
from app.services.capture import Capture, VisitForm
from app.services.consents import Consents
from app.services.enrolment import Enrolling
from app.services.home import Home
from app.services.knowledge import Knowledge
from app.services.outgoing import Outgoing, Sending
from app.services.preferences import Preferences
from app.services.recording import Recorder
from app.services.session import Session
from app.services.showroom import Showroom
from app.services.tablet import Tablet
from app.storage.state import Identity, Key
from app.storage.store import Store, open_store
from app.sync.engine import Engine, Progress
from tests.builders import CARLA, MARTA, NUNOA, ROSA, decision, name, phone

PIN = "271828"
LUIS = Person(code="luis", name="Luis Supuesto", role=CARLA.role, branch=NUNOA.code)
NEW_HAND = Person(code="diego", name="Diego Inventado", role=CARLA.role, branch=NUNOA.code)
MODELS = ("Aura 2", "Aura 3", "Terra 5", "Terra 7", "Terra 5 H", "Sierra", "Vega", "Nimbo")


class StillEngine:
    """An engine that attempts nothing: tests say what its progress is."""

    def __init__(self) -> None:
        self.progress = Progress(online=True)
        self.listeners: list[Callable[[], None]] = []
        self.woken = 0

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        self.listeners.append(listener)
        return lambda: self.listeners.remove(listener)

    def wake(self) -> None:
        self.woken += 1

    def turn(self, progress: Progress) -> None:
        self.progress = progress
        for listener in self.listeners:
            listener()


class ClosedDoor:
    """A server that knows no invitation."""

    def enrol(self, _enrolment: object) -> None:
        raise Problem(Code.ENROLMENT_UNKNOWN)


class Showcase:
    """The tablet, its engine, and the parts that a test looks at or breaks."""

    def __init__(self, folder: Path, clock: Clock, *, enrolled: bool = True) -> None:
        self.clock = clock
        self.ids = IdSource(clock, secrets.token_bytes)
        self.store: Store = open_store(folder, lambda _state: clock)
        self.engine = StillEngine()
        if enrolled:
            self._enrol()
        self.tablet = _wired(self)
        self._version = 0

    def furnish(self) -> None:
        """Fill the branch: people, models, six dues, a draft, and records in each state."""
        self.put("person", *[(p.code, _with_pin(p)) for p in (CARLA, LUIS, MARTA, ROSA)])
        must_change = _with_pin(NEW_HAND).model_copy(update={"must_change_pin": True})
        self.put("person", (NEW_HAND.code, must_change))
        self.put(
            "catalogue",
            *[
                (f"m{n}", CarModel(code=f"m{n}", make="Demo", name=model, rank=n, demo=True))
                for n, model in enumerate(MODELS, 1)
            ],
        )
        self.put("setting", (NUNOA.code, NUNOA))
        for n, story in enumerate(STORIES, 1):
            _furnish_due(self, n, story)
        self._furnish_outbox()

    def put(self, kind: str, *documents: tuple[str, BaseModel]) -> None:
        self._version += 1
        rows = tuple(
            FeedRow(
                ver=self._version,
                op=FeedOp.PUT,
                kind=kind,
                id=identity,
                doc=document.model_dump(mode="json"),
            )
            for identity, document in documents
        )
        now = epoch_ms(self.clock.now())
        cursor = str(self._version)
        self.store.mirror.apply(PullPage(rows=rows, cursor=cursor, more=True, now=now))

    def conclude(self, record: UUID, result: Result, code: Code | None = None) -> None:
        """Answer one record as the server would."""
        found = self.store.captures.find(record)
        assert found is not None
        self.store.outbox.next_batch(500, 1 << 20)
        self.store.outbox.conclude(
            [RecordReport(seq=found.seq, id=record, result=result, code=code, field=None)]
        )

    def close(self) -> None:
        self.store.close()

    def _enrol(self) -> None:
        identity = Identity(
            url="http://127.0.0.1:9",
            server=UUID(int=1),
            device=UUID(int=2),
            epoch=UUID(int=3),
            code="T07",
            branch=NUNOA,
        )
        self.store.keys.keep_token("invented")
        self.store.state.set(Key.IDENTITY, identity.model_dump_json())
        self.store.state.set(Key.LAST_OK, str(epoch_ms(self.clock.now()) - 180_000))

    def _furnish_outbox(self) -> None:
        capture = self.tablet.capture
        for visitor, reason, intent, result in (
            ("Teresa Demostración", Reason.NEW_CAR, 6, Result.ACCEPTED),
            ("Hugo Supuesto", Reason.USED_CAR, 4, Result.ACCEPTED),
            ("Rodrigo Prueba", Reason.RENEWAL, 5, Result.REJECTED),
            ("Ana Prueba", Reason.RENEWAL, 7, None),
        ):
            form = VisitForm(phone="955501234", name=visitor, reason=reason, intent=intent)
            saved = capture.save_visit(CARLA, form)
            if result:
                code = Code.MISSING_REF if result is Result.REJECTED else None
                self.conclude(saved.record, result, code)
        capture.save_draft(
            CARLA, VisitForm(phone="9 5550 77", name="Rodrigo Pendiente", reason=Reason.RENEWAL)
        )


def _wired(showcase: Showcase) -> Tablet:
    store, ids = showcase.store, showcase.ids
    showroom, knowledge = Showroom(store), Knowledge(store)
    recorder = Recorder(store, ids, showcase.engine.wake)
    capture = Capture(store, showroom, recorder)
    calling = Calling(knowledge, showroom, recorder)
    engine = cast("Engine", showcase.engine)
    closed = cast("Callable[[str], object]", lambda _url: ClosedDoor())
    return Tablet(
        showroom=showroom,
        session=Session(store, knowledge, showroom, recorder, secrets.token_bytes),
        enrolling=Enrolling(store, closed, ids, "1.0", "http://127.0.0.1:9"),  # type: ignore[arg-type]
        capture=capture,
        calling=calling,
        consents=Consents(knowledge, showroom, recorder),
        outgoing=Outgoing(
            store, showroom, capture, recorder, Sending(engine, showcase.engine.wake)
        ),
        home=Home(store, showroom, calling, capture),
        preferences=Preferences(store),
    )


def _with_pin(person: Person) -> Person:
    verifier = pin_verifier(PIN, secrets.token_bytes)
    return person.model_copy(update={"verifier": verifier, "must_change_pin": False})


class Story(NamedTuple):
    """Whom to call: when they came, how near to buying, and what came of each try so far."""

    who: str
    days_ago: int
    intent: int
    model: str
    tries: tuple[Outcome, ...] = ()
    blocked: bool = False
    owner: str = "carla"


STORIES = (
    Story("Julia Muestra", 8, 8, "Terra 5", (Outcome.NO_ANSWER,)),
    Story("Marcos Ejemplo", 3, 7, "Terra 7", (Outcome.CALL_LATER,)),
    Story("Rita Ficticia", 7, 8, "Terra 7"),
    Story("Pablo Inventado", 4, 6, "Aura 3", owner="luis"),
    Story("Elena Modelo", 3, 3, "Sierra", (Outcome.NO_ANSWER, Outcome.VOICEMAIL)),
    Story("Sonia Cautela", 2, 5, "Aura 2", blocked=True),
)


def due_of(n: int) -> UUID:
    """Return the due of the n-th story, from 1."""
    return UUID(int=300 + n)


def _furnish_due(showcase: Showcase, n: int, story: Story) -> None:
    now = showcase.clock.now()
    visited = now - timedelta(days=story.days_ago, hours=2)
    customer, visit, due = UUID(int=100 + n), UUID(int=200 + n), due_of(n)
    origin = Provenance(record=visit, kind="visit", by="carla", at=epoch_ms(visited))
    made = tuple(
        MadeAttempt(
            id=UUID(int=400 + 10 * n + at),
            made_at=now - timedelta(days=2 - at, hours=3 * at + 1),
            outcome=outcome,
            by="carla",
            call_again_at=now + timedelta(hours=1) if outcome is Outcome.CALL_LATER else None,
        )
        for at, outcome in enumerate(story.tries)
    )
    granted = DatedDecision(
        decision=decision(Channel.WHATSAPP, Decision.GRANT, Purpose.MARKETING),
        at=epoch_ms(visited),
        record=visit,
        by="carla",
    )
    touches = [
        Interaction(
            record=attempt.id,
            kind=InteractionKind.ATTEMPT,
            at=epoch_ms(attempt.made_at),
            by="carla",
            outcome=attempt.outcome,
        )
        for attempt in reversed(made)
    ]
    came = Interaction(
        record=visit,
        kind=InteractionKind.VISIT,
        at=epoch_ms(visited),
        by="carla",
        outcome=Reason.RENEWAL,
        intent=story.intent,
        models=(story.model,),
    )
    known = Customer(
        id=customer,
        branch=NUNOA.code,
        owner="carla",
        demo=True,
        names=(KnownName(value=name(story.who), origin=origin),),
        phones=(KnownContact(value=phone(f"+5695550{7780 + n}"), origin=origin),),
        life_stage=LifeStage.FAMILY,
        consents=(granted,) if n % 2 else (),
        recent=(*touches, came),
        visits=1,
        records=1 + len(made),
    )
    day = visited.date()
    contact = DueContact(
        id=due,
        programme="POTENCIAL",
        customer=customer,
        trigger=visit,
        owner=story.owner,
        branch=NUNOA.code,
        purpose=Purpose.QUOTE,
        channels=() if story.blocked else (Channel.PHONE,),
        opens_on=day,
        window_to=day + timedelta(days=7),
        expires_on=day + timedelta(days=30),
        intent=story.intent,
        models=(story.model,),
        state=DueState.BLOCKED if story.blocked else DueState.OPEN,
        reason=DueReason.OPPOSED if story.blocked else DueReason.IN_WINDOW,
        attempts=made,
    )
    showcase.put("customer", (str(customer), known))
    showcase.put("due_contact", (str(due), contact))
