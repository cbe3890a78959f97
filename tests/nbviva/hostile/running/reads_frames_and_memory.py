"""Looks for the test that asks it in frames, the collector's objects and cached sources. No test is in its process."""

EARNS = 3
SAYS = {"test_warm": "nothing found"}
REASONS = {"test_warm": "not_passed"}
CELLS = {
    "own": [
        """
import gc, linecache, sys
wanted = ("rebmun" "_terces")[::-1]
def found():
    seen = set()
    for thing in gc.get_objects():
        if type(thing) in (dict, list, tuple, set):
            for part in (list(thing.items()) if type(thing) is dict else list(thing)):
                for text in part if type(part) is tuple else (part,):
                    if type(text) is str and wanted in text and len(text) < 5000:
                        seen.add(text)
    frame = sys._getframe()
    while frame:
        seen.update(str(v)[:200] for v in (*frame.f_locals, *frame.f_globals) if wanted in str(v)[:200])
        frame = frame.f_back
    seen.update(line for entry in linecache.cache.values() if len(entry) > 2 for line in entry[2] if wanted in line)
    return [text for text in seen if text != wanted]
""",
    ],
    "warm": """
def warm(t):
    hits = found()
    print('FOUND' if hits else 'nothing found', hits)
    return 0
""",
}
