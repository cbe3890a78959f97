"""What a check must do beside the student's own objects: in one graph with a custom Function, on a Module, on a generator.

A test cell marks a helper with `@student_side`. In a notebook, and under stock nbgrader, the mark does nothing. A grader
that keeps tests and students apart sends the helper's source to the student's process and takes values back; so a helper
takes and returns plain values (numbers, texts, arrays, tensors, lists, tuples, dicts) and imports what it needs:

    @student_side
    def asked(*question):
        from byhand.inside import functions
        return functions.value_and_vjp(MyReLU, *question)

What comes back was made where the student's code runs: it is an answer to be compared, never a judgement.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

F = TypeVar("F", bound=Callable[..., object])


def student_side(helper: F) -> F:
    """Mark a helper of a test cell as one that runs where the student's code runs. Returns it as it is."""
    return helper
