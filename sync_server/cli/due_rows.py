"""The rows of the due list as a command shows them: read page by page, then made one list."""

from collections.abc import Iterator
from typing import Any

from sync_server.services.contacts.workshop import all_waiting, wait_rows
from sync_server.services.gateway import Run


def pages(run: Run, operation: str, asked: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the pages of an operation to its end."""
    after: str | None = ""
    while after is not None:
        page = run(operation, {**asked, "after": after})
        yield page
        after = page["after"] or None


def due_rows(run: Run, asked: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the rows of a list, those that wait for the workshop blocked."""
    rows, waits = _read(run, asked)
    wait_rows(rows, waits)
    return rows


def waiting(run: Run, as_of: str | None = None) -> dict[str, str]:
    """Return by id the contacts that wait for a workshop on a day, and why."""
    return _read(run, {"as_of": as_of, "rows": False})[1]


def _read(run: Run, asked: dict[str, Any]) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """Return the rows of a list, and who of everybody has to wait."""
    workshops = run("workshops", {"as_of": asked.get("as_of")})
    rows, asking = dict[str, dict[str, Any]](), dict[str, dict[str, Any]]()
    if workshops or asked.get("rows", True):
        for page in pages(run, "due", {**asked, "asking": bool(workshops)}):
            rows |= {row["due_id"]: row for row in page["rows"]}
            asking |= {one["id"]: one for one in page["asking"]}
    return list(rows.values()), all_waiting(asking.values(), workshops)
