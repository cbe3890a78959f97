"""The few CSS declarations that a student's text may carry: how its own letters look, never where they stand.

Position, margins, heights and line heights could lay a student's text over a score; addresses could fetch something.
"""

from __future__ import annotations

import re

COLOUR = r"(?:#[0-9a-f]{3,8}|[a-z]{3,24}|(?:rgb|hsl)a?\([0-9., %]{1,40}\))"
_LENGTH = r"\d{1,3}(?:\.\d{1,4})?(?:px|pt|em|ex|ch|%)?"
_ALLOWED = {
    "background-color": COLOUR,
    "color": COLOUR,
    "direction": "ltr|rtl",
    "font-family": "monospace|serif|sans-serif",
    "font-size": r"\d{1,2}(?:\.\d{1,4})?(?:px|pt|em)|[1-9]\d{1,2}%|(?:x{1,2}-)?(?:small|large)|smaller|larger|medium",
    "font-style": "normal|italic|oblique",
    "font-variant": "normal|small-caps",
    "font-weight": "normal|bold|bolder|lighter|[1-9]00",
    "padding": rf"{_LENGTH}(?: {_LENGTH}){{0,3}}",
    "text-align": "left|right|center|start|end|justify",
    "text-decoration": "none|underline|line-through",
    "vertical-align": "top|middle|bottom|baseline|sub|super|text-top|text-bottom",
    "white-space": "normal|nowrap|pre|pre-wrap|pre-line",
}
PROPERTIES = frozenset(_ALLOWED)
_RULES = {name: re.compile(values, re.ASCII | re.IGNORECASE) for name, values in _ALLOWED.items()}


def words(text: str) -> frozenset[str]:
    """Return the words of a list that is easier to read as one text."""
    return frozenset(text.split())


def clean_style(text: str) -> str:
    """Return the declarations of a `style` attribute that are allowed, in canonical form; empty if there are none."""
    kept = []
    for declaration in text.split(";")[:40]:
        name, _, value = declaration.partition(":")
        name, value = name.strip().lower(), value.strip()
        if name in _RULES and _RULES[name].fullmatch(value):
            kept.append(f"{name}: {value}")
    return "; ".join(kept)
