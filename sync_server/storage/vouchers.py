"""Vouchers as they stand, and the dealer's table of gifts."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, and_, delete, or_, select, update

from app.domain.gifts import GiftRule
from app.domain.vouchers import KnownVoucher
from sync_server.storage.bulk import Lookup, among, upsert
from sync_server.storage.tables import gift_rule, voucher

_DOCS = Lookup(select(voucher.c.id, voucher.c.doc), voucher.c.id)


def documents(connection: Connection, ids: Collection[str]) -> dict[str, str]:
    return {row.id: row.doc for row in _DOCS.rows(connection, ids)}


def known(connection: Connection, ids: Collection[str]) -> dict[str, KnownVoucher]:
    found = documents(connection, ids)
    return {id_: KnownVoucher.model_validate_json(doc) for id_, doc in found.items()}


def known_for_update(connection: Connection, ids: Collection[str]) -> dict[str, KnownVoucher]:
    """As ``known``; the rows stay locked until the commit."""
    found = select(voucher.c.id, voucher.c.doc).where(among(connection, voucher.c.id, ids))
    rows = connection.execute(found.order_by(voucher.c.id).with_for_update())
    return {row.id: KnownVoucher.model_validate_json(row.doc) for row in rows}


def write(connection: Connection, written: Collection[KnownVoucher]) -> None:
    upsert(connection, voucher, [_row(one) for one in written])


def page(connection: Connection, after: str, limit: int) -> list[KnownVoucher]:
    """Return a page of vouchers in the order of their ids."""
    found = select(voucher.c.doc).where(voucher.c.id > after).order_by(voucher.c.id).limit(limit)
    return [KnownVoucher.model_validate_json(doc) for doc in connection.scalars(found)]


def redeemed_among(connection: Connection, ids: Collection[str]) -> set[str]:
    """Return those of these vouchers that were redeemed."""
    found = select(voucher.c.id).where(
        among(connection, voucher.c.id, ids), voucher.c.redeemed.is_not(None)
    )
    return set(connection.scalars(found))


def is_any_over(connection: Connection, before: str) -> bool:
    """Say whether tablets have a voucher whose last day was before a day (ISO)."""
    over = select(voucher.c.id).where(voucher.c.last_day < before, voucher.c.listed.is_(True))
    return connection.execute(over.limit(1)).first() is not None


def take_off_lists(connection: Connection, before: str) -> list[KnownVoucher]:
    """Return the vouchers on tablets whose last day was before a day (ISO); they are no more."""
    over = and_(voucher.c.last_day < before, voucher.c.listed.is_(True))
    docs = list(connection.scalars(select(voucher.c.doc).where(over)))
    connection.execute(update(voucher).where(over).values(listed=False))
    return [KnownVoucher.model_validate_json(doc) for doc in docs]


def gift_rules(connection: Connection) -> tuple[GiftRule, ...]:
    docs = connection.scalars(
        select(gift_rule.c.doc).order_by(
            gift_rule.c.programme, gift_rule.c.valid_from, gift_rule.c.rank
        )
    )
    return tuple(GiftRule.model_validate_json(doc) for doc in docs)


def replace_gifts(connection: Connection, rules: Collection[GiftRule]) -> None:
    """Put these rows in the place of all of the same programmes and days."""
    days = {(rule.programme, rule.valid_from.isoformat()) for rule in rules}
    c = gift_rule.c
    same = [and_(c.programme == one, c.valid_from == day) for one, day in sorted(days)]
    if same:
        connection.execute(delete(gift_rule).where(or_(*same)))
    rows: list[dict[str, Any]] = [
        {
            "programme": rule.programme,
            "valid_from": rule.valid_from.isoformat(),
            "rank": rule.rank,
            "doc": rule.model_dump_json(),
        }
        for rule in rules
    ]
    upsert(connection, gift_rule, rows)


def _row(one: KnownVoucher) -> dict[str, Any]:
    mark = one.redeemed()
    return {
        "id": str(one.id),
        "programme": one.programme,
        "customer": str(one.customer),
        "branch": one.branch,
        "issued_on": one.issued_on.isoformat(),
        "last_day": one.last_day.isoformat(),
        "redeemed": None if mark is None else mark.at,
        "redemptions": len(one.redemptions),
        "listed": True,
        "doc": one.model_dump_json(),
    }
