"""`vitrina-server branches`: the dealerships' places."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from app.domain.problems import Code, Problem
from app.domain.qr import qr_shape
from sync_server.cli.desk import ask
from sync_server.cli.layout import print_rows

app = typer.Typer(no_args_is_help=True, help="Open branches and list them.")

_EXAMPLES = """\b
Examples:
  vitrina-server branches add NUNOA --name 'Sucursal Ñuñoa' \\
    --country CL --zone America/Santiago --dealer 'Automotriz Demo'
  vitrina-server branches add SURCO --name Surco --country PE --zone America/Lima
  vitrina-server branches mailbox NUNOA buzon.svg
  vitrina-server branches provider SURCO --tax-id 20000000001 --address 'Av. Inventada 456, Surco'
"""


class Land(StrEnum):
    CL = "CL"
    PE = "PE"


@app.command(epilog=_EXAMPLES)
def add(
    code: Annotated[str, typer.Argument(help="Short name, for ever: NUNOA.")],
    name: Annotated[str, typer.Option(help="Name on the screens.")],
    country: Annotated[Land, typer.Option(help="Whose law, documents and words hold.")],
    zone: Annotated[str, typer.Option(help="IANA time zone: America/Santiago, America/Lima.")],
    dealer: Annotated[str, typer.Option(help="The firm it belongs to; by default its name.")] = "",
) -> None:
    """Open a branch."""
    ask(
        "branches_add",
        code=code,
        name=name,
        country=country.value,
        zone=zone,
        dealer=dealer or name,
    )
    typer.echo(
        f"Branch {code} is open. Next: vitrina-server people add CODE --name NAME"
        f" --role seller --branch {code}"
    )


@app.command(epilog=_EXAMPLES)
def provider(
    code: Annotated[str, typer.Argument(help="The branch.")],
    tax_id: Annotated[str, typer.Option(help="RUC in Perú, RUT in Chile.")],
    address: Annotated[str, typer.Option(help="Street and number of the establishment.")],
) -> None:
    """Say what the complaints book prints of a branch."""
    ask("branches_provider", code=code, tax_id=tax_id, address=address)
    typer.echo(f"The complaints book of {code} prints {tax_id}, {address}.")


@app.command(epilog=_EXAMPLES)
def mailbox(
    code: Annotated[str, typer.Argument(help="The branch.")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A new file for the QR: .svg.")],
) -> None:
    """Write the QR of the branch's mailbox into FILE, and tell its address."""
    if file.exists():
        raise Problem(Code.ALREADY_EXISTS, field=str(file))
    address = ask("branches_mailbox", code=code)["address"]
    shape = qr_shape(address)
    view = f'viewBox="0 0 {shape.side} {shape.side}" shape-rendering="crispEdges"'
    ground = f'<path fill="#fff" d="M0 0h{shape.side}v{shape.side}H0z"/>'
    drawn = f'<svg xmlns="http://www.w3.org/2000/svg" {view}>{ground}<path d="{shape.path}"/></svg>'
    file.write_text(drawn, encoding="ascii")
    typer.echo(f"{file}: {address}")


@app.command("list")
def list_() -> None:
    """List the branches."""
    print_rows(ask("branches"), ("code", "name", "dealer", "country", "zone", "demo"))


def register(top: typer.Typer) -> None:
    top.add_typer(app, name="branches")
