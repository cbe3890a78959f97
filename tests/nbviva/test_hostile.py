"""Every submission under hostile/ earns what its honest part earns, and harms nobody: not the run, the machine, the others.

A file under hostile/ is one submission: a docstring (what it tries, why that must fail), `EARNS` (points), optionally `UNIT`
("ovens", else "kilns" below), `SAYS` {cell: text shown under it; "own" stands for the added cells}, `REASONS` {test cell:
code}, `NOTES` [codes of nbviva.sentences that must be noted], `SLOW` = True, and either `CELLS` {answer cell: source, "own":
sources of cells added after the cell "guess"} or `hand_in(folder)`, which writes the submission's folder.
"""

from __future__ import annotations

import functools
import json
import os
import re
import runpy
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

import engine
import nbformat
import pytest
from engine import KEY, QUICK, need_engine, of, settings, shown, unit_of
from nbformat.v4 import new_code_cell, new_notebook
from tiny_master import NAME, SECRET, cell, code, hand_in, marks, place, submitted, to_bytes

from nbviva.examiner import Examiner
from nbviva.roles import key_of
from nbviva.verdict import faults

HERE = Path(__file__).parent / "hostile"
FILES = sorted(HERE.glob("*/*.py"))
RECORD_BYTES = 16 * 1024 * 1024  # of a notebook and its verdict, with the limits of these tests
LEAVE_SECONDS = 5.0  # until a process that was killed is gone from the list
SLACK_SECONDS = 5.0  # what a loaded machine adds to a submission's own limit


# --- a second unit: arrays, lists that a test walks through, arguments that are changed


def kilns() -> Any:
    """The master of a unit whose tests take arrays and walk through what they are given."""
    heat = f"""### BEGIN HIDDEN TESTS
the_given = np.array([1.0, 2.0, 4.0])
{SECRET} = the_given * 2
got = heat(the_given)
assert np.array_equal(the_given, [1.0, 2.0, 4.0])
assert isinstance(got, np.ndarray) and got.shape == {SECRET}.shape and got.dtype == np.float64
assert np.allclose(got, {SECRET})
### END HIDDEN TESTS"""
    steps = f"""assert sum(range(size(2))) == 1
calls = []
assert each(lambda x: calls.append(x) or x * x, [1, 2]) == [1, 4] and calls == [1, 2]
assert each(lambda n: sum(range(n)), [3]) == [3]
assert label(2).startswith("kiln 2")
get_ipython().display_formatter.format(label(3))
display(label(4))
### BEGIN HIDDEN TESTS
{SECRET} = [1, 2, 3, 4]
found = []
for value in steps(4):
    found.append(value + 0)
assert found == {SECRET}
assert sum(steps(4)) == 10 and len(list(steps(4))) == 4 and sorted(steps(4)) == {SECRET}
### END HIDDEN TESTS"""
    each = """def each(f, xs):
    return [f(x) for x in xs]
def label(n):
    return f"kiln {n}"
def size(n):
    return n"""
    cells = [
        new_code_cell("import numpy as np", id="setup", metadata=marks("setup")),
        new_code_cell("guess = None", id="guess"),
        new_code_cell("def heat(a):\n    return a * 2", id="heat", metadata=marks("heat", solution=True)),
        new_code_cell(heat, id="test_heat", metadata=marks("test_heat", points=2)),
        new_code_cell(
            "def steps(n):\n    return list(range(1, n + 1))", id="steps", metadata=marks("steps", solution=True)
        ),
        new_code_cell(each, id="each", metadata=marks("each", solution=True)),
        new_code_cell(steps, id="test_steps", metadata=marks("test_steps", points=3)),
    ]
    return new_notebook(cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})


@functools.cache
def kilns_examiner(start: str) -> Examiner:
    """An examiner for the unit about kilns, kept for the whole run."""
    unit = unit_of(kilns(), kilns(), assignment="kilns")
    return Examiner(unit.to_json(), settings(warm=start == "warm"))


def examiner(unit: str, start: str) -> Examiner:
    """The examiner of one of the two units."""
    need_engine()
    return engine.examiner(start) if unit == "ovens" else kilns_examiner(start)


def honest(unit: str = "ovens") -> dict[str, Any]:
    """What a good student of the unit hands in."""
    return submitted() if unit == "ovens" else json.loads(json.dumps(kilns()))


# --- one file


def read(path: Path) -> dict[str, Any]:
    """A hostile file's names."""
    names = runpy.run_path(str(path))
    assert names["__doc__"] and isinstance(names["EARNS"], int), f"{path}: a docstring and EARNS are expected"
    assert ("CELLS" in names) != ("hand_in" in names), f"{path}: either CELLS or hand_in is expected"
    return names


def write(names: dict[str, Any], folder: Path) -> Path:
    """Write the submission that a hostile file describes."""
    if "hand_in" in names:
        folder.mkdir()
        names["hand_in"](folder)
        return folder
    notebook = honest(names.get("UNIT", "ovens"))
    cells = dict(names["CELLS"])
    own = [code(source, id=f"own{number}") for number, source in enumerate(cells.pop("own", ()))]
    for name, source in cells.items():
        cell(notebook, name)["source"] = source
    after = place(notebook, "guess") + 1
    notebook["cells"][after:after] = own
    return hand_in(folder, notebook)


def under(made: dict[str, Any], name: str) -> str:
    """The outputs of a cell, or of all cells that the student added."""
    if name != "own":
        return shown(made, name)
    pairs = zip(made["verdict"]["cells"], made["notebook"]["cells"], strict=True)
    return json.dumps([c.get("outputs") for r, c in pairs if r["name"].startswith("cell ")], ensure_ascii=False)


def graded(made: dict[str, Any]) -> list[dict[str, Any]]:
    return [record for record in made["verdict"]["cells"] if record["kind"] == "test"]


def outcome(made: dict[str, Any]) -> list[tuple[Any, ...]]:
    """What may not depend on who was examined before."""
    return [
        (made["verdict"]["status"], made["verdict"]["points"]),
        *((r["name"], r["status"], r["points"], r["reason"]) for r in made["verdict"]["cells"]),
    ]


def told(made: dict[str, Any]) -> str:
    """All that a verdict and a notebook say, but for what `nbviva.hide_tests` takes out: test cells' sources and traces."""
    notebook = json.loads(json.dumps(made["notebook"]))
    for record, each in zip(made["verdict"]["cells"], notebook["cells"], strict=True):
        if record["kind"] == "test":
            each["source"] = ""
            for output in each["outputs"]:
                output.pop("traceback", None)
    return json.dumps([made["verdict"], notebook])


def must_hold(made: dict[str, Any], master: dict[str, Any]) -> None:
    """What no submission can change: the tests, what they are worth, and that a page may show all of it."""
    verdict, notebook = made["verdict"], made["notebook"]
    assert not faults(verdict, of_one_notebook=True)
    nbformat.validate(nbformat.from_dict(json.loads(json.dumps(notebook))))
    assert notebook["metadata"] == master["metadata"] and verdict["max_points"] == 5
    ours = {key_of(each, 0): each for each in master["cells"]}
    pairs = list(zip(verdict["cells"], notebook["cells"], strict=True))
    assert [record["name"] for record, _ in pairs if record["name"] in ours] == list(ours)
    for record, each in pairs:
        known = ours.get(record["name"], {"metadata": {}, "source": ""})
        assert each["metadata"] == known["metadata"]
        if record["kind"] in ("test", "setup"):
            assert each["source"] == known["source"]
        live = [each["source"]] if each["cell_type"] != "code" else []
        live += [
            str(t) for o in each.get("outputs", ()) for kind, t in o.get("data", {}).items() if kind != "text/plain"
        ]
        assert not [text for text in live if "<script" in text.lower()]
        assert record["name"] in ours or each["cell_type"] != "raw"


# --- what may not be left behind


def descendants() -> Counter[str]:
    """The processes under this one, by their command lines: those in a sandbox's own namespace are seen from here too."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, ValueError):
                continue  # it ended meanwhile
    found: Counter[str] = Counter()
    for number in parents:
        above = number
        while above in parents and above != os.getpid():
            above = parents[above]
        if above == os.getpid() and number != above:
            try:
                # numbers of descriptors differ when the warm process is made anew
                found[re.sub(r"\d+", "", Path(f"/proc/{number}/cmdline").read_text(errors="replace"))] += 1
            except OSError:
                continue
    return found


def left_running(before: Counter[str]) -> Counter[str]:
    """Processes that are there now and were not before, once those that end have had time to."""
    until = time.monotonic() + LEAVE_SECONDS
    while (more := descendants() - before) and time.monotonic() < until:
        time.sleep(0.05)
    return more


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file() and not p.is_symlink()}


def around() -> set[str]:
    """The names in places that a submission might reach by mistake."""
    return {entry.name for folder in (Path("/tmp"), HERE.parents[2], Path.home()) for entry in folder.iterdir()}


@pytest.fixture
def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that holds the submission, the working folder and the folder for temporary files, with canaries."""
    for name in ("cwd", "temporary", "submitted"):
        (tmp_path / name).mkdir()
    for name in ("canary", "cwd/canary", "cwd/verdict.json", "cwd/gradebook.db", "submitted/canary"):
        (tmp_path / name).write_bytes(b"sings")
    monkeypatch.chdir(tmp_path / "cwd")
    return tmp_path


# --- the tests


def each_of(path: Path, start: str) -> Any:
    """One test: the cold start is the reference for the warm one, and slow, as are files that say so."""
    slow = start == "cold" or "\nSLOW = True\n" in path.read_text(encoding="utf-8")
    return pytest.param(path, start, id=f"{path.parent.name}/{path.stem}-{start}", marks=[pytest.mark.slow] * slow)


@pytest.mark.parametrize(("path", "start"), [each_of(path, start) for start in ("warm", "cold") for path in FILES])
def test_a_hostile_submission_earns_its_honest_part_and_harms_nobody(
    path: Path, start: str, scene: Path, monkeypatch: Any
) -> None:
    names = read(path)
    unit = names.get("UNIT", "ovens")
    its = examiner(unit, start)
    its.rest()
    # Only now: what an examiner keeps for as long as it lives, it keeps elsewhere.
    monkeypatch.setattr(tempfile, "tempdir", str(scene / "temporary"))
    monkeypatch.setattr("nbviva.examiner.GRACE_SECONDS", 5.0)
    monkeypatch.setattr("nbviva.examiner.MEMORY_MEBIBYTES", 700)
    folder = write(names, scene / "submitted" / "mallory")
    processes, files = descendants(), contents(scene)
    names_around = around()
    began = time.monotonic()

    made = its.examine(str(folder), "mallory", KEY.hex())

    seconds = time.monotonic() - began
    points = {record["name"]: (record["points"], record["status"], record["reason"]) for record in graded(made)}
    assert made["verdict"]["points"] == names["EARNS"], points
    for name, code_ in names.get("REASONS", {}).items():
        assert (of(made, name)["reason"] or {}).get("code") == code_, points
    for name, text in names.get("SAYS", {}).items():
        assert text in under(made, name)
    assert seconds < QUICK["submission_seconds"] + SLACK_SECONDS
    assert set(names.get("NOTES", ())) <= {note["code"] for note in made["verdict"]["submission"]["notes"]}
    must_hold(made, its.unit.master)
    # No test of these units shows a card, and no output of a test cell is the student's.
    assert [record["checks"] for record in graded(made)] == [[], []]
    assert SECRET not in told(made)
    assert len(json.dumps(made)) < RECORD_BYTES

    its.rest()
    assert not left_running(processes)
    assert contents(scene) == files
    assert not list((scene / "temporary").iterdir())
    source = path.read_text(encoding="utf-8")
    assert not [name for name in around() - names_around if name in source]  # others use these places too

    after = its.examine(str(hand_in(scene / "ada", honest(unit))), "ada", KEY.hex())
    assert after["verdict"]["points"] == 5, outcome(after)
    assert after["verdict"]["sandbox"]["start"] == start


def careful_and_careless() -> list[dict[str, Any]]:
    """Honest students of several kinds."""
    made = [submitted() for _ in range(4)]
    cell(made[1], "warm")["source"] = "def warm(t):\n    return t + 2"
    cell(made[2], "cool")["source"] = "def cool(t):\n    return t -"
    cell(made[3], "warm")["source"] = "def warm(t):\n    raise ValueError('too hot')"
    return made


def of_other_unit(folder: Path, sources: tuple[str, str, str], theirs: dict[str, str]) -> float:
    """The points for these sources of cells, in a unit of an unlocked first cell, an answer and a test (5 points)."""
    first, answer, test = sources
    cells = [
        new_code_cell(first, id="first"),
        new_code_cell(answer, id="answer", metadata=marks("answer", solution=True)),
        new_code_cell(test, id="test", metadata=marks("test", points=5)),
    ]
    master = new_notebook(cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
    notebook = json.loads(json.dumps(master))
    for name, source in theirs.items():
        cell(notebook, name)["source"] = source
    need_engine()
    its = Examiner(unit_of(master, master).to_json(), settings(warm=False))
    try:
        made = its.examine(str(hand_in(folder, notebook)), "mallory", KEY.hex())
    finally:
        its.close()
    points: float = made["verdict"]["points"]
    return points


def test_what_an_unlocked_cell_imports_is_the_examiners_own_in_a_test(tmp_path: Path) -> None:
    sources = ("import numpy as np", "def heat(a):\n    return a * 2", "assert np.allclose(heat(np.ones(3)), 2)")
    assert of_other_unit(tmp_path / "right", sources, {}) == 5
    patched = "import numpy as np\nnp.allclose = lambda *a: True"
    assert of_other_unit(tmp_path / "wrong", sources, {"first": patched, "answer": "def heat(a):\n    return a"}) == 0


def test_an_exercise_named_like_something_imported_is_asked_of_the_student(tmp_path: Path) -> None:
    sources = ("from math import sqrt", "def sqrt(x):\n    return x ** 0.5", "assert sqrt(4) == 2")
    assert of_other_unit(tmp_path / "right", sources, {}) == 5
    assert of_other_unit(tmp_path / "wrong", sources, {"answer": "def sqrt(x):\n    return 7"}) == 0


@pytest.mark.slow
def test_honest_students_in_a_batch_with_hostile_ones_get_what_they_get_alone(scene: Path) -> None:
    its = examiner("ovens", "warm")
    folders = [hand_in(scene / f"honest{n}", to_bytes(made)) for n, made in enumerate(careful_and_careless())]
    its.rest()
    before = descendants()
    alone = [outcome(its.examine(str(folder), "ada", KEY.hex())) for folder in folders]
    assert {rows[0][1] for rows in alone} == {5, 3, 2}
    changed = []
    hostile = [path for path in FILES if read(path).get("UNIT", "ovens") == "ovens"]
    for number, path in enumerate(hostile):
        (scene / f"hostile{number}").mkdir()
        its.examine(str(write(read(path), scene / f"hostile{number}" / "mallory")), "mallory", KEY.hex())
        honest_one = number % len(folders)
        if outcome(its.examine(str(folders[honest_one]), "ada", KEY.hex())) != alone[honest_one]:
            changed.append(path.stem)
    assert not changed
    its.rest()
    assert not left_running(before)


def test_there_are_enough_hostile_submissions() -> None:
    assert len(FILES) >= 80
    assert NAME == "ovens.ipynb" and all(path.stem.isidentifier() for path in FILES)
