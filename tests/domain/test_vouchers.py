"""A voucher is a signed text that says a gift and a day, and is redeemed once."""

from datetime import date
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from app.domain.doors import Light
from app.domain.vouchers import (
    KnownVoucher,
    RedemptionMark,
    VoucherAnswer,
    VoucherText,
    VoucherWord,
    conflicts,
    is_genuine,
    issuer_of,
    judge_voucher,
    qr_text,
    read_voucher,
    spaced,
    voucher_code,
    with_marks,
)

KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
PUBLIC = KEY.public_key().public_bytes_raw().hex()
LAURA = UUID("019caf10-3180-7000-8000-0000000000bb")
SEAL = bytes(range(64))
issuers = st.binary(min_size=32, max_size=32).map(lambda key: issuer_of(key.hex()))
gifts = st.text(st.characters(codec="utf-8"), min_size=1, max_size=60)
texts = st.builds(VoucherText, issuers, st.uuids(), st.dates(date(1000, 1, 1)), gifts)
seals = st.binary(min_size=64, max_size=64)
marks = st.builds(
    RedemptionMark,
    record=st.uuids(),
    at=st.integers(0, 10**13),
    by=st.sampled_from(("carla", "luis")),
    desk=st.sampled_from(("T01", "T02", "T03")),
    branch=st.just("NUNOA"),
)


def belongs(key: bytes, message: bytes, seal: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(seal, message)
    except InvalidSignature:
        return False
    return True


def known(**parts: object) -> KnownVoucher:
    told = {
        "id": LAURA,
        "programme": "CUMPLE",
        "customer": UUID(int=1),
        "branch": "NUNOA",
        "name": "Laura E.",
        "gift": "Lavado de cortesía",
        "issued_on": date(2026, 3, 2),
        "last_day": date(2026, 4, 3),
        "text": "VV1",
    }
    return KnownVoucher.model_validate({**told, **parts})


def mark(record: int, at: int, desk: str = "T01") -> RedemptionMark:
    return RedemptionMark(record=UUID(int=record), at=at, by="carla", desk=desk, branch="NUNOA")


@given(texts, seals)
def test_what_is_written_is_read(text: VoucherText, seal: bytes):
    assert read_voucher(f" {qr_text(text, seal)}\n") == (text, seal)


@given(texts, seals, st.data())
def test_no_other_text_says_the_same(text: VoucherText, seal: bytes, data: st.DataObject):
    written = qr_text(text, seal)
    at = data.draw(st.integers(0, len(written) - 1))
    letter = data.draw(st.characters(min_codepoint=33, max_codepoint=126))
    other = written[:at] + letter + written[at + 1 :]
    assert other == written or read_voucher(other) != (text, seal)


def test_the_text_names_issuer_voucher_day_and_gift_and_nobody():
    text = VoucherText(issuer_of(PUBLIC), LAURA, date(2026, 4, 3), "Lavado")
    assert issuer_of(PUBLIC) == "E545QOZL"
    assert text.message() == b"VV1.E545QOZL.AZyvEDGAcACAAAAAAAAAuw.20260403.TGF2YWRv"


def test_a_text_is_genuine_as_signed_and_not_with_another_day_or_gift():
    text = VoucherText(issuer_of(PUBLIC), LAURA, date(2026, 4, 3), "Lavado")
    seal = KEY.sign(text.message())
    assert is_genuine(text, seal, PUBLIC, belongs)
    assert not is_genuine(text._replace(last_day=date(2027, 4, 3)), seal, PUBLIC, belongs)
    assert not is_genuine(text._replace(gift="Auto nuevo"), seal, PUBLIC, belongs)


def test_other_texts_are_no_voucher():
    text = VoucherText(issuer_of(PUBLIC), LAURA, date(2026, 4, 3), "Lavado")
    whole = qr_text(text, SEAL)
    head, day, gift, seal = whole.rsplit(".", 3)
    for other in (
        *("", "hola", "https://x.example/q/abc", whole[:-1], whole.replace("VV1", "VP1")),
        *(f"{head}.2026-04-03.{gift}.{seal}", f"{head}.20260230.{gift}.{seal}"),
        f"{head}.{day}..{seal}",
    ):
        assert read_voucher(other) is None


def test_a_code_is_eight_letters_and_figures_that_nobody_confuses():
    assert voucher_code(LAURA) == "2S263G70"
    assert spaced("2S263G70") == "2S26-3G70"


def test_a_voucher_holds_until_its_last_day_and_then_says_that_it_ended():
    assert judge_voucher(known(), date(2026, 4, 3)).word is VoucherWord.VALID
    assert judge_voucher(known(), date(2026, 4, 4)).word is VoucherWord.EXPIRED
    assert judge_voucher(known(withdrawn=True), date(2026, 4, 3)).word is VoucherWord.WITHDRAWN


def test_one_that_was_redeemed_says_when_and_where_even_after_its_last_day():
    answer = judge_voucher(known(redemptions=(mark(1, 5, "T03"),)), date(2026, 5, 1))
    assert answer == VoucherAnswer(VoucherWord.REDEEMED, answer.known, mark(1, 5, "T03"))
    assert answer.light is Light.AMBER


def test_only_what_may_be_handed_over_is_green():
    green = {word for word in VoucherWord if VoucherAnswer(word).light is Light.GREEN}
    assert green == {VoucherWord.VALID, VoucherWord.VALID_UNLISTED}


@given(st.lists(marks, max_size=6), st.data())
def test_whatever_order_redemptions_come_in_one_counts_and_none_is_dropped(
    told: list[RedemptionMark], data: st.DataObject
):
    told = list({one.record: one for one in told}.values())
    whole = with_marks(known(), told)
    shuffled = data.draw(st.permutations([*told, *told[:2]]))
    piece_by_piece = known()
    for one in shuffled:
        piece_by_piece = with_marks(piece_by_piece, (one,))
    assert piece_by_piece == whole
    assert {one.record for one in whole.redemptions} == {one.record for one in told}
    assert whole.redeemed() == min(told, key=lambda m: (m.at, str(m.record)), default=None)
    assert (conflicts([whole]) == [whole]) == (len(told) > 1)


@given(st.lists(marks, min_size=1, max_size=6), st.dates())
def test_what_was_redeemed_is_never_green_again(told: list[RedemptionMark], today: date):
    assert judge_voucher(with_marks(known(), told), today).light is Light.AMBER
