"""A greeting that brings a gift comes with a voucher, issued when the greeting is planned.

What was promised holds: a table changed later, a birthday corrected, a new owner of the car change
no voucher. One that nobody was told of is withdrawn with its contact.
"""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection

from app.domain.contact_rules import Rule, rules_on
from app.domain.contract import DownKind, FeedOp
from app.domain.customers import Customer
from app.domain.dues import DueContact, DueState
from app.domain.events import short_name
from app.domain.gifts import GIVING, GiftRule, Traits, gift_for, gifts_on
from app.domain.planning import loyal_since
from app.domain.vouchers import KnownVoucher, VoucherText, issuer_of, qr_text, with_marks
from sync_server.services.contacts.histories import Known
from sync_server.services.intake.voucher_fold import redeemed_before, told_about
from sync_server.storage import programmes, vouchers
from sync_server.storage.feed import Change, branch_scope
from sync_server.storage.voucher_keys import signing_key, voucher_key

FORGOTTEN = timedelta(days=30)  # after its last day a voucher leaves the tablets


class Owed(NamedTuple):
    """A contact of a customer on a branch day."""

    known: Known
    due: DueContact
    today: date


def issue(
    connection: Connection, owed: Collection[Owed], gone: Collection[DueContact] = ()
) -> list[Change]:
    """Issue what these contacts bring and withdraw what goes with those that are ``gone``.

    Idempotent; returns what is to be published.
    """
    wanted = {str(one.due.id): one for one in owed if one.due.programme in GIVING}
    dropped = {str(due.id) for due in gone if due.programme in GIVING and not due.attempts}
    if not wanted and not dropped:
        return []
    held = vouchers.known_for_update(connection, [*wanted, *dropped])
    written = _issued(connection, [one for id_, one in wanted.items() if id_ not in held])
    changes = [change for one in written for change in told_about(one)]
    for id_, before in held.items():
        after = _kept(before, wanted.get(id_), withdrawn=id_ in dropped)
        if after != before:
            written.append(after)
            changes += told_about(after, before)
            if after.branch != before.branch:
                scope = branch_scope(before.branch)
                changes.append(Change(scope, DownKind.VOUCHER, id_, FeedOp.LEAVE))
    vouchers.write(connection, written)
    return changes


def any_to_take_off(connection: Connection, today: date) -> bool:
    return vouchers.is_any_over(connection, (today - FORGOTTEN).isoformat())


def take_off(connection: Connection, today: date) -> list[Change]:
    """Return what makes the tablets forget the vouchers that ended long ago."""
    over = vouchers.take_off_lists(connection, (today - FORGOTTEN).isoformat())
    return [change._replace(op=FeedOp.LEAVE) for one in over for change in told_about(one)]


def _issued(connection: Connection, owed: list[Owed]) -> list[KnownVoucher]:
    promised = [one for one in owed if one.due.state is DueState.OPEN]
    if not promised:
        return []
    changed = tuple(Rule.model_validate_json(doc) for doc in programmes.rules(connection))
    gifts, key = vouchers.gift_rules(connection), signing_key(connection)
    issuer = issuer_of(voucher_key(connection))
    earlier = redeemed_before(connection, [str(one.due.id) for one in promised])
    made = []
    for one in promised:
        rules = rules_on(one.today, changed)
        day = one.due.window_to - timedelta(days=rules[one.due.programme].closes)
        gift = gift_for(
            one.due.programme, traits_of(one.known, day, rules), gifts_on(one.today, gifts)
        )
        if gift is not None:
            voucher = _signed(one, gift, day, key, issuer)
            made.append(with_marks(voucher, earlier.get(str(one.due.id), ())))
    return made


def _signed(
    one: Owed, gift: GiftRule, day: date, key: Ed25519PrivateKey, issuer: str
) -> KnownVoucher:
    text = VoucherText(issuer, one.due.id, day + timedelta(days=gift.days), gift.gift)
    return KnownVoucher(
        id=one.due.id,
        programme=one.due.programme,
        customer=one.due.customer,
        branch=one.due.branch,
        name=_name(one.known.customer),
        gift=gift.gift,
        issued_on=one.today,
        last_day=text.last_day,
        text=qr_text(text, key.sign(text.message())),
    )


def _kept(before: KnownVoucher, owed: Owed | None, *, withdrawn: bool) -> KnownVoucher:
    """Return a voucher as it is now known: whose it is, and whether nobody was told of it."""
    if owed is None:
        return before.model_copy(update={"withdrawn": withdrawn})
    known = {"customer": owed.due.customer, "branch": owed.due.branch, "withdrawn": False}
    return before.model_copy(update={**known, "name": _name(owed.known.customer)})


def traits_of(known: Known, day: date, rules: Mapping[str, Rule]) -> Traits:
    """Return what the table of gifts may ask about a customer on the day that is kept."""
    history, customer = known.history, known.customer
    texts = {text.field: text.value for text in customer.texts}
    since = loyal_since(history, rules)
    born = history.born
    return Traits(
        loyal=since is not None and since <= day,
        models=tuple(sale.model for sale in history.bought if sale.day <= day),
        stage=customer.life_stage,
        marital=texts.get("marital_status", ""),
        age=None
        if born is None
        else day.year - born.year - ((day.month, day.day) < (born.month, born.day)),
    )


def _name(customer: Customer) -> str:
    return short_name(customer.names[0].value) if customer.names else ""
