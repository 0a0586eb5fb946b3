"""What is known of each of many customers, as the planner asks it.

An imported row has no moment of its own: it tells how things are, so its consents and its person
exist on every day that is asked about; its sale or order has its own days. What became known after
the day is told as ``turns`` alone.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple
from uuid import UUID

import orjson
from sqlalchemy import Connection

from app.domain.attempts import Attempt, MadeAttempt
from app.domain.calendars import branch_day
from app.domain.catalogue import Branch
from app.domain.clock import moment
from app.domain.contact_consent import Consents, Reach
from app.domain.corrected_numbers import with_corrections
from app.domain.customers import Customer, KnownContact, all_wrong
from app.domain.fields import Checked
from app.domain.history import Bought, Complained, History, Served
from app.domain.imports import Sale, ServiceOrder
from app.domain.news import News
from app.domain.odd_readings import KmCorrection
from app.domain.phones import is_mobile
from app.domain.staff import Role
from sync_server.services.contacts.past import complaints_on, consents_on, decided, passes_on
from sync_server.services.contacts.telling import all_news
from sync_server.storage import imports, ledger, programmes, staff
from sync_server.storage.customers import absorbed_by
from sync_server.storage.programmes import Stored

DayOf = Callable[[Branch], date]

_ROWS = frozenset({"sale", "service_order"})


class Known(NamedTuple):
    """A customer's history, its branch, and every attempt made with her."""

    history: History
    customer: Customer
    branch: Branch
    attempts: tuple[MadeAttempt, ...]


class _Row(NamedTuple):
    """A sale or an order as it counts, with whom it belongs to and which car it is about.

    ``refers`` is the record that said whom it belongs to; ``left`` says that a list named nobody,
    ``sure`` that a colleague stands by its kilometres.
    """

    record: UUID
    customer: str | None
    actor: str
    branch: str
    body: Sale | ServiceOrder
    vehicle: str
    home: UUID | None = None
    refers: str = ""
    left: bool = False
    sure: bool = False


class Staff:
    """Who works where, to say who calls."""

    def __init__(self, connection: Connection) -> None:
        self._all = programmes.colleagues(connection)
        self._codes = {code for code, _, _ in self._all}

    def chief(self, branch: str, otherwise: str) -> str:
        chiefs = (c for c, role, at in self._all if role == Role.CHIEF and at == branch)
        return next(chiefs, otherwise)

    def caller(self, owner: str, branch: str) -> str:
        """Return the owner, or who takes over when the owner does not work here (any more)."""
        return owner if owner in self._codes else self.chief(branch, owner)


def histories(connection: Connection, customers: list[Customer], day_of: DayOf) -> list[Known]:
    """Return what is known of these customers up to the day of their branch, in their order."""
    ids = [str(one.id) for one in customers]
    stored = programmes.records_of(connection, ids)
    rows, tried = _split(connection, stored)
    rows = _with_corrected_km(connection, _with_their_cars(connection, rows), stored)
    branches, cars = staff.branches(connection), _Cars(rows.values(), Staff(connection))
    days = {code: day_of(branch) for code, branch in branches.items()}
    day_by = {id_: days[one.branch] for id_, one in zip(ids, customers, strict=True)}
    complaints = complaints_on(connection, branches, day_by)
    passes = passes_on(connection, branches, day_by)
    consents = consents_on(connection, branches, customers, day_by)
    former = defaultdict[str, list[UUID]](list)
    for absorbed, survivor in absorbed_by(connection, ids):
        former[survivor].append(UUID(absorbed))
    told = _News(all_news(connection, branches))
    return [
        _known(
            one,
            branches[one.branch],
            cars,
            _Told(
                tried[id_],
                consents[id_],
                tuple(complaints[id_].known),
                tuple(former[id_]),
                frozenset(passes[id_].known),
                told.at(branches[one.branch], days[one.branch]),
                (*complaints[id_].turns, *passes[id_].turns),
            ),
            days[one.branch],
        )
        for id_, one in zip(ids, customers, strict=True)
    ]


def attempts_with(
    connection: Connection, ids: Collection[str]
) -> dict[str, list[tuple[UUID, MadeAttempt]]]:
    """Return the attempts made with each of these customers, with the contact they were for."""
    return _split(connection, programmes.attempts_of(connection, ids))[1]


class _News:
    """What there is to tell on the day of a branch."""

    def __init__(self, told: list[News]) -> None:
        self._told = told
        self._at: dict[str, tuple[News, ...]] = {}

    def at(self, branch: Branch, today: date) -> tuple[News, ...]:
        if branch.code not in self._at:
            self._at[branch.code] = tuple(
                one
                for one in self._told
                if one.country is branch.country and one.branch in {None, branch.code}
                if one.known_on is None or one.known_on <= today
            )
        return self._at[branch.code]


class _Told(NamedTuple):
    """What is known of a customer beside her cars."""

    tried: list[tuple[UUID, MadeAttempt]]
    consents: Consents
    complaints: tuple[Complained, ...]
    former: tuple[UUID, ...]
    signed_up: frozenset[UUID]
    news: tuple[News, ...]
    turns: tuple[date, ...]


class _Cars:
    """The rows by whose they are and by car, and who owns each car: its newest buyer."""

    def __init__(self, rows: Iterable[_Row], people: Staff) -> None:
        self.people = people
        self._of = defaultdict[str | None, list[_Row]](list)
        self._about = defaultdict[str, list[_Row]](list)
        self._sold = defaultdict[str, list[tuple[date, UUID, str | None]]](list)
        for row in rows:
            self._of[row.customer].append(row)
            if not row.vehicle:
                continue
            self._about[row.vehicle].append(row)
            if isinstance(row.body, Sale):
                self._sold[row.vehicle].append((row.body.trigger(), row.record, row.customer))

    def bought(self, customer: str, today: date) -> tuple[Bought, ...]:
        return tuple(
            self._bought(row, row.body, today)
            for row in self._of[customer]
            if isinstance(row.body, Sale)
        )

    def sales_ahead(self, customer: str, today: date) -> Iterator[date]:
        """Yield the days ahead on which somebody buys one of a customer's cars."""
        for car in {row.vehicle for row in self._of[customer]}:
            yield from (day for day, _, _ in self._sold[car] if day > today)

    def served(self, customer: str) -> tuple[Served, ...]:
        """Return the orders of a customer, and those of others about the same cars."""
        mine = self._of[customer]
        cars = {row.vehicle for row in mine if row.vehicle}
        rows = {row.record: row for row in mine}
        rows |= {row.record: row for car in cars for row in self._about[car]}
        return tuple(
            _served(row, row.body, mine=self._is_asked(row, row.body, customer))
            for row in rows.values()
            if isinstance(row.body, ServiceOrder)
        )

    def homes(self, customer: str) -> dict[UUID, UUID]:
        return {row.record: row.home for row in self._of[customer] if row.home is not None}

    def _is_asked(self, row: _Row, order: ServiceOrder, customer: str) -> bool:
        """Say whether an order is the customer's, or named nobody while the car was hers."""
        if not row.left:
            return row.customer == customer
        if order.closed_on is None:
            return False
        owner = self._owner(row.vehicle, order.closed_on)
        return owner is not None and owner[2] == customer

    def _owner(self, car: str, today: date) -> tuple[date, UUID, str | None] | None:
        """Return the newest sale of a car, with its buyer."""
        return max((sold for sold in self._sold[car] if sold[0] <= today), default=None)

    def _bought(self, row: _Row, sale: Sale, today: date) -> Bought:
        owner = self._owner(row.vehicle, today)
        return Bought(
            record=row.record,
            day=sale.trigger(),
            vehicle=row.vehicle,
            owner=self.people.caller(sale.owner or row.actor, row.branch),
            branch=row.branch,
            model=sale.model or "",
            plate=_value(sale.plate),
            former=owner is not None and owner[2] != row.customer,
            source_id=sale.source_id,
            used=any(day < sale.trigger() for day, _, _ in self._sold[row.vehicle]),
        )


def _split(
    connection: Connection, stored: list[Stored]
) -> tuple[dict[str, _Row], dict[str, list[tuple[UUID, MadeAttempt]]]]:
    """Return the rows of lists by record, and the attempts by customer with their contact."""
    hidden = {id_ for id_, _ in ledger.retractions(connection, [one.id for one in stored])}
    rows: dict[str, _Row] = {}
    tried = defaultdict[str, list[tuple[UUID, MadeAttempt]]](list)
    for one in stored:
        if one.id in hidden or one.customer is None:
            continue
        if one.kind in _ROWS:
            rows[one.id] = _row(one)
        if one.kind != "attempt":
            continue
        raw = orjson.loads(one.raw)
        made = Attempt.model_validate(raw["body"])
        attempt = made.made(UUID(one.id), moment(one.stamp), raw["actor"])
        dues = (UUID(raw["refs"]["due"]), *made.also)
        tried[one.customer] += [(due, attempt) for due in dues]
    return rows, tried


def _row(one: Stored) -> _Row:
    raw = orjson.loads(one.raw)
    shape = Sale if one.kind == "sale" else ServiceOrder
    body = shape.model_validate(raw["body"])
    home = UUID(one.home) if one.home else None
    refers = raw["refs"].get("customer", "")
    return _Row(UUID(one.id), one.customer, raw["actor"], raw["branch"], body, "", home, refers)


def _with_their_cars(connection: Connection, rows: dict[str, _Row]) -> dict[str, _Row]:
    """Add what lists say of the same cars for others, keep the version of each row that counts."""
    vins = {vin for row in rows.values() if (vin := _value(row.body.vin))}
    plates = {plate for row in rows.values() if (plate := _value(row.body.plate))}
    about = imports.of_vehicles(connection, vins, plates)
    missing = [row.record for row in about if row.record not in rows]
    rows |= {one.id: _row(one) for one in programmes.records(connection, missing)}
    rows = {id_: row._replace(left=_names_nobody(row, rows)) for id_, row in rows.items()}
    versions: dict[tuple[type, str, str], _Row] = {}
    for id_ in sorted(rows):  # an id tells its time: the last version counts, named as the first
        row = rows[id_]
        first = versions.setdefault((type(row.body), row.body.source, row.body.source_id), row)
        versions[type(row.body), row.body.source, row.body.source_id] = row._replace(
            record=first.record, home=first.home
        )
    kept = {str(row.record): row for row in versions.values()}
    vin_of = {
        plate: vin
        for row in kept.values()
        if (plate := _value(row.body.plate)) and (vin := _value(row.body.vin))
    }
    return {id_: row._replace(vehicle=_vehicle(row.body, vin_of)) for id_, row in kept.items()}


def _names_nobody(row: _Row, rows: Mapping[str, _Row]) -> bool:
    """Say whether whose an order is was but read from a sale of its car, the newest at that time."""
    said = rows.get(row.refers)
    while said is not None and isinstance(said.body, ServiceOrder):  # an earlier version of the row
        said = rows.get(said.refers)
    return row.customer is None or said is not None


def _with_corrected_km(
    connection: Connection, rows: dict[str, _Row], stored: list[Stored]
) -> dict[str, _Row]:
    """Put what colleagues found out in the place of the kilometres that orders told, the newest."""
    told = [one for one in stored if one.kind == "km_correction"]
    hidden = {id_ for id_, _ in ledger.retractions(connection, [one.id for one in told])}
    right = dict[str, KmCorrection]()
    for one in sorted(told, key=lambda one: (one.stamp, one.id)):
        raw = orjson.loads(one.raw)
        if one.id not in hidden:
            right[raw["refs"]["order"]] = KmCorrection.model_validate(raw["body"])
    return {id_: _corrected(row, right.get(str(row.record))) for id_, row in rows.items()}


def _corrected(row: _Row, right: KmCorrection | None) -> _Row:
    if right is None:
        return row
    return row._replace(body=row.body.model_copy(update={"km": right.km}), sure=right.sure)


def _vehicle(body: Sale | ServiceOrder, vin_of: Mapping[str, str]) -> str:
    plate = _value(body.plate)
    vin = _value(body.vin) or vin_of.get(plate, "")
    return f"vin:{vin}" if vin else f"plate:{plate}" if plate else ""


def _value(field: Checked | None) -> str:
    return "" if field is None else (field.value or field.typed)[:40].upper()


def _known(customer: Customer, branch: Branch, cars: _Cars, told: _Told, today: date) -> Known:
    id_ = str(customer.id)
    owner = cars.people.caller(customer.owner, branch.code)
    attempts, turns = [], list(cars.sales_ahead(id_, today))
    by_due = defaultdict[UUID, list[MadeAttempt]](list)
    for due, made in told.tried:
        if (day := branch_day(made.made_at, branch.zone)) > today:
            turns.append(day)
            continue
        attempts.append((due, made))
        by_due[due].append(made)
    turns += [*told.turns, *(day for day in decided(customer, branch) if day > today)]
    phones = [_phone_on(phone, branch, today) for phone in customer.phones]
    turns += [day for day, _ in phones if day > today]
    history = History(
        customer=customer.id,
        country=branch.country,
        branch=branch.code,
        owner=owner,
        chief=cars.people.chief(branch.code, owner),
        reach=_reach(customer, branch, today, [phone for _, phone in phones]),
        consents=told.consents,
        born=_born(customer),
        bought=cars.bought(id_, today),
        served=cars.served(id_),
        complaints=told.complaints,
        attempts=with_corrections(by_due, (one for day, one in phones if day <= today)),
        answered=tuple(
            branch_day(made.made_at, branch.zone) for _, made in attempts if made.score is not None
        ),
        news=told.news,
        signed_up=told.signed_up,
        former=told.former,
        homes=cars.homes(id_),
        turns=tuple(turns),
    )
    return Known(history, customer, branch, tuple(made for _, made in attempts))


def _served(row: _Row, order: ServiceOrder, *, mine: bool) -> Served:
    return Served(
        record=row.record,
        opened=order.opened_on,
        closed=order.closed_on,
        service=order.service,
        vehicle=row.vehicle,
        branch=row.branch,
        km=order.km,
        plate=_value(order.plate),
        mine=mine,
        source_id=order.source_id,
        sure=row.sure,
    )


def _reach(customer: Customer, branch: Branch, today: date, told: list[KnownContact]) -> Reach:
    phones = [phone.value.value for phone in customer.phones if phone.value.value]
    return Reach(
        wrong_phone=all_wrong(told),
        phone=bool(phones),
        whatsapp=any(map(is_mobile, phones)),
        email=any(
            mail.value.value and not is_wrong(mail, branch, today) for mail in customer.emails
        ),
        letter=any(text.field == "address" and text.value for text in customer.texts),
    )


def is_wrong(contact: KnownContact, branch: Branch, today: date) -> bool:
    """Say whether it was known on a day that a phone or an e-mail is somebody else's."""
    wrong = contact.wrong
    return wrong is not None and branch_day(moment(wrong.at), branch.zone) <= today


def _phone_on(phone: KnownContact, branch: Branch, today: date) -> tuple[date, KnownContact]:
    """Return the branch day on which a phone was told, and what was known of it on this day."""
    if phone.wrong is not None and not is_wrong(phone, branch, today):
        phone = phone.model_copy(update={"wrong": None})
    return branch_day(moment(phone.origin.at), branch.zone), phone


def _born(customer: Customer) -> date | None:
    said = next((text.value for text in customer.texts if text.field == "birth_date"), None)
    return None if said is None else date.fromisoformat(said)
