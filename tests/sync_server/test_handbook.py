"""The dealer's tables about its models: taken in, told to the tablets they are for, on both databases."""

from typing import Any

import pytest

from app.domain.contract import DownKind
from app.domain.handbook import CareTip, ServiceWork
from app.domain.people import Country
from app.domain.problems import Problem
from sync_server.services.administration import administration
from sync_server.services.handbook_files import read_tips, read_works, tips_text, works_text
from sync_server.storage import staff
from tests.builders import NUNOA
from tests.sync_server.offices import Mirror, Server

WORKS = """\
country,branch,make,model,step,valid_from,work,price,minutes,demo
CL,,Mazda,CX-5,m1,2026-01-01,Revisión inicial,$0,45,
CL,NUNOA,Mazda,CX-5,km10000,2026-01-01,"Aceite, filtro",$129.990,90,sí
"""
TIPS = """\
country,branch,make,model,valid_from,text,demo
CL,,Mazda,CX-5,2026-01-01,Revise la presión una vez al mes,
"""


def take(server: Server, works: str, *, dry_run: bool = False) -> Any:
    rows = [row.model_dump(mode="json") for row in read_works(works, Country.CL)]
    sent = {"kind": "service_work", "country": "CL", "works": rows, "dry_run": dry_run}
    return administration(server.database, server.office)("handbook_import", sent)


def steps(mirror: Mirror) -> list[str]:
    mirror.pull()
    return sorted(doc["step"] for doc in mirror.documents(DownKind.SERVICE_WORK))


def test_the_files_are_written_as_they_were_read():
    assert works_text(read_works(WORKS, Country.CL)) == WORKS
    assert tips_text(read_tips(TIPS, Country.CL)) == TIPS
    [first, second] = read_works(WORKS.replace("$129.990", "129.990"), Country.CL)
    assert (first.price, second.price, second.minutes, second.demo) == (0, 129_990, 90, True)
    assert read_works(WORKS, Country.PE) == []


@pytest.mark.parametrize(
    ("before", "after", "amiss"),
    [
        (",km10000,", ",10000,", "row 3: step"),
        ("2026-01-01,Rev", "01-01-2026,Rev", "row 2: valid_from"),
        ("$129.990", "129.99", "row 3: price"),
        (",90,", ",,", "row 3: minutes"),
        ("NUNOA,Mazda,CX-5,km10000", ",Mazda,CX-5,m1", "row 3: the same as row 2"),
        ("minutes,demo", "time,demo", "minutes: this column is missing"),
    ],
)
def test_a_row_amiss_is_told_with_its_line(before: str, after: str, amiss: str):
    with pytest.raises(Problem) as refused:
        read_works(WORKS.replace(before, after), Country.CL)

    assert f"{refused.value.field}: {refused.value.detail}" == amiss


def test_each_branch_is_told_its_own_rows_and_those_of_the_country(server: Server):
    maipu = NUNOA.model_copy(update={"code": "MAIPU"})
    server.database.writer.run(lambda tx: staff.add_branch(tx, maipu, server.office.now()))
    mirror = Mirror(server.api, server.tablet().token)

    told = take(server, WORKS.replace("CL,,", "CL,MAIPU,"))
    assert (told["changed"], steps(mirror)) == (2, ["km10000"])
    take(server, WORKS)
    assert steps(mirror) == ["km10000", "m1"]


def test_what_is_not_in_the_file_any_more_is_gone_and_a_trial_changes_nothing(server: Server):
    mirror = Mirror(server.api, server.tablet().token)
    take(server, WORKS)
    shorter = "\n".join(WORKS.splitlines()[:2])

    assert take(server, shorter, dry_run=True) == {"changed": 0, "gone": 1, "same": 1}
    assert steps(mirror) == ["km10000", "m1"]
    assert take(server, shorter) == {"changed": 0, "gone": 1, "same": 1}
    assert steps(mirror) == ["m1"]
    assert mirror.pull() == mirror.digest()


def test_tips_are_a_table_of_their_own(server: Server):
    run = administration(server.database, server.office)
    rows = [row.model_dump(mode="json") for row in read_tips(TIPS, Country.CL)]
    take(server, WORKS)
    run("handbook_import", {"kind": "care_tip", "country": "CL", "tips": rows})

    assert [CareTip.model_validate(row).text for row in run("handbook", {"kind": "care_tip"})] == [
        "Revise la presión una vez al mes"
    ]
    works = [ServiceWork.model_validate(row) for row in run("handbook", {"kind": "service_work"})]
    assert [one.step for one in works] == ["m1", "km10000"]
