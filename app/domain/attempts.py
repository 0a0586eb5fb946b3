"""May we try this customer again now, or what stands in the way?

At most three missed attempts per due contact, each on another day *and* in another band of the
day; after the third, or after a refusal, we do not insist (R027, R028).
"""

from collections.abc import Iterable
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field

from app.domain.calendars import BANDS, band
from app.domain.consent import Channel
from app.domain.fields import Frozen, Note, OpenEnum, Slug, Text

MAX_MISSED = 3
_ASKED_HOUR = timedelta(hours=1)  # how long an hour that the person asked for stays open


class Outcome(OpenEnum):
    """What came of one try. Closed list; a newer peer's word counts as reached."""

    TALKED_OK = "talked_ok"
    TALKED_PROBLEM = "talked_problem"
    BOOKED = "booked"
    CALL_LATER = "call_later"
    NO_ANSWER = "no_answer"
    VOICEMAIL = "voicemail"
    BUSY = "busy"
    WRONG_NUMBER = "wrong_number"
    SOLD_CAR = "sold_car"
    BOUGHT_ELSEWHERE = "bought_elsewhere"
    REFUSED = "refused"
    SENT = "sent"  # a letter or an e-mail: nobody was asked, nobody missed
    REOPENED = "reopened"  # by a chief, with a reason: what was tried before counts no more
    PARTS_READY = "parts_ready"  # the parts of a maintenance are there: the invitation may go out
    NUMBER_FIXED = "number_fixed"  # a number was corrected: that it was wrong counts no more
    UNKNOWN = "unknown"


MISSES = frozenset({Outcome.NO_ANSWER, Outcome.VOICEMAIL, Outcome.BUSY})
STEPS = frozenset({Outcome.REOPENED, Outcome.PARTS_READY, Outcome.NUMBER_FIXED})
"""What is done about a contact without trying the customer."""
CONTINUING = MISSES | STEPS | {Outcome.CALL_LATER, Outcome.SENT}
_TRIES = MISSES | {Outcome.SENT}  # what uses up one of those that a programme allows
ANSWERS = frozenset(Outcome) - _TRIES - STEPS - {Outcome.WRONG_NUMBER, Outcome.UNKNOWN}
NO_CALLS = STEPS | {Outcome.SENT}
Score = Annotated[int, Field(ge=0, le=10)]


class Obstacle(StrEnum):
    CLOSED = "closed"  # «No insistir»
    OUTSIDE_HOURS = "outside_hours"
    SAME_DAY = "same_day"
    SAME_BAND = "same_band"


class Attempt(Frozen):
    """The body of an attempt record; the due contact and the customer are its refs.

    ``also`` names the customer's other due contacts that the same call was about, ``score`` is
    what the customer answered to a survey (R037), ``to`` the number or e-mail that was tried, in
    normal form: what came of it says whether it is the customer's.
    """

    outcome: Outcome
    channel: Channel = Channel.PHONE
    call_again_at: AwareDatetime | None = None  # with ``call_later``: the hour the person asked for
    note: Note | None = None
    also: Annotated[tuple[UUID, ...], Field(max_length=20)] = ()
    score: Score | None = None
    to: Text | None = None

    def made(self, id_: UUID, at: datetime, by: str) -> "MadeAttempt":
        """Return it as history; ``at`` is its corrected time."""
        return MadeAttempt(
            id=id_,
            made_at=at,
            outcome=self.outcome,
            by=by,
            call_again_at=self.call_again_at,
            score=self.score,
        )


class MadeAttempt(Frozen):
    """An attempt as history: when (corrected time), by whom, with what outcome."""

    id: UUID
    made_at: AwareDatetime
    outcome: Outcome
    by: Slug
    call_again_at: AwareDatetime | None = None
    score: Score | None = None


def union(*histories: Iterable[MadeAttempt]) -> tuple[MadeAttempt, ...]:
    """Return each attempt once, oldest first: two tablets may hold the same one after a sync."""
    by_id = {attempt.id: attempt for history in histories for attempt in history}
    return tuple(sorted(by_id.values(), key=lambda made: (made.made_at, str(made.id))))


def counting(attempts: Iterable[MadeAttempt]) -> tuple[MadeAttempt, ...]:
    """Return the tries that count, oldest first.

    Those are what was tried since a chief opened the contact again, without the wrong numbers
    that were corrected since.
    """
    history = union(attempts)
    since, fixed = _last(history, Outcome.REOPENED), _last(history, Outcome.NUMBER_FIXED)
    return tuple(
        made
        for n, made in enumerate(history)
        if n > since
        and made.outcome not in STEPS
        and not (made.outcome is Outcome.WRONG_NUMBER and n < fixed)
    )


def _last(history: tuple[MadeAttempt, ...], step: Outcome) -> int:
    return max((n for n, made in enumerate(history) if made.outcome is step), default=-1)


def has_parts(attempts: Iterable[MadeAttempt]) -> bool:
    """Say whether somebody confirmed that the parts are there (R041)."""
    return any(made.outcome is Outcome.PARTS_READY for made in attempts)


def missed(attempts: Iterable[MadeAttempt]) -> int:
    return sum(made.outcome in MISSES for made in counting(attempts))


def ending(attempts: Iterable[MadeAttempt], most: int = MAX_MISSED) -> Outcome | None:
    """Return the outcome that ended the due contact: a refusal, a talk, the last miss allowed."""
    history = counting(attempts)
    ends = [made.outcome for made in history if made.outcome not in CONTINUING]
    if ends:
        return Outcome.REFUSED if Outcome.REFUSED in ends else ends[0]
    tries = [made.outcome for made in history if made.outcome in _TRIES]
    return tries[-1] if len(tries) >= most else None


def obstacle(
    attempts: Iterable[MadeAttempt], now: datetime, most: int = MAX_MISSED
) -> Obstacle | None:
    """Say what forbids an attempt at ``now``, an aware time in the branch's own zone.

    In the hour that the person asked for nothing does, whatever was tried before.
    """
    history = counting(attempts)
    if ending(history, most) is not None:
        return Obstacle.CLOSED
    asked = _asked_for(history)
    if asked is not None and asked <= now < asked + _ASKED_HOUR:
        return None
    if (current_band := band(now)) is None:
        return Obstacle.OUTSIDE_HOURS
    misses = [made.made_at.astimezone(now.tzinfo) for made in history if made.outcome in MISSES]
    if any(at.date() == now.date() for at in misses):
        return Obstacle.SAME_DAY
    return Obstacle.SAME_BAND if current_band in missed_bands(history, now.tzinfo) else None


def missed_bands(attempts: Iterable[MadeAttempt], zone: tzinfo | None) -> set[int | None]:
    """Return the bands of the day, in that zone, in which a try missed the person."""
    misses = (made.made_at for made in counting(attempts) if made.outcome in MISSES)
    return {band(at.astimezone(zone)) for at in misses}


def next_slot(
    attempts: Iterable[MadeAttempt], now: datetime, most: int = MAX_MISSED
) -> datetime | None:
    """Return the branch-local moment, not before ``now``, for the next attempt.

    That is the hour the person asked for, else ``now`` if it is allowed, else the start of the
    earliest band that is. ``None`` when the due contact is closed.
    """
    history = counting(attempts)
    stands = obstacle(history, now, most)
    if stands is Obstacle.CLOSED:
        return None
    asked = _asked_for(history)
    if asked is not None and asked > now:
        return asked.astimezone(now.tzinfo)
    if stands is None:
        return now
    candidates = (
        (now + timedelta(days=day)).replace(hour=start, minute=0, second=0, microsecond=0)
        for day in range(MAX_MISSED + 1)
        for start, _ in BANDS
    )
    return next(at for at in candidates if at >= now and obstacle(history, at) is None)


def _asked_for(history: tuple[MadeAttempt, ...]) -> datetime | None:
    """Return the hour asked for in the newest attempt: a newer one settles it."""
    newest = history[-1] if history else None
    return newest.call_again_at if newest and newest.outcome is Outcome.CALL_LATER else None
