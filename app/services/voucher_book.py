"""The vouchers of the branch as pulled, with what was redeemed on this tablet on top."""

from collections.abc import Iterator
from uuid import UUID

from app.domain.contract import DownKind
from app.domain.quote_mails import MailState
from app.domain.vouchers import KnownVoucher, Redemption, RedemptionMark, with_marks
from app.services.showroom import Showroom
from app.storage.captures import SendState
from app.storage.store import Store

_DO_NOT_COUNT = frozenset({SendState.ATTENTION, SendState.CORRECTED, SendState.DISCARDED})


class VoucherBook:
    def __init__(self, store: Store, showroom: Showroom) -> None:
        self.store = store
        self.showroom = showroom

    def vouchers(self) -> list[KnownVoucher]:
        """Return those that were pulled, the soonest to end first."""
        pulled = self.store.mirror.documents(DownKind.VOUCHER, KnownVoucher)
        marks = list(self._marks())
        known = [with_marks(one, (mark for id_, mark in marks if id_ == one.id)) for one in pulled]
        return sorted(known, key=lambda one: (one.last_day, str(one.id)))

    def voucher(self, id_: UUID) -> KnownVoucher | None:
        """Return one that was pulled; it is named as the contact that it goes with."""
        known = self.store.mirror.document(DownKind.VOUCHER, str(id_), KnownVoucher)
        return None if known is None else self.marked(known)

    def of_customer(self, customer: UUID) -> list[KnownVoucher]:
        """Return those of one customer that were pulled."""
        pulled = self.store.mirror.documents_of(DownKind.VOUCHER, customer, KnownVoucher)
        return [self.marked(one) for one in pulled]

    def marked(self, known: KnownVoucher) -> KnownVoucher:
        """Return a voucher with what was redeemed here, and with the e-mail that waits here."""
        marked = with_marks(known, (mark for id_, mark in self._marks() if id_ == known.id))
        if known.mail is not MailState.SENT and known.id in self._mailed():
            return marked.model_copy(update={"mail": MailState.QUEUED})
        return marked

    def _mailed(self) -> set[UUID]:
        """Return the vouchers of which an e-mail was asked for here."""
        asked, taken_back = (
            self.store.captures.live("voucher_mail"),
            self.store.captures.retracted(),
        )
        return {
            UUID(wish.doc["refs"]["voucher"])
            for wish in asked
            if wish.state not in _DO_NOT_COUNT and UUID(wish.doc["id"]) not in taken_back
        }

    def _marks(self) -> Iterator[tuple[UUID, RedemptionMark]]:
        taken_back = self.store.captures.retracted()
        for made in self.store.captures.of_kind("redemption"):  # settled ones too: once is once
            doc, record = made.doc, UUID(made.doc["id"])
            if made.state in _DO_NOT_COUNT or record in taken_back:
                continue
            body = Redemption.model_validate(doc["body"])
            mark = RedemptionMark(
                record=record, at=made.at, by=doc["actor"], desk=body.desk, branch=doc["branch"]
            )
            yield UUID(doc["refs"]["voucher"]), mark
