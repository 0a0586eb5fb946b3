"""`vitrina-server deadline` answers the due date first, then the days skipped and why."""

import pytest
import typer
from typer.testing import CliRunner

from app.domain.problems import Code, Problem
from sync_server.cli import deadline

APP = typer.Typer(pretty_exceptions_enable=False)
deadline.register(APP)


def answered(*arguments: str) -> list[str]:
    result = CliRunner().invoke(APP, arguments, catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout.splitlines()


@pytest.mark.parametrize(
    ("country", "start", "days", "suspended", "due"),
    [
        ("PE", "2026-11-23", "15", "0", "2026-12-16"),
        ("PE", "2026-10-05", "15", "0", "2026-10-27"),
        ("PE", "2026-10-05", "15", "2", "2026-10-29"),
        ("PE", "2026-10-05", "15", "30", "2026-11-03"),
        ("CL", "2026-12-18", "10", "0", "2027-01-05"),
    ],
)
def test_the_first_line_is_the_due_date(country, start, days, suspended, due):
    lines = answered(
        "--country", country, "--from", start, "--days", days, "--suspended", suspended
    )
    assert lines[0] == due


def test_the_days_skipped_follow_with_their_reason():
    lines = answered("--country", "PE", "--from", "2026-12-04", "--days", "3")
    assert lines == [
        "2026-12-11",
        "2026-12-05  Saturday",
        "2026-12-06  Sunday",
        "2026-12-08  holiday: Inmaculada Concepción",
        "2026-12-09  holiday: Batalla de Ayacucho",
    ]


@pytest.mark.parametrize(
    "arguments",
    [
        ("--country", "AR", "--from", "2026-11-23", "--days", "15"),
        ("--country", "PE", "--from", "23-11-2026", "--days", "15"),
        ("--country", "PE", "--from", "2026-02-30", "--days", "15"),
        ("--country", "PE", "--from", "2026-11-23", "--days", "0"),
        ("--country", "PE", "--from", "2026-11-23", "--days", "15", "--suspended", "-1"),
        ("--country", "PE", "--from", "2026-11-23"),
    ],
)
def test_an_argument_that_cannot_be_is_a_usage_error(arguments):
    assert CliRunner().invoke(APP, arguments).exit_code == 2


def test_a_year_whose_holidays_nobody_knows_is_refused():
    with pytest.raises(Problem, match="no holidays are known") as refused:
        answered("--country", "PE", "--from", "2150-01-01", "--days", "15")
    assert refused.value.code is Code.INVALID_FIELD
