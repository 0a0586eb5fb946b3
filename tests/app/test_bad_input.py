"""What a person may well type wrong: a sentence beside the field, and it is kept all the same."""

from uuid import UUID

import pytest

from app.domain.people import Country, DocumentType
from app.services.capture import VisitForm
from app.services.profiling import CarForm, ProfileForm
from app.ui.texts import Words
from tests.app.fakes import FakeServer
from tests.app.rig import Rig, customer
from tests.builders import CARLA, LIMA, NUNOA

HERE = UUID(int=1)


@pytest.mark.parametrize(
    ("branch", "field", "typed", "document_type"),
    [
        (NUNOA, "document", "11.111.111-1", DocumentType.RUT),
        (NUNOA, "document", "12.345.678-9", DocumentType.RUT),
        (LIMA, "document", "1234567", DocumentType.DNI),
        (NUNOA, "phone", "8765 4321", None),
        (NUNOA, "phone", "51 987 654 321", None),
        (LIMA, "phone", "56 9 8765 4321", None),
        (NUNOA, "email", "ana@hotmail.con", None),
        (NUNOA, "email", "ana.hotmail.com", None),
        (NUNOA, "name", "😀😀", None),
    ],
)
def test_a_visit_says_what_is_doubtful_and_saves_it(
    rig: Rig, branch: object, field: str, typed: str, document_type: DocumentType | None
):
    form = VisitForm.model_validate({field: typed, "document_type": document_type})
    remarks = rig.tablet.capture.check(form, branch)  # type: ignore[arg-type]
    country = LIMA.country if branch is LIMA else NUNOA.country
    sentence = Words(country).of(remarks[field].doubt)
    assert sentence.endswith((".", "?"))
    rig.tablet.capture.save_visit(CARLA, form)
    [kept] = rig.store.captures.live("visit")
    assert kept.doc["body"]["visitor"][field]["typed"] == typed


def test_what_is_missing_is_offered_where_it_can_be_guessed(rig: Rig):
    offered = {
        "phone": VisitForm(phone="8765 4321"),
        "email": VisitForm(email="ana@hotmail.con"),
    }
    for field, form in offered.items():
        assert rig.tablet.capture.check(form, NUNOA)[field].suggestion
    zero_lost = VisitForm(document="1234567", document_type=DocumentType.DNI)
    assert rig.tablet.capture.check(zero_lost, LIMA)["document"].suggestion == "01234567"


@pytest.mark.parametrize(
    ("field", "form"),
    [
        ("vin-0", {"cars": (CarForm(model="Aura 3", vin="3MZBPABL6KM1O79O8"),)}),
        ("vin-0", {"cars": (CarForm(model="Aura 3", vin="123"),)}),
        ("plate-0", {"cars": (CarForm(model="Aura 3", plate="ZZZZZZZ"),)}),
        ("birth_date", {"birth_date": "01-01-2090"}),
        ("birth_date", {"birth_date": "ayer"}),
        ("document", {"document": "11.111.111-1"}),
        ("email", {"email": "ana@gmial.com"}),
    ],
)
def test_a_profile_says_what_is_doubtful(
    rig: Rig, server: FakeServer, field: str, form: dict[str, object]
):
    server.publish("customer", str(HERE), customer(HERE))
    rig.sync()
    remarks = rig.tablet.profiling.check(ProfileForm.model_validate({"customer": HERE, **form}))
    assert Words(Country.CL).of(remarks[field].doubt).endswith((".", "?"))
    rig.tablet.profiling.save(CARLA, ProfileForm.model_validate({"customer": HERE, **form}))


@pytest.mark.parametrize(
    "typed",
    [
        "محمد بن سلمان",
        "דוד כהן",
        "Ana\u202eabeurP",
        "👩‍👩‍👧 Prueba",
        "Ñandú Öz-O'Higgins",
        "李小龙",
    ],
)
def test_names_of_every_script_are_kept_and_sent(rig: Rig, server: FakeServer, typed: str):
    rig.tablet.capture.save_visit(CARLA, VisitForm(phone="9 5550 0001", name=typed))
    rig.sync()
    assert rig.states() == ["sent"]
    [sent] = [record for record in server.records if record["kind"] == "visit"]
    assert sent["body"]["visitor"]["name"]["typed"]
    assert "\u202e" not in sent["body"]["visitor"]["name"]["typed"]


def test_a_note_of_ten_thousand_letters_is_kept_and_a_longer_one_is_cut(rig: Rig):
    rig.tablet.capture.save_visit(CARLA, VisitForm(phone="9 5550 0001", note="ñ" * 10_050))
    [kept] = rig.store.captures.live("visit")
    assert kept.doc["body"]["note"] == "ñ" * 10_000
