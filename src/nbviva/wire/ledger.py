"""The count that both coders keep: parts, bytes and depth of one message, against its limits, what is shared counted each time.

Without the last clause ten short lists, each holding the one before it ten times, would unfold into ten thousand million parts
as soon as somebody walks through them.
"""

from __future__ import annotations

from nbviva.wire.limits import Breach, Limits

# What a finished shared thing has cost, to be charged again for every further mention of it: parts, itself included; bytes;
# levels below it.
Cost = tuple[int, int, int]
# What `close` needs of a thing that was begun: its number, and parts, bytes and depth before it.
Mark = tuple[int, int, int, int]


class Ledger:
    """Parts, bytes and depth spent so far. It is asked for every value of every message: plain and short on purpose."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._items = 0
        self._size = 0
        self._depth = 0
        self._deepest = 0
        self._costs: list[Cost | None] = []

    def spend(self, items: int = 1, size: int = 0) -> None:
        """Count parts and bytes. Breach "too_many" or "too_big"."""
        self._items += items
        self._size += size
        if self._items > self.limits.items:
            raise Breach("too_many", f"more than {self.limits.items} values")
        if self._size > self.limits.message_bytes:
            raise Breach("too_big", f"more than {self.limits.message_bytes} bytes")

    def open(self) -> Mark:
        """Begin a shared thing (its number is the next one free): returns what `close` needs. Breach "too_deep"."""
        mark = (len(self._costs), self._items, self._size, self._deepest)
        self._costs.append(None)
        self._depth += 1
        self._deepest = self._depth
        if self._depth > self.limits.depth:
            raise Breach("too_deep", f"more than {self.limits.depth} levels")
        return mark

    def close(self, mark: Mark) -> None:
        """End the shared thing that `open` began."""
        number, items, size, deepest = mark
        self._costs[number] = (self._items - items, self._size - size, self._deepest - self._depth)
        self._depth -= 1
        if deepest > self._deepest:
            self._deepest = deepest

    def again(self, number: int) -> None:
        """Count a further mention of shared thing `number`. Breach "cyclic" while it is still open, "bad_bytes" if unknown."""
        if number >= len(self._costs):
            raise Breach("bad_bytes", "a mention of something that has not come yet")
        cost = self._costs[number]
        if cost is None:
            raise Breach("cyclic")
        items, size, height = cost
        reached = self._depth + 1 + height
        if reached > self.limits.depth:
            raise Breach("too_deep", f"more than {self.limits.depth} levels")
        self._deepest = max(self._deepest, reached)
        self.spend(items, size)
