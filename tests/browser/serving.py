"""Starts a real Jupyter server on loopback, in a folder of the test's own, with a token and with nobody's settings."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from grader import environment

TOKEN = "a-token-for-the-browser-tests"
START_SECONDS = 180
# The lab's own news and update questions: a pop-up over the page, and a question that the server asks the network.
QUIET = {"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}}


@dataclass(frozen=True)
class Server:
    """A server that has been started."""

    url: str
    folder: Path
    log: Path
    process: subprocess.Popen[bytes]

    def at(self, path: str) -> str:
        """The address of a page, with the token that opens it."""
        return f"{self.url}/{path}{'&' if '?' in path else '?'}token={TOKEN}"

    def wait(self) -> Server:
        """Wait until it answers. Raises RuntimeError with what it said if it does not."""
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                with urllib.request.urlopen(self.at("api/status"), timeout=5):
                    return self
            except (urllib.error.URLError, OSError) as problem:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"The server did not start:\n{self.log.read_text()}") from problem
                time.sleep(0.1)


@contextmanager
def started(folder: Path, private: Path) -> Iterator[Server]:
    """A server of JupyterLab and Notebook, started in `folder`; `private` is for Jupyter's own files. Then `wait`."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = environment(private)
    del env["JUPYTER_NO_CONFIG"]  # the environment's own settings switch nbgrader's pages on
    pages = private / "config" / "labconfig" / "page_config.json"
    pages.parent.mkdir(parents=True, exist_ok=True)
    pages.write_text(json.dumps(QUIET), encoding="utf-8")
    log = private / "server.log"
    command = [
        *(sys.executable, "-m", "jupyter", "lab", "--no-browser", "--allow-root"),
        *("--ip=127.0.0.1", f"--port={port}", "--ServerApp.port_retries=0", f"--IdentityProvider.token={TOKEN}"),
    ]
    with log.open("w") as said:
        process = subprocess.Popen(command, cwd=folder, env=env, stdout=said, stderr=said)
    try:
        yield Server(f"http://127.0.0.1:{port}", folder, log, process)
    finally:
        process.terminate()
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
