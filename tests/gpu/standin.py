"""The device `standin`: numbers, autograd and CUDA's refusal to mix devices, on a machine without a GPU.

python tests/gpu/standin.py LIBRARY.so        compiles the library (half a minute, needs g++)
load(LIBRARY.so)                              makes `torch.device("standin")` work in this process, for good
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import torch
from torch.utils import backend_registration

SOURCE = Path(__file__).with_name("standin.cpp")


def build(library: Path) -> Path:
    """Compile it. Raises FileNotFoundError without g++, CalledProcessError where it does not compile."""
    root = Path(torch.__file__).parent
    include = [f"-I{root / 'include'}", f"-I{root / 'include/torch/csrc/api/include'}"]
    link = [f"-L{root / 'lib'}", "-lc10", "-ltorch_cpu", f"-Wl,-rpath,{root / 'lib'}"]
    command = ["g++", "-shared", "-fPIC", "-std=c++20", "-O0", "-w", *include, str(SOURCE), "-o", str(library), *link]
    subprocess.run(command, check=True, capture_output=True, timeout=600)
    return library


def load(library: Path) -> None:
    """Register the device under its name, in this process."""
    torch.utils.rename_privateuse1_backend("standin")
    torch._register_device_module("standin", backend_registration._DummyBackendModule())
    torch._C._acc.register_python_privateuseone_hook(backend_registration._DummyPrivateUse1Hook())
    torch.ops.load_library(str(library))


if __name__ == "__main__":
    build(Path(sys.argv[1]))
