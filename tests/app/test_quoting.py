"""A quote on the tablet: built, numbered, sealed, superseded and verified, all without a network."""

import shutil
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from app.domain.catalogue import DeviceKey
from app.domain.money import AmountDoubt, AmountReading, Currency, Money
from app.domain.people import Country
from app.domain.problems import Code, Problem
from app.domain.quote_parts import LineKind
from app.domain.quote_rules import FaultCode, Terms
from app.domain.quote_seals import Truth, qr_text
from app.domain.quote_standing import KnownQuote, Standing
from app.domain.quotes import LostReason, QuoteEnd
from app.domain.taxes import tax_on
from app.services.quote_forms import Place, read_typed, typed
from tests.app.fakes import FakeServer
from tests.app.quote_rig import form_for, publish_prices, visited, with_credit, with_line
from tests.app.rig import Rig, customer
from tests.builders import CARLA, ROSA, HandClock

URL = "http://127.0.0.1:1"


@pytest.fixture
def priced(rig: Rig, server: FakeServer) -> Rig:
    publish_prices(server)
    rig.sync()
    return rig


def test_without_a_price_list_there_is_nothing_to_quote(rig: Rig):
    assert rig.tablet.quoting.offers() is None


def test_a_version_comes_with_its_prices_and_the_customer_of_the_visit(priced: Rig):
    form = form_for(priced, visited(priced))

    assert (form.name, form.phone) == ("Ana Prueba", "9 5555 0001")
    assert [(line.kind, line.amount) for line in form.options[0].lines] == [
        (LineKind.LIST_PRICE, "18.845.000"),
        (LineKind.BRAND_BONUS, "1.000.000"),
        (LineKind.FINANCE_BONUS, "700.000"),
    ]


def test_a_saved_quote_is_frozen_numbered_and_sealed(priced: Rig):
    form = with_credit(form_for(priced, visited(priced), benefits=frozenset({"frenado"})))
    saved = priced.tablet.quoting.save(CARLA, form)

    quote = saved.quote
    assert (quote.number, quote.version, quote.demo) == ("T01-000001", 1, True)
    assert (quote.issued_on, quote.expires_on) == (date(2026, 3, 2), date(2026, 3, 9))
    assert quote.totals()[0].cash.amount == 17_845_000
    assert [card.feature for card in quote.benefits] == ["Frenado autónomo"]
    assert len(quote.annex.services) == 4
    assert quote.issuer.seller == "Carla Modelo"
    captured = priced.store.captures.find(saved.saved.record)
    assert captured is not None
    assert captured.doc["refs"]["customer"] == str(form.customer)


def test_the_bonus_for_a_credit_waits_until_there_is_one(priced: Rig):
    form = form_for(priced, visited(priced))
    cash = priced.tablet.quoting.save(CARLA, form).quote
    [total], [option] = cash.totals(), cash.options
    assert (total.cash.amount, total.financed) == (17_845_000, None)
    assert [line.kind for line in option.lines] == [LineKind.LIST_PRICE, LineKind.BRAND_BONUS]

    [total] = priced.tablet.quoting.save(CARLA, with_credit(form)).quote.totals()
    assert total.financed is not None
    assert (total.cash.amount, total.financed.amount) == (17_845_000, 17_145_000)


def test_numbers_go_on_and_survive_a_new_process(priced: Rig):
    form = with_credit(form_for(priced, visited(priced)))
    numbers = [priced.tablet.quoting.save(CARLA, form).quote.number for _ in range(2)]
    priced.reopen()
    numbers.append(priced.tablet.quoting.save(CARLA, form).quote.number)

    assert numbers == ["T01-000001", "T01-000002", "T01-000003"]


def test_numbers_are_unique_over_fifty_offline_tablets_and_a_copy_of_one(
    tmp_path: Path, clock: HandClock, server: FakeServer
):
    publish_prices(server)
    numbers: list[str] = []
    for place in range(50):
        rig = Rig(tmp_path / f"tablet-{place}", clock, lambda _url: server)
        rig.enrol()
        rig.sync()
        form = with_credit(form_for(rig, visited(rig)))
        numbers += [rig.tablet.quoting.save(CARLA, form).quote.number for _ in range(2)]
        rig.store.close()
    shutil.copytree(tmp_path / "tablet-7", tmp_path / "copy")
    for folder in ("tablet-7", "copy"):
        again = Rig(tmp_path / folder, clock, lambda _url: server)
        form = with_credit(form_for(again, visited(again)))
        numbers += [again.tablet.quoting.save(CARLA, form).quote.number for _ in range(3)]
        again.store.close()

    assert len(numbers) == 106
    assert len(set(numbers)) == 106
    assert numbers[100] == "T08-000003"


def test_amounts_of_the_other_country_are_doubted_and_never_a_thousand_times_off(priced: Rig):
    form = with_credit(form_for(priced, visited(priced)))
    wrong = with_line(form, kind=LineKind.FREE, text="Otro", amount="1,234,567")
    checked = priced.tablet.quoting.check(wrong)

    doubted = checked.doubts[Place(0, 3)]
    assert doubted.doubt is AmountDoubt.WRONG_SEPARATOR
    assert doubted.suggestion is not None
    assert doubted.suggestion.amount == 1_234_567
    assert checked.totals == (None,)
    with pytest.raises(Problem) as refused:
        priced.tablet.quoting.save(CARLA, wrong)
    assert refused.value.code is Code.INVALID_FIELD


@pytest.mark.parametrize(
    ("kind", "amount", "fault"),
    [
        (LineKind.DISCOUNT, "18.000.000", FaultCode.DISCOUNT_ABOVE_PRICE),
        (LineKind.TRADE_IN, "17.500.000", FaultCode.TRADE_IN_ABOVE_TOTAL),
    ],
)
def test_what_cannot_be_quoted_is_said_and_not_saved(priced: Rig, kind, amount, fault):
    form = with_line(with_credit(form_for(priced, visited(priced))), kind=kind, amount=amount)

    assert [found.code for _, found in priced.tablet.quoting.check(form).faults] == [fault]
    with pytest.raises(Problem) as refused:
        priced.tablet.quoting.save(CARLA, form)
    assert refused.value.code is Code.INVALID_FIELD


def test_an_insurance_in_uf_is_counted_at_the_rate_of_the_day(priced: Rig):
    form = with_credit(form_for(priced, visited(priced)))
    form = with_line(form, kind=LineKind.INSURANCE, amount="UF 37,25")
    quote = priced.tablet.quoting.save(CARLA, form).quote

    assert quote.options[0].lines[-1].amount == 1_471_835
    assert (
        priced.tablet.quoting.again(priced.tablet.quote_book.recent()[0].id)
        .options[0]
        .lines[-1]
        .amount
        == "UF 37,25"
    )


def test_a_refused_save_gives_no_number_away(priced: Rig):
    sound = with_credit(form_for(priced, visited(priced)))
    with pytest.raises(Problem):
        priced.tablet.quoting.save(CARLA, with_line(sound, kind="discount", amount="30.000.000"))
    with pytest.raises(Problem):
        priced.tablet.quoting.save(ROSA, sound)
    assert priced.tablet.quoting.save(CARLA, sound).quote.number == "T01-000001"


def test_the_new_version_of_a_cash_quote_still_offers_the_bonus_for_a_credit(priced: Rig):
    cash = priced.tablet.quoting.save(CARLA, form_for(priced, visited(priced)))

    again = priced.tablet.quoting.again(cash.saved.record)
    assert [(line.kind, line.amount) for line in again.options[0].lines] == [
        (LineKind.LIST_PRICE, "18.845.000"),
        (LineKind.BRAND_BONUS, "1.000.000"),
        (LineKind.FINANCE_BONUS, "700.000"),
    ]
    [total] = priced.tablet.quoting.save(CARLA, with_credit(again)).quote.totals()
    assert total.financed is not None
    assert total.financed.amount == 17_145_000


def test_a_new_version_keeps_the_number_and_names_the_one_before(priced: Rig):
    form = with_credit(form_for(priced, visited(priced)))
    first = priced.tablet.quoting.save(CARLA, form)
    again = priced.tablet.quoting.again(first.saved.record)
    assert again.options[0].credit == with_credit(form, yearly_cost="18,90").options[0].credit
    second = priced.tablet.quoting.save(CARLA, again)

    assert (second.quote.number, second.quote.version) == ("T01-000001", 2)
    assert second.quote.options == first.quote.options
    captured = priced.store.captures.find(second.saved.record)
    assert captured is not None
    assert captured.doc["refs"] == {
        "customer": str(form.customer),
        "quote": str(first.saved.record),
    }


def test_an_expired_list_is_quoted_with_its_warning(rig: Rig, server: FakeServer, clock: HandClock):
    publish_prices(server)
    rig.sync()
    clock.pass_by(days=31)
    known = rig.tablet.quoting.offers()
    assert known is not None
    assert known.stale
    saved = rig.tablet.quoting.save(CARLA, with_credit(form_for(rig, visited(rig))))
    assert saved.quote.confirm_prices


def test_another_tablet_verifies_offline_and_one_flipped_byte_fails(
    tmp_path: Path, clock: HandClock, priced: Rig, server: FakeServer
):
    form = with_credit(form_for(priced, visited(priced)))
    scanned = qr_text(priced.tablet.quoting.save(CARLA, form).quote, URL)
    other = Rig(tmp_path / "other", clock, lambda _url: server)
    other.enrol()
    other.sync()

    assert other.tablet.quote_verifying.verify(scanned).verdict.truth is Truth.UNKNOWN_KEY
    assert priced.tablet.quote_verifying.verify(scanned).verdict.truth is Truth.GENUINE
    identity = priced.store.state.identity()
    assert identity is not None
    key = DeviceKey(
        device=identity.device,
        epoch=identity.epoch,
        code="T01",
        public_key=priced.store.keys.public_key(),
    )
    server.publish("device_key", str(identity.epoch), key)
    other.sync()
    verified = other.tablet.quote_verifying.verify(scanned)
    assert (verified.verdict.truth, verified.standing) == (Truth.GENUINE, None)
    flipped = scanned.replace("CLP1", "CLP2")
    assert other.tablet.quote_verifying.verify(flipped).verdict.truth is Truth.ALTERED
    clock.pass_by(days=8)
    assert other.tablet.quote_verifying.verify(scanned).standing is Standing.EXPIRED
    other.store.close()


def test_the_link_is_in_the_message_once_the_server_has_the_quote(priced: Rig):
    form = with_credit(form_for(priced, visited(priced)))
    saved = priced.tablet.quoting.save(CARLA, form)
    book = priced.tablet.quote_book
    assert book.link(saved.saved.record) is None
    assert "http" not in book.message(saved.saved.record)
    priced.sync()
    assert book.link(saved.saved.record) == f"{URL}/q/{saved.quote.token}"
    assert book.message(saved.saved.record) == (
        "Automotriz Demo: cotización T01-000001, Demo Terra 5 Limited 2.0 AT 2026, $17.845.000."
        f" Vale hasta el lun 09-03-2026. {URL}/q/{saved.quote.token}"
    )


def test_a_quote_that_lapsed_is_asked_about_until_its_reason_is_told(
    priced: Rig, server: FakeServer, clock: HandClock
):
    saved = priced.tablet.quoting.save(CARLA, with_credit(form_for(priced, visited(priced))))
    priced.sync()
    known = KnownQuote(
        id=saved.saved.record, customer=UUID(int=5), branch="NUNOA", seller="carla", at=0,
        quote=saved.quote,
    )  # fmt: skip
    server.publish("quote", str(known.id), known)
    priced.sync()
    assert priced.tablet.quote_book.lapsed(CARLA) == []
    clock.pass_by(days=8)
    assert [one.id for one in priced.tablet.quote_book.lapsed(CARLA)] == [known.id]
    priced.tablet.quoting.end(CARLA, known.id, QuoteEnd.LOST, LostReason.PRICE)
    assert priced.tablet.quote_book.lapsed(CARLA) == []


def test_somebody_we_know_is_offered_more_and_a_stranger_is_not(priced: Rig, server: FakeServer):
    stranger = form_for(priced, visited(priced), "terra-5-comfort")
    assert priced.tablet.quoting.suggest(stranger, 0) == ()
    known = customer(UUID(int=9))
    server.publish("customer", str(known.id), known)
    priced.sync()
    ours = stranger.model_copy(update={"customer": known.id})
    offered = [one.offer.code for one in priced.tablet.quoting.suggest(ours, 0)]
    assert offered == ["terra-5-limited", "mantencion-3", "gancho"]


def test_an_unfinished_quote_waits_for_its_customer(priced: Rig):
    form = form_for(priced, visited(priced))
    priced.tablet.quoting.save_draft(CARLA, form)
    assert priced.tablet.quoting.draft(CARLA, form.customer) == form
    assert priced.tablet.quoting.draft(CARLA, UUID(int=3)) is None
    priced.tablet.quoting.save(CARLA, with_credit(form))
    assert priced.tablet.quoting.draft(CARLA, form.customer) is None


def test_a_quote_is_taken_back_within_ten_seconds(priced: Rig, clock: HandClock):
    saved = priced.tablet.quoting.save(CARLA, with_credit(form_for(priced, visited(priced))))
    assert [one.id for one in priced.tablet.quote_book.recent()] == [saved.saved.record]
    clock.pass_by(seconds=9)
    priced.tablet.quoting.undo(CARLA, saved.saved.record)
    assert priced.tablet.quote_book.recent() == []


@pytest.mark.parametrize(
    ("amount", "currency", "country", "text"),
    [
        (1_234_567, "CLP", Country.CL, "1.234.567"),
        (2_599_050, "USD", Country.PE, "25,990.50"),
        (120_000, "USD", Country.PE, "1,200.00"),
        (372_500, "CLF", Country.CL, "UF 37,25"),
        (372_510, "CLF", Country.CL, "UF 37,2510"),
        (12_345_600, "CLF", Country.CL, "UF 1.234,56"),
    ],
)
def test_what_a_form_shows_is_read_again_as_it_was(amount, currency, country, text):
    money = Money(amount=amount, currency=Currency(currency))
    terms = Terms(country, Currency(currency), tax_on(country, date(2026, 3, 2)))
    assert typed(money, country) == text
    assert read_typed(text, terms) == AmountReading(money)
