"""Which Chromium the browser tests drive, and how it gets onto a machine that has none.

`python -m tests.browser.chromium --install` sees to it and prints the choice.
"""

import argparse
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
)

# Keeps the browser from looking up its maker's hosts at every start.
_QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)


@dataclass(frozen=True)
class Machine:
    """What the choice depends on. `system` is the ID of os-release: debian, ubuntu, fedora…"""

    on_path: str | None
    system: str
    is_root: bool


@dataclass(frozen=True)
class OnPath:
    executable: str


@dataclass(frozen=True)
class FromDebian:
    """The package `chromium`. Only Debian's own: Ubuntu's is an empty one that asks for snap."""


@dataclass(frozen=True)
class FromPlaywright:
    """Playwright's download; as root also the system libraries that it needs."""

    with_libraries: bool


Choice = OnPath | FromDebian | FromPlaywright


def choice(machine: Machine) -> Choice:
    if machine.on_path:
        return OnPath(machine.on_path)
    if machine.system == "debian" and machine.is_root:
        return FromDebian()
    return FromPlaywright(with_libraries=machine.system == "ubuntu" and machine.is_root)


def commands(chosen: Choice) -> list[list[str]]:
    """The commands that bring the chosen browser, in order; none when it is there."""
    match chosen:
        case OnPath():
            return []
        case FromDebian():
            packages = ["chromium", "fonts-liberation"]
            return [
                ["apt-get", "update", "--quiet"],
                ["apt-get", "install", "--quiet", "--yes", "--no-install-recommends", *packages],
            ]
        case FromPlaywright(with_libraries):
            libraries = ["--with-deps"] if with_libraries else []
            return [[sys.executable, "-m", "playwright", "install", *libraries, "chromium"]]


class LaunchOptions(TypedDict):
    executable_path: str | None
    args: list[str]
    chromium_sandbox: bool


def launch_options() -> LaunchOptions:
    """What to give to `playwright.chromium.launch`; no path means Playwright's own browser."""
    machine = this_machine()
    return {
        "executable_path": machine.on_path,
        "args": list(_QUIET),
        "chromium_sandbox": False,
    }


def this_machine() -> Machine:
    return Machine(
        on_path=next(filter(None, map(shutil.which, NAMES)), None),
        system=_system(),
        is_root=hasattr(os, "geteuid") and os.geteuid() == 0,
    )


def _system() -> str:
    try:
        return platform.freedesktop_os_release()["ID"]
    except OSError:
        return platform.system().lower()


def install() -> Choice:
    """Bring the browser if it is not there. Raises CalledProcessError when that fails."""
    chosen = choice(this_machine())
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in commands(chosen):
        subprocess.run(command, check=True, env=environment, stdin=subprocess.DEVNULL)
    return chosen


def run(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--install", action="store_true", help="bring it if it is not there")
    if parser.parse_args(arguments).install:
        install()
    sys.stdout.write(f"Chromium for the tests: {choice(this_machine())}\n")


if __name__ == "__main__":
    run()
