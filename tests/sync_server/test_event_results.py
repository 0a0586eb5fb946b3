"""What came of an event: who was asked, came, is new, and bought later. Literal, on both engines."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from app.domain.attempts import Attempt, Outcome
from app.domain.consent import Channel
from app.domain.contract import DownKind, Retraction
from app.domain.events import DoorAct, Heat
from app.domain.quotes import QuoteAct, QuoteEnd
from app.domain.visits import Profile
from sync_server.services import events_office
from sync_server.services.contacts.planner import Planner
from sync_server.storage.tables import programme_due
from tests.builders import decision, phone, record_id, visit
from tests.domain.event_builders import check_in, event, sign_up
from tests.domain.quote_builders import quote
from tests.sync_server.offices import Mirror, Server
from tests.sync_server.test_planner import sell

ANA, LUIS = "+56955500001", "+56955500002"


class Fair:
    """A fair twelve days ahead of the tests' clock, and a tablet of its branch."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.tablet = server.tablet()
        body = event(
            starts_at=datetime(2026, 3, 14, 13, 0, tzinfo=UTC),
            ends_at=datetime(2026, 3, 14, 23, 0, tzinfo=UTC),
        )
        self.id = self.take("event", body, actor="marta")

    def take(self, kind: str, body: Any, actor: str = "carla", **refs: UUID) -> UUID:
        made = self.tablet.record(kind, body, refs, actor=actor)
        (report,) = self.server.take(self.tablet, made)
        assert report.code is None, report
        self.server.clock.pass_by(minutes=1)
        return record_id(made)

    def knows(self, full: str, number: str) -> UUID:
        """Let somebody who lives somewhere and wants offers come to the showroom."""
        met = self.take("visit", visit(full, phone=phone(number), consents=(decision(),)))
        self.take("profile", Profile(address=f"Calle Falsa {number[-1]}"), customer=met)
        return met

    def invitations(self) -> dict[str, tuple[UUID, UUID, str]]:
        """Return due contact, customer and state of each invitation, by the customer."""
        Planner(self.server.database, self.server.clock).work()
        rows = [row for row in self.server.rows(programme_due) if row["programme"] == "EVENTO"]
        return {r["customer"]: (UUID(r["id"]), UUID(r["customer"]), r["state"]) for r in rows}

    def tries(self, outcome: Outcome, due: UUID, who: UUID) -> UUID:
        made = Attempt(outcome=outcome, channel=Channel.LETTER)
        return self.take("attempt", made, due=due, customer=who)

    def signs_up(self, full: str, number: str, **parts: Any) -> UUID:
        return self.take("sign_up", sign_up(full, phone=phone(number), **parts), event=self.id)

    def arrives(self, who: UUID, act: DoorAct = DoorAct.ARRIVED) -> None:
        self.take("check_in", check_in(act), event=self.id, sign_up=who, customer=who)

    def day(self) -> None:
        self.server.clock.at = datetime(2026, 3, 14, 15, 0, tzinfo=UTC)

    def shown(self, *fields: str) -> list[Any]:
        with self.server.database.reading() as connection:
            found = events_office.shown(connection, self.server.office, {"id": str(self.id)})
        return [found[field] for field in fields]

    def customer(self, full: str) -> UUID:
        mirror = Mirror(self.server.api, self.tablet.token)
        mirror.pull()
        known = [
            UUID(one["id"])
            for one in mirror.documents(DownKind.CUSTOMER)
            if any(name["value"]["typed"] == full for name in one["names"])
        ]
        return known[0]


@pytest.fixture
def fair(server: Server) -> Fair:
    return Fair(server)


def test_an_event_that_nobody_heard_of_has_nothing_but_zeros(fair: Fair):
    fields = ("invited", "signed_up", "people", "attended", "gifts", "customers", "potentials")
    assert fair.shown(*fields, "quotes_later", "sales_later") == [0] * 9


def test_invited_is_whom_a_letter_or_a_talk_reached_and_counted_once(fair: Fair):
    names = ("Ana Prueba", "Luis Ejemplo", "Eva Muestra", "Hugo Modelo", "Sonia Demo")
    for n, full in enumerate(names):
        fair.knows(full, f"+5695550010{n}")
    dues = list(fair.invitations().values())
    assert [state for _, _, state in dues] == ["open"] * 5
    for (due, who, _), outcome in zip(
        dues,
        (Outcome.SENT, Outcome.TALKED_OK, Outcome.NO_ANSWER, Outcome.WRONG_NUMBER),
        strict=False,
    ):
        fair.tries(outcome, due, who)
    assert fair.shown("invited", "invited_signed_up") == [2, 0]

    letter, call, missed = dues[0], dues[1], dues[2]
    fair.tries(Outcome.SENT, *letter[:2])
    assert fair.shown("invited") == [2]
    fair.tries(Outcome.TALKED_OK, *missed[:2])
    assert fair.shown("invited") == [3]
    made = fair.tries(Outcome.REFUSED, *dues[4][:2])
    fair.take("retraction", Retraction(), record=made)
    assert fair.shown("invited") == [3]
    assert call[2] == "open"


def test_a_call_about_something_else_is_no_invitation(fair: Fair):
    met = fair.knows("Ana Prueba", ANA)
    ((due, who, _),) = fair.invitations().values()
    fair.take(
        "attempt",
        Attempt(outcome=Outcome.TALKED_OK, channel=Channel.PHONE),
        due=fair.server.ids.new(),
        customer=met,
    )
    assert fair.shown("invited") == [0]
    also = Attempt(outcome=Outcome.TALKED_OK, channel=Channel.PHONE, also=(due,))
    fair.take("attempt", also, due=fair.server.ids.new(), customer=who)
    assert fair.shown("invited") == [1]


def test_an_invited_customer_who_signs_up_is_asked_no_more_and_counted_as_come(fair: Fair):
    fair.knows("Ana Prueba", ANA)
    fair.knows("Luis Ejemplo", LUIS)
    invited = fair.invitations()
    for due, who, _ in invited.values():
        fair.tries(Outcome.SENT, due, who)
    assert sorted(state for _, _, state in fair.invitations().values()) == ["closed", "closed"]

    ana = fair.signs_up("Ana Prueba", ANA)
    fair.day()
    fair.arrives(ana)
    fields = ("invited", "invited_signed_up", "invited_attended", "signed_up", "attended")
    assert fair.shown(*fields) == [2, 1, 1, 1, 1]


def test_a_sign_up_closes_an_invitation_that_is_still_to_go_out(fair: Fair):
    fair.knows("Ana Prueba", ANA)
    fair.knows("Luis Ejemplo", LUIS)
    assert {state for _, _, state in fair.invitations().values()} == {"open"}
    who = fair.signs_up("Ana Prueba", ANA)
    states = {str(c): state for _, c, state in fair.invitations().values()}
    ana, luis = fair.customer("Ana Prueba"), fair.customer("Luis Ejemplo")
    assert states == {str(ana): "closed", str(luis): "open"}

    fair.take("retraction", Retraction(), record=who)
    assert {state for _, _, state in fair.invitations().values()} == {"open"}


def test_new_and_known_are_told_apart_by_who_was_met_before(fair: Fair):
    fair.knows("Ana Prueba", ANA)
    fair.day()
    ana = fair.signs_up("Ana Prueba", ANA)
    luis = fair.signs_up("Luis Ejemplo", LUIS)
    fair.signs_up("Luis Ejemplo", LUIS)  # a second pass of the same person
    fair.arrives(ana)
    fair.arrives(luis)
    gone = fair.signs_up("Eva Muestra", "+56955500003")
    fair.take("retraction", Retraction(), record=gone)
    fields = ("signed_up", "customers", "new_customers", "known_customers")
    assert fair.shown(*fields) == [3, 2, 1, 1]
    assert fair.shown("customers_attended", "known_customers_attended") == [2, 1]
    fair.take("visit", visit("Luis Ejemplo", phone=phone(LUIS)))
    assert fair.shown(*fields) == [3, 2, 1, 1]


def test_people_gifts_ways_and_heat_are_counted_by_pass(fair: Fair):
    fair.day()
    ana = fair.signs_up("Ana Prueba", ANA, people=3, heat=Heat.HOT)
    fair.signs_up("Luis Ejemplo", LUIS, people=2, heat=Heat.COLD)
    fair.arrives(ana)
    fair.arrives(ana)  # a second door, offline
    fair.arrives(ana, DoorAct.GIFT)
    assert fair.shown("signed_up", "people", "attended", "gifts") == [2, 5, 1, 1]
    assert fair.shown("by_way", "by_heat") == [{"staff": 2}, {"cold": 1, "hot": 1}]


def test_potentials_are_those_whom_the_sign_up_gave_to_a_seller(fair: Fair):
    fair.day()
    agreed = {"consents": (decision(),)}
    fair.signs_up("Ana Prueba", ANA, heat=Heat.HOT, intent=8, **agreed)
    fair.signs_up("Luis Ejemplo", LUIS, heat=Heat.HOT, intent=8)  # wants no call
    fair.signs_up("Eva Muestra", "+56955500003", **agreed)  # EVENTO's thanks alone
    assert fair.shown("potentials") == [1]


def test_quotes_and_sales_later_are_those_made_after_the_sign_up(fair: Fair):
    before = fair.knows("Ana Prueba", ANA)
    old = fair.take("quote", quote(number="T01-000001"), customer=before)
    fair.day()
    ana = fair.signs_up("Ana Prueba", ANA)
    luis = fair.signs_up("Luis Ejemplo", LUIS)
    assert fair.shown("quotes_later", "sales_later") == [0, 0]

    fair.take("quote", quote(number="T01-000002"), customer=ana)
    fair.take("quote", quote(number="T01-000002", version=2), customer=ana)
    void = fair.take("quote", quote(number="T01-000003"), customer=luis)
    fair.take("retraction", Retraction(), record=void)
    assert fair.shown("quotes_later", "sales_later") == [1, 0]

    # The quote of before the fair is what she signed after it.
    fair.take("quote_act", QuoteAct(end=QuoteEnd.SOLD), quote=old, customer=ana)
    assert fair.shown("quotes_later", "sales_later") == [1, 1]


def test_a_sale_of_a_list_is_the_quote_that_was_sold_and_one_of_before_does_not_count(fair: Fair):
    fair.day()
    ana = fair.signs_up("Ana Prueba", ANA)
    made = fair.take("quote", quote(number="T01-000002"), customer=ana)
    fair.take("quote_act", QuoteAct(end=QuoteEnd.SOLD), quote=made, customer=ana)
    fair.server.clock.at += timedelta(days=5)
    sell(fair.server, "V1", "2026-03-13", phone=ANA)
    assert fair.shown("sales_later") == [1]
    sell(fair.server, "V2", "2026-03-18", phone=ANA, vin="JM7KE2WY5J0123456")
    assert fair.shown("sales_later") == [1]
    sell(fair.server, "V3", "2026-03-19", phone=ANA, vin="JM7KE2WY5J0123457")
    assert fair.shown("sales_later") == [2]
