"""The student's side over a whole examination: when a process is lost, a fresh one takes up where it stopped.

The cells that ran before are run again in their order; the one over which the process was lost is left out for good.
Only what may have been an accident of the machine's is tried once more, and leaves no trace.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence

from nbviva.lost import Lost
from nbviva.session import Running, Session
from nbviva.standins import StandIn
from nbviva.wire import messages as m
from nbviva.wire.limits import Deadline, Limits

Start = Callable[[], Running]
Note = Callable[[str, str, str], None]


class Candidate:
    """One student's processes, one after the other."""

    def __init__(
        self,
        start: Start,
        limits: Limits,
        *,
        cell_seconds: float,
        call_seconds: float,
        output_characters: int,
        restarts: int,
        deadline: Deadline,
        note: Note,
        tell: Callable[[str], None] | None = None,
    ) -> None:
        """`note(code, cell, detail)` is told of restarts, `tell` of every message, where somebody wants to read them."""
        self._start = start
        self._limits = limits
        self._cell_seconds = cell_seconds
        self._call_seconds = call_seconds
        self._output_characters = output_characters
        self._restarts_left = restarts
        self._deadline = deadline
        self._note = note
        self._tell = tell
        self._session: Session | None = None
        self._done: list[tuple[str, str]] = []
        self._known: dict[str, StandIn] = {}  # what names stand for since the last cell ran
        # While a test cell asks: the conversation that was over before it began. None else may be replaced meanwhile.
        self._over_before: Session | None = None
        self._in_test = False
        # The cell that ran or asked last: over it a process was lost, if one was. And the test cell that asks now.
        self._over = ""
        self._asking = ""
        self._accidents: set[str] = set()
        self._forgiven = False
        self.dead: dict[str, Lost] = {}
        """Cells over which a process was lost, and why."""

    def begin(self, cells: Sequence[tuple[str, str]], names: Sequence[str]) -> None:
        """These cells will be run next, in this order, and nothing in between; then these names will be asked for."""
        with contextlib.suppress(Lost):  # whoever runs the first cell hears of it
            self.session().begin(cells, names)

    def run(self, cell: str, source: str, seconds: float | None = None) -> m.RanCell:
        """Run a cell of the notebook, in `seconds` if it is not to have the usual time. Raises Lost; the cell is dead then."""
        while True:
            session = self.session()
            self._over = cell
            try:
                ran, self._known = session.run(cell, source, self._cell_seconds if seconds is None else seconds)
                break
            except Lost as lost:
                if not self.forgive(lost, cell):
                    self.dead[cell] = lost
                    raise
        self._done.append((cell, source))
        return ran

    def get(self, name: str) -> object:
        """What a name stands for in the student's notebook; KeyError if it stands for nothing. Raises Lost."""
        session = self.session()  # first: a fresh one knows nothing yet
        return self._known[name] if name in self._known else session.get(name)

    def ask_ahead(self, names: Sequence[str]) -> None:
        """These will be asked for: learn in one question which of them stand for things that stay there. Raises Lost.

        A plain value is asked for when it is needed, as it is then.
        """
        session = self.session()
        if unknown := [name for name in names if name not in self._known]:
            self._known |= session.stand_ins(unknown)

    def session(self) -> Session:
        """The live conversation; a fresh one if the last was lost. Raises Lost when there can be none."""
        while self._session is None or self._session.lost is not None:
            if self._in_test and self._session is not None and self._session is not self._over_before:
                assert self._session.lost is not None
                raise self._session.lost
            if not self._deadline.left():
                raise Lost("submission_over")
            if self._session is not None:
                if self._restarts_left <= 0:
                    raise Lost("too_many_restarts")
                self._restarts_left -= 1
                lost = self._session.lost
                self._session.close()
                self._session = None
                assert lost is not None
                if not (self._forgiven or self.forgive(lost, self._over)):
                    self._note("restarted", self._over, f"{lost.code}: {lost.detail}")
                self._forgiven = False
            self._known = {}
            self._session = Session(self._start(), self._limits, self._call_seconds, self._deadline, self._tell)
            self._catch_up(self._session)
        return self._session

    def _catch_up(self, session: Session) -> None:
        cell = ""
        try:
            session.call("nbviva:configure", (self._output_characters, self._limits.devices))
            for cell, source in list(self._done):
                session.run(cell, source, self._cell_seconds)
        except Lost as lost:
            if not self.forgive(lost, cell) and cell:
                self._over = cell
                self.dead[cell] = lost
                self._done = [(name, source) for name, source in self._done if name != cell]

    def forgive(self, lost: Lost, over: str) -> bool:
        """Whether to try again what it was lost over: once for each cell, if it may have been an accident."""
        self._forgiven = lost.accident and over not in self._accidents
        if self._forgiven:
            self._accidents.add(over)
        return self._forgiven

    def begin_test(self, cell: str) -> None:
        """A test cell begins: whatever is lost from here on costs this cell, and is not replaced before its end."""
        self._in_test = True
        self._asking = cell
        self._over_before = self._session if self._session is not None and self._session.lost else None

    def end_test(self) -> Lost | None:
        """The test cell has ended: what was lost over it, even if the cell caught it."""
        self._in_test = False
        if self._session is None or self._session is self._over_before:
            return None
        self._over = self._asking
        return self._session.lost

    def abandon(self, lost: Lost) -> None:
        """The conversation was broken off in the middle of a question, by us."""
        if self._session is not None and self._session.lost is None:
            self._session.abandon(lost)

    def close(self) -> None:
        """End the process that runs, if any."""
        if self._session is not None:
            self._session.close()
