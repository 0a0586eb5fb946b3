"""Take a price list in: what changed reaches the tablets, row by row, and nothing else does."""

from typing import Annotated, Any

from pydantic import BaseModel, Field
from sqlalchemy import Connection

from app.domain.contract import DOCUMENTS, DownKind, FeedOp
from app.domain.fields import Frozen
from app.domain.people import Country
from app.domain.price_lists import PriceList
from app.domain.problems import Code, Problem
from sync_server.services.office import Arguments, Office, read
from sync_server.services.price_book import row_id
from sync_server.storage import prices
from sync_server.storage.feed import EVERYWHERE, Change, publish
from sync_server.storage.prices import PriceRow


class SentRow(Frozen):
    kind: DownKind
    row: dict[str, Any]


class PriceListSent(Frozen):
    """``apply`` false says what would change, and changes nothing."""

    country: Country
    rows: Annotated[tuple[SentRow, ...], Field(min_length=1, max_length=20_000)]
    apply: bool = False


def import_prices(connection: Connection, _office: Office, arguments: Arguments) -> dict[str, Any]:
    """Replace the price list of a country; return how many rows are new, changed, gone, the same.

    Raises ``Problem(INVALID_FIELD)`` where the number of the list does not grow with its content.
    """
    sent = read(PriceListSent, arguments)
    rows = [(one.kind, read(DOCUMENTS[one.kind], one.row)) for one in sent.rows]
    return write_prices(connection, sent.country, rows, apply=sent.apply)


def write_prices(
    connection: Connection, country: Country, rows: list[tuple[DownKind, BaseModel]], *, apply: bool
) -> dict[str, Any]:
    wanted = _stored(rows)
    before = {row[:2]: row for row in prices.rows_of(connection, country)}
    changed = [row for row in wanted if before.get(row[:2]) != row]
    named = {row[:2] for row in wanted}
    gone = [row for name, row in before.items() if name not in named]
    _numbered(
        before.get((DownKind.PRICE_LIST, str(country))), rows, different=bool(changed or gone)
    )
    if apply:
        prices.delete(connection, gone)
        publish(
            connection,
            [
                *_put(connection, country, changed),
                *(Change(EVERYWHERE, row.kind, row.id, FeedOp.TOMBSTONE) for row in gone),
            ],
        )
    fresh = sum(row[:2] not in before for row in changed)
    return {
        "new": fresh,
        "changed": len(changed) - fresh,
        "gone": len(gone),
        "same": len(wanted) - len(changed),
        "applied": apply,
    }


def put_prices(
    connection: Connection, country: Country, rows: list[tuple[DownKind, BaseModel]]
) -> list[Change]:
    """Write the rows of a list; return what to publish."""
    return _put(connection, country, _stored(rows))


def _put(connection: Connection, country: Country, rows: list[PriceRow]) -> list[Change]:
    prices.write(connection, country, rows)
    return [Change(EVERYWHERE, row.kind, row.id) for row in rows]


def _stored(rows: list[tuple[DownKind, BaseModel]]) -> list[PriceRow]:
    return [PriceRow(kind, row_id(row), row.model_dump_json()) for kind, row in rows]


def _numbered(
    before: PriceRow | None, rows: list[tuple[DownKind, BaseModel]], *, different: bool
) -> None:
    """Refuse other prices under a number that quotes already name."""
    if before is None or not different:
        return
    number = next(row.number for _, row in rows if isinstance(row, PriceList))
    last = PriceList.model_validate_json(before.doc).number
    if number <= last:
        raise Problem(
            Code.INVALID_FIELD, field="número", detail=f"list {last} is here already: number it on"
        )
