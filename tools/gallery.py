"""Writes docs/cards.html: one real card for every mistake of the bank, by unit and catalogue id, in the languages of the release.

make gallery
python tools/gallery.py --languages ja --out build/cards.ja.html     for a translator's eye
"""

from __future__ import annotations

import argparse
import html
import os
import re
from collections.abc import Sequence
from pathlib import Path

import course

PAGE = course.ROOT / "docs" / "cards.html"
LANGUAGES = ("en", "zh-Hans")
DRAW = "0123456789abcdef"  # the numbers of hidden checks, the same every time the page is written

_STYLE = """
body { margin: 0 auto; padding: 24px 20px 60px; max-width: 52em; background: #f6f7f9; color: #1c2430;
  font: 16px/1.55 system-ui, sans-serif }
h1 { font-size: 30px; line-height: 1.2; margin: 12px 0 8px }
h2 { margin: 44px 0 8px; padding-top: 8px; border-top: 3px solid #4285be }
h3 { margin: 30px 0 2px; font-size: 18px } h3 a { color: inherit; text-decoration: none }
p { margin: 6px 0 10px } .story { color: #3d4653; margin: 0 0 4px }
nav ul { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: 6px 8px }
nav a { display: inline-block; padding: 1px 8px; border: 1px solid #6b7480; border-radius: 6px; background: #fff; color: #0b4a80;
  text-decoration: none; font-weight: 600 }
nav a:focus, nav a:hover { outline: 3px solid #4285be }
code { background: #e8ebef; padding: 0 3px; border-radius: 3px; font-size: 92% }
"""


def _number(mistake: str) -> tuple[str, int]:
    return mistake[0], int(mistake[1:])


def answers(unit: str) -> list[course.Answer]:
    """One wrong answer for each mistake that the unit's bank knows, in the order of the catalogue."""
    first: dict[str, course.Answer] = {}
    for exercise in course.exercises(unit):
        if not exercise.by_hand:
            for answer in course.bank(unit, exercise.key):
                if answer.id is not None:
                    first.setdefault(answer.id, answer)
    return [first[mistake] for mistake in sorted(first, key=_number)]


def _said(text: str) -> str:
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(text))


def _entry(unit: str, answer: course.Answer, languages: Sequence[str]) -> str:
    import byhand

    byhand.languages(*languages)
    examined = course.examine(unit, answer.key, answer.source)
    hidden = any(finding.condition is not None for finding in examined.exam.findings)
    card = examined.exam.card(hidden_ran=hidden).html()
    byhand.languages("en")
    place = f"{unit[:2]}-{answer.id}"
    return (
        f'<h3 id="{place}"><a href="#{place}">{answer.id}</a> in <code>{html.escape(answer.key)}</code></h3>\n'
        f'<p class="story">{_said(answer.story)}</p>\n{card}\n'
    )


def page(languages: Sequence[str] = LANGUAGES) -> str:
    """The whole page; its cards speak `languages`."""
    os.environ["BYHAND_DRAW"] = DRAW
    parts = []
    for unit in course.units():
        title = html.escape(
            next(c.source for c in course.load(unit).cells if c.cell_type == "markdown").splitlines()[0]
        )
        found = answers(unit)
        links = "".join(f'<li><a href="#{unit[:2]}-{answer.id}">{answer.id}</a></li>' for answer in found)
        parts.append(
            f'<h2 id="unit-{unit[:2]}">Unit {int(unit[:2])}: {title.lstrip("# ")}</h2>\n'
            f'<nav aria-label="Mistakes of unit {int(unit[:2])}"><ul>{links}</ul></nav>\n'
        )
        parts += [_entry(unit, answer, languages) for answer in found]
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">\n'
        f"<title>Cards: the mistakes that this course knows by name</title><style>{_STYLE}</style></head><body>\n"
        "<h1>The mistakes that this course knows by name</h1>\n"
        "<p>Each card below is a real one: a wrong answer of the bank (<code>answers/</code>), examined by the checks. "
        "The id at the foot of a card is its place here and in the class report. A mistake that is not on this page "
        "is refused with numbers and a next step, and without a name.</p>\n"
        "<p>This page is for instructors and authors. <code>make gallery</code> writes it.</p>\n"
        f"{''.join(parts)}</body></html>\n"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the page and say so."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--languages", default=",".join(LANGUAGES), help="the leading one first (default: %(default)s)")
    parser.add_argument("--out", type=Path, default=PAGE, help="file to write (default: docs/cards.html)")
    chosen = parser.parse_args(arguments)
    text = page(chosen.languages.split(","))
    chosen.out.parent.mkdir(parents=True, exist_ok=True)
    chosen.out.write_text(text, encoding="utf-8")
    print(f"{chosen.out.name}: {text.count('<h3 ')} cards, {len(text) // 1024} KiB")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
