"""The files of what the dealer says of its models: CSV, UTF-8, one row a line."""

import csv
import io
from collections.abc import Iterable
from typing import Any, TypeVar

from pydantic import ValidationError

from app.domain.handbook import CareTip, ServiceWork
from app.domain.money import LOCAL_CURRENCY, Money, format_money, read_amount
from app.domain.people import Country
from app.domain.problems import Code, Problem
from sync_server.services.house_files import csv_rows

_FIRST = ("country", "branch", "make", "model")
WORK_COLUMNS = (*_FIRST, "step", "valid_from", "work", "price", "minutes", "demo")
TIP_COLUMNS = (*_FIRST, "valid_from", "text", "demo")
_YES = {"si", "sí", "yes", "true", "1"}

Row = TypeVar("Row", ServiceWork, CareTip)


def works_text(works: Iterable[ServiceWork]) -> str:
    """Return the table of maintenances as a file that ``read_works`` reads again."""
    return _text(WORK_COLUMNS, ({**_cells(one), "price": _price(one)} for one in works))


def tips_text(tips: Iterable[CareTip]) -> str:
    """Return the tips as a file that ``read_tips`` reads again."""
    return _text(TIP_COLUMNS, (_cells(one) for one in tips))


def read_works(text: str, country: Country) -> list[ServiceWork]:
    """Read the maintenances of a country; raises ``Problem(INVALID_FIELD)`` with row and column."""
    return _read(text, country, ServiceWork, WORK_COLUMNS)


def read_tips(text: str, country: Country) -> list[CareTip]:
    """Read the tips of a country; raises ``Problem(INVALID_FIELD)`` with row and column."""
    return _read(text, country, CareTip, TIP_COLUMNS)


def _read(text: str, country: Country, shape: type[Row], columns: tuple[str, ...]) -> list[Row]:
    needed = tuple(one for one in columns if one not in {"branch", "make", "model", "demo"})
    found: list[Row] = []
    lines: dict[Any, int] = {}
    for number, row in csv_rows(text, needed):
        told: dict[str, Any] = {
            name: value for name in columns if (value := (row.get(name) or "").strip())
        }
        if told.get("country", "").upper() != country.name:
            continue
        told |= {"country": country, "demo": told.get("demo", "").lower() in _YES}
        if "price" in told:
            told["price"] = _minor(told["price"], country, number)
        try:
            one = shape.model_validate(told)
        except ValidationError as exc:
            column = str(exc.errors(include_url=False)[0]["loc"][0])
            raise _amiss(number, column) from exc
        if (twice := lines.setdefault(one.id(), number)) != number:
            raise _amiss(number, f"the same as row {twice}")
        found.append(one)
    return found


def _minor(typed: str, country: Country, number: int) -> int:
    amount = read_amount(typed, LOCAL_CURRENCY[country], country)
    if amount.money is None or amount.doubt is not None:
        raise _amiss(number, "price")
    return amount.money.amount


def _amiss(number: int, what: str) -> Problem:
    return Problem(Code.INVALID_FIELD, field=f"row {number}", detail=what)


def _cells(one: ServiceWork | CareTip) -> dict[str, Any]:
    told = one.model_dump(mode="json")
    return {**told, "country": one.country.name, "demo": "sí" if one.demo else ""}


def _price(one: ServiceWork) -> str:
    money = Money(amount=one.price, currency=LOCAL_CURRENCY[one.country])
    return format_money(money, one.country).replace("\xa0", " ")


def _text(columns: tuple[str, ...], rows: Iterable[dict[str, Any]]) -> str:
    target = io.StringIO()
    writer = csv.DictWriter(target, columns, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return target.getvalue()
