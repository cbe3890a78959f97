"""When something was handed in: from the platform's own table, or, if the instructor asks, from the clock of the files.

Nothing else is believed: without either there is no timestamp.txt, and nbgrader counts the submission as never late.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ..collected import from_text
from .sources import SourceError
from .taking import Taken

_FORMAT = "%Y-%m-%d %H:%M:%S UTC"
# 2027-03-01 11:05, or the name of a month: 01/03/2027 is two days, by who reads it.
_CERTAIN = re.compile(r"\d{4}-\d\d-\d\d|[A-Za-z]{3,}")
_HAS_ZONE = re.compile(r"(?:UTC|GMT|Z)$")
# A time of the day, at the end but for AM or PM or UTC: letters such as CST are more than one zone's, and nbgrader reads
# an offset such as +0900 as 900 seconds.
_HAS_TIME = re.compile(r"\d:\d\d(?::\d\d(?:\.\d+)?)?\s*(?:[AaPp][Mm]|UTC|GMT|Z)?$")


class Clock:
    """Turns what a platform says of a time into timestamp.txt's text."""

    def __init__(self, zone: str, file_times: bool) -> None:
        """`zone`: where the platform's clock stands, such as Europe/Berlin. Raises SourceError for an unknown one."""
        try:
            # A machine without a database of zones knows this one all the same.
            self._zone: tzinfo = UTC if zone == "UTC" else ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise SourceError(f"Expected a time zone such as Europe/Berlin or UTC, found {zone!r}.") from None
        self._file_times = file_times

    def time(self, taken: Taken) -> tuple[str, str]:
        """The text for timestamp.txt, or nothing; and what has to be said of it."""
        said = taken.person.handed_in
        if said:
            moment = from_text(said).moment if _CERTAIN.search(said) and _HAS_TIME.search(said) else None
            if moment is None:
                return "", f"the roster's time is not understood: {said}"
            return _text(moment if _HAS_ZONE.search(said) else self._utc(moment)), ""
        if self._file_times and taken.modified is not None and taken.modified.modified is not None:
            moment = taken.modified.modified
            return _text(self._utc(moment) if taken.modified.in_zip else moment), "time of the file"
        return "", "no penalty without a time: --roster or --file-times gives one" if taken.late else ""

    def _utc(self, moment: datetime) -> datetime:
        return moment.replace(tzinfo=self._zone).astimezone(UTC)


def _text(moment: datetime) -> str:
    return moment.strftime(_FORMAT)
