"""Starts a tablet: ``vitrina tablet`` in a browser, or as the packaged app."""

import argparse
import logging
import os
import secrets
import signal
import socket
import sqlite3
import sys
import threading
from pathlib import Path

import flet as ft
from pydantic import ValidationError

from app.domain.problems import Code, Problem
from app.main import UPLOADS, Running, make_main, running_tablet, seed_demo
from app.services.pictures import MAX_FILE_BYTES
from app.settings import ASSETS, Settings
from app.ui.refused import refused_main

_log = logging.getLogger(__name__)

HOST = "127.0.0.1"

_REASONS = {
    Code.DATABASE_IN_USE: "this folder is in use by another tablet",
    Code.DISK_FULL: "the disk is full",
    Code.STORAGE_FAILED: "the disk or the database file fails; nothing was removed",
    Code.REAL_DATABASE: "this is a real branch: neither demo records nor a demo clock",
    Code.UNREACHABLE: "the server does not answer",
    Code.NOT_OUR_SERVER: "what answers there is not a Vitrina server",
    Code.ENROLMENT_UNKNOWN: "the server does not know this code",
    Code.ENROLMENT_USED: "this code was used before; ask for another one",
    Code.ENROLMENT_EXPIRED: "this code has expired; ask for another one",
}


def run() -> None:
    """Start the tablet of this process and serve it until it is stopped."""
    if "FLET_PLATFORM" in os.environ:
        _serve_packaged()
        return
    asked = _arguments().parse_args()
    try:
        _serve_in_browser(asked)
    except Problem as problem:
        sys.exit(f"vitrina: {_REASONS.get(problem.code, str(problem))}")


def _serve_packaged() -> None:
    try:
        running = running_tablet(Settings())
    except (OSError, sqlite3.DatabaseError, Problem) as error:
        _log.exception("not_started")
        told = error if isinstance(error, Problem) else Problem(Code.STORAGE_FAILED)
        ft.run(refused_main(told), assets_dir=str(ASSETS))
        return
    running.worker.start()
    ft.run(make_main(running), assets_dir=str(ASSETS))


def _serve_in_browser(asked: argparse.Namespace) -> None:
    settings = _settings(asked)
    if _is_taken(settings.tablet_port):
        sys.exit(f"vitrina: port {settings.tablet_port} is in use; choose another with --port")
    if asked.attended:
        threading.Thread(target=_stop_with_input, name="attended", daemon=True).start()
    running = _opened(settings)
    try:
        _join(running, asked)
        running.worker.start()
        print(f"Vitrina tablet: http://{HOST}:{settings.tablet_port}", flush=True)  # noqa: T201
        # On a desktop Flet would look for its own window; a tablet is served to a browser.
        os.environ["FLET_FORCE_WEB_SERVER"] = "true"
        os.environ["FLET_SECRET_KEY"] = secrets.token_hex(32)  # signs where a page may upload to
        os.environ["FLET_MAX_UPLOAD_SIZE"] = str(MAX_FILE_BYTES)
        ft.run(
            make_main(running),
            host=HOST,
            port=settings.tablet_port,
            view=None,
            no_cdn=True,
            assets_dir=str(ASSETS),
            upload_dir=str((settings.home / UPLOADS).absolute()),
        )
    finally:
        running.close()


def _opened(settings: Settings) -> Running:
    """Open the tablet's folder, or say in one line why it cannot be opened; nothing is removed."""
    try:
        return running_tablet(settings)
    except OSError as error:
        sys.exit(f"vitrina: the folder {settings.home} cannot be used: {error.strerror}")
    except sqlite3.DatabaseError as error:
        sys.exit(
            f"vitrina: {settings.home / 'vitrina.db'} cannot be opened: {error}."
            " Keep the file: what was not sent lies in it."
        )


def _join(running: Running, asked: argparse.Namespace) -> None:
    enrolling = running.tablet.enrolling
    if enrolling.is_enrolled() or not asked.code:
        return
    invitation = enrolling.read_invitation(asked.code)
    if invitation is None:
        sys.exit("vitrina: --code needs ten characters, and --server an https address")
    enrolling.enrol(invitation, asked.name)
    if asked.demo:
        seed_demo(running)


def _stop_with_input() -> None:
    """Stop as at Ctrl-C once whoever started this tablet is gone, however it went."""
    while os.read(sys.stdin.fileno(), 1):
        pass
    os.kill(os.getpid(), signal.SIGINT)


def _settings(asked: argparse.Namespace) -> Settings:
    chosen = {"home": asked.home, "tablet_port": asked.port, "server_url": asked.server}
    try:
        return Settings(**{name: value for name, value in chosen.items() if value is not None})
    except ValidationError as error:
        wrong = error.errors(include_url=False, include_input=False)[0]
        sys.exit(f"vitrina: {wrong['loc'][0]}: {wrong['msg']}")


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="vitrina", description="A tablet of Vitrina.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    tablet = commands.add_parser(
        "tablet",
        help="start a tablet in the browser",
        epilog="example: vitrina tablet --home .vitrina/second --port 8551",
    )
    tablet.add_argument("--home", type=Path, help="data folder (VITRINA_HOME)")
    tablet.add_argument("--port", type=int, help="port on this machine (VITRINA_TABLET_PORT, 8550)")
    tablet.add_argument("--server", help="address of the server (VITRINA_SERVER_URL)")
    tablet.add_argument("--code", help="enrol with this one-time code, if not enrolled yet")
    tablet.add_argument("--name", default="Tablet", help="name of this tablet at the server")
    tablet.add_argument("--attended", action="store_true", help="stop when standard input ends")
    tablet.add_argument("--demo", action="store_true", help="with --code: add demo records")
    return parser


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return True
    return False


if __name__ == "__main__":
    run()
