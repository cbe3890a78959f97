"""Sleeps for ever, ignores every signal and swallows whatever interrupts it."""

EARNS = 3
SAYS = {"test_warm": "did not answer within"}
REASONS = {"test_warm": "too_slow"}
CELLS = {
    "warm": """
import signal, time
def warm(t):
    for number in range(1, 65):
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError):
            pass
    while True:
        try:
            time.sleep(0.05)
        except BaseException:
            pass
""",
}
