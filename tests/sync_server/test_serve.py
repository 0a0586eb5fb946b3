"""`serve`: the signals that end it, also those that come too early."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.run.demo_process import free_port

TOLD_BEFORE_THE_LOOP_RUNS = """
import os, signal
import uvicorn
from sync_server.cli import run

made = uvicorn.Config.get_loop_factory

def told_meanwhile(config):
    signal.raise_signal(int(os.environ["TOLD"]))
    return made(config)

uvicorn.Config.get_loop_factory = told_meanwhile
run()
"""


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_just_before_the_loop_runs_ends_the_server_without_a_warning(
    told: signal.Signals, tmp_path: Path
):
    ended = subprocess.run(
        [sys.executable, "-c", TOLD_BEFORE_THE_LOOP_RUNS, "serve"],
        env=os.environ
        | {
            "VITRINA_HOME": str(tmp_path),
            "VITRINA_SERVER_PORT": str(free_port()),
            "TOLD": str(int(told)),
        },
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.splitlines()[-1] == "Stopped."
