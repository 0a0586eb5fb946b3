"""Who lets the public in remembers little of whoever asks."""

import httpx
import pytest
from fastapi import FastAPI
from fastapi.responses import Response

from sync_server.api.limits import Turnstile
from sync_server.pages.papers import Papers
from sync_server.pages.visitors import Counter, Fields


class Heard:
    """A limit that lets everybody pass and notes by which name."""

    names: list[str]

    def __init__(self, *_about: object) -> None:
        self.names = []

    def check(self, _name: str) -> None: ...

    def spend(self, name: str) -> None:
        self.names.append(name)


@pytest.mark.parametrize(("length", "kept"), [(38, 38), (60_000, 64)])
async def test_of_the_name_of_a_page_however_long_little_is_remembered(length: int, kept: int):
    limits: list[Heard] = []

    def make(*_about: object) -> Heard:
        limits.append(Heard())
        return limits[-1]

    app, counter = FastAPI(), Counter(Papers("event.css"), make, Turnstile(1, 1))

    def taken(_name: str, _fields: Fields) -> Response:
        return Response()

    counter.serve(app.router, "/e/{name}", lambda _name: Response(), taken)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as visitor:
        answer = await visitor.post(f"/e/{'A' * length}", data={"name": "Ana"})
    assert answer.status_code == 200
    assert "A" * kept in limits[-1].names
    assert max(len(name) for one in limits for name in one.names) == kept
