r"""Formulas in TeX -> MathML, which every current browser sets by itself: no script, no font, nothing from the network.

math-core escapes what stands in a formula, knows no links, styles or files, and refuses what it does not know. But it
is native code, and a formula may be a student's: deep ones exhaust its stack, and brackets that nobody closes cost it
time that doubles with each. So it runs in a process of its own, which may die or be ended without anyone else's harm.
"""

from __future__ import annotations

import atexit
import json
import os
import select
import subprocess
import sys
from functools import lru_cache
from html import escape
from pathlib import Path

LONGEST = 2000
"""Characters of a formula that is set; a longer one shows as it was typed."""
SECONDS = 2.0
"""What one formula may take; the usual one takes less than a thousandth."""
FAILURES = 3
"""So many formulas of one page may kill the process or run out of time; the rest of that page shows as typed."""
_PROGRAM = Path(__file__).with_name("mathml_process.py")


class Formulas:
    """Sets the formulas of one page."""

    def __init__(self) -> None:
        self.failures = 0

    def mathml(self, tex: str, *, display: bool, typed: str) -> str:
        """The formula as MathML, on a line of its own if `display`; what was `typed`, as code, if it cannot be set."""
        if len(tex) <= LONGEST and self.failures < FAILURES:
            try:
                made = _set(tex, display)
            except _NotSet:
                self.failures += 1
            else:
                if made is not None:
                    return made
        return f'<code class="tex">{escape(typed, quote=False)}</code>'


class _NotSet(Exception):  # noqa: N818  # no error: the formula is shown as typed
    """The process died over a formula, or had to be ended."""


_running: subprocess.Popen[bytes] | None = None


@lru_cache(maxsize=4096)
def _set(tex: str, display: bool) -> str | None:
    """The MathML, or None if it is no formula. Raises _NotSet."""
    process = _process()
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(json.dumps([tex, display]).encode() + b"\n")
        process.stdin.flush()
        # The answer comes as one line: once there is something of it, the rest follows or the process has died.
        ready, _, _ = select.select([process.stdout], [], [], SECONDS)
        line = process.stdout.readline() if ready else b""
        if not line.endswith(b"\n"):
            raise _NotSet
    except (OSError, _NotSet) as problem:
        _end()
        raise _NotSet from problem
    made: str | None = json.loads(line)
    return made


def _process() -> subprocess.Popen[bytes]:
    global _running
    if _running is None or _running.poll() is not None:
        environment = {name: value for name, value in os.environ.items() if name in ("PATH", "SYSTEMROOT", "LANG")}
        _running = subprocess.Popen(
            [sys.executable, "-I", str(_PROGRAM)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
        )
        atexit.register(_end)
    return _running


def _end() -> None:
    global _running
    if _running is not None:
        _running.kill()
        _running.communicate()
        _running = None
