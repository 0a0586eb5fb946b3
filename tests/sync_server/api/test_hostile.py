"""What comes over the wire may be anything; it gets a defined answer and hurts nobody."""

import gzip
import json
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import httpx
import pytest

from sync_server.api import bodies, connections
from tests.builders import Tablet, visit
from tests.sync_server.offices import Server, running, served


class Site(NamedTuple):
    http: httpx.Client
    server: Server
    tablet: Tablet

    def push(self, content: bytes, **headers: str) -> httpx.Response:
        bearer = {"authorization": f"Bearer {self.tablet.token}"}
        return self.http.post("/v1/push", content=content, headers={**bearer, **headers})

    def honest(self) -> bytes:
        return self.tablet.push(self.tablet.record("visit", visit())).model_dump_json().encode()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with (
        running(f"sqlite:///{tmp_path / 'vitrina.db'}") as server,
        served(server) as address,
        httpx.Client(base_url=address) as http,
    ):
        yield Site(http, server, server.tablet())


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"7",
        b'{"records":',
        b'{"records": [NaN]}',
        b'{"records": [Infinity]}',
        b"\xff\xfe",
        b'{"app": "\\ud800"}',
        b"[" * 100_000,
        b'{"records": 7}',
        b'{"records": [7]}',
        b"<html>Wi-Fi</html>",
    ],
)
def test_what_is_no_push_is_malformed(site: Site, content: bytes):
    answer = site.push(content)
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_deeply_nested_record_is_malformed(site: Site):
    push = json.loads(site.honest())
    nested: list[object] = []
    for _ in range(900):
        nested = [nested]
    push["records"][0]["body"]["note"] = nested
    assert site.push(json.dumps(push).encode()).json()["code"] == "malformed"
    assert site.push(site.honest()).status_code == 200


def test_a_body_of_more_than_eight_mebibytes_is_too_large(site: Site):
    answer = site.push(b" " * (8 * 1024 * 1024 + 1))
    assert (answer.status_code, answer.json()["code"]) == (413, "payload_too_large")


def test_a_body_that_grows_beyond_it_without_saying_so_is_too_large(site: Site):
    def endless() -> Iterator[bytes]:
        for _ in range(9):
            yield b" " * 1024 * 1024

    bearer = {"authorization": f"Bearer {site.tablet.token}"}
    answer = site.http.post("/v1/push", content=endless(), headers=bearer)
    assert answer.status_code == 413


def test_a_gzip_bomb_is_too_large_and_never_unpacked(site: Site):
    bomb = gzip.compress(b" " * (200 * 1024 * 1024))
    started = time.monotonic()
    answer = site.push(bomb, **{"content-encoding": "gzip"})
    assert (answer.status_code, answer.json()["code"]) == (413, "payload_too_large")
    assert time.monotonic() - started < 5


@pytest.mark.parametrize("spoil", [b"", b"not gzip at all", b"\x1f\x8b\x08\x00"])
def test_what_is_no_gzip_is_malformed(site: Site, spoil: bytes):
    assert site.push(spoil, **{"content-encoding": "gzip"}).json()["code"] == "malformed"


def test_half_a_gzip_stream_is_malformed(site: Site):
    packed = gzip.compress(site.honest())
    answer = site.push(packed[: len(packed) // 2], **{"content-encoding": "gzip"})
    assert answer.json()["code"] == "malformed"
    assert site.push(packed, **{"content-encoding": "gzip"}).status_code == 200


def test_an_encoding_that_we_do_not_know_is_malformed(site: Site):
    assert site.push(b"{}", **{"content-encoding": "br"}).json()["field"] == "content-encoding"


def test_more_than_five_hundred_records_are_too_large(site: Site):
    push = json.loads(site.honest())
    push["records"] *= 501
    answer = site.push(json.dumps(push).encode())
    assert (answer.status_code, answer.json()["field"]) == (413, "records")


@pytest.mark.parametrize("authorization", ["", "Bearer", "Basic YTpi", "Bearer wrong"])
def test_a_wrong_token_is_unknown(site: Site, authorization: str):
    headers = {"authorization": authorization}
    answer = site.http.get("/v1/pull", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (401, "token_unknown")
    assert answer.headers["www-authenticate"] == "Bearer"
    assert site.http.post("/v1/epoch", headers=headers).status_code == 401


@pytest.mark.parametrize("line", ["POST /v1/push", f"PUT /v1/blob/{'ab' * 32}"])
def test_of_a_stranger_not_one_byte_is_awaited(site: Site, line: str):
    head = (
        f"{line} HTTP/1.1\r\nhost: x\r\ncontent-length: 100000\r\n"
        "authorization: Bearer guess\r\n\r\n"
    )
    with connected(site, head.encode()) as stranger:
        stranger.setblocking(True)  # noqa: FBT003 - the standard library's own flag
        stranger.settimeout(bodies.PATIENCE / 2)
        assert b"401" in stranger.recv(1000).partition(b"\r\n")[0]


def test_a_tablet_whose_token_is_gone_reads_so_however_much_it_sends(site: Site):
    guess = {"authorization": "Bearer guess"}
    answer = site.http.post("/v1/push", content=b"[" * (4 << 20), headers=guess)
    assert (answer.status_code, answer.json()["code"]) == (401, "token_unknown")


def test_an_address_that_guesses_tokens_is_slowed_down(site: Site):
    guess = {"authorization": "Bearer guess"}
    answers = [site.http.get("/v1/pull", headers=guess).status_code for _ in range(61)]
    assert answers == [401] * 60 + [429]


def test_an_eleventh_enrolment_in_a_minute_has_to_wait(site: Site):
    answers = [site.http.post("/v1/enrol", json={}) for _ in range(11)]
    assert [answer.status_code for answer in answers] == [422] * 10 + [429]
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 60


@pytest.mark.parametrize("query", ["limit=0", "limit=1001", "limit=x", "contract=0"])
def test_a_question_out_of_bounds_names_its_field(site: Site, query: str):
    bearer = {"authorization": f"Bearer {site.tablet.token}"}
    answer = site.http.get(f"/v1/pull?{query}", headers=bearer)
    field = query.partition("=")[0]
    assert (answer.status_code, answer.json()["field"]) == (422, field)


def test_an_address_that_is_not_there_is_not_found(site: Site):
    for answer in (site.http.get("/v1/nothing"), site.http.get("/docs"), site.http.get("/v1/push")):
        assert answer.json()["code"] == "not_found"


def test_the_health_check_reads_the_database(site: Site):
    assert site.http.get("/healthz").json() == {"ok": True, "contract": 1}


def test_a_body_that_drips_is_sent_away_while_others_are_served(
    site: Site, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(bodies, "PATIENCE", 3)
    head = (
        "POST /v1/push HTTP/1.1\r\nhost: x\r\ncontent-length: 100000\r\n"
        f"authorization: Bearer {site.tablet.token}\r\n\r\n"
    )
    with ExitStack() as open_ones:
        drips = [open_ones.enter_context(connected(site, head.encode())) for _ in range(40)]
        assert site.push(site.honest()).status_code == 200
        assert not is_closed(drips[-1])
        for drip in drips:
            drip.setblocking(True)  # noqa: FBT003 - the standard library's own flag
            assert b"503" in drip.recv(1000).partition(b"\r\n")[0]


def test_a_head_that_never_ends_is_closed(site: Site, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(connections, "HEAD_WITHIN", 0.3)
    silent = connected(site, b"")
    slow = connected(site, b"GET /healthz HTTP/1.1\r\nx-slow: ")
    for hanging in (silent, slow):
        assert hanging.recv(100) == b""
        hanging.close()
    assert site.http.get("/healthz").status_code == 200


def test_one_address_cannot_hold_all_connections(site: Site, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(connections, "PER_ADDRESS", 5)
    held = [connected(site, b"") for _ in range(12)]
    time.sleep(0.2)
    closed = [is_closed(one) for one in held]
    assert closed.count(True) >= 7
    for one in held:
        one.close()


def connected(site: Site, sent: bytes) -> socket.socket:
    parts = urlsplit(str(site.http.base_url))
    opened = socket.create_connection((parts.hostname or "", parts.port or 0), timeout=10)
    opened.sendall(sent)
    return opened


def is_closed(one: socket.socket) -> bool:
    one.setblocking(False)  # noqa: FBT003 - the standard library's own flag
    try:
        return one.recv(1) == b""
    except BlockingIOError:
        return False
    except ConnectionResetError:
        return True
