"""A fork of the examiner that is made ahead of its submission, while the one before is examined.

It holds a student's process that stands and waits, and waits itself to be told whose submission it is for. One fork is
for one submission: nothing that a submission holds can reach the next.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from nbviva import pipes
from nbviva.wire.limits import Deadline

# told where its files lie, and the descriptors to be asked and to answer by
Work = Callable[[Path, int, int], None]


class Ahead:
    """One such fork, as its parent sees it. End it in any case."""

    def __init__(self, files: Mapping[str, str], work: Work) -> None:
        """Fork, with `files` (name -> path) in a folder of its own. Raises OSError."""
        # Made and removed on this side: a fork may be killed at any moment. And where there is no room for the files,
        # it is no submission's doing.
        self._place = tempfile.TemporaryDirectory(prefix="nbviva-", ignore_cleanup_errors=True)
        place = Path(self._place.name)
        for name, path in files.items():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, place / name)
        asked, self._asking = os.pipe()
        self._answered, answering = os.pipe()
        sys.stdout.flush()
        self._child = os.fork()
        if self._child == 0:
            status = 1
            try:
                os.close(self._asking)
                os.close(self._answered)
                work(place, asked, answering)
                status = 0
            except BaseException:
                # For the log of whoever runs the grader; what it means is decided by the one who waits.
                traceback.print_exc()
            finally:
                os._exit(status)
        os.close(asked)
        os.close(answering)

    def ask(self, task: dict[str, Any]) -> None:
        """Say whose submission it is for. Raises pipes.Gone."""
        pipes.send(self._asking, task)

    def said(self, seconds: float) -> dict[str, Any]:
        """What it says next. Raises pipes.Gone."""
        found: dict[str, Any] = pipes.receive(self._answered, Deadline.after(seconds))
        return found

    def end(self, seconds: float = 0.0) -> bool:
        """Hang up, and see it end by itself within so many seconds, or end it; whether it ended well by itself."""
        os.close(self._asking)
        ended = False
        if seconds:
            try:
                self.said(seconds)  # it says no more: what comes is the end
            except pipes.Gone as gone:
                ended = not gone.late
        if not ended:
            os.kill(self._child, signal.SIGKILL)  # not yet waited for, so its number is still its own
        _, status = os.waitpid(self._child, 0)
        os.close(self._answered)
        self._place.cleanup()
        return ended and status == 0
