"""The database opened in this process, for a command that no running server answers."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from app.domain.clock import Clock
from app.domain.ids import IdSource
from sync_server.main import clock_of
from sync_server.services.administration import administration
from sync_server.services.gateway import Run, folder_held
from sync_server.services.office import Office
from sync_server.settings import Settings
from sync_server.storage.database import Database, open_database


@contextmanager
def administration_here(settings: Settings) -> Iterator[Run]:
    """Give what runs operations on the database of the settings."""
    with database_here(settings) as database:
        yield administration(database, office(settings, clock_of(settings, database)))


@contextmanager
def database_here(settings: Settings) -> Iterator[Database]:
    """Open the database, alone on its folder when it is the embedded one."""
    with folder_held(settings.home) if settings.database_url is None else nullcontext():
        database = open_database(settings.database())
        try:
            yield database
        finally:
            database.close()


def office(settings: Settings, clock: Clock) -> Office:
    ids = IdSource(clock, secrets.token_bytes)
    return Office(
        clock, ids, secrets.token_bytes, settings.address(), settings.smtp_url is not None
    )
