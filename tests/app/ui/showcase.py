"""A tablet with something on every screen: people, models, six dues, a draft, every send state."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from pydantic import BaseModel

from app.domain.attempts import MadeAttempt, Outcome
from app.domain.catalogue import CarModel, DemoCar
from app.domain.clock import epoch_ms
from app.domain.consent import Channel, DatedDecision, Purpose
from app.domain.customers import Customer, Interaction, InteractionKind, KnownContact, Provenance
from app.domain.dues import DueContact, DueReason, DueState
from app.domain.events import Heat, KnownEvent, KnownPass, Way
from app.domain.fields import Checked, State
from app.domain.handbook import CareTip, ServiceWork
from app.domain.ids import due_contact_id
from app.domain.passes import short_code
from app.domain.people import Country
from app.domain.problems import Code
from app.domain.reviews import KnownMerger, KnownReview, ReviewSide, Said
from app.domain.staff import Person
from app.domain.visits import Reason
from app.domain.vouchers import RedemptionMark
from app.services.capture import VisitForm
from tests.app import rig as rigging
from tests.app.fakes import FakeServer
from tests.app.rig import PIN, Rig, days_ago, staff
from tests.app.voucher_rig import public, voucher
from tests.builders import CARLA, NUNOA, HandClock, decision, phone
from tests.domain import event_builders as fairs

MORNING = datetime(2026, 11, 23, 13, 45, tzinfo=UTC)  # a Monday, 10:45 in Santiago
LUIS = Person(code="luis", name="Luis Supuesto", role=CARLA.role, branch=CARLA.branch)
DIEGO = Person(code="diego", name="Diego Inventado", role=CARLA.role, branch=CARLA.branch)
FAIR = UUID(int=500)
RITAS_VOUCHER, TWICE = UUID(int=770), UUID(int=771)
VISITORS = (
    ("Ulises E.", Way.PHONE, None),
    ("Paula D.", Way.STAFF, Heat.HOT),
    ("Leonardo S.", Way.KIOSK, None),
    ("Rita F.", Way.STAFF, Heat.WARM),
    ("Hugo S.", Way.PHONE, None),
    ("Teresa D.", Way.STAFF, Heat.COLD),
)
MODELS = ("Aura 2", "Aura 3", "Terra 5", "Terra 7", "Terra 5 H", "Sierra", "Vega", "Nimbo")

CARS = (
    ("DM 01 AA", "Terra 5", "gris", None),
    ("DM 02 AA", "Terra 5 H", "blanco", None),
    ("DM 03 AA", "Terra 7", "azul", date(2026, 11, 25)),
)

__all__ = ["DIEGO", "LUIS", "MORNING", "PIN", "STORIES", "due_id", "showcase"]


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


def showcase(folder: Path, clock: HandClock) -> Rig:
    """Return an enrolled tablet, up to date but for one record that waits and one refused."""
    server = FakeServer(clock)
    rigging.open_branch(server)
    server.publish("setting", "branch", NUNOA.model_copy(update={"mailbox": "x" * 38}))
    server.publish("person", LUIS.code, staff(LUIS))
    server.publish("person", DIEGO.code, staff(DIEGO, must_change_pin=True))
    for rank, model in enumerate(MODELS, 1):
        shown = CarModel(code=f"m{rank}", make="Demo", name=model, rank=rank, demo=True)
        server.publish("catalogue", shown.code, shown)
    for plate, model, color, away_until in CARS:
        told = Checked(typed=plate, value=plate.replace(" ", ""), state=State.VALID)
        car = DemoCar(
            branch="NUNOA", plate=told, model=model, color=color, away_until=away_until, demo=True
        )
        server.publish("demo_car", f"CL-{car.name()}", car)
    for n, story in enumerate(STORIES, 1):
        _tell(server, clock, n, story)
    for n in (1, 2):
        asked = _question(UUID(int=900 + n), epoch_ms(days_ago(clock, 1)) + n)
        server.publish("review", asked.id, asked)
    for n, by in enumerate((None, "Marta Jornada"), 1):
        merged = _merger(UUID(int=930 + n), by, epoch_ms(days_ago(clock, 4 - n)))
        server.publish("merger", merged.id, merged)
    _open_fair(server, clock)
    rig = Rig(folder, clock, lambda _url: server)
    rig.enrol()
    rig.sync()
    _fill_outbox(rig, server)
    return rig


def _question(identity: UUID, at: int) -> KnownReview:
    """Return two customers that share a mobile and differ in their e-mails."""
    older = {
        "customer": UUID(int=921),
        "branch": "NUNOA",
        "owner": "luis",
        "owner_name": LUIS.name,
        "name": "Ana María Prueba",
        "phones": ("+56955501234",),
        "emails": ("ana.p@trabajo.example",),
        "document": "12*****85",
        "document_type": "rut",
        "car": "Aura 3 · GHLP21",
        "offers": ("phone",),
        "last_at": at - 200 * 86_400_000,
        "visits": 3,
    }
    newer = {
        "customer": UUID(int=922),
        "branch": "NUNOA",
        "owner": "carla",
        "owner_name": CARLA.name,
        "name": "Ana Prueba",
        "phones": ("+56955501234",),
        "emails": ("ana.p@correo.example",),
        "refused": ("phone",),
        "last_at": at,
        "visits": 1,
    }
    said = (("phone", "same", 9.2), ("given", "first_only", 3.1), ("email", "different", -3.4))
    return KnownReview(
        id=identity,
        one=ReviewSide.model_validate(older),
        two=ReviewSide.model_validate(newer),
        name="Ana María Prueba",
        probability=0.93,
        said=tuple(Said(field=field, level=level, bits=bits) for field, level, bits in said),
        at=at,
    )


def _merger(identity: UUID, by: str | None, at: int) -> KnownMerger:
    """Return two customers that became one."""
    asked = _question(identity, at)
    one, two = asked.one, asked.two.model_copy(update={"customer": identity})
    if by is None:
        named = {"name": "Luis Alberto Ensayo", "phones": ("+56955507711",), "emails": ()}
        one = one.model_copy(update=named)
        two = two.model_copy(update=named | {"name": "Luis Ensayo", "document": "15*****3K"})
    return KnownMerger(id=identity, one=one, two=two, by="marta" if by else None, by_name=by, at=at)


def due_id(n: int) -> UUID:
    """Return the due of the n-th story, from 1."""
    visit, customer = UUID(int=200 + n), UUID(int=100 + n)
    return due_contact_id("POTENCIAL", customer, visit)


def _open_fair(server: FakeServer, clock: HandClock) -> None:
    """Publish a fair that is on, and who signed up for it this morning."""
    now = clock.now()
    body = fairs.event(
        starts_at=now - timedelta(hours=2), ends_at=now + timedelta(hours=9), gift="Vale de lavado"
    )
    known = KnownEvent(
        id=FAIR, branch="NUNOA", by="marta", at=0, event=body, token="x" * 38, pass_key="ab" * 32
    )
    server.publish("event", FAIR, known)
    for n, (name, way, heat) in enumerate(VISITORS, 1):
        id_ = UUID(int=600 + n)
        one = KnownPass(
            id=id_,
            event=FAIR,
            branch="NUNOA",
            name=name,
            code=short_code(id_),
            people=1 + n % 2,
            way=way,
            heat=heat,
            at=epoch_ms(now - timedelta(minutes=17 * n)),
            by="carla",
        )
        server.publish("pass", id_, one)


def _fill_outbox(rig: Rig, server: FakeServer) -> None:
    capture = rig.tablet.capture
    sent = (
        VisitForm(phone="955501234", name="Teresa Demostración", reason=Reason.NEW_CAR, intent=6),
        VisitForm(phone="955501235", name="Hugo Supuesto", reason=Reason.USED_CAR, intent=4),
    )
    for form in sent:
        capture.save_visit(CARLA, form)
    rig.sync()
    server.verdict = lambda _record: Code.UNKNOWN_ACTOR
    refused = VisitForm(phone="955501236", name="Rodrigo Prueba", reason=Reason.RENEWAL, intent=5)
    capture.save_visit(CARLA, refused)
    rig.sync()
    server.verdict = lambda _record: None
    waiting = VisitForm(phone="955501237", name="Ana Prueba", reason=Reason.RENEWAL, intent=7)
    capture.save_visit(CARLA, waiting)
    draft = VisitForm(phone="9 5550 77", name="Rodrigo Pendiente", reason=Reason.RENEWAL)
    capture.save_draft(CARLA, draft)


def _tell(server: FakeServer, clock: HandClock, n: int, story: Story) -> None:
    customer, visit = UUID(int=100 + n), UUID(int=200 + n)
    visited = days_ago(clock, story.days_ago) - timedelta(hours=2)
    made = tuple(
        _attempt(clock, UUID(int=400 + 10 * n + at), at, outcome)
        for at, outcome in enumerate(story.tries)
    )
    server.publish("customer", customer, _customer(customer, visit, visited, story, made))
    server.publish("due_contact", due_id(n), _due(customer, visit, visited, story, made))


def _attempt(clock: HandClock, identity: UUID, at: int, outcome: Outcome) -> MadeAttempt:
    later = clock.now() + timedelta(hours=1) if outcome is Outcome.CALL_LATER else None
    return MadeAttempt(
        id=identity,
        made_at=days_ago(clock, 2 - at) - timedelta(hours=3 * at + 1),
        outcome=outcome,
        by="carla",
        call_again_at=later,
    )


def _customer(
    identity: UUID,
    visit: UUID,
    visited: datetime,
    story: Story,
    made: tuple[MadeAttempt, ...],
) -> Customer:
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
    ticked = decision(Channel.WHATSAPP)
    granted = DatedDecision(decision=ticked, at=epoch_ms(visited), record=visit, by="carla")
    origin = Provenance(record=visit, kind="visit", by="carla", at=epoch_ms(visited))
    number = phone(f"+5695550{7680 + identity.int}")
    return rigging.customer(
        identity,
        story.who,
        demo=True,
        phones=(KnownContact(value=number, origin=origin),),
        consents=(granted,) if identity.int % 2 else (),
        recent=(*touches, came),
        visits=1,
        records=1 + len(made),
    )


def _due(
    customer: UUID,
    visit: UUID,
    visited: datetime,
    story: Story,
    made: tuple[MadeAttempt, ...],
) -> DueContact:
    return rigging.due_of(
        customer,
        visited,
        visit,
        owner=story.owner,
        intent=story.intent,
        models=(story.model,),
        channels=() if story.blocked else (Channel.PHONE,),
        state=DueState.BLOCKED if story.blocked else DueState.OPEN,
        reason=DueReason.OPPOSED if story.blocked else DueReason.IN_WINDOW,
        attempts=made,
    )


def called_after_a_purchase(shown: Rig, visited: UUID | None = None, **parts: object) -> UUID:
    """Let who is due for a visit, by default Rita, be due for a purchase too; return that contact."""
    today = shown.clock.now().date()
    known = shown.store.mirror.document("due_contact", str(visited or due_id(3)), DueContact)
    assert known is not None
    due = known.model_copy(
        update={
            "id": UUID(int=77),
            "programme": "POSTVENTA",
            "purpose": Purpose.SERVICE,
            "opens_on": today - timedelta(days=1),
            "window_to": today + timedelta(days=1),
            "expires_on": today + timedelta(days=11),
            "models": (),
            "intent": None,
            "attempts": (),
            "channels": (Channel.PHONE,),
            "state": DueState.OPEN,
            **parts,
        }
    )
    publish(shown, "due_contact", due.id, due)
    return due.id


def maintenance_due(shown: Rig) -> UUID:
    """Let Rita's car fall due for its year, with a table of works and a tip of the dealer."""
    row = {"country": Country.CL, "make": "", "valid_from": date(2026, 1, 1), "demo": True}
    work = ServiceWork.model_validate(
        {
            **row,
            "step": "km10000",
            "work": "Aceite, filtro de aceite y revisión de frenos",
            "price": 129_990,
            "minutes": 90,
        }
    )
    tip = CareTip.model_validate(
        {**row, "text": "Revise la presión de los neumáticos una vez al mes, en frío"}
    )
    publish(shown, "service_work", work.id(), work)
    publish(shown, "care_tip", tip.id(), tip)
    return called_after_a_purchase(shown, programme="MANT", models=("Terra 7",), step="m12")


def publish(shown: Rig, kind: str, identity: object, doc: BaseModel) -> None:
    """Let the tablet pull a document."""
    server = shown.connect("http://127.0.0.1:1")
    assert isinstance(server, FakeServer)
    server.publish(kind, identity, doc)
    shown.sync()


def with_vouchers(shown: Rig) -> None:
    """Let Rita's birthday bring a voucher, and let two tablets have redeemed another one."""
    told = NUNOA.model_copy(update={"voucher_key": public()})
    publish(shown, "setting", "branch", told)
    rita, julia = UUID(int=103), UUID(int=101)
    today = shown.clock.now().date()
    due = called_after_a_purchase(
        shown,
        id=RITAS_VOUCHER,
        programme="CUMPLE",
        purpose=Purpose.MARKETING,
        channels=(Channel.WHATSAPP,),
        opens_on=today - timedelta(days=1),
        window_to=today,
        expires_on=today + timedelta(days=1),
        tries=1,
    )
    last = today + timedelta(days=30)
    hers = voucher(id=due, customer=rita, name="Rita F.", gift="Cena para dos", last_day=last)
    publish(shown, "voucher", due, hers)
    at = epoch_ms(shown.clock.now() - timedelta(hours=19))
    marks = tuple(
        RedemptionMark(
            record=UUID(int=780 + n), at=at + n * 660_000, by=by, desk=f"T0{n}", branch="NUNOA"
        )
        for n, by in ((2, "luis"), (3, "marta"))
    )
    twice = voucher(id=TWICE, customer=julia, name="Julia M.", last_day=last, redemptions=marks)
    publish(shown, "voucher", TWICE, twice)
