"""The QR of a quote: genuine as signed, altered by one flipped bit, never «false» without a key."""

from datetime import date
from uuid import UUID

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from app.domain.catalogue import DeviceKey
from app.domain.money import Currency, Money
from app.domain.quote_parts import LineKind
from app.domain.quote_seals import Truth, page_url, qr_text, sealed_text, token, verify
from tests.domain.quote_builders import SHOWN, TOKEN, line, option, quote, quote_in_dollars

PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
URL = "https://vitrina.example"
T07 = DeviceKey(
    device=UUID(int=7),
    epoch=UUID(int=8),
    code="T07",
    public_key=PRIVATE.public_key().public_bytes_raw().hex(),
)


def check(key, message, seal):
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(seal, message)
    except InvalidSignature:
        return False
    return True


def sealed(draft):
    seal = PRIVATE.sign(sealed_text(draft).message()).hex()
    return draft.model_copy(update={"seal": seal})


SCANNED = qr_text(sealed(quote()), URL)


def test_the_signed_text_names_number_version_total_last_day_and_token_only():
    assert sealed_text(quote()).message() == (
        b"VQ1.T07.T07-000417.1.CLP12699230.20261130.AAECAwQFBgcICQoLDA0ODw"
    )


def test_the_qr_is_the_address_of_the_public_page():
    assert SCANNED.startswith(f"{URL}/q/{TOKEN}?s=VQ1.T07.")
    assert page_url(quote(), f"{URL}/") == f"{URL}/q/{TOKEN}"


def test_nothing_in_the_qr_tells_who_the_customer_is():
    for personal in ("Ana", "Prueba", "11.111.111-1", "11111111"):
        assert personal not in SCANNED


def test_what_a_tablet_signed_is_genuine_and_says_what_it_says():
    verdict = verify(SCANNED, [T07], check)
    assert verdict.truth is Truth.GENUINE
    assert verdict.says is not None
    assert verdict.says.number == "T07-000417"
    assert verdict.says.totals == (Money(amount=12_699_230, currency=Currency.CLP),)
    assert verdict.says.expires_on == date(2026, 11, 30)


def test_both_options_are_sealed():
    two = sealed(quote_in_dollars(options=(quote_in_dollars().options[0],) * 2))
    verdict = verify(qr_text(two, URL), [T07], check)
    assert verdict.truth is Truth.GENUINE
    assert verdict.says is not None
    assert [money.amount for money in verdict.says.totals] == [2_694_050, 2_694_050]


def test_a_key_that_is_not_here_is_unknown_and_never_false():
    assert verify(SCANNED, [], check).truth is Truth.UNKNOWN_KEY


def test_the_key_of_a_tablet_out_of_service_is_said():
    revoked = T07.model_copy(update={"revoked": True})
    assert verify(SCANNED, [revoked], check).truth is Truth.REVOKED_KEY


@given(st.integers(0, len(SCANNED) - 1), st.integers(0, 6))
def test_one_flipped_bit_is_never_genuine(place, bit):
    start = SCANNED.index("/q/") + 3
    place = max(place, start)
    other = chr(ord(SCANNED[place]) ^ (1 << bit))
    flipped = SCANNED[:place] + other + SCANNED[place + 1 :]
    assert verify(flipped, [T07], check).truth is not Truth.GENUINE


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("CLP12699230", "CLP02699230"),
        ("20261130", "20271130"),
        (".1.CLP", ".2.CLP"),
        ("T07-000417", "T07-000418"),
        ("20261130", "20261330"),
        ("CLP12699230", "XXX12699230"),
        ("CLP12699230", "CLP99999999999999"),
    ],
)
def test_a_changed_total_day_version_or_number_is_altered(old, new):
    assert verify(SCANNED.replace(old, new), [T07], check).truth is Truth.ALTERED


def test_a_true_text_under_the_address_of_another_quote_is_altered():
    other = SCANNED.replace(f"/q/{TOKEN}", f"/q/{'B' * 22}")
    assert verify(other, [T07], check).truth is Truth.ALTERED


@pytest.mark.parametrize(
    "text", ["", "hola", "https://x.example/", "https://[x", f"{URL}/q/{TOKEN}", f"{URL}/q/a?s=x"]
)
def test_another_qr_is_not_one_of_ours(text):
    assert verify(text, [T07], check).truth is Truth.UNREADABLE


@given(st.text())
def test_any_text_can_be_scanned(text):
    assert verify(text, [T07], check).truth is not Truth.GENUINE


def test_a_token_is_128_random_bits():
    assert token(lambda size: bytes(range(size))) == TOKEN


def test_the_seal_covers_the_lines_through_their_total():
    dearer = option(*SHOWN.lines, line(LineKind.FREE, 1), payments=SHOWN.payments)
    moved = sealed(quote()).model_copy(update={"options": (dearer,)})
    assert verify(qr_text(moved, URL), [T07], check).truth is Truth.ALTERED
