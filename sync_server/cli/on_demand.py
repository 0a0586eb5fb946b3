"""Commands that are imported when they are asked for: the demo's tablet starts meanwhile."""

from importlib import import_module
from typing import Any, Protocol, cast

import typer
from typer.core import TyperGroup
from typer.main import get_group


class CommandModule(Protocol):
    """A module of this package with one command or more."""

    def register(self, app: typer.Typer) -> None:
        """Add the module's commands to ``app``."""
        ...


class OnDemand(TyperGroup):
    """A group that knows the names of its commands, and in which module each one is."""

    modules: dict[str, str]

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - its signature
        return list(self.modules)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 - its signature
        if cmd_name not in self.modules:
            return None
        module = import_module(f"sync_server.cli.{self.modules[cmd_name]}")
        return _commands(cast("CommandModule", module))[cmd_name]


def on_demand(modules: dict[str, str]) -> type[OnDemand]:
    """Return the group of these commands: the module of each name, in the order of the help."""
    return type("Commands", (OnDemand,), {"modules": modules})


def _commands(module: CommandModule) -> dict[str, Any]:
    holder = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False)
    module.register(holder)
    return dict(get_group(holder).commands)
