"""The rows of the due list as a command shows them: read page by page, then made one list."""

from collections.abc import Iterator
from typing import Any

from sync_server.services.contacts.workshop import wait_rows
from sync_server.services.gateway import Run


def pages(run: Run, operation: str, asked: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the pages of an operation to its end."""
    after: str | None = ""
    while after is not None:
        page = run(operation, {**asked, "after": after})
        yield page
        after = page["after"] or None


def due_rows(run: Run, asked: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the rows of a list, those that wait for the workshop blocked.

    Who waits depends on everybody's invitations, so where any may, those of all are read.
    """
    workshops = run("workshops", {"as_of": asked.get("as_of")})
    wanted = asked | {"seller": None} if workshops else asked
    found = {row["due_id"]: row for page in pages(run, "due", wanted) for row in page["rows"]}
    rows = list(found.values())
    wait_rows(rows, workshops)
    return [row for row in rows if asked.get("seller") in {None, row["owner"]}]


def waiting(run: Run, as_of: str | None = None) -> dict[str, dict[str, Any]]:
    """Return by id the rows that wait for a workshop on a day."""
    if not run("workshops", {"as_of": as_of}):
        return {}
    rows = due_rows(run, {"as_of": as_of})
    return {row["due_id"]: row for row in rows if row["reason"] in _WAITS}


_WAITS = frozenset({"workshop_full", "parts_unconfirmed"})
