import os
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.lock", "requirements-test.lock")


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_pins_every_package_by_version_and_hash(lock: str):
    assert [entry for entry in entries(lock) if not re.match(r"[a-z0-9-]+==\S+ ", entry)] == []
    assert [entry for entry in entries(lock) if "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_index_host_and_no_folder(lock: str):
    text = (ROOT / lock).read_text("utf-8")

    assert re.findall(r"^\s*-(?!-hash=).*", text, flags=re.MULTILINE) == []
    assert re.findall(r"\S*(?:/|@)\S*", text) == []


def test_the_lock_of_the_tests_holds_all_that_runs_at_the_same_versions():
    run, test = (set(map(pin, entries(lock))) for lock in LOCKS)

    assert {name for name, _ in run - test} == {"setuptools"}


def test_the_lock_holds_every_dependency_of_the_tablet_the_server_and_the_web():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    optional = project["optional-dependencies"]
    declared = [*project["dependencies"], *optional["server"], *optional["web"]]
    locked = {name for name, _ in map(pin, entries("requirements.lock"))}

    assert {canonicalize_name(Requirement(line).name) for line in declared} - locked == set()


def test_no_file_names_a_package_registry_or_a_folder_of_one_machine():
    registry = rb"\b(?:pypi|npmjs|debian|pythonhosted)\.(?:com|net|org)\b"
    folder = rb"(?<![\w.:/-])/(?:Users|home|root|work)/\w"
    told = re.compile(rb"|".join([registry, folder]))

    assert [file for file in own_files() if told.search((ROOT / file).read_bytes())] == []


def entries(lock: str) -> list[str]:
    """One string a package, with its hashes."""
    text = (ROOT / lock).read_text("utf-8").replace("\\\n", " ")
    return [line for line in text.splitlines() if line]


def pin(entry: str) -> tuple[str, str]:
    name, _, rest = entry.partition("==")
    return name, rest.split()[0]


def own_files() -> Iterator[str]:
    """What a commit would hold, whether or not this is a checkout."""
    made = re.compile(r"\.(?!ci$).*|__pycache__|build|dist|.*\.egg-info")
    for folder, folders, files in os.walk(ROOT):
        folders[:] = [name for name in folders if not made.fullmatch(name)]
        yield from (os.path.relpath(Path(folder, name), ROOT) for name in files)
