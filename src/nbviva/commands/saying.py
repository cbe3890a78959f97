"""What every command shares: lines on the terminal, how far a run is, and the exit statuses."""

from __future__ import annotations

import argparse
import sys
import time
from typing import Any

GOOD, BAD, USAGE, PERSON = 0, 1, 2, 3


def say(text: str, file: Any = None) -> None:
    """Print a line, at once."""
    print(text, file=file or sys.stdout, flush=True)


def examines(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """Give a command that examines submissions the options of the engine."""
    parser.add_argument("--sandbox", choices=("bubblewrap", "none"), help="'none' runs code with your own rights")
    parser.add_argument("--workers", type=int, metavar="N", help="submissions examined at once")
    parser.add_argument("--cold", action="store_true", help="start every student's process anew; slower, same verdicts")
    return parser


class Progress:
    """How far a run is: one line that is written over on a terminal; elsewhere the lines of a log, and nothing else."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._done = 0
        self._people = 0
        self._began = time.monotonic()
        self._live = sys.stdout.isatty()

    def line(self, text: str) -> None:
        """Something worth a line of its own."""
        print(f"\r{text:<79}" if self._live else text, flush=True)

    def planned(self, total: int) -> None:
        """So many there are to do, now that it is known."""
        self._total = total

    def one(self, student: str = "", needs_person: bool = False) -> None:
        """One more is done."""
        self._done += 1
        self._people += needs_person
        if self._live:
            print(f"\r{self.state():<79}", end="", flush=True)

    def state(self) -> str:
        """The count, the rate, the time left, and how many need a person."""
        passed = max(time.monotonic() - self._began, 1e-9)
        left = passed / self._done * (self._total - self._done) if self._done else 0.0
        said = f"  {self._done} of {self._total}, {_rate(self._done / passed)}, about {_minutes(left)} left"
        return said + (f", {self._people} for a person" if self._people else "")

    def end(self) -> None:
        """All are done."""
        if self._live and self._done:
            passed = time.monotonic() - self._began
            said = f"  {self._done} in {_minutes(passed)}, {_rate(self._done / max(passed, 1e-9))}"
            print(f"\r{said:<79}", flush=True)


def _rate(a_second: float) -> str:
    return f"{a_second:.1f} a second" if a_second >= 1 else f"{60 * a_second:.1f} a minute"


def _minutes(seconds: float) -> str:
    whole = round(seconds)
    if whole >= 3600:
        return f"{whole // 3600} h {whole % 3600 // 60} min"
    return f"{whole // 60} min {whole % 60} s" if whole >= 60 else f"{whole} s"
