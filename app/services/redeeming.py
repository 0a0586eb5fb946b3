"""«Canjear un vale»: read it, say what it is worth, redeem it once; with or without a network."""

from datetime import date
from uuid import UUID

from app.domain.contact_consent import NO_WAY, EmailWay, offers_by_email
from app.domain.doors import Light
from app.domain.events import DoorMeans
from app.domain.papers.provider import provider_of
from app.domain.papers.voucher import slip_of, voucher_pdf
from app.domain.passes import read_pass
from app.domain.problems import Code, Problem
from app.domain.quote_mails import MailState
from app.domain.reading import fold
from app.domain.signed_texts import typed_code
from app.domain.staff import Person
from app.domain.vouchers import (
    CODE_LENGTH,
    KnownVoucher,
    Redemption,
    VoucherAnswer,
    VoucherMail,
    VoucherText,
    VoucherWord,
    conflicts,
    is_genuine,
    issuer_of,
    judge_voucher,
    read_voucher,
    voucher_code,
)
from app.services.knowledge import Knowledge
from app.services.pass_seals import belongs
from app.services.recording import Draught, Recorder, Saved
from app.services.voucher_book import VoucherBook

FOUND = 6  # names shown
UNLISTED = UUID(int=0)  # the customer of a voucher that was not pulled


class Redeeming:
    def __init__(self, book: VoucherBook, knowledge: Knowledge, recorder: Recorder) -> None:
        self._book = book
        self._knowledge = knowledge
        self._showroom = book.showroom
        self._recorder = recorder

    def scan(self, scanned: str) -> VoucherAnswer:
        """Say what a QR or a typed code is worth; nothing is recorded by it."""
        read = read_voucher(scanned)
        if read is None:
            if read_pass(scanned) is not None:
                return VoucherAnswer(VoucherWord.IS_PASS)
            return self._by_code(scanned)
        text, seal = read
        key = self._showroom.branch().voucher_key
        if not key:
            return VoucherAnswer(VoucherWord.UNCHECKED)
        if text.issuer != issuer_of(key):
            return VoucherAnswer(VoucherWord.FOREIGN)
        if not is_genuine(text, seal, key, belongs):
            return VoucherAnswer(VoucherWord.FORGED)
        listed = self._book.voucher(text.voucher)
        return self._judged(listed) if listed is not None else self._not_pulled(text, scanned)

    def judge(self, id_: UUID) -> VoucherAnswer:
        """Say what a voucher is worth that was found by a name or a card."""
        listed = self._book.voucher(id_)
        return VoucherAnswer(VoucherWord.UNKNOWN_CODE) if listed is None else self._judged(listed)

    def of_contact(self, due: UUID) -> KnownVoucher | None:
        """Return the voucher that a contact brings, while it can be told of."""
        known = self._book.voucher(due)
        return known if known is not None and self._is_open(known) else None

    def of_customer(self, customer: UUID) -> list[KnownVoucher]:
        """Return what a customer may redeem today."""
        return [one for one in self._book.of_customer(customer) if self._is_open(one)]

    def find(self, typed: str) -> list[KnownVoucher]:
        """Return the open vouchers whose short name has what was typed, the soonest to end first."""
        wanted = fold(typed)
        if not wanted:
            return []
        vouchers = (one for one in self._book.vouchers() if self._is_open(one))
        return [one for one in vouchers if wanted in fold(one.name)][:FOUND]

    def open_count(self) -> int:
        """Return how many vouchers may be redeemed here today."""
        return sum(self._is_open(one) for one in self._book.vouchers())

    def conflicts(self) -> list[KnownVoucher]:
        """Return the vouchers that two tablets redeemed without knowing of each other."""
        return conflicts(self._book.vouchers())

    def redeem(self, actor: Person, answer: VoucherAnswer, means: DoorMeans) -> Saved:
        """Record that the gift was handed over.

        Raises ``Problem(NOT_ALLOWED)`` unless the voucher still is worth it: it is asked again here.
        """
        known = answer.known
        if known is None:
            raise Problem(Code.NOT_ALLOWED, field="voucher")
        again = self._judged(self._book.voucher(known.id) or self._book.marked(known))
        if again.light is not Light.GREEN:
            raise Problem(Code.NOT_ALLOWED, field="voucher", detail=again.word)
        refs = {"voucher": known.id}
        if known.customer != UNLISTED:
            refs["customer"] = known.customer
        body = Redemption(means=means, desk=self._showroom.device())
        return self._recorder.record(actor, Draught("redemption", body, refs))

    def undo(self, actor: Person, record: UUID) -> None:
        self._recorder.undo(actor, record)

    def email_way(self, known: KnownVoucher) -> EmailWay:
        """Return where a voucher may go by e-mail, as far as this tablet knows."""
        customer = self._knowledge.customer(known.customer)
        return offers_by_email(customer) if customer is not None else NO_WAY

    def send_mail(self, actor: Person, voucher: UUID) -> Saved:
        """Have the server send a voucher by e-mail as soon as it hears of it, once.

        Raises ``Problem(NOT_ALLOWED)`` where it is worth nothing, is on its way, or may not go.
        """
        known = self._book.voucher(voucher)
        on_its_way = known is not None and known.mail in {MailState.QUEUED, MailState.SENT}
        if known is None or on_its_way or not self._is_open(known):
            raise Problem(Code.NOT_ALLOWED, field="voucher")
        address, allowed = self.email_way(known)
        if address is None or not allowed:
            raise Problem(Code.NOT_ALLOWED, field="email")
        refs = {"voucher": known.id, "customer": known.customer}
        return self._recorder.record(actor, Draught("voucher_mail", VoucherMail(), refs))

    def paper(self, known: KnownVoucher) -> bytes:
        """Return a voucher as a PDF to print."""
        branch = self._showroom.branch()
        return voucher_pdf(slip_of(known, branch.country), known.name, provider_of(branch))

    def _by_code(self, typed: str) -> VoucherAnswer:
        code = typed_code(typed)
        if len(code) != CODE_LENGTH:
            return VoucherAnswer(VoucherWord.NOT_A_VOUCHER)
        found = next((one for one in self._book.vouchers() if voucher_code(one.id) == code), None)
        return VoucherAnswer(VoucherWord.UNKNOWN_CODE) if found is None else self._judged(found)

    def _not_pulled(self, text: VoucherText, scanned: str) -> VoucherAnswer:
        """Judge a genuine voucher that this tablet was never told of by what it says itself."""
        known = KnownVoucher(
            id=text.voucher,
            programme="",
            customer=UNLISTED,
            branch=self._showroom.branch().code,
            name="",
            gift=text.gift,
            issued_on=text.last_day,
            last_day=text.last_day,
            text=scanned.strip(),
        )
        answer = self._judged(self._book.marked(known))
        if answer.word is VoucherWord.VALID:
            return answer._replace(word=VoucherWord.VALID_UNLISTED)
        return answer

    def _judged(self, known: KnownVoucher) -> VoucherAnswer:
        return judge_voucher(known, self._today())

    def _is_open(self, known: KnownVoucher) -> bool:
        return judge_voucher(known, self._today()).word is VoucherWord.VALID

    def _today(self) -> date:
        return self._showroom.now().date()
