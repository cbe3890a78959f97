"""Examines on an existing Dask cluster: its workers see the course's folder under the same path, and have nbviva installed.

Dask is an extra: pip install "backprop-by-hand[dask]".
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import Any

PATIENCE_SECONDS = 10


class ClusterError(RuntimeError):
    """The cluster cannot be used; the message says why and what to do."""


@contextmanager
def executor_on(address: str) -> Iterator[Executor]:
    """An executor whose work is done by the cluster's workers. Raises ClusterError."""
    try:
        from distributed import Client
    except ImportError:
        raise ClusterError(
            'Expected the package distributed for --scheduler, found none. Run `pip install "backprop-by-hand[dask]"`.'
        ) from None
    try:
        made: Any = Client  # untyped
        client = made(address, timeout=PATIENCE_SECONDS, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as problem:
        raise ClusterError(
            f"No Dask scheduler answered at {address} within {PATIENCE_SECONDS} s ({problem}). Start one "
            "(`dask scheduler`, and `dask worker ADDRESS --nworkers N --nthreads 1` on each machine) or mend the address."
        ) from None
    with client:
        if not client.scheduler_info()["workers"]:
            raise ClusterError(
                f"The Dask scheduler at {address} has no workers. Start them: "
                f"`dask worker {address} --nworkers N --nthreads 1`."
            )
        # A worker that dies over a submission is not asked about it for ever.
        yield client.get_executor(pure=False, retries=1)
