"""Exercises answered by a table: a dict from the names that the exercise gives to entries, each of which can be wrong alone."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence

from byhand.asking import ask, foresee
from byhand.exercise import Answer, Exercise, Report
from byhand.findings import Finding, message
from byhand.laws import implemented_and_runs


class TableExercise(Exercise):
    """What the student sees says only whether the table is whole; whether it is right is asked at grading."""

    names: Sequence[str]
    """The keys that the dict must have; more are allowed."""
    not_a_dict: str
    """Key of the sentence about an answer that is no dict."""
    form: str
    """Key of the next step where the dict is none, or not whole."""
    whole: str
    """Key of what was checked."""

    @abstractmethod
    def entry(self, name: str, value: object) -> Finding | None:
        """What is wrong with the form of one entry."""

    def visible(self, answer: Answer) -> Report:
        """Whether the table is there and whole; nothing about which entries are right."""
        foresee(answer, [{}, {}])  # now, and when its entries are looked at
        reply = ask(answer, {})
        finding = implemented_and_runs(reply, self.key)
        if finding is not None:
            return Report(finding)
        value = reply.value
        if not isinstance(value, dict):
            what = message(self.not_a_dict, found=type(value).__name__)
            return Report(Finding("type", what, message(self.form)))
        missing = [name for name in self.names if name not in value]
        if missing:
            what = message("law.keys_missing", names=", ".join(missing))
            return Report(Finding("type", what, message(self.form)))
        for name in self.names:
            finding = self.entry(name, value[name])
            if finding is not None:
                return Report(finding)
        return Report(checked=(message(self.whole),))
