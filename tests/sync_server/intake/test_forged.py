"""A forged or faulty tablet calls valid what is not: the server judges for itself."""

import json
from typing import Any

import pytest

from app.domain.contract import DownKind, Result
from app.domain.emails import read_email
from app.domain.fields import Checked, State
from app.domain.people import Country, Document, DocumentType
from app.domain.phones import read_phone
from app.domain.visits import OwnedCar, Profile
from sync_server.services.intake.trust import borne_out
from sync_server.storage.tables import customer, record
from tests.builders import email, phone, rut, visit
from tests.sync_server.offices import Mirror, Server


def _called_valid(value: str) -> Checked:
    return Checked(typed=value, value=value, state=State.VALID)


def _paper(type_: DocumentType, country: Country, value: str) -> Document:
    return Document(country=country, type=type_, typed=value, value=value, state=State.VALID)


FORGED: dict[str, dict[str, Any]] = {
    "phone": {"phone": _called_valid("123")},
    "email": {"email": _called_valid("ana@@nowhere")},
    "rut": {"document": _paper(DocumentType.RUT, Country.CL, "111111119")},
    "dni": {"document": _paper(DocumentType.DNI, Country.PE, "123456780")},
    "ruc": {"document": _paper(DocumentType.RUC, Country.PE, "20100070971")},
}


@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED)
def test_what_is_falsely_called_valid_is_taken_kept_as_sent_and_joins_nobody(
    server: Server, forged: dict[str, Any]
):
    tablet = server.tablet()
    one = tablet.record("visit", visit("Ana Prueba", **forged))
    two = tablet.record("visit", visit("Ana Prueba", **forged))

    reports = server.take(tablet, one, two)

    assert [report.result for report in reports] == [Result.ACCEPTED, Result.ACCEPTED]
    assert len(server.rows(customer)) == 2
    kept = {row["id"]: json.loads(row["raw"]) for row in server.rows(record)}
    assert kept == {one["id"]: one, two["id"]: two}
    mirror = Mirror(server.api, tablet.token)
    mirror.pull()
    for known in mirror.documents(DownKind.CUSTOMER):
        found = [*known["phones"], *known["emails"], *known["documents"]]
        assert [each["value"]["state"] for each in found] == ["to_verify"]


def test_a_plate_and_a_vin_falsely_called_valid_are_still_to_be_verified(server: Server):
    tablet = server.tablet()
    came = tablet.record("visit", visit(phone=phone()))
    server.take(tablet, came)
    car = OwnedCar(model="CX-5", plate=_called_valid("?1"), vin=_called_valid("11111111111111111"))
    (known,) = server.rows(customer)
    said = tablet.record("profile", Profile(cars=(car,)), refs={"customer": known["id"]})

    (report,) = server.take(tablet, said)

    assert report.result is Result.ACCEPTED
    (car_known,) = json.loads(server.rows(customer)[0]["doc"])["cars"]
    seen = car_known["value"]
    assert [seen[part]["state"] for part in ("plate", "vin")] == ["to_verify", "to_verify"]


def test_what_is_rightly_called_valid_stays_valid(server: Server):
    tablet = server.tablet()
    real = visit(phone=phone(), email=email(), document=rut("123456785"))
    server.take(tablet, tablet.record("visit", real))

    mirror = Mirror(server.api, tablet.token)
    mirror.pull()
    (known,) = mirror.documents(DownKind.CUSTOMER)
    found = [*known["phones"], *known["emails"], *known["documents"]]
    assert [each["value"]["state"] for each in found] == ["valid", "valid", "valid"]


@pytest.mark.parametrize("prefix", ["+569", "+519"])
def test_the_short_way_finds_the_mobiles_valid_that_the_whole_reading_does(prefix: str):
    numbers = [f"{prefix}{n:08d}" for n in range(0, 100_000_000, 90_909)]

    for number in numbers:
        read = read_phone(number, Country.UNKNOWN).field.state
        body = borne_out(Profile(phone=_called_valid(number)))
        assert (number, body) == (
            number,
            Profile(phone=_called_valid(number).model_copy(update={"state": read})),
        )


@pytest.mark.parametrize(
    ("address", "state"),
    [
        ("ana.soto@gmail.com", State.VALID),
        ("ana@gmial.com", State.TO_VERIFY),
        ("ana..soto@gmail.com", State.TO_VERIFY),
        ("ana@soto@gmail.com", State.TO_VERIFY),
        ("ana+auto@gmail.com", State.VALID),
        ("a" * 65 + "@gmail.com", State.VALID),
    ],
)
def test_an_address_is_as_valid_as_the_whole_reading_finds_it(address: str, state: State):
    body = borne_out(Profile(email=_called_valid(address)))

    assert body == Profile(email=Checked(typed=address, value=address, state=state))
    assert read_email(address).field.state is state
