"""Brings what a learning platform exported into submitted/<student>/<unit>/. Moves bytes; never opens a notebook.

    sources    a folder or a zip -> files with their paths, never trusted
    layouts    a path -> who handed it in, as Moodle, Canvas or a person writes it
    people     that name or number -> a student of the gradebook, or a named reason why not
    taking     all files of one source -> what each student handed in
    putting    -> submitted/, a student at a time, in one step each
    report     what happened to every file, for the terminal and for the course's records

Not here: nbgrader's own exchange (`exchange`), which nbgrader's collector reads.
"""
