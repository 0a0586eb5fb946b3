"""The file in which a call centre says what came of its calls: CSV, one try a row."""

import csv
import io
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, ValidationError

from app.domain.attempts import Outcome, Score
from app.domain.clock import epoch_ms
from app.domain.consent import Channel
from app.domain.fields import Frozen, Note

COLUMNS = ("due_id", "customer_id", "outcome", "at", "channel", "note", "score")
_FIRST_YEAR = 1971
_WORDS = {
    "todo bien": Outcome.TALKED_OK,
    "con problema": Outcome.TALKED_PROBLEM,
    "agendo hora": Outcome.BOOKED,
    "pide otra hora": Outcome.CALL_LATER,
    "no contesta": Outcome.NO_ANSWER,
    "buzon": Outcome.VOICEMAIL,
    "ocupado": Outcome.BUSY,
    "equivocado": Outcome.WRONG_NUMBER,
    "vendio el auto": Outcome.SOLD_CAR,
    "compro otro": Outcome.BOUGHT_ELSEWHERE,
    "no desea contacto": Outcome.REFUSED,
    "enviado": Outcome.SENT,
}


def _of_our_time(at: datetime) -> datetime:
    if at.year < _FIRST_YEAR:
        message = f"an hour before {_FIRST_YEAR}"
        raise ValueError(message)
    return at


class Told(Frozen):
    """What came of a contact, ``at`` which hour: without a zone it is that of her branch."""

    due: UUID
    customer: UUID
    outcome: Outcome
    at: Annotated[datetime, AfterValidator(_of_our_time)]
    channel: Channel = Channel.PHONE
    note: Note | None = None
    score: Score | None = None

    def moment(self, zone: str) -> int:
        """Return the hour in ms; ``zone`` (IANA name) is that of the customer's branch."""
        return epoch_ms(self.at if self.at.tzinfo else self.at.replace(tzinfo=ZoneInfo(zone)))


class BadRow(NamedTuple):
    line: int
    column: str
    why: str


def outcomes_of(text: str) -> tuple[list[dict[str, Any]], list[BadRow]]:
    """Read the rows, JSON-shaped; one that cannot be read is told with its line and column.

    ``outcome`` is one of the words of the buttons or its code, ``at`` the local hour of the
    customer's branch, which the file does not tell, unless it says its zone.
    """
    told, bad = [], []
    head = text.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(text), delimiter=";" if ";" in head else ",")
    for row in reader:
        try:
            told.append(_told(row).model_dump(mode="json"))
        except ValidationError as exc:
            first = exc.errors(include_url=False)[0]
            bad.append(BadRow(reader.line_num, str(first["loc"][0]), first["msg"]))
        except ValueError as exc:
            bad.append(BadRow(reader.line_num, str(exc), "cannot be read"))
    return told, bad


def _told(row: Mapping[str, Any]) -> Told:
    said = {name: (row.get(name) or "").strip() for name in COLUMNS}
    more = {name: said[name] for name in ("channel", "note", "score") if said[name]}
    named = {"due": said["due_id"], "customer": said["customer_id"]}
    known = {"outcome": _outcome(said["outcome"]), "at": _at(said["at"])}
    return Told.model_validate({**named, **known, **more})


def _outcome(word: str) -> Outcome:
    plain = unicodedata.normalize("NFD", word.casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    found = _WORDS.get(plain) or Outcome(plain.replace(" ", "_"))
    if found is Outcome.UNKNOWN:
        raise ValueError("outcome")
    return found


def _at(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as exc:
        raise ValueError("at") from exc
