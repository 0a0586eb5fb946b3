"""``/v1/reviews``: the open questions as JSON, for a chief's personal token.

``GET`` lists them (``limit``, ``after`` and ``below`` of the last one), ``GET …/{id}`` shows one,
``POST …/{id}`` with ``{"answer": "join" | "apart"}`` decides it. ``GET …/records`` lists the records
that the engine gave to customers (``limit``, ``after``), ``POST …/records/{id}`` with ``apart`` takes
one out of its customer, with ``join`` puts it back.
"""

import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Request, Response

from app.domain.problems import Code
from app.domain.reviews import ReviewDecision
from sync_server.api.bodies import json_body
from sync_server.api.callers import token
from sync_server.api.limits import Allowance, Turnstile
from sync_server.api.sync import STRANGERS, WAITING, known, shaped
from sync_server.services.review_desk import Page, ReviewDesk

AT_ONCE = 4


def routes(desk: ReviewDesk, monotonic: Callable[[], float] = time.monotonic) -> APIRouter:
    router = APIRouter(prefix="/v1/reviews")
    strangers = Allowance(STRANGERS, 60, monotonic)
    turnstile = Turnstile(AT_ONCE, WAITING)

    @router.get("")
    async def page(request: Request) -> Response:
        bearer = token(request)
        asked = shaped(Page, dict(request.query_params), Code.INVALID_FIELD)
        with known(strangers, request):
            found = await turnstile.run(lambda: desk.page(bearer, asked))
        return _json({"reviews": [one.model_dump(mode="json") for one in found]})

    @router.get("/records")
    async def matched(request: Request) -> Response:
        bearer = token(request)
        asked = shaped(Page, dict(request.query_params), Code.INVALID_FIELD)
        with known(strangers, request):
            found = await turnstile.run(lambda: desk.matched(bearer, asked))
        return _json({"records": [one.model_dump(mode="json") for one in found]})

    @router.post("/records/{record}")
    async def decide_matched(request: Request, record: str) -> Response:
        bearer, id_ = token(request), _id(record)
        decision = shaped(ReviewDecision, await json_body(request), Code.INVALID_FIELD)
        with known(strangers, request):
            return _json(await turnstile.run(lambda: desk.decide_matched(bearer, id_, decision)))

    @router.get("/{review}")
    async def one(request: Request, review: str) -> Response:
        bearer, id_ = token(request), _id(review)
        with known(strangers, request):
            found = await turnstile.run(lambda: desk.one(bearer, id_))
        return _json(found.model_dump(mode="json"))

    @router.post("/{review}")
    async def decide(request: Request, review: str) -> Response:
        bearer, id_ = token(request), _id(review)
        decision = shaped(ReviewDecision, await json_body(request), Code.INVALID_FIELD)
        with known(strangers, request):
            return _json(await turnstile.run(lambda: desk.decide(bearer, id_, decision)))

    return router


def _id(review: str) -> str:
    """Return an id as it is stored; what is none finds nothing."""
    try:
        return str(UUID(review))
    except ValueError:
        return ""


def _json(message: dict[str, Any]) -> Response:
    body = orjson.dumps(message)
    return Response(body, 200, {"cache-control": "no-store"}, "application/json")
