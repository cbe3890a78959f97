"""What crosses nbviva's wire on the stand-in device: python crossing.py LIBRARY prints "crossed", or fails."""

from __future__ import annotations

import sys
from pathlib import Path

import standin
import torch

from nbviva import extras
from nbviva.wire.limits import Breach, Limits
from nbviva.wire.restore import restore
from nbviva.wire.values import decode, encode

standin.load(Path(sys.argv[1]))
OPEN = Limits(devices=("cpu", "meta", "standin:0"))


def code_of(refused: object) -> str:
    """The code of the Breach that a call ends in."""
    try:
        refused()  # type: ignore[operator]
    except Breach as why:
        return why.code
    return ""


leaf = torch.randn(4, 3).to("standin").t().requires_grad_()
leaf.grad = torch.ones(3, 4).to("standin")
payload, sent = encode([leaf, torch.zeros(2, device="meta"), torch.ones(2)], OPEN)
there = decode(payload, OPEN)
arrived = there.value[0]  # type: ignore[index]
assert [str(t.device) for t in there.value] == ["standin:0", "meta", "cpu"]  # type: ignore[attr-defined]
assert (arrived.is_leaf, arrived.requires_grad, str(arrived.grad.device)) == (True, True, "standin:0")
assert torch.equal(arrived.detach().cpu(), leaf.detach().cpu()) and arrived.stride() == leaf.stride()

# Nobody who has not let the device in receives from it or sends to it.
assert code_of(lambda: decode(payload, Limits())) == "no_device"
assert code_of(lambda: encode(leaf, Limits())) == "no_device"

# A step in place over there is a step in place here, on the same device; untouched ones come back as "the same".
with torch.no_grad():
    arrived -= 1
back, _ = encode(there.value, OPEN, origins=there.shared)
before = leaf.detach().cpu().clone()
heard = decode(back, OPEN, sent=sent)
restore(sent, heard.origins)
assert str(leaf.device) == "standin:0" and torch.equal(leaf.detach().cpu(), before - 1)

# A view of an argument is one again; memory of another device is none of an argument's, whatever its address says.
argument = torch.arange(6.0).to("standin")
said = extras.describe(argument[2:4], [argument], extras.look())
rebuilt = extras.rebuild(argument[2:4].clone(), [argument], said)
assert said[1] and rebuilt.data_ptr() == argument[2:].data_ptr()  # type: ignore[attr-defined]
elsewhere = argument.cpu()
assert extras.rebuild(argument[2:4].cpu(), [argument], said).device.type == "cpu"  # type: ignore[attr-defined]
assert not extras.describe(elsewhere[2:4], [argument], extras.look())[1]
print("crossed")
