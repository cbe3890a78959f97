"""Windows of a browser in which nothing may come from elsewhere than this machine, and pictures of what they show."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

PATIENCE = 120_000  # milliseconds after which something that is waited for counts as missing
_OURS = ("data", "blob", "about", "file", "chrome-error")
_PICTURES = os.environ.get("BROWSER_PICTURES")


class Windows:
    """Opens windows; keeps, and blocks, what their pages ask of any other machine."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.outside: list[str] = []

    def open(self, **options: Any) -> Page:
        """A page in a window of its own, without cookies or memory."""
        context = self.browser.new_context(
            **{"viewport": {"width": 1280, "height": 900}, "locale": "en-GB", "service_workers": "block"} | options
        )
        context.set_default_timeout(PATIENCE)
        context.route(_elsewhere, self._block)
        page = context.new_page()
        page.on("websocket", lambda socket: self.outside.append(socket.url) if _elsewhere(socket.url) else None)
        return page

    def _block(self, route: Route) -> None:
        self.outside.append(route.request.url)
        route.abort()


def _elsewhere(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme not in _OURS and parts.hostname != "127.0.0.1"


@contextmanager
def watched(browser: Browser) -> Iterator[Windows]:
    """Windows that are closed at the end, and an AssertionError if anything was asked of another machine."""
    windows = Windows(browser)
    before = list(browser.contexts)
    try:
        yield windows
    finally:
        for context in browser.contexts:
            if context not in before:
                context.close()
    assert windows.outside == [], "asked of the network"


def photograph(page: Page, name: str) -> None:
    """Keep a picture of the page for a person's eyes, if BROWSER_PICTURES names a folder for them."""
    if _PICTURES:
        page.screenshot(path=Path(_PICTURES) / f"{name}.png")
