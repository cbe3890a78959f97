"""Writes src/byhand/spine.txt: the losses of the course's network, by PyTorch's own layers and optimizer.

python tools/spine.py
"""

from __future__ import annotations

from pathlib import Path

import torch

from byhand import spine

FILE = Path(spine.__file__).with_name("spine.txt")


def losses(steps: int) -> list[float]:
    """The loss before each step, in float64 on the CPU."""
    x, y, w1, w2 = (torch.from_numpy(array) for array in spine.start())
    model = torch.nn.Sequential(
        torch.nn.Linear(spine.D_IN, spine.H, bias=False),
        torch.nn.ReLU(),
        torch.nn.Linear(spine.H, spine.D_OUT, bias=False),
    ).double()
    model.load_state_dict({"0.weight": w1.T, "2.weight": w2.T})
    optimizer = torch.optim.SGD(model.parameters(), lr=spine.LEARNING_RATE)
    found = []
    for _ in range(steps):
        loss = torch.nn.functional.mse_loss(model(x), y, reduction="sum")
        found.append(loss.item())
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    return found


def main() -> int:
    """Write the file and say so."""
    FILE.write_text("".join(f"{loss!r}\n" for loss in losses(spine.STEPS)), encoding="ascii")
    print(f"{FILE.name}: {spine.STEPS} losses")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
