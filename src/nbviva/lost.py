"""A student's process that is of no more use: why, for the record, and in words for the student."""

from __future__ import annotations

import signal

from nbviva.reasons import Why, reason
from nbviva.sandbox.launch import Ending
from nbviva.terms import Settings

TEST_ITSELF = "the test cell itself"
# What a record calls a cell whose reason has this code; "crashed" with any other.
_STATUS = {
    "too_slow": "timed_out",
    "submission_time": "timed_out",
    "submission_over": "not_reached",
    "too_many_restarts": "not_reached",
    "setup_failed": "not_reached",
}


class Lost(BaseException):
    """The student's process is of no more use: `code` is a key of `nbviva.reasons.REASONS`, `detail` for the instructor."""

    def __init__(self, code: str, detail: str = "") -> None:
        self.code = code
        self.detail = detail
        super().__init__(code, detail)

    @property
    def accident(self) -> bool:
        """Whether it may have been killed from outside: by the kernel for want of memory, or by a person."""
        return (self.code, self.detail) == ("crashed", f"signal {int(signal.SIGKILL)}")

    def reason(self, settings: Settings, seconds: float | None = None) -> Why:
        """What the student is told. `seconds`: what it had, if it was no call."""
        if seconds is None:
            seconds = settings.cell_seconds if self.detail == TEST_ITSELF else settings.call_seconds
        limit = {
            "too_slow": f"{seconds:g} s",
            "submission_time": f"{settings.submission_seconds:g} s",
            "memory": f"{settings.memory_mebibytes} MiB",
        }.get(self.code, "")
        return reason(self.code, self.detail, limit=limit, cell=called(self.detail))


def status_of(code: str) -> str:
    """The status of a cell that was lost for this reason."""
    return _STATUS.get(code, "crashed")


def ended(ending: Ending) -> tuple[str, str]:
    """The code and the detail of a process that ended by itself."""
    if ending.signal_number is not None:
        return "crashed", f"signal {ending.signal_number}"
    return "left", f"exit status {ending.exit_status}"


def called(cell: str) -> str:
    """What a sentence about "the cell ..." calls it: `cell 4`, a student's own, is "the cell 4"."""
    return cell.removeprefix("cell ")
