"""Shows what an exam found: one card, as HTML in a notebook and as text everywhere else, in every chosen language."""

from __future__ import annotations

import html
from dataclasses import dataclass
from itertools import groupby

from byhand.findings import Finding, Message, message
from byhand.showing import CARD_STYLE, display, in_all, inline, paragraphs, spans, wrapped
from byhand.words import current

MIME = "application/vnd.byhand.card+json"
"""The card as data, beside its HTML and text: what a report on a class reads."""
_MARKS = {"passed": "✓", "partial": "◐", "failed": "✗", "unanswered": "…"}


@dataclass(frozen=True)
class Card:
    """What a reader is told about one answer. Its words are looked up when it is shown."""

    exercise: str
    status: str
    earned: int | float
    points: int | float
    findings: tuple[Finding, ...]
    checked: tuple[Message, ...]
    notes: tuple[Message, ...]
    hidden_checks: int
    hidden_passed: int
    hidden_ran: bool
    draw: str | None
    printed: str

    @property
    def headline(self) -> Message:
        """The first line: how the answer stands."""
        return message(f"card.{self.status}", name=self.exercise, earned=self.earned, points=self.points)

    @property
    def closing(self) -> Message | None:
        """The last line: what was checked, and that hidden checks are still to come (never "all passed")."""
        if self.status == "unanswered" or any(f.condition is None for f in self.findings):
            return message("card.hidden_wait", count=self.hidden_checks) if not self.hidden_ran else None
        if not self.hidden_ran:
            return message("card.visible_passed", count=self.hidden_checks)
        return message("card.hidden_passed", passed=self.hidden_passed, count=self.hidden_checks)

    def lines(self) -> list[tuple[str, Message]]:
        """The body as (role, sentence) rows in reading order; the role names the row: what, where, ..."""
        rows: list[tuple[str, Message]] = []
        for finding in self.findings[:1]:
            if finding.condition is not None:
                rows.append(("condition", finding.condition))
            rows.append(("what", finding.what))
            if finding.where is not None:
                rows.append(("where", finding.where))
            if finding.how_much is not None:
                rows.append(("says" if finding.law == "runs" else "how_much", finding.how_much))
            if finding.cause is not None:
                rows.append(("cause", finding.cause))
            rows.append(("next", finding.next_step))
        rows += [("condition", f.condition) for f in self.findings[1:] if f.condition is not None]
        rows += [("checked", sentence) for sentence in self.checked]
        rows += [("note", sentence) for sentence in self.notes]
        return rows

    def _rows(self) -> list[tuple[str, list[Message]]]:
        """The lines with one label for a run of lines of the same role."""
        runs = groupby(self.lines(), key=lambda line: line[0])
        return [(role, [sentence for _, sentence in run]) for role, run in runs]

    def data(self) -> dict[str, object]:
        """The card for programs: ids and numbers, no words, nothing that tells an answer."""
        return {
            "version": 1,
            "exercise": self.exercise,
            "status": self.status,
            "earned": self.earned,
            "points": self.points,
            "diagnosis": self.findings[0].mistake if self.findings else None,
            "law": self.findings[0].law if self.findings else None,
            "condition": self.findings[0].condition.key if self.findings and self.findings[0].condition else None,
        }

    def text(self) -> str:
        """The card as plain text: as good as the HTML for a terminal or a screen reader."""
        out = [f"{_MARKS[self.status]} {line}" for line in in_all(self.headline)]
        for role, sentences in self._rows():
            labels = dict(message(f"label.{role}").in_all())
            for sentence in sentences:
                for language, line in sentence.in_all():
                    row = message("card.row", label=labels[language], text=line)
                    out += wrapped(row.said(language), language)
        mistake = self.findings[0].mistake if self.findings else None
        if mistake is not None:
            out.append("  " + " / ".join(in_all(message("card.mistake", id=mistake))))
        if self.draw is not None:
            out.append("  " + " / ".join(in_all(message("card.draw", draw=self.draw))))
        if self.closing is not None:
            for language, line in self.closing.in_all():
                out += wrapped(line, language)
        return "\n".join(out)

    def html(self) -> str:
        """The card as HTML: self-contained, a language mark on every passage, no meaning by colour alone."""
        rows = []
        for role, sentences in self._rows():
            label = paragraphs(message(f"label.{role}"))
            picture = self.findings[0].picture if role == "where" and self.findings else None
            body = "".join(f'<dd style="{_DD}">{paragraphs(s)}{picture or ""}</dd>' for s in sentences)
            rows.append(f'<dt style="{_DT}">{label}</dt>{body}')
        table = f'<dl style="{_DL}">{"".join(rows)}</dl>' if rows else ""
        small = []
        mistake = self.findings[0].mistake if self.findings else None
        if mistake is not None:
            small.append(spans(message("card.mistake", id=mistake), joined=" / "))
        if self.draw is not None:
            small.append(spans(message("card.draw", draw=self.draw), joined=" / "))
        foot = f'<div style="{_FOOT}">{" · ".join(small)}</div>' if small else ""
        closing = "" if self.closing is None else f'<div style="{_CLOSING}">{paragraphs(self.closing)}</div>'
        head = "".join(
            f'<div lang="{language}" style="{_HEAD if number == 0 else _HEAD2}">{inline(line)}</div>'
            for number, (language, line) in enumerate(self.headline.in_all())
        )
        mark = (
            f'<span aria-hidden="true" style="{_MARK};background:{_COLOURS[self.status]}">{_MARKS[self.status]}</span>'
        )
        title = f'<div style="display:flex;gap:10px;align-items:flex-start">{mark}<div>{head}</div></div>'
        edge = f"border-left:6px solid {_COLOURS[self.status]}"
        label = html.escape(self.headline.said(current()[0]).replace("`", ""))
        return (
            f'<section class="byhand-card" aria-label="{label}" lang="{current()[0]}" style="{CARD_STYLE};{edge}">'
            f"{title}{table}{closing}{foot}</section>"
        )


# Text and ground are both given, so that a dark theme cannot make one of them unreadable; every pair has a contrast of
# at least 4.5:1 (WCAG 2.2, 1.4.3).
_COLOURS = {"passed": "#1b6e3c", "partial": "#8a5a00", "failed": "#a3271f", "unanswered": "#4a5568"}
_MARK = "flex:none;width:24px;height:24px;border-radius:12px;color:#ffffff;text-align:center;line-height:24px;font-weight:700"
_HEAD = "font-weight:650;font-size:15px;line-height:24px"
_HEAD2 = "font-size:14px;color:#3d4653"
_DL = "display:grid;grid-template-columns:minmax(6em,max-content) 1fr;gap:6px 14px;margin:10px 0 0"
# width and float: JupyterLab floats every dt of an output at a fifth of its width.
_DT = "grid-column:1;width:auto;float:none;font-weight:600;color:#3d4653;margin:0"
_DD = "grid-column:2;width:auto;float:none;margin:0;min-width:0;overflow-wrap:anywhere"
_CLOSING = "margin-top:10px;padding-top:8px;border-top:1px solid #e3e6eb;color:#3d4653"
_FOOT = "margin-top:8px;font-size:12px;color:#5a6472"


def show(card: Card) -> None:
    """Display the card: in a notebook as HTML with text and data beside it, elsewhere as text on stdout."""
    if card.printed:
        print(card.printed, end="" if card.printed.endswith("\n") else "\n")
    display({"text/plain": card.text(), "text/html": card.html(), MIME: card.data()})
