"""Vouchers for an administrator: which there are, and how each stands."""

from typing import Annotated, Any

from pydantic import Field
from sqlalchemy import Connection

from app.domain.calendars import branch_day, branch_time
from app.domain.catalogue import Branch
from app.domain.clock import moment
from app.domain.fields import Frozen, Slug
from app.domain.vouchers import KnownVoucher, VoucherWord, judge_voucher, spaced, voucher_code
from sync_server.services.office import Arguments, Office, read
from sync_server.storage import staff, vouchers

PAGE = 500
CONFLICT = "conflict"


class Page(Frozen):
    after: str = ""
    limit: Annotated[int, Field(ge=1, le=PAGE)] = PAGE
    branch: Slug | None = None


def listed(connection: Connection, office: Office, arguments: Arguments) -> dict[str, Any]:
    """Return a page of vouchers, one flat row each, with the id after which the next one begins."""
    asked = read(Page, arguments)
    found = vouchers.page(connection, asked.after, asked.limit)
    branches = staff.branches(connection)
    rows = [
        _row(one, branches[one.branch], office.now())
        for one in found
        if asked.branch in {None, one.branch}
    ]
    return {"rows": rows, "after": str(found[-1].id) if len(found) == asked.limit else ""}


def _row(one: KnownVoucher, branch: Branch, now: int) -> dict[str, Any]:
    mark = one.redeemed()
    return {
        "id": str(one.id),
        "code": spaced(voucher_code(one.id)),
        "programme": one.programme,
        "branch": one.branch,
        "name": one.name,
        "gift": one.gift,
        "issued_on": one.issued_on.isoformat(),
        "last_day": one.last_day.isoformat(),
        "state": _state(one, branch, now),
        "redeemed": ""
        if mark is None
        else branch_time(moment(mark.at), branch.zone).strftime("%Y-%m-%d %H:%M"),
        "by": mark.by if mark else "",
        "desk": " ".join(mark.desk for mark in one.redemptions),
        "customer": str(one.customer),
    }


def _state(one: KnownVoucher, branch: Branch, now: int) -> str:
    if len(one.redemptions) > 1:
        return CONFLICT
    word = judge_voucher(one, branch_day(moment(now), branch.zone)).word
    return "open" if word is VoucherWord.VALID else word.value
