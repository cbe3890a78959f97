"""How nbgrader runs this course. Read by every nbgrader command started in this folder, and by the formgrader.

Students and due dates are not here: nbgrader keeps them in gradebook.db.
    nbgrader db student import students.csv              (columns: id, first_name, last_name, email)
    nbgrader db assignment add UNIT --duedate "2027-03-01 12:00"
"""

import os
import sys
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
    from nbgrader.converters import NbGraderException
    from nbgrader.preprocessors import NbGraderPreprocessor
    from nbgrader.utils import is_grade

    import nbviva
    from nbduet.preprocessor import stub
    from nbduet.problems import Refusal
except ImportError as problem:
    sys.exit(f"This course is not installed here ({problem}). Run `make venv`, then use the commands in .venv/bin.")

c = get_config()

# --- The course ------------------------------------------------------------------------------------------------------

c.CourseDirectory.course_id = "backprop-by-hand"

# Languages of the notebooks in release/, the first one leading: one, or two side by side, of those that have a
# i18n/<unit>/<language>.po (today zh-Hans, zh-Hant and ja), and English. The environment variable serves releases in
# further pairs for the same gradebook (docs/languages.md).
LANGUAGES = tuple(tag.strip() for tag in os.environ.get("COURSE_LANGUAGES", "en,zh-Hans").split(","))

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
                    "JupyterLab, show the panel 'Create Assignment', make each cell with tests 'Autograder tests' (or "
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


# nbgrader's own list with two steps of ours. SelectLanguages writes the notebook in the languages above while its
# solutions and tests are still in it, and before any cell is saved to the gradebook.
c.GenerateAssignment.preprocessors = [
    "nbgrader.preprocessors.IncludeHeaderFooter",
    "nbduet.preprocessor.SelectLanguages",
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
