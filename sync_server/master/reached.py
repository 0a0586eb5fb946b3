"""Which phones and e-mails of a customer have proved to be theirs, and which somebody else's? Pure.

A phone is verified by a call or a message that was answered, an e-mail by one that was answered;
«número equivocado» says the opposite, and of two such words the newer holds. A tablet names the
number that was dialled. Where nobody named it, it is the only one that had been told of until then;
of several none is taken for it. That a letter left our house, that a link of ours was opened or a
form came back proves nothing: links are handed on, and none goes to one number alone.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple
from uuid import UUID

from app.domain.attempts import ANSWERS, Attempt, Outcome
from app.domain.consent import Channel
from app.domain.customers import Provenance
from app.domain.people import Visitor
from app.domain.visits import Profile
from sync_server.master.facts import Fact

_PHONE, _EMAIL = "phone", "email"
_READ = {Channel.PHONE: _PHONE, Channel.WHATSAPP: _PHONE, Channel.EMAIL: _EMAIL}


class Proof(NamedTuple):
    """Whether a phone or an e-mail reaches the customer, and which try says so."""

    holds: bool
    origin: Provenance


Proofs = Mapping[str, Proof]  # by normal form
NO_PROOFS: Proofs = {}


def proofs(visible: list[Fact], people: Mapping[UUID, Visitor | Profile]) -> Proofs:
    """Return what tries prove of phones and e-mails.

    ``visible`` are the facts, oldest first; ``people`` whom each record tells of.
    """
    found: dict[str, Proof] = {}
    told = defaultdict[str, set[str]](set)
    for fact in visible:
        if (person := people.get(fact.id)) is not None:
            for field, contact in ((_PHONE, person.phone), (_EMAIL, person.email)):
                if contact is not None and contact.value:
                    told[field].add(contact.value)
        elif isinstance(fact.body, Attempt) and _proves(fact.body):
            reached = fact.body.to or _only(told[_READ[fact.body.channel]])
            if reached is not None:
                found[reached] = Proof(fact.body.outcome in ANSWERS, _origin(fact))
    return found


def _proves(attempt: Attempt) -> bool:
    said = attempt.outcome in ANSWERS or attempt.outcome is Outcome.WRONG_NUMBER
    return said and attempt.channel in _READ


def _only(told: set[str]) -> str | None:
    return next(iter(told)) if len(told) == 1 else None


def _origin(fact: Fact) -> Provenance:
    return Provenance(record=fact.id, kind=fact.kind, by=fact.actor, at=fact.at)
