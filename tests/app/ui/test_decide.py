"""«Por decidir» on a page without a client: from home in one tap, decided with the next."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.ui.app import page_main
from tests.app.fakes import FakeServer
from tests.app.rig import Rig, open_branch
from tests.app.test_deciding import MERGED, NEWER, OLDER, merged, review
from tests.app.ui.headless import Headless, sign_in
from tests.builders import HandClock


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    server = FakeServer(HandClock())
    open_branch(server)
    server.publish("review", OLDER, review(OLDER, at=1))
    server.publish("review", NEWER, review(NEWER, at=2))
    server.publish("merger", MERGED, merged(MERGED, at=0, by="Marta Jornada"))
    made = Rig(tmp_path / "tablet", server.clock, lambda _url: server)
    made.enrol()
    made.sync()
    yield made
    made.store.close()


def answers(rig: Rig) -> list[tuple[str, str]]:
    kept = rig.store.captures.live("review_decision")
    return [(one.doc["refs"]["review"], one.doc["body"]["answer"]) for one in kept]


async def test_a_chief_joins_one_puts_off_none_and_keeps_the_other_apart(rig: Rig) -> None:
    async with Headless(page_main(rig.tablet)) as ui:
        await sign_in(ui, "marta")
        await ui.tap("tile-decide")
        await ui.there("decide-join")
        assert ui.shows("¿Son la misma persona?")
        assert ui.shows("caso 1 de 2")
        await ui.tap("decide-later")
        await ui.until(lambda: ui.shows("caso 2 de 2"))
        await ui.tap("decide-apart")
        await ui.until(lambda: ui.shows("caso 1 de 1"))
        await ui.tap("decide-join")
        await ui.until(lambda: ui.shows("Nada por decidir"))
        assert answers(rig) == [(str(NEWER), "apart"), (str(OLDER), "join")]
        await ui.tap("undo")
        await ui.there("decide-join")


async def test_a_chief_separates_what_was_joined_and_takes_it_back(rig: Rig) -> None:
    async with Headless(page_main(rig.tablet)) as ui:
        await sign_in(ui, "marta")
        await ui.tap("tile-decide")
        await ui.tap("open-joined")
        await ui.there(f"separate-{MERGED}")
        assert ui.shows("Las unió Marta J.")
        await ui.tap(f"separate-{MERGED}")
        await ui.until(lambda: ui.shows("Nada se unió hace poco"))
        assert separated(rig) == [str(MERGED)]
        await ui.tap("undo")
        await ui.there(f"separate-{MERGED}")


def separated(rig: Rig) -> list[str]:
    return [one.doc["refs"]["merger"] for one in rig.store.captures.live("separation")]


async def test_a_seller_has_no_such_tile(rig: Rig) -> None:
    async with Headless(page_main(rig.tablet)) as ui:
        await sign_in(ui)
        await ui.there("tile-contacts")
        assert ui.named("tile-decide") is None
