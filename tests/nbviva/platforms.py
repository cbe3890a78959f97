"""Exports as learning platforms write them, made by the rules of their own source (see nbviva.collecting.layouts)."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from nbgrader import api
from nbgrader.coursedir import CourseDirectory

ADA = {"id": "ada", "first_name": "Ada", "last_name": "Lovelace", "email": "ada@uni.example", "lms_user_id": "4711"}
BEN = {
    "id": "ben",
    "first_name": "Benoît",
    "last_name": "O'Brien-Lý",
    "email": "ben@uni.example",
    "lms_user_id": "4712",
}
LI1 = {"id": "li1", "first_name": "Wei", "last_name": "Li", "email": "li1@uni.example"}
LI2 = {"id": "li2", "first_name": "Wei", "last_name": "Li", "email": "li2@uni.example"}
XIAO = {"id": "xiao", "first_name": "小明", "last_name": "王", "email": "xiao@uni.example", "lms_user_id": "4713"}
CLASS = (ADA, BEN, LI1, LI2, XIAO)


def enrol(made: CourseDirectory, students: Sequence[Mapping[str, str]] = CLASS) -> None:
    """Put students into the gradebook, as `nbgrader db student import` does."""
    with api.Gradebook(made.db_url, made.course_id) as book:
        for student in students:
            values = dict(student)
            book.update_or_create_student(values.pop("id"), **values)


def moodle_name(full: str, number: int) -> str:
    """get_student_prefix and clean_filename."""
    return re.sub(r"[\x00-\x1f&<>\"`|':\\/]", "", f"{full.replace('_', ' ')}_{number}")


def moodle_folder(full: str, number: int) -> str:
    """The folder of one student."""
    return f"{moodle_name(full, number)}_assignsubmission_file_"


def canvas_name(sortable: str, user: int, attachment: int, file: str, late: bool = False) -> str:
    """get_filename and sanitize_attachment_filename."""
    name = re.sub(r"_(\d+)_", r"\1", sortable).lower()
    start = re.sub(r"[^\w]", "", "_".join([name, *(["LATE"] if late else []), str(user)]))
    kept = re.sub(r'[\x00/\\:*?"<>|]+', "_", file)
    return f"{start}_{attachment}_{kept}"


def zipped(path: Path, files: Mapping[str, bytes | str]) -> Path:
    """A zip with these files, all of one time."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2027, 3, 1, 12, 30, 0)), content, zipfile.ZIP_DEFLATED)
    return path


def unpacked(folder: Path, files: Mapping[str, bytes | str]) -> Path:
    """A folder with these files."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder
