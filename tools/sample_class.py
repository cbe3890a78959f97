"""The sample class of `make demo`: ten students who never were, and what each hands in.

Nobody's answers stand here: they are drawn from the bank, in the style a student likes, with the mistakes a student
makes. A unit that no mistake is named for is answered rightly by everyone who answers at all.
"""

from __future__ import annotations

import copy
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from course import Answer, bank, exercises, grader_data

UNIT_1, UNIT_2 = "01_one_weight", "02_two_layers_by_hand"
UNIT_4, UNIT_5, UNIT_7 = "04_autograd_takes_over", "05_vector_jacobian_products", "07_the_library"


@dataclass(frozen=True)
class Student:
    """One of the class. `style` and `wrong` name files of the bank; everything else is answered rightly."""

    id: str
    first: str
    last: str
    story: str
    style: tuple[str, ...] = ()
    """Words in the names of the right answers that this student prefers, the dearest first."""
    wrong: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Unit -> wrong answers, as exercise/file name without .py."""
    stops_after: str | None = None
    """The last exercise answered; "" for none at all."""
    typo_in: str | None = None
    """The exercise whose cell does not even compile: a colon is missing."""
    writes: str | None = None
    """What stands in the cells that a person grades."""


CLASS = (
    Student(
        "amara",
        "Amara",
        "Okafor",
        "All right, with einsum wherever it fits.",
        style=("einsum",),
        writes="x and w1 meet in the first product, which gives h; h goes through the ReLU; h_relu and w2 meet in the "
        "second product, which gives y_pred; y_pred and y meet in the loss. The gradients walk the same arrows back.",
    ),
    Student(
        "yuting",
        "Yuting",
        "Chen",
        "All right, sample by sample in loops.",
        style=("sample_by_sample", "loop_of", "sum_of_outer", "row_by_row", "while_loop", "output_by_output"),
        writes="误差从 loss 出发，沿着每条边往回走。（The error starts at the loss and walks back along every edge.)",
    ),
    Student(
        "mateo",
        "Mateo",
        "Quispe",
        "Forgets the two, and steps uphill.",
        style=("np_dot", "dot_method", "maximum"),
        wrong={
            UNIT_1: ("grad_w/B1_no_two",),
            UNIT_2: ("grad_y_pred/B1_forgets_the_two", "step_/E7_plus_the_gradient"),
            UNIT_4: ("sgd_step_/E7_uphill",),
            UNIT_7: ("update_params_/L8_rebinds_p",),
        },
        writes="A chain of boxes with an arrow from each to the next.",
    ),
    Student(
        "ingrid",
        "Ingrid",
        "Solberg",
        "Averages where the definition sums.",
        style=("matmul", "np_square"),
        wrong={
            UNIT_1: (
                "mse/A1_no_mean",
                "grad_w/A1_sums",
            ),
            UNIT_2: (
                "sse/A1_mean_of_squares",
                "grad_y_pred/B3_divides_by_the_samples",
                "grad_w2/C5_divides_by_the_samples",
                "grad_w1/C5_divides_by_the_samples",
                "first_number/A1_mean_of_the_entries",
            ),
            UNIT_4: ("autograd_grads/A1_mean",),
            UNIT_5: (
                "unbroadcast/J2_mean_over_the_batch",
                "my_linear/J2_bias_averaged",
            ),
            UNIT_7: ("train/L10_mean_of_its_own",),
        },
        writes="loss at the top, w1 and w2 at the bottom.",
    ),
    Student(
        "haruto",
        "Haruto",
        "Sakamoto",
        "Zeroes the gradient in place, in the caller's array.",
        style=("where", "minus_equals"),
        wrong={
            UNIT_1: ("predict/N2_in_place",),
            UNIT_2: ("grad_h/D10_second_name_for_the_gradient", "forward/D9_second_name_for_h"),
            UNIT_4: ("to_tensors/F2_from_numpy",),
            UNIT_5: (
                "vjp_relu/D10_second_name",
                "my_relu/H3_no_clone",
            ),
            UNIT_7: ("load_ours_/L27_shares_memory",),
        },
        writes="x → h → h_relu → y_pred → loss",
    ),
    Student(
        "leila",
        "Leila",
        "Haddad",
        "Right numbers the wrong way round.",
        style=("inner", "transpose", "tensordot"),
        wrong={
            UNIT_2: (
                "shapes/C2_grad_w2_transposed",
                "grad_w2/C2_transposed_product",
                "grad_h_relu/C7_no_transpose",
                "grad_w1/E2_transposed_product",
            ),
            UNIT_5: ("vjp_matmul/J7_no_transposes", "jacobian_from_vjps/J8_loops_over_the_inputs"),
            UNIT_7: ("load_ours_/L6_not_transposed",),
        },
        writes="I drew it on paper and forgot the photo.",
    ),
    Student(
        "tomasz",
        "Tomasz",
        "Nowicki",
        "Every piece right, but the loop moves w2 too early.",
        style=("copy_then_zero", "array_made_before"),
        wrong={
            UNIT_1: ("fresh_grad/G4_never_clears", "mse/A8_no_look_at_the_shapes"),
            UNIT_2: (
                "sse/A8_no_look_at_the_shapes",
                "train/C8_w2_moves_too_early",
                "first_number/A13_targets_forgotten",
            ),
            UNIT_4: ("train_autograd/G18_step_before_backward", "predictions/G19_data_is_harmless"),
            UNIT_5: ("my_relu/H5_saves_the_output",),
            UNIT_7: ("two_layer_net/L1_homework", "train/L9_clears_between"),
        },
        writes="Two products, one ReLU, one loss.",
    ),
    Student(
        "noor",
        "Noor",
        "Rahman",
        "Half done: stopped after grad_w2.",
        style=("matmul", "ufuncs"),
        stops_after="grad_w2",
    ),
    Student(
        "kofi",
        "Kofi",
        "Mensah",
        "Handed in the notebook untouched.",
        stops_after="",
    ),
    Student(
        "sofia",
        "Sofia",
        "Almeida",
        "Right, but one cell does not compile.",
        style=("gate", "in_line", "two_times"),
        typo_in="grad_h",
        writes="Values flow to the right, gradients to the left.",
    ),
)


def cells(student: Student, unit: str) -> dict[str, str]:
    """What the student writes: grade_id -> source, for the cells that are answered.

    Raises ValueError if a wrong answer that the class names is not in the bank.
    """
    written: dict[str, str] = {}
    if student.stops_after == "":
        return written
    wrong = dict(name.split("/") for name in student.wrong.get(unit, ()))
    for exercise in exercises(unit):
        if exercise.by_hand:
            if student.writes and not student.stops_after:
                written[exercise.key] = student.writes
            continue
        if exercise.key in wrong:
            answer = _wrong(unit, exercise.key, wrong[exercise.key])
        else:
            answer = _right(unit, exercise.key, student)
        written[exercise.key] = answer.source.strip()
        if exercise.key == student.typo_in:
            written[exercise.key] = written[exercise.key].replace("):\n", ")\n", 1)
        if exercise.key == student.stops_after:
            break
    return written


def _wrong(unit: str, key: str, name: str) -> Answer:
    for answer in bank(unit, key):
        if not answer.right and answer.path.stem == name:
            return answer
    raise ValueError(f"The sample class wants answers/{unit}/{key}/wrong/{name}.py, which is not in the bank.")


def _right(unit: str, key: str, student: Student) -> Answer:
    choice = [answer for answer in bank(unit, key) if answer.right]
    if not choice:
        raise ValueError(f"The sample class wants a right answer in answers/{unit}/{key}/right/, and there is none.")
    # Loops over single entries are right, too, but the training loop of the notebook would take minutes with them.
    quick = [a for a in choice if not any(slow in a.path.stem for slow in ("entry_by", "double_loop", "over_indices"))]
    if unit == UNIT_1:  # a NumPy-only predict of the same student would be no help to an autograd_grad that calls it
        quick = [a for a in quick if "predict(" not in a.source or key == "predict"] or quick
    liked = [a for word in student.style for a in quick if word in a.path.stem]
    place = CLASS.index(student) if student in CLASS else 0
    return liked[0] if liked else quick[place % len(quick)]


def hand_in(student: Student, unit: str, released: Path, submitted: Path, when: str) -> None:
    """Write the student's submission: the released folder with the answers in it, and a timestamp."""
    folder = submitted / student.id / unit
    shutil.copytree(released, folder)
    answers = cells(student, unit)
    for path in folder.glob("*.ipynb"):
        notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
        nbformat.write(_filled(notebook, answers), path)  # type: ignore[no-untyped-call]
    (folder / "timestamp.txt").write_text(f"{when}\n", encoding="utf-8")


def _filled(notebook: NotebookNode, answers: Mapping[str, str]) -> NotebookNode:
    filled = copy.deepcopy(notebook)
    for cell in filled.cells:
        data = grader_data(cell)
        if data.get("solution") and data["grade_id"] in answers:
            cell.source = answers[data["grade_id"]]
    return filled
