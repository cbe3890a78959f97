"""What axe finds on a page (WCAG A and AA, its best practices too): serious and critical violations, one by element.

axe-playwright-python brings axe-core along, so nothing is fetched when tests run.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

_SERIOUS = ("serious", "critical")
_RUN = """include => axe.run(include.length ? {include: include.map(one => [one])} : document,
  {resultTypes: ['violations'], preload: false})
  .then(r => r.violations.flatMap(v => v.nodes.map(n => ({rule: v.id, impact: n.impact || v.impact,
    selector: n.target.flat().join(' '), html: n.html.slice(0, 200), why: n.failureSummary}))))"""


def violations(page: Page, *inside: str) -> list[dict[str, Any]]:
    """The violations on the page, or inside these selectors."""
    spec = find_spec("axe_playwright_python")
    assert spec is not None
    assert spec.origin is not None
    page.evaluate(Path(spec.origin).with_name("axe.min.js").read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = page.evaluate(_RUN, list(inside))
    return [each for each in found if each["impact"] in _SERIOUS]


def told(page: Page, *inside: str) -> list[str]:
    """The same in words, for an assertion to show."""
    return [
        f"{v['rule']} ({v['impact']}) at {v['selector']}: {v['html']} -- {v['why']}" for v in violations(page, *inside)
    ]
