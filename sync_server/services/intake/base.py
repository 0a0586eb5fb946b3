"""The part of the master base that one batch touches, kept up to date while it is worked.

A record of the batch sees what its neighbours before it did, as if each had been committed alone.
"""

from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection

from app.domain.ids import customer_id
from sync_server.storage import customers
from sync_server.storage.customers import KnownCustomer
from sync_server.storage.writer import MovedError


class Named(NamedTuple):
    """What a batch names: its own records and those it refers to."""

    records: set[str]
    refs: set[str]


class Reason(NamedTuple):
    """Why a record belongs to a customer: a code, and what the engine saw where it decided."""

    code: str
    probability: float | None = None
    why: str | None = None  # JSON


class WorkingBase:
    """What is known, and what this batch changes of it.

    ``links`` gives the customer of a record, ``homes`` the one it was linked to, ``reasons`` the
    new links; ``redirects`` the customers absorbed in this batch, each with the one above it.
    ``by`` is who decides, empty for the engine; ``merged`` since when what it absorbs is one customer
    (ms), where that is not now; ``alone`` says that nobody else can change the
    base meanwhile, so that what is only looked at need not be held.
    """

    def __init__(
        self, received: int, by: str = "", *, merged: int | None = None, alone: bool = False
    ) -> None:
        self.received = received
        self.by = by
        self.merged = received if merged is None else merged
        self.alone = alone
        self.customers: dict[str, KnownCustomer] = {}
        self.links: dict[str, str] = {}
        self.homes: dict[str, str] = {}
        self.reasons: dict[str, Reason] = {}
        self.redirects: dict[str, str] = {}
        self._touched: set[str] = set()
        self._opened: set[str] = set()
        self._parts: dict[str, list[str]] = {}  # absorbed in this batch, by survivor
        self._parts_of = 0  # redirects

    def load(self, connection: Connection, named: Named) -> None:
        """Read what is known about the records and customers that the batch names."""
        for known in customers.known_links(connection, named.records | named.refs):
            self.links[known.record] = known.customer
            self.homes[known.record] = known.home
        wanted = {*named.refs, *self.links.values()}
        while wanted:
            rows = customers.customers_for_update(connection, wanted)
            self.customers |= {row.id: row for row in rows}
            surviving = {row.redirect_to for row in rows if row.redirect_to is not None}
            wanted = surviving - self.customers.keys()

    def hold(self, connection: Connection, wanted: Collection[str]) -> None:
        """Hold customers that the batch did not name; raises ``MovedError`` if one is gone."""
        unheld = [c for c in wanted if c not in self.customers and c not in self._opened]
        rows = customers.customers_for_update(connection, unheld)
        if any(row.redirect_to is not None for row in rows):
            raise MovedError
        self.customers |= {row.id: row for row in rows}

    def survivor(self, customer: str) -> str:
        """Return the customer that now holds what belonged to ``customer``."""
        while True:
            known = self.customers.get(customer)
            stored = known.redirect_to if known is not None else None
            following = self.redirects.get(customer) or stored
            if following is None:
                return customer
            customer = following

    def parts(self, customer: str) -> list[str]:
        """Return the customer with those that it absorbed in this batch."""
        if not self.redirects:
            return [customer]
        if self._parts_of != len(self.redirects):
            self._parts_of, self._parts = len(self.redirects), {}
            for one in self.redirects:
                self._parts.setdefault(self.survivor(one), []).append(one)
        return [customer, *self._parts.get(customer, ())]

    def linked(self, record: str) -> str | None:
        """Return the customer of a record, ``None`` when it has none."""
        customer = self.links.get(record)
        return None if customer is None else self.survivor(customer)

    def is_new(self, customer: str) -> bool:
        return customer in self._opened

    def refer(self, record: str, ref: UUID, reason: Reason) -> str:
        """Link a record to the customer that ``ref`` names; return it.

        It names a customer, or a record, seen or still to come. What nobody has seen yet opens
        the customer that the record will find when it comes.
        """
        named = str(ref)
        if named in self.customers or named in self._opened:
            customer, home = self.survivor(named), named
        else:
            customer = self.linked(named) or self.open(ref, named, reason)
            home = self.homes[named]
        self.link(record, customer, reason, home)
        return customer

    def open(self, record: UUID, text: str, reason: Reason) -> str:
        """Open the customer that ``record`` founds, or that others named by its id before."""
        customer = str(customer_id(record))
        self._opened.add(customer)
        self.link(text, customer, reason, customer)
        awaited = self.linked(customer)
        if awaited is not None and awaited != customer:
            self.redirects[awaited] = customer
        return customer

    def link(self, record: str, customer: str, reason: Reason, home: str) -> None:
        """Say that a record belongs to a customer; that of a referred one may give way to it."""
        former = self.linked(record)
        if former is None:
            self.links[record] = customer
            self.homes[record] = home
            self.reasons[record] = reason
        elif former != customer:
            self.redirects[former] = customer
        self.touch(customer)

    def absorb(self, absorbed: str, survivor: str) -> None:
        """Let one surviving customer take another over."""
        self.redirects[absorbed] = survivor
        self.touch(survivor)

    def touch(self, customer: str) -> None:
        self._touched.add(customer)

    def touched(self) -> set[str]:
        """Return the surviving customers whose records changed."""
        return {self.survivor(customer) for customer in self._touched}
