"""A real browser for the tests of this folder; without one they are skipped, and the terminal summary says so.

BROWSER_PICTURES=folder pytest tests/browser     keeps a picture of each station, to look at
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from window import PATIENCE, Windows, watched

if TYPE_CHECKING:
    from playwright.sync_api import Browser

try:
    from playwright.sync_api import expect, sync_playwright
except ImportError:
    sync_playwright = None  # type: ignore[assignment]

HERE = Path(__file__).parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
# Chromium's own sandbox needs rights that containers and root do not have; the pages are ours. No name is looked up.
OPTIONS = (
    *("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"),
    *("--disable-component-update", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"),
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("browser")


def _program() -> str | None:
    return next((path for path in map(shutil.which, BROWSERS) if path), None)


def lacking() -> str:
    """What is missing for these tests, or nothing."""
    if sync_playwright is None:
        return "Playwright is not installed: pip install '.[browser]'"
    if _program() is None:
        return f"there is no browser, none of {', '.join(BROWSERS)}: apt-get install chromium"
    return ""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, without a window; it ends with the file, for later tests of this process look at what is left running."""
    if lacking():
        pytest.skip(lacking())
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE)
        started = playwright.chromium.launch(executable_path=_program(), args=list(OPTIONS))
        yield started
        started.close()


@pytest.fixture
def windows(browser: Browser) -> Iterator[Windows]:
    """Windows of this test's own; it fails if one of their pages asks anything of another machine."""
    with watched(browser) as opener:
        yield opener
