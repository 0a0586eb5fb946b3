"""A tablet is shut out from the command line, and the other tablets hear of it."""

from sqlalchemy import create_engine, text

from sync_server.settings import Settings
from tests.sync_server.cli.conftest import Command


def devices() -> dict[str, tuple[str | None, int]]:
    """Return mode of revocation and feed version of the key of each tablet, by its code."""
    engine = create_engine(Settings().database())
    statement = text(
        "SELECT e.code, d.revoked_mode, f.ver FROM device d JOIN device_epoch e ON e.device = d.id"
        " JOIN feed f ON f.id = e.epoch WHERE f.scope = '*' AND f.kind = 'device_key'"
    )
    with engine.connect() as connection:
        found = {row.code: (row.revoked_mode, row.ver) for row in connection.execute(statement)}
    engine.dispose()
    return found


def test_a_revoked_tablet_is_shut_out_and_its_key_goes_down_again_as_revoked(demo: Command):
    before = devices()

    assert "forgets everything" in demo("devices", "revoke", "T01", "--mode", "lost").out
    assert "no access any more" in demo("devices", "revoke", "T02", "--mode", "stop").out

    after = devices()
    assert (after["T01"][0], after["T02"][0]) == ("lost", "stop")
    assert max(before["T01"][1], before["T02"][1]) < after["T01"][1] < after["T02"][1]
    out = demo("devices", "list").out
    assert "lost" in out
    assert "Tablet de Carla Modelo" in out


def test_a_mode_that_does_not_exist_is_refused_with_those_that_do(demo: Command):
    status, _, err = demo("devices", "revoke", "T01", "--mode", "burn")

    assert status == 2
    assert "stop" in err
    assert "lost" in err
    assert devices()["T01"][0] is None
