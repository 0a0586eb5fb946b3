"""The mailbox arrives: from a tablet that was left alone, and from the page behind its QR."""

import gzip
import json
import re
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import quote

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.complaints import ComplaintKind
from app.domain.contract import DownKind
from app.domain.mailbox import Told, as_complaint
from app.domain.people import Country
from sync_server.services.administration import administration
from sync_server.storage.tables import complaint, customer
from tests.sync_server.offices import Mirror, Server, served

PRAISE = {"kind": "praise", "words": "Me atendieron muy bien"}


class Box:
    def __init__(self, server: Server, phone: httpx.Client, branch: str = "NUNOA") -> None:
        run = administration(server.database, server.office)
        address = run("branches_mailbox", {"code": branch})["address"]
        self.page = address.removeprefix("http://vitrina.example")
        self.phone = phone

    def form(self) -> dict[str, str]:
        found = re.search(r'name="form" value="([\w-]+)"', self.phone.get(self.page).text)
        assert found is not None
        return {"form": found[1]}

    def put(self, **fields: str) -> httpx.Response:
        return self.phone.post(self.page, data={**self.form(), **PRAISE, **fields})


@pytest.fixture
def box(server: Server) -> Iterator[Box]:
    with served(server) as url, httpx.Client(base_url=url) as phone:
        yield Box(server, phone)


def cases(server: Server) -> list[dict[str, object]]:
    told = [json.loads(row["doc"])["case"]["complaint"] for row in server.rows(complaint)]
    return sorted(told, key=lambda one: str(one["detail"]))


def test_each_tablet_is_told_the_page_of_its_own_branch(box: Box, server: Server):
    told = {}
    for branch in ("NUNOA", "LIMA"):
        mirror = Mirror(server.api, server.tablet(branch).token)
        mirror.pull()
        told[branch] = f"/b/{mirror.document(DownKind.SETTING, branch)['mailbox']}"
    assert told["NUNOA"] == box.page
    assert told["LIMA"] == Box(server, box.phone, "LIMA").page != box.page


def test_what_a_tablet_of_peru_took_is_on_the_board_of_its_branch_without_a_term(server: Server):
    tablet = server.tablet("LIMA")
    at = datetime.fromisoformat("2026-03-02T10:00:00-05:00")
    told = as_complaint(Told(ComplaintKind.SUGGESTION, "Más sillas"), Country.PE, at)
    (report,) = server.take(tablet, tablet.record("complaint", told, actor="lucho", branch="LIMA"))
    assert report.code is None
    mirror = Mirror(server.api, tablet.token)
    mirror.pull()
    (known,) = mirror.documents(DownKind.COMPLAINT)
    found = known["case"]["complaint"]
    assert (found["kind"], found["entry"], found["detail"]) == (
        "suggestion",
        "mailbox",
        "Más sillas",
    )
    assert known["case"]["due_on"] is None
    assert server.rows(customer) == []


def test_a_praise_by_the_page_arrives_once_with_the_name_only_if_it_was_left(
    box: Box, server: Server
):
    form = {**box.form(), **PRAISE}
    for _twice in range(2):
        assert "Gracias por contarnos" in box.phone.post(box.page, data=form).text
    box.put(words="Abran el sábado", kind="suggestion", name="Ana Prueba")
    second, first = cases(server)
    assert (first["kind"], first["detail"]) == ("praise", "Me atendieron muy bien")
    assert "name" not in str(first["consumer"]) or first["consumer"]["name"] is None  # type: ignore[index]
    assert second["consumer"]["name"]["typed"] == "Ana Prueba"  # type: ignore[index]


def test_the_page_is_light_works_without_a_script_and_says_what_it_is_not(box: Box):
    page = box.phone.get(box.page)
    assert len(gzip.compress(page.content)) < 30_000
    assert "<script" not in page.text
    assert "Si quiere presentar un reclamo, pídalo en el mesón" in page.text
    assert "Buzón de Sucursal Ñuñoa" in page.text


@pytest.mark.parametrize("fields", [{"words": " "}, {"kind": "reclamo"}, {"kind": ""}])
def test_what_says_nothing_is_asked_again_and_nothing_is_kept(box: Box, server: Server, fields):
    answer = box.put(**fields)
    assert answer.status_code == 422
    assert "Elija si es una sugerencia o una felicitación" in answer.text
    assert server.rows(complaint) == []


def test_a_machine_a_forged_form_and_a_foreign_link_leave_nothing(box: Box, server: Server):
    assert box.put(website="http://spam.example").status_code == 200
    assert box.put(form="x").status_code == 400
    for page in ("/b/x", f"/b/{'A' * 38}", box.page.replace("/b/", "/e/")):
        assert box.phone.get(page).status_code == 404
    assert server.rows(complaint) == []


def test_script_in_the_words_is_only_text(box: Box, server: Server):
    assert box.put(words="<script>alert(1)</script>").status_code == 200
    answer = box.put(words="<script>alert(1)</script>", kind="")
    assert "<script>" not in answer.text
    (case,) = cases(server)
    assert case["detail"] == "<script>alert(1)</script>"


texts = st.text(max_size=40)


def test_nothing_that_can_be_asked_of_the_public_pages_breaks_the_server(box: Box):
    """As schemathesis would: any path, any field, any value; never a 5xx."""
    forms = st.dictionaries(
        st.sampled_from(["form", "kind", "words", "name", "phone", "do", "offers", "q0", "people"]),
        texts,
    )

    @settings(max_examples=100, suppress_health_check=list(HealthCheck), deadline=None)
    @given(
        st.sampled_from(["e", "m", "b", "q"]),
        st.one_of(texts, st.uuids().map(str), st.just(box.page.removeprefix("/b/"))),
        forms,
        st.sampled_from(["", "/calendario.ics"]),
    )
    def asked(page: str, name: str, fields: dict[str, str], more: str) -> None:
        path = f"/{page}/{quote(name, safe='')}{more}"
        assert box.phone.get(path).status_code < 500
        assert box.phone.post(path, data=fields).status_code < 500

    asked()
