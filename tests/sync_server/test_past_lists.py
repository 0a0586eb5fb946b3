"""The list of a day that is past is what it was on that day: what came later is no fact there."""

from typing import Any
from uuid import UUID

from app.domain.attempts import Attempt, Outcome
from app.domain.consent import Channel, Decision, Purpose
from app.domain.visits import Consent
from tests.builders import Tablet, decision, phone, record_id, visit
from tests.sync_server.offices import Server, whole_list

WEDNESDAY = "2026-03-04"


def came(server: Server, tablet: Tablet, full: str, number: str, **parts: Any) -> UUID:
    """Let somebody come to the showroom; return her as her first record names her."""
    made = tablet.record("visit", visit(full, phone=phone(number), **parts))
    assert [one.code for one in server.take(tablet, made)] == [None]
    return record_id(made)


def states(server: Server, **asked: Any) -> dict[str, str]:
    rows = whole_list(server, as_of=WEDNESDAY, **asked)
    return {row["customer"]: f"{row['programme']} {row['state']}:{row['reason']}" for row in rows}


def test_a_later_try_visit_or_opposition_is_not_in_the_list_of_a_past_day(server: Server):
    tablet, people = server.tablet(), ("Ana Prueba", "Luis Ejemplo", "Eva Muestra")
    ana, _, eva = (
        came(server, tablet, full, f"+5695550000{n}") for n, full in enumerate(people, 1)
    )
    server.clock.pass_by(days=2)
    as_it_was = whole_list(server, as_of=WEDNESDAY)
    assert states(server) == dict.fromkeys(people, "POTENCIAL open:in_window")

    server.clock.pass_by(days=1)
    rows = {row["customer"]: row for row in as_it_was}
    refs = {"due": UUID(rows["Ana Prueba"]["due_id"]), "customer": ana}
    no = decision(Channel.PHONE, Decision.OPPOSE, Purpose.QUOTE)
    reports = server.take(
        tablet,
        tablet.record("attempt", Attempt(outcome=Outcome.REFUSED), refs),
        tablet.record("consent", Consent(decisions=(no,)), {"customer": eva}),
    )
    assert [one.code for one in reports] == [None, None]
    came(server, tablet, "Luis Ejemplo", "+56955500002")
    came(server, tablet, "Rita Ficticia", "+56955500004")

    assert whole_list(server, as_of=WEDNESDAY) == as_it_was
    today = {row["customer"]: row["state"] for row in whole_list(server, every_state=True)}
    assert (today["Ana Prueba"], today["Eva Muestra"]) == ("closed", "blocked")
