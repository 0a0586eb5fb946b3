"""Photos in chunks: ``HEAD`` says how much is here, ``PUT`` appends, ``GET`` gives the whole.

``PUT /v1/blob/{sha256}`` with ``Content-Range: bytes 0-131071/300000`` (RFC 9110, 14.4).
"""

import re
import time
from collections.abc import Callable

from fastapi import APIRouter, Request, Response
from pydantic import ValidationError

from app.domain.blobs import CHUNK_BYTES, BlobChunk, BlobState
from app.domain.problems import Code, Problem
from sync_server.api.bodies import raw_body
from sync_server.api.callers import token
from sync_server.api.limits import Allowance, Turnstile
from sync_server.api.sync import STRANGERS, WAITING, known
from sync_server.services.server_sync import ServerSync

AT_ONCE = 4
_RANGE = re.compile(r"bytes (\d{1,12})-(\d{1,12})/(\d{1,12})")
_SHA256 = re.compile(r"[0-9a-f]{64}")


def routes(sync: ServerSync, monotonic: Callable[[], float] = time.monotonic) -> APIRouter:
    router = APIRouter(prefix="/v1/blob")
    strangers = Allowance(STRANGERS, 60, monotonic)
    turnstile = Turnstile(AT_ONCE, WAITING)

    @router.head("/{sha256}")
    async def state(request: Request, sha256: str) -> Response:
        bearer, name = token(request), _name(sha256)
        with known(strangers, request):
            told = await turnstile.run(lambda: sync.blob_state(bearer, name))
        return _state(told, with_body=False)

    @router.put("/{sha256}")
    async def put(request: Request, sha256: str) -> Response:
        bearer, name = token(request), _name(sha256)
        with known(strangers, request):
            await turnstile.run(lambda: sync.recognise(bearer))
            chunk = _chunk(request, name, await raw_body(request, 2 * CHUNK_BYTES))
            return _state(await turnstile.run(lambda: sync.put_blob(bearer, chunk)))

    @router.get("/{sha256}")
    async def get(request: Request, sha256: str) -> Response:
        bearer, name = token(request), _name(sha256)
        with known(strangers, request):
            whole = await turnstile.run(lambda: sync.get_blob(bearer, name))
        safe = {"cache-control": "no-store", "x-content-type-options": "nosniff"}
        return Response(whole, 200, safe, "application/octet-stream")

    return router


def _name(sha256: str) -> str:
    if _SHA256.fullmatch(sha256) is None:
        raise Problem(Code.NOT_FOUND, field="blob")
    return sha256


def _chunk(request: Request, sha256: str, data: bytes) -> BlobChunk:
    told = _RANGE.fullmatch(request.headers.get("content-range", ""))
    if told is None:
        raise Problem(Code.INVALID_FIELD, field="content-range")
    first, last, size = map(int, told.groups())
    if last - first + 1 != len(data):
        raise Problem(Code.INVALID_FIELD, field="content-range")
    try:
        return BlobChunk(sha256=sha256, start=first, size=size, data=data)
    except ValidationError as exc:
        raise Problem(Code.PAYLOAD_TOO_LARGE, field="content-range") from exc


def _state(state: BlobState, *, with_body: bool = True) -> Response:
    headers = {"cache-control": "no-store", "upload-offset": str(state.received)}
    headers["upload-complete"] = "?1" if state.complete else "?0"  # RFC 9651: a boolean
    body = state.model_dump_json().encode() if with_body else b""
    return Response(body, 200, headers, "application/json")
