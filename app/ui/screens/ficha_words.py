"""How a datum and a touch read on the ficha."""

from datetime import date, datetime

from app.domain.customers import MANY
from app.services.fichas import Datum, Touch
from app.ui.screens.customer_parts import hour_said
from app.ui.texts import Words, short_name
from app.ui.widgets.contact_lines import band_said

_CODED = frozenset(
    {"sex", "marital_status", "roles", "car_use", "expects", "matters", "car_condition"}
)
_DATES = frozenset({"birth_date", "wish_on"})


def datum_words(words: Words, datum: Datum) -> tuple[str, str]:
    """Return what it is and its value: «nacimiento», «14-03-1988»."""
    what = words.code("Datum", datum.field) or datum.field
    value = datum.value
    if datum.field in _DATES:
        value = f"{date.fromisoformat(value):%d-%m-%Y}"
    elif datum.field == "hours":
        value = ", ".join(band_said(int(code)) for code in value.split(","))
    elif datum.field == "companions":
        value = ", ".join(words.code("Relation", code) for code in value.split(","))
    elif datum.field == "influences":
        value = ", ".join(_influence(words, code) for code in value.split(","))
    elif datum.field in _CODED:
        said = (words.code("Answer", code) or code for code in value.split(","))
        value = ", ".join(said)
    return what, value


def _influence(words: Words, code: str) -> str:
    """Return «Pareja: decide»."""
    relation, _, role = code.partition(":")
    return f"{words.code('Relation', relation)}: {words.code('Answer', role).lower()}"


def shared_words(words: Words, customers: int) -> str:
    """Return «compartido por 3 clientes»: calling it may reach somebody else."""
    if customers >= MANY:
        return words("shared by {n} customers or more", n=customers)
    return words("shared by {n} customers", n=customers)


def reached_words(words: Words, datum: Datum, today: date) -> str:
    """Return «contestó ayer», «no es suyo, se supo hoy» or nothing, where nobody tried."""
    if datum.wrong:
        return words("not theirs, known {day}", day=words.past_day(datum.wrong.date(), today))
    if datum.verified:
        return words("answered {day}", day=words.past_day(datum.verified.date(), today))
    return ""


def touch_words(words: Words, touch: Touch, now: datetime) -> tuple[str, str]:
    """Return «Visita, renovación» and «Terra 5, interés 7 · Carla M.»."""
    kind = words.code("InteractionKind", touch.kind)
    coded = words.code("Touch", f"{touch.kind}-{touch.code}") if touch.code else ""
    coded = coded or (words.code(_TABLES.get(touch.kind, ""), touch.code) if touch.code else "")
    what = f"{kind}: {coded.lower()}" if coded else kind
    told = [*touch.models[:1]]
    if touch.intent is not None:
        told.append(words("interest {n}", n=touch.intent))
    if touch.channel:
        told.append(words.code("ReceivedBy", touch.channel))
    if touch.booked_at:
        told.append(hour_said(words, touch.booked_at, now))
    return what, " · ".join([*told, short_name(touch.by)])


_TABLES = {
    "visit": "Reason",
    "attempt": "Happened",
    "contact_received": "Wanted",
    "test_drive": "DriveOutcome",
    "rating": "Rating",
    "appointment": "AppointmentKind",
    "complaint": "ComplaintKind",
    "quote": "Standing",
    "sign_up": "Way",
}
