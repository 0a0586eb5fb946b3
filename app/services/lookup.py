"""«Ya lo conocemos»: is who stands here a customer already, of this tablet or of the whole base?"""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple
from uuid import UUID

from app.domain.attempts import missed
from app.domain.cases import CaseState, KnownComplaint
from app.domain.catalogue import Branch
from app.domain.customers import Customer
from app.domain.identifiers import read_email, read_phone, read_plate, read_vin
from app.domain.match_index import (
    IndexEntry,
    document_key,
    email_key,
    hashed,
    phone_key,
    plate_key,
    vin_key,
)
from app.domain.people import Country
from app.domain.phones import begun
from app.domain.received import Alert
from app.domain.staff import Person
from app.services.callcards import display_name
from app.services.forms import VisitForm, read_form_document
from app.services.knowledge import Knowledge
from app.services.recording import Draught, Recorder, Saved
from app.services.showroom import Showroom
from app.storage.store import Store

LOOKUPS = 30  # a minute for one person: whoever types visits needs four
_MINUTE_MS = 60_000
_OVER = frozenset({CaseState.CLOSED, CaseState.VOIDED})


class OpenDue(NamedTuple):
    """A due contact of the customer that this visit can settle."""

    due: UUID
    programme: str
    wanted: str | None
    last_day: date
    attempts: int


class Match(NamedTuple):
    """Somebody we know.

    ``by`` is the key that told: phone, doc, email, plate or vin, or
    phone_begins while it is typed. ``name`` is empty and ``owner``
    are initials where the ficha is not on this tablet; ``month`` is that of the last visit.
    """

    customer: UUID
    by: str
    name: str
    owner: str
    month: date | None
    here: bool
    dues: tuple[OpenDue, ...] = ()
    promises: tuple[str, ...] = ()
    complaint: bool = False


class Lookup:
    def __init__(
        self, store: Store, knowledge: Knowledge, showroom: Showroom, recorder: Recorder
    ) -> None:
        self._store = store
        self._knowledge = knowledge
        self._showroom = showroom
        self._recorder = recorder
        self._asked: dict[str, deque[int]] = defaultdict(deque)
        self._last: dict[str, tuple[str, ...]] = {}

    def known(self, actor: Person, form: VisitForm) -> Match | None:
        """Return whom the form tells of, the strongest key first; nobody it was said not to be."""
        if form.anonymous:
            return None
        apart = set(form.distinct_from)
        match = self._match(actor, _keys(form, self._showroom.branch()), apart)
        return match or self._begun(form.phone, apart)

    def elsewhere(self, actor: Person, typed: str) -> Match | None:
        """Return whom a whole phone, plate or VIN tells of, where it is no customer of this tablet."""
        country = self._showroom.branch().country
        keys = (
            phone_key(read_phone(typed, country).field),
            plate_key(read_plate(typed, country).field, country),
            vin_key(read_vin(typed).field),
        )
        match = self._match(actor, [key for key in keys if key is not None], set())
        return None if match is None or match.here else match

    def alert(self, actor: Person, customer: UUID) -> Saved:
        """Tell who attends the customer that they are here; the chief is told too (R071, R075)."""
        return self._recorder.record(actor, Draught("alert", Alert(), {"customer": customer}))

    def _match(self, actor: Person, keys: list[str], apart: set[UUID]) -> Match | None:
        for key in keys:
            for customer in self._here(key):
                if customer.id not in apart:
                    return self._full(customer, key)
        for key, entry in self._in_index(actor, keys):
            if entry.customer not in apart:
                known = self._knowledge.customer(entry.customer)
                return _hidden(entry, key) if known is None else self._full(known, key)
        return None

    def _begun(self, typed: str, apart: set[UUID]) -> Match | None:
        """Return the one customer of this tablet whose phone begins as it is being typed."""
        code = begun(typed, self._showroom.branch().country)
        if code is None:
            return None
        found = {
            customer.id: customer
            for id_ in self._store.search.beginning(code, limit=8)
            if (customer := self._knowledge.customer(UUID(id_))) is not None
            and any((phone.value.value or "").startswith(f"+{code}") for phone in customer.phones)
        }
        if len(found) != 1 or not apart.isdisjoint(found):
            return None
        return self._full(next(iter(found.values())), "phone_begins:")

    def _here(self, key: str) -> Iterator[Customer]:
        """Yield the customers of this tablet with a key that is searched by its letters."""
        kind, _, value = key.partition(":")
        if kind not in {"phone", "doc", "plate"}:
            return
        country = self._showroom.branch().country
        for found in self._store.search.find(value.rpartition(":")[2].lstrip("+"), limit=8):
            customer = self._knowledge.customer(UUID(found))
            if customer is not None and key in customer_keys(customer, country):
                yield customer

    def _in_index(self, actor: Person, keys: list[str]) -> Iterator[tuple[str, IndexEntry]]:
        secret = self._store.keys.index_key()
        if secret is None or not keys or not self._may_ask(actor, tuple(keys)):
            return
        for key in keys:
            for entry in self._store.match_index.find(hashed(secret, [key])):
                yield key, entry

    def _may_ask(self, actor: Person, keys: tuple[str, ...]) -> bool:
        """Count the look-ups of a person; the same one again is not another."""
        if self._last.get(actor.code) == keys:
            return True
        now, asked = self._store.time.monotonic_ms(), self._asked[actor.code]
        while asked and now - asked[0] >= _MINUTE_MS:
            asked.popleft()
        if len(asked) >= LOOKUPS:
            return False
        asked.append(now)
        self._last[actor.code] = keys
        return True

    def _full(self, customer: Customer, key: str) -> Match:
        cases = [
            known
            for known in self._store.mirror.documents("complaint", KnownComplaint)
            if known.customer == customer.id and known.case.state not in _OVER
        ]
        visits = [touch.at for touch in customer.recent if touch.kind == "visit"]
        return Match(
            customer=customer.id,
            by=key.partition(":")[0],
            name=display_name(customer),
            owner=self._showroom.name_of(customer.owner),
            month=self._showroom.at(max(visits)).date() if visits else None,
            here=True,
            dues=tuple(self._dues(customer.id)),
            promises=tuple(
                dated.promise.text
                for known in cases
                for dated in known.case.promises
                if dated.kept is None
            ),
            complaint=bool(cases),
        )

    def _dues(self, customer: UUID) -> Iterator[OpenDue]:
        for due in self._knowledge.open_dues():
            if due.customer == customer:
                tried = missed(due.attempts)
                yield OpenDue(due.id, due.programme, due.wanted, due.window_to, tried)


def customer_keys(customer: Customer, country: Country) -> set[str]:
    """Return all keys of a golden record."""
    cars = [known.value for known in customer.cars]
    return set(
        _there(
            [
                *(phone_key(known.value) for known in customer.phones),
                *(document_key(known.value) for known in customer.documents),
                *(email_key(known.value) for known in customer.emails),
                *(plate_key(car.plate, country) for car in cars),
                *(vin_key(car.vin) for car in cars),
            ]
        )
    )


def _keys(form: VisitForm, branch: Branch) -> list[str]:
    document = read_form_document(form, branch).document if form.document.strip() else None
    return list(
        _there(
            [
                phone_key(read_phone(form.phone, branch.country).field),
                document_key(document),
                email_key(read_email(form.email).field),
            ]
        )
    )


def _hidden(entry: IndexEntry, key: str) -> Match:
    month = date.fromisoformat(f"{entry.month}-01") if entry.month else None
    kind = key.partition(":")[0]
    return Match(entry.customer, kind, "", entry.owner, month, here=False)


def _there(keys: Iterable[str | None]) -> Iterator[str]:
    return (key for key in keys if key is not None)
