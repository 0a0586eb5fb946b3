"""From the question on a chief's tablet to one customer on every tablet, through the real server."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from uuid import UUID

import pytest

from app.domain.customers import Customer
from app.domain.problems import Problem
from app.domain.reviews import Answer
from tests.app.rig import Rig
from tests.builders import MARTA, phone, visit
from tests.sync_server.offices import Server, running


@pytest.fixture
def server(server_url: str) -> Iterator[Server]:
    with running(server_url) as opened:
        yield opened


@pytest.fixture
def tablet(server: Server, tmp_path: Path) -> Iterator[Callable[[str], Rig]]:
    """Enrol a tablet of the branch in a folder of this name."""
    with ExitStack() as ending:

        def made(name: str) -> Rig:
            rig = Rig(tmp_path / name, server.clock, lambda _url: server.api)
            ending.callback(rig.store.close)
            rig.enrol(server.invitation())
            rig.sync()
            return rig

        yield made


def by_id(rig: Rig) -> dict[UUID, Customer]:
    return {one.id: one for one in rig.store.mirror.documents("customer", Customer)}


def names(rig: Rig) -> list[str]:
    known = rig.store.mirror.documents("customer", Customer)
    return sorted(one.names[0].value.typed for one in known)


def test_what_a_chief_decides_reaches_every_tablet_and_taken_back_too(
    server: Server, tablet: Callable[[str], Rig]
):
    lobby = server.tablet()
    for who in ("José Prueba", "Pepe Prueba"):
        server.take(lobby, lobby.record("visit", visit(who, phone=phone())))
    mine, other = tablet("mine"), tablet("other")
    (asked,) = mine.tablet.deciding.waiting(MARTA)
    assert [asked.one.name, asked.two.name] == ["José Prueba", "Pepe Prueba"] == names(other)

    saved = mine.tablet.deciding.decide(MARTA, asked.id, Answer.JOIN)
    for rig in (mine, other):
        rig.sync()
        assert rig.tablet.deciding.waiting(MARTA) == []
        assert len(names(rig)) == 1

    mine.tablet.deciding.undo(MARTA, saved.record)
    for rig in (mine, other):
        rig.sync()
        assert names(rig) == ["José Prueba", "Pepe Prueba"]
        assert [one.id for one in rig.tablet.deciding.waiting(MARTA)] == [asked.id]


def test_days_later_a_chief_separates_them_on_the_tablet_and_every_tablet_has_two_again(
    server: Server, tablet: Callable[[str], Rig]
):
    lobby = server.tablet()
    for who in ("José Prueba", "Pepe Prueba"):
        server.take(lobby, lobby.record("visit", visit(who, phone=phone())))
    mine, other = tablet("mine"), tablet("other")
    (asked,) = mine.tablet.deciding.waiting(MARTA)
    before = by_id(mine)
    mine.tablet.deciding.decide(MARTA, asked.id, Answer.JOIN)
    mine.sync()
    server.clock.pass_by(days=20)
    other.sync()
    (merged,) = other.tablet.deciding.joined(MARTA)
    other.tablet.deciding.separate(MARTA, merged.id)
    for rig in (other, mine):
        rig.sync()
        assert rig.tablet.deciding.joined(MARTA) == []
        assert rig.tablet.deciding.waiting(MARTA) == []
        assert by_id(rig) == before


def test_of_two_chiefs_who_disagree_offline_the_second_hears_of_it(
    server: Server, tablet: Callable[[str], Rig]
):
    lobby = server.tablet()
    for who in ("José Prueba", "Pepe Prueba"):
        server.take(lobby, lobby.record("visit", visit(who, phone=phone())))
    mine, other = tablet("mine"), tablet("other")
    (asked,) = mine.tablet.deciding.waiting(MARTA)
    mine.tablet.deciding.decide(MARTA, asked.id, Answer.APART)
    other.tablet.deciding.decide(MARTA, asked.id, Answer.JOIN)
    mine.sync()
    other.sync()
    (refused,) = other.tablet.outgoing.lists().attention
    assert (refused.kind, refused.code) == ("review_decision", "already_decided")
    assert names(other) == ["José Prueba", "Pepe Prueba"]
    with pytest.raises(Problem):
        mine.tablet.deciding.undo(MARTA, refused.record)
