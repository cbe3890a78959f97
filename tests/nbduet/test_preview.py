"""An author sees the built page change with every saved change, and a refusal never ends the preview."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest
from invented import UNIT
from watchfiles import Change

from nbduet.preview import counts, preview
from nbduet.problems import Problem, Refusal


def test_it_builds_at_once_and_after_each_change_and_goes_on_after_a_refusal() -> None:
    results = iter([None, Refusal([Problem("u.po", "", "", "stale", "mend it")]), None])
    built, told = [], []

    def build() -> None:
        result = next(results)
        if result is not None:
            raise result
        built.append(1)

    preview([], build, told.append, changes=["one", "two"])
    assert len(built) == 2
    (refusal,) = told
    assert "stale → mend it" in refusal
    assert "the page before stays" in refusal


@pytest.mark.parametrize(
    ("path", "counted"),
    [
        ("i18n/u1/ja.po", True),
        ("source/u1/notebook.ipynb", True),
        ("source/u1/.ipynb_checkpoints/notebook-checkpoint.ipynb", False),
        ("source/u1/.~notebook.ipynb", False),
        ("i18n/u1/ja.po.tmp", False),
    ],
)
def test_only_what_a_page_is_made_of_counts(path: str, counted: bool) -> None:
    assert counts(Change.modified, path) is counted


def test_the_command_follows_a_catalogue_until_it_is_told_to_stop(course: SimpleNamespace, tmp_path: Path) -> None:
    out = tmp_path / "out"
    command = ["--root", str(course.root), "preview", UNIT, "--languages", "en,zh-Hans", "--out", str(out)]
    process = subprocess.Popen(
        [sys.executable, "-m", "nbduet", *command],
        stdout=subprocess.PIPE,
        encoding="utf-8",
        bufsize=1,
        # A shell that runs things in the background has them ignore Ctrl-C, and a child inherits that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    # Whatever happens, it ends.
    guard = threading.Timer(60, process.kill)
    guard.start()
    try:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("Watching ")
        assert process.stdout.readline() == f"{out / 'notebook.ipynb'}\n"
        built = ""
        # The watch begins a moment after the first page: what was changed before it is changed again.
        changer = _repeat(lambda: _write_twice(course))
        try:
            built = process.stdout.readline()
        finally:
            changer.set()
        assert built == f"{out / 'notebook.ipynb'}\n"
        assert "两层网络" in (out / "notebook.ipynb").read_text(encoding="utf-8")
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0
    finally:
        guard.cancel()
        process.kill()
        process.wait()


def _write_twice(course: SimpleNamespace) -> None:
    text = course.catalogue.read_text(encoding="utf-8")
    course.catalogue.write_text(text.replace('msgstr "两层"', 'msgstr "两层网络"') + "\n", encoding="utf-8")


def _repeat(work: object) -> threading.Event:
    done = threading.Event()

    def run() -> None:
        while not done.is_set():
            work()  # type: ignore[operator]
            done.wait(0.3)

    threading.Thread(target=run, daemon=True).start()
    return done
