"""Publishes outputs through IPython's own door, with metadata of nbgrader. Nothing of it reaches a test cell."""

EARNS = 3
REASONS = {"test_warm": "not_passed"}
CELLS = {
    "own": [
        """
shell = get_ipython()
meta = {"nbgrader": {"grade": True, "grade_id": "test_warm", "points": 2, "locked": True}}
shell.display_pub.publish({"text/plain": "2.0"}, metadata=meta, transient={"display_id": "test_warm"})
shell.display_pub.publish({"text/plain": "2.0"}, metadata=meta, transient={"display_id": "test_warm"}, update=True)
shell.capture.outputs.append({"output_type": "execute_result", "data": {"text/plain": "2.0"}, "metadata": meta})
shell.capture.outputs.append({"output_type": "nonsense", "data": {1: 2}})
""",
    ],
    "warm": """
def warm(t):
    return 0
""",
}
