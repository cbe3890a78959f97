"""Check catalogues entry by entry: what a machine can know of a translation. Wrong meaning it cannot know.

A check is a function that takes an Entry and yields (found, remedy) for each fault; ENTRY_CHECKS lists them.
"""

from __future__ import annotations

import dataclasses
import re
import string
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import polib

from .glossary import Glossary
from .problems import Problem
from .text import LINES_KEPT, MARKDOWN, Kind, inline_tokens, prose, words
from .typography import typography_faults

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_KANA = re.compile(r"[\u3040-\u30ff]")
# The character set in which every Han character of a language can be written.
_SCRIPTS = {"zh-Hans": "gb2312", "zh-Hant": "big5", "ja": "cp932"}
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*(?:[eE][+-]?\d+)?")
_WAIVER = re.compile(r"^glossary-ok:(.*)$", re.MULTILINE)
_PLACEHOLDER = re.compile(r"\{\{|\}\}|\{[^{}]*\}")
_ENGLISH_RUN = re.compile(r"[A-Za-z]+(?:[ ,]+[A-Za-z]+){5,}")

Faults = Iterator[tuple[str, str]]


@dataclass(frozen=True)
class Entry:
    """One translated text, and what has to be known to judge it."""

    language: str
    text: str
    translation: str
    # None: a message, whose place is not known
    kind: Kind | None
    glossary: Glossary | None
    waived: frozenset[str]


def check_catalogue(
    po: polib.POFile, path: Path, language: str, glossary: Glossary | None, messages: bool = False
) -> Iterator[Problem]:
    """Yield the problems of every entry; `messages` have placeholders, segments of notebooks have none."""
    for entry in po:
        place = (str(path), entry.msgctxt or "", entry.msgid)
        if entry.obsolete:
            yield Problem(*place, "obsolete: no text of the source needs it", "run `nbduet update --prune`")
        elif entry.fuzzy:
            yield Problem(*place, "stale (fuzzy)", "compare with the previous text, mend, take the fuzzy mark away")
        elif not entry.msgstr.strip():
            yield Problem(*place, "expected a translation, found an empty msgstr", "translate the entry")
        else:
            kind = Kind(entry.comment) if entry.comment in list(Kind) else None
            judged = Entry(language, entry.msgid, entry.msgstr, kind, glossary, _waived(entry.tcomment))
            if messages:
                for found, remedy in placeholders(judged):
                    yield Problem(*place, found, remedy)
                judged = dataclasses.replace(
                    judged, text=_without_placeholders(entry.msgid), translation=_without_placeholders(entry.msgstr)
                )
            for check in ENTRY_CHECKS:
                for found, remedy in check(judged):
                    yield Problem(*place, found, remedy)


def structure(entry: Entry) -> Faults:
    """Math, code, links, images, HTML and bold are those of the source text; nothing is italic or raw."""
    here, there = _features(entry.text), _features(entry.translation)
    for name, wanted in here.items():
        found = there[name]
        if missing := wanted - found:
            yield f"{name} missing: {_listed(missing)}", "write it in the translation as in the source text"
        if extra := found - wanted:
            yield f"{name} not in the source text: {_listed(extra)}", "take it out of the translation"
    if entry.language in _SCRIPTS and any(token.type == "em_open" for token in inline_tokens(entry.translation)):
        yield "italics, which Han characters and kana do not have", "use **bold** or nothing"
    if "**" in prose(entry.translation) and "**" not in prose(entry.text):
        yield (
            "`**` that Markdown does not read as bold",
            "keep punctuation, brackets, code and math outside the `**`",
        )


def numbers(entry: Entry) -> Faults:
    """Numbers written in digits are those of the source text."""
    wanted, found = (Counter(_NUMBER.findall(prose(text))) for text in (entry.text, entry.translation))
    if wanted != found:
        yield (
            f"expected the numbers {_listed(wanted) or 'none'}, found {_listed(found) or 'none'}",
            "write numbers in digits where the source text does, and only there",
        )


def shape(entry: Entry) -> Faults:
    """The translation fits where the text stood: no other kind of block, no line break shown as a space."""
    if entry.translation != entry.translation.strip() and entry.text == entry.text.strip():
        yield "space or line break at the beginning or end", "take it away"
    if entry.kind in LINES_KEPT or entry.kind is None:
        if entry.translation.count("\n") > entry.text.count("\n"):
            yield "more lines than the source text", "use at most as many lines"
        return
    breaks = entry.translation.count("\n")
    if breaks and (entry.language in _SCRIPTS or breaks > entry.text.count("\n")):
        yield "a line break inside, which is shown as a space", "write the translation on one line"
    if entry.kind is Kind.PARAGRAPH and _block_types(entry.text) != _block_types(entry.translation):
        yield (
            "not one paragraph, as the source text is",
            "look at its first characters: Markdown reads a list, heading or quotation",
        )
    pipes = re.compile(r"(?<!\\)\|")
    if entry.kind is Kind.CELL and pipes.search(entry.translation):
        yield "a `|`, which ends a table cell", r"write `\|`"


def script(entry: Entry) -> Faults:
    """The characters are those of the language, and the text is translated at all."""
    encoding = _SCRIPTS.get(entry.language)
    said = prose(entry.translation)
    if encoding is None:
        if entry.translation == entry.text and len(words(said)) > 2:
            yield "the translation is the source text", "translate it"
        return
    foreign = sorted({character for character in _HAN.findall(entry.translation) if not _encodes(character, encoding)})
    if foreign:
        yield (
            f"characters not used in {entry.language}: {' '.join(foreign)}",
            "write them in the language's own characters",
        )
    written = _HAN.search(said) or _KANA.search(said)
    if not written and len(words(prose(entry.text))) > 2:
        yield f"no word of {entry.language} in it", "translate it"
    elif entry.language == "ja" and len(_HAN.findall(said)) > 12 and not _KANA.search(said):
        yield "no kana in a long text", "look whether it is Japanese"
    elif leftover := _ENGLISH_RUN.search(said):
        yield f"left in the source language: “{leftover[0]}”", "translate it, or mark it as code"


def glossary(entry: Entry) -> Faults:
    """Approved terms are used, terms to avoid are not."""
    if entry.glossary:
        yield from entry.glossary.faults(entry.text, entry.translation, entry.waived)


def typography(entry: Entry) -> Faults:
    """Punctuation, brackets, quotation marks and spacing are those of the language."""
    yield from typography_faults(entry.language, entry.translation)


def placeholders(entry: Entry) -> Faults:
    """A message has the placeholders of `str.format` that its source text has."""
    try:
        wanted = _placeholders(entry.text)
    except ValueError as error:
        yield (
            f"the source text is no format: {error}",
            "double the braces that are meant literally, in the source",
        )
        return
    try:
        found = _placeholders(entry.translation)
    except ValueError as error:
        yield f"the translation is no format: {error}", "double the braces that are meant literally"
        return
    if wanted != found:
        expected = f"expected the placeholders {_listed(wanted) or 'none'}, found {_listed(found) or 'none'}"
        yield expected, "copy them from the source text"


ENTRY_CHECKS: tuple[Callable[[Entry], Faults], ...] = (structure, numbers, shape, script, glossary, typography)


def _features(text: str) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {name: Counter() for name in ("math", "code", "link", "image", "HTML tag", "bold")}
    for token in inline_tokens(text):
        if token.type.startswith("math_inline"):
            found["math"]["$" + " ".join(token.content.split()) + "$"] += 1
        elif token.type == "code_inline":
            found["code"][f"`{token.content}`"] += 1
        elif token.type == "link_open":
            found["link"][str(token.attrs.get("href"))] += 1
        elif token.type == "image":
            found["image"][str(token.attrs.get("src"))] += 1
        elif token.type == "html_inline":
            found["HTML tag"][token.content] += 1
        elif token.type == "strong_open":
            found["bold"]["**…**"] += 1
    return found


def _placeholders(text: str) -> Counter[str]:
    fields = (field[1:] for field in string.Formatter().parse(text) if field[1] is not None)
    return Counter(
        "{" + str(name) + (f"!{conversion}" if conversion else "") + (f":{spec}" if spec else "") + "}"
        for name, spec, conversion in fields
    )


def _without_placeholders(text: str) -> str:
    """Return a message without what a program fills in: the name of a placeholder is no word, its format no number."""
    return _PLACEHOLDER.sub(
        lambda match: match[0] if match[0] in ("{{", "}}") else "\N{SYMBOL FOR UNIT SEPARATOR}", text
    )


def _block_types(text: str) -> list[str]:
    return [token.type for token in MARKDOWN.parse(text) if token.level == 0 and token.nesting >= 0]


def _encodes(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _listed(counted: Counter[str]) -> str:
    return ", ".join(f"{item} ({count} times)" if count > 1 else item for item, count in sorted(counted.items()))


def _waived(comment: str) -> frozenset[str]:
    named = ",".join(_WAIVER.findall(comment or ""))
    return frozenset(term.strip().lower() for term in named.split(",") if term.strip())
