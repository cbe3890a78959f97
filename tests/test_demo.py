"""`make demo`: the sample class, its results, and what the demo must never touch."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import nbformat
import pytest

import demo
import report
import sample_class
from course import ROOT, bank, exercises, grader_data, notebook_path, units
from sample_class import CLASS, Student, cells

WHICH = ("02_two_layers_by_hand", "04_autograd_takes_over")  # one by hand in NumPy, one with torch
FEW = tuple(student for student in CLASS if student.id in ("mateo", "noor", "sofia"))


def snapshot(folder: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*")}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("build") / "demo"
    records = [ROOT / name for name in ("submitted", "autograded", "feedback", "gradebook.db", "grades.csv")]
    before = [snapshot(path) if path.exists() else None for path in records]
    assert demo.make(folder, FEW, WHICH)
    assert [snapshot(path) if path.exists() else None for path in records] == before
    return folder


@pytest.fixture
def table(made: Path) -> str:
    return (made / "class.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def tables(made: Path) -> dict[str, str]:
    """Unit -> its part of the class's table."""
    return {unit: report.class_report(made, unit, FEW) for unit in WHICH}


def test_everything_lies_where_the_table_says(made: Path, table: str) -> None:
    places = table.split("Where each thing lies")[1].splitlines()[1:]
    assert len(places) >= 6
    for line in places:
        place = line.split()[-1].replace("<student>", FEW[0].id).replace(CLASS[0].id, FEW[0].id)
        assert (made / place).exists(), place


def test_the_table_fits_in_100_columns_and_names_everybody(table: str) -> None:
    assert [line for line in table.splitlines() if len(line) > 100] == []
    assert [s.id for s in FEW if f"{s.first} {s.last}" not in table] == []


def test_the_points_in_the_table_are_those_of_the_grades(made: Path, tables: dict[str, str]) -> None:
    with (made / "grades.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["assignment"] not in WHICH:
                continue
            (line,) = [
                line
                for line in tables[row["assignment"]].splitlines()
                if line.startswith(f"{row['first_name']} {row['last_name']}")
            ]
            columns = line[report.NAME :]
            numbers = columns[: report.POINTS * len(exercises(row["assignment"]))].split()
            total = columns[report.POINTS * len(exercises(row["assignment"])) :].split()[0].rstrip("+")
            assert float(total) == float(row["score"])
            assert sum(float(n) for n in numbers if re.fullmatch(r"[\d.]+", n)) == float(row["score"])


def line_of(table: str, student: Student) -> str:
    (line,) = [line for line in table.splitlines() if line.startswith(f"{student.first} {student.last}")]
    return line


@pytest.mark.parametrize("student", FEW, ids=lambda student: student.id)
def test_the_mistakes_of_the_story_are_named(tables: dict[str, str], student: Student) -> None:
    for unit, table in tables.items():
        named = [part for name in student.wrong.get(unit, ()) for part in re.findall(r"/(\w+?)_", name)]
        assert sorted(re.findall(r"\b[A-Z]\d+\b", line_of(table, student))) == sorted(named), unit


@pytest.mark.slow
def test_the_whole_class_does_what_its_stories_say(tmp_path: Path) -> None:
    demo.make(tmp_path / "demo")
    for unit in units():
        table = report.class_report(tmp_path / "demo", unit, CLASS)
        for student in CLASS:
            line = line_of(table, student)
            wrong = student.wrong.get(unit, ())
            keys = {exercise.key for exercise in exercises(unit)}
            stops, typo = student.stops_after == "" or student.stops_after in keys, student.typo_in in keys
            assert sorted(re.findall(r"\b[A-Z]\d+\b", line)) == sorted(re.findall(r"/(\w+?)_", " ".join(wrong))), line
            assert ("all right" in line) == (not wrong and not stops and not typo), line
            assert ("nothing answered" in line) == (student.stops_after == ""), line
            assert ("did not run" in line) == typo, line


def test_half_done_and_not_compiling_are_told_apart(tables: dict[str, str]) -> None:
    half, broken = (line_of(tables[WHICH[0]], student) for student in FEW if not student.wrong)
    assert "not answered" in half
    assert "·" in half
    assert "!" not in half
    assert "did not run" in broken


def test_again_it_is_quick_and_changes_nothing(made: Path, capsys: pytest.CaptureFixture[str], table: str) -> None:
    before = snapshot(made)
    assert not demo.make(made, FEW, WHICH)
    assert snapshot(made) == before
    said = capsys.readouterr().out
    assert table in said
    assert "Nothing has changed" in said


@pytest.mark.parametrize("gone", ["gradebook.db", "class.txt"])
def test_a_lost_result_or_another_class_starts_it_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, gone: str
) -> None:
    runs = []

    def run(folder: Path, students: object, chosen: object) -> None:
        runs.append(students)
        for name in demo.RESULTS:
            (folder / name).write_text("made", encoding="utf-8")

    monkeypatch.setattr(demo, "_run", run)
    folder = tmp_path / "demo"
    assert demo.make(folder, FEW)
    assert not demo.make(folder, FEW)
    (folder / gone).unlink()
    assert demo.make(folder, FEW)
    assert demo.make(folder, FEW[:1])
    assert len(runs) == 3


def test_a_run_that_was_cut_off_starts_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(folder: Path, students: object, chosen: object) -> None:
        (folder / "gradebook.db").write_text("half", encoding="utf-8")
        raise KeyboardInterrupt

    monkeypatch.setattr(demo, "_run", killed)
    with pytest.raises(KeyboardInterrupt):
        demo.make(tmp_path / "demo", FEW)
    monkeypatch.setattr(demo, "_run", lambda folder, students, chosen: None)
    assert demo.make(tmp_path / "demo", FEW)
    assert not (tmp_path / "demo" / "gradebook.db").exists()


def test_what_it_did_not_make_it_does_not_touch(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    real = tmp_path / "course"
    real.mkdir()
    (real / "gradebook.db").write_text("a real class", encoding="utf-8")
    (tmp_path / "link").symlink_to(real)
    (tmp_path / "file").write_text("somebody's", encoding="utf-8")
    for name, says in (("course", "did not make"), ("link", "not a folder"), ("file", "not a folder")):
        assert demo.main(["--into", str(tmp_path / name)]) == 1
        assert says in capsys.readouterr().err
    assert (real / "gradebook.db").read_text(encoding="utf-8") == "a real class"
    assert [path.name for path in real.iterdir()] == ["gradebook.db"]


def test_an_input_that_changes_changes_the_fingerprint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "ROOT", tmp_path)
    (tmp_path / "answers").mkdir()
    (tmp_path / "requirements.txt").write_text("a", encoding="utf-8")
    seen = [demo._fingerprint(FEW, WHICH)]
    (tmp_path / "answers" / "x.py").write_text("1", encoding="utf-8")
    seen.append(demo._fingerprint(FEW, WHICH))
    (tmp_path / "answers" / "x.py").write_text("2", encoding="utf-8")
    seen.append(demo._fingerprint(FEW, WHICH))
    (tmp_path / "answers" / ".ipynb_checkpoints").mkdir()
    (tmp_path / "answers" / ".ipynb_checkpoints" / "x.py").write_text("3", encoding="utf-8")
    assert len(set(seen)) == 3
    assert demo._fingerprint(FEW, WHICH) == seen[-1]


# --- the class on paper


def test_the_class_is_large_and_varied() -> None:
    assert len(CLASS) >= 8
    assert len({student.id for student in CLASS}) == len(CLASS)
    assert sum(not s.wrong and s.stops_after is None and not s.typo_in for s in CLASS) >= 2
    assert sum(bool(s.wrong) for s in CLASS) >= 3
    assert any(s.stops_after == "" for s in CLASS)
    assert any(s.stops_after for s in CLASS)
    assert any(s.typo_in for s in CLASS)


@pytest.mark.parametrize("student", CLASS, ids=lambda student: student.id)
@pytest.mark.parametrize("unit", units())
def test_every_answer_of_the_class_comes_from_the_bank(student: Student, unit: str) -> None:
    kept = {answer.source.strip() for exercise in exercises(unit) for answer in bank(unit, exercise.key)}
    by_hand = {exercise.key for exercise in exercises(unit) if exercise.by_hand}
    for key, source in cells(student, unit).items():
        if key != student.typo_in and key not in by_hand:
            assert source in kept, key
    if student.typo_in in cells(student, unit):
        with pytest.raises(SyntaxError):
            compile(cells(student, unit)[student.typo_in], "cell", "exec")


def test_a_wrong_answer_that_the_bank_does_not_have_is_named() -> None:
    lost = Student("x", "X", "Y", "", wrong={WHICH[0]: ("sse/Z9_no_such_answer",)})
    with pytest.raises(ValueError, match=r"sse/wrong/Z9_no_such_answer\.py, which is not in the bank"):
        cells(lost, WHICH[0])


def test_a_submission_is_the_release_with_the_answers_in_it(tmp_path: Path) -> None:
    unit = units()[0]
    student = CLASS[0]
    sample_class.hand_in(student, unit, ROOT / "release" / unit, tmp_path, "2027-03-01 11:00:00 UTC")
    notebook = nbformat.read(tmp_path / student.id / unit / notebook_path(unit).name, as_version=4)
    released = nbformat.read(ROOT / "release" / unit / notebook_path(unit).name, as_version=4)
    assert [cell | {"source": ""} for cell in notebook.cells] == [cell | {"source": ""} for cell in released.cells]
    changed = {
        grader_data(new)["grade_id"] for new, old in zip(notebook.cells, released.cells, strict=True) if new != old
    }
    assert changed == set(cells(student, unit))
