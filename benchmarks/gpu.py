"""How far CUDA's float32 strays from float64 on the course's network, TF32 off and on, beside the bounds of theory.

    python benchmarks/gpu.py              on CUDA; skips, with exit status 0, where there is none
    python benchmarks/gpu.py --device cpu the same table on the CPU, where TF32 changes nothing

For each number of the network the error of `byhand.compare.relative_error` against float64 on the CPU, the largest of the
draws. Bounds: N. J. Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., section 3.1: a sum of n products
with unit roundoff u errs by at most gamma_n = n u / (1 - n u) times the sum of their absolute values, and typically by
sqrt(n) u. TF32 rounds each factor to a mantissa of 10 stored bits (u = 2**-11) and adds in float32 (u = 2**-24).
"""

from __future__ import annotations

import argparse
import platform
import sys

import numpy as np
import torch

from byhand import spine
from byhand.compare import TOLERANCE, relative_error
from byhand.fixtures import DISTINCT
from byhand.tensors import numbers

DRAWS = 5
FLOAT32, FLOAT64, TF32 = 2.0**-24, 2.0**-53, 2.0**-11  # unit roundoffs: half the distance from 1 to the next number
NAMES = ("loss", "grad_w1", "grad_w2")
LIMIT64, LIMIT32 = (TOLERANCE[np.dtype(kind)] for kind in (np.float64, np.float32))


def gradients(arrays: tuple[np.ndarray, ...], device: str, dtype: torch.dtype) -> list[np.ndarray]:
    """Loss and gradients of the network by torch autograd, there and in that dtype."""
    x, y, w1, w2 = (torch.tensor(array, dtype=dtype, device=device) for array in arrays)
    w1.requires_grad_()
    w2.requires_grad_()
    loss = (x.mm(w1).clamp(min=0).mm(w2) - y).pow(2).sum()
    return [numbers(t) for t in (loss, *torch.autograd.grad(loss, [w1, w2]))]


def errors(device: str, dtype: torch.dtype, *, tf32: bool) -> dict[str, float]:
    """The largest error of each number over the draws; the sizes are the course's own."""
    torch.set_float32_matmul_precision("high" if tf32 else "highest")
    worst = dict.fromkeys(NAMES, 0.0)
    rng = np.random.default_rng(0)
    for _ in range(DRAWS):
        shapes = ((spine.N, spine.D_IN), (spine.N, spine.D_OUT), (spine.D_IN, spine.H), (spine.H, spine.D_OUT))
        arrays = tuple(rng.standard_normal(shape) for shape in shapes)
        right = gradients(arrays, "cpu", torch.float64)
        for name, found, expected in zip(NAMES, gradients(arrays, device, dtype), right, strict=True):
            worst[name] = max(worst[name], relative_error(found, expected))
    torch.set_float32_matmul_precision("highest")
    return worst


def drift(device: str, dtype: torch.dtype, *, tf32: bool) -> float:
    """How far 500 steps of the course's own run land from its stored curve: the largest relative gap."""
    torch.set_float32_matmul_precision("high" if tf32 else "highest")
    x, y, w1, w2 = (torch.tensor(array, dtype=dtype, device=device) for array in spine.start())
    losses = []
    for _ in range(spine.STEPS):
        w1, w2 = w1.detach().requires_grad_(), w2.detach().requires_grad_()
        loss = (x.mm(w1).clamp(min=0).mm(w2) - y).pow(2).sum()
        losses.append(loss.item())
        g1, g2 = torch.autograd.grad(loss, [w1, w2])
        w1, w2 = w1 - spine.LEARNING_RATE * g1, w2 - spine.LEARNING_RATE * g2
    torch.set_float32_matmul_precision("highest")
    return float(np.max(np.abs(np.array(losses) - spine.curve()) / spine.curve()))


def bounds() -> None:
    """Print what theory allows, for the longest sum of the network."""
    n = spine.D_IN
    print(f"Bounds for one sum of D_in = {n} products, relative to the sum of their absolute values")
    for name, each in (("float64", n * FLOAT64), ("float32", n * FLOAT32), ("TF32", 2 * TF32 + n * FLOAT32)):
        print(f"  at worst    {name:8} {each / (1 - each):8.1e}")
    for name, each in (("float64", n**0.5 * FLOAT64), ("float32", n**0.5 * FLOAT32), ("TF32", 2**0.5 * TF32)):
        print(f"  typically   {name:8} {each:8.1e}")
    print(
        f"The checks allow {LIMIT64:.0e} in float64 and {LIMIT32:.0e} in float32; two mistakes differ by {DISTINCT:.0e}."
    )


def table(device: str) -> None:
    """Print the measured errors."""
    print(
        f"\nMeasured on {device}: error against float64 on the CPU, largest of {DRAWS} draws; 500 steps beside the curve"
    )
    print(f"{'':22}{''.join(f'{name:>10}' for name in NAMES)}{'500 steps':>12}")
    for name, dtype, tf32 in (
        ("float64", torch.float64, False),
        ("float32, TF32 off", torch.float32, False),
        ("float32, TF32 on", torch.float32, True),
    ):
        found = errors(device, dtype, tf32=tf32)
        limit = LIMIT64 if dtype is torch.float64 else LIMIT32
        verdict = "within the checks' bound" if max(found.values()) <= limit else "BEYOND the checks' bound"
        row = "".join(f"{found[key]:10.1e}" for key in NAMES)
        print(f"{name:22}{row}{drift(device, dtype, tf32=tf32):12.1e}   {verdict}")


def main() -> int:
    """Measure and print; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--device", default="cuda", help="default: %(default)s")
    device = parser.parse_args().device
    bounds()
    if device.startswith("cuda") and not torch.cuda.is_available():
        print(
            "\nSKIPPED: NO CUDA DEVICE HERE, so nothing was measured on a GPU. `--device cpu` prints the table for the CPU."
        )
        return 0
    name = torch.cuda.get_device_name(device) if device.startswith("cuda") else platform.machine()
    print(f"\n{name}, torch {torch.__version__}, CUDA {torch.version.cuda}, Python {platform.python_version()}")
    table(device)
    return 0


if __name__ == "__main__":
    sys.exit(main())
