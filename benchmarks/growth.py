"""What a submission costs as the class grows: 10, 100 and 1,000 of them, time, memory of the run, recording.

    .venv/bin/python benchmarks/growth.py [--unit UNIT] [--sizes 10 100 1000] [--write docs/benchmarks.md]

Each class is graded in a process of its own. Without --unit it is the invented unit of the tests, whose students need
milliseconds: there the run's own cost shows best. Flat means: within 15 % of the largest class.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from measuring import OVENS, Page, fresh, handed_in, median, one_run, released, seconds_each, spread, workplace

FLAT, RECORDING_MS = 0.15, 15.0


def main() -> int:
    """Measure and print."""
    page = Page("growth", "What a submission costs as the class grows.")
    page.parser.add_argument("--unit", default=OVENS)
    page.parser.add_argument("--sizes", type=int, nargs="+", default=[10, 100, 1000])
    page.parser.add_argument("--workers", type=int, default=1)
    chosen = page.parser.parse_args()
    sizes = sorted(chosen.sizes)
    page.begin()
    page.say(f"{chosen.unit}, {chosen.workers} worker(s); a submission's cost in classes of several sizes")
    page.say(
        f"{'class':>8} {'runs':>5} {'ms each':>9}  {'from ... to':<18} {'recording, ms each':>19}  {'from ... to':<16}"
        f" {'MiB of the run':>15}"
    )
    rows: dict[int, tuple[float, float, float]] = {}
    with workplace() as place:
        course = handed_in(released(place / "course", chosen.unit), chosen.unit, sizes[-1])
        for size in sizes:
            # Few submissions say little by themselves: small classes are graded several times.
            runs = [_run(course, place, chosen.unit, size, chosen.workers) for _ in range(max(1, min(5, 200 // size)))]
            each, recording = [1000 * run[0] for run in runs], [1000 * run[1] for run in runs]
            rows[size] = (median(each), median(recording), max(run[2] for run in runs) / 1024)
            page.say(
                f"{size:>8,} {len(runs):>5} {rows[size][0]:>9.1f}  {spread(each, '.1f'):<18} {rows[size][1]:>19.1f}  "
                f"{spread(recording, '.1f'):<16} {rows[size][2]:>15.0f}"
            )
    page.say()
    first, last = rows[sizes[0]], rows[sizes[-1]]
    time_, memory = last[0] / first[0] - 1, last[2] / first[2] - 1
    page.say(f"Time a submission, {sizes[-1]:,} against {sizes[0]:,}: {time_:+.0%} (aim: no more than {FLAT:+.0%})")
    page.say(f"Memory of the run, {sizes[-1]:,} against {sizes[0]:,}: {memory:+.0%} (aim: no more than {FLAT:+.0%})")
    page.say(f"Recording, {sizes[-1]:,} submissions: {last[1]:.1f} ms each (aim: at most {RECORDING_MS:.0f})")
    page.end(chosen)
    return 0


def _run(course: Path, place: Path, unit: str, size: int, workers: int) -> tuple[float, float, float]:
    """(seconds a submission, seconds of recording a submission, KiB of the run at its end)."""
    folder = fresh(course, place / "run", size, unit)
    run = one_run(folder, unit, workers)
    shutil.rmtree(folder)
    if run["count"] != size or run["internal"]:
        raise RuntimeError(f"expected {size} submissions graded, found {run['count']}; {run['internal']}")
    return seconds_each(run), sum(seconds for _, seconds in run["recorded"]) / size, run["resident_kib"][-1]


if __name__ == "__main__":
    sys.exit(main())
