"""Whatever a student's side sends, the examiner refuses it in words, loses the conversation, and nothing else."""

from __future__ import annotations

import ast
import resource
import socket
import struct
import threading
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import nbviva
from nbviva.lost import Lost
from nbviva.sandbox.launch import Ending
from nbviva.session import ANSWERS, Session
from nbviva.wire import messages as m
from nbviva.wire.frames import MAGIC, Channel
from nbviva.wire.limits import Deadline, Limits
from nbviva.wire.values import encode

SMALL = Limits(message_bytes=1 << 20)


class Fake:
    """A student's process that has said everything before it was asked."""

    def __init__(self) -> None:
        self.channel, self.other = socket.socketpair()
        self.gone = False

    def wait(self, seconds: float | None = None) -> Ending:
        self.gone = True
        return Ending("ended", 0.0, 0, None, b"", 0, ())

    def stop(self) -> Ending:
        self.other.close()
        return self.wait()


def answered(raw: bytes, ask: Any) -> object:
    """Ask, with `raw` as all that the other side ever sends once it has heard the question."""
    fake = Fake()

    def speak() -> None:
        try:
            fake.other.recv(1 << 16)
            fake.other.sendall(raw)
            fake.other.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    speaker = threading.Thread(target=speak)
    speaker.start()
    session = Session(fake, SMALL, 5.0, Deadline.after(30))
    try:
        return ask(session)
    except Lost as lost:
        assert session.lost is lost
        assert fake.gone
        with pytest.raises(Lost):  # and it stays lost
            session.get("x")
        return lost.code
    except Exception as error:  # what a student may raise: a test can catch it, and it costs its exercise only
        return type(error).__name__
    finally:
        session.close()
        speaker.join()


def frame(payload: bytes, turn: int = 2, size: int | None = None) -> bytes:
    return struct.pack("<4sII", MAGIC, turn, len(payload) if size is None else size) + payload


def together(session: Session) -> object:
    return [come_back() for come_back in session.calls([("f", (1.0,)), ("g", ([2],))])]


QUESTIONS = [
    lambda session: session.call("f", (1.0,)),
    lambda session: session.get("f"),
    lambda session: session.run("cell", "x = 1", 5.0),
    together,
]
TURN = {together: 4}  # of the first answer, where it is not 2
REFUSALS = {"misbehaved", "left", "too_slow"}


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(raw=st.binary(max_size=200), question=st.sampled_from(QUESTIONS))
def test_any_bytes_are_refused(raw: bytes, question: Any) -> None:
    found = answered(raw, question)
    assert found in REFUSALS


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(payload=st.binary(max_size=300), question=st.sampled_from(QUESTIONS))
def test_any_payload_in_a_right_frame_is_refused(payload: bytes, question: Any) -> None:
    assert answered(frame(payload, TURN.get(question, 2)), question) in REFUSALS


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.text(max_size=20) | st.binary(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.lists(inner, max_size=4).map(tuple)
    | st.dictionaries(st.text(max_size=5) | st.integers(-9, 9), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip
NAMES = st.sampled_from(
    ["Returned", "Raised", "RanCell", "Missing", "CallBack", "Run", "Get", "Call", "Bye", "__class__"]
)


@settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))
@given(name=NAMES, fields=st.lists(PLAIN, max_size=5), question=st.sampled_from(QUESTIONS))
def test_any_message_of_any_fields_is_answered_or_refused(name: str, fields: list[object], question: Any) -> None:
    found = answered(frame(encode((name, *fields), SMALL)[0], TURN.get(question, 2)), question)
    allowed = REFUSALS | {"StudentError", "NameError", "KeyError", "TypeError", "Error"}
    assert not isinstance(found, str) or found in allowed or name in ("Returned", "Raised")


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(where=st.integers(0, 400), by=st.integers(1, 255), question=st.sampled_from(QUESTIONS))
def test_a_right_answer_with_one_byte_changed_never_breaks_the_examiner(where: int, by: int, question: Any) -> None:
    payload = bytearray(m.pack(m.Returned(([1.5, "x", {"a": (1, 2)}], (False, ())), ()))[0])
    payload[where % len(payload)] = (payload[where % len(payload)] + by) % 256
    answered(frame(bytes(payload), TURN.get(question, 2)), question)


def returned(value: object, turn: int) -> bytes:
    return frame(m.pack(m.Returned((value, (False, ())), ()))[0], turn)


def test_answers_to_questions_asked_together_come_in_their_order() -> None:
    assert answered(returned("of f", 4) + returned("of g", 5), together) == ["of f", "of g"]
    # One too few, and one too many, which the next question meets.
    assert answered(returned("of f", 4), together) == "left"
    both = returned("of f", 4) + returned("of g", 5)
    assert answered(both + returned("more", 6), lambda s: (together(s), s.get("x"))) == "misbehaved"


def test_answers_to_questions_asked_together_have_room_together() -> None:
    large = "x" * (SMALL.text_bytes - 100)  # each as large as a message may be
    many = [("f", (number,)) for number in range(ANSWERS + 1)]
    raw = b"".join(returned(large, len(many) + 2 + place) for place in range(len(many)))
    assert answered(raw, lambda s: s.calls(many)) == "misbehaved"


def test_cells_that_were_begun_and_not_waited_for_are_heard_first() -> None:
    fake = Fake()
    said: list[m.Message] = []

    def speak() -> None:
        channel = Channel(fake.other)
        for answers in (0, 0, 2, 1):  # after Several, cell a, cell b, the call
            said.append(m.unpack(channel.receive(None), m.STUDENT_HEARS).message)
            for _ in range(answers):
                answer: m.Message = m.RanCell((), 0, None) if answers == 2 else m.Returned((7, (False, ())))
                channel.send(m.pack(answer)[0], None)

    speaker = threading.Thread(target=speak)
    speaker.start()
    session = Session(fake, SMALL, 5.0, Deadline.after(30))
    session.begin([("a", "x = 1"), ("b", "x = 2")])
    assert session.run("a", "x = 1", 5.0)[0].error is None
    assert session.call("f") == 7  # nobody has waited for b
    speaker.join()
    assert [type(message).__name__ for message in said] == ["Several", "Run", "Run", "Call"]
    session.close()


def test_an_announced_gigabyte_is_never_allocated() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert answered(frame(b"", size=(1 << 32) - 1), QUESTIONS[0]) == "misbehaved"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000  # KiB


# --- what the package may not hold

SOURCES = sorted(Path(nbviva.__file__).parent.rglob("*.py"))
FORBIDDEN = {"pickle", "cPickle", "_pickle", "marshal", "dill", "cloudpickle", "shelve", "joblib", "jsonpickle"}


def names_in(path: Path) -> tuple[set[str], set[str]]:
    """(modules imported, names called) in one source."""
    imported: set[str] = set()
    called: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add(node.module or "")
        elif isinstance(node, ast.Call):
            called.add(ast.unparse(node.func))
    return imported, called


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_nothing_is_unpickled_and_no_other_package_of_ours_imported(path: Path) -> None:
    imported, called = names_in(path)
    tops = {name.partition(".")[0] for name in imported}
    assert not tops & FORBIDDEN
    assert not tops & {"byhand", "nbduet"}
    assert not called & {"eval", "torch.load", "np.load", "numpy.load", "np.fromfile", "builtins.eval", "loads"}
    # exec runs cells: the student's own in the student's process, and lines made of nothing but line breaks here.
    if "exec" in called:
        assert path.name in ("student.py", "standins.py", "selftest_probe.py")
