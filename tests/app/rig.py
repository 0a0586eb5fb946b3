"""A tablet in a folder over a server made by hand, driven without threads."""

from collections.abc import Callable
from contextlib import ExitStack
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from app.domain.clock import epoch_ms
from app.domain.contract import SyncApi
from app.domain.customers import Customer, KnownContact, KnownName, Provenance
from app.domain.dues import DueContact
from app.domain.ids import due_contact_id
from app.domain.programmes import Prospect, potencial
from app.domain.staff import Person, pin_verifier
from app.main import Running, wired
from app.services.enrolment import Invitation
from app.services.tablet import Tablet
from app.storage.store import Store, open_store
from app.sync.engine import Engine
from tests.app.fakes import FakeServer
from tests.builders import CARLA, MARTA, NUNOA, ROSA, HandClock, counted_bytes, name, phone

PIN = "480315"
VERIFIER = pin_verifier(PIN, counted_bytes())


class Rig:
    """``engine.run_once()`` is the only thing that sends; ``reopen`` is a new process."""

    def __init__(
        self, folder: Path, clock: HandClock, connect: Callable[[str], SyncApi], url: str = ""
    ) -> None:
        self.folder = folder
        self.clock = clock
        self.connect = connect
        self.url = url
        self.open()

    def open(self) -> None:
        self.store: Store = open_store(self.folder, lambda _state: self.clock)
        # Tests end processes, not power: they need no flush to the disk.
        self.store.file.connection.execute("PRAGMA synchronous = OFF")
        self.running: Running = wired(self.store, self.connect, ExitStack(), self.url)
        self.tablet: Tablet = self.running.tablet
        self.engine: Engine = self.running.engine

    def reopen(self) -> None:
        """Forget everything but the files, as a new process does."""
        self.store.close()
        self.clock.boot_name += "'"
        self.open()
        self.engine.recover()

    def enrol(self, code: str = "7Q4KM2X9AB") -> None:
        self.tablet.enrolling.enrol(Invitation("http://127.0.0.1:1", code), "Mesón 1")

    def sync(self) -> None:
        self.engine.run_once()

    def states(self) -> list[str]:
        rows = self.store.file.rows("SELECT state FROM outbox ORDER BY seq")
        return [row["state"] for row in rows]


def staff(person: Person, **parts: Any) -> Person:
    """Return a colleague who can sign in with ``PIN``."""
    return person.model_copy(update={"verifier": VERIFIER, "must_change_pin": False, **parts})


def open_branch(server: FakeServer) -> None:
    """Publish a seller, a chief and a receptionist of Ñuñoa."""
    server.publish("setting", "branch", NUNOA)
    for person in (CARLA, MARTA, ROSA):
        server.publish("person", person.code, staff(person))


def customer(identity: UUID, full: str = "Ana Prueba", **parts: Any) -> Customer:
    origin = Provenance(record=identity, kind="visit", by="carla", at=0)
    return Customer(
        **{
            "id": identity,
            "branch": "NUNOA",
            "owner": "carla",
            "names": (KnownName(value=name(full), origin=origin),),
            "phones": (KnownContact(value=phone(), origin=origin),),
            **parts,
        }
    )


def due_of(
    who: UUID, visited: datetime, trigger: UUID, owner: str = "carla", **parts: Any
) -> DueContact:
    """Return the due contact of a visit, as the programme makes it."""
    prospect = Prospect(
        visit=trigger,
        at=epoch_ms(visited),
        day=visited.date(),
        owner=owner,
        branch="NUNOA",
        intent=parts.pop("intent", 5),
    )
    [due] = potencial(who, [prospect], {}, {})
    assert due.id == due_contact_id("POTENCIAL", who, trigger)
    return due.model_copy(update=parts)


def days_ago(clock: HandClock, days: int) -> datetime:
    return clock.now() - timedelta(days=days)


def day(text: str) -> date:
    return date.fromisoformat(text)
