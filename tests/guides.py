"""Reads the guides in docs/ and does what they say, in a copy of the course that belongs to nobody.

A mark in a comment above a fence says what becomes of the block; readers of the page do not see it:

    <!-- run -->                  commands, run in the page's order; <!-- run, status 3 --> if they end with that
    <!-- run slowly -->           the same among the slow tests; <!-- run, in my-work --> in a folder of the course
    <!-- look: why -->            commands that are not run, and why not; they are listed
    <!-- write students.csv -->   the block is that file
    <!-- insert nbgrader_config.py -->    the block goes into that file, above its last line
    <!-- from src/byhand/x.py --> the block stands in that file word for word
    <!-- text -->                 to look at; so is what a benchmark printed, <!-- printed by … -->

A comment that opens with `by hand` or `by hand slowly` holds commands in place of a person's hand at that point.
A block `console` shows, under each `$ command`, lines that the command prints in that order: `...` stands for any lines,
and within a line for any characters. A block `sh` holds commands alone.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from course import ROOT
from grader import environment

DOCS = ROOT / "docs"
COURSE = ("source", "release", "i18n", "answers", "src", "tools", "docs", "tests", "benchmarks")
RECORDS = ("submitted", "autograded", "feedback")
SHELLS = ("sh", "console")
# A folder that an administrator makes; the copy has one of its own.
SERVICE = "/srv/nbgrader"
LIMIT = 600

_FENCE = re.compile(
    r"(?:^<!-- (?P<mark>[^\n]*?) -->\n)?^```(?P<kind>\w*)\n(?P<text>.*?)^```$"
    r"|^<!-- (?P<hand>by hand(?: slowly)?)[^\n]*\n(?P<commands>.*?)^-->$",
    re.MULTILINE | re.DOTALL,
)
_RUN = re.compile(r"run(?P<slowly> slowly)?(?:, in (?P<folder>[\w-]+))?(?:, status (?P<status>\d+))?")


class GuideError(AssertionError):
    """The guide does not tell the truth."""


@dataclass(frozen=True)
class Block:
    """A fence of a guide, or commands in place of a person's hand."""

    page: str
    line: int
    kind: str
    mark: str
    text: str

    @property
    def place(self) -> str:
        """Where it stands, for a person who looks for it."""
        return f"docs/{self.page}:{self.line}"

    @property
    def is_run(self) -> bool:
        """Whether its commands are run."""
        return _RUN.fullmatch(self.mark) is not None

    @property
    def slow(self) -> bool:
        """Whether it is left to the slow tests."""
        return self.mark.startswith("run slowly")

    @property
    def folder(self) -> str:
        """The folder in which its commands are run, below that of the course."""
        found = _RUN.fullmatch(self.mark)
        return (found["folder"] or ".") if found else "."

    @property
    def status(self) -> int:
        """The exit status that its commands end with."""
        found = _RUN.fullmatch(self.mark)
        return int(found["status"] or 0) if found else 0


def pages() -> list[Path]:
    """The guides: pages of docs/ in English with at least one mark in them."""
    found = [path for path in sorted(DOCS.glob("*.md")) if path.name.count(".") == 1]
    return [path for path in found if any(block.mark for block in blocks(path))]


def blocks(path: Path) -> list[Block]:
    """The blocks of a page, in its order."""
    return list(_blocks(path))


def _blocks(path: Path) -> Iterator[Block]:
    text = path.read_text(encoding="utf-8")
    for found in _FENCE.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        if found["hand"]:
            mark = "run slowly" if found["hand"].endswith("slowly") else "run"
            yield Block(path.name, line, "sh", mark, found["commands"])
        else:
            yield Block(path.name, line, found["kind"], found["mark"] or "", found["text"])


class Copy:
    """A copy of the course without anybody's records, with the environment of these tests as its .venv."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "backprop-by-hand"
        self.root.mkdir(parents=True)
        ignored = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints", ".virtual_documents")
        for name in COURSE:
            shutil.copytree(ROOT / name, self.root / name, ignore=ignored)
        for name in RECORDS:
            (self.root / name).mkdir()
            shutil.copy(ROOT / name / "README.md", self.root / name)
        for path in ROOT.iterdir():
            if path.suffix in (".md", ".toml") or path.name in ("Makefile", "nbgrader_config.py", ".gitignore"):
                shutil.copy2(path, self.root)
        for name in ("requirements.txt", "constraints.txt"):
            shutil.copy2(ROOT / name, self.root)
        self._environment()
        self._service = folder / "srv"
        self._variables = {
            **environment(folder / "private"),
            "HOME": str(folder / "home"),
            # A page may change the package itself.
            "PYTHONPATH": str(self.root / "src"),
            "COLUMNS": "120",
        }
        (folder / "home").mkdir()

    def _environment(self) -> None:
        """Give the copy a .venv that `make` finds ready, and that nothing can be installed into by accident."""
        made = self.root / ".venv"
        made.mkdir()
        for path in Path(sys.prefix).iterdir():
            if path.name != "ready":
                (made / path.name).symlink_to(path)
        (made / "ready").touch()

    def do(self, block: Block) -> None:
        """Do what a block says. Raises GuideError where something else comes of it."""
        if block.mark.startswith("write "):
            path = self.root / block.mark.removeprefix("write ")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(self._here(block.text), encoding="utf-8")
        elif block.mark.startswith("insert "):
            path = self.root / block.mark.removeprefix("insert ")
            lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
            path.write_text("".join([*lines[:-1], self._here(block.text), "\n", lines[-1]]), encoding="utf-8")
        elif block.mark.startswith("from "):
            path = ROOT / block.mark.removeprefix("from ")
            if block.text not in path.read_text(encoding="utf-8"):
                raise GuideError(f"{block.place}: this stands no longer in {path.name}")
        elif block.is_run and block.kind == "console":
            for command, expected in _console(block):
                said = self._run(command, block)
                if not _printed(expected, said):
                    wanted = "\n".join(expected)
                    raise GuideError(f"{block.place}: `{command}` should print\n{wanted}\n\nand printed\n{said}")
        elif block.is_run:
            self._run(block.text, block)

    def _here(self, text: str) -> str:
        return text.replace(SERVICE, str(self._service))

    def _run(self, commands: str, block: Block) -> str:
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", self._here(commands)],
            cwd=self.root / block.folder,
            env=self._variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            timeout=LIMIT,
        )
        if done.returncode != block.status:
            raise GuideError(
                f"{block.place}: expected exit status {block.status}, found {done.returncode} from\n{commands}\n"
                f"{done.stdout[-4000:]}"
            )
        return done.stdout.replace(str(self._service), SERVICE).replace(f"{self.root}/", "")


def _console(block: Block) -> Iterator[tuple[str, list[str]]]:
    """The commands of a console block, each with the lines shown under it."""
    command, shown = "", list[str]()
    for line in block.text.splitlines():
        if line.startswith("$ "):
            if command:
                yield command, shown
            command, shown = line[2:], []
        elif not command:
            raise GuideError(f"{block.place}: expected a line with `$ `, found {line!r}")
        else:
            shown.append(line)
    if command:
        yield command, shown


def _printed(expected: list[str], said: str) -> bool:
    """Whether the lines were printed, one after the other; `...` is any number of lines, or of characters in a line."""
    if not expected:
        return True
    pattern = ""
    for line in expected:
        if line.strip() == "...":
            pattern += r"(?:.*\n)*?"
        else:
            pattern += ".*".join(re.escape(part.rstrip()) for part in line.split("...")) + r"[ \t]*\n"
    return re.search(rf"^{pattern}", f"{said}\n", re.MULTILINE) is not None


def no_shell() -> bool:
    """Whether there is no bash here, so that no guide can be followed."""
    return shutil.which("bash") is None
