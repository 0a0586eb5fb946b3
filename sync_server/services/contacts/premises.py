"""What every customer's plan rests on: rules, news, colleagues and calendars, said as one word.

As long as the word is the same, only those are planned anew who changed, or whose day has come.
"""

from collections.abc import Mapping
from datetime import date
from functools import cache
from hashlib import sha256
from importlib.resources import files

import orjson
from sqlalchemy import Connection

from app import domain
from app.domain.branch_days import branch_calendar
from app.domain.catalogue import Branch
from app.domain.contact_rules import rules_on
from sync_server.services.contacts.planned import changed_rules
from sync_server.storage import house, news, programmes, vouchers


def premises(
    connection: Connection, branches: Mapping[str, Branch], days: Mapping[str, date]
) -> str:
    """Return a word for what holds for everybody on these days of the branches."""
    changed = changed_rules(connection)
    known = [
        [
            *(branch.code, branch.country, branch.zone),
            {day.isoformat(): name for day, name in _holidays(branch, days[branch.code]).items()},
            sorted((r.code, r.valid_from) for r in rules_on(days[branch.code], changed).values()),
        ]
        for _, branch in sorted(branches.items())
    ]
    told = [sorted(programmes.rules(connection)), *news.documents(connection)]
    told += [[rule.model_dump_json() for rule in vouchers.gift_rules(connection)]]
    whole = [known, told, house.recall_lists(connection), programmes.colleagues(connection)]
    return sha256(orjson.dumps([_our_rules(), whole])).hexdigest()


def _holidays(branch: Branch, today: date) -> Mapping[date, str]:
    return branch_calendar(branch, today).local


@cache
def _our_rules() -> str:
    """Return a word for the rules as they are written: another version of us may plan otherwise."""
    texts = sorted(
        (entry.name, entry.read_text(encoding="utf-8"))
        for entry in files(domain).iterdir()
        if entry.name.endswith(".py")
    )
    return sha256(orjson.dumps(texts)).hexdigest()
