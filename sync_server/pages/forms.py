"""Read a posted form: small, and in the one encoding that our pages send."""

import asyncio
from urllib.parse import parse_qs

from starlette.requests import ClientDisconnect, Request

from app.domain.problems import Code, Problem

MAX_FORM = 16 << 10  # bytes
PATIENCE = 10.0  # seconds
_FIELDS = 40
_TYPE = "application/x-www-form-urlencoded"


async def read_form(request: Request) -> dict[str, list[str]]:
    """Return the values by field; raises ``Problem`` (``malformed``, ``payload_too_large``)."""
    kind, _, _ = request.headers.get("content-type", "").partition(";")
    if kind.strip().lower() != _TYPE:
        raise Problem(Code.MALFORMED, field="content-type")
    body = bytearray()
    try:
        async with asyncio.timeout(PATIENCE):
            async for chunk in request.stream():
                body += chunk
                if len(body) > MAX_FORM:
                    raise Problem(Code.PAYLOAD_TOO_LARGE)
    except (TimeoutError, ClientDisconnect) as exc:
        raise Problem(Code.MALFORMED, detail="the form did not come") from exc
    try:
        return parse_qs(
            body.decode("utf-8"), keep_blank_values=True, max_num_fields=_FIELDS, errors="replace"
        )
    except ValueError as exc:
        raise Problem(Code.MALFORMED, detail="no form") from exc
