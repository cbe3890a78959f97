"""Where there is no browser, or nothing to drive it, the tests that need one are skipped, and loudly."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from course import ROOT


@pytest.mark.parametrize(
    ("lacking", "says"),
    [("browser", "apt-get install chromium"), ("playwright", "pip install '.[browser]'")],
)
def test_the_terminal_says_that_nobody_looked(tmp_path: Path, lacking: str, says: str) -> None:
    env = dict(os.environ)
    if lacking == "browser":
        env["PATH"] = str(tmp_path)
    else:
        (tmp_path / "playwright.py").write_text("raise ImportError", encoding="utf-8")
        env["PYTHONPATH"] = str(tmp_path)
    command = [sys.executable, "-m", "pytest", "tests/browser", "-q", "-p", "no:cacheprovider", "-k", "whole or runs"]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    assert "passed" not in done.stdout
    assert "NO BROWSER" in done.stdout
    assert (
        f"tests of what people see did not run: {'there is' if lacking == 'browser' else 'Playwright'}" in done.stdout
    )
    assert says in done.stdout
