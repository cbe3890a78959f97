"""The names of the examiner's notebook: its own first, then what the student's process has.

CPython looks names up in a dict subclass by `__getitem__` wherever a cell's code runs, functions of the cell included
(only exact dicts take the short way), so a name that the setup and the tests do not define is asked of the student.
"""

from __future__ import annotations

import builtins
import types
from collections.abc import Callable, Collection, Iterable
from typing import Any

Ask = Callable[[str], object]


class Namespace(dict[str, Any]):
    """A notebook's globals in the examiner."""

    def __init__(self) -> None:
        super().__init__()
        self._ask: Ask | None = None
        self._students: set[str] = set()

    def begin(self, ask: Ask) -> None:
        """From now on, ask for what is missing; `ask` raises KeyError for a name that stands for nothing."""
        self._ask = ask

    def end(self) -> None:
        """Ask no more."""
        self._ask = None

    def give_up(self, names: Iterable[str], defined: Collection[str] = ()) -> None:
        """An answer cell of the master's gives these names: from here on they are the student's.

        What was imported stays ours: an answer that imports NumPy again must not put its NumPy into a test. But what the
        master's cell itself defines (`defined`) is the student's, even if something of that name was imported before.
        """
        for name in names:
            self._students.add(name)
            if name in self and (name in defined or not _imported(dict.__getitem__(self, name))):
                del self[name]

    def theirs(self, names: Iterable[str]) -> list[str]:
        """Those of the names that an answer cell gives and that would be asked for."""
        return sorted(name for name in names if name in self._students and name not in self)

    def __missing__(self, name: str) -> Any:
        # A builtin is the examiner's, unless the exercise itself is called like one.
        theirs = name in self._students or not hasattr(builtins, name)
        if self._ask is None or not theirs or name.startswith("_"):
            if name.startswith("_") and name in self._students and self._ask is not None:
                return self._ask(name)
            raise KeyError(name)
        return self._ask(name)


def _imported(value: object) -> bool:
    if isinstance(value, types.ModuleType):
        return True
    return callable(value) and getattr(value, "__module__", "__main__") not in ("__main__", None)
