"""The table of gifts as CSV: written whole, read back row by row without guessing."""

import csv
import io
from typing import Any, NamedTuple

from pydantic import ValidationError
from sqlalchemy import Connection

from app.domain.fields import Frozen
from app.domain.gifts import GIVING, SHIPPED_GIFTS, GiftRule
from app.domain.visits import LifeStage
from sync_server.services.office import Arguments, Office, read
from sync_server.storage import vouchers

COLUMNS = tuple(GiftRule.model_fields)
_LISTS = frozenset({"stages", "marital"})
_STAGES = [stage.value for stage in LifeStage if stage is not LifeStage.UNKNOWN]


class BadRow(NamedTuple):
    line: int
    column: str
    why: str


class Sent(Frozen):
    """Rows to be set; a trial only counts them."""

    rules: tuple[GiftRule, ...]
    dry_run: bool = False


def written(rules: list[dict[str, Any]]) -> str:
    """Return the table of JSON-shaped rows; the parts of a list are parted by «|»."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for rule in rules:
        writer.writerow([_cell(rule[column]) for column in COLUMNS])
    return text.getvalue()


def gifts_of(text: str) -> tuple[list[GiftRule], list[BadRow]]:
    """Read a table; a row that cannot be read is reported with its line and its column."""
    rules: list[GiftRule] = []
    bad: list[BadRow] = []
    head = text.partition("\n")[0]
    delimiter = ";" if head.count(";") > head.count(",") else ","
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=delimiter)
    seen = set()
    for row in reader:
        filled = {k: _parts(k, v) for k, v in row.items() if k in COLUMNS and v not in {None, ""}}
        try:
            rule = GiftRule.model_validate(filled)
        except ValidationError as exc:
            first = exc.errors(include_url=False)[0]
            bad.append(BadRow(reader.line_num, str(first["loc"][0]), first["msg"]))
            continue
        place = (rule.programme, rule.valid_from, rule.rank)
        if (why := _fault(rule)) is not None:
            bad.append(BadRow(reader.line_num, *why))
        elif place in seen:
            bad.append(BadRow(reader.line_num, "rank", "another row has it"))
        else:
            rules.append(rule)
        seen.add(place)
    return rules, bad


def exported(connection: Connection, _office: Office, _arguments: Arguments) -> list[Any]:
    """Return every row that ever held: what is shipped and what was set."""
    return [_rules(connection)[key].model_dump(mode="json") for key in sorted(_rules(connection))]


def changed(connection: Connection, _office: Office, arguments: Arguments) -> dict[str, int]:
    """Set rows, those of a programme and a day in the place of all before; return how many differ.

    Vouchers that were issued stay as they are.
    """
    sent = read(Sent, arguments)
    held = _rules(connection)
    different = [r for r in sent.rules if held.get((r.programme, r.valid_from, r.rank)) != r]
    days = {(rule.programme, rule.valid_from) for rule in sent.rules}
    told = {(rule.programme, rule.valid_from, rule.rank) for rule in sent.rules}
    gone = [key for key in held if key[:2] in days and key not in told]
    if not sent.dry_run:
        vouchers.replace_gifts(connection, sent.rules)
    same = len(sent.rules) - len(different)
    return {"changed": len(different), "gone": len(gone), "same": same}


def _rules(connection: Connection) -> dict[tuple[str, Any, int], GiftRule]:
    told = vouchers.gift_rules(connection)
    replaced = {(rule.programme, rule.valid_from) for rule in told}
    ours = [r for r in SHIPPED_GIFTS if (r.programme, r.valid_from) not in replaced]
    return {(rule.programme, rule.valid_from, rule.rank): rule for rule in (*ours, *told)}


def _fault(rule: GiftRule) -> tuple[str, str] | None:
    if rule.programme not in GIVING:
        return "programme", f"it is none of {', '.join(sorted(GIVING))}"
    if LifeStage.UNKNOWN in rule.stages:
        return "stages", f"one is none of {', '.join(_STAGES)}"
    ages = rule.age_from, rule.age_to
    if ages[0] is not None and ages[1] is not None and ages[0] > ages[1]:
        return "age_to", "it is less than age_from"
    return None


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return "|".join(map(str, value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def _parts(column: str, value: str) -> str | list[str]:
    return [part.strip() for part in value.split("|")] if column in _LISTS else value.strip()
