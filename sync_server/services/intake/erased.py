"""Does a record come late, about somebody who was erased meanwhile? Then nothing of it is kept."""

from uuid import UUID

from sqlalchemy import Connection

from app.domain.ids import customer_id
from app.domain.problems import Code
from app.domain.visits import Visit
from sync_server.master.facts import Fact
from sync_server.services.intake.base import Named
from sync_server.services.intake.read import ACCEPTED, Sent, Verdict
from sync_server.services.intake.settle import FOLLOWED, named_by
from sync_server.storage import erasure

ERASED = Verdict(Code.ERASED, "refs.customer")


def refused_if_erased(connection: Connection, sents: list[Sent], named: Named) -> list[Sent]:
    """Return the records, refused where they found or name somebody who was erased.

    So is what takes the place of a record refused for that, and what names one of the batch.
    """
    told = {str(one) for sent in sents if (one := _supersedes(sent)) is not None}
    erased = erasure.erased_among(connection, named.records | named.refs | told)
    if not erased:
        return sents
    judged = []
    for sent in sents:
        fact = sent.fact
        if sent.verdict == ACCEPTED and fact is not None and _is_about(fact, erased, sent):
            erased |= {fact.text, str(customer_id(fact.id))}
            judged.append(sent._replace(verdict=ERASED))
        else:
            judged.append(sent)
    return judged


def is_erased(connection: Connection, fact: Fact) -> bool:
    """Say whether one record is about somebody who was erased."""
    named = named_by([fact])
    erased = erasure.erased_among(connection, named.records | named.refs)
    return not erased.isdisjoint(_names(fact))


def _is_about(fact: Fact, erased: set[str], sent: Sent) -> bool:
    return not erased.isdisjoint({*_names(fact), str(_supersedes(sent))})


def _names(fact: Fact) -> set[str]:
    names = {fact.text, *(str(ref) for name, ref in fact.refs.items() if name in FOLLOWED)}
    if isinstance(fact.body, Visit):
        names.add(str(customer_id(fact.id)))
    return names


def _supersedes(sent: Sent) -> UUID | None:
    return None if sent.envelope is None else sent.envelope.supersedes
