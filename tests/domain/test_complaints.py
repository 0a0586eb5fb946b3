"""A complaint as captured: what a valid sheet needs, its number, and until when it is answered."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from app.domain.business_days import BusinessCalendar
from app.domain.complaints import (
    DETAILS,
    KINDS,
    Annoyance,
    AnnoyanceDetail,
    Complaint,
    ComplaintKind,
    Cost,
    DeadlineBasis,
    Photo,
    Signature,
)
from app.domain.fields import Checked
from app.domain.hoja import (
    Defect,
    Minimum,
    deadline_for,
    defects,
    likeness,
    missing,
    renumbered,
    repeated,
    transcribed_late,
)
from app.domain.people import Country, Document, DocumentType, PersonName, Visitor
from app.domain.sheets import Entry, SheetNumber, book_code, next_sheet
from tests.domain.complaint_builders import CALENDARS, ELENA, LIMA, SHEET, chilean, complaint

PE, CL = Country.PE, Country.CL
HOJA = complaint()


def elena(**changed: object) -> Visitor:
    return ELENA.model_copy(update=changed)


def test_a_complete_hoja_has_no_defect_and_its_term_is_fifteen_business_days():
    hoja = complaint()
    assert missing(hoja) == ()
    assert defects(hoja) == ()
    assert hoja.deadline is not None
    assert (hoja.deadline.days, hoja.deadline.basis) == (15, DeadlineBasis.LAW)
    assert (hoja.deadline.starts_on, hoja.deadline.due_on) == (
        date(2026, 11, 23),
        date(2026, 12, 16),
    )


@pytest.mark.parametrize(
    ("consumer", "lacking"),
    [
        (elena(name=None), Minimum.NAME),
        (elena(document=None), Minimum.DOCUMENT),
        (elena(address=None, email=None), Minimum.ADDRESS_OR_EMAIL),
    ],
)
def test_what_a_valid_hoja_lacks_is_named(consumer, lacking):
    hoja = complaint(consumer=consumer)
    assert missing(hoja) == (lacking,)
    assert defects(hoja) == (Defect.MINIMUM,)


def test_domicile_or_email_is_enough():
    assert missing(complaint(consumer=elena(address=None))) == ()
    assert missing(complaint(consumer=elena(email=None))) == ()


def test_the_phone_and_the_request_are_asked_but_never_demanded():
    assert defects(complaint(consumer=elena(phone=None), request="")) == ()


def test_a_document_that_is_to_be_verified_counts_as_given():
    doubtful = Document(country=PE, type=DocumentType.DNI, typed="0117410")
    assert missing(complaint(consumer=elena(document=doubtful))) == ()


def test_a_minor_needs_the_name_of_a_guardian():
    assert missing(complaint(minor=True)) == (Minimum.GUARDIAN,)
    guardian = Visitor(name=PersonName(typed="Rosa Muestra"))
    assert missing(complaint(minor=True, guardian=guardian)) == ()


def test_without_the_data_it_is_a_registro_interno_and_worked_within_the_same_days():
    internal = complaint(sheet=None, consumer=Visitor(), signature=None)
    assert defects(internal) == ()
    assert internal.deadline is not None
    assert internal.deadline.basis is DeadlineBasis.HOUSE
    assert internal.deadline.due_on == date(2026, 12, 16)


def test_chile_counts_the_days_of_the_house_and_they_are_editable():
    ten = chilean()
    assert ten.deadline is not None
    assert (ten.deadline.due_on, ten.deadline.basis) == (date(2026, 12, 7), DeadlineBasis.HOUSE)
    seven = deadline_for(ten, CALENDARS[CL], house_days=7)
    assert seven is not None
    assert seven.due_on == date(2026, 12, 2)
    assert defects(chilean(deadline=seven)) == ()


@pytest.mark.parametrize("kind", [ComplaintKind.SUGGESTION, ComplaintKind.PRAISE])
def test_a_suggestion_and_a_praise_have_no_term(kind):
    assert chilean(kind=kind).deadline is None
    assert defects(chilean(kind=kind)) == ()


@pytest.mark.parametrize(
    ("country", "kind"),
    [(PE, ComplaintKind.SUGGESTION), (PE, ComplaintKind.PRAISE), (CL, ComplaintKind.QUEJA)],
)
def test_a_kind_belongs_to_its_country(country, kind):
    assert Defect.KIND in defects(complaint(country=country, kind=kind))
    assert kind not in KINDS[country]


def test_the_fact_cannot_be_in_the_future():
    assert defects(complaint(fact_on=date(2026, 11, 23))) == ()
    assert defects(complaint(fact_on=date(2026, 11, 24))) == (Defect.FACT_IN_FUTURE,)


def test_a_sheet_is_signed_or_confirmed():
    assert defects(complaint(signature=None)) == (Defect.UNSIGNED,)
    assert defects(complaint(signature=None, confirmed=True)) == ()


@pytest.mark.parametrize("strokes", [(), ((),), ((5,),), ((-1, 4),), ((5000, 4),)])
def test_an_empty_or_broken_signature_is_none(strokes):
    with pytest.raises(ValidationError):
        Signature(strokes=strokes)


def test_a_term_shortened_or_stretched_on_the_way_is_a_defect():
    hoja = complaint()
    assert hoja.deadline is not None
    for wrong in ({"days": 20}, {"due_on": date(2026, 11, 30)}, {"starts_on": date(2026, 11, 25)}):
        changed = hoja.deadline.model_copy(update=wrong)
        assert Defect.DEADLINE in defects(complaint(deadline=changed))
    assert Defect.DEADLINE in defects(complaint(deadline=None))


def test_each_annoyance_has_its_own_details():
    assert set(DETAILS) == set(Annoyance) - {Annoyance.UNKNOWN}
    wrong = Cost(annoyance=Annoyance.MONEY, detail=AnnoyanceDetail.WAITED)
    assert defects(complaint(costs=(wrong,))) == (Defect.COST_DETAIL,)
    newer = Cost.model_validate({"annoyance": "money", "detail": "a word of tomorrow"})
    assert defects(complaint(costs=(newer,))) == ()


def test_a_sheet_of_the_paper_book_counts_from_the_day_it_was_written():
    paper = complaint(
        entry=Entry.BACKUP_BOOK,
        written_on=date(2026, 11, 20),
        sheet=SheetNumber(book="SUR-R1", number=12, year=2026),
        fact_on=date(2026, 11, 19),
    )
    assert defects(paper) == ()
    assert paper.deadline is not None
    assert paper.deadline.due_on == date(2026, 12, 15)
    assert transcribed_late(paper)
    assert not transcribed_late(complaint(written_on=date(2026, 11, 22)))
    after_writing = paper.model_copy(update={"fact_on": date(2026, 11, 21)})
    assert defects(after_writing) == (Defect.FACT_IN_FUTURE,)
    assert Defect.PAPER in defects(complaint(entry=Entry.BACKUP_BOOK))
    assert Defect.PAPER in defects(complaint(written_on=date(2026, 11, 20)))
    assert Defect.WRITTEN_IN_FUTURE in defects(complaint(written_on=date(2026, 11, 24)))


def test_at_most_five_photos():
    photo = Photo(sha256="0" * 64, size=1)
    assert complaint(photos=(photo,) * 5).photos
    with pytest.raises(ValidationError):
        complaint(photos=(photo,) * 6)


def test_the_same_complaint_saved_twice_is_recognised_and_another_is_not():
    first = complaint()
    again = complaint(
        registered_at=datetime(2026, 11, 24, 9, 0, tzinfo=LIMA),
        detail="  dejé el auto el martes y me dijeron que estaria el mismo dia. ",
    )
    assert repeated(again, [first]) == first
    assert repeated(complaint(detail="Otra cosa."), [first]) is None
    other = elena(document=None, phone=Checked(typed="955509999", value="+51955509999"))
    assert likeness(complaint(consumer=other)) != likeness(first)


def test_a_complaint_survives_the_wire_unchanged():
    hoja = complaint(amount=None)
    assert Complaint.model_validate_json(hoja.model_dump_json()) == hoja


def test_a_full_complaint_fits_in_one_record():
    longest = tuple(4095 for _ in range(2000))
    hoja = complaint(
        detail="ñ" * 4000,
        request="ñ" * 4000,
        signature=Signature(strokes=(longest, longest)),
        photos=(Photo(sha256="0" * 64, size=10**7),) * 5,
    )
    assert len(hoja.model_dump_json().encode()) < 60_000


# Numbers


def test_a_number_is_written_as_the_book_asks():
    assert str(SheetNumber(book="SUR-T07", number=1, year=2026)) == "000000001-2026"
    assert SHEET.full() == "SUR-T07 000000128-2026"


def test_numbers_run_per_book_and_year_and_an_annulled_one_stays_given():
    book = book_code("SUR", "T07")
    first = next_sheet([], book, 2026)
    second = next_sheet([first], book, 2026)
    assert (first.number, second.number) == (1, 2)
    assert next_sheet([first, second], book, 2027).number == 1
    assert next_sheet([first, second], "SUR-T08", 2026).number == 1


@pytest.mark.parametrize("code", ["T-7", "", "t07", "T07 ", "T07T07T07T07T"])
def test_a_device_code_that_could_make_two_books_one_is_refused(code):
    with pytest.raises(ValueError, match="no device code"):
        book_code("SUR", code)


class Tablet:
    """A tablet as far as its book goes: its device code and the sheets it has written."""

    def __init__(self, code: str, sheets: list[SheetNumber] | None = None) -> None:
        self.code = code
        self.sheets = list(sheets or [])
        self.unsent: list[Complaint] = []

    def register(self, year: int = 2026) -> None:
        sheet = next_sheet(self.sheets, book_code("SUR", self.code), year)
        self.sheets.append(sheet)
        self.unsent.append(HOJA.model_copy(update={"sheet": sheet}))

    def copied(self) -> "Tablet":
        copy = Tablet(self.code, self.sheets)
        copy.unsent = list(self.unsent)
        return copy


class Register:
    """The server: one register of books; the second user of a book is given another code."""

    def __init__(self) -> None:
        self.owners: dict[str, Tablet] = {}
        self.accepted: list[Complaint] = []
        self.codes = (f"N{n}" for n in range(1000))

    def sync(self, tablet: Tablet) -> None:
        if self.owners.setdefault(tablet.code, tablet) is not tablet:
            tablet.code = next(self.codes)
            self.owners[tablet.code] = tablet
            # All that is unsent moves: the book's owner goes on with the same numbers.
            tablet.unsent = [self._moved(body, tablet) for body in tablet.unsent]
        self.accepted += tablet.unsent
        tablet.unsent = []

    def _moved(self, body: Complaint, tablet: Tablet) -> Complaint:
        sheet = next_sheet(tablet.sheets, book_code("SUR", tablet.code), 2026)
        tablet.sheets.append(sheet)
        return renumbered(body, sheet)


@settings(max_examples=25)
@given(st.lists(st.integers(0, 51), min_size=20, max_size=60), st.permutations(range(52)))
def test_numbers_are_unique_over_fifty_tablets_a_cloned_and_a_restored_one(writers, order):
    tablets = [Tablet(f"T{n:02d}") for n in range(50)]
    tablets[0].register()
    tablets[1].register()
    cloned = tablets[0].copied()  # the copy has no unsent complaint of the first of its own
    cloned.unsent = []
    backup = list(tablets[1].sheets)
    register = Register()
    register.sync(tablets[1])
    tablets[1].register()
    register.sync(tablets[1])
    restored = Tablet("T01", backup)  # its backup does not know the second sheet
    tablets += [cloned, restored]
    for writer in writers:
        tablets[writer].register()
    for place in order:
        register.sync(tablets[place])
    for writer in writers:
        tablets[writer].register()
    for place in order:
        register.sync(tablets[place])
    numbers = [c.sheet for c in register.accepted]
    assert len(set(numbers)) == len(numbers) == 2 * len(writers) + 3


def test_a_renumbered_sheet_remembers_its_number_and_keeps_its_term():
    hoja = complaint()
    moved = renumbered(hoja, SheetNumber(book="SUR-T51", number=1, year=2026))
    assert moved.replaces == SHEET
    assert moved.deadline == hoja.deadline


@given(st.dates(date(2020, 1, 1), date(2032, 12, 31)), st.sampled_from([PE, CL]))
def test_every_complaint_is_due_on_a_business_day_after_its_term(day, country):
    body = complaint(
        country=country,
        registered_at=datetime(day.year, day.month, day.day, 23, 59, tzinfo=LIMA),
        fact_on=day - timedelta(days=1),
    )
    assert defects(body) == ()
    assert body.deadline is not None
    assert BusinessCalendar(country).day_off(body.deadline.due_on) is None
