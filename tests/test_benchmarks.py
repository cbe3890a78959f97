"""What a benchmark prints replaces what it printed before on the page, and nothing else."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "benchmarks"))

from measuring import write  # noqa: E402  # benchmarks/ is no package


def test_a_benchmark_replaces_its_own_block_and_leaves_the_rest(tmp_path: Path) -> None:
    page = tmp_path / "benchmarks.md"
    page.write_text("# Benchmarks\n\nWords.\n", encoding="utf-8")
    write(page, "growth", ["10 submissions", r"\1 is no group  "])
    write(page, "stages", ["cells 1 ms"])
    before = page.read_text(encoding="utf-8")
    write(page, "growth", ["1,000 submissions"])
    after = page.read_text(encoding="utf-8")
    assert before.startswith(
        "# Benchmarks\n\nWords.\n\n<!-- printed by benchmarks/growth.py -->\n```text\n10 submissions\n"
    )
    assert "\\1 is no group\n" in before
    assert after == before.replace("10 submissions\n\\1 is no group\n", "1,000 submissions\n")


def test_each_benchmark_of_the_page_is_run_by_make() -> None:
    made = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = {path.name for path in (ROOT / "benchmarks").glob("*.py") if "Page(" in path.read_text(encoding="utf-8")}
    for name in named - {"measuring.py"}:
        assert f"benchmarks/{name} --write docs/benchmarks.md" in made
        assert name in (ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8")
