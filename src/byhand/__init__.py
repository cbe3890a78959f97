"""What a notebook of the course imports: checks that name the mistake, cards, pictures, and the words for all of them."""

from __future__ import annotations

from byhand.devices import device
from byhand.inside import student_side
from byhand.waiting import once_answered
from byhand.words import languages

__all__ = ["device", "languages", "once_answered", "student_side"]
__version__ = "0.1.0"
