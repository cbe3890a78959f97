"""Renders the pictures of the README: a real card and the tape, from the reference notebook and the bank of answers.

make pictures        needs a headless Chromium or Chrome; pictures that are already there stay if there is none
"""

from __future__ import annotations

import base64
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

import course

UNIT = "02_two_layers_by_hand"
PICTURES = course.ROOT / "docs" / "pictures"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
QUIET = ("--headless", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--hide-scrollbars")
CARD = ("grad_h", "D7")  # an exercise, and a mistake in it


def tape() -> bytes:
    """The tape as the reference notebook shows it: the PNG inside its stored output."""
    shown = next(cell for cell in course.load(UNIT).cells if cell.id == "tape").outputs[0].data["text/html"]
    match = re.search(r"data:image/png;base64,([A-Za-z0-9+/=]+)", shown)
    if match is None:
        raise ValueError("expected a PNG in the output of the cell 'tape', found none: run `make notebooks` first")
    return base64.b64decode(match.group(1))


def card() -> str:
    """The card of a typical mistake, as a page in both languages of the release."""
    import byhand

    key, mistake = CARD
    answer = next(a for a in course.bank(UNIT, key) if a.id == mistake)
    byhand.languages("en", "zh-Hans")
    exam = course.examine(UNIT, key, answer.source).exam
    shown = exam.card(hidden_ran=False).html()
    byhand.languages("en")
    return f'<!doctype html><meta charset="utf-8"><body style="margin:16px;background:#fff">{shown}'


def photograph(page: str, width: int, height: int) -> bytes | None:
    """The page as a PNG at twice the size, or None where there is no browser."""
    browser = next((path for path in map(shutil.which, BROWSERS) if path), None)
    if browser is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "page.html"), Path(folder, "page.png")
        source.write_text(page, encoding="utf-8")
        size = [f"--window-size={width},{height}", "--force-device-scale-factor=2"]
        # Chromium's own sandbox needs rights that containers and root do not have; the page is ours.
        command = [browser, *QUIET, "--no-sandbox", *size, f"--screenshot={target}", source.as_uri()]
        subprocess.run(command, check=True, capture_output=True, timeout=60)
        return target.read_bytes()


def main() -> int:
    """Write docs/pictures/; 1 when the card could not be rendered."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    (PICTURES / "tape.png").write_bytes(tape())
    shot = photograph(card(), width=720, height=570)
    if shot is None:
        print(f"Wrote tape.png. For card.png a browser is needed, one of: {', '.join(BROWSERS)}.")
        return 1
    (PICTURES / "card.png").write_bytes(shot)
    print("Wrote docs/pictures/tape.png and docs/pictures/card.png.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
