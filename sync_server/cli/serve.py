"""`vitrina-server serve`: answer the tablets until a signal ends it."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from sync_server.settings import Settings

_EXAMPLES = """\b
Examples:
  vitrina-server serve
  VITRINA_PUBLIC_URL=https://vitrina.example.com VITRINA_TRUSTED_PROXY=127.0.0.1 \\
    vitrina-server serve
"""


def serve(
    host: Annotated[
        str, typer.Option(help="Address to listen on; put a proxy with TLS before any other.")
    ] = "127.0.0.1",
) -> None:
    """Serve the tablets of the database that the environment names; Ctrl-C stops it."""
    from sync_server.main import serve as serve_tablets  # noqa: PLC0415 - slow, only for this one

    settings = Settings()

    def ready() -> None:
        typer.echo(f"Vitrina serves on http://{host}:{settings.server_port}. Ctrl-C stops it.")

    with until_stopped():
        serve_tablets(settings, host=host, ready=ready)


@contextmanager
def until_stopped() -> Iterator[None]:
    """End quietly at Ctrl-C, and in the same way when the process is told to end."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    except KeyboardInterrupt:
        typer.echo("Stopped.")


def register(app: typer.Typer) -> None:
    app.command(epilog=_EXAMPLES)(serve)
