"""Events for an administrator: make one, list them, see what came of it, print its poster."""

import base64
from collections.abc import Iterator
from typing import Annotated, Any
from uuid import UUID

from pydantic import AwareDatetime, Field
from sqlalchemy import Connection

from app.domain.calendars import branch_time
from app.domain.clock import epoch_ms
from app.domain.contract import Result, Retraction
from app.domain.doors import conflicts
from app.domain.events import Event, EventKind, KnownEvent, KnownPass, Named, Qualifier
from app.domain.fields import Frozen, Slug, Text
from app.domain.papers.poster import PosterWords, poster_pdf, poster_png, poster_svg
from app.domain.papers.wording import day_words
from app.domain.privacy_texts import Topic, current_text
from app.domain.problems import Code, Problem
from sync_server.services.event_results import results
from sync_server.services.front_desk import Written, answering, enter
from sync_server.services.office import Arguments, Office, known_branch, read
from sync_server.storage import events, staff

PAGE = 500
FORMS = {"pdf": poster_pdf, "svg": poster_svg, "png": poster_png}


class NewEvent(Frozen):
    """``by`` answers for it: a chief or event staff of the branch; else a chief is taken."""

    branch: Slug
    name: Named
    kind: EventKind
    place: Named
    stand: Text = ""
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    capacity: int | None = None
    gift: Text = ""
    qualifiers: tuple[Qualifier, ...] = ()
    by: Slug | None = None


class Page(Frozen):
    after: str = ""
    limit: Annotated[int, Field(ge=1, le=PAGE)] = PAGE


class One(Frozen):
    id: UUID


class Poster(Frozen):
    id: UUID
    form: str = "pdf"


class PassPage(Frozen):
    id: UUID
    after: str = ""
    limit: Annotated[int, Field(ge=1, le=PAGE)] = PAGE


def add(connection: Connection, office: Office, arguments: Arguments) -> dict[str, Any]:
    """Make an event; return it with the address of its page."""
    new = read(NewEvent, arguments)
    branch = known_branch(staff.branches(connection), new.branch)
    if new.kind is EventKind.UNKNOWN:
        kinds = ", ".join(kind.value for kind in EventKind if kind is not EventKind.UNKNOWN)
        raise Problem(Code.INVALID_FIELD, field="kind", detail=kinds)
    notice = current_text(Topic.PRIVACY, branch.country)
    made = new.model_dump(exclude={"branch", "by"})
    body = read(Event, {**made, "text_version": notice.version})
    if epoch_ms(body.ends_at) <= office.now():
        raise Problem(Code.INVALID_FIELD, field="ends_at", detail="it would be over already")
    actor = answering(connection, branch.code, new.by)
    id_ = office.ids.new()
    (report,) = enter(connection, office, branch.code, [Written("event", body, {}, actor, id_)])
    if report.result is not Result.ACCEPTED:
        raise Problem(report.code or Code.SERVER_ERROR, field=report.field, detail=actor)
    return _row(_found(connection, id_), office)


def cancel(connection: Connection, office: Office, arguments: Arguments) -> dict[str, Any]:
    """Take an event back: its page and its doors say so."""
    known = _found(connection, read(One, arguments).id)
    if not known.cancelled:
        actor = answering(connection, known.branch, known.by)
        undone = Written("retraction", Retraction(), {"record": known.id}, actor)
        enter(connection, office, known.branch, [undone])
    return _row(_found(connection, known.id), office)


def listed(connection: Connection, office: Office, arguments: Arguments) -> list[dict[str, Any]]:
    """Return a page of events, one flat row each, in the order of their making."""
    page = read(Page, arguments)
    found = events.events_after(connection, page.after, page.limit)
    return [{**_row(one, office), **_counted(connection, one)} for one in found]


def shown(connection: Connection, office: Office, arguments: Arguments) -> dict[str, Any]:
    """Return one event with its results (R052): who came, who is new, what they asked for later."""
    known = _found(connection, read(One, arguments).id)
    passes = [one for one in _passes(connection, known.id) if not one.withdrawn]
    zone = staff.branches(connection)[known.branch].zone
    return {
        **_row(known, office),
        **_counted(connection, known),
        "by_way": _by(one.way.value for one in passes),
        "by_heat": _by(one.heat.value for one in passes if one.heat is not None),
        **results(connection, known, passes, zone),
        "conflicts": sorted(one.code for held in conflicts(passes) for one in held.passes),
    }


def passes(connection: Connection, _office: Office, arguments: Arguments) -> list[dict[str, Any]]:
    """Return a page of the sign-ups of one event, as the door knows them."""
    page = read(PassPage, arguments)
    known = _found(connection, page.id)
    found = events.passes_after(connection, str(known.id), page.after, page.limit)
    return [_pass_row(one) for one in found]


def poster(connection: Connection, office: Office, arguments: Arguments) -> dict[str, str]:
    """Return the poster as ``{name, file}``, the file in base 64."""
    asked = read(Poster, arguments)
    if asked.form not in FORMS:
        raise Problem(Code.INVALID_FIELD, field="format", detail=", ".join(FORMS))
    known = _found(connection, asked.id)
    made = FORMS[asked.form](_words(connection, known, office))
    return {"file": base64.b64encode(made).decode("ascii")}


def _words(connection: Connection, known: KnownEvent, office: Office) -> PosterWords:
    branch = staff.branches(connection)[known.branch]
    event = known.event
    start, end = (branch_time(at, branch.zone) for at in (event.starts_at, event.ends_at))
    place = f"{event.place}, stand {event.stand}" if event.stand else event.place
    return PosterWords(
        dealer=branch.dealer,
        name=event.name,
        date=day_words(start.date(), branch.country),
        where=f"{start:%H:%M} a {end:%H:%M} · {place}",
        address=_address(known, office),
        demo=branch.demo,
    )


def _found(connection: Connection, id_: UUID) -> KnownEvent:
    known = events.events(connection, [str(id_)]).get(str(id_))
    if known is None:
        raise Problem(Code.NOT_FOUND, field=str(id_), detail="event")
    return known


def _passes(connection: Connection, id_: UUID) -> Iterator[KnownPass]:
    last = ""
    while page := events.passes_after(connection, str(id_), last, PAGE):
        yield from page
        last = str(page[-1].id)


def _row(known: KnownEvent, office: Office) -> dict[str, Any]:
    event = known.event
    return {
        "id": str(known.id),
        "name": event.name,
        "kind": event.kind.value,
        "branch": known.branch,
        "place": event.place,
        "starts_at": event.starts_at.isoformat(),
        "ends_at": event.ends_at.isoformat(),
        "capacity": event.capacity,
        "gift": event.gift,
        "text_version": event.text_version,
        "by": known.by,
        "cancelled": known.cancelled,
        "address": _address(known, office),
    }


def _address(known: KnownEvent, office: Office) -> str:
    return f"{office.address.rstrip('/')}/e/{known.token}"


def _counted(connection: Connection, known: KnownEvent) -> dict[str, int]:
    return events.tally(connection, str(known.id))._asdict()


def _by(values: Iterator[str]) -> dict[str, int]:
    counted: dict[str, int] = {}
    for value in values:
        counted[value] = counted.get(value, 0) + 1
    return dict(sorted(counted.items()))


def _pass_row(one: KnownPass) -> dict[str, Any]:
    return {
        "id": str(one.id),
        "code": one.code,
        "name": one.name,
        "people": one.people,
        "way": one.way.value,
        "heat": one.heat.value if one.heat else "",
        "withdrawn": one.withdrawn,
        "arrived": one.arrivals[0].at if one.arrivals else None,
        "door": one.arrivals[0].door if one.arrivals else "",
        "gifts": len(one.gifts),
        "customer": str(one.customer or ""),
    }
