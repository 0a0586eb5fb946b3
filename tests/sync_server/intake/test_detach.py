"""A record that was given to the wrong customer is taken out of it, and nothing else changes."""

import json
from functools import partial
from typing import Any
from uuid import UUID

import pytest

from app.domain.consent import Channel, Decision
from app.domain.contract import DownKind
from app.domain.problems import Code, Problem
from app.domain.visits import Consent, Profile
from sync_server.services.administration import administration
from sync_server.services.intake import decide
from sync_server.services.intake.detach import own_customer
from sync_server.storage.tables import customer, kept_apart, link
from tests.builders import Tablet, decision, email, phone, record_id, rut, visit
from tests.sync_server.intake.test_decide import NOW, asked, golden, merged, projections
from tests.sync_server.intake.test_separations import shown
from tests.sync_server.offices import Mirror, Server

Record = dict[str, Any]
OURS = {"phone": phone(), "document": rut("123456785")}


def detached(server: Server, record: Record, by: str = "marta") -> Any:
    run = administration(server.database, server.office)
    return run("reviews_detach", {"id": record["id"], "by": by})


def attached(server: Server, record: Record) -> Any:
    return administration(server.database, server.office)("reviews_attach", {"id": record["id"]})


def said_of(doc: str) -> list[str]:
    return [one["decision"]["decision"] for one in json.loads(doc)["consents"]]


def met_twice(server: Server) -> tuple[Tablet, Record, Record]:
    """Return a tablet, a visit that founded a customer, and one that the engine gave to it."""
    tablet = server.tablet()
    first = tablet.record("visit", visit("Ana Prueba", **OURS))
    server.take(tablet, first)
    server.clock.pass_by(minutes=1)
    second = tablet.record("visit", visit("Ana Prueba", email=email(), **OURS))
    server.take(tablet, second)
    server.clock.pass_by(minutes=1)
    return tablet, first, second


def test_taken_out_the_rest_is_byte_for_byte_as_if_the_record_had_never_come(server: Server):
    tablet = server.tablet()
    first = tablet.record("visit", visit("Ana Prueba", **OURS))
    server.take(tablet, first)
    before, rest = golden(server), projections(server)
    server.clock.pass_by(minutes=1)
    wrong = tablet.record("visit", visit("Ana Prueba", email=email(), **OURS))
    server.take(tablet, wrong)
    mirror = Mirror(server.api, tablet.token)
    mirror.pull()
    assert list(golden(server)) == list(before)

    own = own_customer(wrong["id"])
    assert detached(server, wrong) == {"customer": own, "from": next(iter(before))}
    after = golden(server)
    assert after.keys() == {*before, own}
    assert {id_: after[id_] for id_ in before} == before
    assert all(
        row in after_rows
        for was, after_rows in zip(rest, projections(server), strict=True)
        for row in was
    )
    assert (wrong["id"] in after[own], first["id"] in after[own]) == (True, False)
    assert mirror.pull() == mirror.digest()
    assert {doc["id"] for doc in mirror.documents(DownKind.CUSTOMER)} == {*before, own}
    assert (shown(mirror), asked(server)) == ([], [])


def test_put_back_all_is_byte_for_byte_as_it_was_and_can_be_taken_out_again(server: Server):
    tablet, _, wrong = met_twice(server)
    before, rest = golden(server), projections(server)
    mirror = Mirror(server.api, tablet.token)
    mirror.pull()
    for _ in range(2):
        detached(server, wrong)
        assert len(golden(server)) == 2
        assert attached(server, wrong) == {"customer": next(iter(before))}
        assert (golden(server), projections(server)) == (before, rest)
        assert (server.rows(kept_apart), shown(mirror)) == ([], [])


def test_a_refusal_that_the_record_outdid_holds_again_and_gives_way_again(server: Server):
    """As it was: put back, the newer grant is heard, for they never were two."""
    tablet, records = server.tablet(), list[Record]()
    for what in (Decision.REFUSE, Decision.GRANT):
        told = visit("Ana Prueba", **OURS)
        consents = (decision(Channel.WHATSAPP, what),)
        records.append(tablet.record("visit", told.model_copy(update={"consents": consents})))
        server.take(tablet, records[-1])
        server.clock.pass_by(minutes=1)
    before = golden(server)
    assert [said_of(doc) for doc in before.values()] == [["grant"]]
    detached(server, records[1])
    docs = golden(server)
    own = [said_of(docs[own_customer(one["id"])]) for one in records]
    assert own == [["refuse"], ["grant"]]
    attached(server, records[1])
    assert golden(server) == before


def test_what_named_the_record_goes_with_it_and_what_named_the_customer_stays(server: Server):
    tablet, first, wrong = met_twice(server)
    learnt = tablet.record("profile", Profile(address="Calle 1"), {"customer": record_id(wrong)})
    held = Consent(decisions=(decision(),))
    said = tablet.record("consent", held, {"customer": UUID(own_customer(first["id"]))})
    server.take(tablet, learnt, said)
    before = golden(server)
    detached(server, wrong)
    docs = golden(server)
    own, other = (docs[own_customer(one["id"])] for one in (wrong, first))
    assert (learnt["id"] in own, learnt["id"] in other) == (True, False)
    assert (said["id"] in own, said["id"] in other) == (False, True)
    attached(server, wrong)
    assert golden(server) == before


def test_kept_apart_they_stay_two_when_either_comes_again(server: Server):
    tablet, first, wrong = met_twice(server)
    detached(server, wrong)
    server.take(tablet, tablet.record("visit", visit("Ana Prueba", email=email(), **OURS)))
    pair = {own_customer(one["id"]) for one in (first, wrong)}
    assert pair <= golden(server).keys()


def test_what_comes_late_for_the_new_customer_follows_it_back(server: Server):
    tablet, _, wrong = met_twice(server)
    detached(server, wrong)
    own = own_customer(wrong["id"])
    late = tablet.record("profile", Profile(address="Calle 2"), {"customer": UUID(own)})
    server.take(tablet, late)
    assert late["id"] in golden(server)[own]
    attached(server, wrong)
    (doc,) = golden(server).values()
    assert late["id"] in doc


def test_taken_out_of_a_customer_that_was_merged_the_merger_can_still_be_undone(server: Server):
    tablet, first, wrong = met_twice(server)
    other = tablet.record("visit", visit("Bruno Boceto", phone=phone("+56987654321")))
    server.take(tablet, other)
    before = golden(server)
    one, two = sorted(before)
    server.database.writer.run(partial(merged, survivor=one, absorbed=two))
    whole = golden(server)
    detached(server, wrong)
    assert golden(server).keys() == {one, own_customer(wrong["id"])}
    attached(server, wrong)
    assert golden(server) == whole
    server.database.writer.run(partial(decide.unmerge, customer=two, by="marta", now=NOW))
    assert golden(server) == before
    assert first["id"] in before[one]


@pytest.mark.parametrize("which", ["the founder", "one that is by itself", "none"])
def test_only_what_the_engine_matched_is_taken_out(server: Server, which: str):
    _, first, wrong = met_twice(server)
    if which == "one that is by itself":
        detached(server, wrong)
    asked_ = {
        "the founder": first,
        "one that is by itself": wrong,
        "none": {"id": str(UUID(int=7))},
    }
    with pytest.raises(Problem) as refused:
        detached(server, asked_[which])
    assert refused.value.code is Code.NOT_FOUND


def test_what_nobody_took_out_or_has_merged_since_is_not_put_back(server: Server):
    _, first, wrong = met_twice(server)
    with pytest.raises(Problem):
        attached(server, wrong)
    detached(server, wrong)
    one, two = (own_customer(made["id"]) for made in (first, wrong))
    server.database.writer.run(partial(merged, survivor=one, absorbed=two))
    with pytest.raises(Problem) as refused:
        attached(server, wrong)
    assert refused.value.code is Code.NOT_FOUND


def test_why_says_that_the_record_is_by_itself(server: Server):
    _, _, wrong = met_twice(server)
    run = administration(server.database, server.office)
    assert [row["because"] for row in run("customer_why", {"id": wrong["id"]})] == ["new", "match"]
    detached(server, wrong)
    (row,) = run("customer_why", {"id": wrong["id"]})
    assert (row["record"], row["because"]) == (wrong["id"], "apart")
    homes = {one["record"]: one["home"] for one in server.rows(link)}
    assert homes[wrong["id"]] == own_customer(wrong["id"])
    assert len(server.rows(customer)) == 2
