"""Runs the cells of a notebook in IPython, as Jupyter does, and keeps what they put out within a byte limit.

Both processes use it: the student's for answers and plain cells, the examiner's for setup and test cells. It starts no
thread, keeps no history file and reads no settings, so that a process which holds a shell can be forked.
"""

from __future__ import annotations

import base64
import builtins
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from IPython.core.compilerop import CachingCompiler
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import StdinNotImplementedError
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

INLINE = "module://matplotlib_inline.backend_inline"
OUTPUTS = 200
PICTURE_CHARACTERS = 1024 * 1024  # of one format of one output: what a message of the wire takes


@dataclass
class Capture:
    """The outputs of one cell in nbformat's form. What goes over a limit is left out and counted."""

    limit: int
    outputs: list[dict[str, Any]] = field(default_factory=list)
    left_out: int = 0
    size: int = 0
    _shown: dict[str, dict[str, Any]] = field(default_factory=dict)
    _clear_next: bool = False

    def text(self, name: str, text: str) -> None:
        """A piece of stdout or stderr; neighbours of one stream become one output."""
        if not text:
            return
        self._cleared()
        room = max(0, self.limit - self.size)
        if len(text) > room:
            self.left_out += 1
            text = text[:room]
        if not text:
            return
        self.size += len(text)
        last = self.outputs[-1] if self.outputs else None
        if last is not None and last["output_type"] == "stream" and last["name"] == name:
            last["text"] += text
        elif self._room():
            self.outputs.append({"output_type": "stream", "name": name, "text": text})

    def data(self, kind: str, data: Any, metadata: Any = None, display_id: object = None, update: bool = False) -> None:
        """A display or a result: MIME type -> text or JSON."""
        self._cleared()
        kept = {}
        for mime, content in dict(data).items():
            if isinstance(content, bytes):
                content = base64.b64encode(content).decode("ascii")
            size = len(content) if isinstance(content, str) else 1000
            if size > PICTURE_CHARACTERS or self.size + size > 16 * self.limit:
                self.left_out += 1
                continue
            self.size += size if mime in ("text/plain", "text/html") else 0
            kept[mime] = content
        known = self._shown.get(str(display_id)) if display_id is not None else None
        if update and known is not None:
            known["data"] = kept
            return
        if not kept or not self._room():
            return
        output: dict[str, Any] = {"output_type": kind, "data": kept, "metadata": dict(metadata or {})}
        if display_id is not None:
            self._shown[str(display_id)] = output
        self.outputs.append(output)

    def error(self, name: str, message: str, traceback: list[str]) -> None:
        """How the cell ended, if it did not come to its end."""
        self._cleared()
        lines = [line[: self.limit] for line in traceback]
        self.outputs.append(
            {"output_type": "error", "ename": name, "evalue": message[: self.limit], "traceback": lines}
        )

    def clear(self, wait: bool) -> None:
        """`IPython.display.clear_output`."""
        self._clear_next = True
        if not wait:
            self._cleared()

    def _cleared(self) -> None:
        if self._clear_next:
            self.outputs.clear()
            self._clear_next = False

    def _room(self) -> bool:
        if len(self.outputs) < OUTPUTS:
            return True
        self.left_out += 1
        return False


class _Stream:
    """sys.stdout or sys.stderr of a cell."""

    encoding = "utf-8"
    errors = "replace"

    def __init__(self, shell: Any, name: str) -> None:
        self._shell = shell
        self.name = name

    def write(self, text: str) -> int:
        if type(text) is not str:
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._shell.capture.text(self.name, text)
        return len(text)

    def writelines(self, lines: Any) -> None:
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        """Everything is there already."""

    def isatty(self) -> bool:
        return False

    def writable(self) -> bool:
        return True

    def readable(self) -> bool:
        return False

    def fileno(self) -> int:
        return 1 if self.name == "stdout" else 2


class _Compiler(CachingCompiler):
    """Names a cell's code after the cell, so that tracebacks and cards can say where they point."""

    cell = "cell"

    def get_code_name(self, raw_code: str, transformed_code: str, number: int) -> str:
        return f"<{self.cell}>"

    def format_code_name(self, name: str) -> tuple[str, str] | None:
        return ("Cell", name[1:-1]) if name.startswith("<") and name.endswith(">") else None


class _Results(DisplayHook):
    """The value of a cell's last line."""

    def write_output_prompt(self) -> None:
        """No prompt."""

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        shell: Any = self.shell
        shell.capture.data("execute_result", format_dict, md_dict)

    def finish_displayhook(self) -> None:
        """No newline."""


class _Displays(DisplayPublisher):
    """`display(...)`."""

    def publish(
        self,
        data: Any,
        metadata: Any = None,
        source: Any = None,
        *,
        transient: Any = None,
        update: bool = False,
        **kwargs: Any,
    ) -> None:
        display_id = (transient or {}).get("display_id")
        self.shell.capture.data("display_data", data, metadata, display_id, update)

    def clear_output(self, wait: bool = False) -> None:
        self.shell.capture.clear(wait)


@dataclass(frozen=True)
class Ran:
    """One cell, run."""

    outputs: list[dict[str, Any]]
    left_out: int
    value: object
    """Of the cell's last line, if it is an expression."""
    error: BaseException | None


class CellShell(InteractiveShell):
    """IPython for one notebook, its outputs caught."""

    capture: Capture

    @classmethod
    def made(cls, namespace: dict[str, Any] | None = None) -> CellShell:
        """The process's one shell. `namespace` becomes the notebook's, else a fresh `__main__` does."""
        os.environ.setdefault("MPLBACKEND", INLINE)
        config = Config()
        config.HistoryManager.enabled = False
        config.InteractiveShell.colors = "nocolor"
        config.InteractiveShell.autoindent = False
        config.InteractiveShell.xmode = "Context"
        if cls.initialized():
            cls.clear_instance()
        shell: CellShell = cls.instance(config=config, user_ns=namespace)
        shell.display_pub = _Displays(parent=shell, shell=shell)  # type: ignore[no-untyped-call]
        shell.capture = Capture(0)
        # What a notebook without a person at the keyboard says (nbclient forbids input in the same words).
        builtins.input = _no_input
        shell.become_current()
        return shell

    def become_current(self) -> None:
        """Be the shell that `display` and `get_ipython` find, where a process has made more than one."""
        for kind in type(self)._walk_mro():
            kind._instance = self  # type: ignore[assignment]
        sys.modules["__main__"] = self.user_module

    displayhook_class = _Results
    compiler_class = _Compiler

    def init_sys_modules(self) -> None:
        """Leave `__main__` to `made`."""
        self._main_mod_cache = {}

    def enable_gui(self, gui: Any = None) -> None:
        """No windows here; `%matplotlib inline` works all the same."""

    def ask_exit(self) -> None:
        """`exit` and `quit` end nothing but their cell."""

    def _showtraceback(self, etype: Any, evalue: Any, stb: Any) -> None:
        name = getattr(etype, "__name__", str(etype))
        try:
            message = str(evalue)
        except Exception:
            message = "<the exception could not be turned into text>"
        lines = stb if isinstance(stb, list) else str(stb).split("\n")
        self.capture.error(name, message, [str(line) for line in lines])

    @contextmanager
    def caught(self, limit: int) -> Iterator[Capture]:
        """Catch what is printed and displayed meanwhile."""
        before = (sys.stdout, sys.stderr, self.capture)
        self.capture = Capture(limit)
        sys.stdout, sys.stderr = _Stream(self, "stdout"), _Stream(self, "stderr")
        try:
            yield self.capture
        finally:
            sys.stdout, sys.stderr, self.capture = before

    def run(self, name: str, source: str, limit: int, before: Callable[[], None] | None = None) -> Ran:
        """Run a cell; never raises an Exception of its code. `limit`: characters of text that are kept."""
        compiler: Any = self.compile
        compiler.cell = name
        with self.caught(limit) as capture:
            if before is not None:
                before()
            result: Any = self.run_cell(source, store_history=True)  # type: ignore[no-untyped-call]
        error = result.error_before_exec or result.error_in_exec
        return Ran(capture.outputs, capture.left_out, result.result if error is None else None, error)


def _no_input(prompt: object = "") -> str:
    __tracebackhide__ = True  # the student's own line is what matters
    raise StdinNotImplementedError("raw_input was called, but this frontend does not support input requests.")
