"""The box that a student's process lives in: namespaces by bubblewrap, a seccomp filter, limits, a named ending.

    with Sandboxed(Box(packages=(path_of_entry,), hidden=("torch",)), "entry", Limits()) as student:
        student.channel.sendall(...)
        ending = student.wait()

`Warm` keeps a process with the imported modules and forks such students from it in milliseconds.

It fails closed: where no box can be made, or one does not pass `selftest.check`, a SandboxError says why and nothing
runs. What this machine can give: `python -m nbviva.doctor`.
"""

from nbviva.sandbox.bubblewrap import Box
from nbviva.sandbox.launch import Sandboxed
from nbviva.sandbox.limits import Holding, Limits
from nbviva.sandbox.running import Ending, Running
from nbviva.sandbox.warm import Warm
from nbviva.sandbox.words import ENDINGS, NOT_HELD, REFUSALS, SandboxError

__all__ = [
    "ENDINGS",
    "NOT_HELD",
    "REFUSALS",
    "Box",
    "Ending",
    "Holding",
    "Limits",
    "Running",
    "SandboxError",
    "Sandboxed",
    "Warm",
]
