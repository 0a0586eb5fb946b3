"""What becomes of a complaint: its acts, its due date, its limits, and when it may be deleted."""

from datetime import date, datetime, timedelta
from itertools import permutations
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from app.domain.act_rules import ActRefusal, Bounds, act_refusal
from app.domain.business_days import BusinessCalendar
from app.domain.case_fold import case_by
from app.domain.cases import (
    CaseState,
    ComplaintCase,
    DatedPromise,
    days_left,
    is_paused,
    kept_until,
    may_be_deleted,
    state_on,
    undone,
)
from app.domain.compensation import DEFAULT_LIMITS
from app.domain.complaint_acts import (
    AGREEMENT_WORDS,
    Analysis,
    Answer,
    Apology,
    Assignment,
    Closing,
    Compensation,
    CompensationOption,
    ComplaintAct,
    DeadlineChange,
    DeadlineReason,
    ErrorAdmitted,
    GuaranteeChoice,
    Offer,
    OfferAnswer,
    OfferReply,
    Promise,
    PromiseSettled,
    Rating,
    RatingGiven,
    Reclassification,
    Recontact,
    Remedy,
    RepairEnded,
    RepairStarted,
    ReplacementVehicle,
    UnknownAct,
    Voiding,
)
from app.domain.complaints import ComplaintKind, ReplyChannel, TextVersion
from app.domain.guarantee import legal_guarantee_ends, replacement_vehicle_owed
from app.domain.money import Currency, Money
from app.domain.people import Country
from app.domain.staff import Role
from app.domain.suspension import dated_offer, dated_reply
from tests.domain.complaint_builders import LIMA, SIGNED, chilean, complaint, done, worked

PERU, CHILE = BusinessCalendar(Country.PE), BusinessCalendar(Country.CL)
LETTER = TextVersion(id="pe-guarantee-letter", version=1, sha256="0" * 64)
ANSWER = Answer(text="Le devolvemos el cobro.", by=(ReplyChannel.EMAIL,), sent_on=date(2026, 12, 1))
FREE_SERVICE = Compensation(option=CompensationOption.REPEAT_OR_REDUCE, service="Mano de obra")


def day(text: str) -> date:
    return date.fromisoformat(text)


def october():
    """A hoja of Monday 5 October 2026, due on the 27th."""
    return complaint(
        registered_at=datetime(2026, 10, 5, 18, 42, tzinfo=LIMA), fact_on=day("2026-10-05")
    )


def remote_offer(case: ComplaintCase, on: str) -> Offer:
    offer = Offer(text="Le cambiamos la pieza.", offered_on=day(on), remote=True)
    return dated_offer(offer, case, PERU)


def reply(case: ComplaintCase, on: str, said: OfferReply = OfferReply.REJECTED) -> OfferAnswer:
    return dated_reply(OfferAnswer(reply=said), case, day(on), PERU)


def refusal(act, case, role=Role.CHIEF, today="2026-12-01", local=None):
    country = case.complaint.country
    calendar = BusinessCalendar(country, local or {})
    return act_refusal(act, case, role, Bounds(day(today), DEFAULT_LIMITS[country], calendar))


# The board


def test_the_board_goes_from_new_to_recontact_as_the_acts_come():
    steps = (
        done(1, "2026-11-24", Assignment(to="rosa")),
        done(2, "2026-12-01", ANSWER),
        done(3, "2026-12-02", FREE_SERVICE),
        done(4, "2026-12-03", Closing(conforms=True)),
    )
    states = [worked(complaint(), *steps[:n]).state for n in range(5)]
    assert states == [
        CaseState.NEW,
        CaseState.IN_ANALYSIS,
        CaseState.ANSWERED,
        CaseState.COMPENSATED,
        CaseState.CLOSED,
    ]
    closed = worked(complaint(), *steps)
    assert closed.recontact_on == day("2026-12-13")
    assert state_on(closed, day("2026-12-12")) is CaseState.CLOSED
    assert state_on(closed, day("2026-12-13")) is CaseState.RECONTACT
    after = worked(complaint(), *steps, done(5, "2026-12-14", Recontact(conforms=True)))
    assert state_on(after, day("2026-12-20")) is CaseState.CLOSED


@pytest.mark.parametrize(
    "act",
    [
        Analysis(),
        ErrorAdmitted(origin="No se avisó el atraso."),
        Apology(by="rosa", given_at=datetime(2026, 11, 24, 9, 0, tzinfo=LIMA)),
        Offer(text="Repetir el lavado.", offered_on=date(2026, 11, 24)),
    ],
)
def test_any_work_brings_a_new_case_to_analysis(act):
    assert worked(complaint(), done(1, "2026-11-24", act)).state is CaseState.IN_ANALYSIS


def test_a_recontact_that_finds_the_person_not_content_opens_the_case_again():
    acts = (
        done(1, "2026-12-01", ANSWER),
        done(2, "2026-12-02", Closing(conforms=True)),
        done(3, "2026-12-12", Recontact(conforms=None)),
        done(4, "2026-12-13", Recontact(conforms=False)),
    )
    not_reached = worked(complaint(), *acts[:3])
    assert state_on(not_reached, day("2026-12-13")) is CaseState.RECONTACT
    again = worked(complaint(), *acts)
    assert (again.state, again.reopened, again.closed_on) == (CaseState.IN_ANALYSIS, 1, None)


def test_a_voided_sheet_keeps_its_number_and_no_later_act_works_on_it():
    case = worked(
        complaint(),
        done(1, "2026-11-24", Voiding(reason="Se registró dos veces.")),
        done(2, "2026-11-25", Assignment(to="rosa")),
    )
    assert case.state is CaseState.VOIDED
    assert str(case.sheet()) == "000000128-2026"
    assert case.responsible is None
    assert days_left(case, day("2026-11-24"), PERU) is None
    assert len(case.history) == 2


def test_an_act_of_a_newer_tablet_stays_in_the_history_and_changes_nothing():
    body = ComplaintAct.model_validate({"act": {"kind": "act_of_tomorrow", "x": 1}})
    case = worked(complaint(), done(1, "2026-11-24", body.act))
    assert body.act == UnknownAct(kind="act_of_tomorrow")
    assert case.state is CaseState.NEW
    assert len(case.history) == 1


def test_a_known_act_that_is_broken_is_refused_instead_of_ignored():
    with pytest.raises(ValidationError):
        ComplaintAct.model_validate({"act": {"kind": "closing"}})


def test_a_case_survives_the_wire_unchanged():
    case = worked(complaint(), done(1, "2026-12-01", ANSWER), done(2, "2026-12-02", FREE_SERVICE))
    assert ComplaintCase.model_validate_json(case.model_dump_json()) == case


# Append-only


def test_acts_are_appended_and_counted_once_in_whatever_order_they_arrive():
    acts = (
        done(1, "2026-11-24", Assignment(to="rosa")),
        done(2, "2026-11-25", Assignment(to="luis")),
        done(3, "2026-12-01", ANSWER),
        done(4, "2026-12-02", FREE_SERVICE),
    )
    whole = worked(complaint(), *acts)
    assert whole.responsible == "luis"
    assert [dated.record.int for dated in whole.history] == [1, 2, 3, 4]
    for order in permutations(acts):
        assert worked(complaint(), *order, acts[0]) == whole


_ACTS = st.lists(
    st.sampled_from(
        [
            Assignment(to="rosa"),
            Analysis(),
            ErrorAdmitted(origin="Taller"),
            Apology(by="rosa", given_at=datetime(2026, 11, 24, 9, 0, tzinfo=LIMA)),
            FREE_SERVICE,
            ANSWER,
            Reclassification(),
            Closing(conforms=False),
            Recontact(conforms=False),
            RatingGiven(rating=Rating.FAIR),
            Offer(text="Una oferta en persona.", offered_on=date(2026, 11, 25)),
            OfferAnswer(reply=OfferReply.REJECTED),
        ]
    ),
    max_size=12,
)


@given(_ACTS)
def test_the_due_date_never_moves_without_an_act_that_moves_it(acts):
    dated = [done(n, "2026-11-25", act) for n, act in enumerate(acts, 1)]
    case = worked(complaint(), *dated)
    assert case.due_on == day("2026-12-16")
    assert case.complaint == complaint()
    assert [entry.act for entry in case.history] == acts


@given(_ACTS, st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(acts, random):
    dated = [done(n, "2026-11-25", act) for n, act in enumerate(acts, 1)]
    shuffled = random.sample(dated, len(dated))
    assert worked(complaint(), *shuffled) == worked(complaint(), *dated)


# The term and its suspension


def test_a_remote_offer_answered_after_two_business_days_moves_the_due_date_by_two():
    case = worked(october())
    assert case.due_on == day("2026-10-27")
    offered = done(1, "2026-10-09", remote_offer(case, "2026-10-09"))
    waiting = worked(october(), offered)
    assert waiting.due_on == day("2026-11-03")
    assert waiting.offer is not None
    assert waiting.offer.open_until == day("2026-10-16")
    assert is_paused(waiting, day("2026-10-16"))
    assert not is_paused(waiting, day("2026-10-17"))
    answered = worked(october(), offered, done(2, "2026-10-13", reply(waiting, "2026-10-13")))
    assert (answered.due_on, answered.suspended) == (day("2026-10-29"), 2)
    assert not is_paused(answered, day("2026-10-13"))


def test_silence_and_a_late_answer_suspend_five_business_days_and_no_more():
    offered = done(1, "2026-10-09", remote_offer(worked(october()), "2026-10-09"))
    waiting = worked(october(), offered)
    for said, on in ((OfferReply.SILENCE, "2026-10-19"), (OfferReply.REJECTED, "2026-10-26")):
        case = worked(october(), offered, done(2, on, reply(waiting, on, said)))
        assert (case.due_on, case.suspended) == (day("2026-11-03"), 5)


def test_a_second_offer_suspends_only_the_days_that_are_left():
    first = done(1, "2026-10-09", remote_offer(worked(october()), "2026-10-09"))
    no = done(2, "2026-10-13", reply(worked(october(), first), "2026-10-13"))
    case = worked(october(), first, no)
    second = done(3, "2026-10-14", remote_offer(case, "2026-10-14"))
    waiting = worked(october(), first, no, second)
    assert waiting.due_on == day("2026-11-03")
    silent = done(4, "2026-10-30", reply(waiting, "2026-10-30", OfferReply.SILENCE))
    used_up = worked(october(), first, no, second, silent)
    assert (used_up.due_on, used_up.suspended) == (day("2026-11-03"), 5)
    assert remote_offer(used_up, "2026-10-30").open_until is None


def test_an_offer_answered_the_same_day_suspends_nothing():
    offered = done(1, "2026-10-09", remote_offer(worked(october()), "2026-10-09"))
    case = worked(
        october(), offered, done(2, "2026-10-09", reply(worked(october(), offered), "2026-10-09"))
    )
    assert (case.due_on, case.suspended) == (day("2026-10-27"), 0)


def test_what_does_not_suspend_leaves_the_due_date_alone():
    in_person = Offer(text="Aquí mismo.", offered_on=day("2026-10-09"))
    assert dated_offer(in_person, worked(october()), PERU).due_on is None
    assert remote_offer(worked(october()), "2026-10-28").due_on is None
    internal = worked(complaint(sheet=None))
    assert remote_offer(internal, "2026-11-25").due_on is None
    assert remote_offer(worked(chilean()), "2026-11-25").due_on is None
    answered = worked(complaint(), done(1, "2026-12-01", ANSWER))
    assert remote_offer(answered, "2026-12-02").due_on is None


@given(st.integers(0, 20), st.integers(0, 30))
def test_a_suspension_moves_the_due_date_by_its_business_days_at_most_five(offered, answered):
    start = day("2026-10-05").toordinal()
    on = date.fromordinal(start + offered).isoformat()
    end = date.fromordinal(start + offered + answered).isoformat()
    first = done(1, on, remote_offer(worked(october()), on))
    case = worked(october(), first, done(2, end, reply(worked(october(), first), end)))
    assert 0 <= case.suspended <= 5
    assert days_left(case, day("2026-10-27"), PERU) == case.suspended


@given(st.integers(0, 20), st.integers(0, 30), st.integers(1, 40))
def test_what_a_suspension_gives_is_allowed_and_no_day_more(offered, answered, more):
    start = day("2026-10-05").toordinal()
    on = date.fromordinal(start + offered).isoformat()
    end = date.fromordinal(start + offered + answered).isoformat()
    offer = remote_offer(worked(october()), on)
    waiting = worked(october(), done(1, on, offer))
    said = reply(waiting, end)
    assert refusal(offer, worked(october()), today=on) is None
    assert refusal(said, waiting, today=end) is None
    for moved, case, today in ((offer, worked(october()), on), (said, waiting, end)):
        due = (moved.due_on or day("2026-10-27")) + timedelta(days=more)
        longer = moved.model_copy(update={"due_on": due})
        assert refusal(longer, case, today=today) is ActRefusal.NOT_EXTENDABLE


def test_a_late_holiday_moves_the_due_date_by_an_act_of_the_chief_only():
    change = DeadlineChange(due_on=day("2026-12-17"), reason=DeadlineReason.LATE_HOLIDAY)
    case = worked(complaint())
    decreed = {day("2026-12-07"): "Día no laborable"}
    assert refusal(change, case, Role.SELLER, local=decreed) is ActRefusal.ONLY_CHIEF
    assert refusal(change, case, local=decreed) is None
    assert refusal(change, case) is ActRefusal.NOT_EXTENDABLE
    later = change.model_copy(update={"due_on": day("2026-12-18")})
    assert refusal(later, case, local=decreed) is ActRefusal.NOT_EXTENDABLE
    assert worked(complaint(), done(1, "2026-12-01", change)).due_on == day("2026-12-17")


def test_the_term_of_peru_cannot_be_extended_and_the_one_of_the_house_can():
    change = DeadlineChange(due_on=day("2026-12-30"), reason=DeadlineReason.HOUSE_DECISION)
    assert refusal(change, worked(complaint())) is ActRefusal.NOT_EXTENDABLE
    assert refusal(change, worked(chilean())) is None


@pytest.mark.parametrize(
    ("today", "left"), [("2026-12-14", 2), ("2026-12-16", 0), ("2026-12-18", -2)]
)
def test_the_days_left_are_business_days_until_the_answer_is_given(today, left):
    assert days_left(worked(complaint()), day(today), PERU) == left
    answered = worked(complaint(), done(1, "2026-12-01", ANSWER))
    assert days_left(answered, day(today), PERU) is None


# Agreement and closing


def agreed(case: ComplaintCase, **proof) -> OfferAnswer:
    said = OfferAnswer(reply=OfferReply.ACCEPTED, words=AGREEMENT_WORDS, **proof)
    return dated_reply(said, case, day("2026-11-26"), PERU)


def test_an_agreement_ends_the_case_and_frees_from_answering():
    offered = done(1, "2026-11-25", Offer(text="Sin costo.", offered_on=day("2026-11-25")))
    waiting = worked(complaint(), offered)
    signed = agreed(waiting, consumer_signature=SIGNED, provider_signature=SIGNED)
    assert refusal(signed, waiting) is None
    case = worked(complaint(), offered, done(2, "2026-11-26", signed))
    assert (case.state, case.answer_owed, case.conforms) == (CaseState.CLOSED, False, True)
    assert case.agreement is not None
    assert case.agreement.words == "ACUERDO ACEPTADO PARA SOLUCIONAR EL RECLAMO"
    assert case.recontact_on == day("2026-12-06")


def test_an_agreement_needs_its_words_and_its_proof():
    at_desk = worked(
        complaint(), done(1, "2026-11-25", Offer(text="X", offered_on=day("2026-11-25")))
    )
    far = worked(
        complaint(), done(1, "2026-11-25", remote_offer(worked(complaint()), "2026-11-25"))
    )
    assert refusal(OfferAnswer(reply=OfferReply.ACCEPTED), at_desk) is ActRefusal.NO_AGREEMENT
    assert refusal(agreed(at_desk, consumer_signature=SIGNED), at_desk) is ActRefusal.NO_PROOF
    assert refusal(agreed(far), far) is ActRefusal.NO_PROOF
    assert refusal(agreed(far, proof="0" * 64), far) is None
    assert refusal(agreed(far), worked(complaint())) is ActRefusal.NO_OFFER
    assert refusal(Offer(text="Otra", offered_on=day("2026-11-26")), far) is (
        ActRefusal.OFFER_PENDING
    )


def test_a_case_is_closed_by_the_chief_with_a_yes_or_no_once_it_is_answered():
    case = worked(complaint())
    assert refusal(Closing(conforms=True), case) is ActRefusal.NOT_ANSWERED
    answered = worked(complaint(), done(1, "2026-12-01", ANSWER))
    assert refusal(Closing(conforms=False), answered) is None
    assert refusal(Closing(conforms=True), answered, Role.SELLER) is ActRefusal.ONLY_CHIEF
    closed = worked(
        complaint(), done(1, "2026-12-01", ANSWER), done(2, "2026-12-02", Closing(conforms=False))
    )
    assert (closed.state, closed.conforms) == (CaseState.CLOSED, False)


def test_a_closed_case_takes_a_recontact_and_a_rating_and_nothing_else():
    closed = worked(
        complaint(), done(1, "2026-12-01", ANSWER), done(2, "2026-12-02", Closing(conforms=True))
    )
    assert refusal(Recontact(conforms=True), closed, Role.SELLER) is None
    assert refusal(RatingGiven(rating=Rating.GOOD), closed, Role.SELLER) is None
    assert refusal(FREE_SERVICE, closed) is ActRefusal.CLOSED
    assert refusal(Recontact(conforms=True), worked(complaint())) is ActRefusal.NOT_CLOSED


def test_nothing_that_has_not_happened_yet_is_recorded():
    case = worked(complaint())
    assert refusal(ANSWER, case, today="2026-11-30") is ActRefusal.IN_FUTURE
    sorry = Apology(by="rosa", given_at=datetime(2026, 12, 2, 9, 0, tzinfo=LIMA))
    assert refusal(sorry, case) is ActRefusal.IN_FUTURE


def test_a_queja_that_is_a_reclamo_is_treated_as_one():
    case = worked(complaint(kind=ComplaintKind.QUEJA), done(1, "2026-11-24", Reclassification()))
    assert case.kind is ComplaintKind.RECLAMO
    assert case.complaint.kind is ComplaintKind.QUEJA
    assert refusal(Reclassification(), worked(chilean())) is ActRefusal.OTHER_COUNTRY


# Compensation


def pen(amount: int) -> Money:
    return Money(amount=amount, currency=Currency.PEN)


def paid(amount: Money | None = None, option: str = "a", letter: TextVersion | None = None):
    return Compensation(option=CompensationOption(option), amount=amount, letter=letter)


@pytest.mark.parametrize(
    ("role", "act", "refused"),
    [
        (Role.SELLER, paid(pen(150_00)), None),
        (Role.SELLER, paid(pen(150_01)), ActRefusal.LIMIT_OVER),
        (Role.CHIEF, paid(pen(600_00)), None),
        (Role.CHIEF, paid(pen(600_01)), ActRefusal.LIMIT_OVER),
        (Role.SELLER, FREE_SERVICE, None),
        (Role.STAFF, FREE_SERVICE, ActRefusal.LIMIT_NOT_YOURS),
        (Role.SELLER, paid(letter=LETTER, option="b"), ActRefusal.LIMIT_NOT_YOURS),
        (Role.CHIEF, paid(letter=LETTER, option="b"), None),
        (Role.CHIEF, paid(option="b"), ActRefusal.COMPENSATION_INCOMPLETE),
        (Role.CHIEF, paid(), ActRefusal.COMPENSATION_INCOMPLETE),
        (Role.CHIEF, paid(pen(1), option="c"), ActRefusal.COMPENSATION_INCOMPLETE),
        (Role.CHIEF, paid(pen(1), option="c", letter=LETTER), None),
        (
            Role.CHIEF,
            paid(Money(amount=1, currency=Currency.USD)),
            ActRefusal.LIMIT_CURRENCY,
        ),
    ],
)
def test_a_role_gives_what_its_limit_allows(role, act, refused):
    assert refusal(act, worked(complaint()), role) is refused


def test_the_limit_is_per_complaint_and_binds_what_is_offered_too():
    case = worked(complaint(), done(1, "2026-11-24", paid(pen(100_00))))
    assert refusal(paid(pen(50_00)), case, Role.SELLER) is None
    assert refusal(paid(pen(50_01)), case, Role.SELLER) is ActRefusal.LIMIT_OVER
    offer = Offer(text="Le devolvemos.", offered_on=day("2026-11-25"), amount=pen(50_01))
    assert refusal(offer, case, Role.SELLER) is ActRefusal.LIMIT_OVER
    assert refusal(FREE_SERVICE, case, Role.SELLER) is None


# Promises


def test_a_promise_is_open_until_somebody_says_whether_it_was_kept():
    promise = DatedPromise(
        record=UUID(int=9),
        at=1,
        promise=Promise(text="Llamar", by="rosa", due_on=day("2026-11-27")),
    )
    case = worked(complaint(), promised=(promise,))
    assert [p.kept for p in case.promises] == [None]
    settled = PromiseSettled(promise=UUID(int=9), kept=False)
    assert refusal(settled, case, Role.SELLER) is None
    broken = worked(complaint(), done(1, "2026-11-28", settled), promised=(promise, promise))
    assert [p.kept for p in broken.promises] == [False]
    unknown = PromiseSettled(promise=UUID(int=8), kept=True)
    assert refusal(unknown, case) is ActRefusal.UNKNOWN_PROMISE


# Chile


@pytest.mark.parametrize(
    ("delivered", "ends"),
    [("2026-05-31", "2026-11-30"), ("2026-08-31", "2027-02-28"), ("2026-06-01", "2026-12-01")],
)
def test_the_legal_guarantee_ends_six_months_after_delivery(delivered, ends):
    assert legal_guarantee_ends(day(delivered)) == day(ends)


def test_the_consumer_chooses_the_remedy_while_the_legal_guarantee_lasts():
    case = worked(chilean())
    choice = GuaranteeChoice(remedy=Remedy.REFUND, delivered_on=day("2026-06-01"))
    assert refusal(choice, case, Role.SELLER, today="2026-12-01") is None
    assert refusal(choice, case, today="2026-12-02") is ActRefusal.GUARANTEE_OVER
    assert refusal(choice, worked(complaint())) is ActRefusal.OTHER_COUNTRY
    assert worked(chilean(), done(1, "2026-12-01", choice)).guarantee == choice


def test_a_replacement_vehicle_is_owed_after_five_business_days_of_repair():
    started = done(1, "2026-11-23", RepairStarted(on=day("2026-11-23")))
    case = worked(chilean(), started)
    assert not replacement_vehicle_owed(case, day("2026-11-30"), CHILE)
    assert replacement_vehicle_owed(case, day("2026-12-01"), CHILE)
    ended = worked(chilean(), started, done(2, "2026-12-02", RepairEnded(on=day("2026-12-02"))))
    assert not replacement_vehicle_owed(ended, day("2026-12-03"), CHILE)
    lent = worked(
        chilean(), started, done(2, "2026-12-01", ReplacementVehicle(lent_on=day("2026-12-01")))
    )
    assert not replacement_vehicle_owed(lent, day("2026-12-03"), CHILE)


# Keeping


def test_a_sheet_is_kept_two_years_from_its_day_and_from_its_answer():
    acts = (done(1, "2026-12-01", ANSWER), done(2, "2026-12-02", Closing(conforms=True)))
    closed = worked(complaint(), *acts)
    assert kept_until(closed) == day("2028-12-02")
    assert not may_be_deleted(closed, day("2028-12-02"))
    assert may_be_deleted(closed, day("2028-12-03"))
    assert not may_be_deleted(worked(complaint(), acts[0]), day("2036-01-01"))


def test_two_years_from_a_leap_day_are_not_one_day_short():
    leap = complaint(
        registered_at=datetime(2028, 2, 29, 10, 0, tzinfo=LIMA), fact_on=day("2028-02-29")
    )
    case = worked(leap, done(1, "2028-02-29", Voiding(reason="Duplicada")))
    assert kept_until(case) == day("2030-03-01")


def test_a_case_is_by_a_past_day_what_its_acts_had_made_it_by_then():
    case = worked(
        october(),
        done(1, "2026-10-06", Closing(conforms=True)),
        done(2, "2026-10-17", Recontact(conforms=False)),
        done(3, "2026-10-18", Reclassification(to=ComplaintKind.QUEJA)),
        done(4, "2026-10-19", Voiding(reason="Se registró dos veces.")),
    )
    days = ("2026-10-05", "2026-10-06", "2026-10-16", "2026-10-17", "2026-10-18", "2026-10-19")
    found = [case_by(case, day(on)) for on in days]
    assert [(one.state, one.closed_on, one.kind) for one in found] == [
        (CaseState.NEW, None, ComplaintKind.RECLAMO),
        (CaseState.CLOSED, day("2026-10-06"), ComplaintKind.RECLAMO),
        (CaseState.CLOSED, day("2026-10-06"), ComplaintKind.RECLAMO),
        (CaseState.IN_ANALYSIS, None, ComplaintKind.RECLAMO),
        (CaseState.IN_ANALYSIS, None, ComplaintKind.QUEJA),
        (CaseState.VOIDED, None, ComplaintKind.QUEJA),
    ]


def test_a_case_whose_record_was_taken_back_is_voided_on_every_day():
    case = undone(worked(october(), done(1, "2026-10-06", Closing(conforms=True))))
    assert case_by(case, day("2026-10-05")).state is CaseState.VOIDED
