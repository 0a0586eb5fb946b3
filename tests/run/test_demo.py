"""`make run`: two processes that start together, keep what they hold, and end together."""

import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.run.demo_process import ROOT, SERVER, DemoProcess, free_within, is_free


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoProcess]:
    """A demo on its first start, by `make run`, still running."""
    home = tmp_path_factory.mktemp("demo") / "home"
    with DemoProcess(home, ("make", "--silent", "run")) as demo:
        yield demo


@pytest.fixture
def kept(seeded: DemoProcess) -> DemoProcess:
    """The same demo, stopped, to be started once more."""
    if seeded.process.poll() is None:
        seeded.press_ctrl_c()
    return DemoProcess(seeded.home)


def counts(demo: DemoProcess) -> dict[str, str]:
    return dict(re.findall(r"(.+?): +(.+)\n", demo.run("status").stdout))


def crowd() -> float:
    """Return how many processes share each core now; the promise is for a machine of its own."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


def children(pid: int) -> list[int]:
    listed = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(pid)], check=False, capture_output=True, text=True
    )
    return [int(child) for child in listed.stdout.split()]


def test_make_run_answers_at_both_addresses_and_prints_the_pins(seeded: DemoProcess):
    assert f"http://127.0.0.1:{seeded.tablet_port}\n" in seeded.announcement
    assert f"http://127.0.0.1:{seeded.server_port}\n" in seeded.announcement
    assert len(re.findall(r"\b\d{6}\b", seeded.announcement)) == 4
    assert "DEMO" in seeded.announcement
    assert seeded.health() == 200
    assert seeded.page()[0] == 200


def test_the_server_holds_the_invented_people_and_the_tablet_joined(seeded: DemoProcess):
    found = counts(seeded)

    assert found["database"] == "demo, sqlite"
    assert found["server"] == "running"
    assert int(found["customers"]) >= 60
    assert found["tablets"] == "4"  # two that signed, the fair's and the one that is shown


def test_the_tablet_has_a_draft_and_one_item_to_review(seeded: DemoProcess):
    deadline = time.monotonic() + 30
    asked = "SELECT code FROM outbox WHERE state = 'attention'"
    while not seeded.tablet_rows(asked) and time.monotonic() < deadline:
        time.sleep(0.2)

    assert seeded.tablet_rows(asked) == [("unknown_actor",)]
    assert seeded.tablet_rows("SELECT actor FROM draft") == [("carla",)]


def test_a_command_that_writes_goes_through_the_running_server(seeded: DemoProcess):
    added = seeded.run(
        "people", "add", "nuevo", "--name", "Nuevo Prueba", "--role", "seller", "--branch", "NUNOA"
    )

    assert added.returncode == 0, added.stderr
    deadline = time.monotonic() + 60
    pulled = "SELECT count(*) FROM mirror WHERE kind = 'person' AND id = 'nuevo'"
    while seeded.tablet_rows(pulled) != [(1,)] and time.monotonic() < deadline:
        time.sleep(0.5)
    assert seeded.tablet_rows(pulled) == [(1,)]


def test_a_running_demo_refuses_a_real_branch(seeded: DemoProcess):
    refused = seeded.run(
        "branches", "add", "SURCO", "--name", "Surco", "--country", "PE", "--zone", "America/Lima"
    )

    assert refused.returncode == 1
    assert refused.stderr.startswith("This data folder holds a demo, for life")


def test_the_customers_are_printed_as_json_and_csv(seeded: DemoProcess):
    table = seeded.run("customers", "list", "--format", "csv").stdout.splitlines()

    assert len(table) == 65
    assert table[0] == "id,name,phone,email,document,branch,owner,visits,demo"
    assert all(",+5695550" in line or "@example.com" in line for line in table[1:])
    one = table[1].split(",")[0]
    assert '"due_contacts"' in seeded.run("customers", "show", one, "--format", "json").stdout


def test_a_backup_of_the_running_server_is_whole(seeded: DemoProcess, tmp_path: Path):
    copy = tmp_path / "copy.db"

    made = seeded.run("backup", str(copy))

    assert made.returncode == 0, made.stderr
    home = tmp_path / "restored"
    home.mkdir()
    copy.rename(home / "vitrina-server.db")
    restored = DemoProcess(home)
    assert counts(restored)["customers"] == counts(seeded)["customers"]
    assert counts(restored)["database"] == "demo, sqlite"


def test_a_port_in_use_is_one_line(seeded: DemoProcess, tmp_path: Path):
    for variable, port in (
        ("VITRINA_SERVER_PORT", seeded.server_port),
        ("VITRINA_TABLET_PORT", seeded.tablet_port),
    ):
        second = DemoProcess(tmp_path / "second")
        environment = second.environment() | {variable: str(port)}

        refused = subprocess.run(
            ["make", "--silent", "run"],
            cwd=ROOT,
            env=environment,
            check=False,
            capture_output=True,
            text=True,
            timeout=60,
        )

        said = [line for line in refused.stderr.splitlines() if not line.startswith("make")]
        assert said == [f"Port {port} is in use. Stop what listens there, or set {variable}."]
        assert refused.returncode != 0
        assert not (tmp_path / "second").exists()


def test_a_second_server_on_the_same_folder_is_refused(seeded: DemoProcess):
    second = DemoProcess(seeded.home)

    refused = second.run("serve")

    assert refused.returncode == 1
    assert "Another vitrina-server holds the data folder" in refused.stderr


def test_ctrl_c_stops_both(seeded: DemoProcess):
    seeded.press_ctrl_c()

    assert is_free(seeded.server_port)
    assert free_within(5, seeded.tablet_port)


def test_the_next_start_is_ready_in_six_seconds_and_keeps_the_data(kept: DemoProcess):
    before = counts(kept)

    with DemoProcess(kept.home) as demo:
        assert demo.ready_after < 6 * crowd()
        assert demo.health() == 200
        assert demo.page()[0] == 200
        after = counts(demo)

    assert {**after, "server": "stopped"} == {**before, "clock": after["clock"]}


def test_told_to_end_the_server_ends_well_and_takes_the_tablet_with_it(kept: DemoProcess):
    with kept as demo:
        demo.process.send_signal(signal.SIGTERM)
        status, err = demo.ended()

        assert (status, err) == (0, "")
        assert free_within(5, demo.server_port, demo.tablet_port)


def test_a_server_that_is_killed_takes_the_tablet_with_it(kept: DemoProcess):
    with kept as demo:
        demo.process.kill()
        demo.process.wait()

        assert free_within(20, demo.server_port, demo.tablet_port)


def test_a_tablet_that_ends_by_itself_ends_the_server_with_a_word(kept: DemoProcess):
    with kept as demo:
        (tablet,) = children(demo.process.pid)
        os.kill(tablet, signal.SIGKILL)
        status, err = demo.ended()

        assert status == 1
        assert "The tablet stopped by itself (status -9)." in err
        assert is_free(demo.server_port)


def test_a_real_database_refuses_the_demo(tmp_path: Path):
    real = DemoProcess(tmp_path / "home")
    added = real.run(
        "branches", "add", "SURCO", "--name", "Surco", "--country", "PE", "--zone", "America/Lima"
    )
    assert added.returncode == 0, added.stderr

    refused = real.run("demo")

    assert refused.returncode == 1
    assert refused.stderr.strip().startswith("This data folder holds real branches, for life")


def test_a_demo_lives_at_the_instant_of_its_clock_file(
    kept: DemoProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    clock = tmp_path / "clock"
    clock.write_text("2031-03-04T12:34:00+00:00")
    monkeypatch.setenv("VITRINA_CLOCK_FILE", str(clock))

    assert counts(kept)["clock"] == "2031-03-04 12:34 UTC"


def test_a_demo_is_opened_at_the_instant_of_its_clock_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    clock = tmp_path / "clock"
    clock.write_text("2031-03-04T12:34:00+00:00")
    monkeypatch.setenv("VITRINA_CLOCK_FILE", str(clock))

    with DemoProcess(tmp_path / "home") as demo:
        found = counts(demo)
        attention = "SELECT count(*) FROM outbox WHERE state = 'attention'"
        deadline = time.monotonic() + 30
        while demo.tablet_rows(attention) != [(1,)] and time.monotonic() < deadline:
            time.sleep(0.2)
        assert demo.tablet_rows(attention) == [(1,)]

    assert found["clock"] == "2031-03-04 12:34 UTC"
    assert found["records"].endswith("the last one 2031-03-04 12:34 UTC")


def test_a_server_that_serves_is_asked_and_not_bypassed(tmp_path: Path):
    home = DemoProcess(tmp_path / "home")
    home.run("branches", "add", "A", "--name", "A", "--country", "CL", "--zone", "America/Santiago")
    with subprocess.Popen(
        [SERVER, "serve"], cwd=ROOT, env=home.environment(), stdout=subprocess.PIPE, text=True
    ) as serving:
        assert serving.stdout is not None
        assert "Vitrina serves on" in serving.stdout.readline()

        invited = home.run("enrol", "--branch", "A")
        serving.send_signal(signal.SIGINT)
        status = serving.wait(30)

    assert invited.returncode == 0, invited.stderr
    assert f"http://127.0.0.1:{home.server_port}" in invited.stdout
    assert status == 0
