"""Complaints come in with their acts, stand as the acts say, and give no number twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from uuid import UUID

import pytest

from app.domain.cases import ComplaintCase, KnownComplaint
from app.domain.complaint_acts import (
    Answer,
    Apology,
    Closing,
    Compensation,
    CompensationOption,
    ComplaintAct,
    DeadlineChange,
    DeadlineReason,
    Offer,
    OfferAnswer,
    OfferReply,
    Promise,
)
from app.domain.complaints import ReplyChannel
from app.domain.contract import DownKind, Result, Retraction
from app.domain.money import Currency, Money
from app.domain.people import Country, Visitor
from app.domain.problems import Code
from app.domain.sheets import Entry, SheetNumber
from app.domain.staff import Person, Role
from app.domain.suspension import dated_offer, dated_reply
from sync_server.services import house
from sync_server.storage import staff
from sync_server.storage.tables import complaint as complaint_table
from tests.builders import phone, record_id, visit
from tests.domain.complaint_builders import CALENDARS, LIMA, chilean, complaint
from tests.sync_server.offices import Mirror, Server

MONDAY = datetime(2026, 11, 23, 11, tzinfo=LIMA)
CHIEF = Person(code="julia", name="Julia Ejemplo", role=Role.CHIEF, branch="LIMA")


@pytest.fixture
def peru(server: Server) -> Server:
    """The server on the day of the complaint, with a chief in Lima."""
    server.clock.at = MONDAY
    server.database.writer.run(lambda tx: staff.add_person(tx, CHIEF, 0))
    return server


def lima(tablet, kind, body, refs=None, actor="lucho", **envelope):
    return tablet.record(kind, body, refs, actor=actor, branch="LIMA", **envelope)


def act(tablet, sent, done, actor="julia"):
    return lima(tablet, "complaint_act", ComplaintAct(act=done), about(sent), actor)


def about(sent) -> dict[str, UUID]:
    return {"complaint": record_id(sent)}


def case_of(server: Server) -> ComplaintCase:
    (row,) = server.rows(complaint_table)
    return KnownComplaint.model_validate_json(row["doc"]).case


def states(server: Server) -> list[str]:
    return [row["state"] for row in server.rows(complaint_table)]


def test_a_hoja_reaches_every_tablet_of_the_branch_with_its_number_and_term(peru: Server):
    tablet, other = peru.tablet("LIMA"), peru.tablet("LIMA")
    sent = lima(tablet, "complaint", complaint())

    (report,) = peru.take(tablet, sent)

    assert (report.result, report.code) == (Result.ACCEPTED, None)
    mirror = Mirror(peru.api, other.token)
    assert mirror.pull() == mirror.digest()
    (known,) = mirror.documents(DownKind.COMPLAINT)
    assert (known["id"], known["branch"], known["by"]) == (sent["id"], "LIMA", "lucho")
    assert (known["case"]["due_on"], known["case"]["state"]) == ("2026-12-16", "new")
    (row,) = peru.rows(complaint_table)
    assert (row["book"], row["number"], row["year"]) == ("SUR-T07", 128, 2026)
    elsewhere = Mirror(peru.api, peru.tablet("NUNOA").token)
    elsewhere.pull()
    assert elsewhere.documents(DownKind.COMPLAINT) == []


def test_what_the_tablet_may_not_register_the_server_refuses_too(peru: Server):
    tablet = peru.tablet("LIMA")
    refused = {
        "body.country": chilean(),
        "body.consumer": complaint(consumer=Visitor()),
        "body.signature": complaint(signature=None),
        "body.fact_on": complaint(fact_on=date(2026, 11, 24)),
        "body.deadline": complaint(deadline=None),
        "body.sheet": complaint(sheet=None, entry=Entry.BACKUP_BOOK, written_on=date(2026, 11, 22)),
    }

    reports = peru.take(tablet, *(lima(tablet, "complaint", body) for body in refused.values()))

    assert [report.field for report in reports] == list(refused)
    assert {report.code for report in reports} == {Code.INVALID_FIELD}
    assert peru.rows(complaint_table) == []


def test_a_term_of_peru_moves_on_the_server_only_as_far_as_the_law_counts_it(peru: Server):
    tablet = peru.tablet("LIMA")
    sent = lima(tablet, "complaint", complaint())
    peru.take(tablet, sent)
    late = DeadlineChange(due_on=date(2026, 12, 17), reason=DeadlineReason.LATE_HOLIDAY)
    offer = Offer(text="Segunda revisión.", offered_on=date(2026, 11, 23), remote=True)
    longer = offer.model_copy(
        update={"open_until": date(2026, 11, 30), "due_on": date(2027, 1, 15)}
    )

    refused = peru.take(tablet, act(tablet, sent, late), act(tablet, sent, longer))
    assert [report.field for report in refused] == ["body.act.not_extendable"] * 2
    assert case_of(peru).due_on == date(2026, 12, 16)

    holiday = {"kind": "holiday", "country": "PE", "day": "2026-12-07", "name": "No laborable"}
    declared = {"country": "PE", "rules": [{**holiday, "since": "2026-11-23"}], "apply": True}
    peru.database.writer.run(lambda tx: house.import_rules(tx, peru.office, declared))
    (taken,) = peru.take(tablet, act(tablet, sent, late))
    assert taken.code is None
    assert case_of(peru).due_on == date(2026, 12, 17)


def test_a_number_is_given_once_also_within_one_push_and_the_same_record_twice_is_one(
    peru: Server,
):
    tablet, clone = peru.tablet("LIMA"), peru.tablet("LIMA")
    sent = lima(tablet, "complaint", complaint())
    again = lima(tablet, "complaint", complaint(detail="Otra hoja con el mismo número."))

    first = peru.take(tablet, sent, again)
    second = peru.take(tablet, sent)
    third = peru.take(clone, lima(clone, "complaint", complaint(detail="Y otra más.")))

    assert [report.result for report in first] == [Result.ACCEPTED, Result.REJECTED]
    assert (first[1].code, first[1].field) == (Code.DUPLICATE_BUSINESS_KEY, "body.sheet")
    assert second[0].result is Result.DUPLICATE
    assert third[0].code is Code.DUPLICATE_BUSINESS_KEY
    assert len(peru.rows(complaint_table)) == 1


def test_a_hoja_taken_back_keeps_its_number_as_annulled(peru: Server):
    tablet = peru.tablet("LIMA")
    sent = lima(tablet, "complaint", complaint())
    taken_back = lima(tablet, "retraction", Retraction(), {"record": record_id(sent)})
    peru.take(tablet, sent, taken_back)

    assert states(peru) == ["voided"]
    (report,) = peru.take(tablet, lima(tablet, "complaint", complaint(detail="Otra.")))
    assert report.code is Code.DUPLICATE_BUSINESS_KEY


def test_a_registro_interno_has_no_number_and_is_worked_all_the_same(peru: Server):
    tablet = peru.tablet("LIMA")
    interno = complaint(sheet=None, consumer=Visitor(), signature=None)
    sent = lima(tablet, "complaint", interno)
    reports = peru.take(tablet, sent, lima(tablet, "complaint", interno))

    assert [report.result for report in reports] == [Result.ACCEPTED] * 2
    assert [row["number"] for row in peru.rows(complaint_table)] == [None, None]
    assert {row["due_on"] for row in peru.rows(complaint_table)} == {"2026-12-16"}


def test_an_act_before_its_complaint_waits_for_it(peru: Server):
    tablet = peru.tablet("LIMA")
    sent = lima(tablet, "complaint", complaint())
    apology = act(tablet, sent, Apology(by="lucho", given_at=MONDAY), actor="lucho")
    promise = lima(
        tablet,
        "promise",
        Promise(text="Llamar con fecha", by="lucho", due_on=date(2026, 11, 25)),
        about(sent),
    )

    peru.take(tablet, apology, promise)
    assert states(peru) == []
    peru.take(tablet, sent)

    (row,) = peru.rows(complaint_table)
    assert row["state"] == "in_analysis"
    assert '"text":"Llamar con fecha"' in row["doc"]


def test_a_suspension_moves_the_due_date_and_the_yes_of_the_customer_closes(peru: Server):
    tablet = peru.tablet("LIMA")
    sent = lima(tablet, "complaint", complaint())
    peru.take(tablet, sent)
    offer = Offer(text="Segunda revisión sin costo", offered_on=MONDAY.date(), remote=True)
    offer = dated_offer(offer, case_of(peru), CALENDARS[Country.PE])
    peru.take(tablet, act(tablet, sent, offer))
    peru.clock.pass_by(days=2)
    no = OfferAnswer(reply=OfferReply.REJECTED)
    no = dated_reply(no, case_of(peru), date(2026, 11, 25), CALENDARS[Country.PE])
    peru.take(tablet, act(tablet, sent, no))
    (row,) = peru.rows(complaint_table)
    assert row["due_on"] == "2026-12-18"

    answered = Answer(text="Se repite.", by=(ReplyChannel.EMAIL,), sent_on=date(2026, 11, 25))
    reports = peru.take(
        tablet,
        act(tablet, sent, Closing(conforms=True)),
        act(tablet, sent, answered),
        act(tablet, sent, Closing(conforms=True)),
    )
    assert [report.field for report in reports] == ["body.act.not_answered", None, None]
    assert states(peru) == ["closed"]


def test_nobody_goes_over_the_limit_of_the_role_nor_does_the_chiefs_work(peru: Server):
    tablet = peru.tablet("LIMA")
    sent = lima(tablet, "complaint", complaint())
    peru.take(tablet, sent)
    amount = Money(amount=151_00, currency=Currency.PEN)
    given = Compensation(option=CompensationOption.REPEAT_OR_REDUCE, amount=amount)

    reports = peru.take(
        tablet,
        act(tablet, sent, given, actor="lucho"),
        act(tablet, sent, Closing(conforms=True), actor="lucho"),
        act(tablet, sent, given),
    )

    assert [report.field for report in reports] == [
        "body.act.limit_over",
        "body.act.only_chief",
        None,
    ]
    assert {report.code for report in reports[:2]} == {Code.NOT_ALLOWED}
    assert states(peru) == ["compensated"]


def test_what_one_tablet_did_before_another_closed_is_not_refused_for_coming_late(peru: Server):
    chief, desk = peru.tablet("LIMA"), peru.tablet("LIMA")
    sent = lima(chief, "complaint", complaint())
    answer = Answer(text="Listo.", by=(ReplyChannel.EMAIL,), sent_on=MONDAY.date())
    peru.take(chief, sent)
    peru.clock.pass_by(hours=1)
    late = act(desk, sent, Apology(by="lucho", given_at=MONDAY), actor="lucho")
    peru.clock.pass_by(hours=1)
    closing = act(chief, sent, answer), act(chief, sent, Closing(conforms=True))
    peru.take(chief, *closing)
    too_late = act(desk, sent, Apology(by="lucho", given_at=MONDAY), actor="lucho")

    reports = peru.take(desk, late, too_late)

    assert [report.field for report in reports] == [None, "body.act.closed"]
    (row,) = peru.rows(complaint_table)
    assert (row["state"], row["doc"].count('"given_at"')) == ("closed", 2)  # in history and sum


def test_a_complaint_of_another_branch_is_left_alone(peru: Server):
    tablet, other = peru.tablet("LIMA"), peru.tablet("NUNOA")
    sent = lima(tablet, "complaint", complaint())
    peru.take(tablet, sent)
    body = ComplaintAct(act=Apology(by="carla", given_at=MONDAY))
    (report,) = peru.take(other, other.record("complaint_act", body, about(sent)))

    assert (report.code, report.field) == (Code.NOT_ALLOWED, "refs.complaint")


def test_the_complaint_of_a_customer_goes_with_the_customer(server: Server):
    server.clock.at = MONDAY
    tablet = server.tablet()
    early = tablet.record("visit", visit(phone=phone()))
    body = chilean(sheet=SheetNumber(book="NUN-T01", number=1, year=2026))
    server.take(tablet, tablet.record("complaint", body, {"customer": record_id(early)}))
    server.take(tablet, tablet.record("visit", visit(phone=phone())))
    server.take(tablet, early)

    mirror = Mirror(server.api, tablet.token)
    assert mirror.pull() == mirror.digest()
    (customer,) = mirror.documents(DownKind.CUSTOMER)
    (known,) = mirror.documents(DownKind.COMPLAINT)
    assert known["customer"] == customer["id"]


def test_two_pushes_with_the_same_number_at_once_give_it_to_one(peru: Server):
    tablets = [peru.tablet("LIMA") for _ in range(4)]
    sents = [lima(t, "complaint", complaint(detail=f"Hoja {n}.")) for n, t in enumerate(tablets)]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda pair: peru.take(*pair), zip(tablets, sents, strict=True)))

    codes = [report.code for (report,) in answers]
    assert codes.count(None) == 1
    assert codes.count(Code.DUPLICATE_BUSINESS_KEY) == 3
