"""The lines of «Envíos»: one record of this tablet, told in codes and names."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from pydantic import ValidationError

from app.domain.attempts import Attempt
from app.domain.customers import Customer
from app.domain.problems import Code
from app.domain.visits import Consent, Visit
from app.services.callcards import display_name
from app.services.forms import VisitForm, form_of
from app.services.showroom import Showroom
from app.storage.captures import Capture, SendState
from app.storage.store import Store


class RowState(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    ATTENTION = "attention"


class OutgoingRow(NamedTuple):
    """One record of this tablet.

    ``name`` is the customer's or visitor's ("" for «Sin datos»), ``details`` are codes by what
    they are (reason, intent, outcome…). ``confirmation`` is what must be typed to discard it;
    ``form`` fills the screen that corrects a visit.
    """

    record: UUID
    kind: str
    name: str
    details: Mapping[str, str]
    by: str
    at: datetime
    state: RowState
    code: Code | None = None
    field: str | None = None
    confirmation: str = ""
    form: VisitForm | None = None


class Shipments:
    def __init__(self, store: Store, showroom: Showroom) -> None:
        self._store = store
        self._showroom = showroom

    def rows(self, captures: Iterable[Capture]) -> tuple[OutgoingRow, ...]:
        return tuple(self._row(capture) for capture in captures)

    def confirmation(self, capture: Capture) -> str:
        """Return what a person types to give a record up: short, and different for each."""
        return f"{self._showroom.device()}-{capture.seq}"

    def _row(self, capture: Capture) -> OutgoingRow:
        doc, refused = capture.doc, capture.state is SendState.ATTENTION
        return OutgoingRow(
            record=UUID(doc["id"]),
            kind=doc["kind"],
            name=self._name(doc),
            details=_details(doc),
            by=self._showroom.name_of(doc["actor"]),
            at=self._showroom.at(capture.at),
            state=RowState(capture.state.value),
            code=Code(capture.code) if capture.code else None,
            field=capture.field,
            confirmation=self.confirmation(capture) if refused else "",
            form=_form(doc) if refused else None,
        )

    def _name(self, doc: dict[str, Any]) -> str:
        if doc["kind"] == "visit":
            visitor = doc["body"].get("visitor") or {}
            name: str = (visitor.get("name") or {}).get("typed", "")
            return name
        if doc["kind"] == "pin_change":
            return self._showroom.name_of(doc["body"]["person"])
        if "record" in doc["refs"]:
            target = self._store.captures.find(UUID(doc["refs"]["record"]))
            return self._name(target.doc) if target else ""
        customer = doc["refs"].get("customer", "")
        return display_name(self._store.mirror.document("customer", customer, Customer))


def _details(doc: dict[str, Any]) -> Mapping[str, str]:
    body = doc["body"]
    if doc["kind"] == "consent":
        decision = Consent.model_validate(body).decisions[0]
        return {
            "purpose": decision.purpose,
            "channel": decision.channel,
            "decision": decision.decision,
        }
    if doc["kind"] == "attempt":
        return {"outcome": Attempt.model_validate(body).outcome}
    told = {name: str(body[name]) for name in ("reason", "intent") if body.get(name) is not None}
    return told if doc["kind"] == "visit" else {}


def _form(doc: dict[str, Any]) -> VisitForm | None:
    if doc["kind"] != "visit":
        return None
    try:
        form = form_of(Visit.model_validate(doc["body"]))
    except ValidationError:
        return None
    customer = doc["refs"].get("customer")
    return form.model_copy(update={"customer": UUID(customer) if customer else None})
