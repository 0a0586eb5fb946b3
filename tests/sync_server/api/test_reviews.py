"""What a chief asks with a personal token, over HTTP: the open questions, and their answers."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import httpx
import pytest

from sync_server.services.administration import administration
from tests.builders import email, phone, rut, visit
from tests.sync_server.offices import Server, served


@pytest.fixture
def http(server: Server) -> Iterator[httpx.Client]:
    with served(server) as address, httpx.Client(base_url=address) as client:
        yield client


def bearer(server: Server, person: str) -> dict[str, str]:
    run = administration(server.database, server.office)
    return {"authorization": f"Bearer {run('tokens_add', {'person': person})['token']}"}


def ask_twice(server: Server) -> None:
    """Two questions: each time a nickname on the phone of another's."""
    tablet = server.tablet()
    for who, number in (
        ("José Prueba", 1),
        ("Pepe Prueba", 1),
        ("Lola Muro", 2),
        ("Dolores Muro", 2),
    ):
        seen = visit(who, phone=phone(f"+5695550000{number}"))
        server.take(tablet, tablet.record("visit", seen))


def test_a_chief_lists_shows_joins_and_keeps_apart(server: Server, http: httpx.Client):
    ask_twice(server)
    chief = bearer(server, "marta")
    first, second = http.get("/v1/reviews", headers=chief).json()["reviews"]
    assert {side["phones"][0] for side in (first["one"], first["two"])} <= {
        "+56955500001",
        "+56955500002",
    }
    last = {"after": first["id"], "below": first["probability"], "limit": 1}
    assert http.get(f"/v1/reviews/{first['id']}", headers=chief).json() == first

    where = f"/v1/reviews/{first['id']}"
    joined = http.post(where, json={"answer": "join"}, headers=chief)
    assert joined.json() == {"customers": [first["one"]["customer"]]}
    apart = http.post(f"/v1/reviews/{second['id']}", json={"answer": "apart"}, headers=chief)
    assert len(apart.json()["customers"]) == 2
    assert http.get("/v1/reviews", headers=chief, params=last).json() == {"reviews": []}
    assert http.post(where, json={"answer": "apart"}, headers=chief).status_code == 404


def test_page_by_page_each_question_comes_once(server: Server, http: httpx.Client):
    ask_twice(server)
    chief = bearer(server, "marta")
    whole = http.get("/v1/reviews", headers=chief).json()["reviews"]
    found: list[dict[str, Any]] = []
    last: dict[str, Any] = {}
    while page := http.get("/v1/reviews", headers=chief, params={"limit": 1} | last).json()[
        "reviews"
    ]:
        found += page
        last = {"after": page[-1]["id"], "below": page[-1]["probability"]}
    assert [one["id"] for one in found] == [one["id"] for one in whole]


def test_nobody_but_a_chief_of_the_branch_sees_them(server: Server, http: httpx.Client):
    ask_twice(server)
    seller, nobody = bearer(server, "carla"), {"authorization": "Bearer nobody"}
    assert [
        http.get("/v1/reviews", headers=seller).status_code,
        http.get("/v1/reviews", headers=nobody).status_code,
        http.get("/v1/reviews").status_code,
        http.get(f"/v1/reviews/{UUID(int=7)}", headers=bearer(server, "marta")).status_code,
        http.get("/v1/reviews/nothing", headers=bearer(server, "marta")).status_code,
    ] == [403, 401, 401, 404, 404]


@pytest.mark.parametrize("body", [{}, {"answer": 7}, {"answer": "perhaps"}, []])
def test_an_answer_that_is_none_is_refused(server: Server, http: httpx.Client, body: object):
    ask_twice(server)
    chief = bearer(server, "marta")
    (first, _) = http.get("/v1/reviews", headers=chief).json()["reviews"]
    refused = http.post(f"/v1/reviews/{first['id']}", json=body, headers=chief)
    assert refused.status_code == 422
    assert len(http.get("/v1/reviews", headers=chief).json()["reviews"]) == 2


def match_once(server: Server) -> str:
    """Two visits of which the engine gives the second to the customer of the first; return it."""
    tablet = server.tablet()
    for told in ({"phone": phone()}, {"phone": phone(), "email": email()}):
        seen = tablet.record("visit", visit("Ana Prueba", document=rut("123456785"), **told))
        server.take(tablet, seen)
    return str(seen["id"])


def test_a_chief_sees_what_was_matched_takes_it_out_and_puts_it_back(
    server: Server, http: httpx.Client
):
    record, chief = match_once(server), bearer(server, "marta")
    (shown,) = http.get("/v1/reviews/records", headers=chief).json()["records"]
    assert (shown["id"], shown["kind"], shown["one"]["visits"]) == (record, "visit", 2)
    assert (shown["two"]["visits"], shown["two"]["document"]) == (1, "12*****85")
    assert {"phone", "document"} <= {one["field"] for one in shown["said"]}

    where, last = f"/v1/reviews/records/{record}", {"after": record}
    apart = http.post(where, json={"answer": "apart"}, headers=chief)
    assert apart.json()["customers"] == [shown["two"]["customer"], shown["one"]["customer"]]
    assert http.post(where, json={"answer": "apart"}, headers=chief).status_code == 404
    assert http.get("/v1/reviews/records", headers=chief).json() == {"records": []}
    joined = http.post(where, json={"answer": "join"}, headers=chief)
    assert joined.json() == {"customers": [shown["one"]["customer"]]}
    (again,) = http.get("/v1/reviews/records", headers=chief).json()["records"]
    assert again == shown
    assert http.get("/v1/reviews/records", headers=chief, params=last).json() == {"records": []}


def test_only_a_chief_takes_a_matched_record_out(server: Server, http: httpx.Client):
    record = match_once(server)
    seller, chief, body = bearer(server, "carla"), bearer(server, "marta"), {"answer": "apart"}
    assert [
        http.get("/v1/reviews/records", headers=seller).status_code,
        http.post(f"/v1/reviews/records/{record}", json=body, headers=seller).status_code,
        http.post(f"/v1/reviews/records/{UUID(int=7)}", json=body, headers=chief).status_code,
        http.post("/v1/reviews/records/nothing", json=body, headers=chief).status_code,
        http.post(f"/v1/reviews/records/{record}", json={"answer": 7}, headers=chief).status_code,
    ] == [403, 403, 404, 404, 422]
