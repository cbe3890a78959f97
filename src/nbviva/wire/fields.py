"""What a field of a message may be: each check has `write` (what crosses) and `read` (what arrived, or a Breach)."""

from __future__ import annotations

import dataclasses
import typing
from dataclasses import dataclass
from typing import Any

from nbviva.wire.limits import Breach


def cut(text: str, characters: int) -> str:
    """`text` shortened to so many characters, with a mark where something is missing."""
    mark = " [...]"
    return text if len(text) <= characters else text[: characters - len(mark)] + mark


class Check:
    """A field of one kind; what is written is checked as strictly as what is read."""

    def read(self, part: Any) -> Any:
        """The field's value."""
        raise NotImplementedError

    def write(self, value: Any) -> Any:
        """What crosses for it."""
        return self.read(value)


@dataclass(frozen=True, slots=True)
class Anything(Check):
    """Any value that crosses."""

    def read(self, part: Any) -> Any:
        """As it is."""
        return part


@dataclass(frozen=True, slots=True)
class Text(Check):
    """A text of at most so many characters. Lone surrogates become '?': no file could hold them."""

    most: int

    def read(self, part: Any) -> str:
        """Breach "bad_message" unless it is exactly a str, "too_long"."""
        if type(part) is not str:
            raise Breach("bad_message", "a text was expected")
        if len(part) > self.most:
            raise Breach("too_long", f"{len(part)} characters, at most {self.most}")
        return part if part.isascii() else part.encode("utf-8", "replace").decode("utf-8")


@dataclass(frozen=True, slots=True)
class Number(Check):
    """An int from 0 to `most`."""

    most: int

    def read(self, part: Any) -> int:
        """Breach "bad_message" unless it is exactly an int in that range."""
        if type(part) is not int or not 0 <= part <= self.most:
            raise Breach("bad_message", "a number was expected")
        return part


@dataclass(frozen=True, slots=True)
class Values(Check):
    """A tuple of any values."""

    def read(self, part: Any) -> tuple[object, ...]:
        """Breach "bad_message" unless it is exactly a tuple."""
        if type(part) is not tuple:
            raise Breach("bad_message", "a tuple was expected")
        return part


@dataclass(frozen=True, slots=True)
class Texts(Check):
    """A dict of at most `count` texts of at most `key` characters, to texts of at most `value` characters or to anything."""

    count: int
    key: int
    value: int | None

    def read(self, part: Any) -> dict[str, Any]:
        """Breach "bad_message", "too_many", "too_long"."""
        if type(part) is not dict:
            raise Breach("bad_message", "a dict was expected")
        if len(part) > self.count:
            raise Breach("too_many", f"a dict of {len(part)} keys, at most {self.count}")
        value: Check = Anything() if self.value is None else Text(self.value)
        return {Text(self.key).read(name): value.read(thing) for name, thing in part.items()}


@dataclass(frozen=True, slots=True)
class Records(Check):
    """A tuple of at most `most` records of one kind."""

    kind: type
    most: int

    def write(self, value: Any) -> Any:
        """A tuple of tuples."""
        if len(value) > self.most:
            raise Breach("too_many", f"{len(value)} parts, at most {self.most}")
        return tuple(write_fields(record) for record in value)

    def read(self, part: Any) -> Any:
        """Breach "bad_message" or "too_many"."""
        if type(part) is not tuple:
            raise Breach("bad_message", "a tuple was expected")
        if len(part) > self.most:
            raise Breach("too_many", f"{len(part)} parts, at most {self.most}")
        return tuple(read_fields(self.kind, fields) for fields in part)


@dataclass(frozen=True, slots=True)
class Optional(Check):
    """One record, or None."""

    kind: type

    def write(self, value: Any) -> Any:
        """A tuple, or None."""
        return None if value is None else write_fields(value)

    def read(self, part: Any) -> Any:
        """Breach "bad_message"."""
        return None if part is None else read_fields(self.kind, part)


_CHECKS: dict[type, tuple[tuple[str, Check], ...]] = {}


def checks_of(kind: type) -> tuple[tuple[str, Check], ...]:
    """(name, check) of each field of a record: the check stands in the field's `Annotated` type."""
    if kind not in _CHECKS:
        hints = typing.get_type_hints(kind, include_extras=True)
        _CHECKS[kind] = tuple((field.name, hints[field.name].__metadata__[0]) for field in dataclasses.fields(kind))
    return _CHECKS[kind]


def write_fields(record: Any) -> tuple[object, ...]:
    """The fields of a message or of a part of one, as they cross. Breach as in `read_fields`."""
    return tuple(check.write(getattr(record, name)) for name, check in checks_of(type(record)))


def read_fields(kind: type, parts: Any) -> Any:
    """The `kind` made of those fields. Breach "bad_message", "too_long", "too_many"."""
    checks = checks_of(kind)
    if type(parts) is not tuple or len(parts) != len(checks):
        raise Breach("bad_message", f"fields of {kind.__name__}")
    return kind(*(check.read(part) for (_, check), part in zip(checks, parts, strict=True)))
