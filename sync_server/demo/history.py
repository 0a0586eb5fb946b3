"""The records that the demo's tablets saved in the last weeks, as they would have sent them.

A pure function of the moment the demo was opened and of a seed: told again it gives the same ids,
so that a demo that was stopped in the middle of its seeding goes on without doubling anything.
"""

import hashlib
import itertools
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from pydantic import BaseModel

from app.domain.appointments import Appointment, AppointmentKind
from app.domain.attempts import Attempt, Outcome
from app.domain.calendars import branch_time
from app.domain.consent import Channel, ConsentDecision, Decision, Purpose
from app.domain.ids import IdSource, customer_id, due_contact_id
from app.domain.privacy_texts import PrivacyText, Topic, current_text
from app.domain.programmes import POTENCIAL
from app.domain.visits import Consent, LifeStage, Origin, Profile, Reason, Series, Visit
from sync_server.demo.cast import (
    BRANCH,
    CARLA,
    LUIS,
    MODELS,
    ROSA,
    Colleague,
    visitor,
    visitor_without_phone,
)
from sync_server.demo.clock import ToldClock
from sync_server.demo.service_desk import desk_deeds
from sync_server.demo.stories import ANONYMOUS, Story, Try, stories

SELLERS = (CARLA, LUIS)
_REASONS = (Reason.NEW_CAR, Reason.RENEWAL, Reason.NEW_CAR, Reason.ENQUIRY)
_ORIGINS = (Origin.WALKED_BY, Origin.INSTAGRAM, Origin.REFERRED, Origin.WEB, Origin.FAIR)
_LIFE_STAGES = (LifeStage.FAMILY, LifeStage.FIRST_JOB, LifeStage.COUPLE, LifeStage.PROMOTION)

_ROOTS = {
    "complaint_act": "complaint",
    "promise": "complaint",
    "workshop_delivery": "workshop_visit",
}


class Deed(NamedTuple):
    """Something a colleague did at the moment ``at``; ``about`` is the person of the demo."""

    at: datetime
    kind: str
    by: Colleague
    seller: Colleague
    body: BaseModel
    about: int | None = None


class SavedRecord(NamedTuple):
    """A record as saved on the tablet of ``seller``, before it was numbered for sending."""

    id: UUID
    deed: Deed
    refs: dict[str, UUID]


class _Known(NamedTuple):
    """A person as the tablets name her: by the record of her first visit, and by the due."""

    first: UUID
    due: UUID


def saved_records(opened: datetime, seed: str) -> list[SavedRecord]:
    """Return every record of the demo, oldest first, for a demo opened at an aware moment."""
    deeds = sorted(_deeds(_Days(opened)), key=lambda deed: deed.at)
    clock = ToldClock(opened)
    ids = IdSource(clock, _bytes_of(seed))
    known: dict[int, _Known] = {}
    begun: dict[tuple[str, int | None], UUID] = {}  # complaint or workshop visit of a person
    records = []
    for deed in deeds:
        clock.moment = deed.at
        record = ids.new()
        refs = _refs(deed, known)
        if (root := _ROOTS.get(deed.kind)) is not None:
            refs |= {root: begun[root, deed.about]}
        begun[deed.kind, deed.about] = record
        if deed.kind == "visit" and deed.about is not None:
            known[deed.about] = _after_visit(record, known.get(deed.about))
        records.append(SavedRecord(record, deed, refs))
    return records


def _after_visit(visit: UUID, before: _Known | None) -> _Known:
    first = before.first if before else visit
    return _Known(first, due_contact_id(POTENCIAL, customer_id(first), visit))


def _refs(deed: Deed, known: dict[int, _Known]) -> dict[str, UUID]:
    if deed.about is None or deed.kind == "visit":
        return {}
    first, due = known[deed.about]
    from_a_call = deed.kind in {"attempt", "appointment"}
    return {"customer": first, "due": due} if from_a_call else {"customer": first}


class _Days:
    """Branch days counted back from the day the demo is opened; nothing lies in the future."""

    def __init__(self, opened: datetime) -> None:
        self._opened = branch_time(opened, BRANCH.zone)
        self._midnight = self._opened.replace(hour=0, minute=0, second=0, microsecond=0)

    def at(self, days: int, hour: int, minute: int = 0) -> datetime:
        """Return the branch hour so many days ago; today's end a little before the opening."""
        wanted = (self._midnight - timedelta(days=days)).replace(hour=hour, minute=minute)
        latest = self._opened - timedelta(minutes=60 - minute)
        return wanted if days else max(self._midnight, min(wanted, latest))

    def ahead(self, days: int, hour: int, minute: int = 0) -> datetime:
        return (self._midnight + timedelta(days=days)).replace(hour=hour, minute=minute)


def _deeds(days: _Days) -> Iterator[Deed]:
    for story in stories():
        yield from _visits(story, days)
        yield from _answers(story, days)
        for made in story.plot.tries:
            yield from _attempt(story, made, days)
    yield from _desk(days)
    for index, ago in enumerate(ANONYMOUS):
        at = days.at(ago, 9 + index, 5)
        yield Deed(at, "visit", ROSA, SELLERS[index % 2], Visit(reason=Reason.COMPANION))


def _desk(days: _Days) -> Iterator[Deed]:
    for done in desk_deeds(days.at):
        yield Deed(done.at, done.kind, done.by, SELLERS[0], done.body, done.about)


def _visits(story: Story, days: _Days) -> Iterator[Deed]:
    person, seller = story.person, SELLERS[story.person % 2]
    for number, ago in enumerate(story.visits):
        is_last = number + 1 == len(story.visits)
        visit = Visit(
            visitor=visitor(person) if story.plot.phone else visitor_without_phone(person),
            reason=_REASONS[(person + number) % len(_REASONS)],
            models=_models(person, number),
            intent=story.plot.intent if is_last else (person + number) % 8,
            series=Series.RENEWAL if person % 4 == 1 else Series.NEW_CAR,
            life_stage=_LIFE_STAGES[person % len(_LIFE_STAGES)] if person % 3 else None,
            origin=_ORIGINS[person % len(_ORIGINS)] if number == 0 else Origin.RETURNING,
            owner=seller.code,
            consents=_ticked(person) if number == 0 else (),
        )
        by = ROSA if person % 9 == 0 else seller
        at = days.at(ago, 9 + (person + number) % 10, person % 50)
        yield Deed(at, "visit", by, seller, visit, person)


def _models(person: int, number: int) -> tuple[str, ...]:
    first = MODELS[(person + number) % len(MODELS)].name
    second = MODELS[(person + 2) % len(MODELS)].name
    return (first, second) if person % 4 == 0 and first != second else (first,)


def _answers(story: Story, days: _Days) -> Iterator[Deed]:
    """Yield what was learnt after the visits: an opposition to calls, an occupation."""
    person, seller = story.person, SELLERS[story.person % 2]
    after = days.at(max(story.visits[-1] - 1, 0), 19, 59)
    if story.plot.opposes:
        yield Deed(after, "consent", seller, seller, Consent(decisions=_opposition()), person)
    if person % 8 == 5:  # noqa: PLR2004 - one in eight is enough to show
        profile = Profile(occupation="Oficio de prueba")
        yield Deed(after, "profile", seller, seller, profile, person)


def _attempt(story: Story, made: Try, days: _Days) -> Iterator[Deed]:
    person, seller = story.person, SELLERS[story.person % 2]
    at = days.at(made.days, made.hour, person % 50)
    again = days.ahead(0, 12) if made.outcome is Outcome.CALL_LATER else None
    attempt = Attempt(outcome=made.outcome, call_again_at=again)
    yield Deed(at, "attempt", seller, seller, attempt, person)
    if made.outcome is Outcome.BOOKED:
        drive = Appointment(kind=AppointmentKind.TEST_DRIVE, at=days.ahead(1, 11, 30))
        yield Deed(at + timedelta(seconds=40), "appointment", seller, seller, drive, person)


def _ticked(person: int) -> tuple[ConsentDecision, ...]:
    """Return the marketing boxes that this person ticked: none for most."""
    ticked = {1: (Channel.WHATSAPP,), 2: (Channel.WHATSAPP, Channel.EMAIL), 6: (Channel.PHONE,)}
    channels = ticked.get(person % 7, ())
    agreed = current_text(Topic.MARKETING, BRANCH.country)
    return tuple(
        _decision(Purpose.MARKETING, channel, Decision.GRANT, agreed) for channel in channels
    )


def _opposition() -> tuple[ConsentDecision, ...]:
    """Return «no contactar»: no purpose by any channel."""
    told = current_text(Topic.WITHDRAWAL, BRANCH.country)
    return tuple(
        _decision(purpose, channel, Decision.OPPOSE, told)
        for purpose in (Purpose.QUOTE, Purpose.MARKETING)
        for channel in (Channel.PHONE, Channel.WHATSAPP, Channel.EMAIL)
    )


def _decision(
    purpose: Purpose, channel: Channel, decision: Decision, text: PrivacyText
) -> ConsentDecision:
    return ConsentDecision(
        purpose=purpose,
        channel=channel,
        decision=decision,
        text_id=text.id,
        text_version=text.version,
        text_sha256=text.sha256,
        locale=text.locale,
    )


def _bytes_of(seed: str) -> Callable[[int], bytes]:
    """Return a source of bytes that a seed decides, for ids that come out the same twice."""
    counter = itertools.count()
    return lambda size: hashlib.sha256(f"{seed}:{next(counter)}".encode()).digest()[:size]
