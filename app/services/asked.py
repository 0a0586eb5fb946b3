"""The answers owed by what was recorded here and not yet pulled, and what visits here settled."""

from collections.abc import Iterator
from uuid import UUID

from app.domain.answers import Asked, answer_due, wish_due
from app.domain.calendars import branch_day
from app.domain.clock import moment
from app.domain.customers import Customer
from app.domain.dues import DueContact
from app.domain.received import ContactReceived
from app.domain.visits import Profile
from app.storage.captures import Capture
from app.storage.store import Store


def owed_here(store: Store) -> Iterator[DueContact]:
    """Yield the due contacts that the server will make of this tablet's own records."""
    retracted = store.captures.retracted()
    for kind in ("contact_received", "profile"):
        for capture in store.captures.live(kind):
            if UUID(capture.doc["id"]) not in retracted and (due := _owed(store, capture)):
                yield due


def settled_here(store: Store) -> set[UUID]:
    """Return the due contacts that visits of this tablet settled (R145)."""
    retracted = store.captures.retracted()
    return {
        UUID(due)
        for capture in store.captures.live("visit")
        if UUID(capture.doc["id"]) not in retracted
        for due in capture.doc["body"].get("closes", ())
    }


def _owed(store: Store, capture: Capture) -> DueContact | None:
    identity = store.state.identity()
    customer = store.mirror.document("customer", capture.doc["refs"]["customer"], Customer)
    if identity is None or customer is None:
        return None
    asked = Asked(
        record=UUID(capture.doc["id"]),
        customer=customer.id,
        day=branch_day(moment(capture.at), identity.branch.zone),
        owner=customer.owner,
        branch=customer.branch,
        zone=identity.branch.zone,
        has_phone=any(phone.value.value for phone in customer.phones),
    )
    if capture.doc["kind"] == "profile":
        return wish_due(asked, Profile.model_validate(capture.doc["body"]))
    return answer_due(asked, ContactReceived.model_validate(capture.doc["body"]))
