"""Brings the catalogues of the checks' messages, i18n/checks/, in step with the English of byhand.messages.

python tools/messages.py        new messages get an empty entry, changed ones are marked fuzzy, gone ones dropped
"""

from __future__ import annotations

import course
from byhand.messages import TEXTS
from nbduet.text import Kind, Segment
from nbduet.update import update_file


def main() -> int:
    """Update every language there is and say which files changed."""
    texts = [(key, Segment(Kind.MESSAGE, 0, len(text), text)) for key, text in TEXTS.items()]
    for path in sorted((course.ROOT / "i18n" / "checks").glob("*.po")):
        changed = update_file(path, "checks", texts, prune=True)
        print(f"i18n/checks/{path.name}: {'updated' if changed else 'in step'}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
