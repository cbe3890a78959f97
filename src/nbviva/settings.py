"""The settings of nbviva, as traits of `c.Viva` in a course's nbgrader_config.py; each name says its unit.

    c.Viva.cell_seconds = 120
    c.Viva.without_packages = {"0[1-4]_*": ["torch"]}

This module needs traitlets and nothing of nbgrader's.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from typing import Any

from traitlets import Bool, Dict, Enum, Float, Int, List, TraitError, Unicode, default, validate
from traitlets.config import LoggingConfigurable

from .reasons import translations
from .unit import Unit, load_unit

_DEVICE = re.compile(r"/dev/[\w.\-/]+")


class Viva(LoggingConfigurable):
    """How submissions are examined. Defaults suit a course whose notebooks run in seconds on a laptop."""

    enabled = Bool(
        False,
        help="Whether `nbgrader autograde` examines with nbviva. `nbviva.install(c)` sets it; False is stock nbgrader.",
    ).tag(config=True)

    # --- the sandbox
    sandbox = Enum(
        ("bubblewrap", "none"),
        "bubblewrap",
        help="What keeps a student's process apart. 'none' runs it with the grader's own rights: for one's own code.",
    ).tag(config=True)
    warm = Bool(
        True, help="Whether students' processes are forked from one that has the libraries loaded. Verdicts are equal."
    ).tag(config=True)
    workers = Int(help="How many submissions are examined at once. Default: the processors of this machine.").tag(
        config=True
    )
    gradebook_seconds = Float(
        30.0, help="Seconds to wait for a gradebook that another program has locked, before the run stops and says so."
    ).tag(config=True)
    devices = List(
        Unicode(), help="Devices that a student's process may use, such as /dev/nvidia0. Default: none."
    ).tag(config=True)
    packages = List(
        Unicode(),
        help="Packages that the sandbox shows beside Python's own, as import names or as folders that hold them.",
    ).tag(config=True)
    shown = Dict(
        key_trait=Unicode(),
        value_trait=Unicode(),
        help="Files or folders of this machine that a student's process may read: path here -> path under /box/.",
    ).tag(config=True)
    without_packages = Dict(
        key_trait=Unicode(),
        value_trait=List(Unicode()),
        help="Pattern of assignments -> top-level packages that a student's process does not find: {'02_*': ['torch']}.",
    ).tag(config=True)

    # --- limits of one submission
    cell_seconds = Float(60.0, help="Wall-clock seconds for one cell.").tag(config=True)
    call_seconds = Float(30.0, help="Wall-clock seconds for one call of a student's function by a test.").tag(
        config=True
    )
    submission_seconds = Float(600.0, help="Wall-clock seconds for a whole notebook.").tag(config=True)
    memory_mebibytes = Int(4096, help="Memory of a student's process, in MiB.").tag(config=True)
    processes_count = Int(64, help="Processes and threads that a student's process may have.").tag(config=True)
    file_mebibytes = Int(64, help="The largest file that a student's process may write, in MiB.").tag(config=True)
    temporary_mebibytes = Int(256, help="All that a student's process may write to its folders, in MiB.").tag(
        config=True
    )
    output_kibibytes = Int(256, help="Text, pictures and tables that one cell may show, in KiB.").tag(config=True)
    message_mebibytes = Int(64, help="The largest value that crosses between student and examiner, in MiB.").tag(
        config=True
    )
    restarts_count = Int(10, help="How often a student's process that died is started again within one notebook.").tag(
        config=True
    )

    # --- the course
    catalogues = Dict(
        key_trait=Unicode(),
        value_trait=Unicode(),
        help="Language -> gettext catalogue in which nbviva's sentences to students are said under the English ones.",
    ).tag(config=True)
    other_releases = List(
        Unicode(),
        help="Patterns of folders beside release/, seen from the course's folder, that hold the same assignments in other "
        "words (languages): ['release-*']. A submission made from one of them keeps its words in feedback.",
    ).tag(config=True)
    languages_at = Unicode(
        "nbduet.languages",
        help="Where the metadata of a released notebook lists its languages: nbviva's sentences are said in these.",
    ).tag(config=True)
    look_for = Dict(
        key_trait=Unicode(),
        value_trait=List(Unicode()),
        help="Pattern of assignment/cell -> names that mark an answer for a person's look: {'02_*/*': ['backward']}. It "
        "costs no points.",
    ).tag(config=True)
    mistakes_page = Dict(
        key_trait=Unicode(),
        value_trait=Unicode(),
        help="Pattern of assignments -> a page that explains the ids of mistakes, to which the report links: a path seen "
        "from the course's folder, or an address of http(s). {id} stands for the id: {'02_*': 'mistakes.html#{id}'}.",
    ).tag(config=True)
    draw_variable = Unicode(
        "NBVIVA_DRAW",
        help="The environment variable in which test cells find the hex name of this submission's hidden numbers.",
    ).tag(config=True)
    bank = Unicode("answers", help="The folder with the bank of answers, seen from the course's folder.").tag(
        config=True
    )
    secret_file = Unicode(
        ".nbviva/secret",
        help="The course's secret, from which hidden numbers are drawn, seen from the course's folder. Made if missing.",
    ).tag(config=True)

    @default("workers")
    def _workers_default(self) -> int:
        return os.cpu_count() or 1

    @validate(
        "workers",
        "gradebook_seconds",
        "cell_seconds",
        "call_seconds",
        "submission_seconds",
        "memory_mebibytes",
        "processes_count",
        "file_mebibytes",
        "temporary_mebibytes",
        "output_kibibytes",
        "message_mebibytes",
    )
    def _validate_positive(self, proposal: Any) -> Any:
        if not 0 < proposal["value"] < float("inf"):
            raise TraitError(f"Viva.{proposal['trait'].name}: expected more than 0, found {proposal['value']}.")
        return proposal["value"]

    @validate("restarts_count")
    def _validate_restarts(self, proposal: Any) -> Any:
        if proposal["value"] < 0:
            raise TraitError(f"Viva.restarts_count: expected 0 or more, found {proposal['value']}.")
        return proposal["value"]

    @validate("devices")
    def _validate_devices(self, proposal: Any) -> Any:
        for path in proposal["value"]:
            if not _DEVICE.fullmatch(path) or ".." in PurePosixPath(path).parts:
                raise TraitError(f"Viva.devices: expected paths such as /dev/nvidia0, found {path!r}.")
        return proposal["value"]

    @validate("shown")
    def _validate_shown(self, proposal: Any) -> Any:
        for here, there in proposal["value"].items():
            parts = PurePosixPath(there).parts
            if not PurePosixPath(here).is_absolute() or parts[:2] != ("/", "box") or ".." in parts or len(parts) < 3:
                raise TraitError(
                    f"Viva.shown: expected an absolute path here and a path under /box/ there, such as "
                    f"{{'/data/digits': '/box/digits'}}, found {here!r}: {there!r}."
                )
        return proposal["value"]

    @validate("mistakes_page")
    def _validate_mistakes_page(self, proposal: Any) -> Any:
        for page in proposal["value"].values():
            if re.match(r"(?!https?://)([A-Za-z][\w+.-]*:|//)", page) or not page:
                raise TraitError(
                    f"Viva.mistakes_page: expected a path such as docs/mistakes.html#{{id}}, or an address that begins "
                    f"with https://, found {page!r}."
                )
        return proposal["value"]

    def units(self, coursedir: Any, assignment: str) -> list[Unit]:
        """The notebooks of an assignment, with every edition that was handed out. Raises UnitError."""
        return load_unit(
            coursedir, assignment, self.other_releases, self.languages_at, busy_seconds=self.gradebook_seconds
        )

    def for_assignment(self, name: str) -> dict[str, Any]:
        """All that a worker must know to examine an assignment, as plain data that JSON can hold."""
        plain = {trait: getattr(self, trait) for trait in self.trait_names(config=True)}
        left_out = {
            "enabled",
            "workers",
            "gradebook_seconds",
            "bank",
            "secret_file",
            "without_packages",
            "devices",
            "packages",
            "shown",
            "catalogues",
            "mistakes_page",
            "other_releases",
            "languages_at",
        }
        settings = {trait: value for trait, value in plain.items() if trait not in left_out}
        hidden = _matching(self.without_packages.items(), name)
        return settings | {
            "devices": list(self.devices),
            "packages": list(self.packages),
            "shown": dict(self.shown),
            "without_packages": hidden,
            "translations": translations(self.catalogues),
            "look_for": {pattern: list(names) for pattern, names in self.look_for.items()},
        }


def _matching(patterns: Iterable[tuple[str, list[str]]], name: str) -> list[str]:
    return sorted({entry for pattern, entries in patterns if fnmatchcase(name, pattern) for entry in entries})
