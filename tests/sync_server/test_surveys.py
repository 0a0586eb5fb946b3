"""MSI goes out by e-mail once, is reminded once, and its answer on the page counts once."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import Connection

from app.domain.attempts import Attempt, Outcome
from app.domain.consent import Channel, Decision, Purpose
from app.domain.fields import Checked, State
from app.domain.imports import ListKind, Sale
from app.domain.visits import Consent, Profile
from sync_server.services.contacts import report, surveys
from sync_server.services.contacts.planner import Planner
from sync_server.services.importing import taking
from sync_server.storage.tables import link, mail, programme_due
from tests.builders import decision, email, name, phone
from tests.sync_server.mail_server import MailServer, mail_server
from tests.sync_server.offices import Server, served, whole_list
from tests.sync_server.test_mails import mailing


class Survey:
    """A server at which somebody bought a car four days ago, and is asked how it was."""

    def __init__(self, server: Server, n: int = 0) -> None:
        self.server = server
        vin = f"3MZBPABL6KM10790{n}"
        body = Sale(
            source="DMS",
            source_id=f"V{n}",
            sold_on=date(2026, 2, 26),
            vin=Checked(typed=vin, value=vin, state=State.VALID),
            person=Profile(
                name=name(("Ana", "Luz", "Eva", "Ida", "Noa")[n] + " Prueba"),
                phone=phone(f"+5695550000{n}"),
                email=email(f"{'abcde'[n]}na@prueba.example"),
            ),
            owner="carla",
        )
        sent = {"line": 2, "body": body.model_dump(mode="json")}
        run = {"kind": ListKind.SALES.value, "source": "DMS"}

        def taken(connection: Connection) -> None:
            begun = taking.begin(connection, server.office, {**run, "file": "ventas.csv"})
            asked = {**run, "number": begun["number"], "branch": "NUNOA", "rows": [sent]}
            taking.take(connection, server.office, asked)

        server.database.writer.run(taken)
        self.plan()

    def plan(self) -> None:
        Planner(self.server.database, self.server.clock).work()

    def send(self, **asked: Any) -> tuple[int, int]:
        told = self.server.database.writer.run(
            lambda tx: surveys.send(tx, self.server.office, asked)
        )
        self.plan()
        return told["first"], told["reminders"]

    def queue(self) -> list[tuple[str, str, str]]:
        return [(row["paper"], row["state"], row["address"]) for row in self.server.rows(mail)]

    def state(self) -> tuple[str, str]:
        import orjson

        [row] = [r for r in self.server.rows(programme_due) if r["programme"] == "MSI"]
        doc = orjson.loads(row["doc"])
        return doc["state"], doc["reason"]


@pytest.fixture
def survey(server: Server) -> Survey:
    return Survey(server)


@pytest.fixture
def post() -> Iterator[MailServer]:
    with mail_server() as opened:
        yield opened


def page_in(letter: Any) -> str:
    found = re.search(r"http://vitrina\.example(/s/[\w-]{38})", letter.get_content())
    assert found is not None
    return found[1]


def test_it_is_sent_once_and_reminded_once_after_ten_days(survey: Survey, server: Server):
    assert survey.send(dry_run=True) == (1, 0)
    assert survey.queue() == []
    assert survey.send() == (1, 0)
    assert survey.queue() == [("survey", "queued", "")]
    server.clock.pass_by(days=9)
    assert survey.send() == (0, 0)
    server.clock.pass_by(days=1)
    assert survey.send() == (0, 1)
    server.clock.pass_by(days=11)
    assert survey.send() == (0, 0)
    assert len(survey.queue()) == 2


def test_the_running_server_asks_once_and_reminds_once_however_often_it_starts(
    survey: Survey, server: Server
):
    def look() -> int:
        queued = surveys.SurveyRounds(server.database, server.office).send_due()
        survey.plan()
        return queued

    assert [look(), look()] == [1, 0]
    assert survey.queue() == [("survey", "queued", "")]
    assert survey.send() == (0, 0)
    server.clock.pass_by(days=9)
    assert look() == 0
    server.clock.pass_by(days=1)
    assert [look(), look()] == [1, 0]
    server.clock.pass_by(days=11)
    assert look() == 0
    assert len(survey.queue()) == 2


@pytest.mark.usefixtures("survey")
def test_the_running_server_asks_nobody_at_night(server: Server):
    rounds = surveys.SurveyRounds(server.database, server.office)
    server.clock.pass_by(hours=12)
    assert rounds.send_due() == 0
    server.clock.pass_by(hours=12)
    assert rounds.send_due() == 1


def test_the_running_server_asks_every_customer_of_several_pages(
    server: Server, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(surveys, "PAGE_OF_ROUND", 2)
    for n in range(5):
        Survey(server, n)
    assert surveys.SurveyRounds(server.database, server.office).send_due() == 5


def test_the_letter_goes_to_the_address_of_that_moment_with_a_link_and_no_name(
    survey: Survey, server: Server, post: MailServer
):
    survey.send()
    assert mailing(server, post.url).send_due() == 1
    [(recipient, letter)] = post.taken
    assert recipient == "ana@prueba.example"
    assert letter["Subject"] == "Una pregunta breve sobre su experiencia · Automotriz Demo"
    assert "Puede contestar hasta el mar 31-03-2026" in letter.get_content()
    assert "Ana" not in letter.get_content()
    assert page_in(letter)
    assert [state for _, state, _ in survey.queue()] == ["sent"]


def test_it_is_not_sent_to_an_address_that_proved_to_be_somebody_else_s(
    survey: Survey, server: Server, post: MailServer
):
    survey.send()
    [call] = [row for row in whole_list(server) if row["programme"] == "POSTVENTA"]
    refs = {"due": UUID(call["due_id"]), "customer": UUID(call["customer_id"])}
    tablet, wrong = server.tablet(), Attempt(outcome=Outcome.WRONG_NUMBER, channel=Channel.EMAIL)
    server.clock.pass_by(minutes=1)
    server.take(tablet, tablet.record("attempt", wrong, refs))

    mailing(server, post.url).send_due()

    assert post.taken == []
    assert [row["reason"] for row in server.rows(mail)] == ["no_address"]


def test_the_answer_is_taken_once_ends_the_contact_and_counts(
    survey: Survey, server: Server, post: MailServer
):
    survey.send()
    mailing(server, post.url).send_due()
    page = page_in(post.taken[0][1])
    with served(server) as url, httpx.Client(base_url=url) as guest:
        asked = guest.get(page)
        assert asked.status_code == 200
        assert "¿cuánto le satisfizo la experiencia" in asked.text
        assert guest.post(page, data={"score": "11"}).status_code == 422
        assert guest.post(page, data={"score": "3", "website": "x"}).status_code == 200
        assert survey.state() == ("open", "in_window")
        done = guest.post(page, data={"score": "9", "words": "Todo a tiempo"})
        assert "Gracias por contestar" in done.text
        guest.post(page, data={"score": "0"})
        assert "Gracias por contestar" in guest.get(page).text
        assert guest.get("/s/" + "x" * 38).status_code == 404
    survey.plan()
    assert survey.state() == ("closed", "answered")
    server.clock.pass_by(days=10)
    assert survey.send() == (0, 0)
    with server.database.reading() as connection:
        days = {"first": "2026-02-20", "last": "2026-03-10"}
        counts = report.counted(connection, server.office, days)["counts"]
    assert dict(counts["MSI"]) == {"due": 1, "sent": 1, "reached": 1, "answered": 1}


def test_after_the_last_day_the_page_says_that_it_ended(
    survey: Survey, server: Server, post: MailServer
):
    survey.send()
    mailing(server, post.url).send_due()
    page = page_in(post.taken[0][1])
    server.clock.pass_by(days=31)
    with served(server) as url, httpx.Client(base_url=url) as guest:
        assert "La encuesta terminó" in guest.get(page).text
        assert "La encuesta terminó" in guest.post(page, data={"score": "9"}).text


def test_who_opposes_surveys_gets_none(survey: Survey, server: Server):
    tablet = server.tablet()
    [whose] = {row["customer"] for row in server.rows(link)}
    no = decision(Channel.EMAIL, Decision.OPPOSE, Purpose.SURVEY)
    refs = {"customer": whose}
    server.take(tablet, tablet.record("consent", Consent(decisions=(no,)), refs))
    survey.plan()
    assert survey.send() == (0, 0)
