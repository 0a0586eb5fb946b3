"""`vitrina-server status`: how the server stands."""

import typer

from sync_server.cli.desk import ask, home_is_served
from sync_server.cli.layout import when


def status() -> None:
    """Say what this database is, how much it holds, and whether a server runs on it."""
    found = ask("status")
    lines = {
        "database": f"{found['kind']}, {found['engine']}",
        "clock": when(found["now"]),
        "server": "running" if home_is_served() else "stopped",
        "branches": ", ".join(found["branches"]) or "none yet",
        "people": found["people"],
        "tablets": found["devices"],
        "records": f"{found['records']}, the last one {when(found['last_received'])}",
        "quarantine": found["in_quarantine"],
        "photos": f"{found['photos_awaited']} named and not here yet",
        "customers": found["customers"],
        "due contacts": found["due_contacts"],
        "feed version": found["version"],
    }
    for name, value in lines.items():
        typer.echo(f"{name + ':':14} {value}")


def register(app: typer.Typer) -> None:
    app.command(epilog="Example: vitrina-server status")(status)
