"""An honest student is examined as Jupyter would have run the notebook; a careless one loses what was careless."""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path
from typing import Any

import pytest
from engine import ANSWERS, answers, code, examined, hand_in, of, shown, submitted
from tiny_master import SECRET, cell, place, release

STARTS = ("warm", "cold", "none")


@pytest.mark.parametrize("start", STARTS)
def test_everything_right_earns_everything(tmp_path: Path, start: str) -> None:
    made = answers(tmp_path / "ada", start)
    verdict = made["verdict"]
    assert (verdict["points"], verdict["max_points"]) == (5, 5)
    assert [of(made, name)["status"] for name in ("test_warm", "test_cool", "why")] == ["passed", "passed", "manual"]
    assert verdict["sandbox"]["start"] == start
    assert "3.14159" in shown(made, "show")


@pytest.mark.parametrize("start", STARTS)
def test_what_was_handed_out_earns_nothing(tmp_path: Path, start: str) -> None:
    made = examined(hand_in(tmp_path / "ada", release()), start)
    assert made["verdict"]["points"] == 0
    assert of(made, "why")["status"] == "untouched"
    assert of(made, "why")["points"] == 0
    assert "NotImplementedError" in shown(made, "test_warm")


@pytest.mark.parametrize("start", STARTS)
def test_one_wrong_answer_costs_its_own_points(tmp_path: Path, start: str) -> None:
    made = answers(tmp_path / "ada", start, warm="def warm(t):\n    return t + 2")
    assert of(made, "test_warm")["status"] == "failed"
    assert of(made, "test_warm")["points"] == 0
    assert of(made, "test_cool")["points"] == 3


def test_an_error_points_at_the_students_own_line(tmp_path: Path) -> None:
    made = answers(tmp_path / "ada", warm="def warm(t):\n    kelvin = 0\n    return t / kelvin")
    assert of(made, "test_warm")["status"] == "failed"
    assert "return t / kelvin" in shown(made, "test_warm")
    assert "ZeroDivisionError" in shown(made, "test_warm")


def test_a_cell_that_does_not_compile_costs_its_exercise_only(tmp_path: Path) -> None:
    made = answers(tmp_path / "ada", warm="def warm(t:\n    return t")
    assert of(made, "warm")["status"] == "raised"
    assert "SyntaxError" in shown(made, "warm")
    assert of(made, "test_warm")["points"] == 0
    assert of(made, "test_cool")["points"] == 3


LOOP = "def warm(t):\n    while True:\n        pass"


@pytest.mark.parametrize("start", STARTS)
def test_a_function_that_hangs_costs_its_exercise_and_no_other(tmp_path: Path, start: str) -> None:
    made = answers(tmp_path / "ada", start, warm=LOOP)
    assert of(made, "test_warm")["status"] == "timed_out"
    assert "did not answer within" in shown(made, "test_warm")
    assert of(made, "test_cool")["points"] == 3
    assert [event["code"] for event in made["verdict"]["events"]] == ["restarted"]


def test_a_cell_that_hangs_is_left_out_and_the_rest_goes_on(tmp_path: Path) -> None:
    made = answers(tmp_path / "ada", warm=ANSWERS["warm"] + "\nwhile True:\n    pass")
    assert of(made, "warm")["status"] == "timed_out"
    assert of(made, "test_warm")["points"] == 0
    assert "warm" in of(made, "test_warm")["reason"]["sentence"]
    assert of(made, "test_cool")["points"] == 3


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("import os\n    os._exit(0)", "left"),
        ("import os, signal\n    os.kill(os.getpid(), signal.SIGSEGV)", "crashed"),
        ("return bytearray(2_000_000_000)", None),
    ],
)
def test_a_process_that_dies_is_named_and_replaced(tmp_path: Path, fault: str, code: str | None) -> None:
    made = answers(tmp_path / "ada", warm=f"def warm(t):\n    {fault}")
    record = of(made, "test_warm")
    assert record["points"] == 0
    if code:
        assert record["reason"]["code"] == code
    else:
        assert "MemoryError" in shown(made, "test_warm") or record["reason"]["code"] == "memory"
    assert of(made, "test_cool")["points"] == 3


def test_what_cells_print_and_show_is_kept(tmp_path: Path) -> None:
    notebook = submitted()
    more = [
        "print('out'); import sys; print('err', file=sys.stderr)",
        "import warnings\nwarnings.warn('careful')",
        "from IPython.display import HTML, display\ndisplay(HTML('<b>bold</b>'))\n6 * 7",
        "input('your name?')",
        "%timeit -n1 -r1 1 + 1",
        "1 / 0",
        "import asyncio\nawait asyncio.sleep(0)\n'waited'",
        "!echo from the shell",
    ]
    notebook["cells"][place(notebook, "prose") :] = [
        *(code(source, id=f"own{n}") for n, source in enumerate(more)),
        *notebook["cells"][place(notebook, "prose") :],
    ]
    made = examined(hand_in(tmp_path / "ada", notebook))
    texts = _own(made)
    assert '"out\\n"' in texts[0] and '"err\\n"' in texts[0]
    assert "careful" in texts[1]
    assert "<b>bold</b>" in texts[2] and '"42"' in texts[2]
    assert "does not support input" in texts[3]
    assert "per loop" in texts[4]
    assert "ZeroDivisionError" in texts[5] and "Cell " in texts[5]
    assert "waited" in texts[6]
    assert "from the shell" in texts[7]
    assert made["verdict"]["points"] == 5


def _own(made: dict) -> list[str]:
    """The outputs of the cells that the student added."""
    import json

    found = []
    for record, each in zip(made["verdict"]["cells"], made["notebook"]["cells"], strict=True):
        if record["name"].startswith("cell ") and each["cell_type"] == "code":
            found.append(json.dumps(each["outputs"], ensure_ascii=False))
    return found


def test_in_place_changes_classes_generators_and_callbacks_cross(tmp_path: Path) -> None:
    """Exercises of other kinds, with plain asserts."""
    import numpy as np
    from engine import KEY, need_engine, settings, unit_of
    from nbformat.v4 import new_code_cell, new_notebook
    from tiny_master import marks, to_bytes

    from nbviva.examiner import Examiner

    need_engine()
    right = """
import numpy as np
def step_(w, g, lr):
    w -= lr * g
def squares(n):
    for i in range(n):
        yield i * i
class Counter:
    def __init__(self, start=0):
        self.n = start
    def up(self, by=1):
        self.n += by
        return self
    def __len__(self):
        return self.n
    def __str__(self):
        return f"at {self.n}"
    def __add__(self, other):
        return Counter(self.n + other.n)
    def __eq__(self, other):
        return self.n == other.n
def slope(f, x, h=1e-6):
    return (f(x + h) - f(x - h)) / (2 * h)
def tail(a):
    return a[1:]
def letters(text):
    return set(text)
def grow(numbers):
    numbers.add(4)
def frozen():
    return frozenset([(1, 2), None])
def shout(text):
    print(text.upper())
def fussy(x):
    if x < 0:
        raise ValueError("negative")
    return x ** 0.5
"""
    tests = {
        "in_place": "w = np.ones(3)\nassert step_(w, np.ones(3), 0.5) is None\nassert (w == 0.5).all()",
        "generator": "assert list(squares(4)) == [0, 1, 4, 9]\ng = squares(2)\nassert next(g) == 0",
        "classes": "c = Counter(2)\nassert c.up().up(by=3).n == 6\nassert len(c) == 6\nassert (c + Counter(1)).n == 7\n"
        "c.n = 9\nassert c.n == 9\nassert Counter(1) == Counter(1)\nassert Counter(1) != Counter(2)",
        "callbacks": "assert abs(slope(lambda x: x * x, 3.0) - 6) < 1e-4",
        "views": "a = np.arange(4.0)\nassert np.shares_memory(tail(a), a)\nassert tail(a).tolist() == [1, 2, 3]",
        "prints": "import io, contextlib\nwith contextlib.redirect_stdout(io.StringIO()) as said:\n    shout('hey')\n"
        "assert said.getvalue() == 'HEY\\n'",
        "raises": "try:\n    fussy(-1)\n    raise AssertionError('no error')\nexcept ValueError as e:\n"
        "    assert 'negative' in str(e)\nassert fussy(4) == 2",
        "helper": "def student_side(f): return f\n@student_side\ndef both(a, b):\n"
        "    c = Counter(a)\n    return [c.up(b).n, len(c)]\n"
        "assert both(2, 3) == [5, 5]",
        "sets": "assert letters('abba') == {'a', 'b'}\ns = {3}\ngrow(s)\nassert s == {3, 4}\n"
        "assert letters('') == set() and frozen() == frozenset({(1, 2), None})",
        "texts": "c = Counter(2)\nassert str(c) == 'at 2' and f'{c}' == 'at 2'\nassert isinstance(c, Counter)\n"
        "assert not isinstance(3, Counter) and not isinstance(c, int)",
        "together": "calls = type(step_).__together__\nw = np.ones(3)\n"
        "first, second, third = calls([(step_, (w, np.ones(3), 0.5)), (fussy, (4,)), (fussy, (-1,))])\n"
        "assert (w == 1).all()\n"  # what was asked together happens here when it is looked at
        "assert first() is None and (w == 0.5).all() and second() == 2\n"
        "try:\n    third()\n    raise AssertionError('no error')\nexcept ValueError as e:\n    assert 'negative' in str(e)\n"
        "[a, b] = calls([(slope, (lambda x: x * x, 3.0)), (slope, (lambda x: fussy(x) ** 4, 1.0))])\n"
        "assert abs(a() - 6) < 1e-4 and abs(b() - 2) < 1e-4\n"
        "[c] = calls([(fussy, (object(),))])\n"
        "try:\n    c()\n    raise AssertionError('no error')\nexcept TypeError as e:\n    assert '@student_side' in str(e)",
        "partial": "assert fussy(4) == 2\n0.5",
    }
    cells = [
        new_code_cell("import numpy as np", id="setup", metadata=marks("setup")),
        new_code_cell(right, id="answer", metadata=marks("answer", solution=True)),
        *(new_code_cell(t, id=f"test_{n}", metadata=marks(f"test_{n}", points=1)) for n, t in tests.items()),
    ]
    notebook = new_notebook(cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
    for start in (True, False):
        examiner = Examiner(unit_of(notebook, notebook).to_json(), settings(warm=start))
        made = examiner.examine(str(hand_in(tmp_path / "ada", to_bytes(notebook))), "ada", KEY.hex())
        examiner.close()
        found = {name: of(made, f"test_{name}")["points"] for name in tests}
        faults = {n: shown(made, f"test_{n}")[-700:] for n in tests if found[n] != 1 and n != "partial"}
        assert not faults
        assert found["partial"] == 0.5
    assert np.isfinite(1.0)


def _unit_of_cells(cells: list[Any], **more: Any) -> tuple[Any, Any]:
    """(an examiner, the notebook) of these cells: the solutions are what is handed out."""
    from engine import need_engine, settings, unit_of
    from nbformat.v4 import new_notebook

    from nbviva.examiner import Examiner

    need_engine()
    notebook = new_notebook(cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
    return Examiner(unit_of(notebook, notebook).to_json(), settings(**more)), notebook


def _made_of(folder: Path, examiner: Any, notebook: Any) -> dict[str, Any]:
    """What this examiner, who is then let go, makes of it."""
    from engine import KEY
    from tiny_master import to_bytes

    made: dict[str, Any] = examiner.examine(str(hand_in(folder, to_bytes(notebook))), "ada", KEY.hex())
    examiner.close()
    return made


def _tested(name: str, source: str) -> Any:
    from nbformat.v4 import new_code_cell
    from tiny_master import marks

    return new_code_cell(source, id=name, metadata=marks(name, points=1))


def _answer(name: str, source: str) -> Any:
    from nbformat.v4 import new_code_cell
    from tiny_master import marks

    return new_code_cell(source, id=name, metadata=marks(name, solution=True))


def test_a_name_stands_for_what_the_last_cell_made_of_it(tmp_path: Path) -> None:
    """Cells are sent to the student's process together, with the names that will be asked for: in the notebook's order."""
    from nbformat.v4 import new_code_cell

    cells = [
        _answer("f", "def f():\n    return 1"),
        _answer("g", "def g():\n    return 1"),
        new_code_cell("count = 0", id="played"),
        _tested("test_f", "assert f() == 2 and g() == 1"),
        _answer("h", "def h():\n    return 1"),
        new_code_cell("print('a cell to play with')", id="after"),
        _tested("test_h", "assert f() == 3 and g() == 1 and h() == 1"),
        _tested("test_again", "assert f() == 3 and h() == 1"),
    ]
    examiner, notebook = _unit_of_cells(cells)
    notebook["cells"][2]["source"] = "def f():\n    return 2"
    notebook["cells"][5]["source"] = "def f():\n    return 3"
    made = _made_of(tmp_path / "ada", examiner, notebook)
    assert [of(made, name)["points"] for name in ("test_f", "test_h", "test_again")] == [1, 1, 1]


def test_names_are_asked_of_the_process_that_is_there(tmp_path: Path) -> None:
    from nbformat.v4 import new_code_cell

    cells = [
        _answer("f", "def f():\n    return 1"),
        _tested("test_f", "assert f() == 1"),
        new_code_cell("x = 1", id="played"),
        _tested("test_again", "assert f() == 1"),
    ]
    examiner, notebook = _unit_of_cells(cells)
    notebook["cells"][2]["source"] = "import os\nos._exit(1)"
    made = _made_of(tmp_path / "ada", examiner, notebook)
    assert [of(made, name)["points"] for name in ("test_f", "test_again")] == [1, 1]


def test_large_values_of_an_answer_are_not_sent_before_a_test_asks_for_them(tmp_path: Path) -> None:
    large = "".join(f"large_{number} = np.ones(400_000)\n" for number in range(9))  # a message may have 4 MiB here
    examiner, notebook = _unit_of_cells(
        [
            _answer("f", f"import numpy as np\n{large}def f():\n    return large_0[0]"),
            _answer("g", "def g():\n    return 1"),
            _tested("test_f", "assert f() == g() == 1 and large_8.sum() == 400_000"),
        ]
    )
    made = _made_of(tmp_path / "ada", examiner, notebook)
    assert of(made, "test_f")["points"] == 1
    assert not made["verdict"]["events"]


def test_one_of_several_cells_sent_together_that_ends_the_process_costs_itself_only(tmp_path: Path) -> None:
    """setup, guess and warm go over at once; guess is played with, and ends its process."""
    made = answers(tmp_path / "ada", guess="import os\nprint('before')\nos._exit(1)")
    assert of(made, "guess")["status"] == "crashed"
    assert [of(made, name)["points"] for name in ("test_warm", "test_cool")] == [2, 3]
    slow = answers(tmp_path / "bo", guess="import time\ntime.sleep(1.5)", warm=ANSWERS["warm"] + "\ntime.sleep(1.9)")
    # Each has its own time, begun when the one before it has ended.
    assert [of(slow, name)["points"] for name in ("test_warm", "test_cool")] == [2, 3]


def test_no_hidden_test_reaches_the_students_process(tmp_path: Path) -> None:
    look = "import gc, sys\nfound = [s for s in map(str, gc.get_objects()) if '" + SECRET[::-1] + "'[::-1] in s]\n"
    look += "frame = sys._getframe()\nwhile frame:\n    found += [k for k in frame.f_globals if 'secret_number' in k]\n"
    look += "    frame = frame.f_back\nimport os\nfound += [v for v in os.environ.values() if 'secret' in v]\nprint(len(found))"
    notebook = submitted()
    notebook["cells"].append(code(look))
    made = examined(hand_in(tmp_path / "ada", notebook))
    assert _own(made)[-1].count('"0\\n"') == 1


def test_the_draws_differ_by_cell_and_attempt_and_can_be_repeated(tmp_path: Path) -> None:
    first, again = answers(tmp_path / "ada"), answers(tmp_path / "ada")
    other = answers(tmp_path / "bob", guess="guess = 8")
    assert first["verdict"]["draw"] == again["verdict"]["draw"] != other["verdict"]["draw"]


def test_a_written_answer_and_the_cells_of_a_student_are_safe_to_show(tmp_path: Path) -> None:
    notebook = submitted()
    cell(notebook, "why")["source"] = "<script>alert(1)</script> because $a<b$"
    made = examined(hand_in(tmp_path / "ada", notebook))
    assert "<script" not in cell(made["notebook"], "why")["source"]
    assert of(made, "why")["status"] == "manual"


def test_a_picture_in_a_written_answer_is_found_whatever_its_name(tmp_path: Path) -> None:
    from tiny_master import PNG

    notebook = submitted()
    written = cell(notebook, "why")
    written["source"] = (
        "My sketch: ![sketch](attachment:my%20sketch.png) ![图](attachment:图片.png) ![p](attachment:plain.png)"
    )
    written["attachments"] = {name: {"image/png": PNG} for name in ("my sketch.png", "图片.png", "plain.png")}
    made = examined(hand_in(tmp_path / "ada", notebook))
    kept = cell(made["notebook"], "why")
    assert set(kept["attachments"]) == {"picture-1.png", "picture-2.png", "plain.png"}
    assert all(f"](attachment:{name})" in kept["source"] for name in kept["attachments"])


def test_a_test_whose_answer_cell_ended_in_an_error_says_so(tmp_path: Path) -> None:
    made = answers(tmp_path / "ada", warm="def warm(t)\n    return t + 1")
    assert of(made, "test_warm")["reason"]["code"] == "answer_failed"
    assert "the cell warm ended in an error" in shown(made, "test_warm")


def test_once_something_hung_cells_that_earn_nothing_get_little_time(tmp_path: Path) -> None:
    hang = "def cool(t):\n    if t == 100:\n        while True:\n            pass\n    return t - 1"
    made = answers(tmp_path / "ada", cool=hang)
    assert of(made, "test_cool")["status"] == "timed_out"
    assert of(made, "loop")["status"] == "ran"  # it does not hang, and has time enough


def test_a_notebook_that_could_not_be_taken_says_why_at_the_top(tmp_path: Path) -> None:
    made = examined(hand_in(tmp_path / "ada", b"{ not json"))
    first = made["notebook"]["cells"][0]
    assert first["cell_type"] == "markdown"
    assert "could not be taken" in first["source"]


def test_an_examiner_that_is_killed_once_costs_its_submission_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed: list[int] = []
    fork = os.fork

    def forked() -> int:
        child = fork()
        if child and not killed:
            killed.append(child)
            threading.Timer(0.7, os.kill, (child, signal.SIGKILL)).start()
        return child

    monkeypatch.setattr(os, "fork", forked)
    slow = "import time\ntime.sleep(1.5)\ndef warm(t):\n    return t + 1"
    made = answers(tmp_path, warm=slow)
    assert killed
    assert of(made, "warm")["status"] == "ran"
    assert of(made, "test_warm")["points"] == 2


@pytest.mark.parametrize("cell_seconds", [1.0, 3.0])
def test_a_name_that_cannot_be_asked_for_costs_the_tests_that_need_it(tmp_path: Path, cell_seconds: float) -> None:
    """What a name stands for is asked before a test begins, after its cell or in the test's own time."""
    cells = [
        _answer("f", "def f():\n    return 1"),
        _tested("test_nothing", "assert True"),
        _answer("g", "def g():\n    return 1"),
        _tested("test_both", "assert f() == g() == 1"),
        _tested("test_g", "assert g() == 1"),
    ]
    examiner, notebook = _unit_of_cells(cells, cell_seconds=cell_seconds)
    hangs = "class Meta(type):\n    @property\n    def __module__(cls):\n        while True:\n            pass\n"
    notebook["cells"][0]["source"] = f"{hangs}class F(metaclass=Meta):\n    pass\nf = F()"
    made = _made_of(tmp_path / "ada", examiner, notebook)
    assert of(made, "f")["status"] == "ran"
    assert [of(made, name)["points"] for name in ("test_nothing", "test_both", "test_g")] == [1, 0, 1]
    assert of(made, "test_both")["status"] == "timed_out"
