"""Composition root of the server: settings → database → services → web application → sockets."""

import gc
import secrets
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import NamedTuple

import structlog
import uvicorn
from fastapi import FastAPI

from app.domain.clock import epoch_ms
from app.domain.problems import Code, Problem
from sync_server import logs
from sync_server.api import reviews
from sync_server.api.application import application
from sync_server.api.connections import protocol
from sync_server.api.limits import Allowance, Turnstile
from sync_server.pages import events, mailbox, quotes, refusals, surveys
from sync_server.services.administration import administration
from sync_server.services.blobs import Blobs
from sync_server.services.contacts.planner import Planner
from sync_server.services.contacts.surveys import SurveyRounds
from sync_server.services.enrolment import Enrolments
from sync_server.services.erased_file import told_at
from sync_server.services.feed import Feed
from sync_server.services.gateway import folder_held, listening
from sync_server.services.intake.rebuild import read_again_if_due
from sync_server.services.intake.take import Intake
from sync_server.services.intake.upgrade import work_awaiting
from sync_server.services.mailing import Mailing
from sync_server.services.office import Office
from sync_server.services.review_desk import ReviewDesk
from sync_server.services.rounds import at_work
from sync_server.services.server_sync import ServerSync
from sync_server.services.smtp import smtp
from sync_server.settings import Settings
from sync_server.storage.database import Database, open_database
from sync_server.storage.meta import claim, server_id
from sync_server.storage.overview import claimed
from sync_server.wiring import clock_of, office_of

CONNECTIONS = 1_000
BACKLOG = 2048
VISITORS = (3, 100)  # pages of events at work, and waiting: the tablets have turns of their own
MAILING, PLANNING = 5.0, 2.0  # seconds between two looks at what is to be sent, and planned
SURVEYS = 300.0  # seconds between two looks at who is to be asked by e-mail
GRACE = 10  # seconds that a push in the middle of its work has when the server stops

_log = structlog.get_logger()


class Server(NamedTuple):
    """Everything that serves one database."""

    database: Database
    office: Office
    sync: ServerSync
    app: FastAPI


@contextmanager
def opened(settings: Settings) -> Iterator[Server]:
    """Open the database of the settings, alone on its folder, and what serves it.

    A new database becomes a real one. Raises ``Problem`` (``database_in_use``, ``invalid_field``).
    """
    embedded = settings.database_url is None
    with folder_held(settings.home) if embedded else nullcontext():
        database = open_database(settings.database())
        try:
            yield _wired(settings, database)
        finally:
            database.close()


def serve(
    settings: Settings, *, host: str = "127.0.0.1", ready: Callable[[], None] = lambda: None
) -> None:
    """Serve until a signal ends it; ``ready`` is called once the port is ours.

    Raises ``Problem`` (``port_in_use``) before anything is opened, and ``KeyboardInterrupt`` once
    a signal has ended it.
    """
    logs.configure()
    with bound(host, settings.server_port) as listener, opened(settings) as server:
        web = web_server(server.app, settings.trusted_proxy)
        with (
            listening(settings.home, administration(server.database, server.office)),
            _mailing(settings, server),
            _surveying(settings, server),
            _planning(server),
        ):
            ready()
            _spare_the_collector()
            _run(web, listener)


def _run(web: uvicorn.Server, listener: socket.socket) -> None:
    """Serve on the socket until a signal; raises ``KeyboardInterrupt`` then.

    uvicorn listens for signals once its loop runs; one that comes a moment earlier would break
    the loop off while it is made. So both signals ask the server to end from here on.
    """
    both = (signal.SIGINT, signal.SIGTERM)
    before = {one: signal.signal(one, web.handle_exit) for one in both}
    try:
        web.run(sockets=[listener])
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
    if web.should_exit:
        raise KeyboardInterrupt


def _spare_the_collector() -> None:
    """Look for garbage rarely, and not among what is there for good.

    A push makes and drops tens of thousands of small objects, none of them in a cycle; looking
    through all of them again and again took a third of the server's time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


def _mailing(settings: Settings, server: Server) -> AbstractContextManager[None]:
    """Return what sends e-mails as long as the server serves, if a mail server is named."""
    if settings.smtp_url is None:
        return nullcontext()
    deliver = smtp(settings.smtp_url.get_secret_value())
    office = server.office
    mailing = Mailing(server.database, office.clock, office.address, settings.mail_from, deliver)
    return at_work("mailing", MAILING, mailing.send_due)


def _surveying(settings: Settings, server: Server) -> AbstractContextManager[None]:
    """Return what asks by e-mail how satisfied customers are, if a mail server is named."""
    if settings.smtp_url is None:
        return nullcontext()
    return at_work("surveys", SURVEYS, SurveyRounds(server.database, server.office).send_due)


def _planning(server: Server) -> AbstractContextManager[None]:
    """Return what keeps the plan of contacts in step as long as the server serves."""
    planner = Planner(server.database, server.office.clock)
    return at_work("planning", PLANNING, planner.work)


def web_server(app: FastAPI, trusted_proxy: str | None = None) -> uvicorn.Server:
    """Return a web server with its limits; behind a trusted proxy the proxy names the caller."""
    return uvicorn.Server(
        uvicorn.Config(
            app,
            http=protocol(trusted_proxy),
            ws="none",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=trusted_proxy is not None,
            forwarded_allow_ips=trusted_proxy,
            limit_concurrency=CONNECTIONS,
            timeout_graceful_shutdown=GRACE,
        )
    )


@contextmanager
def bound(host: str, port: int) -> Iterator[socket.socket]:
    """Give a socket bound to the port; raises ``Problem`` (``port_in_use``)."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
            listener.listen(BACKLOG)  # who comes before the application is up waits, and is heard
        except OSError as exc:
            raise Problem(Code.PORT_IN_USE, field=str(port), detail="VITRINA_SERVER_PORT") from exc
        yield listener


def _wired(settings: Settings, database: Database) -> Server:
    clock = clock_of(settings, database)
    office = office_of(settings, clock)
    _claim_new(database, office)
    _erase_again(settings, database, office)
    read_again_if_due(database)
    work_awaiting(database, office.now())
    sync = ServerSync(
        Enrolments(database, clock, office.ids, secrets.token_bytes, settings.address()),
        Intake(database, clock, secrets.token_bytes),
        Feed(database, clock),
        Blobs(database, clock),
    )
    return Server(database, office, sync, website(database, office, sync))


def _erase_again(settings: Settings, database: Database, office: Office) -> None:
    """Do not let a database that was restored from a backup bring back whom it knew once."""
    told = told_at(settings.home)
    if told is None:
        return
    with database.reading() as connection:
        mine = server_id(connection)
    if told.get("server") != str(mine):
        _log.warning("erased_file_of_another_server", server=str(mine))
        return
    done = administration(database, office)("customers_reapply", told)
    if done["erased"] or done["left"]:
        _log.warning("erased_again", **done)


def website(database: Database, office: Office, sync: ServerSync) -> FastAPI:
    """Return the routes for tablets and the pages for everybody."""
    app = application(database, sync)
    app.include_router(reviews.routes(ReviewDesk(database, office.clock)))
    app.include_router(quotes.routes(database, office.clock))
    visitors = Turnstile(*VISITORS)
    app.include_router(events.routes(database, office, Allowance, visitors))
    app.include_router(mailbox.routes(database, office, Allowance, visitors))
    app.include_router(surveys.routes(database, office, Allowance, visitors))
    refusals.answer_people(app)
    return app


def _claim_new(database: Database, office: Office) -> None:
    """Make a database that nobody has claimed a real one; a demo stays one."""
    with database.reading() as connection:
        if claimed(connection) is not None:
            return
    server = office.ids.new()
    database.writer.run(lambda tx: claim(tx, "real", server, epoch_ms(office.clock.now())))
