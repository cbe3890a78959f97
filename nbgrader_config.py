"""How nbgrader runs this course. Read by every nbgrader command started in this folder, and by the formgrader.

Students and due dates are not here: nbgrader keeps them in gradebook.db.
    nbgrader db student import students.csv              (columns: id, first_name, last_name, email)
    nbgrader db assignment add UNIT --duedate "2027-03-01 12:00"
"""

import os
import re
import sys
from importlib import metadata
from itertools import chain
from pathlib import Path

# nbgrader logs an ordinary exception in this file and carries on without the settings: a release would then hold
# one language only, and nobody would notice. Leaving the program is the one refusal that it respects.
if sys.version_info < (3, 11):
    sys.exit(
        "This course needs Python 3.11 or newer; this is Python %d.%d. Make the environment again with a newer one: "
        "make PYTHON=/path/to/python3 venv" % sys.version_info[:2]
    )
try:
    import nbformat
    from nbformat.v4 import new_code_cell, new_markdown_cell
    from nbgrader.converters import NbGraderException
    from nbgrader.preprocessors import NbGraderPreprocessor
    from nbgrader.utils import is_grade
    from traitlets import Unicode

    import nbviva
    from nbduet.catalogue import COMMON, Translations
    from nbduet.preprocessor import stub
    from nbduet.problems import Problem, Refusal
except ImportError as problem:
    sys.exit(f"This course is not installed here ({problem}). Run `make venv`, then use the commands in .venv/bin.")

c = get_config()

# --- The course ------------------------------------------------------------------------------------------------------

c.CourseDirectory.course_id = "backprop-by-hand"

# Languages of the notebooks in release/, the first one leading: one, or two side by side, of those that have a
# i18n/<unit>/<language>.po (today zh-Hans, zh-Hant and ja), and English. The environment variable serves releases in
# further pairs for the same gradebook (docs/languages.md).
LANGUAGES = tuple(tag.strip() for tag in os.environ.get("COURSE_LANGUAGES", "en,zh-Hans").split(","))

# A public repository on GitHub, "https://github.com/OWNER/NAME", that holds what `make handout` builds (never source/,
# answers/ or hidden tests: they stay with you). Where it is named, each released notebook has a link that opens it in
# Colab, and a cell that installs byhand there. Nothing is added while it is "" (docs/handing-out.md).
REPOSITORY = ""

# Never copied, neither from source/ to release/ nor from a submission to autograded/.
c.CourseDirectory.ignore = [".ipynb_checkpoints", ".virtual_documents", "*.pyc", "__pycache__", "feedback", ".DS_Store"]


# --- Release: nbgrader generate_assignment UNIT ----------------------------------------------------------------------


class RequirePoints(NbGraderPreprocessor):
    """Refuses a source notebook in which nothing can earn a point: nbgrader would release it without a word."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        # Once a notebook is being converted, nbgrader has already removed its earlier release: look before that,
        # while the converter (our parent's parent) still collects its steps.
        for path in chain.from_iterable(self.parent.parent.assignments.values()):
            if not any(self.points(cell) for cell in nbformat.read(path, as_version=4).cells):
                message = (
                    f"{path}: expected a cell with points, found none, so nobody could earn any. Open it in "
                    "JupyterLab, show the panel 'Create Assignment', make each cell with tests 'Autograded tests' (or "
                    "a written answer 'Manually graded answer') and give it points."
                )
                self.log.error(message)
                raise NbGraderException(message)

    def points(self, cell):
        """What the cell is worth."""
        return float(cell.metadata.nbgrader.get("points", 0)) if is_grade(cell) else 0.0

    def preprocess(self, nb, resources):
        """Return the notebook as it is."""
        return nb, resources


# The words of the two cells below, by the names of the cells; their translations stand in i18n/common.
COLAB_WORDS = {
    "open_in_colab": "Open in Colab",
    "install_byhand": "Installs `byhand` where it is missing, as on Colab. Where it is there, this cell does nothing.",
}


class OpenInColab(NbGraderPreprocessor):
    """Puts a link to Colab at the top of a notebook, and before its first code one that installs byhand if missing.

    Both are plain cells: no name for the gradebook, no points, nothing that a test needs. Comes after SelectLanguages,
    because their words are not in the catalogue of each unit.
    """

    repository = Unicode(help="Address of the repository with the hand-outs; nothing is added without it.").tag(
        config=True
    )
    branch = Unicode("main", help="The branch of the repository that holds them.").tag(config=True)

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        try:
            self.words = self.said() if self.repository else {}
        except Refusal as refusal:
            self.log.error("%s", refusal)
            raise NbGraderException(str(refusal)) from refusal

    def said(self):
        """The words of each cell as pairs of language and text. Raises Refusal for a missing one, or an unfit address."""
        if not re.fullmatch(r"https://github\.com/[\w.-]+/[\w.-]+(?<!\.git)", self.repository):
            found = f"expected an address such as https://github.com/OWNER/NAME, found {self.repository}"
            raise Refusal([Problem("nbgrader_config.py", "REPOSITORY", "", found, 'mend it, or set it to ""')])
        translations = Translations(Path(__file__).parent / "i18n", COMMON, LANGUAGES)
        words = {
            cell: [(tag, translations.find(tag, cell, text)) for tag in LANGUAGES] for cell, text in COLAB_WORDS.items()
        }
        if missing := [text for pairs in words.values() for _, text in pairs if isinstance(text, Problem)]:
            raise Refusal(missing)
        return words

    def preprocess(self, nb, resources):
        """Return the notebook with the two cells, or as it is where no repository is named."""
        if self.repository:
            names = resources["nbgrader"]
            folder = "-".join([c.CourseDirectory.course_id, *LANGUAGES])  # as tools/handout.py names it
            first = next((place for place, cell in enumerate(nb.cells) if cell.cell_type == "code"), len(nb.cells))
            install, link = self.install(folder), self.link(f"{folder}/{names['assignment']}/{names['notebook']}.ipynb")
            nb.cells.insert(first, new_code_cell(install, id="install_byhand"))
            nb.cells.insert(0, new_markdown_cell(link, id="open_in_colab"))
        return nb, resources

    def link(self, path):
        """A link in words, not Colab's own picture: that would be fetched whenever somebody opens the notebook."""
        words = " · ".join(f'<span lang="{tag}">{text}</span>' for tag, text in self.words["open_in_colab"])
        address = self.repository.replace("https://github.com", "https://colab.research.google.com/github")
        return f"[<kbd>{words}</kbd>]({address}/blob/{self.branch}/{path})"

    def install(self, folder):
        """Code that installs what `make handout` builds from this version; it asks for nothing where byhand is there."""
        wheel = f"byhand-{metadata.version('backprop-by-hand')}-py3-none-any.whl"
        lines = [f"# {text}" for _, text in self.words["install_byhand"]]
        lines += ["from importlib.util import find_spec", "", 'if find_spec("byhand") is None:']
        lines += [f'    %pip install --quiet "byhand @ {self.repository}/raw/{self.branch}/{folder}/{wheel}"']
        return "\n".join(lines)


# nbgrader's own list with three steps of ours. SelectLanguages writes the notebook in the languages above while its
# solutions and tests are still in it, and before any cell is saved to the gradebook.
c.GenerateAssignment.preprocessors = [
    "nbgrader.preprocessors.IncludeHeaderFooter",
    "nbduet.preprocessor.SelectLanguages",
    OpenInColab,
    RequirePoints,
    "nbgrader.preprocessors.InstantiateTests",
    "nbgrader.preprocessors.LockCells",
    "nbgrader.preprocessors.ClearSolutions",
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.CheckCellMetadata",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.SaveCells",
    "nbgrader.preprocessors.ClearHiddenTests",
    "nbgrader.preprocessors.ClearMarkScheme",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.CheckCellMetadata",
]
c.SelectLanguages.languages = list(LANGUAGES)
c.OpenInColab.repository = REPOSITORY

# What stands where a solution stood. A written answer starts from the same neutral sign in every language: nbgrader
# gives an untouched one zero points by itself, and it knows it by its text.
try:
    c.ClearSolutions.code_stub = {"python": stub(LANGUAGES, Path(__file__).parent / "i18n")}
except Refusal as refusal:
    sys.exit(str(refusal))
c.ClearSolutions.text_stub = "…"

# --- Grading: nbgrader autograde UNIT, the formgrader's button, nbviva grade UNIT -------------------------------------

# Units by hand in NumPy are graded in a sandbox that has no torch.
c.Viva.without_packages = {"02_*": ["torch", "functorch"]}

# By hand means by hand: a cell that uses one of these names is marked in verdict.json for a person's look.
BY_AUTOGRAD = ["autograd", "backward", "requires_grad", "grad_fn"]
c.Viva.look_for = {
    **{f"01_*/{name}": ["torch", *BY_AUTOGRAD] for name in ("predict", "mse", "slope", "grad_w", "descend")},
    "02_*/*": ["torch", *BY_AUTOGRAD],
    "04_*/manual_grads": ["autograd", "backward", "requires_grad_", "grad_fn", "func"],
    **{
        f"05_*/{name}": ["autograd", "grad", "backward", "vjp", "jvp", "requires_grad_", "lending"]
        for name in ("unbroadcast", "vjp_matmul", "vjp_add", "vjp_relu", "vjp_sse")
    },
    **{f"05_*/{name}": ["vjp", "lending"] for name in ("my_relu", "my_linear")},
    "05_*/jacobian_from_vjps": ["jacobian", "jacrev", "jacfwd", "jvp"],
    **{f"07_*/{name}": ["optim"] for name in ("sgd", "adam")},
}

# The words of the checks, where byhand is used from this folder; an installed byhand carries its own.
catalogues = Path(__file__).resolve().parent / "i18n" / "checks"
if catalogues.is_dir():
    c.Viva.shown = {str(catalogues): "/box/i18n/checks"}

# What the grader itself has to say to a student (a cell that hung, a notebook that could not be read), in every
# language there is: a submission is answered in the languages of its own notebook.
c.Viva.catalogues = {path.stem: str(path) for path in sorted(catalogues.with_name("grader").glob("*.po"))}

# Releases of the same notebooks in other languages (`make release LANGUAGES=ja,en`): their submissions are graded
# beside the others, and answered in their own languages.
c.Viva.other_releases = ["release-*"]

# The class report links the id of a mistake to its card, where the page with the cards lies beside this file.
cards = "docs/cards.html"
c.Viva.mistakes_page = {f"{unit:02}_*": f"{cards}#{unit:02}-{{id}}" for unit in range(1, 10)}

# byhand draws the numbers of its hidden checks by this name.
c.Viva.draw_variable = "BYHAND_DRAW"

# Seconds for one call of a student's function by a test, and for one cell. The longest take a few: an endless loop
# costs what depends on it, not the evening.
c.Viva.call_seconds = 10.0
c.Viva.cell_seconds = 60.0

# A GPU for grading, only where somebody asks for one in so many words (docs/gpu.md): the tests ask on it then, and the
# sandbox lets students' code use it. Without this a grade cannot depend on what the grading machine has.
if os.environ.get("BYHAND_DEVICE", "").strip().lower().startswith("cuda"):
    c.Viva.devices = sorted(str(node) for node in Path("/dev").glob("nvidia*") if node.is_char_device())
    if not c.Viva.devices:
        sys.exit("BYHAND_DEVICE: expected a GPU here as /dev/nvidia*, found none. Unset it, and grade on the CPU.")

# Students' code runs in a sandbox, hidden tests in another process (docs/security.md). Last, because it looks at what
# is set above. Without this line nbgrader executes notebooks itself, and believes what it finds in them.
nbviva.install(c)
