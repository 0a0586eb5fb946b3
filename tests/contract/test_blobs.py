"""Photos in chunks, told to everything that says it is the server: in process and over HTTP."""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

import httpx
import pytest

from app.domain.blobs import CHUNK_BYTES, BlobChunk, BlobState
from app.domain.complaint_acts import ComplaintAct, Offer, OfferAnswer, OfferReply
from app.domain.complaints import Photo
from app.domain.contract import Result, SyncApi
from app.domain.people import Country
from app.domain.problems import Code, Problem
from app.domain.staff import Person, Role
from app.domain.suspension import dated_offer
from app.sync.client import HttpSync
from sync_server.storage import staff
from sync_server.storage.tables import blob, blob_chunk
from tests.builders import Tablet, record_id
from tests.domain.complaint_builders import CALENDARS, LIMA, complaint, worked
from tests.sync_server.offices import Server, enrolled, running, served

PHOTO = bytes(range(256)) * 1200  # 307,200 bytes: three chunks
SHA256 = hashlib.sha256(PHOTO).hexdigest()
MONDAY = datetime(2026, 11, 23, 11, tzinfo=LIMA)
CHIEF = Person(code="julia", name="Julia Ejemplo", role=Role.CHIEF, branch="LIMA")


class Side(NamedTuple):
    api: SyncApi
    server: Server
    tablet: Tablet

    def name(self, sha256: str = SHA256, size: int = len(PHOTO)) -> None:
        """Have a complaint of this tablet name a photo."""
        body = complaint(photos=(Photo(sha256=sha256, size=size),))
        sent = self.tablet.record("complaint", body, actor="lucho", branch="LIMA")
        (report,) = self.server.take(self.tablet, sent)
        assert report.result is Result.ACCEPTED

    def put(self, start: int, end: int, photo: bytes = PHOTO, sha256: str = SHA256) -> BlobState:
        chunk = BlobChunk(sha256=sha256, start=start, size=len(photo), data=photo[start:end])
        return self.api.put_blob(self.tablet.token, chunk)

    def state(self, sha256: str = SHA256) -> tuple[int, bool]:
        told = self.api.blob_state(self.tablet.token, sha256)
        return told.received, told.complete


@pytest.fixture(params=["in_process", "http"])
def side(request: pytest.FixtureRequest, server_url: str) -> Iterator[Side]:
    with running(server_url) as server:
        server.clock.at = MONDAY
        server.database.writer.run(lambda tx: staff.add_person(tx, CHIEF, 0))
        tablet = server.tablet("LIMA")
        if request.param == "in_process":
            yield Side(server.api, server, tablet)
            return
        with served(server) as address:
            client = HttpSync(address)
            yield Side(client, server, tablet)
            client.close()


def refusal(call) -> Code:
    with pytest.raises(Problem) as refused:
        call()
    return refused.value.code


def test_a_photo_is_taken_in_chunks_and_given_back_whole(side: Side):
    side.name()
    assert side.state() == (0, False)
    assert side.put(0, CHUNK_BYTES).received == 131_072
    assert refusal(lambda: side.api.get_blob(side.tablet.token, SHA256)) is Code.NOT_FOUND
    side.put(CHUNK_BYTES, 2 * CHUNK_BYTES)
    last = side.put(2 * CHUNK_BYTES, len(PHOTO))

    assert (last.received, last.complete) == (307_200, True)
    assert side.state() == (307_200, True)
    assert side.api.get_blob(side.tablet.token, SHA256) == PHOTO


def test_a_chunk_that_came_before_or_comes_too_early_changes_nothing(side: Side):
    side.name()
    side.put(0, CHUNK_BYTES)
    assert side.put(0, CHUNK_BYTES).received == 131_072
    assert side.put(2 * CHUNK_BYTES, len(PHOTO)).received == 131_072
    side.put(CHUNK_BYTES, 2 * CHUNK_BYTES)
    side.put(2 * CHUNK_BYTES, len(PHOTO))
    assert side.put(0, CHUNK_BYTES).complete

    assert side.api.get_blob(side.tablet.token, SHA256) == PHOTO


def test_bytes_under_a_forged_name_are_refused_and_not_kept(side: Side):
    side.name()
    forged = b"x" + PHOTO[1:]
    side.put(0, CHUNK_BYTES, forged)
    side.put(CHUNK_BYTES, 2 * CHUNK_BYTES, forged)
    refused = refusal(lambda: side.put(2 * CHUNK_BYTES, len(PHOTO), forged))

    assert refused is Code.HASH_MISMATCH
    assert side.state() == (0, False)
    assert side.server.rows(blob_chunk) == []
    for start in range(0, len(PHOTO), CHUNK_BYTES):
        side.put(start, start + CHUNK_BYTES)
    assert side.state() == (307_200, True)


def test_what_no_record_of_the_branch_names_is_not_taken_and_not_shown(side: Side):
    assert refusal(lambda: side.put(0, CHUNK_BYTES)) is Code.NOT_FOUND
    assert refusal(side.state) is Code.NOT_FOUND
    side.name()
    for start in range(0, len(PHOTO), CHUNK_BYTES):
        side.put(start, start + CHUNK_BYTES)
    elsewhere = enrolled(
        side.api, side.server.invitation("NUNOA"), side.server.clock, side.server.ids
    )

    assert refusal(lambda: side.api.get_blob(elsewhere.token, SHA256)) is Code.NOT_FOUND
    assert refusal(lambda: side.api.get_blob("stranger", SHA256)) is Code.TOKEN_UNKNOWN


def test_a_photo_is_no_longer_than_its_record_says(side: Side):
    side.name(size=100)
    assert refusal(lambda: side.put(0, CHUNK_BYTES)) is Code.INVALID_FIELD
    assert side.server.rows(blob_chunk) == []


def test_the_same_photo_in_two_complaints_is_kept_once(side: Side):
    side.name()
    for start in range(0, len(PHOTO), CHUNK_BYTES):
        side.put(start, start + CHUNK_BYTES)
    body = complaint(photos=(Photo(sha256=SHA256, size=len(PHOTO)),), sheet=None, detail="Otra.")
    side.server.take(
        side.tablet, side.tablet.record("complaint", body, actor="lucho", branch="LIMA")
    )

    assert side.state() == (307_200, True)
    assert len(side.server.rows(blob)) == 1


def test_the_proof_of_a_remote_agreement_travels_like_a_photo(side: Side):
    tablet, body = side.tablet, complaint()
    sent = tablet.record("complaint", body, actor="lucho", branch="LIMA")
    asked = Offer(text="Segunda revisión", offered_on=MONDAY.date(), remote=True)
    offer = dated_offer(asked, worked(body), CALENDARS[Country.PE])
    yes = OfferAnswer(reply=OfferReply.ACCEPTED, words="Acepto", proof=SHA256)
    about = {"complaint": record_id(sent)}
    acts = [
        tablet.record("complaint_act", ComplaintAct(act=one), about, actor="julia", branch="LIMA")
        for one in (offer, yes)
    ]
    assert [report.result for report in side.server.take(tablet, sent, *acts)] == ["accepted"] * 3

    for start in range(0, len(PHOTO), CHUNK_BYTES):
        side.put(start, start + CHUNK_BYTES)
    assert side.state() == (307_200, True)


@pytest.mark.parametrize(
    ("content_range", "code"),
    [
        ("", "invalid_field"),
        ("bytes 0-9/10", "invalid_field"),
        ("bytes 0-3/99999999999", "payload_too_large"),
        ("bytes 9999999-10000002/10000003", "payload_too_large"),
        ("bytes */4", "invalid_field"),
    ],
)
def test_a_range_that_cannot_be_is_refused(server_url: str, content_range: str, code: str):
    with running(server_url) as server, served(server) as address:
        tablet = server.tablet("LIMA")
        headers = {"authorization": f"Bearer {tablet.token}", "content-range": content_range}
        answer = httpx.put(f"{address}/v1/blob/{SHA256}", content=b"four", headers=headers)
    assert answer.json()["code"] == code
