"""A tablet of Ñuñoa over a server made by hand, enrolled and up to date."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.app.fakes import FakeServer
from tests.app.rig import Rig, open_branch
from tests.builders import HandClock


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def server(clock: HandClock) -> FakeServer:
    made = FakeServer(clock)
    open_branch(made)
    return made


@pytest.fixture
def bare(tmp_path: Path, clock: HandClock, server: FakeServer) -> Iterator[Rig]:
    """A tablet that is not enrolled."""
    rig = Rig(tmp_path / "tablet", clock, lambda _url: server)
    yield rig
    rig.store.close()


@pytest.fixture
def rig(bare: Rig) -> Rig:
    bare.enrol()
    bare.sync()
    return bare
