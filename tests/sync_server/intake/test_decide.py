"""A person joins two customers, keeps them apart, or gives one back exactly as it was."""

import json
from functools import partial
from random import Random
from typing import Any
from uuid import UUID

import pytest

from app.domain.consent import Channel, Decision
from app.domain.contract import DownKind, Result, Retraction
from app.domain.problems import Code, Problem
from app.domain.reviews import Agreement, Answer, KnownReview, ReviewDecision, agreement
from app.domain.visits import Profile
from sync_server.services.administration import administration
from sync_server.services.intake import decide
from sync_server.services.intake.base import Named, WorkingBase
from sync_server.storage.tables import customer, due_contact, kept_apart, link, match_key, merger
from tests.builders import Tablet, decision, email, phone, rut, visit
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


def said(tablet: Tablet, question: str, answer: str, actor: str = "marta") -> dict[str, Any]:
    body = ReviewDecision(answer=Answer(answer))
    return tablet.record("review_decision", body, {"review": UUID(question)}, actor=actor)


def undoing(tablet: Tablet, record: dict[str, Any]) -> dict[str, Any]:
    return tablet.record("retraction", Retraction(), {"record": UUID(record["id"])}, actor="marta")


def questions(mirror: Mirror) -> list[dict[str, Any]]:
    assert mirror.pull() == mirror.digest()
    return mirror.documents(DownKind.REVIEW)


def test_a_tablet_shows_both_sides_with_what_each_field_said_and_a_masked_document(server: Server):
    tablet = server.tablet()
    known = visit("José Prueba", phone=phone(), document=rut("123456785"))
    server.take(tablet, tablet.record("visit", known))
    server.take(tablet, tablet.record("visit", visit("Pepe Prueba", phone=phone())))
    (shown,) = questions(Mirror(server.api, tablet.token))
    review = KnownReview.model_validate(shown)
    assert (review.one.name, review.two.name) == ("José Prueba", "Pepe Prueba")
    assert review.one.phones == review.two.phones == ("+56955500001",)
    assert (review.one.document, review.two.document) == ("12*****85", None)
    assert agreement(review, ("phone",)) is Agreement.FOR
    assert agreement(review, ("email",)) is Agreement.SILENT


def test_a_chief_joins_two_from_a_tablet_and_the_question_leaves_it(server: Server):
    tablet, question = pepe_and_jose(server)
    mirror = Mirror(server.api, tablet.token)
    assert len(questions(mirror)) == 1
    older, _ = sorted(golden(server))
    (report,) = server.take(tablet, said(tablet, question, "join"))
    assert (report.result, report.code) == (Result.ACCEPTED, None)
    assert (list(golden(server)), asked(server), questions(mirror)) == ([older], [], [])
    (merged,) = server.rows(merger)
    assert merged["by"] == "marta"


@pytest.mark.parametrize("answer", ["join", "apart"])
def test_taken_back_all_is_as_before_and_the_question_open(server: Server, answer: str):
    tablet, question = pepe_and_jose(server)
    mirror = Mirror(server.api, tablet.token)
    before, rest = golden(server), projections(server)
    decided_ = said(tablet, question, answer)
    server.take(tablet, decided_)
    assert questions(mirror) == []
    server.take(tablet, undoing(tablet, decided_))
    assert (golden(server), projections(server)) == (before, rest)
    assert (
        [one["id"] for one in questions(mirror)] == [question] == [r["id"] for r in asked(server)]
    )
    assert server.rows(kept_apart) == []

    server.take(tablet, said(tablet, question, "join"))
    assert len(golden(server)) == 1


def test_taken_back_before_it_was_sent_nothing_was_decided(server: Server):
    tablet, question = pepe_and_jose(server)
    decided_ = said(tablet, question, "join")
    server.take(tablet, decided_, undoing(tablet, decided_))
    assert (len(golden(server)), len(asked(server))) == (2, 1)


def test_the_first_answer_holds_and_who_says_the_opposite_later_hears_of_it(server: Server):
    tablet, question = pepe_and_jose(server)
    first, same, other = (said(tablet, question, answer) for answer in ("apart", "apart", "join"))
    reports = server.take(tablet, first, same, other)
    assert [(r.result, r.code, r.field) for r in reports] == [
        (Result.ACCEPTED, None, None),
        (Result.ACCEPTED, None, None),
        (Result.REJECTED, Code.ALREADY_DECIDED, "refs.review"),
    ]
    assert len(golden(server)) == 2


def test_only_a_chief_of_one_of_the_branches_decides(server: Server):
    tablet, question = pepe_and_jose(server)
    (seller,) = server.take(tablet, said(tablet, question, "join", actor="carla"))
    (unknown,) = server.take(tablet, said(tablet, str(UUID(int=7)), "join"))
    assert [(r.code, r.field) for r in (seller, unknown)] == [
        (Code.NOT_ALLOWED, "kind"),
        (Code.MISSING_REF, "refs.review"),
    ]
    assert len(golden(server)) == 2


def test_erased_the_question_is_erased_on_the_tablets_too(server: Server):
    tablet, _ = pepe_and_jose(server)
    mirror = Mirror(server.api, tablet.token)
    assert len(questions(mirror)) == 1
    run = administration(server.database, server.office)
    run("customers_erase", {"id": min(golden(server)), "reason": "request"})
    assert questions(mirror) == []
