"""Build the code that stands where a solution stood, in the languages of a release."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from .catalogue import COMMON, Translations
from .problems import Problem, Refusal

CONTEXT = "stub"
TEXT = "TODO: write your answer here."
# Linters, editors and checks look for this word, in every language.
MARK = "TODO"


def stub(
    languages: Sequence[str],
    catalogue_dir: str | Path = "i18n",
    text: str = TEXT,
    source_language: str = "en",
) -> str:
    """Return the stub for `c.ClearSolutions.code_stub["python"]`: a TODO comment a language, and an error.

    The translations of `text` stand in `<catalogue_dir>/common/<language>.po` under msgctxt `stub`. Raises
    Refusal where one is missing, stale, empty, longer than a line, or without the word TODO.
    """
    catalogue_dir = Path(catalogue_dir)
    translations = Translations(catalogue_dir, COMMON, languages, source_language)
    lines: list[str] = []
    problems: list[Problem] = []
    for language in languages:
        found = translations.find(language, CONTEXT, text)
        if isinstance(found, Problem):
            problems.append(found)
        elif MARK not in found or "\n" in found:
            file = str(catalogue_dir / COMMON / f"{language}.po")
            says = f"expected one line with the word {MARK}, found “{found}”"
            problems.append(Problem(file, CONTEXT, text, says, f"write {MARK} in the translation"))
        else:
            lines.append(f"# {found}")
    if problems:
        raise Refusal(problems)
    return "\n".join([*lines, f'raise NotImplementedError("{MARK}")'])
