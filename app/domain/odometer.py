"""Does this reading of the odometer hold, and which service comes next? (R038)

A reading never falls, unless the dashboard was changed. An odd one is asked about and may be
confirmed: the desk must not be held up by a car that really was driven far.
"""

import re
from datetime import date
from enum import StrEnum
from typing import Annotated, NamedTuple

from pydantic import Field

HIGHEST = 999_999  # six digits; a dashboard that shows only nines was not read
SERVICE_STEP = 10_000  # km between services, until the brand's own table says otherwise
FAR_PER_DAY = 1_000  # km a day on average that no private car keeps up

Kilometres = Annotated[int, Field(ge=0, le=HIGHEST)]


class KmDoubt(StrEnum):
    UNREADABLE = "unreadable"
    BELOW_LAST = "below_last"  # confirm «cambio de tablero»
    IMPLAUSIBLE = "implausible"  # all nines, or further than a car drives in that time
    TOO_LARGE = "too_large"


class KnownReading(NamedTuple):
    km: int
    on: date


class NextService(NamedTuple):
    at_km: int
    km_left: int


def read_km(typed: str) -> int | KmDoubt:
    """Read kilometres as typed; point, comma and space part complete thousands only."""
    text = typed.strip().lower().removesuffix("km").strip()
    if re.fullmatch(r"[0-9]+|[0-9]{1,3}(?:([., ])[0-9]{3})(?:\1[0-9]{3})*", text) is None:
        return KmDoubt.UNREADABLE
    km = int(re.sub(r"[., ]", "", text))
    return km if km <= HIGHEST else KmDoubt.TOO_LARGE


def km_doubt(
    km: int, on: date, last: KnownReading | None, *, dash_changed: bool = False
) -> KmDoubt | None:
    """Say what is odd about a reading after the last known one, ``None`` when nothing is."""
    if km > HIGHEST:
        return KmDoubt.TOO_LARGE
    if km == HIGHEST:
        return KmDoubt.IMPLAUSIBLE
    if last is None or dash_changed:
        return None
    if km < last.km:
        return KmDoubt.BELOW_LAST
    days = max((on - last.on).days, 1)
    return KmDoubt.IMPLAUSIBLE if km - last.km > days * FAR_PER_DAY else None


def next_service(km: int, step: int = SERVICE_STEP) -> NextService:
    """Return the service that comes next: at 49,310 km the one of 50,000, in 690 km."""
    at_km = (km // step + 1) * step
    return NextService(at_km, at_km - km)
