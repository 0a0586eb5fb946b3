"""The mailbox: free words become a suggestion or a praise, in both countries, with or without a name."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from app.domain.complaints import ComplaintKind
from app.domain.hoja import Defect, defects
from app.domain.mailbox import Told, as_complaint
from app.domain.people import Country
from app.domain.sheets import Entry

AT = datetime(2026, 3, 2, 12, 0, tzinfo=ZoneInfo("America/Lima"))
PRAISE = Told(ComplaintKind.PRAISE, " Me atendieron muy bien ")


@pytest.mark.parametrize("country", [Country.CL, Country.PE])
@pytest.mark.parametrize("kind", [ComplaintKind.SUGGESTION, ComplaintKind.PRAISE])
def test_what_was_told_holds_in_either_country_and_has_no_term(country: Country, kind):
    made = as_complaint(Told(kind, "Abran el sábado"), country, AT)
    assert defects(made) == ()
    assert (made.kind, made.entry, made.detail) == (kind, Entry.MAILBOX, "Abran el sábado")
    assert (made.sheet, made.deadline, made.consumer.name) == (None, None, None)


def test_a_reclamo_does_not_come_by_the_mailbox_nor_a_praise_by_the_book_of_peru():
    praise = as_complaint(PRAISE, Country.PE, AT)
    reclamo = praise.model_copy(update={"kind": ComplaintKind.RECLAMO})
    assert Defect.KIND in defects(reclamo)
    assert Defect.KIND in defects(praise.model_copy(update={"entry": Entry.IN_PERSON}))


def test_words_are_needed_and_a_kind_and_a_name_is_not():
    assert Told().missing() == "kind"
    assert Told(ComplaintKind.RECLAMO, "x").missing() == "kind"
    assert PRAISE._replace(words=" \n").missing() == "words"
    assert PRAISE.missing() is None
    named = as_complaint(PRAISE._replace(name="Ana Prueba"), Country.CL, AT)
    assert named.consumer.name is not None
    assert named.consumer.name.typed == "Ana Prueba"
    assert named.detail == "Me atendieron muy bien"
