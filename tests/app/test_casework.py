"""The chief's list: most urgent first, and every act with what it changes, offline."""

import io
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from app.domain.act_rules import ActRefusal
from app.domain.cases import CaseState
from app.domain.complaint_acts import (
    Answer,
    Apology,
    Assignment,
    Closing,
    Compensation,
    CompensationOption,
    Offer,
    OfferAnswer,
    OfferReply,
    Recontact,
)
from app.domain.complaints import ReplyChannel
from app.domain.money import Currency, Money
from app.domain.problems import Code, Problem
from tests.app.desk_rig import JULIA, LUCHO, MONDAY, case_of, desk, filled, office
from tests.app.rig import Rig
from tests.domain.complaint_builders import LIMA
from tests.sync_server.offices import Server

OCTOBER = datetime(2026, 10, 5, 10, tzinfo=LIMA)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with office(tmp_path) as opened:
        yield opened


@pytest.fixture
def rig(server: Server, tmp_path: Path) -> Iterator[Rig]:
    made = desk(server, tmp_path / "tablet")
    yield made
    made.store.close()


def saved(rig: Rig, **changes: object):
    rig.tablet.complaining.save(LUCHO, form := filled(rig, **changes))
    return form


def answer(day: date) -> Answer:
    return Answer(text="Se repite sin costo.", by=(ReplyChannel.EMAIL,), sent_on=day)


def test_the_list_is_ordered_by_the_business_days_left(rig: Rig):
    late = saved(rig)
    rig.clock.at = OCTOBER
    early = saved(rig, detail="De octubre.", fact_on=OCTOBER.date())
    rig.clock.at = MONDAY
    rows = rig.tablet.casework.board()

    assert [row.known.id for row in rows] == [early.record, late.record]
    assert [row.days_left for row in rows] == [-19, 15]
    assert [row.state for row in rows] == [CaseState.NEW, CaseState.NEW]


def test_what_was_done_offline_is_shown_at_once_and_the_same_after_it_was_sent(rig: Rig):
    form = saved(rig)
    casework = rig.tablet.casework
    casework.do(LUCHO, form.record, Apology(by="lucho", given_at=MONDAY))
    casework.do(JULIA, form.record, Assignment(to="lucho"))
    casework.promise(JULIA, form.record, "Llamar con la fecha", date(2026, 11, 25))

    before = casework.card(form.record)
    assert before.row.responsible == "Lucho Limeño"
    assert [kind for _, kind, _ in before.history] == [
        "registered",
        "apology",
        "assignment",
        "promise",
    ]
    rig.sync()
    after = casework.card(form.record)
    assert (after.history, after.row.responsible) == (before.history, before.row.responsible)
    assert rig.states() == ["sent"] * 4


def test_an_offer_at_a_distance_stops_the_term_and_moves_the_due_date(rig: Rig):
    rig.clock.at = OCTOBER
    form = saved(rig, fact_on=OCTOBER.date())
    casework = rig.tablet.casework
    offer = Offer(text="Segunda revisión", offered_on=OCTOBER.date(), remote=True)
    casework.do(JULIA, form.record, offer)
    assert casework.card(form.record).paused
    rig.clock.at = datetime(2026, 10, 7, 10, tzinfo=LIMA)
    casework.do(JULIA, form.record, OfferAnswer(reply=OfferReply.REJECTED))

    assert case_of(rig, form).due_on == date(2026, 10, 29)  # it was the 27th
    assert case_of(rig, form).suspended == 2


def test_a_case_closes_with_the_customers_word_only_after_the_answer(rig: Rig, server: Server):
    form = saved(rig)
    casework = rig.tablet.casework
    closing = Closing(conforms=False)
    assert casework.refusal(JULIA, form.record, closing) is ActRefusal.NOT_ANSWERED
    with pytest.raises(Problem) as refused:
        casework.do(LUCHO, form.record, closing)
    assert (refused.value.code, refused.value.field) == (Code.NOT_ALLOWED, "only_chief")

    casework.do(JULIA, form.record, answer(MONDAY.date()))
    casework.do(JULIA, form.record, closing)
    assert casework.card(form.record).row.state is CaseState.CLOSED
    rig.clock.pass_by(days=10)
    assert casework.card(form.record).row.state is CaseState.RECONTACT
    casework.do(JULIA, form.record, Recontact(conforms=False))
    assert casework.card(form.record).row.state is CaseState.IN_ANALYSIS
    server.clock.at = rig.clock.at
    rig.sync()
    assert set(rig.states()) == {"sent"}


def test_nobody_gives_more_than_the_limit_of_the_role(rig: Rig):
    form = saved(rig)
    asked = Compensation(
        option=CompensationOption.REPEAT_OR_REDUCE,
        amount=Money(amount=151_00, currency=Currency.PEN),
    )
    assert rig.tablet.casework.refusal(LUCHO, form.record, asked) is ActRefusal.LIMIT_OVER
    assert rig.tablet.casework.refusal(JULIA, form.record, asked) is None


def test_the_guarantee_letter_names_the_person_the_fact_and_who_signs(rig: Rig):
    form = saved(rig)
    pdf = rig.tablet.casework.guarantee_letter(JULIA, form.record, "revisar los frenos gratis")
    page = pdfium.PdfDocument(io.BytesIO(pdf))[0].get_textpage().get_text_bounded()
    words = " ".join(page.split())

    assert "Elena Muestra Ficticia:" in words
    assert "revisar los frenos gratis" in words
    assert "Vine dos veces y no estaba listo." in words
    assert "Julia Ejemplo" in words
    assert rig.tablet.casework.letter_version().id == "pe-guarantee-letter"


def test_a_promise_for_a_day_gone_by_is_refused(rig: Rig):
    form = saved(rig)
    with pytest.raises(Problem) as refused:
        rig.tablet.casework.promise(JULIA, form.record, "Ayer", date(2026, 11, 22))
    assert refused.value.field == "due_on"
