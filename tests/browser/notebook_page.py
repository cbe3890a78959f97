"""A notebook in JupyterLab or Notebook 7 as a student meets it: read what is visible, type, run, wait for the answer."""

from __future__ import annotations

import re
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import nbformat
from window import PATIENCE

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Locator, Page
    from serving import Server

# Markup that no reader should see.
RAW = re.compile(r"\*\*|\$|</?(?:div|span|br|details|summary)\b|^#+ |\]\(|\\[a-z]+\{", re.MULTILINE)
# What a reader sees of the rendered Markdown: all text but code, formulas, and what is there for MathJax only.
READ = """cells => cells.map(cell => {
  const copy = cell.cloneNode(true);
  copy.querySelectorAll('code, pre, mjx-container, script, style, .jp-InternalAnchorLink').forEach(e => e.remove());
  return copy.textContent;
})"""


class NotebookPage:
    """An open notebook. `view` is "lab/tree" for JupyterLab and "notebooks" for Notebook 7."""

    def __init__(self, page: Page, server: Server, file: Path, view: str) -> None:
        self.page, self.file, self.view = page, file, view.split("/")[0]
        self.content = nbformat.read(file, as_version=4)
        self._ran = False
        page.goto(server.at(f"{view}/{file.name}"))
        # The cells come one after the other; the notebook is there with its last one, and when the kernel has answered.
        last = len(self.content.cells) - 1
        page.locator(f".jp-Notebook [data-windowed-list-index='{last}']").wait_for(state="attached")
        self.wait_idle()

    def wait_idle(self) -> None:
        """Wait until the kernel has nothing to do."""
        self.page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for(state="attached")

    @property
    def notebook(self) -> Locator:
        """The notebook without the page around it."""
        return self.page.locator(".jp-Notebook")

    def cell(self, name: str) -> Locator:
        """The cell with this grade_id or, without one, this id."""
        names = [cell.metadata.get("nbgrader", {}).get("grade_id", cell.id) for cell in self.content.cells]
        return self.page.locator(f".jp-Notebook [data-windowed-list-index='{names.index(name)}']")

    def read(self) -> list[str]:
        """What stands in each rendered Markdown cell, without code and formulas."""
        self.notebook.locator(".jp-MarkdownOutput").last.scroll_into_view_if_needed()
        read: list[str] = self.notebook.locator(".jp-MarkdownOutput").evaluate_all(READ)
        return read

    def languages(self) -> dict[str, int]:
        """How many passages of the Markdown are marked with each language."""
        marked = self.notebook.locator(".jp-MarkdownOutput [lang]").evaluate_all("all => all.map(e => e.lang)")
        return {language: marked.count(language) for language in sorted(set(marked))}

    def type_into(self, name: str, source: str) -> None:
        """Replace what stands in a cell, with the keyboard."""
        editor = self.cell(name).locator(".cm-content")
        editor.click()
        keys = self.page.keyboard
        keys.press("Control+a")
        keys.press("Delete")
        for number, line in enumerate(source.strip().splitlines()):
            if number:
                keys.press("Enter")
                keys.press("Shift+Home")  # the indentation that the editor has put there
                keys.press("Delete")
            keys.type(line)

    def run(self, name: str) -> Locator:
        """Run a cell with the keyboard; its output, once it has ended."""
        cell = self.cell(name)
        prompt = cell.locator(".jp-InputPrompt")
        before = prompt.inner_text()
        cell.locator(".jp-InputArea-editor").click()
        self.page.keyboard.press("Control+Enter")
        self._ended(prompt, before)
        return cell.locator(".jp-OutputArea")

    def run_all_once(self) -> None:
        """Run every cell, unless somebody has: an exercise needs what the cells before it define."""
        if not self._ran:
            self.run_all()

    def run_all(self) -> None:
        """Run every cell from the menu."""
        last = [cell.cell_type for cell in self.content.cells][::-1].index("code")
        prompt = self.page.locator(
            f".jp-Notebook [data-windowed-list-index='{len(self.content.cells) - 1 - last}'] .jp-InputPrompt"
        )
        before = prompt.inner_text()
        self.page.get_by_role("menuitem", name="Run", exact=True).click()
        self.page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        self._ended(prompt, before)
        self._ran = True

    def saved(self, name: str, expected: str) -> str:
        """Save with the keyboard; what stands in a cell on the disk, once `expected` stands there (or in vain)."""
        self.page.keyboard.press("Control+s")
        deadline = time.monotonic() + PATIENCE / 1000
        found = ""
        while expected not in found and time.monotonic() < deadline:
            self.page.wait_for_timeout(50)
            with suppress(nbformat.reader.NotJSONError):  # half written
                cells = nbformat.read(self.file, as_version=4).cells
                found = next(c.source for c in cells if c.metadata.get("nbgrader", {}).get("grade_id") == name)
        return found

    def _ended(self, prompt: Locator, before: str) -> None:
        handle: Any = prompt.element_handle()
        self.page.wait_for_function(
            "([prompt, before]) => /^\\[\\d+\\]:?$/.test(prompt.innerText) && prompt.innerText !== before",
            arg=[handle, before],
        )
        self.wait_idle()
