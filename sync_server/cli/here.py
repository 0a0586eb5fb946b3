"""The database opened in this process, for a command that no running server answers."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from sync_server.services.administration import administration
from sync_server.services.gateway import Run, folder_held
from sync_server.settings import Settings
from sync_server.storage.database import Database, open_database
from sync_server.wiring import clock_of, office_of


@contextmanager
def administration_here(settings: Settings) -> Iterator[Run]:
    """Give what runs operations on the database of the settings."""
    with database_here(settings) as database:
        yield administration(database, office_of(settings, clock_of(settings, database)))


@contextmanager
def database_here(settings: Settings) -> Iterator[Database]:
    """Open the database, alone on its folder when it is the embedded one."""
    with folder_held(settings.home) if settings.database_url is None else nullcontext():
        database = open_database(settings.database())
        try:
            yield database
        finally:
            database.close()
