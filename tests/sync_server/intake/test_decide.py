"""A person joins two customers, keeps them apart, or gives one back exactly as it was."""

import json
from functools import partial
from random import Random
from typing import Any
from uuid import UUID

import pytest

from app.domain.consent import Channel, Decision
from app.domain.contract import DownKind
from app.domain.problems import Code, Problem
from app.domain.visits import Profile
from sync_server.services.administration import administration
from sync_server.services.intake import decide
from sync_server.services.intake.base import Named, WorkingBase
from sync_server.storage.tables import customer, due_contact, link, match_key
from tests.builders import Tablet, decision, email, phone, visit
from tests.sync_server.offices import Mirror, Server

NOW = 1_772_500_000_000


def asked(server: Server) -> list[dict[str, Any]]:
    return list(administration(server.database, server.office)("reviews", {}))


def decided(server: Server, what: str, id_: str) -> Any:
    return administration(server.database, server.office)(f"reviews_{what}", {"id": id_})


def pepe_and_jose(server: Server) -> tuple[Tablet, str]:
    tablet = server.tablet()
    server.take(tablet, tablet.record("visit", visit("José Prueba", phone=phone())))
    server.take(tablet, tablet.record("visit", visit("Pepe Prueba", phone=phone())))
    (question,) = asked(server)
    return tablet, question["id"]


def golden(server: Server) -> dict[str, str]:
    """Return the documents of all living customers, byte for byte."""
    return {row["id"]: row["doc"] for row in server.rows(customer) if row["redirect_to"] is None}


def projections(server: Server) -> list[list[tuple[Any, ...]]]:
    return [
        sorted(tuple(row.values()) for row in server.rows(table))
        for table in (due_contact, match_key)
    ]


def test_a_question_is_shown_with_both_and_with_what_each_field_said(server: Server):
    _, question = pepe_and_jose(server)
    shown = administration(server.database, server.office)("review", {"id": question})
    names = {side["names"][0]["value"]["typed"] for side in (shown["one"], shown["two"])}
    assert (shown["open"], names) == (True, {"José Prueba", "Pepe Prueba"})
    assert {(why["field"], why["level"]) for why in shown["why"]} == {
        ("phone", "same"),
        ("given", "related"),
        ("surname", "same"),
    }


def test_joined_they_are_the_older_and_what_comes_late_for_the_other_follows(server: Server):
    tablet, question = pepe_and_jose(server)
    older, younger = sorted(golden(server))
    mirror = Mirror(server.api, tablet.token)
    mirror.pull()
    assert decided(server, "join", question)["customer"] == older
    assert (list(golden(server)), asked(server)) == ([older], [])
    assert mirror.pull() == mirror.digest()
    assert [doc["visits"] for doc in mirror.documents(DownKind.CUSTOMER)] == [2]

    late = tablet.record("profile", Profile(email=email()), {"customer": UUID(younger)})
    server.take(tablet, late)
    assert '"records":3' in golden(server)[older]
    decided(server, "unmerge", younger)
    assert (late["id"] in golden(server)[younger], late["id"] in golden(server)[older]) == (
        True,
        False,
    )


def test_unmerged_both_are_byte_for_byte_what_they_were_and_no_question_comes_again(
    server: Server,
):
    tablet, question = pepe_and_jose(server)
    before, rest = golden(server), projections(server)
    mirror = Mirror(server.api, tablet.token)
    decided(server, "join", question)
    assert golden(server) != before
    decided(server, "unmerge", max(before))
    assert (golden(server), projections(server)) == (before, rest)
    assert mirror.pull() == mirror.digest()
    assert len(mirror.documents(DownKind.CUSTOMER)) == 2

    again = visit("Pepe Prueba", phone=phone(), email=email())
    server.take(tablet, tablet.record("visit", again))
    assert len(golden(server)) >= 2


def test_joined_the_refusal_of_the_one_wins_over_the_newer_grant_of_the_other(server: Server):
    tablet = server.tablet()
    for who, said in (("José Prueba", Decision.REFUSE), ("Pepe Prueba", Decision.GRANT)):
        told = visit(who, phone=phone())
        told = told.model_copy(update={"consents": (decision(Channel.WHATSAPP, said),)})
        server.take(tablet, tablet.record("visit", told))
        tablet.clock.pass_by(minutes=1)
    (question,) = asked(server)
    decided(server, "join", question["id"])

    (joined,) = [json.loads(doc) for doc in golden(server).values()]
    assert [one["decision"]["decision"] for one in joined["consents"]] == ["refuse"]


def test_kept_apart_it_is_not_asked_again(server: Server):
    tablet, question = pepe_and_jose(server)
    decided(server, "keep_apart", question)
    assert asked(server) == []
    server.take(tablet, tablet.record("visit", visit("Pepe Prueba", phone=phone())))
    assert [row for row in asked(server) if {row["one"], row["two"]} == {"José Prueba"}] == []
    with pytest.raises(Problem) as refused:
        decided(server, "join", question)
    assert refused.value.code is Code.NOT_FOUND


def test_a_customer_that_nobody_absorbed_cannot_be_given_back(server: Server):
    pepe_and_jose(server)
    with pytest.raises(Problem) as refused:
        decided(server, "unmerge", min(golden(server)))
    assert refused.value.code is Code.NOT_FOUND


def test_any_sequence_of_mergers_undone_gives_the_exact_bytes_back(server: Server):
    """Six customers are merged and given back at random; at the end nothing remains of it."""
    tablet, dice = server.tablet(), Random(11)  # noqa: S311 - an order, guards nothing
    names = ("Ana Muestra", "Bruno Boceto", "Carla Ensayo", "Dino Tanteo", "Eva Maqueta", "Flor")
    for n, name in enumerate(names):
        number = f"+569{(n + 1) * 13_371_337:08}"
        server.take(tablet, tablet.record("visit", visit(name, phone=phone(number))))
        server.clock.pass_by(minutes=1)
    before, rest, homes = golden(server), projections(server), server.rows(link)
    absorbed: dict[str, str] = {}
    for _ in range(40):
        living = sorted(golden(server))
        if absorbed and (len(living) == 1 or dice.random() < 0.45):
            back = dice.choice(sorted(absorbed))
            server.database.writer.run(partial(decide.unmerge, customer=back, by="marta", now=NOW))
            del absorbed[back]
        else:
            survivor, other = sorted(dice.sample(living, 2))
            server.database.writer.run(partial(merged, survivor=survivor, absorbed=other))
            absorbed[other] = survivor
        assert len(golden(server)) == len(before) - len(absorbed)
    for back in sorted(absorbed):
        server.database.writer.run(partial(decide.unmerge, customer=back, by="marta", now=NOW))
    assert (golden(server), projections(server)) == (before, rest)
    assert {(r["record"], r["customer"]) for r in server.rows(link)} == {
        (r["record"], r["home"]) for r in homes
    }


def test_who_is_met_again_by_what_an_absorbed_customer_told_joins_the_one_that_stays(
    server: Server,
):
    tablet, question = pepe_and_jose(server)
    older = decided(server, "join", question)["customer"]
    mine = visit("Pepe Prueba", phone=phone(), email=email())
    server.take(tablet, tablet.record("visit", mine))
    server.take(tablet, tablet.record("visit", mine))
    assert list(golden(server)) == [older]


def merged(connection: Any, survivor: str, absorbed: str) -> None:
    base = WorkingBase(NOW, "marta")
    base.load(connection, Named(set(), {survivor, absorbed}))
    decide.merge(connection, base, survivor, absorbed)
