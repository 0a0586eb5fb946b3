"""Does a record come late, about somebody who was erased meanwhile? Then nothing of it is kept."""

from sqlalchemy import Connection

from app.domain.ids import customer_id
from app.domain.problems import Code
from app.domain.visits import Visit
from sync_server.master.facts import Fact
from sync_server.services.intake.base import Named
from sync_server.services.intake.read import ACCEPTED, Sent, Verdict
from sync_server.services.intake.settle import FOLLOWED
from sync_server.storage import erasure


def refused_if_erased(connection: Connection, sents: list[Sent], named: Named) -> list[Sent]:
    """Return the records, refused where they found or name somebody who was erased."""
    erased = erasure.erased_among(connection, named.records | named.refs)
    if not erased:
        return sents
    verdict = Verdict(Code.ERASED, "refs.customer")
    return [
        sent._replace(verdict=verdict)
        if sent.verdict == ACCEPTED and sent.fact is not None and _is_about(sent.fact, erased)
        else sent
        for sent in sents
    ]


def _is_about(fact: Fact, erased: set[str]) -> bool:
    names = [fact.text, *(str(ref) for name, ref in fact.refs.items() if name in FOLLOWED)]
    if isinstance(fact.body, Visit):
        names.append(str(customer_id(fact.id)))
    return not erased.isdisjoint(names)
