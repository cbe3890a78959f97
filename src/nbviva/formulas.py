"""Breaks the TeX macros with which a formula could do more than be a formula, in whatever text MathJax may read.

Links, styles, classes and extensions (`\\href`, `\\style`, `\\require`), and the moves by which a formula would leave its
place and cover another one (`\\kern-40em`, `\\raise 20em`). A broken macro shows its own name.
"""

from __future__ import annotations

import re

_MACROS = (
    "href|url|require|unicode|class|cssId|style|data|mmlToken|html(?:Class|Id|Style|Data)|bbox|includegraphics"
    "|texttip|mathtip|Tip|toggle|mathtoggle|import|input|csname|catcode"
    "|raise|lower|moveleft|moveright|llap|rlap|mathllap|mathrlap|clap|mathclap|smash|raisebox|vcenter|Rule|Space"
)
_MACRO = re.compile(rf"\\(?=(?:{_MACROS})(?![A-Za-z]))")
# Spaces and rules: fine while they are small and go forward.
_SMALL = r"\s*\{?\s*\d{0,2}(?:\.\d{0,4})?\s*(?:em|ex|mu|pt|px|cm|mm|in)\b"
_MOVE = re.compile(rf"\\(?=(?:hspace|vspace|hskip|vskip|mskip|mspace|kern|mkern)(?![A-Za-z])(?!\*?{_SMALL}))")
_RULE = re.compile(rf"\\(?=rule(?![A-Za-z])(?!{_SMALL}\s*\}}\s*\{{{_SMALL}))")
# `\\[-40em]` draws the next line up, over what stands above it.
_UPWARDS = re.compile(r"\\\\\s*(?=\[\s*-)")


def break_macros(text: str) -> str:
    """Return `text` in which none of these macros works; each gains one space, or `{}`."""
    for pattern in (_MACRO, _MOVE, _RULE):
        text = pattern.sub(r"\\ ", text)
    return _UPWARDS.sub(r"\\\\{}", text)
