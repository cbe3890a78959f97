"""What crosses comes back the same: every kind of value, every layout, what is shared, and what stays behind as a handle."""

from __future__ import annotations

import random
import struct
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from nbviva.wire.arrays import NAMES
from nbviva.wire.limits import SENTENCES
from nbviva.wire.values import Breach, Callback, Handle, Limits, Registry, decode, encode

NUMPY = [name for name in NAMES if name != "bfloat16"]


def there(value: object, **limits: Any) -> Any:
    """`value` as the other side gets it."""
    return decode(encode(value, Limits(**limits))[0], Limits(**limits)).value


def same(a: Any, b: Any) -> bool:
    """Equal in type and to the last bit."""
    if type(a) is not type(b):
        return False
    if type(a) in (list, tuple):
        return len(a) == len(b) and all(map(same, a, b))
    if type(a) is dict:
        return same(list(a.items()), list(b.items()))
    if type(a) in (float, complex):
        return struct.pack("2d", complex(a).real, complex(a).imag) == struct.pack(
            "2d", complex(b).real, complex(b).imag
        )
    if isinstance(a, np.ndarray | np.generic):
        return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
    if isinstance(a, torch.Tensor):
        bits = [x.detach().contiguous().reshape(-1).view(torch.uint8) for x in (a, b)]
        return a.dtype == b.dtype and a.shape == b.shape and torch.equal(*bits)
    return bool(a == b)


PLAIN = [
    *(None, True, False, 0, -1, 2**63 - 1, -(2**63), 2**63, -(2**63) - 1, 2**4095 - 1, -(2**4095)),
    *(0.0, -0.0, float("inf"), -float("inf"), float("nan"), 5e-324, complex(-0.0, float("nan"))),
    *("", "naïve 梯度 🙂", "\x00\x1b[31m\u202e", "\ud800 alone", b"", bytes(range(256))),
    *(set(), {1, "a", None, (2, b"b")}, frozenset(), frozenset({1.5}), [{3}, {3}]),
    *([], (), {}, [[], [()]], (1,), {"a": 1, 2: "b", None: None, 1.5: [], (1, "x"): 3, True: 0, b"k": 1}),
]


@pytest.mark.parametrize("value", PLAIN, ids=range(len(PLAIN)))
def test_a_plain_value_comes_back_the_same(value: object) -> None:
    assert same(there(value), value)


@pytest.mark.parametrize("name", NUMPY)
@pytest.mark.parametrize("shape", [(), (0,), (3,), (0, 4), (2, 3), (2, 1, 3), (1,) * 8])
def test_an_array_comes_back_the_same(name: str, shape: tuple[int, ...]) -> None:
    raw = np.random.default_rng(0).bytes(16 * 64)
    array = np.frombuffer(raw, name if name != "bool" else "uint8")[: int(np.prod(shape))].reshape(shape).copy()
    array = np.asarray(array > 100) if name == "bool" else array
    back = there(array)
    assert same(back, array)
    assert back.flags.writeable
    assert back.flags.owndata
    assert same(there(array[..., None][..., 0].dtype.type(1)), array.dtype.type(1))


def test_numpy_scalars_stay_numpy_scalars() -> None:
    for name in NUMPY:
        assert type(there(np.dtype(name).type(1))) is np.dtype(name).type
    assert same(there(np.float64("nan")), np.float64("nan"))
    assert type(there(1.0)) is float
    assert there(np.longlong(-7)) == -7


def test_another_byte_order_arrives_in_the_native_one() -> None:
    assert same(there(np.arange(4, dtype=">i4")), np.arange(4, dtype="=i4"))


VIEWS: dict[str, Callable[[Any], Any]] = {
    "fortran": lambda a: np.asfortranarray(a),
    "transposed": lambda a: a.transpose(2, 0, 1),
    "reversed": lambda a: a[::-1, :, ::-1],
    "every second row": lambda a: a[::2],
    "every second column": lambda a: a[..., ::2],
    "inner block": lambda a: a[1:3, 1:3, 1:3],
    "transposed, reversed, sliced": lambda a: a.T[::-2, 1:],
    "repeated": lambda a: np.broadcast_to(a[:, :1], a.shape),
    "read-only": lambda a: np.broadcast_to(a, a.shape),
}


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_a_view_arrives_as_a_view_of_its_kind(view: Callable[[Any], Any]) -> None:
    array = view(np.random.default_rng(1).normal(size=(4, 5, 6)))
    back = there(array)
    assert same(back, array)
    for flag in ("C_CONTIGUOUS", "F_CONTIGUOUS", "WRITEABLE"):
        assert back.flags[flag] == array.flags[flag]
    assert np.sign(back.strides).tolist() == np.sign(array.strides).tolist()
    orders = [sorted(range(3), key=lambda i: -abs(x.strides[i])) for x in (array, back)]
    assert orders[0] == orders[1]


def test_views_without_elements_or_with_shared_ones_keep_their_values() -> None:
    array = np.arange(6.0)
    for view in (array[:0][::-1], np.lib.stride_tricks.sliding_window_view(array, 3), np.empty((0, 3))[:, ::2]):
        assert same(there(view), view)


TENSORS: dict[str, Callable[[], Any]] = {
    "leaf": lambda: torch.randn(3, 4, requires_grad=True),
    "plain": lambda: torch.randn(3, 4),
    "scalar": lambda: torch.tensor(2.5),
    "empty": lambda: torch.empty(0, 3),
    "inner": lambda: torch.randn(3, requires_grad=True) * 2,
    "parameter": lambda: torch.nn.Parameter(torch.randn(2)),
    "frozen parameter": lambda: torch.nn.Parameter(torch.arange(3), requires_grad=False),
    "transposed": lambda: torch.randn(3, 4).t(),
    "sliced": lambda: torch.randn(6, 4)[::2, 1:3],
    "expanded": lambda: torch.randn(3, 1).expand(3, 5),
    "transposed leaf": lambda: torch.randn(3, 4).t().requires_grad_(),
    "transposed inner": lambda: (torch.randn(3, 4, requires_grad=True) * 2).t(),
    "conjugate": lambda: torch.randn(3, dtype=torch.complex64).conj(),
    "meta": lambda: torch.empty(3, 4, device="meta").t(),
}


@pytest.mark.parametrize("make", TENSORS.values(), ids=TENSORS)
def test_a_tensor_comes_back_with_what_autograd_knows_of_it(make: Callable[[], Any]) -> None:
    tensor = make()
    back = there(tensor)
    facts = [
        (type(x), x.shape, x.dtype, x.device, x.requires_grad, x.is_leaf, x.is_contiguous()) for x in (tensor, back)
    ]
    assert facts[0] == facts[1]
    if tensor.device.type != "meta":
        assert same(back, tensor.resolve_conj())
    assert [n == 0 for n in back.stride()] == [n == 0 for n in tensor.stride()]


@pytest.mark.parametrize("name", NAMES)
def test_every_type_of_tensor(name: str) -> None:
    tensor = torch.tensor([0, 1, 1, 0]).to(getattr(torch, name))
    assert same(there(tensor), tensor)


def test_grad_comes_along() -> None:
    leaf = torch.randn(3, requires_grad=True)
    inner = leaf * 2
    inner.retain_grad()
    inner.sum().backward()
    back_leaf, back_inner = there((leaf, inner))
    assert same(back_leaf.grad, leaf.grad)
    assert same(back_inner.grad, inner.grad)
    back_leaf.grad += 1  # it is a tensor like any other
    assert there(leaf.detach()).grad is None


def test_the_same_object_twice_stays_one_object() -> None:
    array, tensor = np.zeros(2), torch.zeros(2)
    back = there([array, {"w": array, "t": (tensor, tensor)}, tensor])
    assert back[0] is back[1]["w"]
    assert back[2] is back[1]["t"][0] is back[1]["t"][1]
    both = [[1]] * 2
    one, two = there(both)
    assert one is two


class Shady(list[int]):
    """A subclass that says it is a list."""

    @property
    def __class__(self) -> Any:
        return list

    def __reduce__(self) -> Any:
        raise AssertionError("nobody asks")


OPAQUE = {
    "subclass": Shady([1]),
    "bool array subclass": np.ma.masked_array([1, 2], [True, False]),
    "matrix": np.zeros((2, 2)).view(np.recarray),
    "objects": np.array([object()], dtype=object),
    "texts": np.array(["a"]),
    "record": np.zeros(2, dtype=[("a", float)]),
    "long double": np.zeros(2, dtype=np.longdouble),
    "time": np.datetime64("2020-01-01"),
    "sparse": torch.eye(2).to_sparse(),
    "set of lists as tuples": {(1, (2, (3,)))},
    "set with NaN": {float("nan")},
    "range": range(3),
    "function": same,
    "class": Shady,
    "module": torch.nn.Linear(1, 1),
    "odd keys": {np.int64(1): 2},
}


@pytest.mark.parametrize("thing", OPAQUE.values(), ids=OPAQUE)
def test_anything_else_crosses_as_a_handle_or_not_at_all(thing: object) -> None:
    registry = Registry()
    data, _ = encode([thing, thing], outward=registry.handle)
    one, two = decode(data).value  # type: ignore[misc]
    assert type(one) is Handle
    assert one == two
    assert registry.get(one.id) is thing
    back = decode(encode(one)[0], inward=lambda handle: registry.get(handle.id))  # passed back, it is itself again
    assert back.value is thing
    with pytest.raises(Breach, match="unsendable"):
        encode(thing)


def test_what_a_handle_says_of_itself() -> None:
    registry = Registry(Limits(handles=5))
    evil = type("a\n\u202eb" + "x" * 200, (), {})()
    things = [same, Shady, (n for n in ()), evil, len]
    kinds = [decode(encode(thing, outward=registry.handle)[0]).value.kind for thing in things]  # type: ignore[attr-defined]
    assert kinds == ["function", "class", "generator", "object", "function"]
    assert registry.handle(evil).type_name == "a??b" + "x" * 76
    for number in (5, -1, True):
        with pytest.raises(Breach, match="unknown_handle"):
            registry.get(number)
    with pytest.raises(Breach, match="too_many"):
        registry.put(object())


def test_a_callback_goes_over_and_comes_back() -> None:
    examiner = Registry()
    data, _ = encode((same, 1), outward=examiner.callback)
    assert decode(data).value == (Callback(0, "same"), 1)


def random_value(rng: random.Random, depth: int = 0) -> object:
    pick = rng.randrange(10 if depth < 4 else 7)
    if pick < 3:
        return rng.choice(PLAIN[:-1])
    if pick == 3:
        return "".join(chr(rng.randrange(0x110000)) for _ in range(rng.randrange(8)))
    if pick == 4:
        return rng.getrandbits(rng.randrange(1, 4000)) * rng.choice((1, -1))
    if pick in (5, 6):
        name = rng.choice(NAMES if pick == 6 else NUMPY)
        shape = [rng.randrange(4) for _ in range(rng.randrange(4))]
        if pick == 6:
            tensor = (torch.randint(0, 2, shape) if name == "bool" else torch.randn(shape) * 9).to(getattr(torch, name))
            return tensor.permute(rng.sample(range(len(shape)), len(shape)))
        array = (np.random.default_rng(rng.randrange(99)).normal(size=shape) * 50).astype(name)
        return (
            array.transpose(rng.sample(range(len(shape)), len(shape)))[..., :: rng.choice((1, 2, -1, -2))]
            if shape
            else array
        )
    items = [random_value(rng, depth + 1) for _ in range(rng.randrange(4))]
    return items if pick == 7 else tuple(items) if pick == 8 else dict(zip("abcd", items, strict=False))


def test_random_values_come_back_the_same() -> None:
    seed = random.randrange(10**9)
    print("seed", seed)
    rng = random.Random(seed)
    with np.errstate(all="ignore"):
        for _ in range(400):
            value = random_value(rng)
            assert same(there(value), value), (seed, value)


TOO_MUCH: dict[str, tuple[str, Callable[[], object], dict[str, Any]]] = {
    "int": ("too_big", lambda: 1 << 4096, {}),
    "str": ("too_long", lambda: "é" * 600, {"text_bytes": 1000}),
    "bytes": ("too_long", lambda: bytes(1001), {"text_bytes": 1000}),
    "array": ("too_big", lambda: np.zeros(1001, "u1"), {"message_bytes": 1000}),
    "same array often": ("too_big", lambda: [np.zeros(300, "u1")] * 4, {"message_bytes": 1000}),
    "repeated row": ("too_big", lambda: np.broadcast_to(np.zeros(1), (10**9,)), {}),
    "dimensions": ("too_many", lambda: np.zeros((1,) * 9), {}),
    "list": ("too_many", lambda: [0] * 1001, {"items": 1000}),
    "set": ("too_many", lambda: set(range(11)), {"dict_keys": 10}),
    "dict": ("too_many", lambda: dict.fromkeys(range(11)), {"dict_keys": 10}),
    "depth": ("too_deep", lambda: [[[[]]]], {"depth": 3}),
}


@pytest.mark.parametrize("case", TOO_MUCH)
def test_the_sender_already_refuses_what_is_too_much(case: str) -> None:
    code, make, limits = TOO_MUCH[case]
    with pytest.raises(Breach) as refusal:
        encode(make(), Limits(**limits))
    assert refusal.value.code == code
    assert SENTENCES[code] in str(refusal.value)


def test_a_list_in_itself_is_refused_and_what_unfolds_too_far() -> None:
    loop: list[object] = []
    loop.append((loop,))
    with pytest.raises(Breach, match="cyclic"):
        encode(loop)
    bomb: object = "ha"
    for _ in range(20):
        bomb = [bomb] * 10
    with pytest.raises(Breach, match="too_many"):
        encode(bomb)
    chain: object = []
    for _ in range(20):
        chain = [chain]
    with pytest.raises(Breach, match="too_deep"):  # mentioned again, far down
        encode([chain, [[[[[[[[[[[[[chain]]]]]]]]]]]]]])


def test_a_tensor_inside_a_transform_is_refused_by_name() -> None:
    def look(x: torch.Tensor) -> torch.Tensor:
        with pytest.raises(Breach, match="unsendable"):
            encode(x)
        return x.sum()

    torch.func.grad(look)(torch.ones(3))


def test_torch_is_not_imported_for_numpy() -> None:
    code = (
        "import sys; from nbviva.wire import frames, messages, restore, values; import numpy as np\n"
        "class T: pass\n"
        "T.__module__, T.__name__ = 'torch', 'Tensor'\n"
        "values.encode([np.zeros(3), T()], outward=values.Registry().handle)\n"
        "assert 'torch' not in sys.modules; print('fine')"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert ran.stdout == "fine\n"
