"""One suite for everything that says it is the server: in process and over HTTP."""

from collections.abc import Iterator
from typing import NamedTuple

import pytest

from app.domain.contract import DownKind, FeedOp, Pull, Result, SyncApi
from app.domain.problems import Code, Problem
from app.sync.client import HttpSync
from tests.builders import HandClock, Tablet, phone, visit
from tests.sync_server.offices import Mirror, Server, enrolled, enrolment, running, served


class Side(NamedTuple):
    """One implementation of the contract, and the server behind it."""

    api: SyncApi
    server: Server

    def tablet(self) -> Tablet:
        server = self.server
        return enrolled(self.api, server.invitation(), server.clock, server.ids)


@pytest.fixture(params=["in_process", "http"])
def side(request: pytest.FixtureRequest, server_url: str) -> Iterator[Side]:
    with running(server_url) as server:
        if request.param == "in_process":
            yield Side(server.api, server)
            return
        with served(server) as address:
            client = HttpSync(address)
            yield Side(client, server)
            client.close()


def test_a_tablet_joins_pushes_and_pulls_what_became_of_it(side: Side):
    tablet = side.tablet()
    report = side.api.push(tablet.token, tablet.push(tablet.record("visit", visit(phone=phone()))))
    assert [result.result for result in report.results] == [Result.ACCEPTED]
    assert (report.acked_seq, report.missing, report.wipe) == (1, (), False)

    mirror = Mirror(side.api, tablet.token)
    assert mirror.pull(limit=2) == mirror.digest()
    kinds = {row.kind for row in mirror.rows.values()}
    assert kinds >= {"customer", "device_key", "due_contact", "person", "setting"}


def test_the_enrolled_are_told_who_they_are(side: Side):
    server = side.server
    answer = side.api.enrol(enrolment(server.invitation("LIMA"), server.ids))
    assert (answer.branch.code, answer.code) == ("LIMA", "T01")
    assert answer.public_url == "http://vitrina.example"


def test_a_code_typed_with_dashes_and_misread_letters_is_the_same_code(side: Side):
    server = side.server
    code = server.invitation().replace("0", "o").replace("1", "l").lower()
    answer = side.api.enrol(enrolment(f"{code[:5]}-{code[5:]}", server.ids))
    assert answer.branch.code == "NUNOA"


def test_the_same_code_and_nonce_again_give_the_same_tablet_a_fresh_token(side: Side):
    server = side.server
    wish = enrolment(server.invitation(), server.ids)
    first, second = side.api.enrol(wish), side.api.enrol(wish)

    assert (first.device, first.epoch, first.code) == (second.device, second.epoch, second.code)
    assert first.token != second.token
    assert refusal(side, first.token) is Code.TOKEN_UNKNOWN
    assert side.api.pull(second.token, Pull()).rows


def test_a_used_code_is_refused_to_another_tablet(side: Side):
    server = side.server
    code = server.invitation()
    side.api.enrol(enrolment(code, server.ids))
    with pytest.raises(Problem) as refused:
        side.api.enrol(enrolment(code, server.ids))
    assert refused.value.code is Code.ENROLMENT_USED


def test_a_code_ends_after_fifteen_minutes(side: Side):
    server = side.server
    code = server.invitation()
    server.clock.pass_by(minutes=15, seconds=1)
    with pytest.raises(Problem) as refused:
        side.api.enrol(enrolment(code, server.ids))
    assert refused.value.code is Code.ENROLMENT_EXPIRED


def test_five_wrong_tries_end_a_code(side: Side):
    server = side.server
    code = server.invitation()
    wrong = code[:4] + ("AAAAAA" if code[4:] != "AAAAAA" else "BBBBBB")
    for _ in range(5):
        with pytest.raises(Problem) as refused:
            side.api.enrol(enrolment(wrong, server.ids))
        assert refused.value.code is Code.ENROLMENT_UNKNOWN
    with pytest.raises(Problem) as refused:
        side.api.enrol(enrolment(code, server.ids))
    assert refused.value.code is Code.ENROLMENT_EXPIRED


def test_a_wrong_token_is_refused_for_every_question(side: Side):
    tablet = side.tablet()
    with pytest.raises(Problem) as pushing:
        side.api.push("f" * 64, tablet.push())
    with pytest.raises(Problem) as renewing:
        side.api.new_epoch("f" * 64)
    assert pushing.value.code is renewing.value.code is Code.TOKEN_UNKNOWN
    assert refusal(side, "f" * 64) is Code.TOKEN_UNKNOWN


def test_a_new_epoch_has_a_new_short_code_and_the_old_one_still_speaks(side: Side):
    tablet = side.tablet()
    answer = side.api.new_epoch(tablet.token)
    assert answer.code == "T02"
    assert answer.epoch != tablet.epoch
    report = side.api.push(tablet.token, tablet.push(tablet.record("visit", visit())))
    assert report.results[0].result is Result.ACCEPTED


def test_a_cursor_of_another_branch_or_no_cursor_at_all_asks_for_a_new_start(side: Side):
    tablet = side.tablet()
    stranger = enrolled(
        side.api, side.server.invitation("LIMA"), side.server.clock, side.server.ids
    )
    cursor = side.api.pull(stranger.token, Pull()).cursor
    for wrong in (cursor, "nonsense", "W10", cursor[:-3]):
        with pytest.raises(Problem) as refused:
            side.api.pull(tablet.token, Pull(cursor=wrong))
        assert refused.value.code is Code.RESYNC


def test_a_tablet_of_a_contract_still_to_come_may_push_and_is_told_that_it_cannot_pull(side: Side):
    tablet = side.tablet()
    future = tablet.record("hologram", {"shape": "car"}, schema=2)
    report = side.api.push(tablet.token, tablet.push(future, contract=2))
    assert (report.results[0].result, report.results[0].code) == (
        Result.ACCEPTED,
        Code.AWAIT_UPGRADE,
    )
    with pytest.raises(Problem) as refused:
        side.api.pull(tablet.token, Pull(contract=2))
    assert refused.value.code is Code.CONTRACT_UNSUPPORTED


def test_pages_come_in_order_and_the_last_one_alone_has_a_digest(side: Side):
    tablet = side.tablet()
    records = [tablet.record("visit", visit(f"Persona{n} Prueba")) for n in range(7)]
    side.api.push(tablet.token, tablet.push(*records))
    expected = len(side.api.pull(tablet.token, Pull()).rows)
    versions: list[int] = []
    cursor, more = None, True
    while more:
        page = side.api.pull(tablet.token, Pull(cursor=cursor, limit=3))
        versions += [row.ver for row in page.rows]
        cursor, more = page.cursor, page.more
        assert (page.digest is None) == more
    assert versions == sorted(set(versions))
    assert len(versions) == expected >= 7 * 2 + 5

    again = side.api.pull(tablet.token, Pull(cursor=cursor))
    assert (again.rows, again.more) == ((), False)


def test_every_document_that_is_put_has_its_body(side: Side):
    tablet = side.tablet()
    side.api.push(tablet.token, tablet.push(tablet.record("visit", visit())))
    rows = side.api.pull(tablet.token, Pull()).rows
    assert all(row.op is FeedOp.PUT and row.doc for row in rows)
    (key,) = [row.doc for row in rows if row.kind == DownKind.DEVICE_KEY]
    assert key is not None
    assert (key["code"], key["public_key"]) == ("T01", "ab" * 32)


def refusal(side: Side, token: str) -> Code:
    with pytest.raises(Problem) as refused:
        side.api.pull(token, Pull())
    return refused.value.code


def test_the_clock_of_the_server_comes_with_every_answer(side: Side):
    clock: HandClock = side.server.clock
    tablet = side.tablet()
    clock.pass_by(seconds=7)
    assert side.api.pull(tablet.token, Pull()).now == 1772463607000
    assert side.api.push(tablet.token, tablet.push()).now == 1772463607000
