"""Calls the test's functions thousands of times with wrong, huge and hostile arguments, and keeps what they do."""

UNIT = "kilns"
EARNS = 2
REASONS = {"test_steps": "not_passed"}
CELLS = {
    "each": """
def call(f, *args, **kwargs):
    try:
        return f(*args, **kwargs)
    except Exception as error:
        return error
def misuse(f, xs):
    for thing in (None, "x" * 10**6, [[]] * 1000, object(), f, call, 1 << 4000, float("nan"), {"a": f}, type, 1 << 10**7):
        call(f, thing)
        call(f, thing, thing, self=thing, x=thing)
        call(f, **{"x" * 300: 1})
    return [call(f, x) for x in xs]
def each(f, xs):
    return misuse(f, xs)
def label(n):
    return f'kiln {n}'
def size(n):
    return n
""",
}
