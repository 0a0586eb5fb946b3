"""Take in the dealer's rules for complaints and the makers' recalls, and tell the tablets."""

from datetime import date
from typing import Annotated, Any

from pydantic import Field
from sqlalchemy import Connection

from app.domain.contract import DownKind, FeedOp
from app.domain.fields import Frozen, Slug, Text
from app.domain.house_rules import HouseRule
from app.domain.people import Country
from app.domain.problems import Code, Problem
from app.domain.recalls import MAX_VEHICLES, Recall, vehicle_key
from sync_server.services.office import Arguments, Office, known_branch, read
from sync_server.storage import house, staff
from sync_server.storage.feed import EVERYWHERE, Change, branch_scope, publish


class RulesSent(Frozen):
    """All rules of a country; ``apply`` false says what would change, and changes nothing."""

    country: Country
    rules: Annotated[tuple[HouseRule, ...], Field(max_length=2_000)]
    apply: bool = False


def rules(connection: Connection, _office: Office, _arguments: Arguments) -> list[dict[str, Any]]:
    return [rule.model_dump(mode="json") for rule in house.rules(connection)]


def import_rules(connection: Connection, _office: Office, arguments: Arguments) -> dict[str, Any]:
    """Replace the rules of a country; return how many are new, gone, the same."""
    sent = read(RulesSent, arguments)
    branches = staff.branches(connection)
    for rule in sent.rules:
        if rule.country is not sent.country:
            raise Problem(Code.INVALID_FIELD, field="country", detail="one country per file")
        if rule.branch is not None:
            known_branch(branches, rule.branch)
    before = {rule for rule in house.rules(connection) if rule.country is sent.country}
    after = set(sent.rules)
    if sent.apply and before != after:
        house.replace_rules(connection, sent.country, after)
        touched = [one.code for one in branches.values() if one.country is sent.country]
        publish(
            connection,
            [Change(branch_scope(code), DownKind.SETTING, code) for code in touched],
        )
    return {
        "new": len(after - before),
        "gone": len(before - after),
        "same": len(before & after),
        "applied": sent.apply,
    }


class RecallSent(Frozen):
    """A campaign with the plates and VINs that it calls, as they stand in the maker's list."""

    code: Slug
    country: Country
    title: Text
    since: date
    vehicles: Annotated[tuple[Text, ...], Field(min_length=1, max_length=MAX_VEHICLES)]


def import_recall(connection: Connection, _office: Office, arguments: Arguments) -> dict[str, Any]:
    """Open a campaign, or replace the list of one."""
    sent = read(RecallSent, arguments)
    keys = {vehicle_key(sent.country, one) for one in sent.vehicles}
    made = Recall(
        code=sent.code,
        country=sent.country,
        title=sent.title,
        since=sent.since,
        vehicles=tuple(sorted(keys)),
    )
    house.write_recall(connection, made)
    id_ = house.recall_id(sent.country, sent.code)
    publish(connection, [Change(EVERYWHERE, DownKind.RECALL, id_)])
    return {"code": sent.code, "vehicles": len(keys)}


class RecallNamed(Frozen):
    code: Slug
    country: Country


def close_recall(connection: Connection, _office: Office, arguments: Arguments) -> dict[str, Any]:
    """Close a campaign: no reception shows it any more."""
    named = read(RecallNamed, arguments)
    id_ = house.recall_id(named.country, named.code)
    if not house.delete_recall(connection, id_):
        raise Problem(Code.NOT_FOUND, field=named.code, detail="recall")
    publish(connection, [Change(EVERYWHERE, DownKind.RECALL, id_, FeedOp.TOMBSTONE)])
    return {"code": named.code}


def recalls(connection: Connection, _office: Office, _arguments: Arguments) -> list[dict[str, Any]]:
    return [
        {**one.model_dump(mode="json", exclude={"vehicles"}), "vehicles": len(one.vehicles)}
        for one in house.recalls(connection)
    ]
