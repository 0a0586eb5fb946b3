"""The card «Ya lo conocemos» on a page without a client."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from app.services.capture import VisitForm
from app.ui.app import page_main
from tests.app.fakes import FakeServer
from tests.app.rig import Rig, customer, days_ago, due_of, open_branch
from tests.app.test_lookup import ELSEWHERE, FAR, HERE, indexed
from tests.app.ui.headless import Headless, sign_in
from tests.builders import CARLA, HandClock


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def rig(tmp_path: Path, clock: HandClock) -> Iterator[Rig]:
    server = FakeServer(clock)
    open_branch(server)
    server.publish("customer", str(HERE), customer(HERE, owner="marta"))
    due = due_of(HERE, days_ago(clock, 1), UUID(int=9), owner="marta")
    server.publish("due_contact", str(due.id), due)
    indexed(server, ELSEWHERE, f"phone:{FAR}")
    made = Rig(tmp_path / "tablet", clock, lambda _url: server)
    made.enrol()
    made.sync()
    yield made
    made.store.close()


def saved(rig: Rig) -> list[dict[str, object]]:
    rows = rig.store.captures.live("visit")
    return [row.doc for row in rows]


async def test_the_ficha_is_used_and_what_was_due_is_settled(rig: Rig) -> None:
    async with Headless(page_main(rig.tablet)) as ui:
        await sign_in(ui)
        await ui.tap("nav-new_visit")
        await ui.type("phone", "9 5550 0001")
        await ui.there("known")
        assert ui.shows("Ya lo conocemos")
        assert ui.shows("Ana P.")
        assert ui.shows("Atiende Marta J.")
        await ui.tap("use-card")
        await ui.until(lambda: ui.shows("Va en su ficha"))
        assert ui.named("use-card") is None
        [closes] = [mark for mark in ui.identifiers() if mark.startswith("closes-")]
        await ui.tap(closes)
        await ui.tap("save")
        await ui.there("saved")
    [visit] = saved(rig)
    assert visit["refs"] == {"customer": str(HERE)}
    assert len(visit["body"]["closes"]) == 1  # type: ignore[index]


async def test_another_person_is_remembered_also_by_the_draft(rig: Rig) -> None:
    async with Headless(page_main(rig.tablet)) as ui:
        await sign_in(ui)
        await ui.tap("nav-new_visit")
        await ui.type("phone", "9 7770 0001")
        await ui.there("known")
        assert ui.shows("Ya es cliente")
        assert ui.shows("Atiende L. P. · vino en enero")
        assert not ui.shows("Ana")
        await ui.tap("another-person")
        await ui.until(lambda: ui.named("known") is None)
        await ui.tap("save")
        await ui.there("saved")
    [visit] = saved(rig)
    assert visit["body"]["distinct_from"] == [str(ELSEWHERE)]  # type: ignore[index]
    assert (
        rig.tablet.lookup.known(CARLA, VisitForm(phone="9 7770 0001", distinct_from=(ELSEWHERE,)))
        is None
    )


async def test_the_colleague_is_told_and_saving_never_waits(rig: Rig) -> None:
    async with Headless(page_main(rig.tablet)) as ui:
        await sign_in(ui)
        await ui.tap("nav-new_visit")
        await ui.type("phone", "9 5550 0001")
        await ui.tap("tell-owner")
        await ui.until(lambda: ui.shows("Avisado"))
        await ui.tap("tell-owner")
        await ui.tap("save")
        await ui.there("saved")
    assert len(rig.store.captures.live("alert")) == 1
    [visit] = saved(rig)
    assert visit["refs"] == {}
