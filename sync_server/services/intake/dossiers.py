"""The complaints, workshop visits, events, passes and vouchers that a batch is about, with all their records.

A record sees what its neighbours before it did, as if each had been committed alone.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping

import orjson
from sqlalchemy import Connection

from app.domain.catalogue import Branch
from app.domain.complaint_acts import ComplaintAct, Promise
from app.domain.complaints import Complaint
from app.domain.contract import Retraction
from app.domain.events import CheckIn, EventWord, SignUp
from app.domain.records import Envelope
from app.domain.sheets import SheetNumber
from app.domain.visits import Consent, Profile
from app.domain.vouchers import Redemption, VoucherMail
from app.domain.workshop import WorkshopDelivery, WorkshopVisit
from app.domain.workshop_standing import vehicle_id
from sync_server.master.facts import Fact
from sync_server.services.intake.read import body_of, fact_of
from sync_server.storage import complaints, dossiers, events, ledger, staff

_FOUNDING = (Complaint, WorkshopVisit, EventWord, SignUp)
_REF = {
    ComplaintAct: "complaint",
    Promise: "complaint",
    WorkshopDelivery: "workshop_visit",
    EventWord: "event",
    CheckIn: "sign_up",
    Redemption: "voucher",
    VoucherMail: "voucher",
    Profile: "sign_up",
    Consent: "sign_up",
}


class Dossiers:
    """What is known of them.

    ``sheets`` gives the complaint that holds a number, ``hosts`` the branch of each event that
    somebody signs up for, ``added`` what each accepted record of the
    batch is about, ``touched`` the complaints and visits to be folded again.
    """

    def __init__(self, connection: Connection, facts: list[Fact]) -> None:
        """Find out what the facts are about: that never changes, so nothing is locked yet."""
        self.branches: Mapping[str, Branch] = {}
        self.sheets: dict[SheetNumber, str] = {}
        self.hosts: dict[str, str] = {}
        self.added: dict[str, str] = {}
        self.touched: set[str] = set()
        self._batch = facts
        self._facts: dict[str, list[Fact]] = {}
        self._undone: set[tuple[str, str]] = set()  # record, branch
        self._root_of = _retracted(connection, facts)
        self._root_of |= {fact.text: root for fact in facts if (root := _own_root(fact))}

    def names(self) -> set[str]:
        """Return the names to lock: what the batch is about, numbers of sheets, vehicles."""
        receptions = [f.body for f in self._batch if isinstance(f.body, WorkshopVisit)]
        return {
            *(f"dossier:{root}" for root in self._root_of.values()),
            *(f"sheet:{sheet.full()}" for sheet in self._sheets()),
            *(f"vehicle:{vehicle_id(visit.country, visit.plate)}" for visit in receptions),
        }

    def load(self, connection: Connection) -> None:
        """Read what is known, once it is locked."""
        if not self._root_of:
            return
        self.read(connection, set(self._root_of.values()))
        self._undone |= ledger.retractions(connection, self._root_of.keys())
        self.sheets = complaints.holders(connection, self._sheets())
        wanted = {str(f.refs["event"]) for f in self._batch if isinstance(f.body, SignUp)}
        self.hosts = {id_: one.branch for id_, one in events.events(connection, wanted).items()}

    def read(self, connection: Connection, roots: Collection[str]) -> None:
        """Read the records of these complaints and visits, unless they are known already."""
        self.branches = self.branches or staff.branches(connection)
        unread = set(roots) - self._facts.keys()
        found = defaultdict[str, list[Fact]](list)
        rows = dossiers.records_of(connection, unread) if unread else []
        for row in rows:
            envelope = Envelope.model_validate(orjson.loads(row.raw))
            found[row.root].append(fact_of(envelope, row.id, body_of(envelope), row.stamp))
        self._facts |= {root: found[root] for root in unread}
        self._undone |= ledger.retractions(connection, [row.id for row in rows]) if rows else set()

    def add(self, fact: Fact) -> None:
        """Note a record that was accepted."""
        root = self.root_of(fact)
        if root is None:
            return
        self.touched.add(root)
        if isinstance(fact.body, Retraction):
            self._undone.add((str(fact.refs["record"]), fact.branch))
            return
        self.added[fact.text] = root
        self._facts[root].append(fact)
        if isinstance(fact.body, Complaint) and fact.body.sheet is not None:
            self.sheets[fact.body.sheet] = root
        if isinstance(fact.body, EventWord) and "event" not in fact.refs:
            self.hosts[root] = fact.branch

    def root_of(self, fact: Fact) -> str | None:
        """Return what a record, or the one that it takes back, is about."""
        named = str(fact.refs["record"]) if isinstance(fact.body, Retraction) else fact.text
        return self._root_of.get(named)

    def facts_of(self, root: str) -> list[Fact]:
        """Return the facts about a complaint or a visit, each present or undone."""
        return [
            fact._replace(hidden=(fact.text, fact.branch) in self._undone)
            for fact in self._facts.get(root, ())
        ]

    def _sheets(self) -> list[SheetNumber]:
        bodies = (fact.body for fact in self._batch)
        return [b.sheet for b in bodies if isinstance(b, Complaint) and b.sheet is not None]


def _retracted(connection: Connection, facts: list[Fact]) -> dict[str, str]:
    """Return what the stored records are about that these facts take back."""
    named = {str(f.refs["record"]) for f in facts if isinstance(f.body, Retraction)}
    return dossiers.roots(connection, named) if named else {}


def _own_root(fact: Fact) -> str | None:
    ref = fact.refs.get(_REF.get(type(fact.body), ""))
    if ref is not None:
        return str(ref)
    return fact.text if isinstance(fact.body, _FOUNDING) else None
