"""Bytes of a file -> a JSON value, bounded before it is built. Raises nothing but Unreadable.

Python's own parser is used; what could hurt before it ends (depth, the number of containers) is counted first in the
bytes, and what it lets pass (NaN, keys said twice) is caught by its hooks.
"""

from __future__ import annotations

import codecs
import json
import re
from collections import Counter
from typing import Any

from .folder import Unreadable
from .outcomes import Outcome, outcome
from .sentences import PHRASES
from .submission import IntakeLimits

# Unrolled, so that it neither backtracks nor recurses. Up to the first error of the text it sees the same strings as a
# JSON parser does; after it the parser has stopped already.
_STRING = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_NOT_BRACKETS = bytes(byte for byte in range(256) if byte not in b"[]{}")
_UTF16_AND_32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def parsed(content: bytes, file: str, limits: IntakeLimits, notes: list[Outcome]) -> Any:
    """Return the JSON value of a file's bytes; `notes` gains what was odd but harmless. Raises Unreadable."""
    if not content.strip():
        raise Unreadable(outcome("empty_file", file))
    text = _decoded(content, file, notes)
    _bound(content, file, limits)
    odd_numbers: set[str] = set()

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) != len(pairs):
            [(twice, _)] = Counter(key for key, _ in pairs).most_common(1)
            raise Unreadable(outcome("json_duplicate_key", file, key=twice))
        return made

    try:
        value = json.loads(text, object_pairs_hook=once, parse_constant=odd_numbers.add)
    except json.JSONDecodeError as problem:
        raise Unreadable(outcome("not_json", file, line=problem.lineno, column=problem.colno)) from None
    except RecursionError:
        raise Unreadable(outcome("json_too_deep", file, limit_levels=limits.json_levels)) from None
    except ValueError:
        # Python refuses to convert numbers of more than some thousand digits, as that takes quadratic time.
        raise Unreadable(outcome("json_number_too_long", file)) from None
    notes.extend(outcome("json_not_finite", file, found=name) for name in sorted(odd_numbers))
    return value


def _decoded(content: bytes, file: str, notes: list[Outcome]) -> str:
    # A JSON text begins with two characters of ASCII: a zero byte among them is the other half of a wider one.
    if content.startswith(_UTF16_AND_32) or b"\0" in content[:2]:
        raise Unreadable(outcome("wrong_encoding", file, found=PHRASES["wide"]))
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as problem:
        raise Unreadable(outcome("not_utf8", file, byte=problem.start + 1)) from None
    if content.startswith(codecs.BOM_UTF8):
        notes.append(outcome("bom", file))
    return text.removeprefix("\ufeff")


def _bound(content: bytes, file: str, limits: IntakeLimits) -> None:
    brackets = _STRING.sub(b"", content).translate(None, _NOT_BRACKETS)
    if brackets.count(b"[") + brackets.count(b"{") > limits.json_containers:
        raise Unreadable(outcome("json_too_many_parts", file, limit_containers=limits.json_containers))
    depth = 0
    for bracket in brackets:
        depth += 1 if bracket in b"[{" else -1
        if depth > limits.json_levels:
            raise Unreadable(outcome("json_too_deep", file, limit_levels=limits.json_levels))
