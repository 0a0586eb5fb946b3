"""A voucher by e-mail: once, to who allowed it, and the tablets see how it fares."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest

from app.domain.consent import Channel, Decision
from app.domain.contract import Retraction
from app.domain.visits import Consent, Profile
from app.domain.vouchers import VoucherMail
from sync_server.storage.tables import mail
from tests.builders import decision, email, record_id
from tests.sync_server.mail_server import MailServer, mail_server
from tests.sync_server.offices import Server
from tests.sync_server.test_mails import mailing
from tests.sync_server.test_vouchers import House

LAURA = "laura@ejemplo.example"


class Gift:
    """A house whose Laura has a voucher, an e-mail and, unless she did not, allowed offers by it."""

    def __init__(self, server: Server, *, allowed: bool = True) -> None:
        self.server = server
        self.house = House(server)
        tablet = self.house.tablet
        self.of = {"customer": self.house.record}
        told = [tablet.record("profile", Profile(email=email(LAURA)), self.of)]
        if allowed:
            said = Consent(decisions=(decision(Channel.EMAIL),))
            told.append(tablet.record("consent", said, self.of))
        server.take(tablet, *told)
        self.house.plan()

    def known(self) -> dict[str, Any]:
        [one] = self.house.vouchers()
        return one

    def ask(self) -> dict[str, Any]:
        known, tablet = self.known(), self.house.tablet
        refs = {"voucher": UUID(known["id"]), "customer": UUID(known["customer"])}
        wish = tablet.record("voucher_mail", VoucherMail(), refs)
        assert [one.code for one in self.server.take(tablet, wish)] == [None]
        return wish

    def queue(self) -> list[tuple[str, str]]:
        return [(row["state"], row["reason"]) for row in self.server.rows(mail)]


@pytest.fixture
def post() -> Iterator[MailServer]:
    with mail_server() as opened:
        yield opened


def test_it_goes_out_with_its_paper_and_the_tablets_see_it_queued_and_then_sent(
    server: Server, post: MailServer
):
    gift = Gift(server)
    assert gift.known()["mail"] is None
    gift.ask()
    assert gift.known()["mail"] == "queued"

    assert mailing(server, post.url).send_due() == 1

    [(recipient, letter)] = post.taken
    assert (recipient, letter["Subject"]) == (LAURA, "Un regalo para usted · Automotriz Demo")
    body = letter.get_body()
    assert body is not None
    said = body.get_content()
    assert "le tiene un regalo: Lavado de cortesía." in said
    assert "hasta el vie 03-04-2026" in said
    [paper] = letter.iter_attachments()
    assert paper.get_content().startswith(b"%PDF")
    assert gift.known()["mail"] == "sent"


def test_however_many_ask_it_is_sent_once(server: Server, post: MailServer):
    gift = Gift(server)
    gift.ask()
    gift.ask()

    assert mailing(server, post.url).send_due() == 1
    gift.ask()
    server.clock.pass_by(hours=1)
    assert mailing(server, post.url).send_due() == 0

    assert len(post.taken) == 1
    assert gift.queue() == [("sent", ""), ("failed", "already_sent"), ("failed", "already_sent")]
    assert gift.known()["mail"] == "sent"


def test_who_did_not_allow_offers_by_e_mail_gets_none_and_may_be_asked_again(
    server: Server, post: MailServer
):
    gift = Gift(server, allowed=False)
    gift.ask()
    assert mailing(server, post.url).send_due() == 0
    assert gift.queue() == [("failed", "no_consent")]
    assert gift.known()["mail"] == "failed"

    yes = Consent(decisions=(decision(Channel.EMAIL),))
    server.take(gift.house.tablet, gift.house.tablet.record("consent", yes, gift.of))
    gift.ask()
    assert mailing(server, post.url).send_due() == 1
    assert gift.known()["mail"] == "sent"


def test_a_permission_withdrawn_meanwhile_an_undone_wish_and_a_redeemed_gift_send_nothing(
    server: Server, post: MailServer
):
    gift = Gift(server)
    tablet = gift.house.tablet
    undone = {"record": record_id(gift.ask())}
    server.take(tablet, tablet.record("retraction", Retraction(), undone))
    mailing(server, post.url).send_due()
    gift.ask()
    server.take(tablet, gift.house.redemption(gift.known(), tablet))
    mailing(server, post.url).send_due()
    gift.ask()
    no = Consent(decisions=(decision(Channel.EMAIL, Decision.WITHDRAW),))
    server.take(tablet, tablet.record("consent", no, gift.of))
    mailing(server, post.url).send_due()

    assert post.taken == []
    reasons = [reason for _, reason in gift.queue()]
    assert reasons == ["taken_back", "voucher_redeemed", "voucher_redeemed"]
