"""`nbviva doctor`: what isolation this machine gives, tried from inside, and what is missing."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any


def add(commands: Any) -> None:
    """What the command takes: nothing."""
    what = "what isolation this machine gives and what is missing"
    commands.add_parser("doctor", help=what, description=what)


def run(app: Any, chosen: argparse.Namespace) -> int:
    """Try it, and look into the course of this folder if there is one."""
    from nbviva import doctor

    return doctor.main([str(Path.cwd())] if (Path.cwd() / "nbgrader_config.py").is_file() else [])
