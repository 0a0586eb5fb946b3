"""The dealer's rules and the makers' recalls: taken in, told to the tablets, obeyed on both sides."""

from datetime import date, datetime
from pathlib import Path

import pytest

from app.domain.act_rules import ActRefusal
from app.domain.complaint_acts import Compensation, CompensationOption
from app.domain.contract import DownKind
from app.domain.house_rules import HouseRule, RuleKind, house_days, limits
from app.domain.money import Currency, Money
from app.domain.people import Country
from app.domain.problems import Code, Problem
from app.domain.recalls import Recall, recalls_of, vehicle_key
from app.domain.staff import Role
from sync_server.services import house
from sync_server.services.house_files import read_rules, read_vehicles, rules_text
from tests.app.desk_rig import LUCHO, MONDAY, case_of, desk, filled
from tests.builders import CARLA
from tests.domain.complaint_builders import LIMA
from tests.sync_server.offices import Mirror, Server

FILE = """\
rule,country,branch,role,value,since,name
house_days,CL,,,12,2026-12-01,
house_days,CL,NUNOA,,7,2027-02-01,
limit,PE,,seller,200.00,2026-11-01,
limit,CL,,seller,40.000,2026-11-01,
holiday,PE,LIMA,,2026-12-02,2026-11-20,Fiesta de Lima
"""


def taken(server: Server, operation, **arguments):
    return server.database.writer.run(lambda tx: operation(tx, server.office, arguments))


def apply(server: Server, country: Country, text: str = FILE):
    rules = [rule for rule in read_rules(text) if rule.country is country]
    sent = [rule.model_dump(mode="json") for rule in rules]
    return taken(server, house.import_rules, country=country.value, rules=sent, apply=True)


def test_the_file_is_written_as_it_was_read():
    rules = read_rules(FILE)
    assert read_rules(rules_text(rules)) == rules
    assert rules[2].up_to == Money(amount=200_00, currency=Currency.PEN)
    assert rules[3].up_to == Money(amount=40_000, currency=Currency.CLP)


@pytest.mark.parametrize(
    "row",
    [
        "house_days,CL,,,0,2026-12-01,",
        "house_days,CL,,,diez,2026-12-01,",
        "house_days,CL,,,10,mañana,",
        'limit,PE,,seller,"1,5",2026-11-01,',
        "limit,PE,,,200.00,2026-11-01,",
        "holiday,PE,,,2026-12-02,2026-11-20,",
        "discount,PE,,,2,2026-11-20,",
        "limit,AR,,seller,200.00,2026-11-01,",
    ],
)
def test_a_row_that_cannot_be_is_named(row: str):
    with pytest.raises(Problem) as refused:
        read_rules(FILE + row)
    assert (refused.value.code, refused.value.field) == (Code.INVALID_FIELD, "row 7")


def test_the_newest_rule_of_the_branch_holds_from_its_day_on():
    rules = read_rules(FILE)
    days = [date(2026, 11, 30), date(2026, 12, 1), date(2027, 2, 1)]
    assert [house_days(rules, day) for day in days] == [10, 12, 7]
    (seller,) = [
        one.up_to.amount
        for one in limits(rules[2:3], Country.PE, days[0])
        if one.role is Role.SELLER
    ]
    assert seller == 200_00
    with pytest.raises(ValueError, match="lacks what it sets"):
        HouseRule(kind=RuleKind.LIMIT, country=Country.PE, since=days[0])


def test_a_rule_reaches_the_tablets_and_moves_no_complaint_that_is_there(
    server: Server, tmp_path: Path
):
    server.clock.at = MONDAY
    rig = desk(server, tmp_path / "lima")
    rig.tablet.complaining.save(LUCHO, before := filled(rig))
    assert case_of(rig, before).due_on == date(2026, 12, 16)

    assert apply(server, Country.PE) == {"new": 2, "gone": 0, "same": 0, "applied": True}
    rig.sync()
    rig.tablet.complaining.save(LUCHO, after := filled(rig, detail="Otro."))
    assert case_of(rig, before).due_on == date(2026, 12, 16)
    assert case_of(rig, after).due_on == date(2026, 12, 17)  # 2 December does not count
    limit = rig.tablet.complaining.limit(LUCHO)
    assert limit is not None
    assert limit.up_to.amount == 200_00
    rig.store.close()


def test_both_sides_judge_by_the_limit_of_the_dealer(server: Server, tmp_path: Path):
    server.clock.at = MONDAY
    apply(server, Country.PE)
    rig = desk(server, tmp_path / "lima")
    rig.tablet.complaining.save(LUCHO, form := filled(rig))

    def give(amount: int) -> Compensation:
        money = Money(amount=amount, currency=Currency.PEN)
        return Compensation(option=CompensationOption.REPEAT_OR_REDUCE, amount=money)

    casework = rig.tablet.casework
    assert casework.refusal(LUCHO, form.record, give(201_00)) is ActRefusal.LIMIT_OVER
    casework.do(LUCHO, form.record, give(200_00))
    rig.sync()
    assert rig.states() == ["sent", "sent"]
    rig.store.close()


def test_the_days_of_the_house_count_in_chile_from_their_day_on(server: Server, tmp_path: Path):
    server.clock.at = datetime(2026, 12, 1, 10, tzinfo=LIMA)
    apply(server, Country.CL)
    rig = desk(server, tmp_path / "nunoa", "NUNOA")
    form = filled(rig, document="", fact_on=date(2026, 12, 1))
    rig.tablet.complaining.save(CARLA, form)
    deadline = case_of(rig, form).complaint.deadline
    assert deadline is not None
    assert (deadline.days, deadline.due_on) == (12, date(2026, 12, 18))
    rig.sync()
    assert rig.states() == ["sent"]
    rig.store.close()


def test_a_dry_run_changes_nothing_and_a_branch_that_is_not_there_is_refused(server: Server):
    sent = [rule.model_dump(mode="json") for rule in read_rules(FILE)[2:3]]
    told = taken(server, house.import_rules, country="PE", rules=sent)
    assert told == {"new": 1, "gone": 0, "same": 0, "applied": False}
    with server.database.reading() as connection:
        assert house.rules(connection, server.office, {}) == []
    elsewhere = [{**sent[0], "branch": "AREQUIPA"}]
    with pytest.raises(Problem) as refused:
        taken(server, house.import_rules, country="PE", rules=elsewhere, apply=True)
    assert refused.value.code is Code.NO_BRANCH


def test_a_recall_reaches_every_tablet_as_keys_and_goes_when_it_is_closed(server: Server):
    told = {"code": "AB-2026", "country": "CL", "title": "Cambio de airbag", "since": "2026-11-01"}
    sent = read_vehicles("vin;plate\nJM7BL12X3A1234567;\n;rk-lp 48\n;RKLP48\n")
    assert taken(server, house.import_recall, **told, vehicles=sent)["vehicles"] == 2
    mirror = Mirror(server.api, server.tablet("LIMA").token)
    assert mirror.pull() == mirror.digest()
    (doc,) = mirror.documents(DownKind.RECALL)
    recall = Recall.model_validate(doc)
    assert [one.code for one in recalls_of([recall], Country.CL, ["RKLP-48"])] == ["AB-2026"]
    assert recalls_of([recall], Country.PE, ["RKLP48"]) == ()
    assert recalls_of([recall], Country.CL, ["", "RKLP49"]) == ()
    assert vehicle_key(Country.CL, "jm7bl12x3a1234567") in recall.vehicles

    taken(server, house.close_recall, code="AB-2026", country="CL")
    mirror.pull()
    assert mirror.documents(DownKind.RECALL) == []
    with pytest.raises(Problem) as refused:
        taken(server, house.close_recall, code="AB-2026", country="CL")
    assert refused.value.code is Code.NOT_FOUND
