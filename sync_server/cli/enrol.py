"""`vitrina-server enrol`: let one tablet join a branch."""

import io
import json
from typing import Annotated

import qrcode
import typer

from sync_server.cli.desk import ask
from sync_server.cli.layout import when

_EXAMPLES = "Example: vitrina-server enrol --branch NUNOA"


def enrol(
    branch: Annotated[str, typer.Option(help="Code of the branch.")],
) -> None:
    """Print a one-time code, and the QR that holds it and the server's address."""
    invitation = ask("enrol", branch=branch)
    code = invitation["code"]
    typer.echo(_qr(json.dumps({"url": invitation["url"], "code": code})))
    typer.echo(f"Code    {code[:5]}-{code[5:]}")
    typer.echo(f"Server  {invitation['url']}")
    typer.echo(f"For one tablet of {invitation['branch']}, until {when(invitation['expires'])}.")


def _qr(content: str) -> str:
    code = qrcode.QRCode(border=2)
    code.add_data(content)
    drawn = io.StringIO()
    code.print_ascii(out=drawn, invert=True)
    return drawn.getvalue().replace("\N{NO-BREAK SPACE}", " ")


def register(app: typer.Typer) -> None:
    app.command(epilog=_EXAMPLES)(enrol)
