"""The notebook to run is the master's but for the student's own sources, whatever came back."""

from __future__ import annotations

import json
import random
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell
from tiny_master import ANSWERS, NAME, PNG, SECRET, STUB, cell, code, copied, marks, master, place, release, submitted

from nbviva.intake import intake_bytes
from nbviva.rebuild import Rebuilt, rebuild
from nbviva.released import stub, visible
from nbviva.submission import Refusal, Submission

MASTER = master()  # to compare with; takes some ms to make
RELEASED = {
    found["metadata"].get("nbgrader", {}).get("grade_id") or found["id"]: found["source"]
    for found in release()["cells"]
}


def rebuilt(notebook: Any, released: dict[str, str] | None = None) -> Rebuilt:
    taken = intake_bytes(json.dumps(notebook).encode(), NAME)
    assert isinstance(taken, Submission), taken
    made = rebuild(master(), taken, released)
    must_hold(made)
    return made


def must_hold(made: Rebuilt, validate: bool = True) -> None:
    """What no submission can change."""
    if validate:  # takes 20 ms
        nbformat.validate(made.notebook)
    assert len(made.notebook.cells) == len(made.roles) == len(made.origins)
    assert {key: value for key, value in made.notebook.items() if key != "cells"} == {
        key: value for key, value in MASTER.items() if key != "cells"
    }
    known = [found for found in made.notebook.cells if found.metadata]
    expected = [found for found in MASTER.cells if found.metadata]
    assert [(found.id, found.cell_type, found.metadata) for found in known] == [
        (found.id, found.cell_type, found.metadata) for found in expected
    ]
    for found, role, origin in zip(made.notebook.cells, made.roles, made.origins, strict=True):
        data = found.metadata.get("nbgrader", {})
        assert (role == "test") == bool(data.get("grade") and not data.get("solution"))
        assert (role == "answer") == bool(data.get("solution"))
        assert found.get("outputs", []) == []
        if role in ("test", "setup") or data.get("locked"):
            assert found.source == cell(MASTER, found.id).source
            assert origin is None
        elif origin is None:
            # Nothing of the master's that the student's process runs may tell a solution or a hidden test.
            assert "t + 1" not in found.source
            assert SECRET not in found.source


def said(made: Rebuilt) -> list[tuple[str, str]]:
    return [(note.code, note.where) for note in made.notes]


def order(made: Rebuilt) -> list[str]:
    return [found.id for found in made.notebook.cells]


def source(made: Rebuilt, name: str) -> str:
    return str(cell(made.notebook, name).source)


MASTER_ORDER = [found.id for found in MASTER.cells]


# --- what is taken


@pytest.mark.parametrize("released", [None, RELEASED])
def test_an_honest_submission_gives_the_master_with_its_answers(released: dict[str, str] | None) -> None:
    made = rebuilt(submitted(), released)
    assert said(made) == []
    assert order(made) == MASTER_ORDER
    for found in made.notebook.cells:
        assert found.source == ANSWERS.get(found.id, cell(master(), found.id).source)
    assert [
        found.id for found, origin in zip(made.notebook.cells, made.origins, strict=True) if origin is not None
    ] == [*ANSWERS]
    assert SECRET in source(made, "test_warm")


def test_the_master_and_the_submission_stay_as_they_were() -> None:
    ours, taken = master(), intake_bytes(json.dumps(submitted()).encode(), NAME)
    assert isinstance(taken, Submission)
    made = rebuild(ours, taken)
    made.notebook.cells[1].metadata.nbgrader.points = 99
    assert ours == master()
    assert rebuild(ours, taken).notebook == rebuild(master(), taken).notebook


def test_prose_in_other_languages_is_the_masters_again() -> None:
    notebook = submitted()
    cell(notebook, "prose")["source"] = "Warm it. 加热。"
    assert said(rebuilt(notebook)) == []
    made = rebuilt(notebook, RELEASED)
    assert said(made) == [("prose_changed", "prose")]
    assert source(made, "prose") == "Now warm it."


def test_pictures_of_a_written_answer_are_kept_and_no_others() -> None:
    notebook = submitted()
    picture = {"a.png": {"image/png": PNG}}
    for name in ("why", "prose", "warm"):
        cell(notebook, name)["attachments"] = picture
    notebook["cells"].append(
        {"cell_type": "markdown", "id": "mine", "metadata": {}, "source": "", "attachments": picture}
    )
    made = rebuilt(notebook)
    assert [found.id for found in made.notebook.cells if "attachments" in found] == ["why"]
    assert cell(made.notebook, "why").attachments == picture
    assert said(made) == [("attachment_dropped", "warm"), ("attachment_dropped", "cell 12")]


def test_a_code_answer_that_a_person_grades_holds_no_pictures() -> None:
    ours, notebook = master(), submitted()
    cell(ours, "warm").metadata = marks("warm", points=2, solution=True)
    cell(notebook, "warm")["attachments"] = {"a.png": {"image/png": PNG}}
    taken = intake_bytes(json.dumps(notebook).encode(), NAME)
    assert isinstance(taken, Submission)
    made = rebuild(ours, taken)
    nbformat.validate(made.notebook)
    assert ("attachment_dropped", "warm") in said(made)


# --- what the student added, split, copied, deleted, moved


def test_added_cells_stay_where_they_were() -> None:
    notebook = submitted()
    notebook["cells"].insert(place(notebook, "warm"), code("def helper(t):\n    return t", id="a"))
    notebook["cells"].insert(0, code("import time", id="b"))
    notebook["cells"].append({"cell_type": "markdown", "id": "c", "metadata": {}, "source": "My thoughts"})
    notebook["cells"].append({"cell_type": "raw", "id": "d", "metadata": {}, "source": "<script>"})
    made = rebuilt(notebook)
    assert order(made) == ["student-0", *MASTER_ORDER[:4], "student-5", *MASTER_ORDER[4:], "student-13"]
    assert source(made, "student-13") == "My thoughts"
    assert said(made) == [("raw_cell_dropped", "cell 15")]


def test_added_cells_have_ids_of_their_own() -> None:
    notebook = submitted()
    notebook["cells"].append(code("1", id="student-3"))
    assert order(rebuilt(notebook))[-1] == "student-11"


def test_a_split_answer_runs_in_its_pieces() -> None:
    notebook = submitted()
    cell(notebook, "warm")["source"] = "def helper(t):\n    return t"
    rest = copied(notebook, "warm", source="def warm(t):\n    return helper(t) + 1")
    notebook["cells"].insert(place(notebook, "warm") + 1, rest)
    made = rebuilt(notebook)
    at = order(made).index("warm")
    assert order(made)[at : at + 3] == ["warm", "student-5", "test_warm"]
    assert source(made, "student-5") == rest["source"]
    assert made.roles[at : at + 2] == ("answer", "plain")
    assert said(made) == [("answer_in_pieces", "warm")]


def test_an_untouched_copy_does_not_overwrite_the_answer() -> None:
    stubbed = cell(release(), "warm")["source"]
    for at in (0, 1):
        notebook = submitted()
        notebook["cells"].insert(place(notebook, "warm") + at, copied(notebook, "warm", source=stubbed))
        made = rebuilt(notebook)
        assert order(made) == MASTER_ORDER
        assert source(made, "warm") == ANSWERS["warm"]
        assert said(made) == [("answer_copy_dropped", "warm")]


def test_only_untouched_copies_leave_one() -> None:
    notebook = release()
    notebook["cells"].insert(0, copied(notebook, "warm"))
    made = rebuilt(notebook)
    assert order(made) == MASTER_ORDER
    assert said(made) == [("answer_copy_dropped", "warm"), ("cells_moved", "warm")]


def test_pieces_of_a_written_answer_become_one() -> None:
    notebook = submitted()
    notebook["cells"].append(copied(notebook, "why", source="# And more", attachments={"a.png": {"image/png": PNG}}))
    made = rebuilt(notebook)
    assert order(made) == MASTER_ORDER
    assert source(made, "why") == "Heat moves.\n\n# And more"
    assert list(cell(made.notebook, "why").attachments) == ["a.png"]


def test_a_deleted_answer_is_a_stub_and_its_replacement_counts() -> None:
    notebook = submitted()
    at = place(notebook, "warm")
    del notebook["cells"][at]
    made = rebuilt(notebook)
    assert said(made) == [("answer_missing", "warm")]
    assert source(made, "warm") == "def warm(t):\n    " + STUB.replace("\n", "\n    ")
    assert source(rebuilt(notebook, {"warm": "as released"}), "warm") == "as released"
    notebook["cells"].insert(at, code(ANSWERS["warm"]))
    made = rebuilt(notebook)
    assert order(made)[4:7] == ["warm", "student-4", "test_warm"]


def test_deleted_cells_of_the_master_are_there_again() -> None:
    notebook = submitted()
    names = ("setup", "guess", "test_warm", "loop", "prose")
    notebook["cells"] = [found for found in notebook["cells"] if found["id"] not in names]
    made = rebuilt(notebook)
    assert order(made) == MASTER_ORDER
    assert sorted(said(made)) == sorted(
        [("locked_cell_missing", name) for name in ("setup", "test_warm", "loop")]
        + [("plain_cell_missing", name) for name in ("guess", "prose")]
    )


def test_an_empty_notebook_gives_stubs_and_all_tests() -> None:
    made = rebuilt({"nbformat": 4, "cells": []})
    assert order(made) == MASTER_ORDER
    assert [note.code for note in made.notes].count("answer_missing") == 3


def test_moved_cells_go_back_and_the_others_were_not_moved() -> None:
    notebook = submitted()
    notebook["cells"].append(notebook["cells"].pop(place(notebook, "warm")))
    notebook["cells"].append(code("after everything"))
    made = rebuilt(notebook)
    assert order(made) == [*MASTER_ORDER, "student-11"]
    assert said(made) == [("cells_moved", "warm")]


def test_a_cell_of_another_type_is_of_its_own_type_again() -> None:
    notebook = submitted()
    cell(notebook, "warm")["cell_type"] = "markdown"
    cell(notebook, "why")["cell_type"] = "code"
    cell(notebook, "test_cool")["cell_type"] = "raw"
    made = rebuilt(notebook)
    assert [source(made, name) for name in ("warm", "why")] == [ANSWERS["warm"], ANSWERS["why"]]
    assert [found.cell_type for found in made.notebook.cells] == [found.cell_type for found in master().cells]
    assert said(made) == [("cell_type_changed", name) for name in ("warm", "test_cool", "why")]


def test_a_plain_cell_of_another_type_is_the_students_own() -> None:
    notebook = submitted()
    cell(notebook, "prose")["cell_type"] = "code"
    cell(notebook, "prose")["source"] = "mine = 1"
    made = rebuilt(notebook)
    assert source(made, "prose") == "Now warm it."
    assert source(made, "student-3") == "mine = 1"


def test_a_second_plain_cell_of_the_same_id_is_the_students_own() -> None:
    notebook = submitted()
    notebook["cells"].insert(3, code("guess = 8", id="guess"))
    made = rebuilt(notebook)
    assert order(made)[2:4] == ["guess", "student-3"]
    assert [source(made, "guess"), source(made, "student-3")] == ["guess = 7", "guess = 8"]


# --- marks


def test_an_answer_that_lost_its_mark_is_known_by_its_id() -> None:
    notebook = submitted()
    cell(notebook, "warm")["metadata"] = {}
    made = rebuilt(notebook)
    assert source(made, "warm") == ANSWERS["warm"]
    assert said(made) == [("answer_found_by_id", "warm")]
    notebook["cells"].insert(0, code("def warm(t):\n    return 0", metadata=marks("warm", solution=True)))
    made = rebuilt(notebook)
    assert source(made, "student-5") == ANSWERS["warm"]


def test_a_notebook_without_cell_ids() -> None:
    notebook = submitted() | {"nbformat_minor": 4}
    notebook["cells"].insert(place(notebook, "warm"), code("helper = 1"))
    notebook["cells"].insert(0, {"cell_type": "markdown", "id": "", "metadata": {}, "source": "Mine? 我的？"})
    for found in notebook["cells"]:
        del found["id"]
    made = rebuilt(notebook)
    # `guess` and the helper stand between setup and warm, so neither is certain to be guess: both run, after guess.
    assert order(made) == [*MASTER_ORDER[:4], "student-3", "student-5", *MASTER_ORDER[4:]]
    assert ("student_prose_dropped", "") in said(made)
    del notebook["cells"][5]
    made = rebuilt(notebook)
    assert order(made) == MASTER_ORDER
    assert source(made, "guess") == "guess = 7"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"points": 100}, "marks_changed"),
        ({"points": "2"}, "marks_changed"),
        ({"points": float("inf")}, "marks_changed"),
        ({"points": {"a": 1}}, "marks_changed"),
        ({"points": None}, "marks_changed"),
        ({"locked": False}, "marks_changed"),
        ({"grade": False, "solution": True}, "marks_changed"),
        ({"task": True}, "marks_changed"),
        ({"schema_version": 99}, "schema_version_changed"),
        ({"schema_version": "x"}, "schema_version_changed"),
    ],
)
@pytest.mark.parametrize("name", ["test_warm", "warm"])
def test_changed_marks_change_nothing(name: str, change: dict[str, Any], expected: str) -> None:
    notebook = submitted()
    data = cell(notebook, name)["metadata"]["nbgrader"]
    before = dict(data)
    data.update(change)
    if {key: data.get(key) for key in before} == before and data.get("points") == before.get("points"):
        return  # this change says what the master says
    made = rebuilt(notebook)
    codes = {code_ for code_, _ in said(made)} - {"json_not_finite"}
    assert codes <= {expected}
    assert order(made) == MASTER_ORDER
    assert source(made, "warm") == ANSWERS["warm"]


def test_changed_marks_are_named() -> None:
    notebook = submitted()
    cell(notebook, "test_warm")["metadata"]["nbgrader"].update(points=100, locked=False)
    [note] = rebuilt(notebook).notes
    assert note.code == "marks_changed"
    assert "locked, points" in note.sentence


def test_marks_that_older_schemas_leave_out_are_no_change() -> None:
    notebook = submitted()
    del cell(notebook, "warm")["metadata"]["nbgrader"]["task"]
    assert said(rebuilt(notebook)) == []


def test_changed_tests_and_locked_cells_are_ignored_and_named() -> None:
    notebook = submitted()
    cell(notebook, "test_warm")["source"] = "pass"
    cell(notebook, "loop")["source"] = "pass"
    cell(notebook, "setup")["source"] += "\n# a comment in another language"
    assert said(rebuilt(notebook)) == [("test_changed", "test_warm"), ("locked_cell_changed", "loop")]
    notebook = submitted()
    cell(notebook, "setup")["source"] = "import math\nROOM = 21"
    assert said(rebuilt(notebook, RELEASED)) == [("locked_cell_changed", "setup")]


def test_copies_of_locked_cells_are_ignored() -> None:
    notebook = submitted()
    notebook["cells"].insert(0, copied(notebook, "test_warm", source="warm = lambda t: 101"))
    notebook["cells"].append(copied(notebook, "loop", source="pass"))
    made = rebuilt(notebook)
    assert order(made) == MASTER_ORDER
    assert ("locked_cell_copied", "test_warm") in said(made)
    assert ("locked_cell_copied", "loop") in said(made)


def test_a_test_that_lost_its_mark_is_no_cell_of_the_students() -> None:
    notebook = submitted()
    cell(notebook, "test_warm")["metadata"] = {}
    made = rebuilt(notebook)
    assert order(made) == MASTER_ORDER
    assert said(made) == [("marks_removed", "test_warm"), ("locked_cell_missing", "test_warm")]


def test_a_cell_with_an_unknown_name_is_an_ordinary_one() -> None:
    notebook = submitted()
    notebook["cells"].append(code("points = 100", metadata=marks("test_new", points=100)))
    made = rebuilt(notebook)
    assert made.roles[-1] == "plain"
    assert made.notebook.cells[-1].metadata == {}
    assert said(made) == [("unknown_grade_id", "test_new")]


def test_tags_and_kernel_are_the_masters() -> None:
    notebook = submitted()
    notebook["metadata"]["kernelspec"]["name"] = "bash"
    cell(notebook, "warm")["metadata"]["tags"] = ["nbviva:setup"]
    cell(notebook, "guess")["metadata"]["tags"] = ["nbviva:test"]
    made = rebuilt(notebook)
    assert said(made) == [("tags_changed", "guess"), ("tags_changed", "warm"), ("kernel_changed", "")]


def test_a_tag_of_the_masters_takes_a_cell_from_the_student() -> None:
    ours = master()
    cell(ours, "guess").metadata.tags = ["nbviva:setup"]
    taken = intake_bytes(json.dumps(submitted()).encode(), NAME)
    assert isinstance(taken, Submission)
    made = rebuild(ours, taken)
    assert source(made, "guess") == "guess = None"
    assert ("locked_cell_changed", "guess") in said(made)


def test_solutions_and_hidden_tests_in_odd_places_stay_with_us() -> None:
    ours = master()
    cell(ours, "loop").source += f"\n### BEGIN HIDDEN TESTS\n{SECRET}\n### END HIDDEN TESTS"
    cell(ours, "guess").source = f"### BEGIN SOLUTION\n{SECRET}\n### END SOLUTION"
    cell(ours, "warm").source = f"def warm(t):\n    ### BEGIN SOLUTION\n    {SECRET}"
    made = rebuild(ours, Submission(NAME, "", ()))
    assert all(SECRET not in source(made, name) for name in ("loop", "guess", "warm"))
    assert stub(new_code_cell(f"{SECRET} = 1")) == STUB
    assert SECRET not in visible(new_code_cell(f"### BEGIN HIDDEN TESTS\n{SECRET}"))


def test_a_master_of_an_older_format_has_no_ids() -> None:
    ours = master()
    ours.nbformat_minor = 4
    for found in ours.cells:
        del found["id"]
    notebook = submitted()
    notebook["cells"].append(code("more = 1"))
    taken = intake_bytes(json.dumps(notebook).encode(), NAME)
    assert isinstance(taken, Submission)
    made = rebuild(ours, taken)
    nbformat.validate(made.notebook)
    assert [found.source for found in made.notebook.cells][2] == "guess = 7"
    assert made.notebook.cells[-1].source == "more = 1"


# --- anything at all

RELEASE, SUBMITTED = json.dumps(release()), json.dumps(submitted())


def mutate(chance: random.Random, notebook: dict[str, Any]) -> None:
    """Do one thing to a notebook that a student, a tool or an attacker may do."""
    cells = notebook["cells"]
    other = json.loads(RELEASE)["cells"]
    at = chance.randrange(len(cells)) if cells else 0
    values: list[Any] = [None, True, 0, -1, 1e308, "", "x", "warm", "test_warm", "\ud800", [], ["a"], {}, {"a": 1}]
    what = chance.randrange(9)
    if what == 0 or not cells:
        cells.insert(at, chance.choice([*other, code("x = 1"), *values]))
    elif what == 1:
        del cells[at]
    elif what == 2:
        cells.insert(chance.randrange(len(cells) + 1), json.loads(json.dumps(cells[at])))
    elif what == 3:
        chance.shuffle(cells)
    elif what == 4 and isinstance(cells[at], dict):
        cells[at][chance.choice(["cell_type", "source", "id", "metadata", "attachments"])] = chance.choice(
            ["code", "markdown", "raw", *values]
        )
    elif what == 5 and isinstance(cells[at], dict) and isinstance(cells[at].get("metadata"), dict):
        cells[at]["metadata"][chance.choice(["nbgrader", "tags", "id"])] = chance.choice([["nbviva:test"], *values])
    elif what == 6 and isinstance(cells[at], dict) and isinstance(cells[at].get("metadata"), dict):
        data = cells[at]["metadata"].get("nbgrader")
        if isinstance(data, dict):
            data[chance.choice([*marks("a", points=1)["nbgrader"]])] = chance.choice(
                ["cool", "test_cool", "setup", *values]
            )
    elif what == 7:
        notebook[chance.choice(["nbformat", "nbformat_minor", "metadata", "more"])] = chance.choice([4, 5, 3, *values])
    elif isinstance(cells[at], dict):
        cells[at]["source"] = chance.choice(
            [f"warm = {chance.random()}", "### BEGIN HIDDEN TESTS", "'''", "\0", "%%js"]
        )


def test_whatever_comes_back_has_a_named_outcome_and_leaves_the_tests_alone() -> None:
    seed = random.randrange(1 << 32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    refusals = 0
    for number in range(300):
        notebook = json.loads(SUBMITTED)
        for _ in range(chance.choice([1, 1, 2, 5, 20])):
            mutate(chance, notebook)
        content = bytearray(json.dumps(notebook).encode())
        if chance.random() < 0.3:
            for _ in range(chance.randrange(1, 8)):
                content[chance.randrange(len(content))] = chance.randrange(256)
        taken = intake_bytes(bytes(content), NAME)
        if isinstance(taken, Refusal):
            assert taken.outcome.sentence
            refusals += 1
            continue
        made = rebuild(MASTER, taken, chance.choice([None, RELEASED]))
        must_hold(made, validate=number % 10 == 0)
        assert all(note.sentence.isprintable() for note in (*taken.notes, *made.notes))
        kept = [origin for origin in made.origins if origin is not None]
        assert len(kept) == len(set(kept))
    assert 0 < refusals < 250
    assert master() == MASTER
