"""Messages and copy-restore: a call in another process does to the arguments here what it did to them there."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from nbviva.wire import messages as m
from nbviva.wire.fields import cut
from nbviva.wire.frames import Channel
from nbviva.wire.limits import Breach, Deadline
from nbviva.wire.restore import Restored, restore
from nbviva.wire.values import Callback, Handle, Registry, decode, encode

LINE = m.Line("ex1", 3, "    return x / 0")
ERROR = m.Raised("ZeroDivisionError", "division by zero", (LINE,), "before\n")
MESSAGES = [
    m.Run("ex1", "def f(x):\n    return x"),
    m.RanCell((m.Output("stream", "stdout", {"text/plain": "hi"}), m.Output("error", "E", {})), 3, ERROR),
    m.RanCell((), 0, None),
    m.Get("W1"),
    m.Missing("W1"),
    m.Call("f", (1, [2]), {"lr": 0.1}),
    m.Call(Handle(0, "function", "function"), (), {}),
    m.Returned((1, 2), ([1],), "said"),
    ERROR,
    m.CallBack(0, (1.5,), {}, ([],)),
    m.Bye(),
]


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: type(message).__name__)
def test_a_message_comes_back_the_same_where_it_is_allowed(message: m.Message) -> None:
    payload, _ = m.pack(message)
    assert m.unpack(payload, (type(message),)).message == message
    others = tuple(type(other) for other in MESSAGES if type(other) is not type(message))
    with pytest.raises(Breach, match="unexpected"):
        m.unpack(payload, others)


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        (None, "bad_message"),
        ((), "bad_message"),
        (["Get", "x"], "bad_message"),
        ((1, "x"), "bad_message"),
        (("Quit",), "unexpected"),
        (("__class__", "x"), "unexpected"),
        (("Get",), "bad_message"),
        (("Get", "x", "y"), "bad_message"),
        (("Get", 1), "bad_message"),
        (("Get", "x" * 201, 0), "too_long"),
        (("Get", "x", 2), "bad_message"),
        (("CallBack", True, (), {}, ()), "bad_message"),
        (("CallBack", -1, (), {}, ()), "bad_message"),
        (("CallBack", 0, [], {}, ()), "bad_message"),
        (("CallBack", 0, (), {1: 2}, ()), "bad_message"),
        (("Returned", 1, (), "x" * 65_537), "too_long"),
        (("Raised", "E", "m", (("c", 1, "t"),) * 21, ""), "too_many"),
        (("Raised", "E", "m", (("c", 1),), ""), "bad_message"),
        (("Raised", "E", "m", ("c",), ""), "bad_message"),
        (("RanCell", (("stream", "", {"a": 1}),), 0, None), "bad_message"),
        (("RanCell", (("stream", "", dict.fromkeys("abcdefghi", "")),), 0, None), "too_many"),
        (("RanCell", (), 0, ()), "bad_message"),
    ],
)
def test_a_message_with_wrong_fields_is_refused(parts: object, code: str) -> None:
    allowed = (m.Get, m.CallBack, m.Returned, m.Raised, m.RanCell)
    with pytest.raises(Breach) as refusal:
        m.unpack(encode(parts)[0], allowed)
    assert refusal.value.code == code


def test_the_sender_is_held_to_the_same_and_can_cut() -> None:
    with pytest.raises(Breach, match="too_long"):
        m.pack(m.Returned(1, (), "x" * 70_000))
    text = cut("x" * 70_000, m.PRINTED)
    assert len(text) == m.PRINTED
    assert text.endswith(" [...]")
    heard = m.unpack(m.pack(m.Raised("E", "half a \ud83d", (), ""))[0], (m.Raised,)).message
    assert heard == m.Raised("E", "half a ?", (), "")


def call(function: Callable[..., Any], *args: Any, **kwargs: Any) -> tuple[Any, Restored]:
    """`function` called on the other side of the wire: (value, what was restored)."""
    question, sent = m.pack(m.Call("f", args, kwargs))
    there = m.unpack(question, (m.Call,))
    asked = there.message
    assert isinstance(asked, m.Call)
    value = function(*asked.args, **asked.kwargs)
    answer, _ = m.pack(m.Returned(value, m.mutable(there.shared)), origins=there.shared)
    here = m.unpack(answer, (m.Returned,), sent=sent)
    assert isinstance(here.message, m.Returned)
    restored = restore(sent, here.origins)
    return restored.swap(here.message.value), restored


def test_an_array_changed_in_place_is_changed_here() -> None:
    base = np.arange(12.0).reshape(3, 4)
    view = base[:, ::2]

    def step_(x: Any, lr: float) -> Any:
        x -= lr
        return x

    value, _ = call(step_, view, lr=1.0)
    assert value is view
    assert base[:, ::2].tolist() == [[-1, 1], [3, 5], [7, 9]]
    assert base[:, 1].tolist() == [1, 5, 9]  # the gaps are not its own


def test_a_rebound_name_changes_nothing_here() -> None:
    x = np.ones(3)
    params = [x]

    def rebinds(params: list[Any]) -> None:
        params[0] = params[0] - 1

    call(rebinds, params)
    assert x.tolist() == [1, 1, 1]
    assert params[0] is not x
    assert params[0].tolist() == [0, 0, 0]


def test_lists_and_dicts_keep_who_is_who() -> None:
    a, b, gone = np.zeros(1), np.ones(1), np.full(1, 7.0)
    names: dict[str, Any] = {"a": a, "gone": gone}
    pair = [a, b]

    def shuffle(pair: list[Any], names: dict[str, Any]) -> Any:
        pair[0] += 5
        pair.reverse()
        names["b"] = pair[0]
        names["new"] = [pair]
        names.pop("gone")[0] = 8
        return {"pair": pair, "fresh": (a.copy(), names["a"])}

    value, _ = call(shuffle, pair, names)
    assert pair[0] is b
    assert pair[1] is a
    assert list(names) == ["a", "b", "new"]
    assert names["b"] is b
    assert names["new"][0] is pair is value["pair"]
    assert value["fresh"][1] is a
    assert a[0] == 5
    assert gone[0] == 8  # no longer in the dict, and changed all the same


def test_sgd_moves_the_tensors_of_the_examiner() -> None:
    w = torch.tensor([1.0, 2.0], requires_grad=True)
    b = torch.nn.Parameter(torch.zeros(2))
    (w.sum() + b.sum()).backward()
    grad_w = w.grad

    def sgd_step_(params: Any, lr: float) -> None:
        with torch.no_grad():
            for p in params:
                p -= lr * p.grad
        params[0].grad.zero_()
        params[1].grad = None

    call(sgd_step_, (w, b), lr=0.5)
    assert w.tolist() == [0.5, 1.5]
    assert b.tolist() == [-0.5, -0.5]
    assert w.requires_grad
    assert w.grad is grad_w
    assert w.grad is not None
    assert w.grad.tolist() == [0, 0]
    assert b.grad is None


def test_backward_over_there_leaves_its_gradients_here() -> None:
    w = torch.ones(3, requires_grad=True)
    call(lambda w: (w * 2).sum().backward(), w)
    assert w.grad is not None
    assert w.grad.tolist() == [2, 2, 2]
    frozen = torch.ones(1)
    call(lambda t: t.requires_grad_(), frozen)
    assert frozen.requires_grad


def test_an_untouched_tensor_stays_fit_for_backward() -> None:
    w = torch.tensor([2.0], requires_grad=True)
    x = torch.tensor([float("nan")])
    w.grad = torch.zeros(1)  # with a grad it comes back whole, and still nothing may be written
    loss = (w * w * x).sum()
    call(lambda *_: None, w, x)
    loss.backward()  # would say "modified by an inplace operation"


@pytest.mark.parametrize(
    ("thing", "change", "code"),
    [
        (np.zeros((2, 3)), lambda x: x.resize((3, 2), refcheck=False), "changed_shape"),
        (np.zeros(2), lambda x: setattr(x, "dtype", np.int64), "changed_dtype"),
        (torch.zeros(2), lambda x: x.resize_(3), "changed_shape"),
        (torch.zeros(2), lambda x: setattr(x, "data", x.double()), "changed_dtype"),
        (torch.zeros(1).expand(3), lambda x: x.set_(torch.ones(3)), "read_only"),
        (np.broadcast_to(np.zeros(1), (1,)), lambda x: (x.setflags(write=True), x.fill(3)), "read_only"),
    ],
)
def test_a_change_that_cannot_be_made_here_is_told(thing: Any, change: Callable[[Any], Any], code: str) -> None:
    _, restored = call(lambda x: (change(x), None)[1], thing)
    assert [note.code for note in restored.notes] == [code]
    assert thing.sum() == 0


def test_a_read_only_array_that_came_back_as_it_was_is_no_matter() -> None:
    fixed = np.arange(3.0)
    fixed.flags.writeable = False
    _, restored = call(lambda x: None, fixed)
    assert not restored.notes


def test_what_nobody_has_changed_does_not_travel_back() -> None:
    array, tensor = np.zeros(100_000), torch.zeros(100_000)
    question, sent = m.pack(m.Call("f", (array[::-1], [tensor]), {}))
    there = m.unpack(question, (m.Call,))
    answer, _ = m.pack(m.Returned(1, m.mutable(there.shared)), origins=there.shared)
    back = m.unpack(answer, (m.Returned,), sent=sent)
    assert len(answer) < 500
    assert any(thing is tensor for thing in back.message.after)  # type: ignore[union-attr]
    there.shared[4][0] = -0.0  # type: ignore[index]
    changed, _ = m.pack(m.Returned(1, m.mutable(there.shared)), origins=there.shared)
    assert len(changed) > 400_000
    there.shared[4][0] = 0.0  # type: ignore[index]
    again, _ = m.pack(m.Returned(1, m.mutable(there.shared)), origins=there.shared)
    assert len(again) > 400_000  # as it was at first, but not as the other side has it by now


@pytest.mark.parametrize("number", [0, 9, 2**32 - 1])
def test_only_an_array_that_was_sent_can_be_named_as_unchanged(number: int) -> None:
    with pytest.raises(Breach, match="wrong_origin"):
        m.decode(b"\x01=" + number.to_bytes(4, "little"), sent=[[1], np.zeros(1)])


@pytest.mark.parametrize("origins", [{9: []}, {-1: []}, {0: {}}, {1: [], 0: ()}])
def test_a_false_origin_is_refused_before_anything_is_written(origins: dict[int, object]) -> None:
    own: list[object] = [[1], [2]]
    with pytest.raises(Breach, match="wrong_origin"):
        restore(own, origins)
    assert own == [[1], [2]]


def test_an_argument_cannot_come_back_twice() -> None:
    data, _ = encode([[1], [2]], origins=[])
    twice = data.replace(b"l\x00\x00\x00\x00\x01\x00\x00\x00", b"l\x05\x00\x00\x00\x01\x00\x00\x00")
    with pytest.raises(Breach, match="wrong_origin"):
        m.decode(twice)


def test_numerical_gradient_through_a_callback() -> None:
    """The student's function calls the examiner's, which looks at the examiner's own array: both are kept in step."""
    ours, theirs = socket.socketpair()
    soon = Deadline.after(20)
    x = np.array([1.0, -2.0])
    examiner = Registry()

    def student() -> None:
        channel = Channel(theirs)
        question = m.unpack(channel.receive(None), m.STUDENT_HEARS)
        assert isinstance(question.message, m.Call)
        f, there = question.message.args
        assert isinstance(f, Callback)

        def ask(*args: object) -> Any:
            after = m.mutable(question.shared)
            payload, _ = m.pack(m.CallBack(f.id, args, {}, after), origins=question.shared)
            channel.send(payload, soon)
            answer = m.unpack(channel.receive(None), m.STUDENT_HEARS_WHILE_CALLING_BACK).message
            assert isinstance(answer, m.Returned)
            return answer.value

        grad = np.zeros_like(there)  # type: ignore[call-overload]
        for i in range(2):
            for h in (1e-3, -1e-3):
                there[i] += h  # type: ignore[index]
                grad[i] += ask(there) / (2 * h)
                there[i] -= h  # type: ignore[index]
        payload, _ = m.pack(m.Returned(grad, m.mutable(question.shared)), origins=question.shared)
        channel.send(payload, soon)
        channel.close()

    process = threading.Thread(target=student)  # a process in real life; the wire does not know
    process.start()
    channel = Channel(ours)

    def loss(_: Any) -> float:
        return float((x**2).sum())  # closes over x and ignores what it is given

    payload, sent = m.pack(m.Call("numerical_grad", (loss, x), {}), outward=examiner.callback)
    channel.send(payload, soon)
    while True:
        heard = m.unpack(channel.receive(soon), m.EXAMINER_HEARS[m.Call], sent=sent)
        restored = restore(sent, heard.origins)
        if not isinstance(heard.message, m.CallBack):
            break
        function: Any = examiner.get(heard.message.number)
        args = [restored.swap(arg) for arg in heard.message.args]
        assert args[0] is x
        channel.send(m.pack(m.Returned(function(*args)))[0], soon)
    process.join()
    channel.close()
    assert isinstance(heard.message, m.Returned)
    assert np.allclose(x, [1, -2])
    assert np.allclose(heard.message.value, 2 * x)  # type: ignore[arg-type]


def test_a_set_changed_in_place_is_changed_here() -> None:
    numbers = {1, 2}
    value, _ = call(lambda s: s.add(3), numbers)
    assert value is None
    assert numbers == {1, 2, 3}


def test_a_set_that_holds_a_thing_twice_is_refused() -> None:
    payload = bytearray(encode({1, 2})[0])
    payload[-8:] = payload[-17:-9]  # the second number becomes the first
    with pytest.raises(Breach, match="duplicate_key"):
        decode(bytes(payload))
