"""A paper laid out for printing is found by who has its address, and by nobody later."""

import urllib.error
import urllib.request
from collections.abc import Iterator
from itertools import count

import pytest

from app.services import print_tray
from app.services.print_tray import MAX_PAPERS, PrintTray

PAPER = b"%PDF-1.7 a paper"


@pytest.fixture
def tray() -> Iterator[PrintTray]:
    numbers = count(1)
    made = PrintTray(lambda size: next(numbers).to_bytes(size, "big"))
    yield made
    made.close()


def status(address: str) -> int:
    try:
        with urllib.request.urlopen(address) as answer:  # noqa: S310 - an address of the tray
            return int(answer.status)
    except urllib.error.HTTPError as exc:
        return exc.code


def test_the_address_gives_the_paper_to_be_shown(tray: PrintTray):
    address = tray.lay(PAPER)
    assert address.startswith("http://127.0.0.1:")
    with urllib.request.urlopen(address) as answer:  # noqa: S310 - an address of the tray
        assert answer.read() == PAPER
        assert answer.headers["Content-Type"] == "application/pdf"
        assert answer.headers["Content-Disposition"] == "inline"
        assert answer.headers["Cache-Control"] == "no-store"


def test_another_address_gives_nothing(tray: PrintTray):
    address = tray.lay(PAPER)
    assert status(address.replace("1.pdf", "2.pdf")) == 404


def test_a_paper_is_taken_away_in_time(tray: PrintTray, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(print_tray, "SECONDS", -1.0)
    assert status(tray.lay(PAPER)) == 404


def test_a_ninth_paper_pushes_out_the_first(tray: PrintTray):
    addresses = [tray.lay(PAPER) for _ in range(MAX_PAPERS + 1)]
    assert [status(address) for address in (addresses[0], addresses[1], addresses[-1])] == [
        404,
        200,
        200,
    ]
