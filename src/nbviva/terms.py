"""The terms of one examination: its limits and choices; the traits of `nbviva.settings.Viva` say what they mean."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from nbviva.wire.limits import MIB, Limits

# told which cell begins, and how many seconds it may take at most
Progress = Callable[[str, float], None]


@dataclass
class Settings:
    """What the examiner's process is told about every examination of a unit."""

    cell_seconds: float = 60.0
    call_seconds: float = 30.0
    submission_seconds: float = 600.0
    output_kibibytes: int = 256
    message_mebibytes: int = 64
    memory_mebibytes: int = 4096
    restarts_count: int = 10
    tensors: bool = True
    devices: tuple[str, ...] = ("cpu", "meta")
    draw_variable: str = "NBVIVA_DRAW"
    # keep what both processes said, for a person to read
    transcript: bool = False
    # language -> code -> sentence, see `nbviva.reasons.translations`
    translations: dict[str, dict[str, str]] = field(default_factory=dict)
    # run these test cells and no other, and no plain cell; empty: everything
    only: tuple[str, ...] = ()
    look_for: dict[str, list[str]] = field(default_factory=dict)

    @property
    def wire(self) -> Limits:
        """Of one message."""
        return Limits(message_bytes=self.message_mebibytes * MIB, tensors=self.tensors, devices=self.devices)

    @property
    def output_characters(self) -> int:
        """Of one cell."""
        return self.output_kibibytes * 1024
