"""Any request to any route, made up from what each route takes and from what it does not: no 5xx."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from pydantic import BaseModel
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.core.result import Ok

from app.domain.contract import Enrolment, NewEpoch, Push
from sync_server import main
from sync_server.services.event_links import MINE, PAGE, box_id, box_link, form_link, link
from sync_server.storage import events
from tests.builders import Tablet, record_id
from tests.domain.event_builders import event, sign_up
from tests.sync_server.offices import Server, served

Operation = APIOperation[Any, Any, Any, Any]
EACH = 25  # requests of either kind to each route and method
TEXT = {"type": "string"}
FORMS = {
    "/e/{name}": ("form", "name", "phone", "email", "offers", "age", "people", "q0", "texts"),
    "/m/{name}": ("do", "name", "phone", "email", "offers"),
    "/b/{name}": ("form", "kind", "words", "name"),
}
MEANT = {
    "do": ["correct", "offers", "no_offers", "leave"],
    "offers": ["phone", "whatsapp", "email"],
    "age": ["yes", "no"],
    "kind": ["suggestion", "praise"],
    "name": ["Laura Ejemplo"],
    "phone": ["9 5550 4410"],
}
JSON: dict[str, type[BaseModel]] = {"/v1/push": Push, "/v1/enrol": Enrolment, "/v1/epoch": NewEpoch}


class Free:
    """A limit that lets everybody pass: its refusals would hide what is behind it."""

    def __init__(self, *_about: object) -> None: ...

    def check(self, _name: str) -> None: ...

    def spend(self, _name: str) -> None: ...


class Site(NamedTuple):
    url: str
    token: str
    schema: dict[str, Any]
    session: requests.Session


def described(server: Server, tablet: Tablet, names: dict[str, str], forms: list[str]) -> Any:
    """Return what the routes take, in words of OpenAPI.

    That is what FastAPI knows, the bodies that they read by themselves, and names that open something.
    """
    app = main.website(server.database, server.office, server.api)
    told = app.openapi()
    parts = told.setdefault("components", {}).setdefault("schemas", {})
    for path, methods in told["paths"].items():
        for method, operation in methods.items():
            for parameter in operation.get("parameters", []):
                if parameter["in"] == "path":
                    good = names.get(path, str(tablet.device))
                    parameter["schema"] = {"enum": [good]}
            if method != "get" and path in FORMS:
                operation["requestBody"] = _form(FORMS[path], forms)
            if path in JSON:
                shape = JSON[path].model_json_schema(ref_template="#/components/schemas/{model}")
                parts |= shape.pop("$defs", {})
                content = {"application/json": {"schema": shape}}
                operation["requestBody"] = {"required": True, "content": content}
    return told


def _form(fields: tuple[str, ...], forms: list[str]) -> dict[str, Any]:
    meant = {**MEANT, "form": forms}
    shape = {name: {"enum": meant[name]} if name in meant else TEXT for name in fields}
    schema = {"type": "object", "properties": shape, "required": list(fields[:3])}
    return {"required": True, "content": {"application/x-www-form-urlencoded": {"schema": schema}}}


@pytest.fixture
def site(server: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setattr(main, "Allowance", Free)
    tablet = server.tablet()
    fair = tablet.record("event", event(), actor="marta")
    came = tablet.record("sign_up", sign_up(), {"event": record_id(fair)})
    server.take(tablet, fair, came)
    with server.database.reading() as connection:
        secret = events.secret(connection)
        pages = (record_id(fair), box_id(secret, "NUNOA"))
        forms = [form_link(secret, page, server.ids.new()) for page in pages for _ in range(EACH)]
        page = link(secret, PAGE, record_id(fair))
        names = {
            "/e/{name}": page,
            "/e/{name}/calendario.ics": page,
            "/m/{name}": link(secret, MINE, record_id(came)),
            "/b/{name}": box_link(secret, "NUNOA"),
        }
    schema = described(server, tablet, names, forms)
    with served(server) as url, requests.Session() as session:
        yield Site(url, tablet.token, schema, session)


def operations(schema: dict[str, Any]) -> Iterator[Operation]:
    for found in schemathesis.openapi.from_dict(schema).get_all_operations():
        assert isinstance(found, Ok)
        yield found.ok()


def sent(site: Site, operation: Operation, mode: GenerationMode) -> set[int]:
    """Send what a strategy makes up, the same in each run; return the statuses of the answers."""
    statuses = set()

    @settings(
        max_examples=EACH,
        phases=(Phase.generate,),
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(mode))
    def send(case: Case[Any]) -> None:
        bearer = {"Authorization": f"Bearer {site.token}"}
        answer = case.call(base_url=site.url, session=site.session, headers=bearer)
        statuses.add(answer.status_code)

    send()
    return statuses


def modes(operation: Operation) -> list[GenerationMode]:
    """Return what can be made up: one that takes nothing cannot be given anything wrong."""
    given = operation.path_parameters or operation.query or operation.body
    return [GenerationMode.POSITIVE, *([GenerationMode.NEGATIVE] if given else [])]


def test_no_request_makes_the_server_fail(site: Site):
    asked: dict[str, set[int]] = {}
    for operation in operations(site.schema):
        statuses = asked.setdefault(f"{operation.method.upper()} {operation.path}", set())
        for mode in modes(operation):
            statuses |= sent(site, operation, mode)
    assert {name: found for name, found in asked.items() if max(found) >= 500} == {}
    assert len(asked) == 23
    for name in FORMS:
        assert {200, 404, 422} <= asked[
            f"POST {name}"
        ]  # taken, of no page, and with something wrong
