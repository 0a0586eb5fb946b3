"""A base that is older than the engine is read again, once, and then people are found in it."""

from app.domain.contract import Retraction
from sync_server.services.intake.rebuild import read_again, read_again_if_due
from sync_server.storage import captures
from sync_server.storage.tables import block_key, capture, customer, term_count
from tests.builders import email, phone, record_id, rut, visit
from tests.sync_server.offices import Server


def test_who_came_before_the_engine_is_found_by_it(server: Server):
    tablet = server.tablet()
    seen = visit("Ana Prueba", phone=phone(), email=email(), document=rut("123456785"))
    server.take(tablet, tablet.record("visit", seen))
    server.database.writer.run(captures.clear)

    assert read_again_if_due(server.database) == 1
    assert read_again_if_due(server.database) == 0
    server.take(tablet, tablet.record("visit", seen))
    assert len(server.rows(customer)) == 1


def test_reading_again_gives_what_the_intake_wrote(server: Server):
    tablet = server.tablet()
    ana = tablet.record("visit", visit("Ana Prueba", phone=phone(), email=email()))
    eva = tablet.record("visit", visit("Eva Boceto", phone=phone("+56987654321")))
    undo = tablet.record("retraction", Retraction(), {"record": record_id(eva)})
    server.take(tablet, ana, eva)
    server.take(tablet, undo)
    before = [server.rows(table) for table in (capture, block_key)]
    assert {row["record"] for row in before[0]} == {ana["id"]}
    assert {row["record"] for row in before[1]} == {ana["id"]}

    assert read_again(server.database) == 1
    assert [server.rows(table) for table in (capture, block_key)] == before
    assert {row["holders"] for row in server.rows(term_count)} == {1}
