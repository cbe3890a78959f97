"""`nbviva collect --from exchange`: nbgrader's exchange into submitted/, by `nbviva.collecting.safely`."""

from __future__ import annotations

from typing import Any

from ..outcomes import shown
from .collect import Collected
from .said import State
from .sources import SourceError


def collect_exchange(app: Any, unit: str, *, dry_run: bool) -> Collected:
    """Collect the newest submission of each student that is newer than what is there. Raises SourceError."""
    from nbgrader.auth import Authenticator
    from nbgrader.exchange import ExchangeError, ExchangeFactory
    from nbgrader.exchange.default import ExchangeCollect

    from .safely import CollectSafely

    chosen = ExchangeFactory(parent=app).collect
    if not issubclass(chosen, ExchangeCollect):
        raise SourceError(
            f"This course collects with {chosen.__name__}, not with nbgrader's exchange of folders. Use "
            f"`nbgrader collect {unit}`."
        )
    collector = CollectSafely(coursedir=app.coursedir, authenticator=Authenticator(parent=app), parent=app)
    app.coursedir.assignment_id = unit
    collector.update = True
    collector.dry_run = dry_run
    try:
        collector.set_timestamp()
        collector.init_src()
        collector.init_dest()
        collector.copy_files()
    except ExchangeError as problem:
        raise SourceError(f"nbgrader's exchange: {problem}") from problem
    except (OSError, RuntimeError) as problem:
        raise SourceError(f"nbgrader's collector stopped: {problem}") from problem
    done = Collected(lines=sorted(collector.lines, key=lambda one: one.student))
    counts = {state: sum(one.state is state for one in done.lines) for state in State}
    said = ", ".join(f"{number} {state.value}" for state, number in counts.items() if number) or "nothing found"
    written = " Nothing was written (--dry-run)." if dry_run else ""
    done.texts.append(f"{unit} from nbgrader's exchange in {collector.inbound_path}: {said}.{written}")
    for one in done.lines:
        done.texts.append(f"  {shown(one.student)}  {one.state.value}  {one.time}  {one.why}".rstrip())
    return done
