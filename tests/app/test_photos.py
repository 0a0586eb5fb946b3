"""Photos of a complaint: made small, kept, sent beside their record in chunks, seen elsewhere."""

import hashlib
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from app.domain.blobs import CHUNK_BYTES, BlobChunk, BlobState
from app.domain.complaints import Photo
from app.domain.problems import Code, Problem
from app.services.pictures import (
    MAX_FILE_BYTES,
    PictureDoubt,
    UnfitPictureError,
    picture,
)
from app.storage.photos import PhotoState
from sync_server.storage.tables import blob, complaint
from tests.app.desk_rig import JULIA, LUCHO, desk, filled, office
from tests.app.rig import Rig
from tests.sync_server.offices import Server


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with office(tmp_path) as opened:
        yield opened


@pytest.fixture
def rig(server: Server, tmp_path: Path) -> Iterator[Rig]:
    made = desk(server, tmp_path / "tablet")
    yield made
    made.store.close()


def image(width: int = 2400, height: int = 1800, kind: str = "JPEG", **how) -> bytes:
    """A picture full of detail, so that it stays large as a JPEG."""
    made = Image.effect_noise((width, height), 90).convert("RGB")
    target = io.BytesIO()
    made.save(target, kind, **how)
    return target.getvalue()


@pytest.fixture(scope="module")
def raw() -> bytes:
    return image()


def doubt(raw: bytes) -> PictureDoubt:
    with pytest.raises(UnfitPictureError) as refused:
        picture(raw)
    return refused.value.doubt


class Counted:
    """Counts the chunks on their way and may cut the line after some of them."""

    def __init__(self, server: Server) -> None:
        self.api = server.api
        self.chunks: list[BlobChunk] = []
        self.cut_after: int | None = None
        self.forge = False

    def __getattr__(self, name: str):
        return getattr(self.api, name)

    def put_blob(self, token: str, chunk: BlobChunk) -> BlobState:
        if self.cut_after is not None and len(self.chunks) >= self.cut_after:
            raise Problem(Code.UNREACHABLE)
        self.chunks.append(chunk)
        sent = chunk
        if self.forge:
            sent = chunk.model_copy(update={"data": bytes(len(chunk.data))})
        return self.api.put_blob(token, sent)


@pytest.fixture
def line(server: Server, rig: Rig) -> Counted:
    """The line between the tablet of ``rig`` and its server."""
    line = Counted(server)
    rig.connect = lambda _url: line
    rig.reopen()
    return line


def with_photo(rig: Rig, raw: bytes, **changes: object) -> Photo:
    photo = rig.tablet.album.add(raw)
    rig.tablet.complaining.save(LUCHO, filled(rig, photos=(photo,), **changes))
    return photo


def arrived(server: Server) -> list[bool]:
    return [row["complete"] for row in server.rows(blob)]


def test_a_photo_is_made_small_upright_and_forgets_where_it_was_taken():
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held upright
    exif[0x010E] = "calle de prueba"
    made = picture(image(2400, 1200, exif=exif.tobytes()))
    read = Image.open(io.BytesIO(made.data))

    assert (read.size, read.format) == ((800, 1600), "JPEG")
    assert dict(read.getexif()) == {}
    assert made.sha256 == hashlib.sha256(made.data).hexdigest()
    assert max(Image.open(io.BytesIO(made.thumb)).size) == 240


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_same_file_gives_the_same_photo_each_time(kind: str):
    raw = image(600, 400, kind)
    assert picture(raw).sha256 == picture(raw).sha256


def test_what_is_transparent_stands_on_white():
    target = io.BytesIO()
    Image.new("RGBA", (40, 40), (255, 0, 0, 0)).save(target, "PNG")
    made = Image.open(io.BytesIO(picture(target.getvalue()).data))
    assert made.convert("L").getpixel((20, 20)) == 255


def test_what_is_no_picture_or_not_a_whole_one_is_broken(raw: bytes):
    assert doubt(b"%PDF-1.7 no picture") is PictureDoubt.BROKEN
    assert doubt(b"") is PictureDoubt.BROKEN
    assert doubt(raw[: len(raw) // 2]) is PictureDoubt.BROKEN


def test_a_photo_as_an_iphone_takes_it_is_called_by_its_format():
    assert doubt(b"\x00\x00\x00\x24ftypheic\x00\x00\x00\x00mif1heic") is PictureDoubt.HEIC
    assert doubt(b"\x00\x00\x00\x24ftypmif1\x00\x00\x00\x00mif1heic") is PictureDoubt.HEIC
    assert doubt(b"\x00\x00\x00\x24ftypmp42\x00\x00\x00\x00mp42isom") is PictureDoubt.BROKEN


def test_forty_megabytes_and_a_giant_in_a_small_file_are_too_large():
    assert doubt(bytes(40 << 20)) is PictureDoubt.TOO_LARGE
    assert MAX_FILE_BYTES == 26_214_400
    giant = io.BytesIO()
    Image.new("1", (15_000, 15_000)).save(giant, "PNG")
    assert doubt(giant.getvalue()) is PictureDoubt.TOO_LARGE


def test_the_record_goes_first_and_the_photo_follows_it(
    rig: Rig, server: Server, line: Counted, raw: bytes
):
    photo = with_photo(rig, raw)
    assert rig.tablet.album.shown(photo.sha256).state is PhotoState.QUEUED
    rig.sync()

    assert rig.states() == ["sent"]
    assert arrived(server) == [True]
    assert rig.tablet.album.shown(photo.sha256).state is PhotoState.SENT
    assert sum(len(chunk.data) for chunk in line.chunks) == photo.size
    assert len(line.chunks) == -(-photo.size // CHUNK_BYTES)


def test_a_photo_whose_line_is_cut_goes_on_where_it_stopped_also_after_a_kill(
    rig: Rig, server: Server, line: Counted, raw: bytes
):
    photo = with_photo(rig, raw)
    wanted = -(-photo.size // CHUNK_BYTES)
    line.cut_after = wanted * 6 // 10
    rig.sync()
    assert rig.states() == ["sent"]  # the record never waits
    assert len(server.rows(complaint)) == 1
    assert arrived(server) == [False]
    rig.reopen()
    line.cut_after = None
    rig.sync()

    assert arrived(server) == [True]
    starts = [chunk.start for chunk in line.chunks]
    assert starts == [CHUNK_BYTES * n for n in range(wanted)]


def test_a_restored_server_is_sent_the_photos_too_that_the_lost_one_had(
    rig: Rig, tmp_path: Path, line: Counted, raw: bytes
):
    photo = with_photo(rig, raw)
    rig.sync()
    (tmp_path / "restored").mkdir()
    with office(tmp_path / "restored") as restored:
        restored.tablet("LIMA")
        line.api = restored.api
        rig.enrol(restored.invitation("LIMA"))
        rig.sync()

        assert rig.states() == ["sent"]
        assert [row["id"] for row in restored.rows(complaint)] != []
        assert arrived(restored) == [True]
        assert rig.tablet.album.shown(photo.sha256).state is PhotoState.SENT


def test_the_same_photo_twice_is_sent_once(rig: Rig, line: Counted, raw: bytes):
    with_photo(rig, raw)
    rig.sync()
    sent = len(line.chunks)
    with_photo(rig, raw, detail="Otro reclamo, la misma foto.", document="00000001")
    rig.sync()

    assert rig.states() == ["sent", "sent"]
    assert len(line.chunks) == sent


def test_a_photo_of_a_complaint_that_is_not_saved_is_not_sent(
    rig: Rig, server: Server, line: Counted, raw: bytes
):
    rig.tablet.album.add(raw)
    rig.tablet.complaining.save(LUCHO, filled(rig))
    rig.sync()

    assert (line.chunks, server.rows(blob)) == ([], [])


def test_a_photo_that_arrives_broken_three_times_is_given_up_and_stops_no_other(
    rig: Rig, server: Server, line: Counted, raw: bytes
):
    line.forge = True
    broken = with_photo(rig, raw)
    for _ in range(3):
        rig.sync()
    assert rig.tablet.album.shown(broken.sha256).state is PhotoState.REFUSED
    line.forge = False
    whole = with_photo(rig, image(500, 500), detail="Otro.", document="00000001")
    rig.sync()

    assert rig.tablet.album.shown(whole.sha256).state is PhotoState.SENT
    assert sorted(arrived(server)) == [False, True]


def test_bytes_that_the_tablet_lost_are_never_sent_under_their_old_name(
    rig: Rig, line: Counted, raw: bytes
):
    photo = with_photo(rig, raw)
    rig.store.file.execute("UPDATE photo SET data = ?", (b"damaged",))
    rig.sync()

    assert line.chunks == []
    assert rig.tablet.album.shown(photo.sha256).state is PhotoState.REFUSED


def test_the_chief_sees_on_another_tablet_the_photo_that_was_sent(
    rig: Rig, server: Server, tmp_path: Path, raw: bytes
):
    photo = with_photo(rig, raw)
    chiefs = desk(server, tmp_path / "chief")
    rig.store.file.execute("UPDATE photo SET state = 'draft'")  # it has not gone yet
    rig.sync()
    chiefs.sync()
    (known,) = chiefs.tablet.case_book.cases()
    assert [one.sha256 for one in known.case.complaint.photos] == [photo.sha256]
    assert chiefs.tablet.album.shown(photo.sha256).thumb is None
    with pytest.raises(Problem) as missing:
        chiefs.tablet.album.whole(photo.sha256)
    assert missing.value.code is Code.NOT_FOUND

    rig.store.file.execute("UPDATE photo SET state = 'queued'")
    rig.sync()
    assert chiefs.tablet.album.whole(photo.sha256) == rig.tablet.album.whole(photo.sha256)
    shown = chiefs.tablet.album.shown(photo.sha256)
    assert (shown.state, shown.thumb is not None) == (PhotoState.PULLED, True)
    assert JULIA.role == "chief"
    chiefs.store.close()


def test_old_photos_go_after_thirty_days_but_not_those_that_wait(
    rig: Rig, line: Counted, raw: bytes
):
    sent = with_photo(rig, raw)
    rig.sync()
    rig.clock.pass_by(days=31)
    line.cut_after = 0
    waits = with_photo(rig, image(900, 900), detail="Otro.", document="00000001")
    rig.store.file.execute("UPDATE photo SET kept_at = 0")
    rig.sync()
    line.cut_after = None
    assert rig.tablet.album.shown(waits.sha256).state is PhotoState.QUEUED
    rig.sync()

    assert rig.tablet.album.shown(sent.sha256).state is None
