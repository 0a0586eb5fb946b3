"""Photos that accepted records name: they are taken in from now on, whenever they come."""

from sqlalchemy import Connection

from app.domain.named_blobs import named_blobs
from sync_server.master.facts import Fact
from sync_server.storage import blobs
from sync_server.storage.blobs import BlobRef


def await_photos(connection: Connection, facts: list[Fact]) -> None:
    named = [
        BlobRef(one.sha256, fact.text, fact.branch, one.size)
        for fact in facts
        for one in named_blobs(fact.body)
    ]
    blobs.await_blobs(connection, named)
