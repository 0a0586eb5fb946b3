"""A branch as its tablets are told of it: with the keys of this server and the name of its mailbox."""

from collections.abc import Collection

from sqlalchemy import Connection

from app.domain.catalogue import Branch
from sync_server.services.event_links import box_link
from sync_server.storage import events, staff


def branch_documents(connection: Connection, codes: Collection[str]) -> dict[str, str]:
    secret = events.secret(connection)
    documents = {}
    for code, doc in staff.branch_documents(connection, codes).items():
        mailbox = {"mailbox": box_link(secret, code)}
        told = Branch.model_validate_json(doc).model_copy(update=mailbox)
        documents[code] = told.model_dump_json()
    return documents
