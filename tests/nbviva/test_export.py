"""`nbviva export`: the points of nbgrader's own export, in the tables that Moodle and Canvas import, for the right people."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any

import pytest
from nbgrader import api
from nbgrader.coursedir import CourseDirectory
from nbgrader.plugins import CsvExportPlugin
from oven_course import UNIT, copied, make
from platforms import CLASS, enrol, unpacked
from test_cli import CONFIG

from nbviva.cli import main
from nbviva.exporting.export import ExportError, Wishes, export, write
from nbviva.exporting.tables import Choice, Table
from nbviva.safecsv import cell, is_exact, is_formula

NASTY = {
    "id": "eve",
    "first_name": '=HYPERLINK("http://evil.example","x")',
    "last_name": 'Quote" , Comma\r\nLine',
    "email": "eve@uni.example",
    "lms_user_id": "4714",
}
PLUS = {"id": "plus", "first_name": "P", "last_name": "Lus", "email": "+1@uni.example", "lms_user_id": "12abc"}
NO_MAIL = {"id": "nomail", "first_name": "No", "last_name": "Mail"}


def grade(course: CourseDirectory, student: str, points: float, *, manual: bool = False, penalty: float = 0.0) -> None:
    """What grading leaves in the gradebook: all points in one test cell, the written answers graded or not."""
    with api.Gradebook(course.db_url, course.course_id) as book:
        submission = book.update_or_create_submission(UNIT, student)
        for notebook in submission.notebooks:
            notebook.late_submission_penalty = penalty
            for place, one in enumerate(sorted(notebook.grades, key=lambda one: str(one.name))):
                one.auto_score = points if place == 0 else 0.0
                one.needs_manual_grade = manual and place == 1
        book.db.commit()


@pytest.fixture(scope="session")
def graded(tmp_path_factory: pytest.TempPathFactory) -> CourseDirectory:
    """ada is graded, ben late, li1 waits for a person, li2 has handed in only, xiao has not."""
    made = make(tmp_path_factory.mktemp("graded") / "course")
    enrol(made, [*CLASS, NASTY, PLUS, NO_MAIL])
    grade(made, "ada", 4.5)
    grade(made, "ben", 3, penalty=1.25)
    grade(made, "li1", 2, manual=True)
    unpacked(Path(made.root) / "submitted" / "li2" / UNIT, {"ovens.ipynb": "{}"})
    for student in ("eve", "plus", "nomail"):
        grade(made, student, 1, penalty=2 if student == "eve" else 0)
    return made


def table(graded: CourseDirectory, **wishes: Any) -> tuple[list[list[str]], Any]:
    done = export(graded, [UNIT], Wishes(**wishes))
    return list(csv.reader(io.StringIO(done.table.content().decode("utf-8-sig"), newline=""))), done


def by(rows: list[list[str]], place: int, value: str) -> list[str]:
    found = [row for row in rows if row[place] == value]
    assert len(found) == 1, (value, rows)
    return found[0]


def test_the_points_are_those_of_nbgraders_own_export(graded: CourseDirectory, tmp_path: Path) -> None:
    plugin = CsvExportPlugin(to=str(tmp_path / "grades.csv"))
    # nbgrader writes names as they are, and its own table cannot be read with Eve's in it.
    plugin.student = ["ada", "ben", "li1", "li2", "xiao", "plus", "nomail"]
    with api.Gradebook(graded.db_url, graded.course_id) as book:
        plugin.export(book)
    theirs = {row["student_id"]: row for row in csv.DictReader((tmp_path / "grades.csv").open(encoding="utf-8"))}
    rows, _ = table(graded, choice=Choice(manual_so_far=True, missing_as_zero=True))
    for student, row in theirs.items():
        ours = by(rows, 0, student)
        if student != "li2":
            assert float(ours[4]) == float(row["score"]), student
        assert float(ours[5]) == float(row["max_score"])
    assert by(rows, 0, "ben")[4:8] == ["1.75", by(rows, 0, "ada")[5], "1.25", "graded"]
    # A penalty never makes less than nothing of it.
    assert by(rows, 0, "eve")[4] == "0"


def test_nobody_gets_a_zero_that_nobody_gave(graded: CourseDirectory) -> None:
    rows, done = table(graded)
    for student, state in (
        ("li1", "needs manual grading"),
        ("li2", "handed in, not graded"),
        ("xiao", "nothing handed in"),
    ):
        assert by(rows, 0, student)[4] == "" and by(rows, 0, student)[7] == state
    said = "\n".join(done.texts)
    assert "needs manual grading: 1 (left out; --manual so-far exports them): li1" in said
    assert "nothing handed in: 1 (left out, not 0; --missing zero exports 0): xiao" in said
    assert "li2" in said
    rows, _ = table(graded, choice=Choice(manual_so_far=True, missing_as_zero=True))
    assert [by(rows, 0, student)[4] for student in ("li1", "li2", "xiao")] == ["2", "", "0"]


def test_moodle_knows_everyone_by_address_and_no_row_is_without(graded: CourseDirectory) -> None:
    rows, done = table(graded, platform="moodle", titles={UNIT: "Assignment: Baking"})
    assert rows[0] == ["First name", "Last name", "Email address", "Assignment: Baking"]
    assert by(rows, 2, "ada@uni.example") == ["Ada", "Lovelace", "ada@uni.example", "4.5"]
    # A row without an identifier would be graded as the student of the row before it.
    assert all(row[2] for row in rows)
    assert {row[2] for row in rows[1:]} == {"ada@uni.example", "ben@uni.example", "eve@uni.example"}
    assert done.exit_status == 1
    assert any("nomail" in text and "is empty" in text for text in done.table.left_out)
    assert any("plus" in text and "safely" in text for text in done.table.left_out)
    rows, done = table(graded, platform="moodle", by="id")
    assert done.exit_status == 0 and by(rows, 2, "nomail")[3] == "1"


def test_moodle_has_a_dash_where_there_is_no_mark(graded: CourseDirectory, tmp_path: Path) -> None:
    course = copied(graded, tmp_path / "course")
    with api.Gradebook(course.db_url, course.course_id) as book:
        book.add_assignment("frying")
    done = export(course, [UNIT, "frying"], Wishes(platform="moodle", by="id"))
    ada = next(row for row in done.table.rows if row[2] == "ada")
    assert ada[3:] == ["4.5", "-"]
    assert "xiao" not in {row[2] for row in done.table.rows}


def test_two_students_of_one_address_are_left_out(graded: CourseDirectory, tmp_path: Path) -> None:
    course = copied(graded, tmp_path / "course")
    enrol(course, [{"id": "ben", "email": "ada@uni.example"}])
    done = export(course, [UNIT], Wishes(platform="moodle"))
    assert "ada@uni.example" not in {row[2] for row in done.table.rows}
    assert sum("another student's too" in text for text in done.table.left_out) == 2


def test_canvas_has_its_headings_its_points_row_and_its_numbers(graded: CourseDirectory) -> None:
    rows, done = table(graded, platform="canvas", titles={UNIT: "Baking (98765)"})
    assert rows[0] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Baking (98765)"]
    with api.Gradebook(graded.db_url, graded.course_id) as book:
        worth = book.find_assignment(UNIT).max_score
    assert rows[1] == ["    Points Possible", "", "", "", "", f"{worth:g}"]
    assert by(rows, 1, "4711") == ["Lovelace, Ada", "4711", "", "", "", "4.5"]
    # Canvas would read 12abc as user 12.
    assert by(rows, 0, "Lus, P")[1:4] == ["", "", "plus"]
    assert not done.table.content().startswith(b"\xef\xbb\xbf")


def test_canvas_never_has_to_choose_between_two_of_one_name(graded: CourseDirectory, tmp_path: Path) -> None:
    course = copied(graded, tmp_path / "course")
    for student in ("li1", "li2"):
        grade(course, student, 2)
    done = export(course, [UNIT], Wishes(platform="canvas"))
    assert not any(row[0] == "Li, Wei" for row in done.table.rows)
    assert sum("the same name" in text for text in done.table.left_out) == 2 and done.exit_status == 1
    roster = tmp_path / "canvas.csv"
    roster.write_text('Student,ID,SIS Login ID,Section,Integration\n"Li, Wei",51,li1,A,\n', encoding="utf-8")
    done = export(course, [UNIT], Wishes(platform="canvas", roster=roster))
    assert [row[:4] for row in done.table.rows if row[0] == "Li, Wei"] == [["Li, Wei", "51", "", "li1"]]
    assert sum("the same name" in text for text in done.table.left_out) == 1
    roster.write_text('Student,ID,SIS Login ID,Section,Integration\n"Li, Wei",51,x,A,\n', encoding="utf-8")
    assert "may be any of" in export(course, [UNIT], Wishes(platform="canvas", roster=roster)).strange[0]


def test_canvas_takes_numbers_and_sections_from_its_own_export(graded: CourseDirectory, tmp_path: Path) -> None:
    roster = tmp_path / "canvas.csv"
    roster.write_text(
        "Student,ID,SIS User ID,SIS Login ID,Section,Old (1)\n    Points Possible,,,,,10\n"
        '"Mail, No",5001,S-77,nomail@login,Group B,\n"Student, Test",9,,,Group B,\n"Nobody, At All",9999,,x,,\n',
        encoding="utf-8",
    )
    rows, done = table(graded, platform="canvas", roster=roster)
    assert by(rows, 1, "5001") == ["Mail, No", "5001", "S-77", "nomail@login", "Group B", "1"]
    assert "9999" not in {row[1] for row in rows} and "9" not in {row[1] for row in rows}
    assert done.exit_status == 0


@pytest.mark.parametrize("platform", ["moodle", "canvas", "plain"])
def test_no_name_is_a_formula_or_breaks_a_line(graded: CourseDirectory, platform: str) -> None:
    done = export(graded, [UNIT], Wishes(platform=platform, choice=Choice(True, True)))
    content = done.table.content()
    assert b"\xef\xbb\xbf" not in content[3:]
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert len({len(row) for row in rows}) == 1
    # One line for each row: neither platform's reader is trusted with a line break in a cell.
    assert len(content.decode("utf-8-sig").splitlines()) == len(rows)
    for row in rows:
        for text in row:
            assert text in ("-", "") or not re.match(r"[=+@\t\r-]", text), text
    eve = next(row for row in rows if any("Quote" in text for text in row))
    assert any('Quote" , Comma Line' in text for text in eve)


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", " =1", "＝1", "\u200b=1", "\n@x", "\u202e=1", "\x00=1"]
)
def test_formulas_become_text(text: str) -> None:
    assert cell(text).startswith("'")
    assert not is_exact(text)
    assert not is_formula(cell(text))


def test_honest_cells_stay(graded: CourseDirectory) -> None:
    for text in ("Ada", "王小明", "O'Brien", "Jean-Luc", "a@b.example", "Baking (98765)", ""):
        assert cell(text) == text and is_exact(text)


def test_the_file_is_whole_private_and_never_through_a_link(tmp_path: Path) -> None:
    path = tmp_path / "grades.csv"
    write(b"one", path)
    write(b"two", path)
    assert path.read_bytes() == b"two" and path.stat().st_mode & 0o077 == 0
    (tmp_path / "link.csv").symlink_to(path)
    with pytest.raises(ExportError, match="link"):
        write(b"three", tmp_path / "link.csv")
    with pytest.raises(ExportError, match="written"):
        write(b"three", tmp_path / "no" / "folder.csv")
    assert sorted(tmp_path.iterdir()) == [path, tmp_path / "link.csv"]


def test_what_cannot_be_exported_is_said(graded: CourseDirectory) -> None:
    with pytest.raises(ExportError, match="frying"):
        export(graded, ["frying"], Wishes())
    with pytest.raises(ExportError, match="boiling"):
        export(graded, [UNIT], Wishes(titles={"boiling": "x"}))
    assert Table([["a"]]).content() == b"\xef\xbb\xbfa\r\n"


def test_the_command(
    graded: CourseDirectory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    course = copied(graded, tmp_path / "course")
    root = Path(course.root)
    (root / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
    monkeypatch.chdir(root)
    monkeypatch.setenv("JUPYTER_NO_CONFIG", "1")
    assert main(["export", UNIT, "--for", "moodle"]) == 1
    said = capsys.readouterr()
    assert "Not in the file: No Mail (nomail)" in said.err
    assert "Email address" in said.out and "3 students in grades-moodle.csv" in said.out
    assert (root / "grades-moodle.csv").read_bytes().startswith(b"\xef\xbb\xbfFirst name")
    assert main(["export", UNIT, "--for", "canvas", "--column", f"{UNIT}=Baking (7)", "--out", "c.csv"]) == 0
    assert b"Baking (7)" in (root / "c.csv").read_bytes()
    capsys.readouterr()
    assert main(["export", "frying"]) == 1
    assert "frying" in capsys.readouterr().err
