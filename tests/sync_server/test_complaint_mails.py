"""The copy of a complaint and its written answer go by e-mail, once, to whom they concern."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pypdfium2
import pytest

from app.domain.clock import moment
from app.domain.complaint_acts import Answer, ComplaintAct
from app.domain.complaints import ReplyChannel
from app.domain.consent import Channel, Decision
from app.domain.contract import DownKind, Retraction
from app.domain.people import Visitor
from app.domain.sheets import Entry, SheetNumber
from app.domain.staff import Person, Role
from app.domain.visits import Consent, Visit
from sync_server.services.mailing import Mailing
from sync_server.services.smtp import smtp
from sync_server.storage import staff
from sync_server.storage.tables import mail
from tests.builders import decision, name, record_id
from tests.domain.complaint_builders import ELENA, LIMA, complaint
from tests.sync_server.mail_server import MailServer, mail_server
from tests.sync_server.offices import Mirror, Server

MONDAY = datetime(2026, 11, 23, 11, tzinfo=LIMA)
CHIEF = Person(code="julia", name="Julia Ejemplo", role=Role.CHIEF, branch="LIMA")
ANSWER = Answer(
    text="Devolvemos la mano de obra.", by=(ReplyChannel.EMAIL,), sent_on=date(2026, 11, 23)
)


@pytest.fixture
def peru(server: Server) -> Server:
    server.clock.at = MONDAY
    server.database.writer.run(lambda tx: staff.add_person(tx, CHIEF, 0))
    return server


@pytest.fixture
def post() -> Iterator[MailServer]:
    with mail_server() as opened:
        yield opened


def mailing(server: Server, url: str) -> Mailing:
    sender = "Autos Demo <atencion@autos.example>"
    return Mailing(server.database, server.clock, server.office.address, sender, smtp(url))


def sent(server: Server, tablet: Any, kind: str, body: Any, **refs: Any) -> dict[str, Any]:
    record: dict[str, Any] = tablet.record(kind, body, refs, actor="julia", branch="LIMA")
    (report,) = server.take(tablet, record)
    assert report.code is None
    return record


def queue(server: Server) -> list[tuple[str, str, str]]:
    rows = sorted(server.rows(mail), key=lambda row: row["record"])
    return [(row["paper"], row["state"], row["reason"]) for row in rows]


def words_of(letter: Any) -> str:
    [paper] = letter.iter_attachments()
    page = pypdfium2.PdfDocument(paper.get_content())[0]
    return " ".join(page.get_textpage().get_text_bounded().split())


def test_the_hoja_goes_at_once_and_the_answer_when_the_chief_has_written_it(
    peru: Server, post: MailServer
):
    tablet = peru.tablet("LIMA")
    hoja = sent(peru, tablet, "complaint", complaint())
    assert mailing(peru, post.url).send_due() == 1
    given = sent(peru, tablet, "complaint_act", ComplaintAct(act=ANSWER), complaint=record_id(hoja))
    assert mailing(peru, post.url).send_due() == 1

    [(to, copy), (again, answer)] = post.taken
    assert (to, again) == ("elena@correo.example", "elena@correo.example")
    assert copy["Subject"] == "Copia de su reclamo SUR-T07 000000128-2026"
    body = copy.get_body(("plain",))
    assert body is not None
    assert "a más tardar el mié 16/12/2026" in body.get_content()
    assert "000000128-2026" in words_of(copy)
    assert answer["Message-ID"] == f"<{given['id']}@autos.example>"
    letter = words_of(answer)
    for said in ("Elena Muestra Ficticia:", "Devolvemos la mano de obra.", "Julia Ejemplo"):
        assert said in letter
    assert "registrada el lun 23/11/2026" in letter
    assert queue(peru) == [("copy", "sent", ""), ("answer", "sent", "")]


def told(server: Server, tablet: Any) -> list[tuple[str, str, datetime]]:
    """Return what the tablets know of the e-mails; what they hold is what the server counts."""
    mirror = Mirror(server.api, tablet.token)
    assert mirror.pull() == mirror.digest()
    (known,) = mirror.documents(DownKind.COMPLAINT)
    return [
        (one["paper"], one["state"], moment(one["since"]).astimezone(LIMA))
        for one in known["mails"]
    ]


def test_the_tablets_learn_what_was_sent_and_when_and_what_was_not(peru: Server, post: MailServer):
    tablet = peru.tablet("LIMA")
    hoja = sent(peru, tablet, "complaint", complaint())
    assert told(peru, tablet) == [("copy", "queued", MONDAY)]
    peru.clock.pass_by(minutes=5)
    mailing(peru, post.url).send_due()
    five_past = datetime(2026, 11, 23, 11, 5, tzinfo=LIMA)
    assert told(peru, tablet) == [("copy", "sent", five_past)]

    post.refusal = "550 no such mailbox"
    peru.clock.pass_by(hours=1)
    sent(peru, tablet, "complaint_act", ComplaintAct(act=ANSWER), complaint=record_id(hoja))
    peru.clock.pass_by(minutes=1)
    mailing(peru, post.url).send_due()
    assert told(peru, tablet) == [
        ("copy", "sent", five_past),
        ("answer", "failed", datetime(2026, 11, 23, 12, 6, tzinfo=LIMA)),
    ]


def test_the_same_records_again_send_nothing_again(peru: Server, post: MailServer):
    tablet = peru.tablet("LIMA")
    hoja = sent(peru, tablet, "complaint", complaint())
    peru.take(tablet, hoja)
    sender = mailing(peru, post.url)
    assert (sender.send_due(), sender.send_due()) == (1, 0)


def test_nothing_goes_to_who_gave_no_address_or_asked_for_a_letter_or_has_the_paper(peru: Server):
    tablet = peru.tablet("LIMA")
    sent(peru, tablet, "complaint", complaint(sheet=None, consumer=Visitor()))
    book = SheetNumber(book="SUR-R01", number=4, year=2026)
    paper = {"entry": Entry.BACKUP_BOOK, "written_on": date(2026, 11, 23), "sheet": book}
    sheet = sent(peru, tablet, "complaint", complaint(**paper))
    by_letter = ANSWER.model_copy(update={"by": (ReplyChannel.LETTER,)})
    act = ComplaintAct(act=by_letter)
    sent(peru, tablet, "complaint_act", act, complaint=record_id(sheet))
    assert queue(peru) == []


def test_what_was_taken_back_is_not_sent(peru: Server, post: MailServer):
    tablet = peru.tablet("LIMA")
    hoja = sent(peru, tablet, "complaint", complaint())
    sent(peru, tablet, "retraction", Retraction(), record=record_id(hoja))
    assert mailing(peru, post.url).send_due() == 0
    assert queue(peru) == [("copy", "failed", "taken_back")]


def test_an_answer_to_somebody_without_an_address_has_failed_for_good(
    peru: Server, post: MailServer
):
    tablet = peru.tablet("LIMA")
    nobody = ELENA.model_copy(update={"email": None})
    hoja = sent(peru, tablet, "complaint", complaint(consumer=nobody))
    sent(peru, tablet, "complaint_act", ComplaintAct(act=ANSWER), complaint=record_id(hoja))
    assert mailing(peru, post.url).send_due() == 0
    assert queue(peru) == [("answer", "failed", "no_address")]


def test_who_wants_no_contact_complains_and_is_answered_all_the_same(
    peru: Server, post: MailServer
):
    tablet = peru.tablet("LIMA")
    known = ELENA.model_copy(update={"name": name("Elena Muestra")})
    visited = tablet.record("visit", Visit(visitor=known), actor="julia", branch="LIMA")
    about = {"customer": record_id(visited)}
    no = Consent(
        decisions=tuple(
            decision(channel, Decision.OPPOSE)
            for channel in (Channel.PHONE, Channel.WHATSAPP, Channel.EMAIL)
        )
    )
    refused = tablet.record("consent", no, about, actor="julia", branch="LIMA")
    assert {report.code for report in peru.take(tablet, visited, refused)} == {None}
    hoja = sent(peru, tablet, "complaint", complaint(), **about)
    sent(peru, tablet, "complaint_act", ComplaintAct(act=ANSWER), complaint=record_id(hoja))

    assert mailing(peru, post.url).send_due() == 2
    assert [to for to, _ in post.taken] == ["elena@correo.example"] * 2
