"""Who shares a phone, an e-mail or a household with whom, and which tablets hear of it."""

from typing import Any

from app.domain.contract import DownKind
from app.domain.customers import MANY
from sync_server.services.administration import administration
from sync_server.storage.tables import customer
from tests.builders import Tablet, email, phone, rut, visit
from tests.sync_server.offices import Mirror, Server


def family(server: Server) -> Tablet:
    """Two of one surname on one phone, whose documents say that they are two."""
    tablet = server.tablet()
    for who, document in (("Luisa Prueba", "123456785"), ("Tomás Prueba", "112223339")):
        seen = visit(who, phone=phone(), document=rut(document), address="Los Aromos 123")
        server.take(tablet, tablet.record("visit", seen))
    return tablet


def told(mirror: Mirror) -> dict[str, dict[str, Any]]:
    assert mirror.pull() == mirror.digest()
    return {doc["names"][0]["value"]["given"]: doc for doc in mirror.documents(DownKind.CUSTOMER)}


def test_a_phone_of_two_says_so_on_both_also_on_the_tablet_that_knew_the_first(server: Server):
    tablet = server.tablet()
    mirror = Mirror(server.api, tablet.token)
    server.take(tablet, tablet.record("visit", visit("Luisa Prueba", phone=phone(), email=email())))
    assert [one["shared_by"] for one in told(mirror)["Luisa"]["phones"]] == [1]
    other = visit("Bruno Muestra", phone=phone())
    seen = tablet.record("visit", other)
    server.take(tablet, seen)
    known = told(mirror)
    assert [known[who]["phones"][0]["shared_by"] for who in ("Luisa", "Bruno")] == [2, 2]
    assert known["Luisa"]["emails"][0]["shared_by"] == 1


def test_what_is_shared_is_no_part_of_the_golden_record(server: Server):
    tablet = server.tablet()
    server.take(tablet, tablet.record("visit", visit("Luisa Prueba", phone=phone())))
    (before,) = [row["doc"] for row in server.rows(customer)]
    server.take(tablet, tablet.record("visit", visit("Bruno Muestra", phone=phone())))
    assert before in [row["doc"] for row in server.rows(customer)]


def test_a_number_of_very_many_is_counted_no_further(server: Server):
    tablet = server.tablet()
    names = ("Ana", "Bruno", "Carla", "Dino", "Eva", "Flor", "Gil", "Hugo", "Inés", "Juan", "Kim")
    for n, who in enumerate(names):
        server.take(
            tablet, tablet.record("visit", visit(f"{who} Apellido{chr(97 + n)}", phone=phone()))
        )
    known = told(Mirror(server.api, tablet.token))
    assert {doc["phones"][0]["shared_by"] for doc in known.values()} == {MANY}


def test_a_household_is_told_by_short_names_on_both(server: Server):
    known = told(Mirror(server.api, family(server).token))
    assert [mate["name"] for mate in known["Luisa"]["household"]] == ["Tomás P."]
    assert [mate["name"] for mate in known["Tomás"]["household"]] == ["Luisa P."]
    shown = administration(server.database, server.office)("customer", {"id": known["Luisa"]["id"]})
    assert shown["household"] == known["Luisa"]["household"]
    assert shown["phones"][0]["shared_by"] == 2
