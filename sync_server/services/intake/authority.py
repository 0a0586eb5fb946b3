"""May this person make this record, on this tablet, at this branch?"""

from collections.abc import Collection, Mapping

from app.domain.attempts import Attempt
from app.domain.contract import Retraction
from app.domain.problems import Code
from app.domain.staff import Person, PinChange, Role, field_beyond
from sync_server.master.facts import Fact
from sync_server.services.intake.read import ACCEPTED, Verdict
from sync_server.storage.ledger import Entry


def people_named(facts: Collection[Fact]) -> set[str]:
    """Return the codes of everybody whose authority matters here."""
    actors = {fact.actor for fact in facts}
    return actors | {fact.body.person for fact in facts if isinstance(fact.body, PinChange)}


def authority(
    fact: Fact,
    people: Mapping[str, Person],
    branches: Collection[str],
    seen: Mapping[str, Entry],
) -> Verdict:
    """Judge one record.

    ``branches`` are those the tablet was ever enrolled in: what it still holds from before a move
    is welcome. ``seen`` gives the records that retractions name.
    """
    if fact.branch not in branches:
        return Verdict(Code.NOT_ALLOWED, "branch")
    actor = people.get(fact.actor)
    if actor is None:
        return Verdict(Code.UNKNOWN_ACTOR, "actor")
    if not actor.active or actor.branch != fact.branch:
        return Verdict(Code.NOT_ALLOWED, "actor")
    if (field := _beyond(actor.role, fact)) is not None:
        return Verdict(Code.NOT_ALLOWED, field)
    if isinstance(fact.body, PinChange):
        return _pin_change(actor, people.get(fact.body.person))
    return _retraction(fact, seen) if isinstance(fact.body, Retraction) else ACCEPTED


def _beyond(role: Role, fact: Fact) -> str | None:
    """Return the field that says what this role may not record."""
    outcome = fact.body.outcome if isinstance(fact.body, Attempt) else None
    return field_beyond(role, fact.kind, outcome)


def _retraction(fact: Fact, seen: Mapping[str, Entry]) -> Verdict:
    undone = seen.get(str(fact.refs["record"]))
    if undone is None or undone.branch == fact.branch:
        return ACCEPTED
    return Verdict(Code.NOT_ALLOWED, "refs.record")


def _pin_change(actor: Person, person: Person | None) -> Verdict:
    if person is None:
        return Verdict(Code.UNKNOWN_ACTOR, "body.person")
    own = person.code == actor.code
    if own or (actor.role is Role.CHIEF and person.branch == actor.branch):
        return ACCEPTED
    return Verdict(Code.NOT_ALLOWED, "body.person")
