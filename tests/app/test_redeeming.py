"""«Canjear un vale» on a tablet: every voucher gets its sentence, and is redeemed once."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import pytest

from app.domain.consent import Channel, DatedDecision
from app.domain.customers import KnownContact, Provenance
from app.domain.doors import Light
from app.domain.events import DoorMeans
from app.domain.passes import PassText
from app.domain.passes import qr_text as pass_text
from app.domain.problems import Code, Problem
from app.domain.quote_mails import MailState
from app.domain.vouchers import RedemptionMark, VoucherWord, spaced, voucher_code
from tests.app.rig import customer
from tests.app.voucher_rig import HER, LAURA, OTHER_KEY, Till, signed
from tests.builders import CARLA, MARTA, decision, email


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    made = Till(tmp_path / "tablet")
    yield made
    made.rig.store.close()


def test_a_voucher_is_read_from_its_qr_its_code_and_the_name(till: Till):
    till.publish()
    code = spaced(voucher_code(LAURA))
    for read in (signed(), code, code.lower().replace("-", " ")):
        answer = till.redeeming.scan(read)
        assert (answer.word, answer.light) == (VoucherWord.VALID, Light.GREEN)
        assert answer.known is not None
        assert answer.known.gift == "Lavado de cortesía"
    assert [one.id for one in till.redeeming.find("laurá")] == [LAURA]
    assert till.redeeming.judge(LAURA).word is VoucherWord.VALID


def test_it_is_redeemed_once_and_the_second_time_says_when_and_on_which_tablet(till: Till):
    till.publish()
    answer = till.redeeming.scan(signed())
    saved = till.redeeming.redeem(CARLA, answer, DoorMeans.SCAN)
    [made] = till.rig.store.captures.live("redemption")
    assert made.doc["refs"] == {"voucher": str(LAURA), "customer": str(HER)}
    assert made.doc["body"] == {"means": "scan", "desk": "T01"}

    again = till.redeeming.scan(signed())
    assert (again.word, again.light) == (VoucherWord.REDEEMED, Light.AMBER)
    assert again.mark is not None
    assert (again.mark.record, again.mark.desk) == (saved.record, "T01")
    with pytest.raises(Problem) as refused:
        till.redeeming.redeem(MARTA, answer, DoorMeans.SCAN)
    assert (refused.value.code, refused.value.detail) == (Code.NOT_ALLOWED, VoucherWord.REDEEMED)
    assert till.redeeming.find("Laura") == []


def test_taken_back_within_ten_seconds_it_is_worth_its_gift_again(till: Till):
    till.publish()
    saved = till.redeeming.redeem(CARLA, till.redeeming.scan(signed()), DoorMeans.SCAN)
    till.redeeming.undo(CARLA, saved.record)
    assert till.redeeming.scan(signed()).word is VoucherWord.VALID


def test_without_a_network_a_genuine_one_that_was_never_pulled_is_redeemed_once(till: Till):
    answer = till.redeeming.scan(signed())
    assert (answer.word, answer.light) == (VoucherWord.VALID_UNLISTED, Light.GREEN)
    till.redeeming.redeem(CARLA, answer, DoorMeans.SCAN)
    [made] = till.rig.store.captures.live("redemption")
    assert made.doc["refs"] == {"voucher": str(LAURA)}
    assert till.redeeming.scan(signed()).word is VoucherWord.REDEEMED
    with pytest.raises(Problem):
        till.redeeming.redeem(CARLA, answer, DoorMeans.SCAN)


def test_what_another_tablet_redeemed_is_amber_here_once_pulled(till: Till):
    answer = till.redeeming.scan(signed())
    mark = RedemptionMark(record=UUID(int=9), at=5, by="marta", desk="T03", branch="NUNOA")
    till.publish(redemptions=(mark,))
    assert till.redeeming.scan(signed()).mark == mark
    with pytest.raises(Problem):  # judged anew: the answer on the screen is older
        till.redeeming.redeem(CARLA, answer, DoorMeans.SCAN)


def test_two_tablets_that_redeemed_the_same_are_told_as_a_conflict(till: Till):
    till.publish()
    till.redeeming.redeem(CARLA, till.redeeming.scan(signed()), DoorMeans.SCAN)
    assert till.redeeming.conflicts() == []
    mark = RedemptionMark(record=UUID(int=9), at=5, by="marta", desk="T03", branch="NUNOA")
    till.publish(redemptions=(mark,))
    [one] = till.redeeming.conflicts()
    assert [mark.desk for mark in one.redemptions] == ["T03", "T01"]
    assert till.redeeming.scan(signed()).mark == mark


def test_forged_foreign_ended_and_other_texts_have_each_their_word(till: Till):
    head, day, gift, seal = signed().rsplit(".", 3)
    read = {
        f"{head}.20270403.{gift}.{seal}": VoucherWord.FORGED,
        f"{head}.{day}.QXV0byBudWV2bw.{seal}": VoucherWord.FORGED,
        signed(key=OTHER_KEY): VoucherWord.FOREIGN,
        signed(last_day=date(2026, 3, 1)): VoucherWord.EXPIRED,
        pass_text(PassText(HER, LAURA), bytes(64)): VoucherWord.IS_PASS,
        "https://vitrina.example/q/abc": VoucherWord.NOT_A_VOUCHER,
        "7Q4K-M2X9": VoucherWord.UNKNOWN_CODE,
    }
    assert {text: till.redeeming.scan(text).word for text in read} == read
    assert all(till.redeeming.scan(text).light is Light.RED for text in read)


def test_it_holds_through_its_last_day_and_not_a_day_longer(till: Till):
    till.publish()
    till.clock.at = datetime(2026, 4, 4, 2, 0, tzinfo=UTC)  # still the 3rd in Santiago
    assert till.redeeming.scan(signed()).word is VoucherWord.VALID
    till.clock.at = datetime(2026, 4, 4, 3, 1, tzinfo=UTC)
    assert till.redeeming.scan(signed()).word is VoucherWord.EXPIRED
    assert till.redeeming.of_contact(LAURA) is None


def test_one_that_was_withdrawn_is_not_honoured(till: Till):
    till.publish(withdrawn=True)
    assert till.redeeming.scan(signed()).word is VoucherWord.WITHDRAWN


def test_a_tablet_that_was_not_told_the_key_yet_checks_nothing(tmp_path: Path):
    till = Till(tmp_path / "tablet", with_key=False)
    assert till.redeeming.scan(signed()).word is VoucherWord.UNCHECKED
    till.rig.store.close()


def test_a_contact_and_a_customer_know_their_voucher_while_it_is_worth_something(till: Till):
    known = till.publish()
    assert till.redeeming.of_contact(LAURA) == known
    assert till.redeeming.of_customer(HER) == [known]
    assert till.redeeming.of_customer(LAURA) == []
    till.redeeming.redeem(CARLA, till.redeeming.judge(LAURA), DoorMeans.NAME)
    assert till.redeeming.of_contact(LAURA) is None
    assert till.redeeming.of_customer(HER) == []


def test_its_paper_is_one_page_with_gift_day_and_code(till: Till):
    import pypdfium2

    with pypdfium2.PdfDocument(till.redeeming.paper(till.publish())) as pdf:
        assert len(pdf) == 1
        said = pdf[0].get_textpage().get_text_range()
    for words in ("Laura E.", "Lavado de cortesía", "Hasta el vie 03-04-2026", "2S26-3G70"):
        assert words in said


def _with_email(till: Till, *, allowed: bool = True) -> None:
    origin = Provenance(record=HER, kind="visit", by="carla", at=0)
    said = DatedDecision(decision=decision(Channel.EMAIL), at=1, record=HER, by="carla")
    known = customer(
        HER,
        "Laura Ejemplo",
        emails=(KnownContact(value=email("laura@ejemplo.example"), origin=origin),),
        consents=(said,) if allowed else (),
    )
    till.server.publish("customer", str(HER), known)
    till.publish()


def test_without_a_network_an_e_mail_is_asked_for_once_and_its_state_is_shown(till: Till):
    _with_email(till)
    known = till.redeeming.judge(LAURA).known
    assert known is not None
    assert till.redeeming.email_way(known) == ("laura@ejemplo.example", True)

    saved = till.redeeming.send_mail(CARLA, LAURA)

    [wish] = till.rig.store.captures.live("voucher_mail")
    assert wish.doc["refs"] == {"voucher": str(LAURA), "customer": str(HER)}
    assert [one.mail for one in till.redeeming.of_customer(HER)] == [MailState.QUEUED]
    with pytest.raises(Problem):
        till.redeeming.send_mail(MARTA, LAURA)
    till.redeeming.undo(CARLA, saved.record)
    assert [one.mail for one in till.redeeming.of_customer(HER)] == [None]


def test_what_the_server_says_of_the_e_mail_is_shown_and_one_that_failed_is_asked_for_again(
    till: Till,
):
    _with_email(till)
    till.publish(mail=MailState.SENT)
    assert [one.mail for one in till.redeeming.of_customer(HER)] == [MailState.SENT]
    with pytest.raises(Problem):
        till.redeeming.send_mail(CARLA, LAURA)
    till.publish(mail=MailState.FAILED)
    till.redeeming.send_mail(CARLA, LAURA)
    assert [one.mail for one in till.redeeming.of_customer(HER)] == [MailState.QUEUED]


def test_nothing_is_sent_to_who_did_not_allow_it(till: Till):
    _with_email(till, allowed=False)
    with pytest.raises(Problem) as refused:
        till.redeeming.send_mail(CARLA, LAURA)
    assert refused.value.field == "email"
