"""Facts for tests, with as few words as the test needs: a visitor, a visit, a tablet's records."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from app.domain.catalogue import Branch
from app.domain.clock import epoch_ms
from app.domain.consent import Channel, ConsentDecision, Decision, Purpose
from app.domain.contract import Push
from app.domain.fields import Checked, State
from app.domain.ids import IdSource
from app.domain.people import Country, Document, DocumentType, PersonName, Visitor
from app.domain.records import CONTRACT_VERSION, fingerprint
from app.domain.staff import Person, Role
from app.domain.visits import Visit

NOON = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)  # a Monday, 12:00 in Santiago

NUNOA = Branch(
    code="NUNOA",
    name="Sucursal Ñuñoa",
    country=Country.CL,
    zone="America/Santiago",
    dealer="Automotriz Demo",
    demo=True,
)
LIMA = Branch(
    code="LIMA",
    name="Sucursal Lima",
    country=Country.PE,
    zone="America/Lima",
    dealer="Automotriz Demo",
    demo=True,
)
CARLA = Person(code="carla", name="Carla Modelo", role=Role.SELLER, branch="NUNOA")
MARTA = Person(code="marta", name="Marta Jornada", role=Role.CHIEF, branch="NUNOA")
ROSA = Person(code="rosa", name="Rosa Quimera", role=Role.RECEPTION, branch="NUNOA")
LUCHO = Person(code="lucho", name="Lucho Limeño", role=Role.SELLER, branch="LIMA")


class HandClock:
    """A clock that a test moves by hand."""

    def __init__(self, at: datetime = NOON) -> None:
        self.at = at
        self.boot_name = "boot-1"

    def now(self) -> datetime:
        return self.at

    def monotonic_ms(self) -> int:
        return epoch_ms(self.at)

    def boot(self) -> str:
        return self.boot_name

    def pass_by(self, **parts: int) -> None:
        self.at += timedelta(**parts)


def counted_bytes() -> Callable[[int], bytes]:
    """Return a source of bytes that are never the same and the same in each run."""
    state = iter(range(1, 2**62))
    return lambda count: next(state).to_bytes(8, "big").rjust(count, b"\0")[-count:]


def id_source(clock: HandClock) -> IdSource:
    return IdSource(clock, counted_bytes())


def phone(value: str = "+56955500001", state: State = State.VALID) -> Checked:
    return Checked(typed=value, value=value, state=state)


def email(value: str = "ana@prueba.example") -> Checked:
    return Checked(typed=value, value=value, state=State.VALID)


def rut(value: str) -> Document:
    return _document(Country.CL, DocumentType.RUT, value)


def dni(value: str) -> Document:
    return _document(Country.PE, DocumentType.DNI, value)


def name(full: str) -> PersonName:
    given, _, surname = full.partition(" ")
    return PersonName(typed=full, given=given, surname=surname)


def visitor(full: str | None = "Ana Prueba", **parts: Any) -> Visitor:
    return Visitor(name=None if full is None else name(full), **parts)


def visit(full: str | None = "Ana Prueba", **parts: Any) -> Visit:
    """Return a visit; the parts that describe the person go to the visitor."""
    person = {key: parts.pop(key) for key in list(parts) if key in Visitor.model_fields}
    return Visit(visitor=visitor(full, **person), **parts)


def decision(
    channel: Channel = Channel.WHATSAPP,
    verdict: Decision = Decision.GRANT,
    purpose: Purpose = Purpose.MARKETING,
) -> ConsentDecision:
    return ConsentDecision(
        purpose=purpose,
        channel=channel,
        decision=verdict,
        text_id="marketing-cl",
        text_version=1,
        text_sha256="0" * 64,
        locale="es_CL",
    )


class Tablet:
    """Makes records in their envelope and batches of them, as an enrolled tablet would."""

    def __init__(
        self,
        clock: HandClock,
        ids: IdSource,
        *,
        device: UUID | None = None,
        epoch: UUID | None = None,
        token: str = "",
    ) -> None:
        self.clock = clock
        self.ids = ids
        self.device = device or ids.new()
        self.epoch = epoch or ids.new()
        self.token = token
        self.seq = 0

    def record(
        self,
        kind: str,
        body: BaseModel | dict[str, Any],
        refs: dict[str, UUID] | None = None,
        *,
        actor: str = "carla",
        branch: str = "NUNOA",
        **envelope: Any,
    ) -> dict[str, Any]:
        """Return one JSON-shaped record; what ``envelope`` gives replaces what is usual."""
        self.seq += 1
        made: dict[str, Any] = {
            "id": str(self.ids.new()),
            "device": str(self.device),
            "epoch": str(self.epoch),
            "seq": self.seq,
            "kind": kind,
            "schema": CONTRACT_VERSION,
            "clocks": {
                "wall": epoch_ms(self.clock.now()),
                "boot": self.clock.boot(),
                "mono": self.clock.monotonic_ms(),
            },
            "actor": actor,
            "branch": branch,
            "refs": {key: str(value) for key, value in (refs or {}).items()},
            "supersedes": None,
            "body": body.model_dump(mode="json") if isinstance(body, BaseModel) else body,
            **envelope,
        }
        return {"sha": fingerprint(made), **made}

    def push(self, *records: dict[str, Any], **message: Any) -> Push:
        return Push(
            **{
                "app": "1.0",
                "epoch": self.epoch,
                "batch": self.ids.new(),
                "wall": epoch_ms(self.clock.now()),
                "boot": self.clock.boot(),
                "mono": self.clock.monotonic_ms(),
                "records": list(records),
                **message,
            }
        )


def record_id(record: dict[str, Any]) -> UUID:
    return UUID(record["id"])


def _document(country: Country, kind: DocumentType, value: str) -> Document:
    return Document(country=country, type=kind, typed=value, value=value, state=State.VALID)
