"""The customer's card: each consent, and its withdrawal at once."""

from uuid import UUID

import pytest

from app.domain.consent import Channel, DatedDecision, Decision, Purpose
from app.domain.problems import Code, Problem
from app.services.consents import ConsentLine
from tests.app.fakes import FakeServer
from tests.app.rig import Rig, customer
from tests.builders import CARLA, ROSA, decision


@pytest.fixture
def ana(rig: Rig, server: FakeServer) -> UUID:
    """A customer who ticked WhatsApp for offers and refused a survey by e-mail."""
    who = server.ids.new()
    said = (
        (Channel.WHATSAPP, Decision.GRANT, Purpose.MARKETING),
        (Channel.EMAIL, Decision.REFUSE, Purpose.SURVEY),
    )
    decisions = tuple(
        DatedDecision(decision=decision(*words), at=1_772_000_000_000, record=who, by="carla")
        for words in said
    )
    server.publish("customer", who, customer(who, consents=decisions))
    rig.sync()
    return who


def _decided(lines: list[ConsentLine]) -> list[tuple[str, str, str | None]]:
    return [(line.purpose, line.channel, line.decision) for line in lines]


def test_the_card_shows_the_three_boxes_and_all_that_was_decided(rig: Rig, ana: UUID) -> None:
    lines = rig.tablet.consents.card(ana)
    assert _decided(lines) == [
        ("marketing", "phone", None),
        ("marketing", "whatsapp", "grant"),
        ("marketing", "email", None),
        ("survey", "email", "refuse"),
    ]
    assert lines[1].record == ana
    assert lines[1].since is not None
    assert lines[1].since.isoformat() == "2026-02-25T03:13:20-03:00"


def test_a_withdrawal_holds_at_once_and_names_what_it_revokes(
    rig: Rig, ana: UUID, server: FakeServer
) -> None:
    rig.tablet.consents.withdraw(ROSA, ana, Purpose.MARKETING, Channel.WHATSAPP)
    assert _decided(rig.tablet.consents.card(ana))[1] == ("marketing", "whatsapp", "withdraw")
    rig.sync()
    [record] = server.records
    [told] = record["body"]["decisions"]
    assert record["kind"] == "consent"
    assert record["refs"] == {"customer": str(ana)}
    assert (told["decision"], told["revokes"], told["text_id"]) == (
        "withdraw",
        str(ana),
        "cl-withdrawal",
    )


def test_there_is_nothing_to_withdraw_where_nothing_was_granted(rig: Rig, ana: UUID) -> None:
    withdraw = rig.tablet.consents.withdraw
    for purpose, channel in (
        (Purpose.MARKETING, Channel.PHONE),
        (Purpose.SURVEY, Channel.EMAIL),
    ):
        with pytest.raises(Problem) as refused:
            withdraw(CARLA, ana, purpose, channel)
        assert refused.value.code is Code.NOT_FOUND
    assert rig.states() == []


def test_withdrawn_twice_is_recorded_once(rig: Rig, ana: UUID) -> None:
    rig.tablet.consents.withdraw(CARLA, ana, Purpose.MARKETING, Channel.WHATSAPP)
    with pytest.raises(Problem):
        rig.tablet.consents.withdraw(CARLA, ana, Purpose.MARKETING, Channel.WHATSAPP)
    assert rig.states() == ["queued"]


def test_a_customer_who_is_not_here_has_three_empty_boxes(rig: Rig, server: FakeServer) -> None:
    lines = rig.tablet.consents.card(server.ids.new())
    assert [line.decision for line in lines] == [None, None, None]
