"""One run of nbviva over a class, watched from within: started by other benchmarks, prints one line of JSON.

    python benchmarks/one_run.py COURSE UNIT WORKERS [--scheduler ADDRESS]

It does what `nbviva grade` does, and notes when each submission came back, how long recording took, and how large this
process was.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

BEGAN = time.perf_counter()


def resident() -> int:
    """KiB of this process in memory."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1])
    return 0


def main() -> int:
    """Grade, and say how it went."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("course", type=Path)
    parser.add_argument("unit")
    parser.add_argument("workers", type=int)
    parser.add_argument("--scheduler")
    chosen = parser.parse_args()
    os.chdir(chosen.course)
    from nbgrader.apps import NbGrader
    from traitlets.config import Config

    from nbviva import grading
    from nbviva.mapped import Mapped
    from nbviva.record import Recorder

    app = NbGrader()
    app.initialize([f"--CourseDirectory.root={chosen.course}", "--NbGrader.log_level=ERROR"])
    app.update_config(Config({"Viva": {"workers": chosen.workers}}))
    came: list[float] = []
    recorded: list[tuple[int, float]] = []
    sizes: list[int] = []
    examined, record_all = Mapped.examined, Recorder.record_all

    def watched(self: Mapped, *arguments: Any) -> Any:
        for found in examined(self, *arguments):
            if found is not None:
                came.append(time.perf_counter() - BEGAN)
                sizes.append(resident())
            yield found

    def timed(self: Recorder, batch: Any) -> Any:
        start = time.perf_counter()
        done = record_all(self, batch)
        recorded.append((len(batch), time.perf_counter() - start))
        return done

    Mapped.examined = watched  # type: ignore[method-assign]
    Recorder.record_all = timed  # type: ignore[method-assign]
    students = [student for _, student in grading.submitted(app.coursedir, chosen.unit)]
    with ExitStack() as stack:
        executor = None
        if chosen.scheduler:
            from nbviva.dask_cluster import executor_on

            executor = stack.enter_context(executor_on(chosen.scheduler))
        graded = grading.grade(
            app.coursedir,
            app,
            chosen.unit,
            students,
            force=False,
            create_students=True,
            log=lambda line: None,
            executor=executor,
        )
    found = {
        "came": came,
        "recorded": recorded,
        "resident_kib": sizes,
        "seconds": time.perf_counter() - BEGAN,
        "count": len(graded.recorded),
        "internal": graded.internal,
        "unrecorded": graded.unrecorded,
    }
    print(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
