"""docs/jupyterhub.md on one machine: two students and a grader, ordinary accounts, and the exchange between them.

The pieces of configuration are those of the document. One class day is lived through once, an attacker's tricks in it;
the tests look at what it left. Root only, because accounts are made for it (and removed).
"""

from __future__ import annotations

import json
import os
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from hub_users import Account, block, commands, everyone_reaches, reachable_python

import nbviva
from course import ROOT, grader_data
from course import source as reference

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.geteuid() != 0, reason="NOT ROOT: two students on one machine are not tested"),
    pytest.mark.skipif(
        shutil.which("useradd") is None, reason="NO USERADD: two students on one machine are not tested"
    ),
]

UNIT, NOTEBOOK = "01_one_weight", "one_weight.ipynb"
COURSE_ID = "backprop-by-hand"
LATER = "2099-01-01 00:00:00.000000 UTC"
EARLIER = "2001-01-01 00:00:00.000000 UTC"

READ = """
import json, sys
got = []
for path in json.load(sys.stdin):
    try:
        got.append([path, open(path, "rb").read().decode("utf-8", "replace")])
    except OSError:
        pass
print(json.dumps(got))
"""
WALK = """
import json, os, sys
got = []
for folder, folders, files in os.walk(sys.argv[1]):
    got += [os.path.join(folder, name) for name in files if os.access(os.path.join(folder, name), os.R_OK)]
print(json.dumps(got))
"""


@dataclass
class Day:
    """What a class day left."""

    base: Path
    ada: Account
    ben: Account
    grader: Account
    exchange: Path
    course: Path
    collected: str
    released: str
    # what Ben tried -> whether it was allowed
    tried: dict[str, bool]

    def mark(self, student: Account) -> str:
        """Words that stand in this student's work alone."""
        return f"the very own words of {student.name}"

    def readable(self, who: Account, paths: list[Path]) -> dict[str, str]:
        """Those of the files that the account can read, though it is told their names."""
        done = who.run("-I", "-c", READ, stdin=json.dumps([str(path) for path in paths]))
        assert done.returncode == 0, done.stderr
        return dict(json.loads(done.stdout))

    def found(self, who: Account) -> list[Path]:
        """All that the account finds and can read by itself."""
        done = who.run("-I", "-c", WALK, str(self.base))
        return [Path(path) for path in json.loads(done.stdout)]


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]


def _answered(day: Day, student: Account) -> None:
    """Fill in a fetched notebook: Ada everything, Ben the first exercise alone, each with words of their own."""
    path = student.home / UNIT / NOTEBOOK
    notebook = nbformat.read(path, as_version=4)
    first = True
    for cell in notebook.cells:
        data = grader_data(cell)
        if data.get("solution") and not data.get("locked") and cell.cell_type == "code":
            if student is day.ada or first:
                lines = reference(UNIT, data["grade_id"]).splitlines()
                cell.source = "\n".join(line for line in lines if " SOLUTION" not in line)
            cell.source += f"\n# {day.mark(student)}"
            first = False
        elif data.get("solution"):
            cell.source = day.mark(student)
    if student is day.ben:
        # What a student's code finds of the grader's account, told all names: nothing.
        told = [str(day.course / name) for name in ("gradebook.db", f"source/{UNIT}/{NOTEBOOK}", ".nbviva/secret")]
        spy = (
            f"\nfor path in {told!r}:\n    try:\n        print('SPIED', open(path, 'rb').read(40))\n"
            "    except OSError:\n        pass"
        )
        code = next(cell for cell in notebook.cells if grader_data(cell).get("solution") and cell.cell_type == "code")
        code.source += spy
    nbformat.write(notebook, path)
    student.own(path)


def _attempt(day: Day, code: str, *words: Path) -> bool:
    """Whether Ben's code comes to its end."""
    return day.ben.run("-I", "-c", f"import os, shutil, sys\n{code}", *map(str, words)).returncode == 0


def _attack(day: Day, hers: Path) -> None:
    """What Ben does between handing in and the collecting; `hers` is Ada's folder in the exchange, its name betrayed."""
    inbound, outbound = hers.parent, day.exchange / COURSE_ID / "outbound"
    released = outbound / UNIT / NOTEBOOK
    feedback = day.exchange / COURSE_ID
    attempts = {
        "list what was handed in": ("os.listdir(sys.argv[1])", inbound),
        "take away Ada's submission": ("os.rename(sys.argv[1], sys.argv[1] + 'x')", hers),
        "write into Ada's notebook": ("open(sys.argv[1], 'a')", hers / NOTEBOOK),
        "write into the release": ("open(sys.argv[1], 'a')", released),
        "replace the release": ("os.replace(shutil.copy(sys.argv[1], 'x'), sys.argv[1])", released),
        "release something": ("os.mkdir(sys.argv[1])", outbound / "99_forged"),
        "put another course in its place": ("os.rename(sys.argv[1], sys.argv[1] + '-old')", feedback),
        "plant a feedback page": ("os.mkdir(sys.argv[1])", feedback / "feedback"),
        "enter the grader's home": ("os.listdir(sys.argv[1])", day.grader.home),
        "enter the course": ("os.listdir(sys.argv[1])", day.course),
        "enter Ada's home": ("os.listdir(sys.argv[1])", day.ada.home),
    }
    day.tried = {name: _attempt(day, code, path) for name, (code, path) in attempts.items()}
    # What the exchange allows, and the collector must not believe.
    plant = """
inbound, unit, notebook, ada, ben, later, earlier, course, mine = sys.argv[1:]
def folder(name):
    os.mkdir(os.path.join(inbound, name)); return os.path.join(inbound, name)
forged = folder(f"{ada}+{unit}+{later}+Zm9yZ2Vk")
shutil.copy(mine, forged)
linked = folder(f"{ben}+{unit}+{later}+bGlua2Vk")
os.symlink(f"{course}/source/{unit}/{notebook}", f"{linked}/{notebook}")
piped = folder(f"{ben}+{unit}+{later}+cGlwZWRk")
os.mkfifo(f"{piped}/{notebook}")
folder(f"{ben}+{unit}+no time at all")
"""
    names = (inbound, UNIT, NOTEBOOK, day.ada.name, day.ben.name, LATER, EARLIER, day.course)
    mine = day.ben.home / UNIT / NOTEBOOK
    done = day.ben.run("-I", "-c", f"import os, shutil, sys\n{plant}", *map(str, (*names, mine)))
    assert done.returncode == 0, done.stderr


def _traps(day: Day) -> None:
    """Files beside Ben's notebook that would run under the grader's account, if anything there ran or read them."""
    for name in ("nbgrader_config.py", "jupyter_config.py", "sitecustomize.py", "numpy.py", "nbformat.py"):
        trap = day.ben.home / UNIT / name
        trap.write_text(f"import os\nopen('{day.base}/flags/{name}.' + str(os.getuid()), 'w')\n", encoding="utf-8")
        day.ben.own(trap)


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    """Release, fetch, fill in, hand in, attack, collect, grade, feedback, fetch feedback."""
    del tmp_path_factory  # its folders are root's alone
    python = reachable_python()
    if not all(map(everyone_reaches, (Path(nbviva.__file__).parent, Path(pytest.__file__).parents[1]))):
        pytest.skip("THE CHECKOUT CANNOT BE READ BY AN ORDINARY ACCOUNT: two students on one machine are not tested")
    base = Path("/tmp", f"bbh-hub-{os.getpid()}")
    base.mkdir(mode=0o755)
    accounts: list[Account] = []
    try:
        base.chmod(0o755)
        (base / "home").mkdir()
        (base / "home").chmod(0o755)
        for name in ("ada", "ben", "grader"):
            accounts.append(Account(f"bbh{os.getpid()}{name}", base, python))
        yield _lived(base, *accounts)
    finally:
        for account in accounts:
            account.remove()
        shutil.rmtree(base, ignore_errors=True)


def _lived(base: Path, ada: Account, ben: Account, grader: Account) -> Day:
    commands(base, ada.python)
    day = Day(base, ada, ben, grader, base / "exchange", grader.home / "course", "", "", {})
    (base / "flags").mkdir()
    (base / "flags").chmod(0o1777)
    # As the document says: the exchange is root's, everybody may write there, nobody may move what is another's.
    day.exchange.mkdir()
    day.exchange.chmod(0o1777)
    for place, first in ((base / "etc", "# /etc/jupyter/nbgrader_config.py"),):
        place.mkdir()
        text = block(first).replace("/srv/nbgrader/exchange", str(day.exchange))
        (place / "nbgrader_config.py").write_text(text, encoding="utf-8")
    for name in ("source", "i18n"):
        shutil.copytree(ROOT / name, day.course / name)
    shutil.copy(ROOT / "nbgrader_config.py", day.course)
    settings = grader.home / ".jupyter" / "nbgrader_config.py"
    settings.parent.mkdir()
    text = block("# ~/.jupyter/nbgrader_config.py of the grader").replace("/home/grader-bbh/course", str(day.course))
    settings.write_text(text, encoding="utf-8")
    day.course.chmod(0o700)
    grader.own(grader.home)
    day.course.chmod(0o700)

    grader.nbgrader("generate_assignment", UNIT, "--create", cwd=day.course)
    for student in (ada, ben):
        grader.nbgrader("db", "student", "add", student.name, cwd=day.course)
    grader.nbgrader("release_assignment", UNIT, cwd=day.course)
    # As the document says, once, after the first release.
    inbound = day.exchange / COURSE_ID / "inbound"
    assert grader.run("-c", "import os, sys; os.chmod(sys.argv[1], 0o3733)", str(inbound)).returncode == 0
    for student in (ada, ben):
        student.nbgrader("fetch_assignment", UNIT)
        _answered(day, student)
    _traps(day)
    for student in (ada, ben):
        student.nbgrader("submit", UNIT)
    _attack(day, next(inbound.glob(f"{ada.name}+*")))
    day.collected = grader.nbgrader("collect", UNIT, cwd=day.course)
    grader.nbgrader("autograde", UNIT, cwd=day.course)
    grader.nbgrader("generate_feedback", UNIT, cwd=day.course)
    day.released = grader.nbgrader("release_feedback", UNIT, cwd=day.course)
    assert grader.run("-m", "nbviva.cli", "report", UNIT, cwd=day.course).returncode == 0
    for student in (ada, ben):
        student.nbgrader("fetch_feedback", UNIT)
    return day


def _feedback(student: Account) -> str:
    pages = list((student.home / UNIT / "feedback").rglob("*.html"))
    assert len(pages) == 1
    return pages[0].read_text(encoding="utf-8")


def test_everybody_gets_their_own_grade_and_feedback(day: Day) -> None:
    for student, other in ((day.ada, day.ben), (day.ben, day.ada)):
        page = _feedback(student)
        assert day.mark(student) in page
        assert day.mark(other) not in page
        assert "BEGIN HIDDEN" not in page
    verdicts = {
        student.name: json.loads((day.course / "autograded" / student.name / UNIT / "verdict.json").read_text("utf-8"))
        for student in (day.ada, day.ben)
    }
    points = {name: verdict["notebooks"][0]["points"] for name, verdict in verdicts.items()}
    worth = verdicts[day.ada.name]["notebooks"][0]["max_points"]
    assert worth / 2 < points[day.ada.name] <= worth  # a person grades the rest
    assert 0 < points[day.ben.name] < worth


def test_no_student_reads_anothers_files_or_the_course_though_told_their_names(day: Day) -> None:
    secret = files(day.grader.home)
    assert {"gradebook.db", "secret", "verdict.json", f"{UNIT}.html"} <= {path.name for path in secret}
    for who, other in ((day.ada, day.ben), (day.ben, day.ada)):
        assert day.readable(who, [*secret, *files(other.home)]) == {}


def test_what_a_student_finds_on_the_machine_is_their_own_and_the_release(day: Day) -> None:
    for who, other in ((day.ada, day.ben), (day.ben, day.ada)):
        found = day.found(who)
        assert day.exchange / COURSE_ID / "outbound" / UNIT / NOTEBOOK in found
        for path in found:
            text = path.read_text(encoding="utf-8", errors="replace")
            assert day.mark(other) not in text, path
            assert "BEGIN HIDDEN TESTS" not in text and "BEGIN SOLUTION" not in text, path


def test_the_records_keep_others_out_by_themselves_where_the_course_folder_does_not(day: Day) -> None:
    """A grader forgot chmod 700: submissions, grades, feedback, report and secret are still for the grader alone."""
    doors = (day.grader.home, day.course)
    records = [
        path
        for name in ("submitted", "autograded", "feedback", "reports", ".nbviva")
        for path in files(day.course / name)
    ]
    assert len(records) > 8
    for door in doors:
        door.chmod(0o755)
    try:
        assert day.readable(day.ben, [day.course / "nbgrader_config.py"])
        assert list(day.readable(day.ben, records)) == []
    finally:
        for door in doors:
            door.chmod(0o700)


@pytest.mark.parametrize(
    "what",
    [
        "list what was handed in",
        "take away Ada's submission",
        "write into Ada's notebook",
        "write into the release",
        "replace the release",
        "release something",
        "put another course in its place",
        "plant a feedback page",
        "enter the grader's home",
        "enter the course",
        "enter Ada's home",
    ],
)
def test_a_student_cannot(day: Day, what: str) -> None:
    assert day.tried[what] is False


def test_the_collector_believes_no_name_link_or_pipe(day: Day) -> None:
    log = " ".join(day.collected.split())
    assert f"belongs to the account {day.ben.name}" in log
    assert "It is a symbolic link" in log
    assert "no ordinary file" in log
    assert "Its name is not one that `nbgrader submit` gives" in log
    for student in (day.ada, day.ben):
        folder = day.course / "submitted" / student.name / UNIT
        assert day.mark(student) in (folder / NOTEBOOK).read_text(encoding="utf-8")
        assert not (folder / "timestamp.txt").read_text(encoding="utf-8").startswith("2099")


def test_nothing_of_a_students_ran_under_the_graders_account_outside_of_the_sandbox(day: Day) -> None:
    assert list((day.base / "flags").glob(f"*.{day.grader.uid}")) == []
    assert not any(path.suffix == ".py" for path in files(day.course / "submitted"))
    autograded = day.course / "autograded" / day.ben.name / UNIT / NOTEBOOK
    outputs = [cell.get("outputs") for cell in nbformat.read(autograded, as_version=4).cells]
    assert "SPIED" not in json.dumps(outputs)


def _newest(day: Day, student: Account) -> Path:
    inbound = day.exchange / COURSE_ID / "inbound"
    return max(inbound.glob(f"{student.name}+*"), key=lambda path: path.stat().st_ctime)


@pytest.mark.parametrize("spoil", ["os.remove(theirs)", "os.remove(theirs); shutil.copy(mine, theirs)"])
def test_who_learns_the_name_of_a_submission_can_spoil_it_but_a_person_is_told(day: Day, spoil: str) -> None:
    """nbgrader leaves the folder writable: its random name is what protects it. Nothing of Ben's counts as Ada's."""
    before = (day.course / "submitted" / day.ada.name / UNIT / NOTEBOOK).read_bytes()
    day.ada.nbgrader("submit", UNIT)
    hers = _newest(day, day.ada)
    code = f"import os, shutil, sys\ntheirs, mine = sys.argv[1:]\n{spoil}"
    done = day.ben.run("-I", "-c", code, str(hers / NOTEBOOK), str(day.ben.home / UNIT / NOTEBOOK))
    assert done.returncode == 0, done.stderr
    done = day.grader.run("-m", "nbviva.cli", "collect", UNIT, "--from", "exchange", cwd=day.course)
    assert done.returncode == 1
    assert "another account than the folder" in done.stdout or "no notebook in it" in done.stdout, done.stdout
    assert (day.course / "submitted" / day.ada.name / UNIT / NOTEBOOK).read_bytes() == before


def test_a_time_that_was_put_back_does_not_count(day: Day) -> None:
    """Ada hands in again and dates it back, as its owner may: the time of that change counts."""
    day.ada.nbgrader("submit", UNIT)
    newest = _newest(day, day.ada)
    parts = newest.name.split("+")
    back = newest.with_name("+".join([*parts[:2], EARLIER, *parts[3:]]))
    code = "import os, sys; os.rename(*sys.argv[1:3]); open(sys.argv[2] + '/timestamp.txt', 'w').write(sys.argv[3])"
    done = day.ada.run("-I", "-c", code, str(newest), str(back), EARLIER)
    assert done.returncode == 0, done.stderr
    done = day.grader.run("-m", "nbviva.cli", "collect", UNIT, "--from", "exchange", cwd=day.course)
    assert "It says 2001-01-01 00:00:00" in done.stdout, done.stdout + done.stderr
    stamp = (day.course / "submitted" / day.ada.name / UNIT / "timestamp.txt").read_text(encoding="utf-8")
    assert not stamp.startswith("2001")
    assert stat.S_IMODE((day.course / "submitted" / day.ada.name).stat().st_mode) == 0o700
