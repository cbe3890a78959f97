"""What nbduet says when it refuses: the data of a finding, and the exception that carries one or many."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

_SHOWN = 20


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, with the place where it is and the way to mend it."""

    # file that has to be changed, as given by the caller
    file: str
    # grade_id, cell id or message key; empty when the whole file is meant
    context: str
    # English text of the entry; empty when the whole cell or file is meant
    entry: str
    # what was expected and what was found
    found: str
    # what to do next
    remedy: str

    def __str__(self) -> str:
        place = self.file
        if self.context:
            place += f", cell or key '{self.context}'"
        if self.entry:
            place += f", entry “{shortened(self.entry)}”"
        return f"{place}: {self.found} → {self.remedy}"


class Refusal(Exception):  # noqa: N818  # what it tells is no error of the program
    """Raised instead of building a notebook that would be wrong; `problems` holds every reason found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self._message())

    def _message(self) -> str:
        shown = [str(problem) for problem in self.problems[:_SHOWN]]
        rest = len(self.problems) - len(shown)
        if rest > 0:
            shown.append(f"… and {rest} more; `nbduet check` lists them all")
        return "\n".join(shown)


def shortened(text: str, width: int = 72) -> str:
    """Return `text` on one line, cut to `width` characters."""
    line = " ".join(text.split())
    return line if len(line) <= width else line[: width - 1] + "…"
