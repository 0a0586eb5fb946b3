"""A record that was given to the wrong customer is taken out of it, and nothing else changes."""

import json
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.consent import Channel, Decision
from app.domain.contract import DownKind
from app.domain.problems import Code, Problem
from app.domain.visits import Consent, Profile
from sync_server.services.administration import administration
from sync_server.services.intake import decide
from sync_server.services.intake.detach import own_customer
from sync_server.storage.tables import customer, kept_apart, link
from tests.bench.filling import visit as invented_visit
from tests.builders import Tablet, decision, email, phone, record_id, rut, visit
from tests.sync_server.intake.test_decide import NOW, asked, golden, merged, projections
from tests.sync_server.intake.test_separations import shown
from tests.sync_server.master.invented import captures
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


def test_put_back_while_its_customer_is_another_s_it_goes_with_it_when_that_is_undone(
    server: Server,
):
    tablet, _, wrong = met_twice(server)
    other = visit("Bruno Boceto", phone=phone("+56987654321"))
    server.take(tablet, tablet.record("visit", other))
    before = golden(server)
    two, one = sorted(before)
    detached(server, wrong)
    server.database.writer.run(partial(merged, survivor=one, absorbed=two))
    attached(server, wrong)
    server.database.writer.run(partial(decide.unmerge, customer=two, by="marta", now=NOW))
    assert golden(server) == before


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


class Base:
    """Families in a base, what somebody did to it since, and its bytes in each state it was in."""

    def __init__(self, server: Server) -> None:
        self.server = server
        tablet = server.tablet()
        for one in captures(40, seed=8):
            server.take(tablet, tablet.record("visit", invented_visit(one)))
            server.clock.pass_by(minutes=1)
        self.ids = sorted(golden(server))[:6]
        self.matched = [
            row["record"]
            for row in server.rows(link)
            if row["reason"] == "match" and row["customer"] in self.ids
        ][:3]
        self.absorbed: dict[str, str] = {}
        self.out: set[str] = set()
        self.known = {self.state(): self.bytes()}

    def state(self) -> Any:
        return frozenset(self.absorbed.items()), frozenset(self.out)

    def bytes(self) -> Any:
        return golden(self.server), projections(self.server)

    def merge(self, one: int, other: int) -> None:
        living = [id_ for id_ in self.ids if id_ not in self.absorbed]
        survivor, gone = sorted((living[one % len(living)], living[other % len(living)]))
        if survivor != gone:
            self.server.database.writer.run(partial(merged, survivor=survivor, absorbed=gone))
            self.absorbed[gone] = survivor

    def give_back(self, which: int) -> None:
        if self.absorbed:
            back = sorted(self.absorbed)[which % len(self.absorbed)]
            job = partial(decide.unmerge, customer=back, by="marta", now=NOW)
            self.server.database.writer.run(job)
            del self.absorbed[back]

    def move(self, which: int) -> None:
        """Take a matched record out of its customer, or put it back."""
        record = self.matched[which % len(self.matched)]
        act = attached if record in self.out else detached
        act(self.server, {"id": record})
        self.out ^= {record}

    def undo_all(self) -> None:
        while self.absorbed:
            self.give_back(0)
        for record in sorted(self.out):
            self.move(self.matched.index(record))


acts = st.tuples(
    st.sampled_from(["merge", "give back", "move"]), st.integers(0, 5), st.integers(0, 5)
)


@given(done=st.lists(acts, max_size=8))
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_the_golden_records_are_follows_from_what_holds_alone(
    server: Server, done: list[tuple[str, int, int]]
):
    """Whatever was merged, given back, taken out and put back on the way; undone, it is nothing."""
    base = _BASES.setdefault(server.database.url, None) or Base(server)
    _BASES[server.database.url] = base
    for what, one, other in done:
        if what == "merge":
            base.merge(one, other)
        elif what == "give back":
            base.give_back(one)
        else:
            base.move(one)
        found = base.bytes()
        assert found == base.known.setdefault(base.state(), found)
    base.undo_all()
    assert base.bytes() == base.known[frozenset(), frozenset()]


_BASES: dict[str, Base | None] = {}  # one for all examples: each leaves it as it was
