"""The contact programmes as a CSV table: written whole, read back row by row without guessing."""

from typing import Any

from sqlalchemy import Connection

from app.domain.contact_rules import FOLDED, QUESTION_NAMES, SHIPPED, Rule, named_in
from app.domain.contract import DownKind
from app.domain.fields import Frozen
from sync_server.services.contacts.planned import changed_rules
from sync_server.services.contacts.rule_tables import BadRow, read_table, table_text
from sync_server.services.office import Arguments, Office, read
from sync_server.storage import programmes
from sync_server.storage.feed import EVERYWHERE, Change, publish

COLUMNS = tuple(Rule.model_fields)
_LISTS = frozenset({"channels", "numbers"})
_OURS = {rule.code: rule for rule in (*SHIPPED, *FOLDED)}
_TEXTS = frozenset({"valid_from", "aim", "who", "how", "question", "forbidden", "points", "letter"})
_FIXED = tuple(column for column in COLUMNS if column not in _TEXTS)


class Sent(Frozen):
    """Rules to be set; a trial only counts them."""

    rules: tuple[Rule, ...]
    dry_run: bool = False


def written(rules: list[dict[str, Any]]) -> str:
    """Return the table of JSON-shaped rules."""
    return table_text(COLUMNS, rules)


def rules_of(text: str) -> tuple[list[Rule], list[BadRow]]:
    """Read a table; a row that cannot be read is reported with its line and its column."""
    return read_table(text, Rule, _LISTS, _fault)


def exported(connection: Connection, _office: Office, _arguments: Arguments) -> list[Any]:
    """Return every version: what is shipped, then what was changed, by code and day."""
    rules = {
        (rule.code, rule.valid_from): rule for rule in (*_OURS.values(), *changed_rules(connection))
    }
    return [rules[key].model_dump(mode="json") for key in sorted(rules)]


def changed(connection: Connection, _office: Office, arguments: Arguments) -> dict[str, int]:
    """Set rules; return how many are new or different."""
    sent = read(Sent, arguments)
    held = {(r.code, r.valid_from): r for r in (*_OURS.values(), *changed_rules(connection))}
    different = [rule for rule in sent.rules if held.get((rule.code, rule.valid_from)) != rule]
    if not sent.dry_run:
        rows = [
            {"code": r.code, "valid_from": r.valid_from.isoformat(), "doc": r.model_dump_json()}
            for r in different
        ]
        programmes.write_rules(connection, rows)
        ids = [programmes.rule_id(row["code"], row["valid_from"]) for row in rows]
        publish(connection, [Change(EVERYWHERE, DownKind.PROGRAMME, id_) for id_ in ids])
    return {"changed": len(different), "same": len(sent.rules) - len(different)}


def _fault(rule: Rule) -> tuple[str, str] | None:
    if rule.code not in _OURS:
        return "code", f"it is none of {', '.join(sorted(_OURS))}"
    if not rule.opens <= rule.closes <= rule.expires:
        return "closes", "a window opens, closes and expires in this order"
    if not _may_be_asked(rule.question):
        return "question", "it may name {day} and {model}, each in braces that pair"
    shipped = _OURS[rule.code]
    if shipped in FOLDED:
        differs = (one for one in _FIXED if getattr(rule, one) != getattr(shipped, one))
        if (column := next(differs, None)) is not None:
            return column, "of this programme only the texts may be changed"
    if len(shipped.numbers) != len(rule.numbers) and rule.code in {"REEMPLAZO", "LEAL"}:
        return "numbers", f"this programme counts with {len(shipped.numbers)} numbers"
    return None


def _may_be_asked(question: str) -> bool:
    try:
        return named_in(question) <= QUESTION_NAMES
    except ValueError:
        return False
