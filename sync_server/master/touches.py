"""The newest touches with a customer, on every channel. Pure."""

from typing import Any

from app.domain.appointments import Appointment
from app.domain.attempts import Attempt
from app.domain.clock import epoch_ms
from app.domain.customers import Interaction, InteractionKind
from app.domain.events import INTENT, CheckIn, SignUp
from app.domain.received import ContactReceived, RatingReceived, TrialDrive
from app.domain.visits import Visit
from app.domain.vouchers import Redemption
from sync_server.master.facts import Fact

RECENT = 10
_OUTCOME: dict[type, str] = {
    Visit: "reason",
    Attempt: "outcome",
    Appointment: "kind",
    ContactReceived: "wanted",
    TrialDrive: "outcome",
    RatingReceived: "rating",
    SignUp: "way",
    CheckIn: "act",
    Redemption: "means",
}


def recent(visible: list[Fact]) -> tuple[Interaction, ...]:
    """Return the last touches of facts in order, newest first."""
    touches = [fact for fact in visible if type(fact.body) in _OUTCOME]
    return tuple(_touch(fact) for fact in reversed(touches[-RECENT:]))


def _touch(fact: Fact) -> Interaction:
    return Interaction(
        record=fact.id,
        kind=InteractionKind(fact.kind),
        at=fact.at,
        by=fact.actor,
        event=fact.refs.get("event"),
        **_told(fact.body),
    )


def _told(body: object) -> dict[str, Any]:
    if isinstance(body, Visit):
        outcome = getattr(body, _OUTCOME[type(body)])
        return {"outcome": outcome, "intent": body.intent, "models": body.models}
    told: dict[str, Any] = {"outcome": getattr(body, _OUTCOME[type(body)])}
    if isinstance(body, CheckIn) and body.heat is not None:
        told["intent"] = INTENT.get(body.heat)
    if isinstance(body, TrialDrive):
        told["models"] = (body.model,)
    if isinstance(body, ContactReceived):
        told["channel"] = body.channel
    if isinstance(body, TrialDrive | Appointment):
        told["booked_at"] = epoch_ms(body.at)
    return told
