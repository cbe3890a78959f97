"""A process that sets formulas: reads [tex, display] as a line of JSON, writes its MathML, or null, as a line of JSON.

Run by path, by nbviva.mathml, which ends it if it takes too long: what it is given may be a student's. It imports
nothing of nbviva's.
"""

import json
import sys

from math_core import LatexError, LatexToMathML

MEBIBYTE = 1 << 20


def main() -> None:
    """Answer line by line until the other side closes."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (512 * MEBIBYTE, 512 * MEBIBYTE))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ImportError, ValueError, OSError):
        pass  # no such limits here; the clock remains
    # No macros of a student's own; and no id that a page's own elements might have.
    converter = LatexToMathML(max_expansions=0, fancy_error=False, id_prefix="formula-")
    for line in sys.stdin:
        tex, display = json.loads(line)
        try:
            made = converter.convert_with_local_state(tex, displaystyle=display)
        except LatexError:
            made = None
        sys.stdout.write(json.dumps(made) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
