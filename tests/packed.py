"""What `flet build` would pack for a tablet, by flet-cli's own rules and without Flutter."""

import os
from pathlib import Path

from flet_cli.utils.app_excludes import find_default_excludes
from flet_cli.utils.pyproject_toml import load_pyproject_toml


def entry_module(root: Path) -> str:
    """The module the tablet starts. Flet keeps only the stem of the configured name."""
    return Path(load_pyproject_toml(root)("tool.flet.app.module") or "main").stem


def packed_files(root: Path) -> list[Path]:
    """The packed files, relative to `root`, sorted."""
    setting = load_pyproject_toml(root)
    if setting("tool.flet.app.path"):
        raise AssertionError(
            "the project root is what is packed: tool.flet.app.path must be absent"
        )
    named = ["build", *(setting("tool.flet.app.exclude") or [])]
    excluded = {
        os.path.normpath(path) for path in [*named, *find_default_excludes(root, [], named)]
    }
    packed = []
    for folder, folders, files in os.walk(root):
        here = Path(folder).relative_to(root)
        folders[:] = [name for name in folders if str(here / name) not in excluded]
        packed += [here / name for name in files if str(here / name) not in excluded]
    return sorted(packed)
