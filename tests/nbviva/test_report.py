"""`nbviva report`: a true, safe, readable page about a class, whatever the class handed in."""

from __future__ import annotations

import argparse
import json
import os
import re
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import oven_course as oven
import pytest
import tiny_master
from nbgrader.converters import Autograde
from traitlets import TraitError
from traitlets.config import Config

from nbviva.commands.report import run
from nbviva.grading import grade, submitted
from nbviva.report import fragments
from nbviva.report.charts import bins
from nbviva.report.similarity import compare, similar
from nbviva.settings import Viva
from nbviva.unit import load_unit

RIGHT = tiny_master.ANSWERS
WRONG = RIGHT | {"warm": "def warm(t):\n    return t"}
CARD = "application/vnd.ovens.card+json"


class Page(HTMLParser):
    """What a browser makes of the page: its text, its tags with their attributes, and the rows of its tables."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.source = source
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.rows: list[list[str]] = []
        self.text = ""
        self._skip = self._cell = False
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._skip = tag == "style" or (self._skip and tag != "body")
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
            self._cell = True

    def handle_endtag(self, tag: str) -> None:
        self._cell = self._cell and tag not in ("td", "th")

    def handle_data(self, data: str) -> None:
        if not self._skip:
            self.text += data
            if self._cell:
                self.rows[-1][-1] += data

    def row(self, first: str) -> list[str]:
        """The row of a table that begins with this text."""
        return next([" ".join(cell.split()) for cell in row] for row in self.rows if row and row[0].strip() == first)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return oven.make(tmp_path_factory.mktemp("report") / "course")


@pytest.fixture
def own(made: Any, tmp_path: Path) -> Any:
    return oven.copied(made, tmp_path / "course")


Report = Callable[..., tuple[Page, str]]


@pytest.fixture
def report(capsys: pytest.CaptureFixture[str]) -> Report:
    """Run the command on a course; return the page and what stood on the terminal."""

    def made(course: Any, out: Path | None = None, rows: int = 25, **settings: Any) -> tuple[Page, str]:
        app = Autograde(coursedir=course, config=Config({"Viva": settings}))
        assert run(app, argparse.Namespace(assignment=oven.UNIT, out=out, rows=rows)) == 0
        path = out or Path(course.root) / "reports" / f"{oven.UNIT}.html"
        return Page(path.read_text(encoding="utf-8")), capsys.readouterr().out

    return made


def _grade(course: Any) -> None:
    with ThreadPoolExecutor(2) as threads:
        grade(
            course,
            Autograde(coursedir=course, config=Config({"Viva": {"workers": 2}})),
            oven.UNIT,
            [student for _, student in submitted(course, oven.UNIT)],
            force=False,
            create_students=True,
            log=lambda line: None,
            examine=oven.examine,
            executor=threads,
        )


def _change(course: Any, student: str, change: Callable[[Any], None]) -> None:
    """Let `change` work on the notebook's verdict in a recorded verdict.json."""
    path = Path(course.root) / "autograded" / student / oven.UNIT / "verdict.json"
    file = json.loads(path.read_text(encoding="utf-8"))
    change(file["notebooks"][0])
    path.chmod(0o600)
    path.write_text(json.dumps(file), encoding="utf-8")


def _cell(verdict: Any, name: str) -> Any:
    return next(cell for cell in verdict["cells"] if cell["name"] == name)


def _card(diagnosis: str | None, status: str = "failed") -> dict[str, Any]:
    return {"mime": CARD, "data": {"exercise": "warm", "status": status, "diagnosis": diagnosis}}


def _note(code: str, kind: str, sentence: str) -> dict[str, str]:
    return {"code": code, "kind": kind, "where": "", "sentence": sentence}


def test_a_class_is_counted_as_it_was_graded(own: Any, report: Report) -> None:
    oven.hand_in(own, "ada", RIGHT)
    oven.hand_in(own, "bob", WRONG)
    oven.hand_in(own, "cyd", WRONG | {"cool": "def cool(t):\n    return t"})
    oven.hand_in(own, "breaks", RIGHT)
    (oven.hand_in(own, "eve", RIGHT) / "ovens.ipynb").write_text("{ this is no notebook")
    _grade(own)
    _change(own, "bob", lambda verdict: _cell(verdict, "test_warm")["checks"].append(_card("A1")))
    _change(own, "cyd", lambda verdict: _cell(verdict, "test_warm")["checks"].extend([_card("A1"), _card("A1")]))
    page, said = report(own)
    #                         worth, mean, picture, passed, failed, not run, mistakes
    assert page.row("test_warm") == ["test_warm", "2", "0.4", "", "1 (20%)", "2", "2", "A1 ×2"]
    assert page.row("test_cool") == ["test_cool", "3", "1.2", "", "2 (40%)", "1", "2", "without a name ×1"]
    assert page.row("A1") == ["A1", "2", "test_warm"]
    assert page.row("answers to grade by hand: why")[1] == "3"
    assert "not JSON any more" in page.row("eve")[1]
    assert "fault of the grader" in page.row("breaks")[1]
    assert re.search(r"test_warm +2 +0\.4 +1 \(20%\) +2 +2 +A1 ×2", said)
    assert re.search(r"1 +refused", said)
    assert re.search(r"1 +not examined", said)
    # Points are the gradebook's: 5, 3, 0, 0, 0.
    assert "0 to under 1: 3; 3 to under 4: 1; 5 to under 6: 1" in page.text
    assert "mean 1.6, median 0, lowest 0, highest 5" in said


def test_points_include_what_a_person_gave_and_what_being_late_took(own: Any, report: Report) -> None:
    oven.hand_in(own, "ada", RIGHT)
    _grade(own)
    with oven.gradebook(own) as book:
        book.find_grade("why", "ovens", oven.UNIT, "ada").manual_score = 3.5
        book.find_grade("why", "ovens", oven.UNIT, "ada").needs_manual_grade = False
        book.find_grade("test_cool", "ovens", oven.UNIT, "ada").extra_credit = 1
        book.find_submission_notebook("ovens", oven.UNIT, "ada").late_submission_penalty = 2
        book.db.commit()
        score = book.find_submission(oven.UNIT, "ada").score
    page, said = report(own)
    assert score - 2 == 7.5
    assert "highest 7.5" in said
    assert "answers to grade by hand: why" not in page.text


def test_what_needs_a_person_is_named_with_its_reason(own: Any, report: Report) -> None:
    for student in ("ada", "bob", "cyd", "dot"):
        oven.hand_in(own, student, RIGHT)
    _grade(own)

    def slow(verdict: Any) -> None:
        reason = {"code": "too_slow", "sentence": "Your code did not answer within 10 s.", "detail": ""}
        _cell(verdict, "test_warm").update(status="timed_out", points=0.0, reason=reason, seconds=61.0)

    _change(own, "ada", slow)
    _change(own, "bob", lambda verdict: verdict["look"].append({"cell": "cool", "names": ["oven"]}))
    _change(
        own,
        "cyd",
        lambda verdict: verdict["submission"]["notes"].extend(
            [
                _note("test_changed", "changed", "The test cell test_warm was changed. The change was ignored."),
                _note("prose_changed", "lost", "The text cell prose was changed."),
                _note("bom", "noted", "ovens.ipynb begins with a byte order mark."),
            ]
        ),
    )
    _change(own, "dot", lambda verdict: verdict.update(master_sha256="1" * 64))
    page, said = report(own)
    assert page.row("ada")[1] == "test_warm: Your code did not answer within 10 s."
    assert page.row("bob")[1] == "cool: oven"
    assert page.row("cyd")[1] == "The text cell prose was changed."
    tampering = page.row("The test cell test_warm was changed. The change was ignored. test_changed")
    assert tampering[1:] == ["1", "cyd"]
    assert "byte order mark" not in page.text
    slowest = next(row for row in page.rows if row[1:2] == ["test"])
    assert [text.strip() for text in slowest] == ["test_warm", "test", "61 s", "61 s", "ada"]
    assert "Not all were graded against the same assignment" in page.text
    assert all(f"1  {what}" in said for what in ("a limit was broken", "changed what is not", "uses a name"))


HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "=cmd|'!A1'",
    "a\u202edrowssap",
    "\x1b[2Jgone",
    'x" onclick="alert(1)',
    "{{ 7*7 }}",
)


def test_nothing_that_a_student_wrote_acts_on_the_page_or_the_terminal(own: Any, report: Report) -> None:
    for name in HOSTILE:
        oven.hand_in(own, name, WRONG)
    _grade(own)
    (Path(own.root) / "submitted" / os.fsdecode(b"b\xff\xfe") / oven.UNIT).mkdir(parents=True)
    evil = "<script>alert(2)</script>\x1b[31m\u2066"

    def everywhere(verdict: Any) -> None:
        verdict["look"].append({"cell": evil, "names": [evil]})
        verdict["submission"]["notes"].append(_note("test_changed", "changed", evil))
        _cell(verdict, "test_warm").update(
            seconds=9.0, checks=[_card(evil)], reason={"code": "memory", "sentence": evil, "detail": evil}
        )
        verdict["sandbox"].update(kind="none", not_held=[evil])

    _change(own, HOSTILE[0], everywhere)
    page, said = report(own, mistakes_page={"*": "https://example.org/{id}"})
    assert {tag for tag, _ in page.tags}.isdisjoint({"img", "script", "iframe", "link", "object", "form", "base"})
    assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on") or name == "src"]
    assert "<img src=x onerror=alert(1)>" in page.text
    assert "{{ 7*7 }}" in page.text
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", page.source)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", said)
    addresses = {attributes["href"] for tag, attributes in page.tags if tag == "a"}
    assert {a for a in addresses if a and not a.startswith("#")} == {
        "https://example.org/%3Cscript%3Ealert%282%29%3C%2Fscript%3E%1B%5B31m%E2%81%A6"
    }


def test_the_page_needs_nothing_but_itself_and_gives_no_test_away(own: Any, report: Report) -> None:
    oven.hand_in(own, "ada", RIGHT)
    _grade(own)
    page, said = report(own)
    assert tiny_master.SECRET not in page.source + said
    assert (
        "meta",
        {"http-equiv": "Content-Security-Policy", "content": "default-src 'none'; style-src 'unsafe-inline'"},
    ) in page.tags
    addresses = [value for _, attributes in page.tags for name, value in attributes.items() if name in ("href", "src")]
    targets = {attributes.get("id") for _, attributes in page.tags}
    assert addresses
    assert all(address and address[0] == "#" and address[1:] in targets for address in addresses)
    # Pictures say in words what they show.
    pictures = [attributes for tag, attributes in page.tags if tag == "svg" and attributes.get("aria-hidden") != "true"]
    assert all(
        picture["role"] == "img" and ("aria-label" in picture or "aria-labelledby" in picture) for picture in pictures
    )
    assert {"passed 1"} == {picture["aria-label"] for picture in pictures if "aria-label" in picture}


def test_the_page_is_for_its_owner_and_git_leaves_it_alone(own: Any, report: Report, tmp_path: Path) -> None:
    report(own)
    folder = Path(own.root) / "reports"
    assert stat.S_IMODE((folder / f"{oven.UNIT}.html").stat().st_mode) == 0o600
    assert (folder / ".gitignore").read_text() == "*\n"
    assert [path.name for path in folder.iterdir() if path.name.startswith(".report")] == []
    _, said = report(own, out=tmp_path / "elsewhere" / "page.html")
    assert "0 submissions" in said
    assert str(tmp_path / "elsewhere" / "page.html") in said


def test_a_place_that_cannot_be_written_to_is_said(
    own: Any, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    app = Autograde(coursedir=own, config=Config())
    chosen = argparse.Namespace(assignment=oven.UNIT, out=tmp_path / "file" / "page.html", rows=25)
    assert run(app, chosen) == 1
    assert "--out" in capsys.readouterr().err


@pytest.mark.parametrize("kind", ["nobody", "everyone refused", "one"])
def test_a_class_of_an_odd_kind_has_its_page(own: Any, report: Report, kind: str) -> None:
    if kind == "everyone refused":
        for name in ("ada", "bob"):
            (oven.hand_in(own, name, RIGHT) / "ovens.ipynb").write_text("")
    if kind == "one":
        oven.hand_in(own, "ada", RIGHT)
    _grade(own) if kind != "nobody" else None
    page, said = report(own)
    if kind == "nobody":
        assert "Nobody has points yet" in page.text
        assert "Nobody has points yet" in said
        assert "Nothing waits for a person" in page.text
    if kind == "everyone refused":
        assert page.row("test_warm")[4:] == ["0 (0%)", "2", ""]
        assert "empty" in page.row("bob")[1]
        assert "No cell has run" in page.text
    if kind == "one":
        assert page.row("test_warm")[4] == "1 (100%)"
    assert "No pair reaches" in page.text


def test_an_assignment_of_several_notebooks_says_which_one(tmp_path: Path, report: Report) -> None:
    own = oven.make(tmp_path / "course", ("gas", "ovens"))
    oven.hand_in(own, "ada", RIGHT, name="gas")
    oven.hand_in(own, "ada", WRONG, name="ovens")
    _grade(own)
    page, said = report(own)
    assert page.row("gas/test_warm")[4] == "1 (100%)"
    assert page.row("ovens/test_warm")[4] == "0 (0%)"
    assert "gas/test_warm" in said


def test_a_record_that_cannot_be_read_costs_its_own_line_only(own: Any, report: Report) -> None:
    for name in ("ada", "bob", "cyd", "dot"):
        oven.hand_in(own, name, RIGHT)
    _grade(own)
    oven.hand_in(own, "eve", RIGHT)
    folder = Path(own.root) / "autograded"
    for name, text in (("bob", "{"), ("cyd", '{"schema": "nbviva-verdicts-0"}')):
        path = folder / name / oven.UNIT / "verdict.json"
        path.chmod(0o600)
        path.write_text(text)
    _change(own, "dot", lambda verdict: verdict.pop("cells"))
    with oven.gradebook(own) as book:
        book.add_student("fay")
    page, said = report(own)
    assert page.row("test_warm")[4] == "1 (100%)"
    why = {name: page.row(name)[1] for name in ("bob", "cyd", "dot", "eve")}
    assert why["bob"] == why["dot"] == "Its verdict.json is damaged."
    assert why["cyd"] == "Graded by another version of nbviva."
    assert why["eve"] == "Not graded yet, or not by nbviva."
    assert "Handed in nothing" in page.text
    assert "fay" in page.text
    assert "5 submissions, 1 graded, 1 student" in said


def test_ids_link_to_the_courses_page_where_it_names_one_that_is_there(own: Any, report: Report) -> None:
    oven.hand_in(own, "ada", WRONG)
    _grade(own)
    _change(own, "ada", lambda verdict: _cell(verdict, "test_warm")["checks"].append(_card("A1")))

    def links(**settings: Any) -> set[str | None]:
        page, _ = report(own, **settings)
        return {a["href"] for tag, a in page.tags if tag == "a" and not str(a["href"]).startswith("#")}

    pages = {"frying": "https://example.org/", "bak*": "docs/our mistakes.html#m-{id}"}
    assert links() == set()
    assert links(mistakes_page=pages) == set()  # no such file
    (Path(own.root) / "docs").mkdir()
    (Path(own.root) / "docs" / "our mistakes.html").write_text("")
    assert links(mistakes_page=pages) == {"../docs/our%20mistakes.html#m-A1"}
    assert links(mistakes_page={"*": "https://example.org/m?{id}"}) == {"https://example.org/m?A1"}
    for wrong in ("javascript:alert(1)", "//example.org", "file:///etc/passwd", ""):
        with pytest.raises(TraitError, match="mistakes_page"):
            Viva(mistakes_page={"*": wrong})


def test_a_long_list_is_cut_and_counted(own: Any, report: Report) -> None:
    for number in range(7):
        (Path(own.root) / "submitted" / f"s{number}" / oven.UNIT).mkdir(parents=True)
    page, _ = report(own, rows=3)
    assert [row[0] for row in page.rows if row[0].startswith("s")] == ["s0", "s1", "s2"]
    assert "And 4 more submissions. --rows 7 lists them all." in page.text
    assert len([row for row in report(own, rows=7)[0].rows if row[0].startswith("s")]) == 7


def test_the_command_is_there_and_says_what_it_lacks(own: Any) -> None:
    root = Path(own.root)
    (root / "nbgrader_config.py").write_text("c = get_config()\nc.CourseDirectory.course_id = 'ovens'\n")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("JUPYTER")}
    environment |= {"JUPYTER_NO_CONFIG": "1", "HOME": str(root), "IPYTHONDIR": str(root / ".ipython")}

    def said(*words: str) -> tuple[int, str]:
        command = [sys.executable, "-m", "nbviva.cli", "report", *words]
        done = subprocess.run(
            command, cwd=root, env=environment, capture_output=True, text=True, timeout=240, check=False
        )
        assert "Traceback" not in done.stderr
        return done.returncode, done.stdout + done.stderr

    status, text = said(oven.UNIT)
    assert status == 0
    assert f"The page: reports/{oven.UNIT}.html" in text
    status, text = said("frying")
    assert status == 1
    assert "Expected the assignment 'frying' in the gradebook, found baking" in text
    assert said(oven.UNIT, "--rows", "0")[0] == 2


# --- points


@pytest.mark.parametrize("worth", [0.5, 1, 7, 20, 26, 30, 100, 1234.5, 0])
def test_every_submission_is_in_one_bar(worth: float) -> None:
    points = [0, worth / 3, worth, worth + 1]
    made = bins(points, worth)
    assert sum(bin.count for bin in made) == 4
    assert len(made) <= 22
    for earned in points:
        assert sum(bin.low <= earned < bin.low + bin.step and bin.count > 0 for bin in made) == 1


# --- similarity

LONG = (
    "def warm(t):\n    heat = []\n    for minute in range(17):\n        heat.append(t * minute - 3)\n"
    "    while sum(heat) > 40 and heat:\n        heat.pop(0)\n    return sorted(heat)[-1] if heat else t + 1"
)
LONG_TOO = (
    "def cool(t):\n    rest, step = t, 0.25\n    while rest > t - 1:\n        rest -= step\n        step = max(step, 0.1)\n"
    "    assert rest <= t, 'too warm'\n    return {'cold': rest}['cold'] if step else abs(t)"
)
ALONE = (
    "def warm(t):\n    try:\n        return float(t)\n    except ValueError:\n        raise TypeError(f'{t}') from None"
)


def _renamed(source: str) -> str:
    for name, other in (("heat", "a"), ("minute", "b"), ("rest", "c"), ("step", "d")):
        source = re.sub(rf"\b{name}\b", other, source)
    return source.replace("    return", "    # mine, all mine\n\n    return")


def _own(*sources: str) -> dict[str, list[int]]:
    return {f"cell {index}": fragments.code(source, frozenset({"t"})) for index, source in enumerate(sources)}


def test_a_copy_with_other_names_comments_and_layout_is_seen_and_a_stranger_is_not() -> None:
    found = similar(
        {"ada": _own(LONG, LONG_TOO), "bob": _own(*map(_renamed, (LONG, LONG_TOO))), "cyd": _own(ALONE, ALONE)}
    )
    assert [(pair.one, pair.other, pair.score) for pair in found.pairs] == [("ada", "bob", 1.0)]
    assert found.pairs[0].cells == ("cell 0", "cell 1")


def test_what_many_share_counts_for_nobody() -> None:
    sources = {f"s{number}": _own(LONG, LONG_TOO) for number in range(4)}
    assert similar(sources).pairs == ()
    assert similar(sources).too_little == 4
    assert len(similar(dict(list(sources.items())[:3])).pairs) == 3


def test_what_was_handed_out_counts_for_nobody() -> None:
    given = frozenset(run for runs in _own(LONG, LONG_TOO).values() for run in runs)
    assert similar({"ada": _own(LONG, LONG_TOO), "bob": _own(LONG, LONG_TOO)}, given).pairs == ()


def test_one_cell_alike_among_several_is_no_pair() -> None:
    others = ("def a(t):\n    return [t, t ** 2, t ** 3, t ** 4, t ** 5]", "x = {1: 2, 3: 4, 5: 6, 7: 8, 9: 10}")
    assert similar({"ada": _own(LONG, others[0], "one = 1"), "bob": _own(LONG, others[1], "two = 2")}).pairs == ()


def test_pairs_of_a_graded_class_are_on_the_page(own: Any, report: Report) -> None:
    right = {"warm": LONG, "cool": LONG_TOO}
    oven.hand_in(own, "ada", RIGHT | right)
    oven.hand_in(own, "bob", RIGHT | {key: _renamed(text) for key, text in right.items()})
    for name in ("cyd", "dot", "untouched", "untouched too"):
        oven.hand_in(own, name, RIGHT if name < "e" else {})
    for name in ("fay", "gus"):
        oven.hand_in(own, name, RIGHT | {"why": "We wrote this one together."})
    _grade(own)
    page, said = report(own)
    assert page.row("ada and bob")[1] == "100"
    assert "cool" in page.row("ada and bob")[3]
    assert [row[0] for row in page.rows if " and " in row[0] and "100" in row[1:2]] == ["ada and bob"]
    # The same bytes, and no untouched notebooks among them.
    assert re.search(r"byte for byte\s*cyd, dot\s*fay, gus\s", page.text)
    assert "1  similar pair, 2 groups with the very same file" in said
    assert "never a proof" in page.text


def test_the_courses_own_solution_counts_for_nobody(own: Any, tmp_path: Path) -> None:
    [unit] = load_unit(own, oven.UNIT)
    notebook = json.loads(json.dumps(unit.master))
    tiny_master.cell(notebook, "warm")["source"], tiny_master.cell(notebook, "cool")["source"] = LONG, LONG_TOO
    files = {("ovens", name): tmp_path / name for name in ("ada", "bob")}
    for path in files.values():
        path.write_text(json.dumps(notebook))
    assert len(compare([unit], files, {}, {}).pairs) == 1
    assert compare([unit], files, {}, {"ovens": {"warm": LONG, "cool": LONG_TOO}}).pairs == ()


@pytest.mark.parametrize(
    "source",
    [
        '"' * 200_000,
        "'''" + "\\" * 200_001,
        "(" * 200_000,
        "a" * 200_000,
        "é\ud800 = '\x00" * 40_000,
        "1_" * 100_000,
        "# x\n" * 50_000,
        ".\n" * 90_000,
    ],
)
def test_no_source_holds_the_comparison_up(source: str) -> None:
    begun = time.process_time()
    fragments.code(source, frozenset())
    fragments.prose(source)
    assert time.process_time() - begun < 2


def test_a_thousand_long_submissions_take_seconds() -> None:
    lines = [f"    x{number} = t * {number} - f{number % 7}({number})" for number in range(2000)]
    sources = {f"s{n}": _own("\n".join(lines[n : n + 40]), "\n".join(lines[n + 900 : n + 940])) for n in range(1000)}
    begun = time.process_time()
    found = similar(sources)
    assert time.process_time() - begun < 20
    assert found.compared == 1000
