"""Groups of commands that import a command only when it is called."""

import importlib
import keyword
from collections.abc import Mapping
from typing import Any

import click


class LazyGroup(click.Group):
    """A group that knows its commands by name and one-line help, and imports one when it is called."""

    def __init__(
        self,
        *arguments: Any,
        table: Mapping[str, str],
        package: str,
        old_names: Mapping[str, str] | None = None,
        **keywords: Any,
    ) -> None:
        """Keep the `table` of names and helps; each command lies in a module of `package` as ``command``.

        `old_names` still call a command, and are not listed.
        """
        super().__init__(*arguments, **keywords)
        self.table = table
        self.package = package
        self.old_names = old_names or {}

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 — click's signature
        """Return the commands in the order in which a campaign needs them."""
        return list(self.table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import and return one command."""
        cmd_name = self.old_names.get(cmd_name, cmd_name)
        if cmd_name not in self.table:
            return None
        name = cmd_name.replace("-", "_") + ("_" if keyword.iskeyword(cmd_name) else "")
        module = importlib.import_module(f"{self.package}.{name}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(self.table.items()))
