"""A quote asked for by e-mail is queued, sent once, tried again, and its tablets learn how it went."""

import base64
import time
from collections.abc import Iterator
from typing import Any

import pypdfium2
import pytest

from app.domain.contract import DownKind, Retraction
from app.domain.emails import read_email
from app.domain.quote_mails import QuoteMail
from app.domain.quotes import QuoteAct, QuoteEnd
from sync_server import logs
from sync_server.services.mail_report import NO_SMTP, listed
from sync_server.services.mailing import MAX_TRIES, Mailing
from sync_server.services.rounds import at_work
from sync_server.services.smtp import smtp
from sync_server.storage.tables import mail
from tests.builders import Tablet, phone, record_id, visit
from tests.domain.quote_builders import quote
from tests.sync_server.mail_server import MailServer, mail_server
from tests.sync_server.offices import Mirror, Server

ANA = "ana@prueba.example"
UNREACHABLE = "smtp://127.0.0.1:9"


class Asked:
    """A quote at the server, and a tablet that asks for it by e-mail."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.tablet: Tablet = server.tablet()
        came = self.tablet.record("visit", visit(phone=phone()))
        self.quote = self.tablet.record("quote", quote(), {"customer": record_id(came)})
        self.refs = {"customer": record_id(came), "quote": record_id(self.quote)}
        server.take(self.tablet, came, self.quote)

    def ask(self, typed: str = ANA) -> dict[str, Any]:
        wish = QuoteMail(to=read_email(typed).field)
        sent = self.tablet.record("quote_mail", wish, self.refs)
        (report,) = self.server.take(self.tablet, sent)
        assert report.code is None
        return sent

    def queue(self) -> list[tuple[str, str, int]]:
        return [(row["state"], row["reason"], row["tries"]) for row in self.server.rows(mail)]

    def told(self) -> str | None:
        """Return what a tablet knows of the e-mail; what it holds is what the server counts."""
        mirror = Mirror(self.server.api, self.tablet.token)
        assert mirror.pull() == mirror.digest()
        (known,) = mirror.documents(DownKind.QUOTE)
        found: str | None = known["mail"]
        return found


def mailing(server: Server, url: str) -> Mailing:
    sender = "Autos Demo <ventas@autos.example>"
    return Mailing(server.database, server.clock, server.office.address, sender, smtp(url))


def words_of(paper: bytes) -> str:
    return str(pypdfium2.PdfDocument(paper)[0].get_textpage().get_text_bounded())


@pytest.fixture
def asked(server: Server) -> Asked:
    return Asked(server)


@pytest.fixture
def post() -> Iterator[MailServer]:
    with mail_server() as opened:
        yield opened


def test_the_paper_goes_to_the_address_and_the_tablets_learn_that_it_went(
    asked: Asked, post: MailServer
):
    sent = asked.ask()
    assert asked.queue() == [("queued", "", 0)]
    assert asked.told() == "queued"

    assert mailing(asked.server, post.url).send_due() == 1

    [(recipient, letter)] = post.taken
    assert recipient == ANA
    assert letter["From"] == "Autos Demo <ventas@autos.example>"
    assert letter["Subject"] == "Cotización T07-000417 · Terra 5 Limited 2.0 AT 2026"
    assert letter["Message-ID"] == f"<{sent['id']}@autos.example>"
    body = letter.get_body(("plain",))
    assert body is not None
    assert "http://vitrina.example/q/" in body.get_content()
    [paper] = letter.iter_attachments()
    assert paper.get_filename() == "cotizacion-T07-000417-v1.pdf"
    assert "T07-000417" in words_of(paper.get_content())
    assert asked.queue() == [("sent", "", 1)]
    assert asked.told() == "sent"


def test_a_record_that_comes_twice_is_one_e_mail(asked: Asked, post: MailServer):
    sent = asked.ask()
    asked.server.take(asked.tablet, sent)
    sender = mailing(asked.server, post.url)
    assert (sender.send_due(), sender.send_due()) == (1, 0)
    assert len(post.taken) == 1


def test_a_later_word_on_the_quote_keeps_what_is_known_of_its_e_mail(
    asked: Asked, post: MailServer
):
    asked.ask()
    mailing(asked.server, post.url).send_due()
    sold = QuoteAct(end=QuoteEnd.SOLD)
    asked.server.take(asked.tablet, asked.tablet.record("quote_act", sold, asked.refs))
    assert asked.told() == "sent"


def test_a_mail_server_that_does_not_answer_is_tried_again_later_and_not_before(
    asked: Asked, post: MailServer
):
    asked.ask()
    assert mailing(asked.server, UNREACHABLE).send_due() == 0
    assert asked.queue() == [("queued", "unreachable", 1)]

    assert mailing(asked.server, post.url).send_due() == 0
    asked.server.clock.pass_by(minutes=1)
    assert mailing(asked.server, post.url).send_due() == 1
    assert asked.queue() == [("sent", "", 2)]


def test_after_a_day_of_trying_it_has_failed(asked: Asked):
    asked.ask()
    sender = mailing(asked.server, UNREACHABLE)
    for _ in range(MAX_TRIES + 1):
        sender.send_due()
        asked.server.clock.pass_by(hours=6)
    assert asked.queue() == [("failed", "unreachable", 12)]
    assert asked.told() == "failed"


@pytest.mark.parametrize(
    ("answer", "state", "reason"),
    [
        ("550 no such mailbox", "failed", "refused_550"),
        ("450 full just now", "queued", "refused_450"),
    ],
)
def test_an_address_that_the_mail_server_refuses(
    asked: Asked, post: MailServer, answer: str, state: str, reason: str
):
    post.refusal = answer
    asked.ask()
    mailing(asked.server, post.url).send_due()
    assert asked.queue() == [(state, reason, 1)]


def test_an_address_nobody_can_read_fails_at_once(asked: Asked, post: MailServer):
    asked.ask("ana arroba prueba")
    mailing(asked.server, post.url).send_due()
    assert asked.queue() == [("failed", "no_address", 0)]
    assert post.taken == []


def test_an_e_mail_that_comes_before_its_quote_waits_for_it(server: Server, post: MailServer):
    tablet = server.tablet()
    came = tablet.record("visit", visit(phone=phone()))
    late = tablet.record("quote", quote(), {"customer": record_id(came)})
    refs = {"customer": record_id(came), "quote": record_id(late)}
    server.take(
        tablet, came, tablet.record("quote_mail", QuoteMail(to=read_email(ANA).field), refs)
    )
    mailing(server, post.url).send_due()
    assert server.rows(mail)[0]["reason"] == "quote_not_here"

    server.take(tablet, late)
    server.clock.pass_by(minutes=1)
    assert mailing(server, post.url).send_due() == 1


def test_neither_an_annulled_quote_nor_an_undone_wish_is_sent(asked: Asked, post: MailServer):
    undone = asked.ask()
    retraction = asked.tablet.record("retraction", Retraction(), {"record": record_id(undone)})
    asked.server.take(asked.tablet, retraction)
    sender = mailing(asked.server, post.url)
    sender.send_due()
    voided = QuoteAct(end=QuoteEnd.VOIDED)
    asked.server.take(asked.tablet, asked.tablet.record("quote_act", voided, asked.refs))
    asked.ask()
    sender.send_due()

    assert sorted(asked.queue()) == [("failed", "quote_voided", 1), ("failed", "taken_back", 1)]
    assert post.taken == []


def test_the_password_of_the_settings_is_what_the_mail_server_hears(asked: Asked, post: MailServer):
    asked.ask()
    url = post.url.replace("smtp://", "smtp://demo:dos%40palabras@")
    assert mailing(asked.server, url).send_due() == 1
    assert [base64.b64decode(heard) for heard in post.signed_in] == [b"\0demo\0dos@palabras"]


def test_without_a_mail_server_the_list_says_so(asked: Asked):
    sent = asked.ask()
    office = asked.server.office
    with asked.server.database.reading() as connection:
        [without] = listed(connection, office, {})
        [with_one] = listed(connection, office._replace(sends_mail=True), {})
        rest = listed(connection, office, {"after": sent["id"]})
    assert (without["state"], without["reason"], without["number"]) == (
        "queued",
        NO_SMTP,
        "T07-000417",
    )
    assert with_one["reason"] == ""
    assert rest == []


def test_a_thread_sends_while_the_server_serves_and_logs_nobody(
    asked: Asked, post: MailServer, capsys: pytest.CaptureFixture[str]
):
    logs.configure()
    asked.ask()
    with at_work("mailing", 0.01, mailing(asked.server, post.url).send_due):
        deadline = time.monotonic() + 10
        while asked.told() != "sent":
            assert time.monotonic() < deadline
            time.sleep(0.02)
    logged = capsys.readouterr().err
    assert "mail_sent" in logged
    assert ANA not in logged
