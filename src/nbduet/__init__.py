"""nbduet: a source notebook and gettext catalogues give a notebook in one language, or in several at once.

It knows no course: it is told where notebooks and catalogues lie. The step for nbgrader stands in
`nbduet.preprocessor`, which alone imports nbgrader.
"""

from .catalogue import Catalogue, Translations
from .pair import render_notebook
from .problems import Problem, Refusal
from .segments import segment_cell
from .stub import stub
from .text import Kind, Segment
from .update import update

__all__ = [
    "Catalogue",
    "Kind",
    "Problem",
    "Refusal",
    "Segment",
    "Translations",
    "render_notebook",
    "segment_cell",
    "stub",
    "update",
]
