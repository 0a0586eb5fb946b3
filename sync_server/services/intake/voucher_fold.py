"""Say of the touched vouchers when they were redeemed or e-mailed; write what came out different."""

from collections.abc import Iterable

from sqlalchemy import Connection

from app.domain.contract import DownKind
from app.domain.vouchers import KnownVoucher, Redemption, RedemptionMark, VoucherMail, with_marks
from sync_server.master.facts import Fact
from sync_server.services.intake.dossiers import Dossiers
from sync_server.storage import dossiers as dossier_rows
from sync_server.storage import mails, vouchers
from sync_server.storage.feed import Change, branch_scope


def fold_vouchers(connection: Connection, dossiers: Dossiers, roots: set[str]) -> list[Change]:
    """Write the vouchers that differ; where each was redeemed hears of it as well."""
    told = {root: facts for root in roots if (facts := _about(dossiers, root))}
    if not told:
        return []
    changes: list[Change] = []
    written = []
    fares = mails.of_vouchers(connection, told)
    for root, before in vouchers.known_for_update(connection, told).items():
        bare = before.model_copy(update={"redemptions": (), "mail": fares.get(root)})
        after = with_marks(bare, redemption_marks(told[root]))
        if after != before:
            written.append(after)
            changes += told_about(after, before)
    vouchers.write(connection, written)
    return changes


def redeemed_before(connection: Connection, ids: Iterable[str]) -> dict[str, list[RedemptionMark]]:
    """Return what came about vouchers that this server knows only now: it had lost them."""
    wanted = list(ids)
    if not wanted or not dossier_rows.records_of(connection, wanted):
        return {}
    found = Dossiers(connection, [])
    found.read(connection, wanted)
    return {root: redemption_marks(found.facts_of(root)) for root in wanted}


def redemption_marks(facts: Iterable[Fact]) -> list[RedemptionMark]:
    return [
        RedemptionMark(
            record=fact.id, at=fact.at, by=fact.actor, desk=fact.body.desk, branch=fact.branch
        )
        for fact in facts
        if isinstance(fact.body, Redemption) and not fact.hidden
    ]


def told_about(after: KnownVoucher, before: KnownVoucher | None = None) -> list[Change]:
    """Return what tells of a voucher: its branch, and those whose tablets redeemed it."""
    known = (after,) if before is None else (after, before)
    branches = {mark.branch for one in known for mark in one.redemptions} | {after.branch}
    id_ = str(after.id)
    return [Change(branch_scope(code), DownKind.VOUCHER, id_) for code in sorted(branches)]


def _about(dossiers: Dossiers, root: str) -> list[Fact]:
    about = (Redemption, VoucherMail)
    return [fact for fact in dossiers.facts_of(root) if isinstance(fact.body, about)]
