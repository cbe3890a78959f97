"""Two Dask workers on this machine against one: the ratio, and whether the verdicts are the same.

.venv/bin/python benchmarks/dask_workers.py [--unit UNIT] [--submissions 100] [--write docs/benchmarks.md]
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

from measuring import UNIT, Page, cores, fresh, handed_in, median, one_run, released, seconds_each, spread, workplace

AIM = 1.8


def verdicts(folder: Path, unit: str) -> dict[str, Any]:
    """What was found in each submission, but for what a clock or a start says."""
    found = {}
    for path in folder.glob(f"autograded/*/{unit}/verdict.json"):
        [one] = json.loads(path.read_text(encoding="utf-8"))["notebooks"]
        one = {name: value for name, value in one.items() if name not in ("seconds", "sandbox", "events")}
        for cell in one["cells"]:
            cell.pop("seconds")
        found[path.parent.parent.name] = one
    return found


def main() -> int:
    """Measure and print."""
    page = Page("dask_workers", "Two Dask workers on this machine against one.")
    page.parser.add_argument("--unit", default=UNIT)
    page.parser.add_argument("--submissions", type=int, default=100)
    page.parser.add_argument("--runs", type=int, default=1)
    chosen = page.parser.parse_args()
    try:
        import distributed
        from distributed import LocalCluster
    except ImportError:
        print('Dask is not installed: pip install "backprop-by-hand[dask]"', file=sys.stderr)
        return 1
    page.begin(distributed=distributed.__version__)
    page.say(f"{chosen.unit}, {chosen.submissions} submissions, {cores()} cores")
    page.say(f"{'Dask workers':<14} {'runs':>5} {'s each':>8}  {'from ... to':<16}")
    each: dict[int, float] = {}
    found: list[dict[str, Any]] = []
    with workplace() as place:
        course = handed_in(released(place / "course", chosen.unit), chosen.unit, chosen.submissions)
        for workers in (1, 2):
            seconds = []
            for _ in range(chosen.runs):
                folder = fresh(course, place / "run", chosen.submissions, chosen.unit)
                made: Any = LocalCluster
                with made(n_workers=workers, threads_per_worker=1, dashboard_address=None, host="127.0.0.1") as cluster:
                    run = one_run(folder, chosen.unit, workers, "--scheduler", cluster.scheduler_address)
                seconds.append(seconds_each(run))
                found.append(verdicts(folder, chosen.unit))
                shutil.rmtree(folder)
            each[workers] = median(seconds)
            page.say(f"{workers:<14} {len(seconds):>5} {each[workers]:>8.2f}  {spread(seconds):<16}")
    same = all(one == found[0] for one in found) and len(found[0]) == chosen.submissions
    page.say()
    page.say(f"Two give {each[1] / each[2]:.2f} times what one gives (aim: {AIM})")
    page.say(f"Verdicts of all {len(found)} runs the same, but for the seconds in them: {'yes' if same else 'NO'}")
    page.end(chosen)
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
