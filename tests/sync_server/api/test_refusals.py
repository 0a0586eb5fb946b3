"""Whoever looks at a page with a browser is refused in Spanish; a tablet gets its problem+json."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from sync_server.main import website
from tests.sync_server.offices import Server, running

BROWSER = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with running(f"sqlite:///{tmp_path / 'vitrina.db'}") as found:
        yield found


@pytest.fixture
async def phone(server: Server) -> httpx.AsyncClient:
    app = website(server.database, server.office, server.api)

    @app.get("/falla")
    def falla() -> None:
        raise RuntimeError("secret")

    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://test")


@pytest.mark.parametrize(
    ("method", "path", "status", "title"),
    [
        ("GET", "/nada", 404, "No conocemos este enlace"),
        ("GET", "/", 404, "No conocemos este enlace"),
        ("DELETE", "/e/x", 405, "No conocemos este enlace"),
        ("PUT", "/b/x", 405, "No conocemos este enlace"),
        ("GET", "/falla", 500, "Algo falló de nuestro lado"),
    ],
)
async def test_a_browser_is_refused_on_a_page_in_words(
    phone: httpx.AsyncClient, method, path, status, title
):
    answer = await phone.request(method, path, headers=BROWSER)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert title in answer.text
    assert "secret" not in answer.text
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    if status == 405:
        assert set(answer.headers["allow"].split(", ")) & {"GET", "POST"}


async def test_a_form_that_is_too_large_and_one_too_many_are_refused_on_a_page(
    phone: httpx.AsyncClient,
):
    huge = await phone.post("/e/x", data={"name": "A" * 20_000}, headers=BROWSER)
    assert (huge.status_code, huge.headers["content-type"]) == (413, "text/html; charset=utf-8")
    for _form in range(120):
        last = await phone.post("/b/x", data={"name": "Ana"}, headers=BROWSER)
    last = await phone.post("/b/x", data={"name": "Ana"}, headers=BROWSER)
    assert (last.status_code, last.headers["content-type"]) == (429, "text/html; charset=utf-8")
    assert int(last.headers["retry-after"]) > 0
    assert "Espere un momento" in last.text


async def test_a_tablet_and_a_machine_get_the_problem(phone: httpx.AsyncClient):
    for path, headers in (("/v1/nada", BROWSER), ("/nada", {"accept": "application/json"})):
        answer = await phone.get(path, headers=headers)
        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["code"] == "not_found"
