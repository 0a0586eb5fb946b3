"""Read the body of a request: not too big, not too slow, and JSON."""

import asyncio
import zlib
from typing import Any

import orjson
from starlette.requests import ClientDisconnect, Request

from app.domain.contract import MAX_BYTES
from app.domain.problems import Code, Problem

MAX_BODY = 8 << 20  # bytes, as sent and unpacked
MAX_RATIO = 40  # unpacked to sent, once it is more than an honest push
PATIENCE = 20.0  # seconds for any body, and one more for each
SLOWEST = 512  # bytes that arrive

_GZIP = 31  # zlib's window bits for a gzip stream


async def json_body(request: Request) -> Any:
    """Return the parsed body; raises ``Problem`` (``malformed``, ``payload_too_large``)."""
    encoding = request.headers.get("content-encoding", "identity").lower()
    if encoding not in {"gzip", "identity"}:
        raise Problem(Code.MALFORMED, field="content-encoding")
    body = await raw_body(request, MAX_BODY)
    if encoding == "gzip":
        body = unpacked(body)
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as exc:
        raise Problem(Code.MALFORMED, detail="not JSON") from exc


def unpacked(packed: bytes) -> bytes:
    """Return what a gzip stream holds, never unpacking more than is allowed."""
    limit = min(MAX_BODY, max(MAX_BYTES, len(packed) * MAX_RATIO))
    stream = zlib.decompressobj(_GZIP)
    try:
        body = stream.decompress(packed, limit)
        if stream.unconsumed_tail and stream.decompress(stream.unconsumed_tail, 1):
            raise Problem(Code.PAYLOAD_TOO_LARGE)
    except zlib.error as exc:
        raise Problem(Code.MALFORMED, detail="not gzip") from exc
    if not stream.eof or stream.unused_data:
        raise Problem(Code.MALFORMED, detail="not one whole gzip stream")
    return body


async def raw_body(request: Request, limit: int) -> bytes:
    """Return the bytes sent; a sender slower than ``SLOWEST`` is asked to come back later.

    Raises ``Problem`` (``payload_too_large``) for more than ``limit`` bytes.
    """
    declared = request.headers.get("content-length", "0")
    if declared.isdecimal() and int(declared) > limit:
        raise Problem(Code.PAYLOAD_TOO_LARGE)
    loop = asyncio.get_running_loop()
    started = loop.time()
    body = bytearray()
    chunks = request.stream()
    while True:
        deadline = started + PATIENCE + len(body) / SLOWEST
        try:
            async with asyncio.timeout_at(deadline):
                chunk = await anext(chunks)
        except StopAsyncIteration:
            return bytes(body)
        except TimeoutError as exc:
            raise Problem(Code.OVERLOADED, retry_after=5, detail="the body came slowly") from exc
        except ClientDisconnect as exc:
            raise Problem(Code.MALFORMED, detail="the sender went away") from exc
        body += chunk
        if len(body) > limit:
            raise Problem(Code.PAYLOAD_TOO_LARGE)
