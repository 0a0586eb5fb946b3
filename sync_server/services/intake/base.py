"""The part of the master base that one batch touches, kept up to date while it is worked.

A record of the batch sees what its neighbours before it did, as if each had been committed alone.
"""

from collections import defaultdict
from typing import NamedTuple
from uuid import UUID

import orjson
from sqlalchemy import Connection

from app.domain.ids import customer_id
from app.domain.people import Document
from sync_server.master.matching import Candidate, Identity, proved_documents
from sync_server.storage import customers
from sync_server.storage.customers import KnownCustomer


class Named(NamedTuple):
    """What a batch names: its own records, those it refers to, and the keys of its people."""

    records: set[str]
    refs: set[str]
    keys: set[str]


class WorkingBase:
    """What is known, and what this batch changes of it.

    ``links`` gives the customer of a record; ``reasons`` the new links; ``redirects`` the
    customers absorbed in this batch.
    """

    def __init__(self, received: int) -> None:
        self.received = received
        self.customers: dict[str, KnownCustomer] = {}
        self.links: dict[str, str] = {}
        self.reasons: dict[str, str] = {}
        self.redirects: dict[str, str] = {}
        self.candidates: dict[str, list[Candidate]] = defaultdict(list)
        self._proved: dict[str, frozenset[str]] = {}
        self._touched: set[str] = set()
        self._opened: set[str] = set()

    def load(self, connection: Connection, named: Named) -> None:
        """Read what is known about the records and people that the batch names."""
        self.links = customers.links(connection, named.records | named.refs)
        found = customers.keys(connection, named.keys)
        wanted = {*named.refs, *self.links.values(), *(key.customer for key in found)}
        while wanted:
            rows = customers.customers_for_update(connection, wanted)
            self.customers |= {row.id: row for row in rows}
            surviving = {row.redirect_to for row in rows if row.redirect_to is not None}
            wanted = surviving - self.customers.keys()
        for key in found:
            self._add_candidate(key.key, key.customer, key.name)

    def survivor(self, customer: str) -> str:
        """Return the customer that now holds what belonged to ``customer``."""
        while True:
            known = self.customers.get(customer)
            stored = known.redirect_to if known is not None else None
            following = self.redirects.get(customer) or stored
            if following is None:
                return customer
            customer = following

    def linked(self, record: str) -> str | None:
        """Return the customer of a record, ``None`` when it has none."""
        customer = self.links.get(record)
        return None if customer is None else self.survivor(customer)

    def referred(self, ref: UUID, reason: str) -> str:
        """Return the customer that ``ref`` names: a customer, or a record, seen or still to come.

        What nobody has seen yet opens the customer that the record will find when it comes.
        """
        named = str(ref)
        if named in self.customers or named in self._opened:
            return self.survivor(named)
        return self.linked(named) or self.open(ref, named, reason)

    def open(self, record: UUID, text: str, reason: str) -> str:
        """Open the customer that ``record`` founds, or that others named by its id before."""
        customer = str(customer_id(record))
        self._opened.add(customer)
        self.link(text, customer, reason)
        awaited = self.linked(customer)
        if awaited is not None and awaited != customer:
            self.redirects[awaited] = customer
        return customer

    def link(self, record: str, customer: str, reason: str) -> None:
        """Say that a record belongs to a customer; that of a referred one may give way to it."""
        former = self.linked(record)
        if former is None:
            self.links[record] = customer
            self.reasons[record] = reason
        elif former != customer:
            self.redirects[former] = customer
        self.touch(customer)

    def touch(self, customer: str) -> None:
        self._touched.add(customer)

    def learn(self, customer: str, who: Identity) -> None:
        """Let the records that follow find ``customer`` as ``who``."""
        self._proved[customer] = self.proved(customer) | who.proved
        for key in who.keys:
            self._add_candidate(key, customer, who.name)

    def proved(self, customer: str) -> frozenset[str]:
        """Return the documents of a customer that their check characters prove."""
        if customer not in self._proved:
            known = self.customers.get(customer)
            self._proved[customer] = _proved(known.doc) if known is not None else frozenset()
        return self._proved[customer]

    def _add_candidate(self, key: str, customer: str, name: str) -> None:
        known = self.customers.get(customer)
        created = self.received if known is None else known.created
        proved = self.proved(customer)
        self.candidates[key].append(Candidate(customer, created, name, proved))

    def touched(self) -> set[str]:
        """Return the surviving customers whose records changed."""
        return {self.survivor(customer) for customer in self._touched}


def _proved(doc: str) -> frozenset[str]:
    if not doc or '"documents":[]' in doc:
        return frozenset()
    held = orjson.loads(doc)["documents"]
    return proved_documents(Document.model_validate(document["value"]) for document in held)
