"""What tablets ask: join, push, pull. Parse, authorise, call one service, answer."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import orjson
from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ValidationError

from app.domain.contract import MAX_RECORDS, Enrolment, Pull, Push
from app.domain.problems import Code, Problem
from app.domain.records import CONTRACT_VERSION
from sync_server.api.bodies import json_body
from sync_server.api.callers import address, token
from sync_server.api.limits import Allowance, Turnstile
from sync_server.services.feed import Page
from sync_server.services.server_sync import ServerSync

ENROLMENTS = 10  # tries a minute and address
STRANGERS = 60  # unknown tokens a minute and address
PUSHING, PULLING, WAITING = 6, 6, 200

Shape = TypeVar("Shape", bound=BaseModel)
T = TypeVar("T")


def routes(sync: ServerSync, monotonic: Callable[[], float] = time.monotonic) -> APIRouter:
    router = APIRouter(prefix="/v1")
    enrolments = Allowance(ENROLMENTS, 60, monotonic)
    strangers = Allowance(STRANGERS, 60, monotonic)
    pushing, pulling = Turnstile(PUSHING, WAITING), Turnstile(PULLING, WAITING)

    @router.post("/enrol")
    async def enrol(request: Request) -> Response:
        enrolments.check(address(request))
        enrolments.spend(address(request))
        wish = shaped(Enrolment, await json_body(request), Code.INVALID_FIELD)
        return _answer(await pushing.run(lambda: sync.enrol(wish)))

    @router.post("/epoch")
    async def epoch(request: Request) -> Response:
        bearer = token(request)
        with known(strangers, request):
            return _answer(await pushing.run(lambda: sync.new_epoch(bearer)))

    @router.post("/push")
    async def push(request: Request) -> Response:
        bearer = token(request)
        with known(strangers, request):
            await pulling.run(lambda: sync.recognise(bearer))
            body = await json_body(request)
            return _answer(await pushing.run(lambda: sync.push(bearer, _push(body))))

    @router.get("/pull")
    async def pull(request: Request) -> Response:
        bearer = token(request)
        asked = shaped(Pull, dict(request.query_params), Code.INVALID_FIELD)
        with known(strangers, request):
            return await pulling.run(lambda: _page(sync.page(bearer, asked)))

    return router


@contextmanager
def known(strangers: Allowance, request: Request) -> Iterator[None]:
    """Slow down an address that keeps coming with tokens that nobody has."""
    strangers.check(address(request))
    try:
        yield
    except Problem as problem:
        if problem.code is Code.TOKEN_UNKNOWN:
            strangers.spend(address(request))
        raise


def _push(body: Any) -> Push:
    records = body.get("records") if isinstance(body, dict) else None
    if isinstance(records, list) and len(records) > MAX_RECORDS:
        raise Problem(Code.PAYLOAD_TOO_LARGE, field="records")
    return shaped(Push, body, Code.MALFORMED)


def shaped(shape: type[Shape], body: Any, refusal: Code) -> Shape:
    """Return what was sent as ``shape``; raises ``Problem`` (``refusal``) with the first field."""
    try:
        return shape.model_validate(body)
    except ValidationError as exc:
        loc = exc.errors(include_url=False, include_input=False)[0]["loc"]
        known = [str(part) for part in loc if part in shape.model_fields]
        raise Problem(refusal, field=".".join(known) or None) from exc


def _answer(message: BaseModel) -> Response:
    return _json(message.model_dump_json().encode())


def _page(page: Page) -> Response:
    """Write a page with the documents as they are stored: they are JSON already."""
    rows = [
        {
            "ver": row.ver,
            "op": row.op,
            "kind": row.kind,
            "id": row.id,
            "doc": None if row.doc is None else orjson.Fragment(row.doc),
        }
        for row in page.rows
    ]
    message = {
        "contract": CONTRACT_VERSION,
        "rows": rows,
        "cursor": page.cursor,
        "more": page.more,
        "digest": None if page.digest is None else page.digest.model_dump(),
        "now": page.now,
    }
    return _json(orjson.dumps(message))


def _json(body: bytes) -> Response:
    return Response(body, 200, {"cache-control": "no-store"}, "application/json")
