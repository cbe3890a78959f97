"""`nbviva COMMAND`: the engine's own commands (nbviva.commands), with the course's nbgrader_config.py.

Any setting can be given on the command line as nbgrader takes it: --Viva.cell_seconds=120, --CourseDirectory.root=...
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from nbviva.commands.saying import BAD, USAGE, say

COMMANDS = ("collect", "grade", "report", "export", "prove", "replay", "doctor", "settings")
WITHOUT_COURSE = ("doctor", "settings")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. 0: all is well; 1: something is not, and was said; 2: the command was not understood."""
    try:
        return _run(arguments)
    except BrokenPipeError:  # who read it has read enough: `nbviva report | head`
        # Or the interpreter would stumble over what it has still to write.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        say("Stopped, because nobody reads what is printed. What was recorded stays.", sys.stderr)
        return BAD


def _run(arguments: Sequence[str] | None) -> int:
    commands = {name: import_module(f"nbviva.commands.{name}") for name in COMMANDS}
    parser = argparse.ArgumentParser(prog="nbviva", description="Examines the submissions of an nbgrader course.")
    listed = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for module in commands.values():
        module.add(listed)
    chosen, more = parser.parse_known_args(arguments)
    strange = [word for word in more if not word.startswith("--") or "." not in word.partition("=")[0]]
    if strange:
        parser.error(f"not understood: {' '.join(strange)} (one student is chosen by --student NAME)")
    run = commands[chosen.command].run
    if chosen.command in WITHOUT_COURSE:
        if more:
            say(f"nbviva {chosen.command}: not understood: {' '.join(more)}", sys.stderr)
            return USAGE
        return int(run(None, chosen))
    from nbviva.dask_cluster import ClusterError
    from nbviva.gradebook import GradebookError
    from nbviva.place import PlaceError, explained
    from nbviva.private import PrivateError
    from nbviva.sandbox import SandboxError
    from nbviva.unit import UnitError

    try:
        return int(run(_course(more, chosen), chosen))
    except SandboxError as problem:
        say(f"{problem}\n`nbviva doctor` says what this machine lacks and how to mend it.", sys.stderr)
    except (UnitError, GradebookError, PrivateError, ClusterError, PlaceError) as problem:
        say(str(problem), sys.stderr)
    except BrokenPipeError:
        raise
    except OSError as problem:
        say(str(explained(problem, problem.filename or "the course's folder")), sys.stderr)
    except KeyboardInterrupt:
        say("\nStopped. What was recorded stays; the same command goes on from there.", sys.stderr)
    return BAD


def _course(more: Sequence[str], chosen: argparse.Namespace) -> Any:
    """nbgrader's application with the course's configuration read."""
    from nbgrader.apps import NbGrader
    from traitlets.config import Config

    # alembic, which nbgrader calls by name, lies beside the interpreter.
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    app = NbGrader()
    app.initialize(list(more))
    config = Config()
    if getattr(chosen, "sandbox", None):
        config.Viva.sandbox = chosen.sandbox
    if getattr(chosen, "workers", None):
        config.Viva.workers = chosen.workers
    if getattr(chosen, "cold", False):
        config.Viva.warm = False
    app.update_config(config)
    return app


if __name__ == "__main__":
    raise SystemExit(main())
