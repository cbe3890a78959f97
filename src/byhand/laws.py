"""The laws of a check, in their order: implemented, runs, type, shape, manners, values. The first one broken is reported."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from byhand import compare, tensors
from byhand.asking import Reply, own_lines
from byhand.findings import Finding, Law, message
from byhand.pictures.error_map import error_map

Array = NDArray[np.floating]


@dataclass(frozen=True)
class Output:
    """One thing an exercise gives back: its name, its shape in letters, and what it must be."""

    name: str
    letters: tuple[str, ...]
    kind: Literal["array", "tensor"] = "array"
    """What it must be; a plain number may stand for an array of shape ()."""

    def shape(self, sizes: Mapping[str, int]) -> tuple[int, ...]:
        """The shape in a case of these sizes."""
        return compare.shape_of(self.letters, sizes)


def _finding(law: Law, what: str, /, next_step: str, **args: object) -> Finding:
    return Finding(law=law, what=message(f"law.{what}", **args), next_step=message(f"next.{next_step}", **args))


def is_stub(error: BaseException | None) -> bool:
    """Whether a TODO raised it. torch raises NotImplementedError, too, where a device cannot do what was asked."""
    return isinstance(error, NotImplementedError) and (not str(error) or "TODO" in str(error))


def implemented_and_runs(reply: Reply, name: str) -> Finding | None:
    """Laws 1 and 2: there is an answer, and it does not raise."""
    if is_stub(reply.error):
        return _finding("implemented", "implemented", "write", name=name)
    if reply.error is None:
        return None
    kind, text = type(reply.error).__name__, " ".join(str(reply.error).split())
    place = own_lines(reply.error)
    where = None if place is None else message("where.line", number=place[0], line=place[1])
    # NumPy says ValueError where two shapes do not fit, torch says RuntimeError.
    about = re.search("shape|dimension|mismatch|broadcast|size of tensor", text) is not None
    of_shapes = isinstance(reply.error, (ValueError, RuntimeError)) and about
    found = _finding("runs", "runs", "read_shapes" if of_shapes else "read_error", name=name, error=kind)
    said = message("how_much.error", error=kind, text=text) if text else None
    return Finding(law="runs", what=found.what, next_step=found.next_step, where=where, how_much=said)


def type_and_shape(
    value: object, output: Output, sizes: Mapping[str, int], dtype: np.dtype | None, device: str | None = None
) -> Finding | None:
    """Laws 3 and 4: an array (or a number, where the shape is ()) of real floating-point numbers, of the right shape.

    A tensor where the output is one, on `device` (None: any). `dtype` is what the result must keep; None accepts any
    floating-point dtype.
    """
    name, wanted = output.name, output.shape(sizes)
    shape_said = compare.in_letters(wanted, sizes) if wanted else "()"
    if value is None:
        return _finding("type", "returned_nothing", "return", name=name)
    if output.kind == "tensor":
        return _tensor(value, name, wanted, shape_said, sizes, dtype, device)
    number = isinstance(value, (float, int, np.generic)) and not isinstance(value, (bool, np.bool_))
    if type(value) is not np.ndarray and not (number and (not wanted or isinstance(value, (float, np.floating)))):
        found = type(value).__name__
        if not wanted:
            return _finding("type", "number", "number", name=name, found=found)
        return _finding("type", "type", "array", name=name, shape=shape_said, found=found)
    array = np.asarray(value)
    if array.dtype.kind not in ("fiu" if not wanted else "f"):
        return _finding("type", "dtype", "floats", name=name, found=array.dtype.name)
    if array.shape != wanted:
        found = compare.in_letters(array.shape, sizes) if array.shape else "()"
        return _finding("shape", "shape", "shape", name=name, expected=shape_said, found=found)
    if dtype is not None and array.dtype != dtype:
        return _finding("type", "dtype_kept", "dtype_kept", name=name, expected=dtype.name, found=array.dtype.name)
    return None


def _tensor(
    value: Any,
    name: str,
    wanted: tuple[int, ...],
    shape_said: str,
    sizes: Mapping[str, int],
    dtype: np.dtype | None,
    device: str | None,
) -> Finding | None:
    if not tensors.is_tensor(value):
        return _finding("type", "tensor", "tensor", name=name, shape=shape_said, found=type(value).__name__)
    found_dtype = str(value.dtype).removeprefix("torch.")
    if not value.dtype.is_floating_point:
        return _finding("type", "dtype", "floats", name=name, found=found_dtype)
    shape = tuple(value.shape)
    if shape != wanted:
        found = compare.in_letters(shape, sizes) if shape else "()"
        return _finding("shape", "shape", "shape", name=name, expected=shape_said, found=found)
    if dtype is not None and found_dtype != dtype.name:
        return _finding("type", "dtype_kept", "dtype_kept_torch", name=name, expected=dtype.name, found=found_dtype)
    if device is not None and str(value.device) != device:
        return _finding("type", "device", "device", name=name, expected=device, found=str(value.device))
    return None


def manners(
    reply: Reply, values: Sequence[object], may_change: Sequence[str], may_share: Sequence[str] = ()
) -> Finding | None:
    """Law 5: arguments as they were, results in memory of their own (but for `may_share`), the global random
    generators and autograd's recording untouched."""
    taken = [name for name in reply.changed if name not in may_change]
    if taken:
        return _finding("manners", "changed", "copy", argument=taken[0])
    for value in values:
        for name, argument in reply.arguments.items():
            if name not in (*may_change, *may_share) and tensors.share_memory(value, argument):
                return _finding("manners", "shared", "copy", argument=name)
    if reply.touched_generator:
        return _finding("manners", "generator", "generator")
    if reply.touched_torch:
        return _finding("manners", "generator_torch", "generator_torch")
    if reply.switched_recording:
        return _finding("manners", "switched", "switched")
    return None


def values(
    value: object,
    expected: Array,
    name: str,
    tolerance: float,
    *,
    show: bool,
    mask: NDArray[np.bool_] | None = None,
    of_autograd: bool = True,
) -> Finding | None:
    """Law 6: finite, and within `tolerance` of the reference in the norm.

    `show` allows numbers on the card, and a picture of where the errors sit, beside the entries that `mask` closes.
    `of_autograd` says that the reference is a gradient by torch autograd: the card names it. A tensor on the device
    meta has no numbers and passes.
    """
    if tensors.is_tensor(value) and value.device.type == "meta":  # type: ignore[attr-defined]
        return None
    against = "" if of_autograd else "_plain"
    found = np.asarray(tensors.numbers(value), dtype=np.float64)
    if not np.isfinite(found).all():
        finding = _finding("values", "not_finite", "not_finite", name=name)
    elif compare.relative_error(found, expected) <= tolerance:
        return None
    else:
        finding = _finding("values", f"values{against}", "values", name=name)
    if not show:
        return finding
    wrong = compare.wrong_entries(found, expected, tolerance)
    where = picture = None
    if found.ndim:
        index = compare.worst_entry(found, expected)
        where = message(
            f"where.entry{against}",
            name=name,
            index=", ".join(map(str, index)),
            found=f"{found[index]:.4g}",
            expected=f"{expected[index]:.4g}",
        )
        # Where everything is wrong, a picture of it says no more than the count does.
        telling = found.ndim == 2 and not wrong.all()
        picture = error_map(wrong, mask, names=(name, "h" if mask is not None else "")) if telling else None
        count = {"wrong": int(wrong.sum()), "all": wrong.size}
        error = f"{compare.relative_error(found, expected):.2g}"
        how_much = message("how_much.entries", error=error, allowed=f"{tolerance:.0e}".replace("e-0", "e-"), **count)
    else:
        how_much = message(f"how_much.number{against}", found=f"{float(found):.6g}", expected=f"{float(expected):.6g}")
    return Finding(
        law="values",
        what=finding.what,
        next_step=finding.next_step,
        where=where,
        how_much=how_much,
        picture=picture,
    )
