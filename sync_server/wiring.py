"""The clock and the office that settings name, for all who open a database: the server, a command."""

import secrets
from uuid import UUID

from app.domain.clock import Clock, FileClock, SystemClock
from app.domain.ids import IdSource
from app.domain.problems import Code, Problem
from sync_server.services.office import Office
from sync_server.settings import Settings
from sync_server.storage.database import Database
from sync_server.storage.overview import claimed


def clock_of(settings: Settings, database: Database) -> Clock:
    """Return the machine's clock, or in a demo the one that VITRINA_CLOCK_FILE moves.

    Raises ``Problem`` (``invalid_field``) for a clock file outside a demo: it would falsify records.
    """
    if settings.clock_file is not None:
        with database.reading() as connection:
            if claimed(connection) != "demo":
                raise Problem(
                    Code.INVALID_FIELD, field="VITRINA_CLOCK_FILE", detail="only a demo may use it"
                )
    return chosen_clock(settings)


def chosen_clock(settings: Settings) -> Clock:
    """Return the clock that the settings name, for what will refuse a real database by itself."""
    boot = UUID(bytes=secrets.token_bytes(16))
    if settings.clock_file is None:
        return SystemClock(boot)
    return FileClock(settings.clock_file, boot)


def office_of(settings: Settings, clock: Clock) -> Office:
    """Return what administrative operations work with."""
    ids = IdSource(clock, secrets.token_bytes)
    return Office(
        clock, ids, secrets.token_bytes, settings.address(), settings.smtp_url is not None
    )
