"""Lets the public at its pages: not too often, not too many at a time, and says so on a page."""

import time
from collections.abc import Callable
from functools import partial
from typing import Protocol, TypeVar

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from app.domain.problems import Code, Problem
from sync_server.pages.forms import read_form
from sync_server.pages.papers import Papers

T = TypeVar("T")

PER_ADDRESS = 120  # forms a minute: a fair shares one address, and does sixty
PER_EVENT = 600  # forms a minute
LOOKS = 600  # pages a minute and address
SECONDS = 60.0
COUNTED = 64  # letters of a name that are remembered: they tell ours apart


class Limit(Protocol):
    """So many of something in a while, by a name."""

    def check(self, address: str) -> None:
        """Raise ``Problem`` (``too_many_requests``) when the name has none left."""

    def spend(self, address: str) -> None: ...


class Turns(Protocol):
    """Lets a few calls run at a time, so that a flood of visitors leaves room for the tablets."""

    async def run(self, call: Callable[[], T]) -> T:
        """Return what ``call`` returns; raises ``Problem`` (``overloaded``) when it is full."""


Fields = dict[str, list[str]]
MakeLimit = Callable[[int, float, Callable[[], float]], Limit]


class Counter:
    """Lets visitors at the pages: not too often, not too many at a time, and says so on a page."""

    def __init__(self, papers: Papers, make: MakeLimit, turns: Turns) -> None:
        self._papers = papers
        self._turns = turns
        self._looks = make(LOOKS, SECONDS, time.monotonic)
        self._addresses = make(PER_ADDRESS, SECONDS, time.monotonic)
        self._names = make(PER_EVENT, SECONDS, time.monotonic)

    def serve(
        self,
        router: APIRouter,
        path: str,
        show: Callable[[str], Response],
        take: Callable[[str, Fields], Response] | None = None,
    ) -> None:
        """Answer at a path with a ``{name}``: who looks, and who sends its form, if it has one."""

        async def looked(name: str, request: Request) -> Response:
            return await self._looked(request, partial(show, name))

        router.add_api_route(path, looked, response_class=HTMLResponse)
        if take is None:
            return

        async def posted(name: str, request: Request) -> Response:
            return await self._posted(request, name, partial(take, name))

        router.add_api_route(path, posted, methods=["POST"], response_class=HTMLResponse)

    async def _looked(self, request: Request, show: Callable[[], Response]) -> Response:
        try:
            _take(self._looks, _address(request))
            return await self._turns.run(show)
        except Problem as problem:
            return _refused(self._papers, problem)

    async def _posted(
        self, request: Request, name: str, work: Callable[[Fields], Response]
    ) -> Response:
        """Answer a form; ``name`` is that of the page it is for, which has its own limit."""
        try:
            _take(self._addresses, _address(request))
            _take(self._names, name[:COUNTED])
            fields = await read_form(request)
            return await self._turns.run(lambda: work(fields))
        except Problem as problem:
            return _refused(self._papers, problem)


def first(fields: Fields, name: str, most: int = 200) -> str:
    """Return what a field of a form says, cut to ``most`` characters; empty where there is none."""
    return (fields.get(name) or [""])[0][:most]


def _take(limit: Limit, name: str) -> None:
    limit.check(name)
    limit.spend(name)


def _address(request: Request) -> str:
    return request.client.host if request.client is not None else ""


def _refused(papers: Papers, problem: Problem) -> Response:
    if problem.code in {Code.TOO_MANY_REQUESTS, Code.OVERLOADED}:
        return papers.note(
            problem.status,
            "Espere un momento",
            "Hay mucha gente inscribiéndose. Vuelva a intentarlo en un minuto.",
            {"Retry-After": str(problem.retry_after or 30)},
        )
    if problem.code in {Code.MALFORMED, Code.PAYLOAD_TOO_LARGE}:
        return papers.note(problem.status, "No lo pudimos leer", "Abra otra vez el enlace del QR.")
    raise problem
