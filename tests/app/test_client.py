"""The server through HTTP: what is not ours is a failure, and no fault loses or doubles a record."""

import gzip
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from pydantic import BaseModel

from app.domain.contract import Enrolment, Pull, Push
from app.domain.problems import Code, Problem
from app.services.capture import VisitForm
from app.sync.client import HttpSync
from tests.app.fakes import FakeServer
from tests.app.rig import Rig
from tests.builders import CARLA, HandClock

ANA = VisitForm(phone="9 5550 1234", name="Ana Prueba")


class OverHttp(httpx.BaseTransport):
    """The server made by hand behind HTTP, on a line whose next faults are given.

    ``lost_request`` never arrives; ``lost_answer`` is committed and never heard; ``duplicate``
    arrives twice; ``cut`` ends in the middle; the others are answers of something in between.
    """

    def __init__(self, server: FakeServer) -> None:
        self.server = server
        self.faults: list[str] = []
        self.seen: list[tuple[str, str]] = []
        self.headers: list[httpx.Headers] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        fault = self.faults.pop(0) if self.faults else "ok"
        self.seen.append((request.method, request.url.path))
        self.headers.append(request.headers)
        if fault == "lost_request":
            raise httpx.ConnectTimeout("injected", request=request)
        if fault in ANSWERS_IN_BETWEEN:
            return ANSWERS_IN_BETWEEN[fault]()
        answer = self._answer(request)
        if fault == "duplicate":
            answer = self._answer(request)
        if fault == "lost_answer":
            raise httpx.ReadTimeout("injected", request=request)
        if fault == "reset":
            raise httpx.RemoteProtocolError("injected", request=request)
        if fault == "cut":
            half = answer.content[: len(answer.content) // 2]
            return httpx.Response(200, headers={"content-type": "application/json"}, content=half)
        return answer

    def _answer(self, request: httpx.Request) -> httpx.Response:
        body = request.read()
        if request.headers.get("content-encoding") == "gzip":
            body = gzip.decompress(body)
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        try:
            told = self._call(request, body, token)
        except Problem as problem:
            return httpx.Response(
                problem.status,
                headers={"content-type": "application/problem+json"},
                content=json.dumps({"code": problem.code, "field": problem.field}),
            )
        return httpx.Response(
            200,
            headers={"content-type": "application/json"},
            content=told.model_dump_json().encode(),
        )

    def _call(self, request: httpx.Request, body: bytes, token: str) -> BaseModel:
        match request.url.path:
            case "/v1/enrol":
                return self.server.enrol(Enrolment.model_validate_json(body))
            case "/v1/epoch":
                return self.server.new_epoch(token)
            case "/v1/push":
                return self.server.push(token, Push.model_validate_json(body))
            case _:
                return self.server.pull(token, Pull.model_validate(dict(request.url.params)))


def _page(status: int, **headers: str) -> Callable[[], httpx.Response]:
    return lambda: httpx.Response(status, headers=headers, html="<h1>Wi-Fi</h1>")


ANSWERS_IN_BETWEEN: dict[str, Callable[[], httpx.Response]] = {
    "portal": _page(200),
    "portal_json": lambda: httpx.Response(200, json={"login": "please"}),
    "empty": lambda: httpx.Response(204),
    "redirect": _page(302, location="http://portal.example/"),
    "500": _page(500),
    "502": _page(502),
    "503": _page(503, **{"retry-after": "7"}),
    "429": _page(429, **{"retry-after": "9"}),
    "401": _page(401),
    "404": _page(404),
    "garbage": lambda: httpx.Response(
        200, headers={"content-type": "application/json"}, content=b"\xff\xfe{"
    ),
}
LINE_FAULTS = ["lost_request", "lost_answer", "duplicate", "reset", "cut", *ANSWERS_IN_BETWEEN]


@pytest.fixture
def line(server: FakeServer) -> OverHttp:
    return OverHttp(server)


@pytest.fixture
def rig(tmp_path: Path, clock: HandClock, line: OverHttp) -> Iterator[Rig]:
    api = HttpSync("http://127.0.0.1:1", transport=line)
    made = Rig(tmp_path / "tablet", clock, lambda _url: api)
    made.enrol()
    made.sync()
    yield made
    made.store.close()
    api.close()


@pytest.mark.parametrize("fault", LINE_FAULTS)
def test_whatever_happens_to_a_push_it_arrives_exactly_once(
    rig: Rig, line: OverHttp, server: FakeServer, fault: str
) -> None:
    saved = rig.tablet.capture.save_visit(CARLA, ANA)
    line.faults = [fault]
    rig.sync()
    sent, committed = rig.states() == ["sent"], bool(server.records)
    assert committed or not sent
    rig.sync()
    assert rig.states() == ["sent"]
    assert [record["id"] for record in server.records] == [str(saved.record)]


@pytest.mark.parametrize("fault", LINE_FAULTS)
def test_whatever_happens_to_a_pull_the_tablet_converges(
    rig: Rig, line: OverHttp, server: FakeServer, fault: str
) -> None:
    server.publish("person", "marta", CARLA.model_copy(update={"code": "marta", "name": "M"}))
    line.faults = [fault]
    rig.sync()
    rig.sync()
    assert "M" in [person.name for person in rig.tablet.session.people()]


@pytest.mark.parametrize(
    ("fault", "code", "wait"),
    [
        ("lost_request", Code.UNREACHABLE, None),
        ("reset", Code.UNREACHABLE, None),
        ("portal", Code.NOT_OUR_SERVER, None),
        ("portal_json", Code.NOT_OUR_SERVER, None),
        ("garbage", Code.NOT_OUR_SERVER, None),
        ("cut", Code.NOT_OUR_SERVER, None),
        ("empty", Code.NOT_OUR_SERVER, None),
        ("redirect", Code.NOT_OUR_SERVER, None),
        ("401", Code.NOT_OUR_SERVER, None),
        ("404", Code.NOT_OUR_SERVER, None),
        ("500", Code.NOT_OUR_SERVER, None),
        ("502", Code.NOT_OUR_SERVER, None),
        ("503", Code.OVERLOADED, 7),
        ("429", Code.TOO_MANY_REQUESTS, 9),
    ],
)
def test_each_answer_has_its_meaning(
    line: OverHttp, fault: str, code: Code, wait: int | None
) -> None:
    api = HttpSync("http://127.0.0.1:1", transport=line)
    line.faults = [fault]
    with pytest.raises(Problem) as refused:
        api.pull("a-token", Pull())
    api.close()
    assert (refused.value.code, refused.value.retry_after) == (code, wait)
    assert "a-token" not in str(refused.value)


@pytest.mark.parametrize("code", [Code.TOKEN_REVOKED, Code.DEVICE_FORK, Code.RESYNC])
def test_the_servers_own_refusals_keep_their_code(
    line: OverHttp, server: FakeServer, code: Code
) -> None:
    api = HttpSync("http://127.0.0.1:1", transport=line)
    server.pull_faults = [Problem(code)]
    with pytest.raises(Problem) as refused:
        api.pull("a-token", Pull())
    api.close()
    assert refused.value.code is code


def test_a_code_of_a_newer_server_reads_as_a_server_error() -> None:
    newer = httpx.MockTransport(
        lambda _request: httpx.Response(
            409,
            headers={"content-type": "application/problem+json"},
            content=b'{"code": "on_holiday"}',
        )
    )
    api = HttpSync("http://127.0.0.1:1", transport=newer)
    with pytest.raises(Problem) as refused:
        api.new_epoch("a-token")
    api.close()
    assert refused.value.code is Code.SERVER_ERROR


def test_big_messages_travel_compressed_and_the_token_only_in_its_header(
    rig: Rig, line: OverHttp
) -> None:
    for _ in range(5):
        rig.tablet.capture.save_visit(CARLA, ANA)
    line.seen.clear()
    line.headers.clear()
    rig.sync()
    assert line.seen == [("POST", "/v1/push"), ("GET", "/v1/pull")]
    assert line.headers[0]["content-encoding"] == "gzip"
    assert line.headers[0]["authorization"] == "Bearer token-1"


def test_a_clone_gets_its_new_epoch_over_http(rig: Rig, line: OverHttp, server: FakeServer) -> None:
    rig.tablet.capture.save_visit(CARLA, ANA)
    server.by_seq[server.epochs[0], 1] = server.ids.new()
    rig.sync()
    assert rig.states() == ["sent"]
    assert ("POST", "/v1/epoch") in line.seen
