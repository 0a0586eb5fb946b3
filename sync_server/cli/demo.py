"""`vitrina-server demo`: invented people, the server and one tablet, on this machine."""

import os
import signal
import socket
from threading import Thread

import typer

from app.domain.problems import Code, Problem
from app.domain.staff import Role
from sync_server.cli.attended import TabletProcess
from sync_server.cli.desk import ask
from sync_server.cli.serve import until_stopped
from sync_server.demo.cast import BRANCH, STAFF
from sync_server.settings import Settings

_EXAMPLES = """\b
Examples:
  vitrina-server demo
  VITRINA_HOME=/tmp/vitrina VITRINA_SERVER_PORT=8001 VITRINA_TABLET_PORT=8551 \\
    vitrina-server demo
"""

_HOST = "127.0.0.1"
_ROLES = {Role.SELLER: "", Role.CHIEF: " (chief)", Role.RECEPTION: " (reception)"}


def demo() -> None:
    """Start the server and one tablet with invented people; the data stays for the next time."""
    settings = Settings()
    _refuse_taken(settings.server_port, "VITRINA_SERVER_PORT")
    _refuse_taken(settings.tablet_port, "VITRINA_TABLET_PORT")
    tablet = TabletProcess(settings)
    with until_stopped(), tablet:
        if tablet.has_joined():
            tablet.start()
        from sync_server.cli.demo_server import serve_demo  # noqa: PLC0415 - the tablet starts meanwhile

        serve_demo(settings, lambda: _ready(tablet, settings))
    if tablet.failed:
        raise typer.Exit(1)


def _refuse_taken(port: int, variable: str) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_HOST, port))
        except OSError as exc:
            raise Problem(Code.PORT_IN_USE, field=str(port), detail=variable) from exc


def _ready(tablet: TabletProcess, settings: Settings) -> None:
    """Let the tablet join the first time, then look after it."""
    if not tablet.has_joined():
        tablet.start("--demo", "--code", ask("enrol", branch=BRANCH.code)["code"])
    Thread(target=_attend, args=(tablet, settings), name="attend-tablet", daemon=True).start()


def _attend(tablet: TabletProcess, settings: Settings) -> None:
    """Say when the tablet is there; when it ends by itself, so does the server."""
    if tablet.listens():
        _announce(settings)
        tablet.wait()
    if tablet.failed:
        typer.echo(f"The tablet stopped by itself (status {tablet.status}).", err=True)
        os.kill(os.getpid(), signal.SIGINT)


def _announce(settings: Settings) -> None:
    pins = " · ".join(f"{one.name}{_ROLES[one.role]} {one.pin}" for one in STAFF)
    typer.echo(
        f"""
Vitrina DEMO: every person is invented.
  Tablet   http://{_HOST}:{settings.tablet_port}
  Server   http://{_HOST}:{settings.server_port}
  PINs     {pins}
  Data     {settings.home} (kept for the next start)
Ctrl-C stops both."""
    )


def register(app: typer.Typer) -> None:
    app.command(epilog=_EXAMPLES)(demo)
