"""A big base in minutes: strangers are written as the intake would, without asking who they are.

All rows are those of the intake (`tests/sync_server/intake/test_filling.py`) but for ``probability``
and ``why`` of a link: what the engine thought of those whom a stranger is not, which nothing reads.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from itertools import islice
from typing import Any

import orjson
from sqlalchemy import Connection

from app.domain.clock import epoch_ms
from app.domain.identifiers import read_document, read_email, read_phone
from app.domain.people import Country, DocumentType, PersonName, Visitor
from app.domain.visits import Visit
from sync_server.master.captured import Captured
from sync_server.master.frequencies import terms, total
from sync_server.master.person import packed
from sync_server.services.intake import book
from sync_server.services.intake.base import Reason, WorkingBase
from sync_server.services.intake.dossiers import Dossiers
from sync_server.services.intake.fold import fold
from sync_server.services.intake.judge import judge
from sync_server.services.intake.people import CAPTURES, hashed, told_by
from sync_server.services.intake.read import Batch, read
from sync_server.services.intake.settle import NEW
from sync_server.storage import captures, devices, staff
from sync_server.storage.feed import publish
from tests.builders import Tablet
from tests.sync_server.offices import Server


def fill(server: Server, tablet: Tablet, visits: Iterable[Visit], together: int) -> None:
    """Put visits of strangers (`invented.strangers`) into the base, ``together`` in one commit."""
    for batch in batched(visits, together):
        server.clock.pass_by(seconds=1)
        records = [tablet.record("visit", visit) for visit in batch]
        received = epoch_ms(server.clock.now())
        pushed = Batch(tablet.token, tablet.device, tablet.push(), received)  # one may hold fewer
        server.database.writer.run(partial(_put, batch=pushed, records=records))


def visit(columns: Mapping[str, str]) -> Visit:
    """Return the visit of an invented capture."""
    country = Country(columns["country"])
    given, surname = columns.get("given_name", ""), columns.get("surname", "")
    phone, email = columns.get("phone"), columns.get("email")
    paper = columns.get("national_id")
    return Visit(
        visitor=Visitor(
            name=PersonName(
                typed=f"{given} {surname}".strip() or "Sin nombre",
                given=given,
                surname=surname,
                second_surname=columns.get("second_surname", ""),
            ),
            phone=read_phone(phone, country).field if phone else None,
            email=read_email(email).field if email else None,
            document=read_document(
                paper, DocumentType(columns["national_id_type"].lower()), country
            ).document
            if paper and "national_id_type" in columns
            else None,
            address=columns.get("address"),
        )
    )


def batched(visits: Iterable[Visit], size: int) -> Iterator[list[Visit]]:
    left = iter(visits)
    while batch := list(islice(left, size)):
        yield batch


def _put(connection: Connection, batch: Batch, records: list[dict[str, Any]]) -> None:
    """Do what `work` does where everybody is new: nothing is locked, looked up or compared."""
    sents = [read(record, batch) for record in records]
    facts = [sent.fact for sent in sents if sent.fact is not None]
    told = told_by(connection, facts)
    base = WorkingBase(batch.received, alone=True)
    for fact in facts:
        base.open(fact.id, fact.text, Reason(NEW))
    changes = fold(connection, base, facts, told.branches, set())
    _write_people(connection, told.persons)
    people = staff.people(connection, {fact.actor for fact in facts})
    book.write(connection, batch, judge(sents, {}, people, told.branches, Dossiers(connection, [])))
    devices.see_to(connection, str(batch.push.epoch), sents[-1].seq)
    publish(connection, changes)


def _write_people(connection: Connection, persons: Mapping[str, Captured]) -> None:
    people = {r: orjson.dumps(packed(one.person)).decode() for r, one in persons.items()}
    captures.write_captures(connection, people)
    captures.write_keys(
        connection, {(hashed(key), r) for r, one in persons.items() for key in one.keys}
    )
    held = [term for one in persons.values() for term in terms(one.person) if term]
    counted = Counter(hashed(name) for term in held for name in (term, total(term)))
    counted[hashed(CAPTURES)] += len(persons)
    captures.count_holders(connection, counted)
