"""What the wire refuses: its limits, its refusals, and the sentence for each. Nothing here reads or writes a byte."""

from __future__ import annotations

import time
from dataclasses import dataclass

MIB = 1024 * 1024

# One sentence a code, in plain words and free of details, so that it can be translated; `Breach.detail` has the numbers.
SENTENCES: dict[str, str] = {
    "bad_bytes": "The reply is not in the format of this protocol.",
    "bad_frame": "What arrived does not begin like a message of this protocol.",
    "bad_message": "The message has the wrong fields.",
    "closed": "The connection was given up after an earlier fault.",
    "cyclic": "A list, tuple or dict contains itself, and such a value cannot be sent.",
    "duplicate_key": "A dict arrived with the same key twice.",
    "hung_up": "The process on the other side ended before it had replied.",
    "late": "The reply was not complete when its time was up.",
    "no_device": "A tensor lies on a device that is not allowed here.",
    "no_torch": "A tensor arrived where tensors are not allowed.",
    "too_big": "The value holds more bytes than a message may carry.",
    "too_deep": "Lists, tuples and dicts are nested more deeply than a message may be.",
    "too_long": "A text or a list of the message is longer than it may be.",
    "too_many": "The value has more parts than a message may carry.",
    "unasked": "A message arrived although nothing had been asked.",
    "unexpected": "This kind of message is no reply to what was asked.",
    "unknown_handle": "The message names an object that was never handed over.",
    "unsendable": "The value is of a kind that cannot be sent.",
    "wrong_origin": "The message claims to return an argument that was not sent.",
    "wrong_sequence": "The message does not belong to the open question.",
}


class Breach(Exception):  # noqa: N818  the word of the protocol: a breach costs the open exercise
    """A refusal: `code` from SENTENCES, its `sentence`, and `detail` for the instructor (numbers and names of ours)."""

    def __init__(self, code: str, detail: str = "") -> None:
        self.code = code
        self.sentence = SENTENCES[code]
        self.detail = detail
        super().__init__(code, detail)

    def __str__(self) -> str:
        return f"{self.code}: {self.sentence}" + (f" ({self.detail})" if self.detail else "")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one message may hold; both sides keep to the same, and the receiver checks before it allocates.

    What is shared is counted each time it occurs: a list that holds one array a thousand times costs a thousand arrays.
    """

    message_bytes: int = (
        64 * MIB
    )  # a frame's payload, and the bytes of all its arrays and texts as the receiver sees them
    items: int = 250_000  # values of any kind in one message
    depth: int = 32  # nested lists, tuples, dicts, and a tensor's grad within it
    int_bits: int = 4096  # below the 4300 digits at which Python refuses to print an int
    text_bytes: int = 1 * MIB  # one str (as UTF-8) or bytes
    dimensions: int = 8  # of an array or tensor
    array_items: int = 16  # what one array, tensor or handle counts as, because an empty one is not free
    dict_keys: int = 10_000  # of one dict
    tuple_keys: int = 1_000  # of one dict with keys that are tuples: their hashes can be made to collide
    handles: int = 10_000  # objects that one side may hand out in a conversation
    tensors: bool = True  # False where torch has no business, as in a NumPy exercise: then it is not even imported
    devices: tuple[str, ...] = ("cpu", "meta")  # where a tensor may lie; an engine that lets a GPU in adds "cuda:0"


DEFAULT = Limits()


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment of the monotonic clock (s): one for a whole reply, however many reads it takes."""

    at: float

    @classmethod
    def after(cls, seconds: float) -> Deadline:
        """The moment `seconds` from now. ValueError unless it is a finite number."""
        if not 0 <= seconds < 1e9:
            raise ValueError(f"a deadline needs a finite number of seconds, not {seconds!r}")
        return cls(time.monotonic() + seconds)

    def left(self) -> float:
        """Seconds left, 0 at the least."""
        return max(0.0, self.at - time.monotonic())
