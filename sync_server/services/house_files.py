"""The files of the dealer's rules and of the recalls: CSV, UTF-8, one rule or vehicle a row."""

import csv
import io
from collections.abc import Iterator
from datetime import date
from typing import Any

from pydantic import ValidationError

from app.domain.house_rules import HouseRule, RuleKind
from app.domain.money import Currency, format_money, read_amount
from app.domain.people import Country
from app.domain.problems import Code, Problem

COLUMNS = ("rule", "country", "branch", "role", "value", "since", "name")
_CURRENCY = {Country.PE: Currency.PEN, Country.CL: Currency.CLP}
_YES_OR_NO = {"sí": True, "si": True, "no": False}
_VEHICLE = ("vin", "plate")


def rules_text(rules: list[HouseRule]) -> str:
    """Return rules as a file that ``read_rules`` reads again."""
    target = io.StringIO()
    writer = csv.DictWriter(target, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(_row(rule) for rule in rules)
    return target.getvalue()


def read_rules(text: str) -> list[HouseRule]:
    """Read the file; raises ``Problem(INVALID_FIELD)`` with the row that cannot be read.

    ``value`` is the days of ``house_days``, the amount of ``limit``, the day of ``holiday``, the
    number of ``calls_a_day`` and ``workshop_places`` (with an ISO day in ``name``, of that day
    alone), sí or no of ``parts_first``.
    """
    return [_rule(number, row) for number, row in csv_rows(text, COLUMNS[:2])]


def read_vehicles(text: str) -> list[str]:
    """Return the plates and VINs of a list with the columns ``vin``, ``plate`` or both."""
    found = [
        row[name].strip()
        for _, row in csv_rows(text, ())
        for name in _VEHICLE
        if (row.get(name) or "").strip()
    ]
    if not found:
        raise Problem(Code.INVALID_FIELD, field="vin", detail="a column vin or plate with a value")
    return found


def csv_rows(text: str, needed: tuple[str, ...]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the rows of a CSV file with their line; commas or semicolons, # begins a remark.

    Raises ``Problem(INVALID_FIELD)`` where a needed column is missing.
    """
    """Yield the rows of a CSV file with their line; commas or semicolons, # begins a remark.

    Raises ``Problem(INVALID_FIELD)`` where a needed column is missing.
    """
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    delimiter = ";" if lines and lines[0].count(";") > lines[0].count(",") else ","
    reader = csv.DictReader(lines, delimiter=delimiter)
    names = [name.strip().lower() for name in reader.fieldnames or ()]
    reader.fieldnames = names
    for name in needed:
        if name not in names:
            raise Problem(Code.INVALID_FIELD, field=name, detail="this column is missing")
    yield from enumerate(reader, 2)


def _rule(number: int, row: dict[str, Any]) -> HouseRule:
    told = {name: (row.get(name) or "").strip() for name in COLUMNS}
    try:
        return HouseRule.model_validate(_fields(told))
    except (ValidationError, ValueError, KeyError) as exc:
        raise Problem(
            Code.INVALID_FIELD, field=f"row {number}", detail="see: rules export for an example"
        ) from exc


def _fields(told: dict[str, str]) -> dict[str, Any]:
    kind, country = RuleKind(told["rule"]), Country[told["country"].upper()]
    if kind is RuleKind.UNKNOWN:
        raise ValueError(told["rule"])
    fields: dict[str, Any] = {
        "kind": kind,
        "country": country,
        "branch": told["branch"] or None,
        "since": date.fromisoformat(told["since"]),
        "role": told["role"] or None,
        "name": told["name"],
    }
    if kind is RuleKind.HOUSE_DAYS:
        return {**fields, "days": int(told["value"])}
    if kind is RuleKind.CALLS_A_DAY:
        return {**fields, "calls": int(told["value"])}
    if kind is RuleKind.WORKSHOP_PLACES:
        day = date.fromisoformat(told["name"]) if told["name"] else None
        return {**fields, "places": int(told["value"]), "day": day, "name": ""}
    if kind is RuleKind.PARTS_FIRST:
        return {**fields, "required": _YES_OR_NO[told["value"].lower()]}
    if kind is RuleKind.HOLIDAY:
        return {**fields, "day": date.fromisoformat(told["value"])}
    amount = read_amount(told["value"], _CURRENCY[country], country)
    if amount.money is None or amount.doubt is not None:
        raise ValueError(told["value"])
    return {**fields, "up_to": amount.money}


def _row(rule: HouseRule) -> dict[str, str]:
    value = {
        RuleKind.HOUSE_DAYS: str(rule.days),
        RuleKind.CALLS_A_DAY: str(rule.calls),
        RuleKind.WORKSHOP_PLACES: str(rule.places),
        RuleKind.PARTS_FIRST: "sí" if rule.required else "no",
        RuleKind.HOLIDAY: rule.day.isoformat() if rule.day else "",
        RuleKind.LIMIT: format_money(rule.up_to, rule.country) if rule.up_to else "",
    }.get(rule.kind, "")
    return {
        "rule": rule.kind.value,
        "country": rule.country.value,
        "branch": rule.branch or "",
        "role": rule.role.value if rule.role else "",
        "value": value.replace("\xa0", " "),
        "since": rule.since.isoformat(),
        "name": _named(rule),
    }


def _named(rule: HouseRule) -> str:
    """Return what stands in ``name``: of the places of one day, that day."""
    of_a_day = rule.day if rule.kind is RuleKind.WORKSHOP_PLACES else None
    return of_a_day.isoformat() if of_a_day else rule.name
