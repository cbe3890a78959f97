"""The report as one HTML page that needs nothing else: no script, no network, no other file.

Everything shown passes Jinja's escaping and `visible`; whatever a student called a thing stays inside its own <bdi>.
"""

from __future__ import annotations

import os
import statistics
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ..attention import CONCERNS, Need
from ..outcomes import shown
from ..private import private_folder
from ..versions import versions
from ..visibletext import visible
from . import fragments, similarity
from .charts import bins, parts
from .findings import STATUSES, Findings
from .people import counted, tampering
from .records import Records
from .similarity import Similarity

ROWS = 25
"""Entries of a list that the page shows before it counts the rest."""
SENTENCES = 4
"""Sentences about one submission under one heading."""


def page(
    records: Records,
    found: Findings,
    needed: Mapping[str, list[Need]],
    alike: Similarity,
    link: Callable[[str], str | None],
    rows: int = ROWS,
) -> str:
    """The page. `link`: id of a mistake -> address of what explains it; `rows`: entries of a list that are shown."""
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    def safe(value: Any) -> Any:
        return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value

    made = Environment(autoescape=True, undefined=StrictUndefined, finalize=safe, trim_blocks=True, lstrip_blocks=True)
    made.filters |= {"name": shown, "percent": lambda share: f"{share:.0%}", "number": _number, "seconds": _seconds}
    template = made.from_string(Path(__file__).with_name("page.html").read_text(encoding="utf-8"))
    return template.render(
        records=records,
        found=found,
        alike=alike,
        link=link,
        rows=rows,
        several=len(records.units) > 1,
        summary=_summary(found.points),
        bins=bins(found.points, records.worth),
        parts=parts,
        statuses=[status for status in STATUSES if any(one.became[status] for one in found.exercises)],
        mistakes=_mistakes(found),
        concerns=CONCERNS,
        number_of=counted(dict(needed)),
        for_a_person=sum(bool(one.waiting) or one.student in needed for one in records.submissions),
        people=_by_concern(needed),
        tampering=tampering(records),
        settings={"length": fragments.LENGTH, "alike": similarity.ALIKE, "score": similarity.SCORE},
        sentences=SENTENCES,
        stale=len(found.masters) - len({notebook for notebook, _ in found.masters}),
        made=datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        version=versions(())["nbviva"],
        median_seconds=statistics.median(found.seconds) if found.seconds else None,
    )


def write(text: str, path: Path) -> None:
    """Put the page in its place in one step, to be read by its owner only. Raises OSError.

    Its folder is made if it is missing, and git leaves alone what lies in it.
    """
    private_folder(path.parent)
    descriptor, draft = tempfile.mkstemp(prefix=".report-", suffix=".html", dir=path.parent)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace") as file:
            file.write(text)
        Path(draft).replace(path)
    except OSError:
        Path(draft).unlink(missing_ok=True)
        raise


def _summary(points: Sequence[float]) -> dict[str, float]:
    if not points:
        return {}
    low, middle, high = statistics.quantiles(points, n=4, method="inclusive") if len(points) > 1 else [points[0]] * 3
    mean = round(statistics.fmean(points), 1)
    named = ("lowest", "a quarter has at most", "median", "mean", "a quarter has at least", "highest")
    return dict(zip(named, (min(points), low, middle, mean, high, max(points)), strict=True))


def _mistakes(found: Findings) -> list[tuple[str, int, list[tuple[str, int]]]]:
    """(id, times, [(exercise, times)]) over the whole notebook, the most frequent first."""
    where: dict[str, Counter[str]] = defaultdict(Counter)
    for exercise in found.exercises:
        for mistake, count in exercise.mistakes.items():
            where[mistake][exercise.name] += count
    listed = [(mistake, times.total(), times.most_common()) for mistake, times in where.items()]
    return sorted(listed, key=lambda one: (-one[1], one[0]))


def _by_concern(needed: Mapping[str, list[Need]]) -> dict[str, list[tuple[str, list[str]]]]:
    """Concern -> (student, sentences) of each submission that it is about."""
    found: dict[str, dict[str, list[str]]] = {concern: {} for concern in CONCERNS}
    for student, listed in needed.items():
        for need in listed:
            sentences = found[need.concern].setdefault(student, [])
            if need.sentence not in sentences:
                sentences.append(need.sentence)
    return {concern: list(each.items()) for concern, each in found.items() if each}


def _number(value: float) -> str:
    return f"{value:.4g}" if value % 1 else f"{value:.0f}"


def _seconds(value: float) -> str:
    return f"{value:.0f} s" if value >= 10 else f"{value:.2g} s"
