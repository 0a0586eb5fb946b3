"""Invented people with all that makes somebody due, and how lists and a tablet tell of them."""

from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any, NamedTuple
from uuid import UUID
from weakref import WeakKeyDictionary

from hypothesis import strategies as st

from app.domain.attempts import Attempt, Outcome
from app.domain.complaint_acts import Act, Answer, Closing, ComplaintAct, Recontact
from app.domain.complaints import ReplyChannel
from app.domain.consent import Channel, Decision, Purpose
from app.domain.contact_rules import Programme
from app.domain.imports import ListKind
from app.domain.news import News, NewsKind
from app.domain.people import Country
from app.domain.programmes import POTENCIAL, SEMBRADO
from app.domain.visits import Consent
from sync_server.services.contacts import news
from sync_server.services.house import import_recall
from sync_server.storage.database import Database
from sync_server.storage.tables import customer
from tests.builders import Tablet, decision, phone, record_id, visit
from tests.domain.complaint_builders import chilean
from tests.domain.event_builders import event, sign_up
from tests.sync_server.offices import Server, whole_list
from tests.sync_server.test_due_oracle import JUDGED as JUDGED_OF_CARS
from tests.sync_server.test_due_oracle import grant, take, valid, vin

TODAY = date(2026, 3, 2)
LAUNCHES = {"CX90": date(2026, 2, 20), "CX60": date(2026, 3, 12)}
NOTICE, RECALL, FAIR = date(2026, 2, 25), date(2026, 2, 10), date(2026, 3, 20)
FAIR_TOLD = date(2026, 2, 10)
JUDGED = {*Programme, POTENCIAL, SEMBRADO} - JUDGED_OF_CARS - {Programme.UNKNOWN}
_LETTERS = ("bcdfglmnprstv", "aeiou", "lmnrst", "aeiou", "bcdfgptv", "aeiou", "lnrs", "aeo")


class Someone(NamedTuple):
    """Who somebody is and did; numbers are days before today."""

    born: date | None = None
    offers: frozenset[str] = frozenset()
    address: bool = False
    bought: tuple[int, ...] = ()
    cared: tuple[int, ...] = ()  # maintenances of the first car
    called_back: bool = False  # the first car
    complained: tuple[int, int | None] | None = None  # told, closed
    content: int | None = None  # days after the closing on which she said that she is
    decided: tuple[int, int] | None = None  # on offers by phone: granted, opposed
    signed_up: int | None = None  # for the fair
    came: tuple[int, int | None, bool] | None = None  # when, with which intent, a student
    says: Outcome | None = None  # today, about what is most urgent


people = st.builds(
    Someone,
    born=st.none() | st.dates(date(1950, 1, 1), date(2006, 12, 31)),
    offers=st.sets(st.sampled_from(["phone", "email"])).map(frozenset),
    address=st.booleans(),
    bought=st.lists(st.integers(1, 1_300), max_size=3, unique=True).map(tuple),
    cared=st.lists(st.integers(1, 1_200), max_size=4, unique=True).map(tuple),
    called_back=st.booleans(),
    complained=st.none() | st.tuples(st.integers(31, 40), st.none() | st.integers(1, 30)),
    content=st.none() | st.integers(1, 20),
    decided=st.none() | st.tuples(st.integers(21, 50), st.integers(0, 20)),
    signed_up=st.none() | st.integers(0, 20),
    came=st.none() | st.tuples(st.integers(1, 40), st.none() | st.integers(0, 10), st.booleans()),
    says=st.none() | st.sampled_from([Outcome.NO_ANSWER, Outcome.REFUSED, Outcome.TALKED_OK]),
)
BOTH = frozenset({"phone", "email"})
EVERYONE = [  # each programme at least once
    Someone(
        born=date(1988, 3, 4), offers=BOTH, address=True, bought=(900, 300), says=Outcome.REFUSED
    ),
    Someone(born=date(1988, 2, 29), address=True, bought=(800,), cared=(700, 500, 200)),
    Someone(bought=(20, 1), called_back=True, complained=(35, 15), says=Outcome.TALKED_OK),
    Someone(came=(3, 5, False), offers=BOTH, complained=(35, None), says=Outcome.NO_ANSWER),
    Someone(came=(400, 1, True), offers=frozenset({"phone"})),
]
CHANGED = [  # much came later than ten days before today
    Someone(bought=(900, 300), decided=(30, 5), signed_up=3),
    Someone(
        bought=(800,), address=True, offers=frozenset({"email"}), decided=(12, 9), signed_up=15
    ),
    Someone(bought=(700,), complained=(39, 10), content=20),
    Someone(came=(400, 1, True), decided=(30, 10), complained=(35, 1), content=15),
]


def told(server: Server) -> None:
    """Tell of two launches and a notice, and some days ago of a fair."""
    own: dict[str, Any] = {"country": Country.CL, "title": "Novedad"}
    those = [
        *(News(kind=NewsKind.LAUNCH, code=code, on=on, **own) for code, on in LAUNCHES.items()),
        News(kind=NewsKind.NOTICE, code="AVISO1", on=NOTICE, models=("CX-5",), **own),
    ]
    for one in those:
        _tell(server, one)
    tablet, now = server.tablet(), server.clock.now()
    server.clock.at = now - (TODAY - FAIR_TOLD)
    starts = datetime.combine(FAIR, time(15), UTC)
    fair = event(starts_at=starts, ends_at=starts + timedelta(hours=6))
    made = tablet.record("event", fair, actor="marta")
    server.clock.at = now
    assert [one.code for one in server.take(tablet, made)] == [None]
    _fairs[server.database] = record_id(made)


def _tell(server: Server, one: News) -> None:
    asked = one.model_dump(mode="json")
    server.database.writer.run(lambda tx: news.add(tx, server.office, asked))


_called = list[str]()
_fairs = WeakKeyDictionary[Database, UUID]()


def brought(server: Server, tablet: Tablet, key: str, one: Someone) -> dict[str, tuple[str, str]]:
    """Let lists and a tablet tell of somebody; return by key which contact a call closed."""
    number, (given, surname) = int(key[1:]), full_name(key).split()
    person = {
        "name": {"typed": full_name(key), "given": given, "surname": surname},
        "phone": valid(f"+56958{number:06}"),
        "email": valid(f"{key.lower()}@prueba.example"),
        **({"address": f"Calle {key}"} if one.address else {}),
        **({"birth_date": one.born.isoformat()} if one.born else {}),
    }
    consents = [{**grant(), "channel": channel} for channel in sorted(one.offers)]
    listed_as = {"source_id": key, "basis": "contract", "owner": "carla", "person": person}
    take(server, ListKind.CUSTOMERS, [{**listed_as, "consents": consents}], [None])
    cars = [vin(f"X{number * 10 + place}") for place, _ in enumerate(one.bought)]
    sales = [
        {
            "source_id": f"{key}s{place}",
            "vin": valid(car),
            "model": "CX-5",
            "sold_on": ago(days).isoformat(),
            "owner": "carla",
        }
        for place, (car, days) in enumerate(zip(cars, one.bought, strict=True))
    ]
    take(server, ListKind.SALES, sales, [key] * len(sales))
    orders = [
        {
            "source_id": f"{key}o{place}",
            "opened_on": ago(days).isoformat(),
            "closed_on": ago(days).isoformat(),
            "service": "maintenance",
            **({"vin": valid(cars[0])} if cars else {}),
        }
        for place, days in enumerate(one.cared)
    ]
    take(server, ListKind.SERVICES, orders, [key] * len(orders))
    if one.called_back and cars:
        _called.append(cars[0])
        asked = {"code": "R1", "country": "CL", "title": "Airbag", "since": RECALL.isoformat()}
        recall = {**asked, "vehicles": _called}
        server.database.writer.run(lambda tx: import_recall(tx, server.office, recall))
    who = customer_of(server, key)
    came_and_complained(server, tablet, who, key, one)
    return called(server, tablet, who, key, one)


def full_name(key: str) -> str:
    """Return a given name and a surname that are like nobody else's: nobody is taken for another."""
    dice = Random(key)  # noqa: S311 - invented people, guards nothing
    words = ("".join(dice.choice(letters) for letters in _LETTERS) for _ in range(2))
    return " ".join(word.capitalize() for word in words)


def customer_of(server: Server, key: str) -> UUID:
    [row] = [row for row in server.rows(customer) if f'"{full_name(key)}"' in row["doc"]]
    return UUID(row["id"])


def came_and_complained(server: Server, tablet: Tablet, who: UUID, key: str, one: Someone) -> None:
    """Bring what a tablet recorded on earlier days."""
    now, refs, made = server.clock.at, {"customer": who}, list[dict[str, Any]]()
    full, mobile = full_name(key), phone(f"+56958{int(key[1:]):06}")
    if one.came is not None:
        days, intent, student = one.came
        server.clock.at = now - timedelta(days=days)
        stage = {"life_stage": "student"} if student else {}
        came = visit(full, phone=mobile, intent=intent, **stage)
        made.append(tablet.record("visit", came, refs))
    server.clock.at = now
    made += [*complained(server, tablet, who, full, one), *changed(server, tablet, who, key, one)]
    assert [(one.code, one.field) for one in server.take(tablet, *made)] == [
        (None, None) for _ in made
    ]


def complained(
    server: Server, tablet: Tablet, who: UUID, full: str, one: Someone
) -> list[dict[str, Any]]:
    """Record what somebody complained of on an earlier day, and what was done about it."""
    if one.complained is None:
        return []
    now, made = server.clock.at, list[dict[str, Any]]()
    days, closed = one.complained
    server.clock.at = at = now - timedelta(days=days)
    body = chilean(
        sheet=None,
        registered_at=at,
        fact_on=at.date(),
        consumer=visit(full).visitor,
    )
    sent = tablet.record("complaint", body, {"customer": who})
    made.append(sent)
    acts = list[tuple[int, Act]]()
    if closed is not None:
        on = at.date() + timedelta(days=closed)
        answer = Answer(text="Listo.", by=(ReplyChannel.EMAIL,), sent_on=on)
        acts += [(closed, answer), (closed, Closing(conforms=True))]
        if one.content is not None and closed + one.content <= days:
            acts.append((closed + one.content, Recontact(conforms=True)))
    about = {"complaint": record_id(sent)}
    for after, act in acts:
        server.clock.at = at + timedelta(days=after)
        made.append(tablet.record("complaint_act", ComplaintAct(act=act), about, actor="marta"))
    server.clock.at = now
    return made


def changed(
    server: Server, tablet: Tablet, who: UUID, key: str, one: Someone
) -> list[dict[str, Any]]:
    """Record what somebody decided on earlier days, and for what she signed up."""
    now, refs, made = server.clock.at, {"customer": who}, list[dict[str, Any]]()
    for days, said in zip(one.decided or (), (Decision.GRANT, Decision.OPPOSE), strict=False):
        server.clock.at = now - timedelta(days=days)
        decides = Consent(decisions=(decision(Channel.PHONE, said, Purpose.MARKETING),))
        made.append(tablet.record("consent", decides, refs))
    if one.signed_up is not None:
        server.clock.at = now - timedelta(days=one.signed_up)
        about = {**refs, "event": _fairs[server.database]}
        made.append(
            tablet.record(
                "sign_up", sign_up(full_name(key), phone=phone(f"+56958{int(key[1:]):06}")), about
            )
        )
    server.clock.at = now
    return made


def called(
    server: Server, tablet: Tablet, who: UUID, key: str, one: Someone
) -> dict[str, tuple[str, str]]:
    """Call somebody about what is most urgent; return by key what that closed."""
    mine = [
        row
        for row in whole_list(server)
        if row["customer_id"] == str(who)
        if (row["state"], row["channel"]) == ("open", "phone")
        if row["programme"] in JUDGED
    ]
    if one.says is None or not mine:
        return {}
    row = min(mine, key=lambda row: (row["expires_on"], row["programme"], row["due_id"]))
    refs = {"due": UUID(row["due_id"]), "customer": who}
    server.take(tablet, tablet.record("attempt", Attempt(outcome=one.says), refs))
    one_try = row["programme"] == SEMBRADO
    over = one.says is not Outcome.NO_ANSWER or one_try
    return {key: (row["programme"], row["window_from"])} if over else {}


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)
