"""Makes its end of the wire answer every question with what it last heard. The examiner compares values, not claims."""

EARNS = 0
REASONS = {"test_warm": "not_passed", "test_cool": "not_passed"}
CELLS = {
    "own": [
        """
import nbviva.student as student
from nbviva.wire import messages as m
def called(self, heard, call):
    self._say(m.Returned((True, (False, ()))))
student.Student._called = called
""",
    ],
}
