"""What each outcome of intake and rebuild says, in one table, so that it can be translated as a whole.

A code never changes its meaning once released: verdicts and tests refer to it.
"""

from __future__ import annotations

_ANEW = "Open it in Jupyter, check that it looks right, save it and hand it in again."

# What stands in the place of `{found}` and `{reason}` in the sentences of refusals, which students read.
PHRASES: dict[str, str] = {
    "link": "a symbolic link",
    "folder": "a folder",
    "file": "a file",
    "pipe": "a named pipe",
    "socket": "a socket",
    "device": "a device",
    "unknown": "something unknown",
    "wide": "UTF-16 or UTF-32",
    "no_object": "it is not a JSON object",
    "no_format": "it does not say its format (nbformat)",
    "no_cells": "it has no list of cells",
}

# code: (kind, sentence). `{where}` is a file, a grade_id or a cell; other names are the outcome's values.
SENTENCES: dict[str, tuple[str, str]] = {
    # --- the folder
    "no_folder": ("refused", "There is no folder with this submission."),
    "folder_not_a_folder": ("refused", "The submission must be a folder, and it is something else: {found}."),
    "folder_unreadable": ("refused", "The submission's folder cannot be read: {reason}."),
    "no_notebook": ("refused", "The folder holds no notebook named {where}. Hand in the notebook of this unit."),
    "no_matching_notebook": (
        "refused",
        "The folder holds no notebook named {where}, and {found} is not certain to be that notebook under another "
        "name. Hand in the notebook of this unit under its own name.",
    ),
    "several_notebooks": (
        "refused",
        "The folder holds no notebook named {where} but several others ({found}), and which one is meant is not "
        "certain. Hand in one, under its own name.",
    ),
    "notebook_is_link": ("refused", "{where} is a symbolic link, which is never followed. Hand in the file itself."),
    "notebook_is_hard_link": (
        "refused",
        "{where} is one file under several names (a hard link), so it may be someone else's. Hand in a copy.",
    ),
    "notebook_not_a_file": ("refused", "{where} must be an ordinary file, and it is {found}."),
    "notebook_unreadable": ("refused", "{where} cannot be read: {reason}."),
    "notebook_too_large": (
        "refused",
        "{where} has {found_bytes} bytes and at most {limit_bytes} are taken. Clear its outputs (Kernel, Restart "
        "Kernel and Clear Outputs), save it and hand it in again.",
    ),
    "notebook_changing": ("refused", "{where} changed while it was being read. Grade this submission again."),
    "renamed_notebook": ("noted", "{found} was taken for {where}: it alone holds that notebook's cells."),
    "link_ignored": ("changed", "{where} is a symbolic link. It was not followed."),
    "special_file_ignored": ("changed", "{where} is {found}, not an ordinary file. It was not opened."),
    "odd_name_ignored": ("changed", "A file with an odd name was not taken: {where}."),
    "extra_file_ignored": ("noted", "{where} is not part of this unit. It was not taken."),
    "extra_files_uncounted": (
        "noted",
        "The folder holds more than {limit_entries} files. Only the notebook was looked for.",
    ),
    # --- the bytes
    "empty_file": ("refused", "{where} is empty. " + _ANEW),
    "wrong_encoding": ("refused", "{where} must be UTF-8, and it is {found}. " + _ANEW),
    "not_utf8": ("refused", "{where} must be UTF-8, and its byte {byte} is not. " + _ANEW),
    "bom": ("noted", "{where} begins with a byte order mark. It was skipped."),
    "not_json": (
        "refused",
        "{where} is damaged or incomplete: it is not JSON any more after line {line}, column {column}. " + _ANEW,
    ),
    "json_number_too_long": ("refused", "{where} holds a whole number with thousands of digits. " + _ANEW),
    "json_too_deep": ("refused", "{where} nests more than {limit_levels} levels deep, as no notebook does. " + _ANEW),
    "json_too_many_parts": (
        "refused",
        "{where} holds more than {limit_containers} lists and objects. Clear its outputs, save it, hand it in again.",
    ),
    "json_duplicate_key": ("refused", "{where} says {key} twice in one place, so it has no one meaning. " + _ANEW),
    "json_not_finite": ("noted", "{where} holds {found}, which is not JSON. It was read as null."),
    "not_a_notebook": ("refused", "{where} is not a Jupyter notebook: {reason}. Hand in the notebook of this unit."),
    "old_nbformat": (
        "refused",
        "{where} is a notebook of the old format {found}. Open it in a Jupyter of today, which converts it, save it "
        "and hand it in again.",
    ),
    "newer_nbformat": (
        "refused",
        "{where} is a notebook of format {found}; formats of version 4 are taken. Save it as version 4.",
    ),
    "too_many_cells": ("refused", "{where} holds {found_cells} cells and at most {limit_cells} are taken."),
    "sources_too_long": (
        "refused",
        "The text of all cells of {where} has more than {limit_characters} characters. Shorten it.",
    ),
    # --- one cell
    "cell_unreadable": ("lost", "{where} was not taken: {reason}."),
    "source_too_long": (
        "lost",
        "{where} was not taken: it has {found_characters} characters and at most {limit_characters} are taken.",
    ),
    "cell_marks_unreadable": ("changed", "{where} carries metadata that cannot be read: {reason}. It was ignored."),
    "characters_replaced": ("noted", "{where} held characters that no text can hold. Each became U+FFFD."),
    "raw_cell_dropped": ("noted", "{where} is a raw cell of the student's own. It was not taken."),
    "attachment_dropped": ("lost", "An attachment of {where} was not taken: {reason}."),
    # --- the notebook against its master
    "answer_missing": ("lost", "The answer cell {where} was deleted. An empty one stands in its place."),
    "answer_found_by_id": ("noted", "The answer cell {where} had lost its mark. It was known by its cell id."),
    "answer_in_pieces": (
        "noted",
        "The answer cell {where} was there {pieces} times (split or copied). Every piece is used, in its own order.",
    ),
    "answer_copy_dropped": ("noted", "A copy of the answer cell {where} that said nothing new was not used."),
    "cell_type_changed": ("noted", "The cell {where} was a {found} cell. It is a {expected} cell again."),
    "cells_moved": ("noted", "The cell {where} was moved. It is in its own place again."),
    "plain_cell_missing": ("noted", "The cell {where} was deleted. It is there again, as it was handed out."),
    "prose_changed": (
        "lost",
        "The text cell {where} was changed. Only answer cells take text: the change is not used.",
    ),
    "locked_cell_missing": ("noted", "The cell {where} was deleted. It is there again."),
    "locked_cell_copied": ("changed", "The cell {where} was there more than once. The copies were ignored."),
    "locked_cell_changed": ("changed", "The locked cell {where} was changed. The change was ignored."),
    "test_changed": ("changed", "The test cell {where} was changed. The change was ignored."),
    "marks_changed": ("changed", "The cell {where} came back with another {fields}. The change was ignored."),
    "marks_removed": ("changed", "The cell {where} came back without its mark as a locked cell. This was ignored."),
    "schema_version_changed": ("changed", "The cell {where} came back with another schema_version. It was ignored."),
    "tags_changed": ("changed", "The cell {where} came back with other tags. They were ignored."),
    "unknown_grade_id": ("changed", "A cell calls itself {where}, which this unit has not. It is an ordinary cell."),
    "kernel_changed": ("noted", "The notebook names another kernel ({found}). It runs in this unit's kernel."),
    "student_prose_dropped": (
        "noted",
        "{cells} text cells could not be told from the unit's own, because the notebook lost its cell ids. They "
        "were not taken.",
    ),
    "more_notes": ("noted", "{number} more such notes were left out."),
}
