"""docs/jupyterhub.md in a real JupyterHub on loopback: accounts log in, each has a server, only the grader the formgrader.

It needs what the course does not install: an environment that ordinary accounts can reach, with JupyterHub,
configurable-http-proxy and the course in it. HUB_BIN names its folder of programs; without it the test is skipped.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
from hub_users import Account, block

from course import ROOT

BIN = Path(os.environ.get("HUB_BIN", "/nowhere"))
UNIT = "01_one_weight"
COURSE_ID = "backprop-by-hand"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.geteuid() != 0, reason="NOT ROOT: JupyterHub with local accounts is not tested"),
    pytest.mark.skipif(
        not (BIN / "jupyterhub").exists(),
        reason="NO JUPYTERHUB (HUB_BIN names the programs of an environment that has it): the recipe is not tried",
    ),
    pytest.mark.skipif(shutil.which("useradd") is None, reason="NO USERADD: the recipe for JupyterHub is not tried"),
]


@dataclass
class Hub:
    """A running hub."""

    url: str
    accounts: dict[str, Account]
    passwords: dict[str, str]
    exchange: Path
    course: Path

    def token(self, who: str) -> str:
        """Log in as a person does, start the server, and take a token of the person's own."""
        name = self.accounts[who].name
        session = requests.Session()
        session.get(f"{self.url}/hub/login", timeout=30)
        form = {"username": name, "password": self.passwords[who], "_xsrf": session.cookies.get("_xsrf", path="/hub/")}
        there = session.post(f"{self.url}/hub/login", data=form, timeout=60, allow_redirects=False)
        assert there.status_code == 302, there.text[-500:]
        session.get(f"{self.url}/hub/home", timeout=30)
        headers = {"X-XSRFToken": str(session.cookies.get("_xsrf", path="/hub/")), "Referer": f"{self.url}/hub/home"}
        made = session.post(f"{self.url}/hub/api/users/{name}/tokens", headers=headers, json={}, timeout=30)
        assert made.status_code in (200, 201), made.text
        token = str(made.json()["token"])
        started = self.ask(token, "POST", f"/hub/api/users/{name}/server")
        assert started.status_code in (201, 202), started.text
        within(120, lambda: self.ask(token, "GET", f"/user/{name}/api/status").status_code == 200)
        return token

    def ask(self, token: str, method: str, path: str, **more: Any) -> requests.Response:
        """A request under somebody's token."""
        headers = {"Authorization": f"token {token}"}
        return requests.request(method, self.url + path, headers=headers, timeout=120, **more)


def within(seconds: float, done: Callable[[], bool]) -> None:
    """Wait for it, and fail when it does not come."""
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, f"not within {seconds:.0f} seconds"
        time.sleep(0.3)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture(scope="module")
def hub() -> Iterator[Hub]:
    """The hub of the document, with two students and a grader."""
    base = Path("/tmp", f"bbh-jhub-{os.getpid()}")
    base.mkdir()
    base.chmod(0o755)
    accounts: dict[str, Account] = {}
    process = None
    try:
        (base / "home").mkdir()
        (base / "home").chmod(0o755)
        (base / "bin").mkdir()
        for who in ("ada", "ben", "grader"):
            accounts[who] = Account(f"bbj{os.getpid()}{who}", base, str(BIN / "python"))
        passwords = {who: secrets.token_urlsafe(16) for who in accounts}
        lines = "".join(f"{accounts[who].name}:{password}\n" for who, password in passwords.items())
        subprocess.run(["chpasswd"], input=lines, text=True, check=True)
        made = Hub(f"http://127.0.0.1:{free_port()}", accounts, passwords, base / "exchange", Path())
        made.course = accounts["grader"].home / "course"
        settings = _settings(base, made)
        process = _started(base, settings)
        within(90, lambda: _healthy(made.url))
        yield made
    finally:
        if process is not None:
            os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
            print((base / "hub" / "log").read_text(encoding="utf-8", errors="replace")[-6000:])
        for account in accounts.values():
            subprocess.run(["pkill", "-KILL", "-u", str(account.uid)], check=False)  # an account of this test alone
            account.remove()
        shutil.rmtree(base, ignore_errors=True)


def _healthy(url: str) -> bool:
    try:
        return requests.get(f"{url}/hub/health", timeout=5).status_code == 200
    except requests.RequestException:
        return False


def _settings(base: Path, made: Hub) -> Path:
    """The document's pieces in their places, with this test's names and ports in them."""
    grader = made.accounts["grader"]
    made.exchange.mkdir()
    made.exchange.chmod(0o1777)
    (base / "etc").mkdir()
    text = block("# /etc/jupyter/nbgrader_config.py").replace("/srv/nbgrader/exchange", str(made.exchange))
    (base / "etc" / "nbgrader_config.py").write_text(text, encoding="utf-8")
    shutil.copytree(base / "etc", base / "students")
    for name in ("jupyter_server_config.json", "labconfig/page_config.json"):
        (base / "students" / name).parent.mkdir(exist_ok=True)
        (base / "students" / name).write_text(block(f"// /srv/nbgrader/students/{name}").split("\n", 1)[1], "utf-8")
    for name in ("source", "i18n"):
        shutil.copytree(ROOT / name, made.course / name)
    shutil.copy(ROOT / "nbgrader_config.py", made.course)
    own = grader.home / ".jupyter"
    own.mkdir()
    text = block("# ~/.jupyter/nbgrader_config.py of the grader").replace("/home/grader-bbh/course", str(made.course))
    (own / "nbgrader_config.py").write_text(text, encoding="utf-8")
    grader.own(grader.home)
    made.course.chmod(0o700)
    private = base / "hub"
    private.mkdir(mode=0o700)
    text = block("# jupyterhub_config.py").replace("http://127.0.0.1:8000", made.url)
    text = text.replace("/srv/nbgrader/students", str(base / "students"))
    for name, who in (("ada", "ada"), ("ben", "ben"), ("grader-bbh", "grader")):
        text = text.replace(f'"{name}"', f'"{made.accounts[who].name}"')
    text += f'c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{free_port()}"\n'
    text += f"c.JupyterHub.hub_port = {free_port()}\n"
    text += f'c.Spawner.environment = {{"JUPYTER_CONFIG_PATH": "{base / "etc"}"}}\n'
    (private / "jupyterhub_config.py").write_text(text, encoding="utf-8")
    return private / "jupyterhub_config.py"


def _started(base: Path, settings: Path) -> subprocess.Popen[bytes]:
    with (base / "hub" / "log").open("wb") as log:
        return subprocess.Popen(
            [str(BIN / "jupyterhub"), "-f", str(settings)],
            cwd=settings.parent,
            env={
                "PATH": f"{BIN}:{os.environ.get('PATH', os.defpath)}",
                "LANG": "C.UTF-8",
                "HOME": str(settings.parent),
            },
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


@pytest.fixture(scope="module")
def tokens(hub: Hub) -> dict[str, str]:
    return {who: hub.token(who) for who in hub.accounts}


def test_only_the_grader_has_the_formgrader(hub: Hub, tokens: dict[str, str]) -> None:
    found = {
        who: hub.ask(token, "GET", f"/user/{hub.accounts[who].name}/formgrader").status_code
        for who, token in tokens.items()
    }
    assert found == {"ada": 404, "ben": 404, "grader": 200}


def test_nobody_enters_anothers_server(hub: Hub, tokens: dict[str, str]) -> None:
    for who, token in tokens.items():
        for other, account in hub.accounts.items():
            status = hub.ask(token, "GET", f"/user/{account.name}/api/contents").status_code
            assert (status == 200) is (who == other), (who, other, status)


def test_each_server_runs_under_its_own_account(hub: Hub, tokens: dict[str, str]) -> None:
    for who in tokens:
        uid = str(hub.accounts[who].uid)
        found = subprocess.run(["pgrep", "-u", uid, "-f", "singleuser"], capture_output=True, text=True)
        assert found.stdout.split(), who


def test_released_in_the_formgrader_fetched_and_handed_in_in_the_assignment_list(
    hub: Hub, tokens: dict[str, str]
) -> None:
    grader, ada = hub.accounts["grader"].name, hub.accounts["ada"].name
    api = f"/user/{grader}/formgrader/api"
    for step in ("assign", "release"):
        done = hub.ask(tokens["grader"], "POST", f"{api}/assignment/{UNIT}/{step}")
        assert done.json()["success"], done.json()
    listed = hub.ask(tokens["ada"], "GET", f"/user/{ada}/assignments", params={"course_id": COURSE_ID}).json()
    assert [one["assignment_id"] for one in listed["value"]] == [UNIT]
    words = {"course_id": COURSE_ID, "assignment_id": UNIT}
    for step in ("fetch", "submit"):
        done = hub.ask(tokens["ada"], "POST", f"/user/{ada}/assignments/{step}", data=words)
        assert done.json()["success"], done.json()
    done = hub.ask(tokens["grader"], "POST", f"{api}/assignment/{UNIT}/collect")
    assert done.json()["success"], done.json()
    done = hub.ask(tokens["grader"], "POST", f"{api}/submission/{UNIT}/{ada}/autograde")
    assert done.json()["success"], done.json()
    folder = hub.course / "autograded" / ada / UNIT
    assert (folder / "verdict.json").is_file()
    assert hub.ask(tokens["grader"], "GET", f"{api}/submission/{UNIT}/{ada}").json()["autograded"]
    for step in ("generate_feedback", "release_feedback"):
        done = hub.ask(tokens["grader"], "POST", f"{api}/assignment/{UNIT}/{step}")
        assert done.json()["success"], done.json()
    done = hub.ask(tokens["ada"], "POST", f"/user/{ada}/assignments/fetch_feedback", data=words)
    assert done.json()["success"], done.json()
    assert list((hub.accounts["ada"].home / UNIT / "feedback").rglob("*.html"))
