"""Exercise 4.8: eight snippets of three lines, and what becomes of the gradient. The truth is found by running them."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np

from byhand.asking import ask
from byhand.exercise import Answer, Condition
from byhand.findings import Finding, message, name_mistake
from byhand.table_exercise import TableExercise

START, SLOPE = 3.0, 6.0
"""Before each snippet w is a leaf holding START; what is wanted in w.grad is the slope of w squared there."""
ANSWERS = ("error", "None", "silently wrong", "fine")
SNIPPETS = {
    "A": "loss = w ** 2\nloss.backward()\nloss.backward()",
    "B": "loss = w ** 2\nloss.backward(retain_graph=True)\nloss.backward()",
    "C": "w = w * 1\nloss = w ** 2\nloss.backward()",
    "D": "(w ** 2).backward()\nw.grad = None\n(w ** 2).backward()",
    "E": "h = torch.relu(w ** 2)\nh += 1\nh.backward()",
    "F": "h = (w ** 2).clamp(min=0)\nh += 1\nh.backward()",
    "G": "loss = (w ** 2).detach()\nloss.requires_grad_()\nloss.backward()",
    "H": "loss = w ** 2\nw.data += 1\nloss.backward()",
}
MISTAKES = {"A": "G2", "B": "G3", "C": "G10", "D": "G28", "E": "G25", "F": "G29", "G": "G16", "H": "G19"}


@cache
def truth() -> dict[str, tuple[str, str]]:
    """For each snippet the right answer, and what was seen: an error's message, or what stood in w.grad."""
    return {name: _run(code) for name, code in SNIPPETS.items()}


def _run(code: str) -> tuple[str, str]:
    import torch

    names: dict[str, Any] = {"torch": torch, "w": torch.tensor(START, requires_grad=True)}
    with warnings.catch_warnings(), torch.enable_grad():
        warnings.simplefilter("ignore")
        try:
            exec(code, names)
            found = names["w"].grad
        except RuntimeError as error:
            first = str(error).split(". ")[0].split(": [")[0]
            return "error", f"{type(error).__name__}: {first}"
    if found is None:
        return "None", "None"
    return ("fine" if found.item() == SLOPE else "silently wrong"), f"{found.item():g}"


def _said(entry: object) -> object:
    """None without its quotes is understood, too."""
    return "None" if entry is None else entry


class Predictions(TableExercise):
    """4.8 predictions() -> a dict from the eight letters to one of the four answers. Each right entry earns its part."""

    key = "predictions"
    names = tuple(SNIPPETS)
    not_a_dict, form, whole = "law.predictions_not_a_dict", "next.predictions_dict", "checked.eight_entries"

    def entry(self, name: str, value: object) -> Finding | None:
        if _said(value) in ANSWERS:
            return None
        what = message("law.no_such_answer", name=name, found=f"{value!r:.60}")
        return Finding("type", what, message(self.form))

    @property
    def conditions(self) -> Mapping[str, Condition]:
        return {"eight_snippets": Condition("values", self._eight)}

    def _eight(self, answer: Answer, rng: np.random.Generator) -> Finding | None:
        found: Any = ask(answer, {}).value
        wrong = [name for name, (right, _) in truth().items() if _said(found[name]) != right]
        if not wrong:
            return None
        what = message("law.wrong_predictions", names=", ".join(wrong), right=len(SNIPPETS) - len(wrong))
        finding = Finding("values", what, message("next.run_them"), share=1 - len(wrong) / len(SNIPPETS))
        return name_mistake(finding, MISTAKES[wrong[0]]) if len(wrong) == 1 else finding
