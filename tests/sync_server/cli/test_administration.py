"""Branches, people, tokens and tablets are looked after from the command line."""

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest
import qrcode
from sqlalchemy import create_engine, text

from app.domain.staff import PinVerifier, pin_matches
from sync_server.settings import Settings
from tests.sync_server.cli.conftest import Command

BRANCH = (
    "branches", "add", "NUNOA", "--name", "Sucursal Ñuñoa",
    "--country", "CL", "--zone", "America/Santiago",
)  # fmt: skip
LAURA = ("people", "add", "laura", "--name", "Laura Prueba", "--role", "seller")


def stored(statement: str) -> list[tuple[Any, ...]]:
    engine = create_engine(Settings().database())
    with engine.connect() as connection:
        rows = [tuple(row) for row in connection.execute(text(statement))]
    engine.dispose()
    return rows


def drawn_modules(out: str) -> list[list[bool]]:
    """Read a QR back from its half blocks: what is drawn is light, what is left out is dark."""
    dark = {"█": (False, False), "▀": (False, True), "▄": (True, False), " ": (True, True)}
    lines = [line for line in out.splitlines() if line and set(line) <= set(dark)]
    rows = [[dark[c][half] for c in line] for line in lines for half in (0, 1)]
    return rows[: len(rows[0])]


def expected_modules(content: str) -> list[list[bool]]:
    code = qrcode.QRCode(border=2)
    code.add_data(content)
    return [[bool(dark) for dark in row] for row in code.get_matrix()]


def test_a_command_that_needs_a_branch_says_which_command_makes_the_first_one(vitrina: Command):
    for command in ((*LAURA, "--branch", "NUNOA"), ("enrol", "--branch", "NUNOA")):
        status, out, err = vitrina(*command)

        assert (status, out) == (1, "")
        assert "vitrina-server branches add NUNOA" in err


def test_a_command_with_an_unknown_branch_lists_those_that_there_are(vitrina: Command):
    vitrina(*BRANCH)

    assert "There are: NUNOA." in vitrina(*LAURA, "--branch", "NUNOO").err


def test_a_branch_is_opened_once_and_listed(vitrina: Command):
    assert vitrina(*BRANCH).status == 0

    again = vitrina(*BRANCH)

    assert (again.status, again.err) == (1, "NUNOA is there already.")
    assert "Sucursal Ñuñoa" in vitrina("branches", "list").out
    assert stored("SELECT scope, kind, id, op FROM feed") == [
        ("branch:NUNOA", "setting", "NUNOA", "put")
    ]


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"--zone": "America/Nunoa"}, "zone"),
        ({"NUNOA": "Ñuñoa centro"}, "code"),
    ],
)
def test_a_branch_that_cannot_be_is_refused_by_the_field(
    embedded: Command, changed: dict[str, str], named: str
):
    words = list(BRANCH)
    for word, value in changed.items():
        place = words.index(word)
        words[place + word.startswith("--")] = value

    status, _, err = embedded(*words)

    assert status == 1
    assert err.startswith(f"{named}: ")
    assert stored("SELECT * FROM branch") == []


def test_a_refused_first_command_leaves_the_database_undecided(vitrina: Command):
    vitrina(*LAURA, "--branch", "NUNOA")

    assert "new, " in vitrina("status").out


def test_the_one_time_pin_that_is_printed_opens_the_tablet_and_must_be_changed(vitrina: Command):
    vitrina(*BRANCH)

    printed = vitrina(*LAURA, "--branch", "NUNOA").out

    pin = re.findall(r"\b\d{6}\b", printed)[0]
    ((verifier, must_change),) = stored("SELECT verifier, must_change_pin FROM person")
    assert pin_matches(pin, PinVerifier(**json.loads(verifier)))
    assert must_change
    assert ("branch:NUNOA", "person", "laura", "put") in stored(
        "SELECT scope, kind, id, op FROM feed"
    )


def test_a_new_pin_ends_the_old_one_and_reaches_the_tablets_as_a_newer_version(vitrina: Command):
    vitrina(*BRANCH)
    old = re.findall(r"\b\d{6}\b", vitrina(*LAURA, "--branch", "NUNOA").out)[0]
    ((before,),) = stored("SELECT ver FROM feed WHERE id = 'laura'")

    new = re.findall(r"\b\d{6}\b", vitrina("people", "pin", "laura").out)[0]

    verifier = PinVerifier(**json.loads(stored("SELECT verifier FROM person")[0][0]))
    assert pin_matches(new, verifier)
    assert not pin_matches(old, verifier)
    assert stored("SELECT ver FROM feed WHERE id = 'laura'")[0][0] > before


def test_a_person_who_is_not_there_has_no_pin_and_no_token(vitrina: Command):
    assert vitrina("people", "pin", "nadie").err == "There is no person nadie."
    assert vitrina("tokens", "add", "nadie").err == "There is no person nadie."


def test_a_person_is_added_once(vitrina: Command):
    vitrina(*BRANCH)
    vitrina(*LAURA, "--branch", "NUNOA")

    assert vitrina(*LAURA, "--branch", "NUNOA").err == "laura is there already."


def test_a_personal_token_is_told_once_and_kept_as_its_sum(vitrina: Command):
    vitrina(*BRANCH)
    vitrina(*LAURA, "--branch", "NUNOA")

    token = vitrina("tokens", "add", "laura").out.strip()

    assert len(token) == 43
    expected = hashlib.sha256(token.encode()).hexdigest()
    assert stored("SELECT sha256, person FROM personal_token") == [(expected, "laura")]


def test_an_invitation_is_a_qr_and_a_code_that_the_database_does_not_know(vitrina: Command):
    vitrina(*BRANCH)

    out = vitrina("enrol", "--branch", "NUNOA").out

    first, last = re.findall(r"Code +([0-9A-HJKMNP-TV-Z]{5})-([0-9A-HJKMNP-TV-Z]{5})", out)[0]
    ((selector, kept, created, expires),) = stored(
        "SELECT selector, code_sha256, created, expires FROM enrolment"
    )
    assert selector == first[:4]
    assert kept == hashlib.sha256(f"{first}{last}".encode()).hexdigest()
    assert expires - created == 900_000
    invitation = json.dumps({"url": "http://127.0.0.1:8747", "code": first + last})
    assert drawn_modules(out) == expected_modules(invitation)


def test_the_invitation_names_the_public_address(
    embedded: Command, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("VITRINA_PUBLIC_URL", "https://vitrina.example.com/")
    embedded(*BRANCH)

    assert "Server  https://vitrina.example.com\n" in embedded("enrol", "--branch", "NUNOA").out


def test_a_tablet_that_nobody_enrolled_cannot_be_revoked(vitrina: Command):
    assert vitrina("devices", "revoke", "T07", "--mode", "lost").err == "There is no device T07."


def test_status_counts_what_is_there(vitrina: Command):
    vitrina(*BRANCH)
    vitrina(*LAURA, "--branch", "NUNOA")

    out = vitrina("status").out

    assert re.search(r"database: +real, (sqlite|postgresql)\n", out)
    assert re.search(r"server: +stopped\n", out)
    assert re.search(r"people: +1\n", out)


def test_lists_of_nothing_say_so(vitrina: Command):
    for words in (("branches",), ("people",), ("devices",), ("customers",)):
        assert vitrina(*words, "list").out == "none yet\n"
    assert vitrina("customers", "list", "--format", "json").out == "[]\n"


def test_every_command_explains_itself_with_an_example(embedded: Command):
    for words in (
        (), ("branches", "add"), ("people", "add"), ("people", "pin"), ("tokens", "add"),
        ("devices", "list"), ("devices", "revoke"), ("enrol",), ("customers", "list"),
        ("customers", "show"), ("backup",), ("serve",), ("demo",),
    ):  # fmt: skip
        status, out, _ = embedded(*words, "--help")

        assert status == 0
        assert "vitrina-server" in out.partition("Options:")[2], words


def test_a_setting_that_cannot_be_is_named_without_its_value(
    embedded: Command, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("VITRINA_DATABASE_URL", "mysql://u:secreto@host/name")

    status, _, err = embedded("status")

    assert status == 1
    assert err.startswith("VITRINA_DATABASE_URL: a PostgreSQL address")
    assert "secreto" not in err


def test_a_clock_file_is_refused_beside_real_records(
    vitrina: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    vitrina(*BRANCH)
    clock = tmp_path / "clock"
    clock.write_text("2026-12-01T12:00:00+00:00")
    monkeypatch.setenv("VITRINA_CLOCK_FILE", str(clock))

    status, _, err = vitrina("status")

    assert status == 1
    assert "VITRINA_CLOCK_FILE" in err


def test_what_the_complaints_book_prints_of_a_branch_can_be_told_later(vitrina: Command):
    vitrina(*BRANCH)
    told = ("--tax-id", "76.000.000-0", "--address", "Av. Inventada 456")

    assert vitrina("branches", "provider", "NUNOA", *told).status == 0
    assert stored("SELECT tax_id, address FROM branch") == [("76.000.000-0", "Av. Inventada 456")]
    assert "There are: NUNOA." in vitrina("branches", "provider", "NUNOO", *told).err


def test_a_data_folder_that_cannot_be_one_is_one_line(
    embedded: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    (tmp_path / "file").touch()
    monkeypatch.setenv("VITRINA_HOME", str(tmp_path / "file"))
    ended = embedded("status")
    assert (ended.status, ended.err) == (
        1,
        f"VITRINA_HOME: {tmp_path / 'file'} cannot be used (File exists).",
    )


def test_a_damaged_database_is_one_line(
    embedded: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    home = tmp_path / "damaged"
    home.mkdir()
    (home / "vitrina-server.db").write_bytes(b"no database" * 900)
    monkeypatch.setenv("VITRINA_HOME", str(home))
    ended = embedded("status")
    assert ended.status == 1
    assert ended.err == "It could not be done now: the database file is damaged."
