"""A page of the tablet in its showcase, without a browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.ui.app import page_main
from tests.app.rig import Rig
from tests.app.ui.headless import Headless
from tests.app.ui.showcase import MORNING, showcase
from tests.builders import HandClock


@pytest.fixture
def clock() -> HandClock:
    return HandClock(MORNING)


@pytest.fixture
def shown(tmp_path: Path, clock: HandClock) -> Iterator[Rig]:
    rig = showcase(tmp_path / "tablet", clock)
    yield rig
    rig.store.close()


@pytest.fixture
def ui(shown: Rig) -> Headless:
    """A page that is not opened yet: ``async with ui: …``."""
    return Headless(page_main(shown.tablet))
