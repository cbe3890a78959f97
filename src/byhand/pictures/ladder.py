"""The strip of nine rungs that heads every notebook: which units are done, where you are, what is to come.

Plain HTML, no image: an ordered list in which each rung says its status in words; colour only repeats it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from byhand.findings import message
from byhand.pictures.picture import complaint, plain
from byhand.showing import inline

UNITS = (
    "picture.ladder.one_weight",
    "picture.ladder.two_layers",
    "picture.ladder.verify",
    "picture.ladder.autograd",
    "picture.ladder.vjp",
    "picture.ladder.own",
    "picture.ladder.library",
    "picture.ladder.beyond",
    "picture.ladder.clinic",
)
_DONE, _HERE, _TO_COME = "picture.ladder.done", "picture.ladder.here", "picture.ladder.to_come"
_SIGN = {_DONE: "✓", _HERE: "▸", _TO_COME: "·"}
# Fills are see-through and borders of a middle tone (at least 3:1 on white and on near-black), so that they sit on a dark
# theme as well as on a light one; text keeps the theme's colour.
_RUNG = (
    "display:flex;flex-direction:column;box-sizing:border-box;margin:0;padding:3px 7px 6px;"
    "list-style:none;border-radius:6px;"
)
_LOOK = {
    _DONE: "border:1px solid #4285be;border-top-width:5px;background:rgba(66,133,190,0.22)",
    _HERE: "border:3px solid #4285be;border-top-width:5px;font-weight:600",
    _TO_COME: "border:1px dashed #808892;border-top-width:5px",
}


@dataclass(frozen=True)
class Ladder:
    """The strip. As the last expression of a notebook cell it shows itself."""

    # The current rung, 1 to 9.
    rung: int
    # The finished rungs.
    done: frozenset[int]

    def status(self, rung: int) -> str:
        """The key of the rung's status: being here comes before being done."""
        if rung == self.rung:
            return _HERE
        return _DONE if rung in self.done else _TO_COME

    def html(self) -> str:
        """The strip as HTML."""
        label = " · ".join(plain(text) for _, text in message("picture.ladder.label").in_all())
        rungs = "".join(self._rung(rung) for rung in range(1, len(UNITS) + 1))
        return (
            f'<nav aria-label="{label}"><ol style="display:grid;gap:5px;margin:4px 0;padding:0;'
            'grid-template-columns:repeat(auto-fit,minmax(88px,1fr));font:13px/1.35 system-ui,sans-serif">'
            f"{rungs}</ol></nav>"
        )

    def _rung(self, rung: int) -> str:
        status = self.status(rung)
        titles = _said(UNITS[rung - 1], "div", "")
        said = _said(status, "div", "font-size:12px")
        current = ' aria-current="step"' if status == _HERE else ""
        return (
            f'<li value="{rung}"{current} style="{_RUNG}{_LOOK[status]}">'
            f'<div style="font-size:16px"><b>{rung}</b> <span aria-hidden="true">{_SIGN[status]}</span></div>'
            f'{titles}<div style="margin-top:auto;padding-top:5px">{said}</div></li>'
        )

    def __repr__(self) -> str:
        lines = []
        for rung, key in enumerate(UNITS, 1):
            titles = " / ".join(plain(text) for _, text in message(key).in_all())
            said = " / ".join(plain(text) for _, text in message(self.status(rung)).in_all())
            lines.append(f"{rung} {_SIGN[self.status(rung)]} {titles} ({said})")
        return "\n".join(lines)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/html": self.html(), "text/plain": repr(self)}


def _said(key: str, tag: str, style: str) -> str:
    attribute = f' style="{style}"' if style else ""
    return "".join(
        f'<{tag} lang="{language}"{attribute}>{inline(text)}</{tag}>' for language, text in message(key).in_all()
    )


def ladder(rung: int, done: Collection[int] | None = None) -> Ladder:
    """The strip of nine rungs with `rung` (1 to 9) as the current one; `done` defaults to every rung before it.

    Raises ValueError for a rung that does not exist.
    """
    finished = range(1, rung) if done is None and isinstance(rung, int) else done or ()
    for number in (rung, *finished):
        if isinstance(number, bool) or number not in range(1, len(UNITS) + 1):
            raise complaint("picture.bad.rung", found=repr(number))
    return Ladder(rung, frozenset(finished))
