"""`nbviva settings`: every setting of c.Viva with its default, for nbgrader_config.py."""

from __future__ import annotations

import argparse
import textwrap
from typing import Any

from nbviva.commands.saying import GOOD, say


def add(commands: Any) -> None:
    """What the command takes: nothing."""
    what = "every setting of c.Viva with its default, for nbgrader_config.py"
    commands.add_parser("settings", help=what, description=what)


def run(app: Any, chosen: argparse.Namespace) -> int:
    """Print them."""
    from nbviva.settings import Viva

    defaults = Viva()
    for name, trait in sorted(Viva.class_traits(config=True).items()):
        say(f"c.Viva.{name} = {getattr(defaults, name)!r}")
        say(textwrap.fill(trait.help, 96, initial_indent="    ", subsequent_indent="    "))
    return GOOD
