"""The pages that nbgrader makes of graded notebooks (feedback, formgrader), whole without a network.

nbconvert's own exporter leaves formulas in TeX and has the browser fetch MathJax for them: offline they stay raw, and
online whoever serves the script learns who reads. Here formulas are MathML and the script is left out; and the list of
scores at the top of the feedback calls each exercise by its heading, where nbgrader calls every one of them "Test cell".
Everything else is nbgrader's own template.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from jinja2 import BaseLoader, DictLoader, pass_context
from nbconvert.exporters import HTMLExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from traitlets import default

from .mathml import Formulas

# In the place of the script, at the end of nbgrader's <head>: what can be told from text without seeing colours, colours
# with a contrast of at least 4.5 (WCAG 2.2, 1.4.1 and 1.4.3), a triangle at what can be opened, no picture over the edge.
_STYLE = """<style>
#notebook a, #toc a { color: #23527c; text-decoration: underline; }
#notebook div.nbgrader_cell .panel-heading a { color: #ffffff; }
#notebook caption { color: inherit; }
#notebook .highlight .c1 { color: #2f6a6a; }
#notebook .highlight .ne { color: #a8322c; }
#notebook .highlight .ow { color: #7a1fb8; }
#notebook summary { display: list-item; cursor: pointer; }
#notebook .output_area img { max-width: 100%; height: auto; }
math { font-size: 110%; }
</style>"""
_TEMPLATES = {"mathjax.html.j2": f"{{% macro mathjax(url='') %}}{_STYLE}{{% endmacro %}}"}
_DOLLARS = "$ \n"


# What nbgrader's list calls a graded cell.
_CALLED = "Test cell|Coding free-response|Written response|Task"
_HEADING = re.compile(r"#{1,6}[ \t]+(.+)")
_IN_LANGUAGE = re.compile(r'<span lang="([A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8}){0,5})">([^<>]*)</span>')
_HEADING_CHARACTERS = 300


def _headings(cells: Iterable[Any]) -> dict[str, str]:
    """HTML of the heading that each graded cell stands under, by its grade_id; two of one heading add their own."""
    found: dict[str, str] = {}
    last = ""
    for cell in cells:
        if cell["cell_type"] == "markdown":
            last = _last_heading(cell["source"]) or last
        data = cell["metadata"].get("nbgrader", {})
        if last and data.get("grade_id") and (data.get("grade") or data.get("task")):
            found[data["grade_id"]] = _plain(last[:_HEADING_CHARACTERS])
    several = Counter(found.values())
    return {
        name: text if several[text] == 1 else f"{text} <code>{html.escape(name)}</code>" for name, text in found.items()
    }


def _last_heading(source: str) -> str:
    found, in_code = "", False
    for line in source.split("\n"):
        if line.startswith(("```", "~~~")):
            in_code = not in_code
        elif not in_code and (match := _HEADING.fullmatch(line)):
            found = match[1]
    return found


def _plain(heading: str) -> str:
    """A heading's text, with its languages and no other markup."""
    parts, at = [], 0
    for match in _IN_LANGUAGE.finditer(heading):
        parts.append(_bare(heading[at : match.start()]))
        parts.append(f'<span lang="{match[1]}">{_bare(match[2])}</span>')
        at = match.end()
    return "".join([*parts, _bare(heading[at:])]).strip()


def _bare(text: str) -> str:
    return html.escape(html.unescape(re.sub(r"<[^>]*>", "", text)).replace("`", "").replace("*", ""))


class _Renderer(IPythonRenderer):
    """nbconvert's renderer of Markdown, but for its formulas."""

    def __init__(self, formulas: Formulas, **settings: Any) -> None:
        super().__init__(**settings)
        self.formulas = formulas

    def block_math(self, body: str) -> str:
        return self.formulas.mathml(body, display=True, typed=f"$${body}$$")

    def inline_math(self, body: str) -> str:
        return self.formulas.mathml(body, display=False, typed=f"${body}$")

    def latex_environment(self, name: str, body: str) -> str:
        typed = f"\\begin{{{name}}}{body}\\end{{{name}}}"
        return self.formulas.mathml(typed, display=True, typed=typed)


class OfflineHTML(HTMLExporter):
    """nbconvert's HTML exporter with formulas as MathML. Its settings are those of `c.HTMLExporter`."""

    formulas = Formulas()

    @default("extra_loaders")
    def _extra_loaders_default(self) -> list[BaseLoader]:
        # looked at before nbconvert's own folders
        return [DictLoader(_TEMPLATES)]

    @pass_context
    def markdown2html(self, context: Any, source: str) -> str:
        """The HTML of a Markdown text; as nbconvert's, which see for the settings."""
        renderer = _Renderer(
            self.formulas,
            escape=False,
            attachments=context.get("cell", {}).get("attachments", {}),
            embed_images=self.embed_images,
            path=context.get("resources", {}).get("metadata", {}).get("path", ""),
            anchor_link_text=self.anchor_link_text,
            exclude_anchor_links=self.exclude_anchor_links,
            **self.lexer_options,
        )
        html: str = MarkdownWithMath(renderer=renderer).render(source)
        return html

    def from_notebook_node(self, nb: Any, resources: Any = None, **kw: Any) -> tuple[Any, dict[str, Any]]:
        """Convert a notebook; outputs that are formulas alone (SymPy's, IPython's Math) become MathML as well."""
        formulas = self.formulas = Formulas()
        for output in (output for cell in nb.cells for output in cell.get("outputs", [])):
            data = output.get("data", {})
            if "text/latex" in data and "text/html" not in data:
                typed = str(data["text/latex"])
                display = not typed.strip().startswith("$") or typed.strip().startswith("$$")
                data["text/html"] = formulas.mathml(typed.strip(_DOLLARS), display=display, typed=typed)
        page, made = super().from_notebook_node(nb, resources, **kw)
        for name, heading in _headings(nb.cells).items():
            entry = re.search(rf'(?<=<li><a href="#{re.escape(name)}">)(?:{_CALLED})(?=</a>)', page)
            if entry is not None:
                page = page[: entry.start()] + heading + page[entry.end() :]
        return page.replace("<html>", f'<html lang="{self.language_code}">', 1), made
