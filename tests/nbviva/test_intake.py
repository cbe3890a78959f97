"""Every state of a submission's folder and file has a named outcome; nothing but text comes out of it."""

from __future__ import annotations

import hashlib
import os
import re
import socket
import time
from pathlib import Path
from typing import Any

import pytest
from tiny_master import ANSWERS, NAME, PNG, cell, code, hand_in, release, submitted, to_bytes

from nbviva import folder as folder_module
from nbviva.intake import intake, intake_bytes
from nbviva.outcomes import Kind, Outcome, bounded, outcome, shown
from nbviva.reasons import TOLD, not_taken
from nbviva.sentences import SENTENCES
from nbviva.submission import IntakeLimits, Refusal, Submission

GRADE_IDS = ("setup", "warm", "test_warm", "cool", "test_cool", "loop", "show", "why")
SMALL = IntakeLimits(
    notebook_bytes=20_000,
    folder_entries=10,
    json_containers=500,
    cells=20,
    source_characters=300,
    sources_characters=2_000,
    attachment_bytes=100,
    attachments_bytes=150,
)


def taken(content: Any, limits: IntakeLimits = SMALL) -> Submission:
    found = intake_bytes(content if isinstance(content, bytes) else to_bytes(content), NAME, limits)
    assert isinstance(found, Submission), found
    return found


def refusal(content: Any, limits: IntakeLimits = SMALL) -> str:
    found = intake_bytes(content if isinstance(content, bytes) else to_bytes(content), NAME, limits)
    assert isinstance(found, Refusal), found
    assert found.outcome.kind is Kind.REFUSED
    assert found.outcome.sentence
    return found.outcome.code


def codes(found: Submission | Refusal) -> list[str]:
    return [note.code for note in found.notes]


def refused(found: Submission | Refusal) -> str:
    assert isinstance(found, Refusal), found
    return found.outcome.code


# --- outcomes


def test_every_outcome_has_a_kind_and_one_sentence() -> None:
    for code_, (kind, sentence) in SENTENCES.items():
        assert code_ == code_.lower().replace("-", "_")
        assert Kind(kind)
        assert sentence.endswith(".")
    with pytest.raises(KeyError):
        outcome("no_such_code")


def test_what_a_student_chose_is_escaped_and_cut() -> None:
    hostile = "a\x1b[2J\u202egnp.exe\n{where}\ud800" + "x" * 1_000
    said = outcome("unknown_grade_id", hostile).sentence
    assert said.isprintable()
    assert "\\x1b" in said
    assert "\\u202e" in said
    assert len(said) < 300
    assert shown("手推 两层 naïve") == "手推 两层 naïve"


def test_many_notes_are_counted_not_kept() -> None:
    many = [Outcome("bom", str(number)) for number in range(30)]
    kept = bounded(many + many, 10)
    assert [note.code for note in kept] == ["bom"] * 10 + ["more_notes"]
    assert "20 more" in kept[-1].sentence
    assert "25 more" in bounded(kept, 5)[-1].sentence


def in_capitals(text: str) -> str:
    """A language of its own: every letter but those of the places that are filled in."""
    return "".join(part if part.startswith("{") else part.upper() for part in re.split(r"(\{\w+\})", text))


@pytest.mark.parametrize(
    "content", [b"[]", b"{}", b'{"nbformat": 4}', "{}".encode("utf-16"), b"{\xff}", os.mkdir, os.mkfifo]
)
def test_all_of_a_refusal_is_in_the_students_language(tmp_path: Path, content: Any) -> None:
    if isinstance(content, bytes):
        (tmp_path / NAME).write_bytes(content)
    else:
        content(tmp_path / NAME)
    found = intake(tmp_path, NAME)
    assert isinstance(found, Refusal)
    why = not_taken(found.outcome)
    said = why.said({code_: in_capitals(text) for code_, text in TOLD.items()})
    assert said == why["sentence"].upper().replace(NAME.upper(), NAME)


# --- the notebook as bytes


def test_an_honest_notebook_comes_through_whole() -> None:
    found = taken(submitted())
    assert found.notes == ()
    assert found.sha256 == hashlib.sha256(to_bytes(submitted())).hexdigest()
    assert found.kernel == "python3"
    assert [source.index for source in found.sources] == list(range(11))
    assert {source.cell_id: source.source for source in found.sources if source.cell_id in ANSWERS} == ANSWERS
    assert [source.grade_id for source in found.sources if source.grade_id] == list(GRADE_IDS)


def test_a_source_may_be_text_or_lines() -> None:
    lines = submitted()
    cell(lines, "warm")["source"] = ANSWERS["warm"].splitlines(keepends=True)
    assert taken(lines).sources == taken(submitted()).sources


def test_other_4_x_formats_and_missing_ids_are_fine() -> None:
    old = submitted() | {"nbformat_minor": 2}
    for found in old["cells"]:
        del found["id"]
    assert {source.cell_id for source in taken(old).sources} == {None}
    newer = submitted() | {"nbformat_minor": 99, "unheard_of": 1}
    assert taken(newer).notes == ()


def test_a_byte_order_mark_is_skipped_and_noted() -> None:
    assert codes(taken(b"\xef\xbb\xbf" + to_bytes(submitted()))) == ["bom"]


def test_numbers_that_are_none_are_read_as_null() -> None:
    odd = to_bytes(submitted()).replace(b'"outputs": []', b'"outputs": [NaN, -Infinity, NaN]', 1)
    assert codes(taken(odd)) == ["json_not_finite", "json_not_finite"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "empty_file"),
        (b" \n\t", "empty_file"),
        (b"\xef\xbb\xbf", "not_json"),
        (to_bytes(submitted())[:-30], "not_json"),
        (b"<!DOCTYPE html><html>", "not_json"),
        (b'{"cells": "\n"}', "not_json"),
        (to_bytes(submitted()).decode().encode("utf-16"), "wrong_encoding"),
        (to_bytes(submitted()).decode().encode("utf-16-le"), "wrong_encoding"),
        (to_bytes(submitted()).decode().encode("utf-32"), "wrong_encoding"),
        ('{"a": "é"}'.encode("latin-1"), "not_utf8"),
        ('{"a": "手"}'.encode("gb18030"), "not_utf8"),
        (b"[" * 200, "json_too_deep"),
        (b'{"a":' * 200, "json_too_deep"),
        (b"[" + b"[]," * 600 + b"0]", "json_too_many_parts"),
        (b'{"nbformat": ' + b"9" * 10_000 + b"}", "json_number_too_long"),
        (b'{"nbformat": 4, "nbformat": 4, "cells": []}', "json_duplicate_key"),
        (b"[]", "not_a_notebook"),
        (b"null", "not_a_notebook"),
        (b'"notebook"', "not_a_notebook"),
        (b"{}", "not_a_notebook"),
        (b'{"nbformat": true, "cells": []}', "not_a_notebook"),
        (b'{"nbformat": "4", "cells": []}', "not_a_notebook"),
        (b'{"nbformat": 4.0, "cells": []}', "not_a_notebook"),
        (b'{"nbformat": 4, "nbformat_minor": -1, "cells": []}', "not_a_notebook"),
        (b'{"nbformat": 4}', "not_a_notebook"),
        (b'{"nbformat": 4, "cells": {"0": {}}}', "not_a_notebook"),
        (b'{"nbformat": 3, "worksheets": [{"cells": []}]}', "old_nbformat"),
        (b'{"nbformat": 5, "cells": []}', "newer_nbformat"),
        (b'{"nbformat": 4, "cells": [' + b"0," * 20 + b"0]}", "too_many_cells"),
        (b"x" * 20_001, "notebook_too_large"),
    ],
)
def test_what_is_no_notebook_is_refused_by_name(content: bytes, expected: str) -> None:
    assert refusal(content) == expected


def test_sources_too_long_in_all_are_refused() -> None:
    long = submitted()
    long["cells"] += [code("#" * 299) for _ in range(8)]
    assert refusal(long) == "sources_too_long"


def test_brackets_in_strings_do_not_count() -> None:
    text = submitted()
    cell(text, "guess")["source"] = '"' + "[{\\" * 90 + '"'
    assert taken(text).notes == ()


@pytest.mark.parametrize(
    "hostile",
    [b"[" * 19_000, b'"' * 19_000, b'{"a' * 6_000, b"\\" * 19_000, b'["\\u' * 4_000, b"9" * 19_000, b"-" * 19_000],
)
def test_hostile_bytes_take_no_time(hostile: bytes) -> None:
    start = time.perf_counter()
    assert refusal(hostile) in ("not_json", "json_too_deep", "json_too_many_parts", "json_number_too_long")
    assert time.perf_counter() - start < 5


@pytest.mark.parametrize(
    ("broken", "expected"),
    [
        (None, "cell_unreadable"),
        ([], "cell_unreadable"),
        ({}, "cell_unreadable"),
        (code("x") | {"cell_type": ["code"]}, "cell_unreadable"),
        (code("x") | {"cell_type": "heading"}, "cell_unreadable"),
        (code("x") | {"source": 5}, "cell_unreadable"),
        (code("x") | {"source": ["a", None]}, "cell_unreadable"),
        (code("x") | {"source": {"a": "b"}}, "cell_unreadable"),
        (code("x" * 301), "source_too_long"),
        (code("x") | {"metadata": []}, "cell_marks_unreadable"),
        (code("x") | {"metadata": {"nbgrader": "test"}}, "cell_marks_unreadable"),
        (code("x") | {"metadata": {"nbgrader": {"grade_id": ["warm"]}}}, "cell_marks_unreadable"),
        (code("x") | {"metadata": {"nbgrader": {"grade_id": "w" * 201}}}, "cell_marks_unreadable"),
        (code("print('\ud800\0')"), "characters_replaced"),
    ],
)
def test_what_is_wrong_with_a_cell_costs_that_cell(broken: Any, expected: str) -> None:
    notebook = submitted()
    notebook["cells"].insert(1, broken)
    found = taken(notebook)
    assert codes(found) == [expected]
    assert found.notes[0].where == "cell 2"
    assert {source.cell_id for source in found.sources} >= set(ANSWERS)
    assert all(source.source.encode() for source in found.sources)
    assert (len(found.sources) == 11) == (found.notes[0].kind is Kind.LOST)


@pytest.mark.parametrize(
    ("attached", "kept"),
    [
        ({"a.png": {"image/png": PNG}}, ["a.png"]),
        ({"a.png": {"image/png": PNG[:20] + "\n" + PNG[20:]}}, ["a.png"]),
        ({"a.png": {"image/png": PNG}, "b.svg": {"image/svg+xml": "<svg onload=x>"}}, ["a.png"]),
        ({"a.png": {"image/jpeg": PNG}}, []),
        ({"a.png": {"image/png": "#" + PNG}}, []),
        ({"a.png": {"image/png": PNG * 5}}, []),
        ({"a.png": {"image/png": PNG, "text/html": "<script>"}}, []),
        ({"../a.png": {"image/png": PNG}}, []),
        ({"a\u202e.png": {"image/png": PNG}}, []),
        ({'a" onload="x': {"image/png": PNG}}, []),
        ({"a.png": [PNG]}, []),
        ([1], []),
    ],
)
def test_only_small_true_pictures_are_taken(attached: Any, kept: list[str]) -> None:
    notebook = submitted()
    cell(notebook, "why")["attachments"] = attached
    found = taken(notebook)
    [why] = [source for source in found.sources if source.grade_id == "why"]
    assert [picture.name for picture in why.attachments] == kept
    assert [picture.base64 for picture in why.attachments] == [PNG] * len(kept)
    assert codes(found) == ["attachment_dropped"] * (len(attached) - len(kept))


def test_pictures_are_bounded_in_all() -> None:
    notebook = submitted()
    cell(notebook, "why")["attachments"] = {f"{number}.png": {"image/png": PNG} for number in range(9)}
    [why] = [source for source in taken(notebook).sources if source.grade_id == "why"]
    assert len(why.attachments) == 5


# --- the folder


def test_a_folder_with_the_notebook_and_nbgraders_timestamp(tmp_path: Path) -> None:
    folder = hand_in(tmp_path / "s", submitted())
    (folder / "timestamp.txt").write_text("2027-03-01 11:58:00 UTC")
    (folder / ".ipynb_checkpoints").mkdir()
    found = intake(folder, NAME, SMALL)
    assert isinstance(found, Submission)
    assert found == taken(submitted())


def test_no_folder_no_notebook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert refused(intake(tmp_path / "none", NAME)) == "no_folder"
    (tmp_path / "file").write_text("x")
    assert refused(intake(tmp_path / "file", NAME)) == "folder_not_a_folder"
    real = hand_in(tmp_path / "real", submitted())
    (tmp_path / "link").symlink_to(real)
    assert refused(intake(tmp_path / "link", NAME)) == "folder_not_a_folder"
    with monkeypatch.context() as patch:  # a folder that becomes a link after it was looked at
        patch.setattr(Path, "lstat", lambda _: real.stat())
        assert refused(intake(tmp_path / "link", NAME)) == "folder_unreadable"
    (tmp_path / "empty").mkdir()
    assert refused(intake(tmp_path / "empty", NAME)) == "no_notebook"


def test_a_notebook_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    target = hand_in(tmp_path / "other", submitted()) / NAME
    folder = tmp_path / "s"
    folder.mkdir()
    (folder / NAME).symlink_to(target)
    assert refused(intake(folder, NAME)) == "notebook_is_link"
    (folder / NAME).unlink()
    (folder / NAME).symlink_to("/dev/zero")
    assert refused(intake(folder, NAME)) == "notebook_is_link"


def test_a_hard_link_may_be_someone_elses(tmp_path: Path) -> None:
    target = hand_in(tmp_path / "other", submitted()) / NAME
    folder = tmp_path / "s"
    folder.mkdir()
    (folder / NAME).hardlink_to(target)
    assert refused(intake(folder, NAME)) == "notebook_is_hard_link"
    assert isinstance(intake(folder, NAME, IntakeLimits(hard_links=True)), Submission)


def test_pipes_sockets_and_folders_are_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # the address of a socket must be short
    for number in range(3):
        Path(f"s{number}").mkdir()
    os.mkfifo(f"s0/{NAME}")
    (tmp_path / "s1" / NAME).mkdir()
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(f"s2/{NAME}")
        for number in range(3):
            assert refused(intake(tmp_path / f"s{number}", NAME)) == "notebook_not_a_file"


def test_a_file_that_becomes_something_else_between_look_and_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = hand_in(tmp_path / "other", submitted()) / NAME
    honest = folder_module._check
    swaps = {
        "notebook_unreadable": lambda path: path.symlink_to(secret),
        "notebook_not_a_file": os.mkfifo,
        "notebook_changing": lambda path: path.write_bytes(b" " * len(to_bytes(submitted()))),
    }
    for expected, swap in swaps.items():
        notebook = hand_in(tmp_path / expected, submitted()) / NAME
        looks: list[str] = []

        def check(*seen: Any, swap: Any = swap, notebook: Path = notebook, looks: list[str] = looks) -> None:
            honest(*seen)
            looks.append("look")
            if len(looks) == 1:
                notebook.unlink()
                swap(notebook)

        monkeypatch.setattr(folder_module, "_check", check)
        assert refused(intake(notebook.parent, NAME)) == expected


def test_a_huge_file_is_refused_by_its_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "s"
    folder.mkdir()
    with (folder / NAME).open("wb") as file:
        file.truncate(200_000_000)
    monkeypatch.setattr(folder_module, "_content", None)  # it is not even read
    assert refused(intake(folder, NAME)) == "notebook_too_large"


def test_everything_unlisted_is_named_and_not_taken(tmp_path: Path) -> None:
    folder = hand_in(tmp_path / "s", submitted())
    (folder / "numpy.py").write_text("raise SystemExit")
    (folder / "other.ipynb").write_text("{}")
    (folder / "gradebook.db").symlink_to("/etc/passwd")
    os.mkfifo(folder / "pipe")
    (folder / "evil\n\x1b[2J").write_text("")
    (folder / "exe\u202egnp.ipynb").write_text("")
    Path(os.fsdecode(os.fsencode(folder) + b"/not-utf8-\xff")).write_text("")
    found = intake(folder, NAME)
    assert isinstance(found, Submission)
    assert found.sources == taken(submitted()).sources
    assert sorted(codes(found)) == [
        "extra_file_ignored",
        "extra_file_ignored",
        "link_ignored",
        *["odd_name_ignored"] * 3,
        "special_file_ignored",
    ]
    assert all(note.sentence.isprintable() for note in found.notes)


def test_a_flood_of_files_hides_no_notebook(tmp_path: Path) -> None:
    folder = hand_in(tmp_path / "s", submitted())
    for number in range(30):
        (folder / f"{number}.txt").write_text("")
    found = intake(folder, NAME, SMALL)
    assert isinstance(found, Submission)
    assert "extra_files_uncounted" in codes(found)


def test_a_renamed_notebook_is_taken_where_it_is_certain(tmp_path: Path) -> None:
    folder = hand_in(tmp_path / "s", submitted(), "ovens (1).ipynb")
    found = intake(folder, NAME, grade_ids=GRADE_IDS)
    assert isinstance(found, Submission)
    assert codes(found) == ["renamed_notebook"]
    hand_in(folder, {"nbformat": 4, "cells": [code("1")]}, "notes.ipynb")
    found = intake(folder, NAME, grade_ids=GRADE_IDS)
    assert isinstance(found, Submission)
    assert codes(found) == ["renamed_notebook", "extra_file_ignored"]


def test_a_renamed_notebook_is_named_where_it_is_not_certain(tmp_path: Path) -> None:
    one = hand_in(tmp_path / "one", {"nbformat": 4, "cells": [code("1")]}, "a.ipynb")
    assert refused(intake(one, NAME, grade_ids=GRADE_IDS)) == "no_matching_notebook"
    assert refused(intake(one, NAME)) == "no_matching_notebook"
    few = submitted()
    few["cells"] = few["cells"][:6]
    hand_in(one, few, "a.ipynb")
    assert refused(intake(one, NAME, grade_ids=GRADE_IDS)) == "no_matching_notebook"
    two = hand_in(hand_in(tmp_path / "two", submitted(), "a.ipynb"), release(), "b.ipynb")
    assert refused(intake(two, NAME, grade_ids=GRADE_IDS)) == "several_notebooks"
    broken = hand_in(hand_in(tmp_path / "broken", submitted(), "a.ipynb"), b"{", "b.ipynb")
    assert refused(intake(broken, NAME, grade_ids=GRADE_IDS)) == "several_notebooks"
    alone = hand_in(tmp_path / "alone", b"{", "a.ipynb")
    assert refused(intake(alone, NAME, grade_ids=GRADE_IDS)) == "not_json"
    link = tmp_path / "links"
    link.mkdir()
    (link / "a.ipynb").symlink_to(two / "a.ipynb")
    found = intake(link, NAME, grade_ids=GRADE_IDS)
    assert refused(found) == "no_notebook"
    assert codes(found) == ["link_ignored"]


@pytest.mark.parametrize("name", ["../ovens.ipynb", "ovens", "a\0.ipynb"])
def test_the_caller_must_name_a_notebook(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="expected the name"):
        intake(tmp_path, name)
