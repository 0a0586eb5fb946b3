"""A chief takes an old merger back on the tablet: both are byte for byte what they were."""

from functools import partial
from typing import Any
from uuid import UUID

import pytest

from app.domain.contract import DownKind, Result
from app.domain.problems import Code
from app.domain.reviews import KnownMerger, Separation
from app.domain.visits import Profile
from sync_server.services.administration import administration
from sync_server.storage import mergers as stored
from sync_server.storage.tables import kept_apart, merger
from tests.builders import Tablet, email, phone, rut, visit
from tests.sync_server.intake.test_decide import (
    asked,
    golden,
    merged,
    pepe_and_jose,
    projections,
    said,
    undoing,
)
from tests.sync_server.offices import Mirror, Server

NEVER = str(UUID(int=7))


def separation(tablet: Tablet, absorbed: str, actor: str = "marta") -> dict[str, Any]:
    return tablet.record("separation", Separation(), {"merger": UUID(absorbed)}, actor=actor)


def shown(mirror: Mirror) -> list[KnownMerger]:
    """Return the mergers that a tablet knows after a pull."""
    assert mirror.pull() == mirror.digest()
    return [KnownMerger.model_validate(one) for one in mirror.documents(DownKind.MERGER)]


def joined(server: Server) -> tuple[Tablet, str, str]:
    """Return a tablet and the customer that stays, and the one that was absorbed by a chief."""
    tablet, question = pepe_and_jose(server)
    older, younger = sorted(golden(server))
    server.take(tablet, said(tablet, question, "join"))
    server.clock.pass_by(days=3)
    return tablet, older, younger


def test_days_later_a_chief_separates_two_and_each_has_its_exact_bytes_again(server: Server):
    tablet, question = pepe_and_jose(server)
    before, rest = golden(server), projections(server)
    mirror = Mirror(server.api, tablet.token)
    assert shown(mirror) == []
    server.take(tablet, said(tablet, question, "join"))
    server.clock.pass_by(days=3)
    (known,) = shown(mirror)
    assert (str(known.id), known.two.name, known.by_name) == (
        max(before),
        "Pepe Prueba",
        "Marta Jornada",
    )
    assert (str(known.one.customer), known.one.visits, known.two.visits) == (min(before), 2, 1)

    (report,) = server.take(tablet, separation(tablet, str(known.id)))
    assert (report.result, report.code) == (Result.ACCEPTED, None)
    assert (golden(server), projections(server)) == (before, rest)
    assert shown(mirror) == []
    assert len(mirror.documents(DownKind.CUSTOMER)) == 2


def test_separated_they_stay_two_whatever_comes_and_nobody_is_asked(server: Server):
    tablet, older, younger = joined(server)
    server.take(tablet, separation(tablet, younger))
    server.take(tablet, tablet.record("visit", visit("José Prueba", phone=phone())))
    assert {older, younger} <= golden(server).keys()
    assert [row for row in asked(server) if {row["one"], row["two"]} == {older, younger}] == []


def test_what_came_for_either_meanwhile_goes_with_it(server: Server):
    tablet, older, younger = joined(server)
    late = tablet.record("profile", Profile(email=email()), {"customer": UUID(younger)})
    server.take(tablet, late)
    server.take(tablet, separation(tablet, younger))
    docs = golden(server)
    assert (late["id"] in docs[younger], late["id"] in docs[older]) == (True, False)


def test_taken_back_within_ten_seconds_the_merger_is_as_if_it_always_held(server: Server):
    tablet, _, younger = joined(server)
    mirror = Mirror(server.api, tablet.token)
    before, rest, was = golden(server), projections(server), shown(mirror)
    mergers = server.rows(merger)
    given_back = separation(tablet, younger)
    server.take(tablet, given_back)
    assert len(golden(server)) == 2
    server.take(tablet, undoing(tablet, given_back))
    assert (golden(server), projections(server), shown(mirror)) == (before, rest, was)
    without_number = [
        [{k: v for k, v in row.items() if k != "id"} for row in rows]
        for rows in (mergers, server.rows(merger))
    ]
    assert without_number[0] == without_number[1]
    assert server.rows(kept_apart) == []
    server.take(tablet, undoing(tablet, given_back))
    assert golden(server) == before


def test_taken_back_before_it_was_sent_nothing_was_separated(server: Server):
    tablet, older, younger = joined(server)
    given_back = separation(tablet, younger)
    server.take(tablet, given_back, undoing(tablet, given_back))
    assert list(golden(server)) == [older]


def test_two_chiefs_who_separate_the_same_two_both_did(server: Server):
    tablet, _, younger = joined(server)
    reports = server.take(tablet, separation(tablet, younger), separation(tablet, younger))
    reports += server.take(tablet, separation(tablet, younger))
    assert [(report.result, report.code) for report in reports] == [(Result.ACCEPTED, None)] * 3
    assert len(golden(server)) == 2


def test_only_a_chief_separates_and_only_what_was_one(server: Server):
    tablet, older, younger = joined(server)
    refused = [
        *server.take(tablet, separation(tablet, younger, actor="carla")),
        *server.take(tablet, separation(tablet, older)),
        *server.take(tablet, separation(tablet, NEVER)),
    ]
    assert [(one.code, one.field) for one in refused] == [
        (Code.NOT_ALLOWED, "kind"),
        (Code.MISSING_REF, "refs.merger"),
        (Code.MISSING_REF, "refs.merger"),
    ]
    assert list(golden(server)) == [older]


def test_what_the_engine_joined_by_itself_is_shown_without_a_name_and_separated_too(
    server: Server,
):
    """Two customers of whom nothing in common was told, until a visit tells of both."""
    tablet = server.tablet()
    mirror = Mirror(server.api, tablet.token)
    paper, number = {"document": rut("123456785")}, {"phone": phone()}
    mail = {"email": email()}
    for told in (paper | mail, number, paper | number | mail):
        server.take(tablet, tablet.record("visit", visit("Ana Ignacia Muestra", **told)))
        server.clock.pass_by(minutes=1)
    assert len(golden(server)) == 1
    (known,) = shown(mirror)
    assert (known.by, known.by_name, known.two.phones) == (None, None, ("+56955500001",))
    server.take(tablet, separation(tablet, str(known.id)))
    assert len(golden(server)) == 2
    assert shown(mirror) == []


def test_one_of_three_is_given_back_and_the_others_stay_one(server: Server):
    tablet = server.tablet()
    for n, name in enumerate(("Ana Muestra", "Bruno Boceto", "Carla Ensayo")):
        number = f"+569{(n + 1) * 13_371_337:08}"
        server.take(tablet, tablet.record("visit", visit(name, phone=phone(number))))
        server.clock.pass_by(minutes=1)
    before = golden(server)
    one, two, three = sorted(before)
    for survivor, absorbed in ((two, three), (one, two)):
        server.database.writer.run(partial(merged, survivor=survivor, absorbed=absorbed))
    mirror = Mirror(server.api, tablet.token)
    assert {(str(it.id), str(it.one.customer)) for it in shown(mirror)} == {
        (two, one),
        (three, one),
    }
    server.take(tablet, separation(tablet, three))
    assert sorted(golden(server)) == [one, three]
    server.take(tablet, separation(tablet, two))
    assert golden(server) == before


def test_the_newest_mergers_are_shown_and_older_ones_leave_the_tablets(
    server: Server, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(stored, "SHOWN", 2)
    tablet = server.tablet()
    for n in range(4):
        number = f"+569{(n + 1) * 13_371_337:08}"
        told = visit(f"Persona{n} Muestra{n}", phone=phone(number))
        server.take(tablet, tablet.record("visit", told))
        server.clock.pass_by(minutes=1)
    one, *others = sorted(golden(server))
    for absorbed in others:
        server.database.writer.run(partial(merged, survivor=one, absorbed=absorbed))
    mirror = Mirror(server.api, tablet.token)
    assert {str(it.id) for it in shown(mirror)} == set(others[1:])


def test_erased_the_merger_is_erased_on_the_tablets_too_and_cannot_be_taken_back(server: Server):
    tablet, older, younger = joined(server)
    mirror = Mirror(server.api, tablet.token)
    assert len(shown(mirror)) == 1
    run = administration(server.database, server.office)
    run("customers_erase", {"id": older, "reason": "request"})
    assert shown(mirror) == []
    (report,) = server.take(tablet, separation(tablet, younger))
    assert (report.code, report.field) == (Code.ERASED, "refs.merger")
