"""What several tests share."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny_course import TinyCourse


@pytest.fixture
def tiny(tmp_path: Path) -> TinyCourse:
    """A course folder of this test's own."""
    return TinyCourse(tmp_path / "course", tmp_path / "jupyter")
