"""Bytes that no honest sender writes: the decoder answers with a Breach, soon and in little memory, and with nothing else."""

from __future__ import annotations

import ast
import random
import struct
import subprocess
import sys
import time
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from nbviva.wire import messages as m
from nbviva.wire.limits import SENTENCES
from nbviva.wire.values import Breach, Callback, Handle, Limits, decode, encode

HEARD = (m.RanCell, m.Returned, m.Raised, m.Missing, m.CallBack)


def head(tag: bytes, count: int, origin: int = 0) -> bytes:
    """The beginning of a list, tuple or dict."""
    return tag + struct.pack("<II", origin, count)


def number(x: int) -> bytes:
    return b"i" + struct.pack("<q", x)


def array(
    *shape: int, code: int = 5, data: bytes = b"", flags: int = 1, form: int = 0, extra: bytes = b"", origin: int = 0
) -> bytes:
    """A NumPy array; code 5 is uint8, 11 float64, 14 bfloat16, 0 bool; form 2 is strided, with order and steps as `extra`."""
    start = struct.pack(f"<4B{len(shape)}Q", code, flags, len(shape), form, *shape)
    return b"a" + struct.pack("<I", origin) + start + extra + data


def tensor(*shape: int, device: bytes = b"cpu", **more: Any) -> bytes:
    """A tensor; flags: 2 leaf, 4 requires grad, 8 parameter, 16 a grad follows."""
    start = array(*shape, **{"code": 10, "flags": 2, **more})
    return b"t" + start[1:5] + bytes([len(device)]) + device + start[5:]


def laughs(levels: int, each: int) -> bytes:
    """Lists of lists: each holds the one before it many times, and says so in a few bytes."""
    parts = [head(b"l", levels + 1), head(b"l", 1) + b"N"]
    for level in range(levels):
        parts.append(head(b"l", each) + (b"r" + struct.pack("<I", level + 1)) * each)
    return b"".join(parts)


BYTES: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "bad_bytes"),
    "unknown tag": (b"Z", "bad_bytes"),
    "a pickle": (b"\x80\x04\x95", "bad_bytes"),
    "more after the value": (b"NN", "bad_bytes"),
    "half a number": (b"i\x00\x00", "bad_bytes"),
    "a list longer than the message": (head(b"l", 2**32 - 1), "bad_bytes"),
    "a dict longer than the message": (head(b"d", 9_999), "too_many"),
    "a str longer than the message": (b"s" + struct.pack("<I", 1_000_000), "bad_bytes"),
    "a str longer than allowed": (b"s" + struct.pack("<I", 2**32 - 1), "too_long"),
    "a str that is not UTF-8": (b"s" + struct.pack("<I", 2) + b"\xff\xfe", "bad_bytes"),
    "an int of many bits": (b"I" + struct.pack("<H", 60_000) + bytes(60_000), "too_big"),
    "depth": (head(b"l", 1) * 100_000 + b"N", "too_deep"),
    "depth of tuples in dicts": ((head(b"d", 1) + b"N" + head(b"u", 1)) * 1_000 + b"N", "too_deep"),
    "depth of grads": (tensor(1, data=bytes(4), flags=18) * 50, "too_deep"),
    "a billion laughs": (laughs(12, 10), "too_many"),
    "a list in itself": (head(b"l", 1) + b"r" + struct.pack("<I", 0), "cyclic"),
    "a mention of nothing": (b"r" + struct.pack("<I", 7), "bad_bytes"),
    "one array a thousand times": (
        head(b"l", 1001) + array(1_000_000, data=bytes(1_000_000)) + (b"r" + struct.pack("<I", 1)) * 1000,
        "too_big",
    ),
    "the same key twice": (head(b"d", 2) + number(1) + b"N" + number(1) + b"N", "duplicate_key"),
    "1 and True": (head(b"d", 2) + number(1) + b"NTN", "duplicate_key"),
    "1 and 1.0": (head(b"d", 2) + number(1) + b"Nf" + struct.pack("<d", 1) + b"N", "duplicate_key"),
    "NaN for a key": (head(b"d", 1) + b"f" + struct.pack("<d", float("nan")) + b"N", "bad_bytes"),
    "a list for a key": (head(b"d", 1) + head(b"l", 0) + b"N", "bad_bytes"),
    "a handle for a key": (head(b"d", 1) + b"h" + struct.pack("<IBH", 0, 0, 0) + b"N", "bad_bytes"),
    "a long int for a key": (head(b"d", 1) + b"I" + struct.pack("<H", 9) + bytes(8) + b"\x01N", "bad_bytes"),
    "many tuples for keys": (
        head(b"d", 1002) + b"".join(head(b"u", 1) + number(i) + b"N" for i in range(1002)),
        "too_many",
    ),
    "too many values": (head(b"l", 250_001) + b"N" * 250_001, "too_many"),
    "an unknown kind of handle": (b"h" + struct.pack("<IBH", 0, 9, 0), "bad_bytes"),
    "an array without its data": (array(1000), "bad_bytes"),
    "an array too big": (array(2**40), "too_big"),
    "a shape that overflows": (array(2**63, 2), "too_big"),
    "a shape that overflows to little": (array(2**32, 2**32), "too_big"),
    "a shape that is negative if signed": (array(2**64 - 1), "too_big"),
    "an empty shape that is huge": (array(0, 2**62), "too_big"),
    "nine dimensions": (array(*[1] * 9, data=b"\0"), "bad_bytes"),
    "an unknown type of numbers": (array(1, code=15, data=bytes(16)), "bad_bytes"),
    "bfloat16 in NumPy": (array(1, code=14, data=bytes(2)), "bad_bytes"),
    "an object type": (array(1, code=79, data=bytes(8)), "bad_bytes"),
    "an unknown form": (array(1, form=3, data=b"\0"), "bad_bytes"),
    "an axis twice": (array(1, 1, form=2, extra=bytes([0, 0, 1, 1]), data=b"\0"), "bad_bytes"),
    "an axis that is not there": (array(1, 1, form=2, extra=bytes([0, 7, 1, 1]), data=b"\0"), "bad_bytes"),
    "a long step": (array(2, form=2, extra=bytes([0, 100]), data=bytes(2)), "bad_bytes"),
    "two gaps": (array(2, 2, form=2, extra=bytes([0, 1, 2, 2]), data=bytes(4)), "bad_bytes"),
    "a repeated row too big": (array(2**40, form=2, extra=bytes([0, 0]), data=b"\0"), "too_big"),
    "many repeated rows": (
        head(b"l", 9) + array(10**7, form=2, extra=bytes([0, 0]), data=b"\0") * 9,
        "too_big",
    ),
    "a tensor with a negative stride": (tensor(2, form=2, extra=b"\x00\xff", data=bytes(8)), "bad_bytes"),
    "a tensor on a device that is not here": (tensor(1, device=b"cuda:0", data=bytes(4)), "no_device"),
    "a tensor on a device with an odd name": (tensor(1, device=b"\xff\x00", data=bytes(4)), "no_device"),
    "a meta tensor too big": (tensor(2**60, device=b"meta"), "too_big"),
    "ints that require grad": (tensor(1, code=2, flags=6, data=bytes(2)), "bad_bytes"),
    "a parameter that is no leaf": (tensor(1, flags=12, data=bytes(4)), "bad_bytes"),
    "no leaf and no grad": (tensor(1, flags=0, data=bytes(4)), "bad_bytes"),
    "a grad that is none": (tensor(1, flags=18, data=bytes(4)) + b"N", "bad_bytes"),
    "a grad of another shape": (tensor(1, flags=18, data=bytes(4)) + tensor(2, data=bytes(8)), "bad_bytes"),
    "a grad of another type": (tensor(1, flags=22, data=bytes(4)) + tensor(1, code=11, data=bytes(8)), "bad_bytes"),
    "a grad of itself": (tensor(1, flags=18, data=bytes(4)) + b"r" + struct.pack("<I", 0), "cyclic"),
    "an origin twice": (head(b"l", 2) + head(b"l", 0, 1) + head(b"l", 0, 1), "wrong_origin"),
}


@pytest.mark.parametrize("case", BYTES)
def test_such_bytes_are_refused(case: str) -> None:
    data, code = BYTES[case]
    start = time.monotonic()
    with warnings.catch_warnings(), pytest.raises(Breach) as refusal:
        warnings.simplefilter("error")
        decode(b"\x01" * bool(data) + data)
    assert refusal.value.code == code, str(refusal.value)
    assert time.monotonic() - start < 5


def test_the_builders_of_these_bytes_build_what_is_accepted_otherwise() -> None:
    good = array(2, 3, data=bytes(6)) + tensor(2, data=bytes(8)) + head(b"d", 1) + number(1) + b"T"
    value: Any = decode(b"\x01" + head(b"u", 3) + good).value
    assert value[0].shape == (2, 3)
    assert value[1].shape == (2,)
    assert value[2] == {1: True}
    assert decode(b"\x01" + laughs(2, 2)).value == [[None], [[None]] * 2, [[[None]] * 2] * 2]


def test_another_version_and_too_many_bytes() -> None:
    with pytest.raises(Breach, match="bad_bytes"):
        decode(b"\x02N")
    with pytest.raises(Breach, match="too_big"):
        decode(bytes(101), Limits(message_bytes=100))


def test_a_bool_is_true_or_false_whatever_its_byte() -> None:
    value: Any = decode(b"\x01" + array(3, code=0, data=b"\x00\x01\x02")).value
    assert value.tobytes() == b"\x00\x01\x01"
    back: Any = decode(b"\x01" + tensor(3, code=0, data=b"\x00\x01\x80")).value
    assert back.view(torch.uint8).tolist() == [0, 1, 1]


def test_what_a_handle_says_is_cleaned() -> None:
    name = "\x1b[31m\u202e=cmd\n".encode() + b"\xff" + b"y" * 200
    value = decode(b"\x01h" + struct.pack("<IBH", 1, 0, len(name)) + name).value
    assert value == Handle(1, "function", "?[31m?=cmd?\ufffd" + "y" * 68)


CORPUS: list[m.Message] = [
    m.Returned(
        {"w": np.arange(6.0).reshape(2, 3).T, "b": [np.float32(1), np.zeros((4, 4))[::2, ::-1]]}, ([1], {}), "hi"
    ),
    m.Returned([torch.ones(2, 3, requires_grad=True), torch.zeros(3, dtype=torch.bfloat16).expand(2, 3)] * 2),
    m.Returned((None, True, 1, 1 << 70, 1.5, 1j, "text", b"bytes", {(1, "a"): {2: 3}}, Handle(3, "object", "X"))),
    m.Raised("ValueError", "no", (m.Line("a", 1, "x"),), "out"),
    m.RanCell((m.Output("stream", "stdout", {"text/plain": "x"}),), 0, None),
    m.CallBack(1, (np.ones(3), Callback(0, "f")), {"k": 1}, ()),
]


def mutate(rng: random.Random, payloads: list[bytes]) -> bytes:
    """One payload with a few bytes changed, cut, doubled, or with a part of another in it."""
    data = bytearray(rng.choice(payloads))
    for _ in range(rng.choice((1, 1, 1, 2, 5))):
        i, j = sorted(rng.randrange(len(data) + 1) for _ in range(2))
        what = rng.randrange(6)
        if what < 2 and i < len(data):
            data[i] = rng.choice((0, 1, 2, 127, 128, 255, *b"gatludrhk=NiIsf", rng.randrange(256)))
        elif what == 2 and len(data) >= 4:
            data[i : i + 4] = struct.pack("<I", rng.choice((0, 1, 5, 2**16, 2**31, 2**32 - 1)))
        elif what == 3:
            del data[i : min(j, i + 12)]
        elif what == 4:
            data[i:i] = data[i:j]
        else:
            other = rng.choice(payloads)
            k = rng.randrange(len(other))
            data[i:i] = other[k : k + rng.randrange(40)]
        data = data or bytearray(b"\x01")
    return bytes(data)


def test_thousands_of_damaged_messages_meet_a_breach_or_are_sound() -> None:
    seed = random.randrange(10**9)
    print("seed", seed)
    rng = random.Random(seed)
    payloads = [m.pack(message)[0] for message in CORPUS]
    codes: dict[str, int] = {}
    end = time.monotonic() + 20
    for turn in range(20_000):
        data = mutate(rng, payloads)
        try:
            heard = m.unpack(data, HEARD, sent=[np.zeros(3), torch.zeros(2), []])
        except Breach as refusal:
            codes[refusal.code] = codes.get(refusal.code, 0) + 1
        except BaseException as why:
            raise AssertionError(f"seed {seed}, turn {turn}: {data!r}") from why
        else:
            m.pack(heard.message)  # what was let in can be looked at and sent on
            codes["fine"] = codes.get("fine", 0) + 1
        if time.monotonic() > end:
            break
    assert turn > 1_000, "too slow for a fuzz"
    assert len(codes) > 6, codes


@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    st.binary(max_size=200)
    | st.lists(st.sampled_from(list(b"\x00\x01\x02\x04gatludrhk=NTFiIfcsb")), max_size=60).map(bytes)
)
def test_arbitrary_bytes_meet_a_breach_or_are_sound(data: bytes) -> None:
    try:
        value = decode(b"\x01" + data).value
    except Breach as refusal:
        assert refusal.code in SENTENCES
    else:
        encode(value)


GREEDY = """
import resource, sys
from nbviva.wire.values import Breach, Limits, decode
cases = [bytes.fromhex(line) for line in sys.stdin]
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
space = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (space + (120 << 20),) * 2)
for data in cases:
    try:
        decode(data, Limits(message_bytes=8 << 20))
    except Breach:
        pass
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_no_message_takes_more_memory_than_a_few_times_its_limit() -> None:
    """In a process that may only grow by 120 MiB, with messages of 8 MiB: MemoryError would be no Breach."""
    cases = [
        data for name, (data, _) in BYTES.items() if "tensor" not in name and "grad" not in name and "leaf" not in name
    ]
    cases += [
        head(b"l", 249_999) + head(b"d", 0) * 249_999,  # the most objects that a message can make
        head(b"l", 2**31) * 32,
        head(b"l", 60_000) * 31 + b"N" * 60_000,
        head(b"l", 15_000) + array(0) * 15_000,
        array(0, 1_000_000, code=11, form=2, extra=bytes([0, 1, 1, 2])),
        b"".join([head(b"l", 7), *[b"s" + struct.pack("<I", 1 << 20) + b"\xf0\x9f\x99\x82" * (1 << 18)] * 7]),
        array(1_000_000, code=11, form=2, extra=bytes([0, 2]), data=bytes(8_000_000)),
    ]
    lines = "\n".join((b"\x01" + data).hex() for data in cases)
    ran = subprocess.run([sys.executable, "-c", GREEDY], input=lines, capture_output=True, text=True, timeout=120)
    assert ran.returncode == 0, ran.stderr[-2000:]
    print("grew by", ran.stdout.strip(), "MiB")


def test_a_tensor_does_not_even_import_torch_where_it_has_no_business() -> None:
    code = (
        "import sys; from nbviva.wire.values import Breach, Limits, decode\n"
        f"data = '01{tensor(1, data=bytes(4)).hex()}'\n"
        "try: decode(bytes.fromhex(data), Limits(tensors=False))\n"
        "except Breach as refusal: print(refusal.code, 'torch' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert ran.stdout == "no_torch False\n"


def test_the_wire_runs_nothing_that_it_reads() -> None:
    """No module of the wire imports or names what turns bytes into code or into arbitrary objects."""
    forbidden = {"pickle", "marshal", "dill", "shelve", "copyreg", "cloudpickle", "joblib", "eval", "exec", "compile"}
    forbidden |= {"__import__", "import_module", "load", "loads", "from_dlpack", "allow_pickle", "shared_memory"}
    files = list(Path(sys.modules[m.__name__].__file__ or "").parent.glob("*.py"))
    assert len(files) > 8
    for file in files:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            names = {getattr(node, part, None) for part in ("id", "attr", "name", "module", "arg")}
            assert not {name for name in names if isinstance(name, str)} & forbidden, (file.name, node.lineno)  # type: ignore[attr-defined]
