import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.packed import entry_module, packed_files

ROOT = Path(__file__).resolve().parent.parent

# Starts a packed copy as the tablet does, then loads every module of it, with no other package
# within reach than those of the tablet; tells where app came from.
START = """
import importlib, json, pkgutil, sys

class OutOfReach:
    hidden = frozenset(json.loads(sys.argv[3]))

    def find_spec(self, name, path=None, target=None):
        if name in self.hidden:
            raise ModuleNotFoundError(f"{name} is not on the tablet", name=name)

sys.meta_path.insert(0, OutOfReach())
sys.path.insert(0, sys.argv[1])
app = importlib.import_module(sys.argv[2]) and importlib.import_module("app")
for module in pkgutil.walk_packages(app.__path__, "app."):
    importlib.import_module(module.name)
print(app.__file__)
"""

OUR_OWN = {"app", "main"}


@pytest.fixture(scope="module")
def packed_copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("packed")
    for file in packed_files(ROOT):
        (copy / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / file, copy / file)
    return copy


def test_only_the_tablet_its_assets_and_the_notices_are_packed():
    packed = {file.parts[0] for file in packed_files(ROOT)}

    assert packed == {"THIRD_PARTY.md", "app", "assets", "main.py"}


def test_every_excluded_path_is_an_exact_one_since_flet_knows_no_patterns():
    excluded = project()["tool"]["flet"]["app"]["exclude"]
    made_by_tools = {"build", "dist", "vitrina.egg-info"}

    assert [path for path in excluded if "*" in path or path.endswith("/")] == []
    assert [path for path in set(excluded) - made_by_tools if not (ROOT / path).exists()] == []


def test_no_packed_file_could_hold_customers():
    suffixes = {file.suffix for file in packed_files(ROOT)}

    assert suffixes & {".db", ".db-shm", ".db-wal", ".env", ".log", ".sqlite", ".sqlite3"} == set()


def test_the_packed_copy_starts_alone_on_the_tablets_own_dependencies(
    packed_copy: Path, tmp_path: Path
):
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    started = subprocess.run(
        [sys.executable, "-c", START, packed_copy, entry_module(ROOT), json.dumps(not_packed())],
        cwd=tmp_path,
        env=environment | {"FLET_APP_STORAGE_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert started.returncode == 0, started.stderr
    assert started.stdout.strip() == str(packed_copy / "app" / "__init__.py")


def test_the_notices_name_the_reference_files_that_are_shipped_and_no_other():
    notices = (ROOT / "THIRD_PARTY.md").read_text("utf-8")
    shipped = {file.name for file in (ROOT / "assets" / "reference").glob("*.csv")}

    assert set(re.findall(r"`(\w+\.csv)`", notices)) == shipped


def test_the_font_is_shipped_with_its_licence():
    licence = (ROOT / "assets" / "fonts" / "OFL.txt").read_text("utf-8")

    assert "SIL OPEN FONT LICENSE Version 1.1" in licence


def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def not_packed() -> list[str]:
    """The modules at hand here which no dependency of the tablet brings."""
    brought = on_the_tablet()
    return sorted(
        module
        for module, owners in packages_distributions().items()
        if brought.isdisjoint(map(canonicalize_name, owners)) and module not in OUR_OWN
    )


def on_the_tablet() -> set[str]:
    """The declared dependencies of the tablet and, in turn, theirs."""
    found: set[str] = set()
    wanted = list(project()["project"]["dependencies"])
    while wanted:
        requirement = Requirement(wanted.pop())
        name = canonicalize_name(requirement.name)
        if name not in found and applies(requirement):
            found.add(name)
            wanted += dependencies(name)
    return found


def applies(requirement: Requirement) -> bool:
    return requirement.marker is None or requirement.marker.evaluate({"extra": ""})


def dependencies(name: str) -> list[str]:
    try:
        return requires(name) or []
    except PackageNotFoundError:  # meant for another system, so not installed here
        return []
