"""An invented event and its sign-ups, with as few words as a test needs."""

from datetime import UTC, datetime
from typing import Any

from app.domain.events import CheckIn, DoorAct, DoorMeans, Event, EventKind, Qualifier, SignUp, Way
from tests.builders import visitor

WHEN = Qualifier(question="¿Cuándo piensa cambiar de auto?", answers=("Este mes", "Solo miro"))


def event(**parts: Any) -> Event:
    """Return a fair on the day of the tests' clock, 09:00 to 21:00 in Santiago."""
    return Event(
        **{
            "name": "Feria de Primavera",
            "kind": EventKind.FAIR,
            "place": "Parque Demo",
            "stand": "B12",
            "starts_at": datetime(2026, 3, 2, 12, 0, tzinfo=UTC),
            "ends_at": datetime(2026, 3, 3, 0, 0, tzinfo=UTC),
            "gift": "Vale de lavado",
            "qualifiers": (WHEN,),
            **parts,
        }
    )


def sign_up(full: str = "Laura Ejemplo", way: Way = Way.STAFF, **parts: Any) -> SignUp:
    person = {key: parts.pop(key) for key in ("phone", "email") if key in parts}
    return SignUp(visitor=visitor(full, **person), way=way, **parts)


def check_in(act: DoorAct = DoorAct.ARRIVED, door: str = "T01") -> CheckIn:
    return CheckIn(act=act, means=DoorMeans.SCAN, door=door)
