"""Brings the catalogues of the checks' messages and of the grader's, i18n/checks/ and i18n/grader/, in step with English.

python tools/messages.py        new messages get an empty entry, changed ones are marked fuzzy, gone ones dropped
"""

from __future__ import annotations

import course
from byhand.messages import TEXTS
from nbduet.text import Kind, Segment
from nbduet.update import update_file
from nbviva.reasons import TOLD

CATALOGUES = {"checks": TEXTS, "grader": TOLD}


def main() -> int:
    """Update every language there is and say which files changed."""
    for name, table in CATALOGUES.items():
        texts = [(key, Segment(Kind.MESSAGE, 0, len(text), text)) for key, text in table.items()]
        for path in sorted((course.ROOT / "i18n" / name).glob("*.po")):
            changed = update_file(path, name, texts, prune=True)
            print(f"i18n/{name}/{path.name}: {'updated' if changed else 'in step'}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
