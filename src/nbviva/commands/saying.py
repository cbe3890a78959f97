"""What every command shares: lines on the terminal, how far a run is, and the exit statuses."""

from __future__ import annotations

import argparse
import sys
import time
from typing import Any

GOOD, BAD, USAGE = 0, 1, 2


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
    """How far a run is: one line that is written over on a terminal, a line a submission elsewhere."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._done = 0
        self._began = time.monotonic()
        self._live = sys.stdout.isatty()

    def line(self, text: str) -> None:
        """Something worth a line of its own."""
        if self._live:
            print(f"\r{text:<78}", flush=True)
        else:
            print(text, flush=True)

    def one(self) -> None:
        """One more is done."""
        self._done += 1
        if self._live:
            passed = time.monotonic() - self._began
            left = passed / self._done * (self._total - self._done)
            print(f"\r  {self._done} of {self._total}, about {_minutes(left)} left {'':<20}", end="", flush=True)

    def end(self) -> None:
        """All are done."""
        if self._live and self._done:
            print(f"\r  {self._done} in {_minutes(time.monotonic() - self._began)}{'':<40}", flush=True)


def _minutes(seconds: float) -> str:
    whole = round(seconds)
    return f"{whole // 60} min {whole % 60} s" if whole >= 60 else f"{whole} s"
