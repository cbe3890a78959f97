"""Typography of Chinese and Japanese as an editor would mark it: punctuation, brackets, quotation marks, spacing.

Formulas and code count as one character each. The rules are our own because the kept-up tools (autocorrect, textlint)
see neither `$…$` nor placeholders as text, and leave half-width brackets around Han alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .text import inline_tokens

_CJK = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
# Stand-ins from Unicode's private range, so that no text can hold them.
_CODE, _MATH, _UNKNOWN = "\ue000", "\ue001", "\ue002"
_LATIN = rf"A-Za-z0-9{_CODE}{_MATH}"
_FULL = "，。；：？！（）、「」『』“”"

_HALF_PUNCTUATION = re.compile(rf"[{_CJK}][,;:?!](?![,;:?!])|[{_CJK}]\.(?!\w|\.)")
_HALF_BRACKET = re.compile(rf"[{_CJK}]\(|\)[{_CJK}]|\([{_CJK}]")
_BESIDE_FULL = re.compile(rf"[{_FULL}] +\S|\S +[{_FULL}]")
_DOTS = re.compile(rf"[{_CJK}]\.\.\.|\.\.\.[{_CJK}]")
_TOUCHING = re.compile(rf"[{_CJK}][{_LATIN}]|[{_LATIN}][{_CJK}]")
_APART = re.compile(rf"[{_CJK}] +[{_LATIN}]|[{_LATIN}] +[{_CJK}]")
_HALF_INSIDE = re.compile(rf"\([{_CJK}]|[{_CJK}]\)")
_NUMBERED = re.compile(r"^\d+(?:\.\d+)*\.? ")
# Quotation marks come in pairs, so what stands between two pairs is passed over with the first of them.
_STRAIGHT = re.compile(rf"^[^\"]*(?:\"[^\"{_CJK}]*\"[^\"]*)*\"[^\"]*[{_CJK}][^\"]*\"")

_RULES: dict[str, tuple[tuple[re.Pattern[str], str, str], ...]] = {
    "zh": (
        (_HALF_BRACKET, "half-width brackets", "write （） around and beside Han"),
        (_TOUCHING, "no space between Han and Latin letters, digits, code or math", "put a space between them"),
        (_STRAIGHT, "straight quotation marks around Han", "use the quotation marks of the language"),
    ),
    "zh-Hans": ((re.compile("[「」『』]"), "corner brackets", "write “ ” in zh-Hans"),),
    "zh-Hant": ((re.compile("[“”‘’]"), "curly quotation marks", "write 「 」 in zh-Hant"),),
    "ja": (
        (_HALF_INSIDE, "half-width brackets", "write （） around Japanese"),
        (_APART, "a space between Japanese and Latin letters, digits, code or math", "take the space away"),
        (re.compile("[“”‘’]"), "curly quotation marks", "write 「 」 in ja"),
        (_STRAIGHT, "straight quotation marks around Japanese", "write 「 」 in ja"),
        (re.compile("[，．]"), "a full-width comma or full stop of Latin text", "write 、 and 。 in ja"),
    ),
    "": (
        (_HALF_PUNCTUATION, "half-width punctuation", "write the full-width form behind Han and kana"),
        (_BESIDE_FULL, "a space beside full-width punctuation", "take the space away"),
        (_DOTS, "three dots", "write …"),
    ),
}
_LANGUAGES = ("zh-Hans", "zh-Hant", "ja")


def typography_faults(language: str, translation: str) -> Iterator[tuple[str, str]]:
    """Yield (found, remedy) for each rule of `language` that a translation breaks; nothing for other languages."""
    if language not in _LANGUAGES:
        return
    for shown in _visible(translation).split("\n"):
        # The number of a section is parted from its title by a space in every language.
        line = _NUMBERED.sub("", shown)
        for group in dict.fromkeys(("", language.partition("-")[0], language)):
            for pattern, found, remedy in _RULES.get(group, ()):
                if match := pattern.search(line):
                    yield f"{found}: “{_shown(line, match)}”", remedy


def _visible(text: str) -> str:
    """Return what a reader sees, a character for each formula and piece of code."""
    parts = []
    in_code = False
    for token in inline_tokens(text):
        if token.type == "html_inline" and re.match(r"</?(?:code|kbd)\b", token.content, re.IGNORECASE):
            in_code = not token.content.startswith("</")
            parts.append(_CODE if in_code else "")
        elif in_code:
            continue
        elif token.type == "text":
            parts.append(token.content.replace("\N{SYMBOL FOR UNIT SEPARATOR}", _UNKNOWN))
        elif token.type == "code_inline":
            parts.append(_CODE)
        elif token.type.startswith("math"):
            parts.append(_MATH)
        elif token.type in ("softbreak", "hardbreak"):
            parts.append("\n")
    return "".join(parts)


def _shown(line: str, match: re.Match[str]) -> str:
    """Return the place with a few characters around it, the stand-ins made readable."""
    around = line[max(0, match.start() - 6) : match.end() + 6]
    return around.replace(_CODE, "`…`").replace(_MATH, "$…$").replace(_UNKNOWN, "{…}")
