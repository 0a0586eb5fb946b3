"""Nothing is lost, nothing is doubled, whatever happens on the way."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, text

from app.domain.contract import Pull, PushReport, Result
from app.domain.problems import Code, Problem
from sync_server.services.administration import administration
from sync_server.storage import bulk
from sync_server.storage import statements as storage_statements
from sync_server.storage.database import is_sqlite
from sync_server.storage.tables import customer, device, due_contact, feed, link, quarantine, record
from tests.builders import Tablet, phone, visit
from tests.sync_server.offices import Mirror, Server

_SQLITE_POISON = """
CREATE TRIGGER poison BEFORE INSERT ON record WHEN new.raw LIKE '%Veneno%'
AND new.result = 'accepted' BEGIN SELECT RAISE(ABORT, 'poison'); END
"""
_POSTGRES_POISON = """
CREATE FUNCTION poison() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF new.raw LIKE '%Veneno%' AND new.result = 'accepted' THEN RAISE 'poison'; END IF;
  RETURN new; END $$;
CREATE TRIGGER poison BEFORE INSERT ON record FOR EACH ROW EXECUTE FUNCTION poison()
"""


_GIVEN = ("Ana", "Bruno", "Camila", "Diego", "Elisa", "Felipe", "Gloria", "Hugo", "Irene", "Juan")
_SURNAMES = ("Muestra", "Boceto", "Ensayo", "Maqueta", "Simulacro", "Prueba", "Tanteo", "Ficticio")


def people(tablet: Tablet, count: int) -> list[dict[str, Any]]:
    """Return visits of people who have neither name nor phone in common."""
    return [
        tablet.record("visit", visit(_name(n), phone=phone(f"+5695{n * 733_331 % 10**7:07}")))
        for n in range(1, count + 1)
    ]


def _name(number: int) -> str:
    return f"{_GIVEN[number % 10]} {_SURNAMES[number // 10 % 8]}{'de' * (number // 80)}"


def test_the_same_batch_five_times_at_once_is_stored_once(server: Server):
    tablet = server.tablet()
    push = tablet.push(*people(tablet, 20))
    barrier = threading.Barrier(5)

    def send(_: int) -> PushReport:
        barrier.wait()
        return server.api.push(tablet.token, push)

    with ThreadPoolExecutor(5) as pool:
        reports = list(pool.map(send, range(5)))
    results = Counter(result.result for report in reports for result in report.results)
    assert results == {Result.ACCEPTED: 20, Result.DUPLICATE: 80}
    assert [len(server.rows(table)) for table in (record, customer, due_contact)] == [20, 20, 20]


def test_tablets_that_meet_the_same_people_at_once_make_one_customer_of_each(server: Server):
    tablets = [server.tablet() for _ in range(4)]
    pushes = [
        (tablet, tablet.push(*people(tablet, 12)[::step]))
        for tablet, step in zip(tablets, (1, -1, 1, -1), strict=True)
    ]
    barrier = threading.Barrier(4)

    def send(sending: tuple[Tablet, Any]) -> list[Result]:
        tablet, push = sending
        barrier.wait()
        return [result.result for result in server.api.push(tablet.token, push).results]

    with ThreadPoolExecutor(4) as pool:
        results = [result for results in pool.map(send, pushes) for result in results]
    assert set(results) == {Result.ACCEPTED}
    assert len(server.rows(customer)) == 12
    assert len(server.rows(link)) == 48
    mirrors = [Mirror(server.api, tablet.token) for tablet in tablets]
    digests = {mirror.pull() for mirror in mirrors}
    assert digests == {mirrors[0].digest()}


def test_eight_writers_of_the_same_people_make_one_customer_of_each(server: Server):
    """Few records at a time, so that PostgreSQL locks their keys one by one, in any order."""
    tablets = [server.tablet() for _ in range(8)]
    met = [people(tablet, 12)[:: 1 if n % 2 else -1] for n, tablet in enumerate(tablets)]
    barrier = threading.Barrier(8)

    def send(sending: tuple[Tablet, list[dict[str, Any]]]) -> list[Result]:
        tablet, records = sending
        barrier.wait()
        pushes = [records[begin : begin + 3] for begin in range(0, 12, 3)]
        return [report.result for push in pushes for report in server.take(tablet, *push)]

    with ThreadPoolExecutor(8) as pool:
        results = Counter(
            r for results in pool.map(send, zip(tablets, met, strict=True)) for r in results
        )
    assert results == {Result.ACCEPTED: 96}
    living = [row["id"] for row in server.rows(customer) if row["redirect_to"] is None]
    assert (len(living), len(server.rows(link))) == (12, 96)
    assert Counter(row["customer"] for row in server.rows(link)) == dict.fromkeys(living, 8)


def test_one_poisoned_record_among_many_is_explained_and_harms_no_other(server: Server):
    def arm(connection: Connection) -> None:
        connection.execute(text(_SQLITE_POISON if is_sqlite(connection) else _POSTGRES_POISON))

    server.database.writer.run(arm)
    tablet = server.tablet()
    records = [*people(tablet, 100), tablet.record("visit", visit("Veneno Prueba"))]
    records += people(tablet, 100)

    report = server.push(tablet, *records)

    refused = [result for result in report.results if result.result is not Result.ACCEPTED]
    assert [(r.seq, r.result, r.code) for r in refused] == [
        (101, Result.REJECTED, Code.SERVER_ERROR)
    ]
    assert [result.seq for result in report.results] == list(range(1, 202))
    assert (report.acked_seq, report.missing) == (201, ())
    assert len(server.rows(record)) == 201
    (aside,) = server.rows(quarantine)
    assert (aside["code"], "Veneno" in aside["raw"]) == ("server_error", True)
    again = server.take(tablet, records[100])[0]
    assert (again.result, again.was) == (Result.DUPLICATE, Result.REJECTED)


def test_a_copied_tablet_is_found_out_and_its_records_go_in_under_a_new_epoch(server: Server):
    tablet = server.tablet()
    clone = Tablet(
        tablet.clock, tablet.ids, device=tablet.device, epoch=tablet.epoch, token=tablet.token
    )
    server.take(tablet, tablet.record("visit", visit("Ana Prueba")))
    made = clone.record("visit", visit("Rosa Prueba"))
    with pytest.raises(Problem) as refused:
        server.take(clone, made)
    assert refused.value.code is Code.DEVICE_FORK

    fresh = server.api.new_epoch(clone.token)
    clone.epoch = fresh.epoch
    again = {**made, "epoch": str(fresh.epoch), "seq": 1}
    assert server.take(clone, again)[0].result is Result.ACCEPTED
    assert len(server.rows(customer)) == 2


def test_one_seq_for_two_records_of_a_batch_is_a_copied_tablet_too(server: Server):
    tablet = server.tablet()
    first = tablet.record("visit", visit())
    with pytest.raises(Problem) as refused:
        server.take(tablet, first, tablet.record("visit", visit(), seq=first["seq"]))
    assert refused.value.code is Code.DEVICE_FORK


def test_an_epoch_that_this_server_never_gave_is_a_restored_tablet(server: Server):
    tablet = server.tablet()
    with pytest.raises(Problem) as refused:
        server.push(tablet, epoch=tablet.ids.new())
    assert refused.value.code is Code.DEVICE_FORK


def test_an_id_used_for_something_else_is_refused_and_kept(server: Server):
    tablet = server.tablet()
    first = tablet.record("visit", visit("Ana Prueba"))
    other = tablet.record("visit", visit("Rosa Prueba"), id=first["id"])
    server.take(tablet, first)
    (report,) = server.take(tablet, other)
    assert (report.result, report.code) == (Result.REJECTED, Code.ID_REUSED)
    assert "Rosa" in server.rows(quarantine)[0]["raw"]


def test_a_stopped_tablet_is_shut_out_and_may_join_again(server: Server):
    tablet = server.tablet()
    revoke(server, "stop")
    for question in (lambda: server.push(tablet), lambda: server.api.pull(tablet.token, Pull())):
        with pytest.raises(Problem) as refused:
            question()
        assert refused.value.code is Code.TOKEN_REVOKED

    again = server.tablet(device=tablet.device)
    assert server.take(again, again.record("visit", visit()))[0].result is Result.ACCEPTED


def test_a_tablet_that_has_just_pushed_is_shut_out_once_it_is_stopped(server: Server):
    tablet = server.tablet()
    server.take(tablet, tablet.record("visit", visit("Ana Prueba")))
    revoke(server, "stop")
    with pytest.raises(Problem) as refused:
        server.take(tablet, tablet.record("visit", visit("Rosa Prueba")))
    assert refused.value.code is Code.TOKEN_REVOKED
    assert len(server.rows(record)) == 1


def test_a_lost_tablet_hands_in_what_it_holds_and_is_told_to_wipe_itself(server: Server):
    tablet = server.tablet()
    revoke(server, "lost")
    made = tablet.record("visit", visit())
    for _ in range(2):
        report = server.push(tablet, made)
        assert (report.results[0].result, report.wipe) == (Result.ACCEPTED, True)
    assert server.rows(record) == server.rows(customer) == []
    (aside,) = server.rows(quarantine)
    assert (aside["code"], aside["record"]) == ("device_lost", made["id"])
    with pytest.raises(Problem) as refused:
        server.api.pull(tablet.token, Pull())
    assert refused.value.code is Code.DEVICE_LOST

    server.clock.pass_by(hours=72, seconds=1)
    with pytest.raises(Problem) as refused:
        server.push(tablet, made)
    assert refused.value.code is Code.DEVICE_LOST


def revoke(server: Server, mode: str) -> None:
    run = administration(server.database, server.office)
    run("devices_revoke", {"code": "T01", "mode": mode})


def test_the_report_tells_which_records_never_came(server: Server):
    tablet = server.tablet()
    records = people(tablet, 6)
    report = server.push(tablet, records[0], records[3], records[5])
    assert (report.acked_seq, report.missing) == (1, ((2, 3), (5, 5)))
    report = server.push(tablet, records[1], records[2])
    assert (report.acked_seq, report.missing) == (4, ((5, 5),))
    report = server.push(tablet, records[4])
    assert (report.acked_seq, report.missing) == (6, ())


def test_a_restored_server_asks_for_what_was_answered_after_its_backup(server: Server):
    tablet = server.tablet()
    records = people(tablet, 6)
    server.push(tablet, *records[:2])
    report = server.push(tablet, records[4], acked_seq=4)  # 3 and 4 came after the backup
    assert (report.acked_seq, report.missing) == (2, ((3, 4),))
    report = server.push(tablet, records[4], acked_seq=4)  # the answer was lost
    assert (report.acked_seq, report.missing) == (2, ((3, 4),))
    report = server.push(tablet, records[2], records[3], acked_seq=2)
    assert (report.acked_seq, report.missing) == (5, ())


def test_a_restored_server_asks_a_tablet_that_has_nothing_new(server: Server):
    tablet = server.tablet()
    records = people(tablet, 3)
    server.push(tablet, records[0])
    report = server.push(tablet, acked_seq=3)
    assert (report.acked_seq, report.missing) == (1, ((2, 3),))


def test_a_gap_for_which_the_tablet_has_nothing_is_asked_for_until_the_tablet_heard_it(
    server: Server,
):
    tablet = server.tablet()
    records = people(tablet, 7)
    report = server.push(tablet, records[5], acked_seq=5)  # 1 to 5 were of an earlier epoch
    assert (report.acked_seq, report.missing) == (0, ((1, 5),))
    report = server.push(tablet, records[6], acked_seq=6)
    assert (report.acked_seq, report.missing) == (7, ())


def test_what_a_tablet_sends_once_more_under_a_new_epoch_is_never_asked_for_again(
    server: Server,
):
    tablet = server.tablet()
    records = people(tablet, 6)
    server.push(tablet, *records)
    fresh = server.api.new_epoch(tablet.token).epoch
    tablet.epoch = fresh
    again = [{**record, "epoch": str(fresh), "seq": record["seq"] + 6} for record in records]

    first = server.push(tablet, *again[:3], acked_seq=6, held_from=7)
    second = server.push(tablet, *again[3:], acked_seq=9, held_from=7)

    assert {result.result for result in (*first.results, *second.results)} == {Result.DUPLICATE}
    assert [(one.acked_seq, one.missing) for one in (first, second)] == [(9, ()), (12, ())]
    third = server.push(tablet, acked_seq=12, held_from=7)
    assert (third.acked_seq, third.missing) == (12, ())


def test_what_a_tablet_no_longer_holds_is_not_asked_for(server: Server):
    tablet = server.tablet()
    records = people(tablet, 6)
    report = server.push(tablet, records[5], acked_seq=5, held_from=4)
    assert (report.acked_seq, report.missing) == (3, ((4, 5),))


def test_what_a_tablet_tells_of_itself_is_noted(server: Server):
    tablet = server.tablet()
    server.clock.pass_by(minutes=5)
    server.push(tablet, app="1.4\x00.2", queued=37)
    (known,) = server.rows(device)
    assert (known["app"], known["queued"]) == ("1.4.2", 37)
    assert known["last_seen"] == 1772463900000


def test_pollers_miss_nothing_while_many_push(server: Server):
    """Each row of the feed reaches a poller that only ever asks for what is after its cursor."""
    writers = [server.tablet() for _ in range(6)]
    reader = server.tablet()
    mirror = Mirror(server.api, reader.token)
    done = threading.Event()

    def send(writer: Tablet) -> None:
        for turn in range(8):
            made = [
                writer.record("visit", visit(f"P{n} {writer.device}", phone=None))
                for n in range(turn % 3 + 1)
            ]
            server.take(writer, *made)

    def poll() -> None:
        while not done.is_set():
            mirror.pull(limit=7)

    with ThreadPoolExecutor(7) as pool:
        polling = pool.submit(poll)
        list(pool.map(send, writers))
        done.set()
        polling.result()
    assert mirror.pull(limit=7) == mirror.digest()
    mine = {"*", "branch:NUNOA"}
    held = {
        (row["kind"], row["id"]): row["ver"] for row in server.rows(feed) if row["scope"] in mine
    }
    assert {key: row.ver for key, row in mirror.rows.items()} == held
    assert len({row.ver for row in mirror.seen}) == len(mirror.seen)


def test_the_counter_is_the_last_thing_that_a_push_locks(
    server: Server, monkeypatch: pytest.MonkeyPatch
):
    tablet = server.tablet()
    statements: list[str] = []

    def listen(*seen: Any) -> None:
        statements.append(seen[2])

    def run(connection: Connection, text: str, *told: Any, **how: Any) -> Any:
        statements.append(text)
        return as_it_is(connection, text, *told, **how)

    as_it_is = storage_statements.run
    for module in (storage_statements, bulk):
        monkeypatch.setattr(module, "run", run)
    event.listen(Engine, "before_cursor_execute", listen)
    server.take(tablet, tablet.record("visit", visit(phone=phone())))
    event.remove(Engine, "before_cursor_execute", listen)

    writes = [" ".join(s.split()[:3]) for s in statements if not s.startswith(("SELECT", "BEGIN"))]
    assert writes.count("UPDATE counter SET") == 1
    assert [w for w in writes if "SAVEPOINT" not in w][-2:] == [
        "UPDATE counter SET",
        "INSERT INTO feed",
    ]
    assert statements.index(next(s for s in statements if s.startswith("UPDATE counter"))) > max(
        n for n, s in enumerate(statements) if s.startswith("SELECT") and "advisory" not in s
    )
