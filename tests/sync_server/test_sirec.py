"""The SIREC file: one line per sheet, eighteen fields, nothing that breaks them."""

from datetime import date, datetime

import pytest

from app.domain.complaint_acts import (
    AGREEMENT_WORDS,
    Answer,
    Offer,
    OfferAnswer,
    OfferReply,
    Reclassification,
    Voiding,
)
from app.domain.complaints import ComplaintKind, Good, GoodKind, ReplyChannel
from app.domain.money import Currency, Money
from app.domain.people import PersonName, Visitor
from app.domain.problems import Code, Problem
from app.domain.sheets import SheetNumber
from sync_server.services.sirec import sirec_file
from tests.domain.complaint_builders import ELENA, LIMA, chilean, complaint, done, worked

SITES = {"SUR-T07": "123456", "SUR-T08": "123457"}
FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)
ANSWER = Answer(
    text="Devolvemos\nel cobro | todo", by=(ReplyChannel.EMAIL,), sent_on=date(2026, 12, 1)
)


def rows(*cases) -> list[list[str]]:
    text = sirec_file(cases, SITES, FIRST, LAST).decode()
    return [line.split("|") for line in text.split("\r\n") if line]


def test_a_sheet_is_one_line_of_eighteen_fields_in_their_order():
    body = complaint(
        amount=Money(amount=18_000, currency=Currency.PEN),
        minor=True,
        guardian=Visitor(name=PersonName(typed="Rosa Muestra")),
        detail="Vine dos veces.\nNo estaba | listo.",
    )
    assert rows(worked(body, done(1, "2026-12-01", ANSWER))) == [
        [
            "123456",
            "000000128",
            "2026",
            "2026-11-23",
            "Elena Muestra Ficticia",
            "Calle Inventada 123, Surquillo",
            "00000000",
            "+51955501234",
            "elena@correo.example",
            "Rosa Muestra",
            "S",
            "180.00 PEN",
            "Mantenimiento 10,000 km",
            "R",
            "Vine dos veces. No estaba listo.",
            "Que no me cobren la mano de obra.",
            "2026-12-01",
            "Devolvemos el cobro todo",
        ]
    ]


def test_what_was_not_given_keeps_its_place():
    body = complaint(
        consumer=ELENA.model_copy(update={"address": None, "phone": None}), good=None, request=""
    )
    (row,) = rows(worked(body))
    assert len(row) == 18
    assert row[5] == "elena@correo.example"
    assert [row[n] for n in (7, 9, 10, 11, 12, 15, 16, 17)] == [""] * 8


def test_an_agreement_is_reported_as_what_settled_it():
    offer = done(1, "2026-11-24", Offer(text="Sin costo.", offered_on=date(2026, 11, 24)))
    said = OfferAnswer(reply=OfferReply.ACCEPTED, words=AGREEMENT_WORDS)
    (row,) = rows(worked(complaint(), offer, done(2, "2026-11-25", said)))
    assert row[16:] == ["2026-11-25", "Sin costo."]


def test_a_queja_that_was_treated_as_a_reclamo_is_reported_as_one():
    queja = complaint(kind=ComplaintKind.QUEJA, good=Good(kind=GoodKind.PRODUCT))
    assert rows(worked(queja))[0][13] == "Q"
    assert rows(worked(queja, done(1, "2026-11-24", Reclassification())))[0][13] == "R"


def test_only_numbered_sheets_of_peru_in_the_period_are_reported_in_the_order_of_their_numbers():
    later = datetime(2026, 12, 1, 9, 0, tzinfo=LIMA)
    second = complaint(sheet=SheetNumber(book="SUR-T07", number=129, year=2026))
    other_book = complaint(sheet=SheetNumber(book="SUR-T08", number=128, year=2026))
    reported = rows(
        worked(other_book),
        worked(second),
        worked(complaint()),
        worked(complaint(sheet=None)),
        worked(chilean()),
        worked(complaint(registered_at=later)),
        worked(
            complaint(sheet=SheetNumber(book="SUR-T07", number=130, year=2026)),
            done(1, "2026-11-24", Voiding(reason="Duplicada")),
        ),
    )
    assert [row[:2] for row in reported] == [
        ["123456", "000000128"],
        ["123456", "000000129"],
        ["123457", "000000128"],
    ]


def test_a_book_without_its_site_code_is_named():
    with pytest.raises(Problem) as refused:
        sirec_file([worked(complaint())], {}, FIRST, LAST)
    assert (refused.value.code, refused.value.field) == (Code.NOT_FOUND, "SUR-T07")


def test_two_books_with_one_site_never_report_the_same_number():
    other_book = complaint(sheet=SheetNumber(book="SUR-T08", number=128, year=2026))
    shared = {"SUR-T07": "123456", "SUR-T08": "123456"}
    with pytest.raises(Problem) as refused:
        sirec_file([worked(complaint()), worked(other_book)], shared, FIRST, LAST)
    assert refused.value.code is Code.DUPLICATE_BUSINESS_KEY


def test_a_period_without_sheets_is_an_empty_file():
    assert sirec_file([], SITES, FIRST, LAST) == b""
