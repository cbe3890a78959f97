"""What axe finds on a page, told apart: what is ours to mend, and what belongs to Jupyter and nbgrader.

axe-playwright-python brings axe-core along, so nothing is fetched when tests run.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import axe_playwright_python

if TYPE_CHECKING:
    from playwright.sync_api import Page

SCRIPT = Path(axe_playwright_python.__file__).with_name("axe.min.js")
SERIOUS = ("serious", "critical")
RUN = """() => axe.run(document, {resultTypes: ['violations'], preload: false})
  .then(r => r.violations.flatMap(v => v.nodes.map(n => ({rule: v.id, impact: n.impact || v.impact,
    selector: n.target.flat().join(' '), html: n.html.slice(0, 200), why: n.failureSummary}))))"""


def found(page: Page) -> list[dict[str, Any]]:
    """The serious and critical violations on a page, one by element."""
    page.evaluate(SCRIPT.read_text(encoding="utf-8"))
    violations: list[dict[str, Any]] = page.evaluate(RUN)
    return [each for each in violations if each["impact"] in SERIOUS]


def ours(page: Page) -> list[str]:
    return [f"{v['rule']} [{v['impact']}] {v['selector']}\n    {v['html']}\n    {v['why']}" for v in found(page)]
