"""The table of gifts as CSV: written whole, read back row by row without guessing."""

from datetime import date
from typing import Any

from sqlalchemy import Connection

from app.domain.fields import Frozen
from app.domain.gifts import GIVING, SHIPPED_GIFTS, GiftRule
from app.domain.visits import LifeStage
from sync_server.services.contacts.rule_tables import BadRow, read_table, table_text
from sync_server.services.office import Arguments, Office, read
from sync_server.storage import vouchers

COLUMNS = tuple(GiftRule.model_fields)
_LISTS = frozenset({"stages", "marital"})
_STAGES = [stage.value for stage in LifeStage if stage is not LifeStage.UNKNOWN]


_Place = tuple[str, date, int]


class Sent(Frozen):
    """Rows to be set; a trial only counts them."""

    rules: tuple[GiftRule, ...]
    dry_run: bool = False


def written(rules: list[dict[str, Any]]) -> str:
    """Return the table of JSON-shaped rows."""
    return table_text(COLUMNS, rules)


def gifts_of(text: str) -> tuple[list[GiftRule], list[BadRow]]:
    """Read a table; a row that cannot be read is reported with its line and its column."""
    seen = set[_Place]()

    def fault(rule: GiftRule) -> tuple[str, str] | None:
        place, why = _place(rule), _fault(rule)
        twice = ("rank", "another row has it") if place in seen else None
        seen.add(place)
        return why or twice

    return read_table(text, GiftRule, _LISTS, fault)


def exported(connection: Connection, _office: Office, _arguments: Arguments) -> list[Any]:
    """Return every row that ever held: what is shipped and what was set."""
    return [_rules(connection)[key].model_dump(mode="json") for key in sorted(_rules(connection))]


def changed(connection: Connection, _office: Office, arguments: Arguments) -> dict[str, int]:
    """Set rows, those of a programme and a day in the place of all before; return how many differ.

    Vouchers that were issued stay as they are.
    """
    sent = read(Sent, arguments)
    held = _rules(connection)
    different = [rule for rule in sent.rules if held.get(_place(rule)) != rule]
    days = {(rule.programme, rule.valid_from) for rule in sent.rules}
    told = set(map(_place, sent.rules))
    gone = [key for key in held if key[:2] in days and key not in told]
    if not sent.dry_run:
        vouchers.replace_gifts(connection, sent.rules)
    same = len(sent.rules) - len(different)
    return {"changed": len(different), "gone": len(gone), "same": same}


def _place(rule: GiftRule) -> _Place:
    return rule.programme, rule.valid_from, rule.rank


def _rules(connection: Connection) -> dict[_Place, GiftRule]:
    told = vouchers.gift_rules(connection)
    replaced = {(rule.programme, rule.valid_from) for rule in told}
    ours = [r for r in SHIPPED_GIFTS if (r.programme, r.valid_from) not in replaced]
    return {_place(rule): rule for rule in (*ours, *told)}


def _fault(rule: GiftRule) -> tuple[str, str] | None:
    if rule.programme not in GIVING:
        return "programme", f"it is none of {', '.join(sorted(GIVING))}"
    if LifeStage.UNKNOWN in rule.stages:
        return "stages", f"one is none of {', '.join(_STAGES)}"
    ages = rule.age_from, rule.age_to
    if ages[0] is not None and ages[1] is not None and ages[0] > ages[1]:
        return "age_to", "it is less than age_from"
    return None
