"""Photos that accepted records name: they are taken in from now on, whenever they come."""

from collections.abc import Iterator

from sqlalchemy import Connection

from app.domain.complaint_acts import ComplaintAct, OfferAnswer
from app.domain.complaints import Complaint
from sync_server.master.facts import Fact
from sync_server.storage import blobs
from sync_server.storage.blobs import BlobRef


def await_photos(connection: Connection, facts: list[Fact]) -> None:
    blobs.await_blobs(connection, [ref for fact in facts for ref in _named(fact)])


def _named(fact: Fact) -> Iterator[BlobRef]:
    body = fact.body
    if isinstance(body, Complaint):
        for photo in body.photos:
            yield BlobRef(photo.sha256, fact.text, fact.branch, photo.size)
    if isinstance(body, ComplaintAct) and isinstance(body.act, OfferAnswer) and body.act.proof:
        yield BlobRef(body.act.proof, fact.text, fact.branch, None)
